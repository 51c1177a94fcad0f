//! What has to be answered or mended before anything is sent, and an org that changes on the way.

use jiff::{SignedDuration, Timestamp};
use orgkey::Code;
use orgkey::apply::RunState;
use orgkey::plan::Consent;
use orgkey::preflight::{CheckId, Outcome, Remedy, judge, look};
use orgkey::views::NameState;
use practice_org::Fault;

use crate::support::{Journey, set_switch, stopped};

#[tokio::test]
async fn a_ready_org_is_blocked() {
    let journey = Journey::begin().await;
    let draft = journey.draft().await;
    let checkup = journey.desk.check(draft).await.unwrap();
    assert!(!checkup.blocked);
    let warns: Vec<_> = checkup.checks.iter().filter(|check| check.outcome != Outcome::Pass).collect();
    assert_eq!(warns.len(), 1, "{warns:?}");
    assert_eq!((warns[0].id, warns[0].outcome), (CheckId::SecretSwitch, Outcome::Warn));
    assert!(warns[0].remedies.contains(&Remedy::TurnOnDuringCreate));
    assert!(journey.apps().await.is_empty(), "looking changes nothing");
}

#[tokio::test]
async fn a_missing_create_permission_is_found_only_by_salesforce() {
    let journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    let plan = journey.desk.plan(draft).await.unwrap();
    assert!(!plan.blocked);
    journey.practice.world().set_fault(Fault::MissingCreatePermission, true);

    let checkup = journey.desk.check(draft).await.unwrap();
    assert!(checkup.blocked);
    let check = &checkup.checks[0];
    assert_eq!((check.id, check.outcome), (CheckId::CreatePermission, Outcome::Block), "worst first");
    let Remedy::CopyMessage { line, who, .. } = &check.remedies[0] else { panic!("{:?}", check.remedies) };
    assert_eq!(line.id, "remedy_message_create_permission");
    assert_eq!(line.params["username"], "dana@practice.example");
    assert_eq!(who, &["Sam Ortiz", "Kim Sato"], "others who can help");

    assert!(journey.desk.plan(draft).await.unwrap().blocked);
    let refused = journey.desk.create(draft, &plan.fingerprint, &Consent::default()).await.unwrap_err();
    assert_eq!(refused.code, Code::ChecksBlock);
    assert!(journey.desk.start().await.unwrap().runs.is_empty());
    assert!(journey.apps().await.is_empty());
}

#[tokio::test]
async fn a_taken_name_is_found_only_by_salesforce() {
    let journey = Journey::faulty(Fault::NameTaken).await;
    let draft = journey.draft().await;
    let NameState::Taken { label, .. } = journey.desk.name_state(draft, "Acme_Billing_Sync").await.unwrap() else {
        panic!("free")
    };
    assert_eq!(label, "Acme Billing Sync");
    assert_eq!(journey.desk.name_state(draft, "Acme_Other").await.unwrap(), NameState::Free);
}

#[tokio::test]
async fn an_app_made_by_somebody_between_review_and_create_is_overwritten() {
    let journey = Journey::begin().await;
    let draft = journey.server("Acme Billing Sync").await;
    let plan = journey.desk.plan(draft).await.unwrap();
    journey.practice.world().set_fault(Fault::NameTaken, true);
    let all = "SELECT Id, DeveloperName, MasterLabel, LastModifiedDate FROM ExternalClientApplication";
    let before = journey.query(all).await;

    let refused = journey.desk.create(draft, &plan.fingerprint, &Consent::default()).await.unwrap_err();
    assert!(matches!(refused.code, Code::NameTaken | Code::PlanOutdated), "{refused}");
    assert_eq!(journey.query(all).await, before);
    assert!(journey.desk.start().await.unwrap().runs.is_empty());
}

#[tokio::test]
async fn a_plan_is_applied_to_an_org_that_changed() {
    let journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    let plan = journey.desk.plan(draft).await.unwrap();
    set_switch(&journey.org().await.0, true).await;
    let refused = journey.desk.create(draft, &plan.fingerprint, &Consent::default()).await.unwrap_err();
    assert_eq!(refused.code, Code::PlanOutdated);
    assert!(journey.apps().await.is_empty());

    let again = journey.desk.plan(draft).await.unwrap();
    assert_ne!(again.fingerprint, plan.fingerprint);
    journey.desk.create(draft, &again.fingerprint, &Consent::default()).await.unwrap();
}

#[tokio::test]
async fn a_plan_of_an_org_that_did_not_change_is_outdated() {
    let journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    let first = journey.desk.plan(draft).await.unwrap();
    let second = journey.desk.plan(draft).await.unwrap();
    assert_eq!(first.fingerprint, second.fingerprint);
}

#[tokio::test]
async fn testing_without_changing_anything_changes_something() {
    let journey = Journey::begin().await;
    let draft = journey.website("Acme Portal").await;
    let plan = journey.desk.plan(draft).await.unwrap();
    let validation = journey.desk.validate_plan(draft, &plan.fingerprint).await.unwrap();
    assert!(validation.accepted, "{:?}", validation.problems);
    assert!(journey.apps().await.is_empty());
    journey.practice.world().set_fault(Fault::LoopbackLiteralRefused, true);
    let validation = journey.desk.validate_plan(draft, &plan.fingerprint).await.unwrap();
    assert!(!validation.accepted);
    assert_eq!(validation.problems[0].code, Code::DeployFailed);
    assert!(journey.apps().await.is_empty());
}

#[tokio::test]
async fn two_runs_work_in_one_org() {
    let journey = Journey::faulty(Fault::Propagation).await;
    journey.practice.world().set_propagation(std::time::Duration::from_secs(3600));
    let first = journey.server("Acme First").await;
    let second = journey.server("Acme Second").await;
    let run = journey.create(first).await;
    journey.until(run, |view| matches!(view.state, RunState::Waiting { .. })).await;

    let plan = journey.desk.plan(second).await.unwrap();
    let refused = journey.desk.create(second, &plan.fingerprint, &Consent::default()).await.unwrap_err();
    assert_eq!(refused.code, Code::RunAlreadyOpen);
    assert_eq!(refused.params["org"], "Orgkey Practice");
    assert_eq!(journey.apps().await, ["Acme_First"]);
}

#[tokio::test]
async fn a_switch_that_salesforce_refuses_leaves_half_an_app() {
    let journey = Journey::faulty(Fault::SecretSwitchRefused).await;
    let draft = journey.server("Acme Loader").await;
    let run = journey.create(draft).await;
    let view = journey.until_still(run).await;
    let problem = stopped(&view);
    assert_eq!(problem.code, Code::DeployFailed);
    assert!(!problem.salesforce.as_ref().unwrap().description.is_empty());
    assert!(matches!(view.state, RunState::Stopped { app_exists: Some(false), .. }));
    assert!(journey.apps().await.is_empty());
    assert!(journey.query("SELECT Id FROM PermissionSet WHERE Name = 'Acme_Loader_Users'").await.is_empty());
    assert_eq!(view.remainders, []);

    // Nothing is owed: the org is free for the next run.
    journey.practice.world().set_fault(Fault::SecretSwitchRefused, false);
    let run = journey.create(draft).await;
    assert_eq!(journey.until_still(run).await.state, RunState::Done);
}

#[tokio::test]
async fn a_wrong_clock_is_not_found_by_the_check() {
    let journey = Journey::begin().await;
    journey.draft().await;
    let (org, known) = journey.org().await;
    let minutes = |count: i64| SignedDuration::from_mins(count);
    let years = minutes(2 * 365 * 24 * 60);
    for (ahead, outcome) in [
        (minutes(0), Outcome::Pass),
        (minutes(10), Outcome::Warn),
        (minutes(-10), Outcome::Warn),
        (years, Outcome::Warn),
        (-years, Outcome::Warn),
    ] {
        let findings = look(&org, || Timestamp::now() + ahead).await.unwrap();
        let checkup = judge(&findings, &known);
        let clock = checkup.checks.iter().find(|check| check.id == CheckId::Clock).unwrap();
        assert_eq!(clock.outcome, outcome, "{ahead}");
        let told: f64 = clock.params["seconds"].parse().unwrap();
        assert!((told - ahead.abs().as_secs_f64()).abs() < 30.0, "{ahead}: {told} s");
        assert!(!checkup.blocked);
    }
}
