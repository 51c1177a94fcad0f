//! Apps that do not work are not called proven, and Salesforce's own words say why.

use orgkey::Code;
use orgkey::apply::{RunState, RunView};
use orgkey::verify::{ProofId, ProofOutcome, Verdict};
use practice_org::Fault;

use crate::support::Journey;

async fn unproven(fault: Fault) -> (Journey, RunView) {
    let journey = Journey::faulty(fault).await;
    let draft = journey.server("Acme Loader").await;
    let run = journey.create(draft).await;
    let view = journey.until_still(run).await;
    assert_eq!(view.state, RunState::Done);
    (journey, view)
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
async fn an_app_without_its_run_as_user_is_called_proven() {
    let (_journey, view) = unproven(Fault::NoRunAsUser).await;
    let (code, error, description) = said(&view);
    assert_eq!(code, Code::FlowFailed);
    assert_eq!((error.as_str(), description.as_str()), ("invalid_grant", "no client credentials user enabled"));
    let differs =
        |line: &&orgkey::Line| line.params.get("what").is_some_and(|what| what == "clientCredentialsFlowUser");
    assert!(view.remainders.iter().any(|line| differs(&line)), "read back: {:?}", view.remainders);
}

#[tokio::test]
async fn an_app_that_admits_nobody_is_called_proven() {
    let (_journey, view) = unproven(Fault::NotPreAuthorized).await;
    let (code, error, description) = said(&view);
    assert_eq!(code, Code::FlowFailed);
    assert!(!error.is_empty() && !description.is_empty(), "{error} {description}");
}
