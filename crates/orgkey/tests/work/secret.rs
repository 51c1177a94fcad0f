//! The secret where the org's switch stays as it is, or is slow, and the ways to bring it after all.

use std::time::Duration;

use orgkey::Code;
use orgkey::apply::{Entry, Part, PartState, RunState, RunView, SecretPlace, Signal, Waiting};
use orgkey::verify::Verdict;
use practice_org::Fault;

use crate::support::{Journey, leave_switch, waiting};

async fn until_not_accepted(journey: &Journey, run: orgkey::Uuid) {
    let told = |view: &RunView| matches!(waiting(view), Some(Waiting::Secret { problem: Some(problem), .. }) if problem.code == Code::SecretNotAccepted);
    journey.until(run, told).await;
}

#[tokio::test]
async fn a_wrong_secret_is_kept_or_the_right_one_refused() {
    let journey = Journey::begin().await;
    let draft = journey.server_that("Acme Loader", leave_switch).await;
    let run = journey.create(draft).await;
    let view = journey.until_secret(run).await;
    let Some(Waiting::Secret { key_ends_in, problem: None, .. }) = waiting(&view) else { panic!("{:?}", view.state) };
    assert_eq!(key_ends_in.len(), 4);
    assert!(view.client_id.as_ref().unwrap().ends_with(key_ends_in));

    assert_eq!(journey.desk.bring_secret(run, "short").unwrap_err().code, Code::SecretNotAccepted);
    let wrong = "0".repeat(64);
    journey.desk.bring_secret(run, &wrong).unwrap();
    until_not_accepted(&journey, run).await;
    assert!(journey.desk.secret(run).await.is_err(), "nothing is kept");

    let right = journey.real_secret("Acme_Loader").await;
    journey.desk.bring_secret(run, &format!("  {}\n", right.expose())).unwrap();
    let view = journey.until_still(run).await;
    assert_eq!(view.state, RunState::Done);
    assert_eq!(view.report.unwrap().flows[0].verdict, Verdict::Proven);
    assert_eq!(journey.desk.secret(run).await.unwrap(), right);
    let switched = |entry: &Entry| matches!(entry, Entry::SwitchOnIntended | Entry::SwitchBackIntended);
    assert!(!journey.journal(run).iter().any(switched), "the switch was declined");
}

#[tokio::test]
async fn a_wrong_secret_brought_before_the_app_answers_stays() {
    let journey = Journey::faulty(Fault::Propagation).await;
    journey.practice.world().set_propagation(Duration::from_secs(600));
    let draft = journey.server_that("Acme Loader", leave_switch).await;
    let run = journey.create(draft).await;
    journey.until_secret(run).await;
    journey.desk.bring_secret(run, &"0".repeat(64)).unwrap();
    // Salesforce can't say yet whether it is right.
    let unknown = |view: &RunView| matches!(waiting(view), Some(Waiting::Readiness { .. }));
    journey.until(run, unknown).await;
    journey.practice.world().advance(Duration::from_secs(601));
    journey.desk.signal(run, Signal::CheckNow).unwrap();

    until_not_accepted(&journey, run).await;
    assert!(journey.desk.secret(run).await.is_err(), "it is let go");
    let right = journey.real_secret("Acme_Loader").await;
    journey.desk.bring_secret(run, right.expose()).unwrap();
    let view = journey.until_still(run).await;
    assert_eq!(view.state, RunState::Done);
    assert_eq!(view.report.unwrap().flows[0].verdict, Verdict::Proven);
}

#[tokio::test]
async fn a_run_without_its_secret_says_proven_or_never_gets_it() {
    let journey = Journey::begin().await;
    let draft = journey.server_that("Acme Loader", leave_switch).await;
    let run = journey.create(draft).await;
    journey.until_secret(run).await;
    journey.desk.signal(run, Signal::FinishWithoutSecret).unwrap();
    let view = journey.until_still(run).await;

    assert_eq!((&view.state, view.secret), (&RunState::Done, SecretPlace::None));
    let Verdict::DryCheckOnly { because } = &view.report.as_ref().unwrap().flows[0].verdict else { panic!("more") };
    assert_eq!(because.id, "proof_because_no_secret");
    assert!(view.remainders.iter().any(|line| line.id == "remainder_secret_not_kept"), "{:?}", view.remainders);
    let credentials = view.parts.iter().find(|part| part.part == Part::Credentials).unwrap();
    assert_eq!(credentials.state, PartState::Skipped);

    // Later: continue, and let Orgkey read it after all.
    journey.desk.continue_run(run).await.unwrap();
    journey.until_secret(run).await;
    journey.desk.signal(run, Signal::ReadSecretAfterAll).unwrap();
    let view = journey.until_still(run).await;
    assert_eq!((&view.state, view.secret), (&RunState::Done, SecretPlace::Memory));
    assert_eq!(view.report.unwrap().flows[0].verdict, Verdict::Proven);
    assert_eq!(view.remainders, []);
    assert!(!journey.hands_out_secrets("Acme_Loader").await, "the switch is back");
    assert!(journey.journal(run).contains(&Entry::SwitchedBack { read: true }));
    assert_eq!(journey.desk.secret(run).await.unwrap(), journey.real_secret("Acme_Loader").await);
}

#[tokio::test]
async fn a_signal_that_nobody_waits_for_is_taken_for_a_later_answer() {
    let journey = Journey::begin().await;
    let draft = journey.server_that("Acme Loader", leave_switch).await;
    let run = journey.create(draft).await;
    // Pressed too early, or twice: it must not answer a question that was not asked yet.
    let early = journey.desk.signal(run, Signal::FinishWithoutSecret);
    assert_eq!(early.unwrap_err().code, Code::NotFound);
    journey.until_secret(run).await;
    journey.desk.signal(run, Signal::FinishWithoutSecret).unwrap();
    journey.until_still(run).await;
}

#[tokio::test]
async fn a_switch_that_takes_effect_late_costs_the_secret() {
    let journey = Journey::faulty(Fault::SecretSwitchStaysOff).await;
    let draft = journey.server("Acme Loader").await;
    let run = journey.create(draft).await;
    let view = journey.until_still(run).await;
    assert_eq!((&view.state, view.secret), (&RunState::Done, SecretPlace::Memory));
    assert_eq!(view.report.unwrap().flows[0].verdict, Verdict::Proven);
    assert!(!journey.hands_out_secrets("Acme_Loader").await);
}

#[tokio::test]
async fn a_person_who_may_not_see_secrets_leaves_the_switch_on() {
    let journey = Journey::faulty(Fault::MissingViewSecretPermission).await;
    let draft = journey.server("Acme Loader").await;
    let run = journey.create(draft).await;
    let view = journey.until_secret(run).await;
    assert!(view.client_id.is_some());
    assert!(!journey.hands_out_secrets("Acme_Loader").await, "put back before the person is asked");
    assert!(journey.journal(run).contains(&Entry::SwitchedBack { read: true }));
}
