//! Apps that do not work are not called proven, and Salesforce's own words say why.

use orgkey::apply::{RunState, RunView};
use orgkey::verify::{ProofId, ProofOutcome, Verdict};
use orgkey::{Code, Line};
use practice_org::Fault;

use crate::support::Journey;

async fn unproven(fault: Fault) -> RunView {
    let journey = Journey::faulty(fault).await;
    let draft = journey.server("Acme Loader").await;
    let run = journey.create(draft).await;
    let view = journey.until_still(run).await;
    assert_eq!(view.state, RunState::Done);
    view
}

fn said(view: &RunView) -> (Code, String, String) {
    let flow = &view.report.as_ref().unwrap().flows[0];
    let Verdict::NotProven { problem } = &flow.verdict else { panic!("{:?}", flow.verdict) };
    let got_token = flow.proofs.iter().find(|proof| proof.id == ProofId::GotToken).unwrap();
    assert_eq!(got_token.outcome, ProofOutcome::Failed);
    let words = problem.salesforce.as_ref().unwrap();
    (problem.code, words.error.clone(), words.description.clone())
}

#[tokio::test]
async fn an_app_that_nobody_can_use_is_called_proven() {
    let (nobody, no_run_as) = tokio::join!(unproven(Fault::NotPreAuthorized), unproven(Fault::NoRunAsUser));

    let (code, error, description) = said(&nobody);
    assert_eq!(code, Code::FlowFailed);
    assert!(!error.is_empty() && !description.is_empty(), "{error} {description}");

    let (code, error, description) = said(&no_run_as);
    assert_eq!(code, Code::FlowFailed);
    assert_eq!((error.as_str(), description.as_str()), ("invalid_grant", "no client credentials user enabled"));
    let differs = |line: &Line| line.params.get("what").is_some_and(|what| what == "clientCredentialsFlowUser");
    assert!(no_run_as.remainders.iter().any(differs), "read back: {:?}", no_run_as.remainders);
}
