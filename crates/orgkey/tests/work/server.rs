//! A server that works alone: the whole job.

use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use orgkey::apply::{Entry, Part, PartState, RunState, SecretPlace};
use orgkey::verify::{Flow, ProofId, ProofOutcome, Verdict};
use orgkey::{Code, Line};
use practice_org::{Gate, Passage, Passing, Stage};

use crate::support::{Journey, stopped};

#[tokio::test]
async fn a_server_app_is_not_made_or_not_proven_or_costs_its_secret() {
    let journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    let run = journey.create(draft).await;
    let view = journey.until_still(run).await;

    assert_eq!(view.state, RunState::Done);
    assert!(view.parts.iter().all(|part| part.state == PartState::Done), "{:?}", view.parts);
    assert_eq!(view.parts.iter().map(|part| part.part).collect::<Vec<_>>(), Part::ALL);
    assert_eq!(view.remainders, []);
    assert_eq!(journey.apps().await, ["Acme_Loader"]);

    let flows = &view.report.as_ref().unwrap().flows;
    assert_eq!(flows.len(), 1);
    assert_eq!((flows[0].flow, &flows[0].verdict), (Flow::ClientCredentials, &Verdict::Proven));
    let proved: Vec<_> = flows[0].proofs.iter().map(|proof| proof.id).collect();
    assert_eq!(
        proved,
        [
            ProofId::Known,
            ProofId::RefusedUnlistedCallback,
            ProofId::RefusedWithoutPkce,
            ProofId::GotToken,
            ProofId::WhoAmI,
            ProofId::ReadOrganization,
            ProofId::ReadAccounts,
            ProofId::RefusedWrongSecret,
            ProofId::Revoked,
            ProofId::RefusedRevokedToken,
        ]
    );
    assert!(flows[0].proofs.iter().all(|proof| proof.outcome == ProofOutcome::Passed && !proof.exchanges.is_empty()));

    assert_eq!(view.secret, SecretPlace::Memory, "this vault says what it is");
    assert!(!journey.hands_out_secrets("Acme_Loader").await, "the switch is off again");
    assert_eq!(journey.desk.secret(run).await.unwrap(), journey.real_secret("Acme_Loader").await);
}

#[tokio::test]
async fn a_switch_that_was_on_is_turned_off() {
    let journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    crate::support::set_switch(&journey.org().await.0, true).await;
    let run = journey.create(draft).await;
    assert_eq!(journey.until_still(run).await.state, RunState::Done);
    assert!(journey.hands_out_secrets("Acme_Loader").await);
}

#[tokio::test]
async fn a_finished_run_can_not_be_proven_again() {
    let journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    let run = journey.create(draft).await;
    let first = journey.until_still(run).await.report.unwrap();
    journey.desk.prove_again(run).await.unwrap();
    let view = journey.until(run, |view| view.state == RunState::Done).await;
    let again = view.report.unwrap();
    assert!(again.at > first.at);
    assert_eq!(again.flows[0].verdict, Verdict::Proven);
    assert_eq!(journey.apps().await.len(), 1);
}

/// Cuts every deployment but the first: that of the app goes through, and the switch can't be turned back.
#[derive(Default)]
struct OneDeployment(AtomicUsize);

impl Gate for OneDeployment {
    fn pass(&self, passing: Passing) -> BoxFuture<'static, Passage> {
        let is_deployment = passing.method == "POST" && passing.path.ends_with("/metadata/deployRequest");
        let is_cut = is_deployment && passing.stage == Stage::Arrived && self.0.fetch_add(1, Ordering::SeqCst) > 0;
        ready(if is_cut { Passage::Cut } else { Passage::On }).boxed()
    }
}

#[tokio::test]
async fn an_app_proven_at_once_is_done_with_the_switch_on_or_proven_twice() {
    let journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    journey.practice.world().set_gate(Some(Arc::new(OneDeployment::default())));
    let run = journey.create(draft).await;
    let view = journey.until_still(run).await;
    assert_eq!(stopped(&view).code, Code::SecretSwitchNotRestored);
    assert!(view.remainders.contains(&Line::new("remainder_secret_switch_on")), "{:?}", view.remainders);
    let journal = journey.journal(run);
    let ready = journal.iter().position(|entry| *entry == Entry::Ready).unwrap();
    let turned_back = journal.iter().position(|entry| *entry == Entry::SwitchBackIntended).unwrap();
    assert!(turned_back < ready, "they went together: {journal:?}");
    assert!(!journal.contains(&Entry::Done), "{journal:?}");
    let report = view.report.unwrap();
    assert_eq!(report.flows[0].verdict, Verdict::Proven, "what was proven is kept");

    journey.practice.world().set_gate(None);
    assert!(journey.switch().await);
    journey.desk.continue_run(run).await.unwrap();
    let view = journey.until_still(run).await;
    assert_eq!((&view.state, &view.remainders[..]), (&RunState::Done, &[][..]));
    assert_eq!(view.report.unwrap().at, report.at, "proven again");
    assert!(!journey.switch().await);
    assert_eq!(journey.apps().await, ["Acme_Loader"]);
}
