//! A session that ends on the way: said with its org, every answer kept, and the work goes on after signing in again.

use orgkey::apply::{Entry, RunState, Signal};
use orgkey::{Code, Uuid};

use crate::support::{Journey, leave_switch, stopped};

async fn answers(journey: &Journey, draft: Uuid) -> orgkey::wizard::Answers {
    journey.desk.open_draft(draft).unwrap().draft.answers
}

#[tokio::test]
async fn answers_are_lost_with_the_session() {
    let mut journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    let plan = journey.desk.plan(draft).await.unwrap();
    let before = answers(&journey, draft).await;
    let org = journey.practice.description().orgs[0].id.clone();
    journey.end_session().await;

    let ended = journey.desk.create(draft, &plan.fingerprint, "").await.unwrap_err();
    assert_eq!(ended.code, Code::SessionEnded);
    assert_eq!(ended.params["org"], org);
    assert_eq!(ended.salesforce.as_ref().unwrap().error, "INVALID_SESSION_ID");
    // Every further question says the same, without asking Salesforce with a dead token.
    assert_eq!(journey.desk.check(draft).await.unwrap_err().params["org"], org);
    assert!(!journey.desk.open_draft(draft).unwrap().org.unwrap().signed_in);
    assert_eq!(answers(&journey, draft).await, before);

    journey.reopen();
    journey.desk.use_practice(draft).await.unwrap();
    assert_eq!(answers(&journey, draft).await, before);
    let run = journey.create(draft).await;
    assert_eq!(journey.until_still(run).await.state, RunState::Done);
}

#[tokio::test]
async fn a_run_is_lost_with_the_session() {
    let mut journey = Journey::begin().await;
    let draft = journey.server_that("Acme Loader", leave_switch).await;
    let run = journey.create(draft).await;
    journey.until_secret(run).await;
    journey.end_session().await;
    journey.desk.signal(run, Signal::ReadSecretAfterAll).unwrap();
    let view = journey.until_still(run).await;
    assert_eq!(stopped(&view).code, Code::SessionEnded);
    assert!(matches!(view.state, RunState::Stopped { app_exists: Some(true), .. }));
    assert!(!journey.journal(run).contains(&Entry::SwitchedOn));

    let org = journey.practice.description().orgs[0].id.clone();
    let ended = journey.desk.continue_run(run).await.unwrap_err();
    assert_eq!((ended.code, &ended.params["org"]), (Code::SessionEnded, &org));

    journey.reopen();
    journey.desk.sign_in_to_practice().await.unwrap();
    // Nothing was turned on yet, and how the switch stands now has to be looked at first: the person is asked again.
    journey.desk.continue_run(run).await.unwrap();
    journey.until_secret(run).await;
    journey.desk.signal(run, Signal::ReadSecretAfterAll).unwrap();
    assert_eq!(journey.until_still(run).await.state, RunState::Done);
    assert!(journey.desk.secret(run).await.is_ok());
    assert!(!journey.hands_out_secrets("Acme_Loader").await);
    assert_eq!(journey.apps().await.len(), 1);
}
