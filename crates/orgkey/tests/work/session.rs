//! A session that ends on the way: said with its org, every answer kept, and the work goes on after signing in again.

use orgkey::apply::{Entry, RunState, Signal};
use orgkey::diagnosis::WayOn;
use orgkey::plan::Consent;
use orgkey::verify::{Flow, Verdict};
use orgkey::wizard::{AccessAnswer, Answer, PermissionSetChoice};
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

    let ended = journey.desk.create(draft, &plan.fingerprint, &Consent::default()).await.unwrap_err();
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

#[tokio::test]
async fn a_session_that_ends_before_some_step_costs_an_answer_or_is_called_something_else() {
    let mut journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    let plan = journey.desk.plan(draft).await.unwrap().fingerprint;
    let before = answers(&journey, draft).await;
    let org = journey.org_id();
    // Whoever chooses a permission set that is there is asked of the org.
    let typed = |access: AccessAnswer| AccessAnswer {
        permission_set: PermissionSetChoice::Existing,
        existing: vec!["Loaders".to_owned()],
        ..access
    };
    for step in 0..12 {
        journey.end_session().await;
        let (desk, answered) = (&journey.desk, before.clone());
        let outcome = match step {
            0 => desk.check(draft).await.map(drop),
            1 => desk.submit_answer(draft, Answer::Name(answered.name)).await.map(drop),
            2 => desk.name_state(draft, "Acme_Other").await.map(drop),
            3 => desk.submit_answer(draft, Answer::Flows(answered.flows)).await.map(drop),
            4 => desk.users(draft, "").await.map(drop),
            5 => desk.submit_answer(draft, Answer::Access(typed(answered.access))).await.map(drop),
            6 => desk.permission_sets(draft).await.map(drop),
            7 => desk.objects(draft).await.map(drop),
            8 => desk.own_address(draft).await.map(drop),
            9 => desk.plan(draft).await.map(drop),
            10 => desk.validate_plan(draft, &plan).await.map(drop),
            _ => desk.create(draft, &plan, &Consent::default()).await.map(drop),
        };
        let ended = outcome.expect_err(&format!("{step}"));
        assert_eq!((ended.code, &ended.params["org"]), (Code::SessionEnded, &org), "{step}");
        assert!(!journey.desk.open_draft(draft).unwrap().org.unwrap().signed_in, "{step}");
        if step == 5 {
            assert_eq!(answers(&journey, draft).await.access, typed(before.access.clone()), "what was typed is kept");
            journey.desk.save_answer(draft, Answer::Access(before.access.clone())).unwrap();
        }
        assert_eq!(answers(&journey, draft).await, before, "{step}");
        assert!(journey.apps().await.is_empty(), "{step}");
        journey.reopen();
        journey.desk.use_practice(draft).await.unwrap();
        assert_eq!(answers(&journey, draft).await, before, "{step}");
    }
    let run = journey.create(draft).await;
    assert_eq!(journey.until_still(run).await.state, RunState::Done);
}

#[tokio::test]
async fn a_session_that_ends_before_a_question_about_a_run_is_called_something_else_or_leaves_a_trace() {
    let mut journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    let run = journey.create(draft).await;
    journey.until_still(run).await;
    let (org, _) = journey.org().await;
    for row in
        journey.query("SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Acme_Loader_Users'").await
    {
        org.delete("PermissionSetAssignment", &row["Id"].as_str().unwrap().parse().unwrap()).await.unwrap();
    }
    journey.desk.prove_again(run).await.unwrap();
    journey.until_still(run).await;
    let flow = Flow::ClientCredentials;
    let diagnosis = journey.desk.diagnose(run, flow).await.unwrap();
    let Some(WayOn::Mend { fingerprint, .. }) = diagnosis.ways.first() else { panic!("{diagnosis:?}") };
    let journal = journey.journal(run);
    for question in 0..4 {
        journey.end_session().await;
        let desk = &journey.desk;
        let outcome = match question {
            0 => desk.diagnose(run, flow).await.map(drop),
            1 => desk.mend(run, flow, fingerprint).await.map(drop),
            2 => desk.prove_again(run).await.map(drop),
            _ => desk.undo_run(run, "").await.map(drop),
        };
        let ended = outcome.unwrap_err();
        assert_eq!((ended.code, &ended.params["org"]), (Code::SessionEnded, &journey.org_id()), "{question}");
        assert_eq!(journey.journal(run), journal, "{question}: nothing is begun");
        journey.reopen();
        journey.desk.sign_in_to_practice().await.unwrap();
    }
    journey.desk.mend(run, flow, fingerprint).await.unwrap();
    let view = journey.until_still(run).await;
    assert_eq!(view.report.unwrap().flows[0].verdict, Verdict::Proven);
}
