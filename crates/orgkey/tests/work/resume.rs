//! Orgkey closes in the middle of a run, and things have changed when it goes on. That it can close anywhere is held by
//! the sweep of real processes in `tests/sweep`.

use jiff::Timestamp;
use orgkey::apply::{Entry, RunState, RunView, SecretPlace};
use orgkey::plan::{components, switch_package};
use orgkey::vault::Vault;
use orgkey::verify::Verdict;
use orgkey::{Code, Problem, Uuid};
use practice_org::Fault;
use rusqlite::Connection;
use salesforce::metadata::Package;

use crate::support::{Journey, deploy, stopped};

/// Lets a journal have so many entries and no more: what happens is what happens when Orgkey dies there.
pub(crate) fn dies_after(journey: &Journey, entries: usize) {
    let file = Connection::open(journey.folder.path().join("orgkey.sqlite")).unwrap();
    let trigger = format!(
        "CREATE TRIGGER death BEFORE INSERT ON journal WHEN (SELECT count(*) FROM journal) >= {entries}
         BEGIN SELECT RAISE(ABORT, 'dead'); END"
    );
    file.execute_batch(&trigger).unwrap();
}

pub(crate) fn lives_again(journey: &mut Journey) {
    let file = Connection::open(journey.folder.path().join("orgkey.sqlite")).unwrap();
    file.execute_batch("DROP TRIGGER death").unwrap();
    journey.reopen();
}

/// A run that died after so many entries, in an Orgkey that was opened again.
pub(crate) async fn died(entries: usize) -> (Journey, Uuid) {
    let mut journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    dies_after(&journey, entries);
    let run = journey.create(draft).await;
    let view = journey.until_still(run).await;
    assert_eq!(stopped(&view).code, Code::StoreFailed);
    lives_again(&mut journey);
    assert_eq!(journey.journal(run).len(), entries);
    (journey, run)
}

async fn is_whole(journey: &Journey, view: &RunView) {
    assert_eq!((&view.state, view.secret), (&RunState::Done, SecretPlace::Memory));
    assert_eq!(view.report.as_ref().unwrap().flows[0].verdict, Verdict::Proven);
    assert_eq!(view.remainders, []);
    assert_eq!(journey.apps().await, ["Acme_Loader"]);
    assert!(!journey.hands_out_secrets("Acme_Loader").await);
    let holders = "SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Acme_Loader_Users'";
    assert_eq!(journey.query(holders).await.len(), 1);
    assert!(journey.desk.secret(view.id).await.is_ok());
}

/// At every moment of the creation until the app is whole, and when its undo has begun.
#[tokio::test]
async fn proving_makes_or_takes_back_what_nobody_asked_for() {
    for entries in 0.. {
        let (mut journey, run) = died(entries).await;
        let journal = journey.journal(run);
        let stored = journal.iter().any(|entry| matches!(entry, Entry::SecretStored { .. }));
        let whole = stored && journal.iter().any(|entry| matches!(entry, Entry::SwitchedBack { .. }));
        if whole {
            dies_after(&journey, entries + 4);
            journey.desk.undo_run(run, "").await.unwrap();
            journey.until_still(run).await;
            lives_again(&mut journey);
        }
        let (before, there) = (journey.journal(run), journey.apps().await);
        let problem = journey.desk.prove_again(run).await.unwrap_err();
        assert_eq!(problem.code, Code::NothingToProve, "{entries}");
        assert_eq!((journey.journal(run), journey.apps().await), (before, there), "{entries}");
        if whole {
            return;
        }
    }
}

#[tokio::test]
async fn a_package_that_never_left_is_waited_for() {
    let (journey, run) = died(0).await;
    journey.store().append(run, &Entry::DeployIntended, Timestamp::now()).unwrap();
    journey.desk.continue_run(run).await.unwrap();
    is_whole(&journey, &journey.until_still(run).await).await;
}

#[tokio::test]
async fn a_run_that_never_left_can_not_be_called_off() {
    for undoes in [false, true] {
        let (journey, run) = died(0).await;
        assert_eq!(journey.apps().await, [""; 0]);
        if undoes {
            journey.desk.undo_run(run, "").await.unwrap();
            assert_eq!(journey.until_still(run).await.state, RunState::Undone);
        } else {
            assert_eq!(journey.desk.leave_run(run).await.unwrap().state, RunState::Left);
        }
        assert!(!journey.desk.start().await.unwrap().runs[0].open);
        assert_eq!(journey.apps().await, [""; 0]);
    }
}

#[tokio::test]
async fn a_secret_that_was_in_memory_is_lost_with_it() {
    let whole = Journey::begin().await;
    let draft = whole.server("Acme Loader").await;
    let run = whole.create(draft).await;
    whole.until_still(run).await;
    let stored = |entry: &Entry| matches!(entry, Entry::SecretStored { place: SecretPlace::Memory });
    let at = whole.journal(run).iter().position(stored).unwrap();
    // Right after it was kept, and when everything else was done as well.
    for entries in [at + 1, whole.journal(run).len() - 1] {
        let (mut journey, run) = died(entries).await;
        journey.vault = Vault::in_memory(Problem::new(Code::KeychainMissing));
        journey.reopen();
        journey.desk.sign_in_to_practice().await.unwrap();
        assert_eq!(journey.desk.secret(run).await.unwrap_err().code, Code::NotFound);
        journey.desk.continue_run(run).await.unwrap();
        is_whole(&journey, &journey.until_still(run).await).await;
        assert_eq!(journey.desk.secret(run).await.unwrap(), journey.real_secret("Acme_Loader").await);
    }
}

#[tokio::test]
async fn another_deployment_of_the_same_person_is_taken_for_ours() {
    let (journey, run) = died(0).await;
    journey.store().append(run, &Entry::DeployIntended, Timestamp::now()).unwrap();
    let (org, _) = journey.org().await;
    deploy(&org, switch_package(org.version(), false).to_zip().unwrap()).await;
    journey.desk.continue_run(run).await.unwrap();
    is_whole(&journey, &journey.until_still(run).await).await;
}

#[tokio::test]
async fn a_name_taken_while_orgkey_was_closed_is_overwritten() {
    let mut journey = Journey::begin().await;
    let draft = journey.server("Acme Billing Sync").await;
    dies_after(&journey, 0);
    let run = journey.create(draft).await;
    journey.until_still(run).await;
    journey.practice.world().set_fault(Fault::NameTaken, true);
    let all = "SELECT Id, MasterLabel, LastModifiedDate FROM ExternalClientApplication";
    let before = journey.query(all).await;
    lives_again(&mut journey);
    journey.desk.continue_run(run).await.unwrap();
    let view = journey.until_still(run).await;
    assert_eq!(stopped(&view).code, Code::NameTaken);
    assert_eq!(journey.query(all).await, before);
}

#[tokio::test]
async fn a_run_goes_on_with_an_app_that_it_overwrote() {
    let (journey, run) = died(0).await;
    let (record, _) = journey.store().run(run).unwrap();
    let mut package = Package::new(record.plan.snapshot.version);
    for component in components(&record.plan) {
        package.add(component);
    }
    let (org, _) = journey.org().await;
    deploy(&org, package.to_zip().unwrap()).await;
    let ours = deploy(&org, package.to_zip().unwrap()).await;
    journey.store().append(run, &Entry::DeployIntended, Timestamp::now()).unwrap();
    journey.store().append(run, &Entry::DeploySubmitted { id: ours }, Timestamp::now()).unwrap();

    for _ in 0..2 {
        // However often it is continued.
        journey.desk.continue_run(run).await.unwrap();
        let view = journey.until_still(run).await;
        assert_eq!(stopped(&view).code, Code::Overwritten);
        assert!(matches!(view.state, RunState::Stopped { app_exists: Some(true), .. }));
        assert!(journey.desk.secret(run).await.is_err());
    }
    assert!(!journey.hands_out_secrets("Acme_Loader").await, "put back even so");
}

#[tokio::test]
async fn leaving_a_run_leaves_the_switch_on() {
    // After DeploySubmitted and Deployed the switch is on.
    let (journey, run) = died(3).await;
    assert!(journey.hands_out_secrets("Acme_Loader").await, "nothing to put back");
    let view = journey.desk.leave_run(run).await.unwrap();
    assert_eq!(view.state, RunState::Left);
    assert_eq!(view.remainders, []);
    assert!(!journey.hands_out_secrets("Acme_Loader").await);
    assert!(!journey.desk.start().await.unwrap().runs[0].open);

    journey.desk.continue_run(run).await.unwrap();
    is_whole(&journey, &journey.until_still(run).await).await;
}
