//! Taking back what a run made: from every place where it can stop, and never what somebody else made.

use futures_util::future::join_all;
use jiff::Timestamp;
use orgkey::apply::{Entry, PartState, Record, RunState, RunView, SecretPlace, UndoPart, UndoStep};
use orgkey::plan::{components, switch_package};
use orgkey::{Code, Uuid, words};
use practice_org::Fault;
use salesforce::metadata::{
    Component, ComponentType, DeployOptions, DistributionState, ExternalClientApplication, Package,
};
use salesforce::types::RecordId;
use serde_json::json;

use crate::resume::{died, dies_after, lives_again};
use crate::support::{Journey, deploy, may, set_switch, stopped};

const SET: &str = "SELECT Id FROM PermissionSet WHERE Name = 'Acme_Loader_Users'";
const HELD: &str = "SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Acme_Loader_Users'";

pub(crate) async fn undone(journey: &Journey, run: Uuid) -> RunView {
    journey.desk.undo_run(run, "").await.unwrap();
    journey.until_still(run).await
}

pub(crate) fn left(view: &RunView) -> Vec<&str> {
    let left = &view.undo.as_ref().unwrap().left;
    assert!(left.iter().all(|left| words::line(&left.line) != left.line.id), "it has words: {left:?}");
    left.iter().map(|left| left.line.id.as_str()).collect()
}

fn states(view: &RunView) -> Vec<PartState> {
    view.undo.as_ref().unwrap().parts.iter().map(|part| part.state).collect()
}

/// Nothing of the run is anywhere, and the switch is off.
pub(crate) async fn nothing_is_there(journey: &Journey, view: &RunView) {
    assert_eq!((&view.state, left(view)), (&RunState::Undone, vec![]), "{:?}", view.undo);
    assert_eq!(journey.apps().await, [""; 0]);
    assert!(journey.query(SET).await.is_empty() && journey.query(HELD).await.is_empty());
    assert!(!journey.switch().await);
    assert_eq!(journey.desk.secret(view.id).await.unwrap_err().code, Code::NotFound);
    assert_eq!((view.secret, view.remainders.len()), (SecretPlace::None, 0));
    let start = journey.desk.start().await.unwrap();
    assert!(!start.runs.iter().any(|run| run.open), "nothing is owed");
    assert_eq!(start.drafts.len(), 1, "its answers are kept");
}

/// A run that is done.
pub(crate) async fn done(journey: &Journey) -> Uuid {
    let draft = journey.server("Acme Loader").await;
    let run = journey.create(draft).await;
    assert_eq!(journey.until_still(run).await.state, RunState::Done);
    run
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_from_some_step_leaves_something_behind_unsaid() {
    let whole = Journey::begin().await;
    let run = done(&whole).await;
    let entries = whole.journal(run).len();

    let all = (0..entries).map(|entries| async move {
        let (journey, run) = died(entries).await;
        nothing_is_there(&journey, &undone(&journey, run).await).await;
    });
    join_all(all).await;

    let view = undone(&whole, run).await;
    nothing_is_there(&whole, &view).await;
    use PartState::{Done, Skipped};
    assert_eq!(states(&view), [Done, Done, Skipped, Done, Done], "the switch was back already");
    let journal = whole.journal(run);
    undone(&whole, run).await;
    assert_eq!(whole.journal(run), journal, "what is undone is not undone again");
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_in_the_middle_of_an_undo_leaves_something_behind() {
    let whole = Journey::begin().await;
    let run = done(&whole).await;
    let made = whole.journal(run).len();
    undone(&whole, run).await;
    let journal = whole.journal(run);
    assert_eq!(journal.last(), Some(&Entry::Undo { step: UndoStep::Finished { left: false } }));

    let all = (made + 1..journal.len()).map(|entries| async move {
        let mut journey = Journey::begin().await;
        let run = done(&journey).await;
        dies_after(&journey, entries);
        journey.desk.undo_run(run, "").await.unwrap();
        assert_eq!(stopped(&journey.until_still(run).await).code, Code::StoreFailed);
        lives_again(&mut journey);
        let view = journey.desk.run(run).unwrap();
        assert!(
            matches!(view.state, RunState::Interrupted { .. }) && view.undo.is_some(),
            "{entries}: {:?}",
            view.state
        );
        assert!(journey.desk.start().await.unwrap().runs[0].open, "{entries}: it is offered");
        journey.desk.continue_run(run).await.unwrap();
        let view = journey.until_still(run).await;
        nothing_is_there(&journey, &view).await;
    });
    join_all(all).await;
}

/// A run whose package was just handed over, in an Orgkey that was closed at that moment. `behind` another change.
async fn just_handed_over(behind: bool) -> (Journey, Uuid) {
    let (journey, run) = died(0).await;
    journey.practice.world().set_fault(Fault::DeploySlow, true);
    let (org, _) = journey.org().await;
    if behind {
        let other = switch_package(org.version(), false).to_zip().unwrap();
        org.deploy(other, &DeployOptions::default()).await.unwrap();
    }
    let (record, _) = journey.store().run(run).unwrap();
    let id = org.deploy(package(&record), &DeployOptions::default()).await.unwrap();
    was_handed_over(&journey, run, Some(id));
    (journey, run)
}

fn package(record: &Record) -> Vec<u8> {
    let mut package = Package::new(record.plan.snapshot.version);
    for component in components(&record.plan) {
        package.add(component);
    }
    package.to_zip().unwrap()
}

fn was_handed_over(journey: &Journey, run: Uuid, id: Option<RecordId>) {
    journey.store().append(run, &Entry::DeployIntended, Timestamp::now()).unwrap();
    if let Some(id) = id {
        journey.store().append(run, &Entry::DeploySubmitted { id }, Timestamp::now()).unwrap();
    }
}

#[tokio::test]
async fn a_deployment_that_still_runs_is_not_called_off_or_its_app_stays() {
    for behind in [false, true] {
        let (journey, run) = just_handed_over(behind).await;
        let view = undone(&journey, run).await;
        assert!(journey.journal(run).contains(&Entry::Undo { step: UndoStep::CancelIntended }));
        nothing_is_there(&journey, &view).await;
    }
}

#[tokio::test]
async fn an_app_that_somebody_made_since_is_deleted() {
    let (journey, run) = died(2).await;
    // Somebody deletes the app, and makes another of that name.
    let mut package = Package::new(journey.org().await.0.version());
    package.delete(ComponentType::App, "Acme_Loader");
    let (org, _) = journey.org().await;
    deploy(&org, package.to_zip().unwrap()).await;
    let theirs = theirs(&journey).await;

    let view = undone(&journey, run).await;
    assert_eq!(
        (&view.state, left(&view)),
        (&RunState::Undone, vec!["undo_left_app_of_somebody", "undo_left_set_with_app"])
    );
    assert_eq!(journey.app("Acme_Loader").await.as_str(), theirs);
    let link = view.undo.unwrap().left[0].link.clone().unwrap();
    assert!(link.contains(&theirs[..15]), "{link}");
}

/// Somebody else's app under the name of ours.
async fn theirs(journey: &Journey) -> String {
    let (org, _) = journey.org().await;
    let mut package = Package::new(org.version());
    package.add(Component::App(ExternalClientApplication {
        full_name: "Acme_Loader".to_owned(),
        label: "Theirs".to_owned(),
        contact_email: Some("it@practice.example".to_owned()),
        distribution_state: Some(DistributionState::Local),
        ..ExternalClientApplication::default()
    }));
    deploy(&org, package.to_zip().unwrap()).await;
    journey.app("Acme_Loader").await.as_str().to_owned()
}

#[tokio::test]
async fn an_app_of_which_nobody_knows_who_made_it_is_deleted() {
    // Handed over, never heard of, and found neither.
    let (journey, run) = died(0).await;
    was_handed_over(&journey, run, None);
    let theirs = theirs(&journey).await;
    let view = undone(&journey, run).await;
    assert_eq!(left(&view), ["undo_left_app_unknown"]);
    assert_eq!(journey.app("Acme_Loader").await.as_str(), theirs);
}

#[tokio::test]
async fn people_whom_somebody_else_put_in_lose_the_permission_set() {
    let journey = Journey::begin().await;
    let run = done(&journey).await;
    let set = journey.query(SET).await[0]["Id"].clone();
    let maya = journey.query("SELECT Id FROM User WHERE Username = 'maya@practice.example'").await[0]["Id"].clone();
    let (org, _) = journey.org().await;
    let given = json!({ "AssigneeId": maya, "PermissionSetId": set });
    let assignment = org.create("PermissionSetAssignment", &given).await.unwrap();

    let view = undone(&journey, run).await;
    assert_eq!((&view.state, left(&view)), (&RunState::Undone, vec!["undo_left_set_people"]));
    let left = &view.undo.as_ref().unwrap().left[0];
    assert_eq!(left.line.params["people"], "1");
    assert!(left.link.as_ref().unwrap().contains("PermSets"));
    assert_eq!(journey.query(HELD).await.len(), 1, "hers stays, the run's own is gone");
    assert_eq!(journey.apps().await, [""; 0]);
    assert!(journey.desk.start().await.unwrap().runs[0].open, "the journal stays open");

    org.delete("PermissionSetAssignment", &assignment).await.unwrap();
    journey.desk.continue_run(run).await.unwrap();
    nothing_is_there(&journey, &journey.until_still(run).await).await;
}

#[tokio::test]
async fn what_is_left_can_not_be_kept() {
    let journey = Journey::begin().await;
    let run = done(&journey).await;
    may(&journey, "ManageProfilesPermissionsets", false);
    let view = undone(&journey, run).await;
    assert_eq!(left(&view), ["undo_left_set_refused"]);
    assert_eq!(view.undo.as_ref().unwrap().left[0].problem.as_ref().unwrap().code, Code::PermissionMissing);
    let view = journey.desk.leave_run(run).await.unwrap();
    assert_eq!((&view.state, left(&view)), (&RunState::Left, vec!["undo_left_set_refused"]), "still listed");
    assert!(!journey.desk.start().await.unwrap().runs[0].open);
    may(&journey, "ManageProfilesPermissionsets", true);
    nothing_is_there(&journey, &undone(&journey, run).await).await;
}

#[tokio::test]
async fn an_undo_that_is_refused_half_way_says_less_or_forgets_the_secret_of_an_app_that_stays() {
    let journey = Journey::begin().await;
    let run = done(&journey).await;
    for permission in ["AssignPermissionSets", "ExternalClientAppDeveloper"] {
        may(&journey, permission, false);
    }
    journey.practice.world().set_fault(Fault::FailsOnce, true);
    let view = undone(&journey, run).await;
    assert_eq!(
        left(&view),
        ["undo_left_assignment", "undo_left_app_refused", "undo_left_set_with_app", "undo_left_secret_with_app"]
    );
    let listed = &view.undo.as_ref().unwrap().left;
    assert!(listed[..3].iter().all(|left| left.link.is_some()), "each has its page");
    assert!(listed[..2].iter().all(|left| left.problem.as_ref().unwrap().salesforce.is_some()), "and its reason");
    assert!(journey.desk.start().await.unwrap().runs[0].open, "the journal stays open");
    assert!(journey.desk.secret(run).await.is_ok());

    for permission in ["AssignPermissionSets", "ExternalClientAppDeveloper"] {
        may(&journey, permission, true);
    }
    nothing_is_there(&journey, &undone(&journey, run).await).await;
}

#[tokio::test]
async fn a_switch_that_somebody_turned_on_before_is_turned_off() {
    let journey = Journey::begin().await;
    journey.draft().await;
    set_switch(&journey.org().await.0, true).await;
    let run = done(&journey).await;
    let view = undone(&journey, run).await;
    assert_eq!((&view.state, left(&view)), (&RunState::Undone, vec![]));
    assert!(journey.switch().await, "as it was before");
}

#[tokio::test]
async fn an_assignment_that_somebody_gave_meanwhile_is_taken_back() {
    // The person holds the set by somebody else's hand when the run comes to it: after Deployed.
    let (journey, run) = died(4).await;
    assert!(matches!(journey.journal(run).last(), Some(Entry::Deployed)));
    let set = journey.query(SET).await[0]["Id"].clone();
    let (record, _) = journey.store().run(run).unwrap();
    let given = json!({ "AssigneeId": record.plan.assignees[0].user.as_str(), "PermissionSetId": set });
    journey.org().await.0.create("PermissionSetAssignment", &given).await.unwrap();
    journey.desk.continue_run(run).await.unwrap();
    assert_eq!(journey.until_still(run).await.state, RunState::Done);

    let view = undone(&journey, run).await;
    assert_eq!(left(&view), ["undo_left_set_people"]);
    assert_eq!(view.undo.unwrap().parts[0].part, UndoPart::Assignments);
    assert_eq!(journey.query(HELD).await.len(), 1);
}

#[tokio::test]
async fn a_production_app_is_undone_without_its_orgs_name() {
    let journey = Journey::begin().await;
    let run = done(&journey).await;
    // The practice org counts as practice; the record decides.
    let (mut record, _) = journey.store().run(run).unwrap();
    record.org.kind = orgkey::orgs::OrgKind::Production;
    record.id = Uuid::new_v4();
    journey.store().open_run(&record).unwrap();
    let refused = journey.desk.undo_run(record.id, "").await.unwrap_err();
    assert_eq!(refused.code, Code::OrgNameNotTyped);
}

#[tokio::test]
async fn an_app_that_was_there_before_is_deleted() {
    let (journey, run) = died(0).await;
    let theirs = theirs(&journey).await;
    let (record, _) = journey.store().run(run).unwrap();
    let id = deploy(&journey.org().await.0, package(&record)).await;
    was_handed_over(&journey, run, Some(id));
    journey.desk.continue_run(run).await.unwrap();
    assert_eq!(stopped(&journey.until_still(run).await).code, Code::Overwritten);

    let view = undone(&journey, run).await;
    assert_eq!(left(&view), ["undo_left_app_overwritten", "undo_left_set_with_app"]);
    assert_eq!(journey.app("Acme_Loader").await.as_str(), theirs);
    assert!(!journey.switch().await, "what the run turned on is back");
}

#[tokio::test]
async fn the_deployment_of_an_undone_run_is_taken_for_that_of_the_next() {
    let journey = Journey::begin().await;
    let first = done(&journey).await;
    undone(&journey, first).await;
    // The same again; its package never leaves.
    let (mut record, _) = journey.store().run(first).unwrap();
    record.id = Uuid::new_v4();
    journey.store().open_run(&record).unwrap();
    was_handed_over(&journey, record.id, None);
    journey.desk.continue_run(record.id).await.unwrap();
    let view = journey.until_still(record.id).await;
    assert_eq!(view.state, RunState::Done);
    assert_eq!(journey.apps().await, ["Acme_Loader"]);
}

#[tokio::test]
async fn a_run_that_can_not_be_read_stops_the_others_or_blocks_its_org() {
    let journey = Journey::begin().await;
    let run = done(&journey).await;
    let (mut record, _) = journey.store().run(run).unwrap();
    record.id = Uuid::new_v4();
    journey.store().open_run(&record).unwrap();
    let file = rusqlite::Connection::open(journey.folder.path().join("orgkey.sqlite")).unwrap();
    let spoil = "INSERT INTO journal VALUES (?1, 1, '2026-11-23T12:00:00Z', '{\"entry\":\"of_the_future\"}')";
    file.execute(spoil, [record.id.to_string()]).unwrap();

    let runs = journey.desk.start().await.unwrap().runs;
    let of = |id: Uuid| runs.iter().find(|run| run.id == id).unwrap();
    assert!(of(record.id).open && !of(record.id).readable && of(run).readable && of(run).made);
    assert_eq!(journey.desk.continue_run(record.id).await.unwrap_err().code, Code::StoreFailed);

    journey.desk.leave_unreadable_run(record.id).unwrap();
    assert!(!journey.desk.start().await.unwrap().runs.iter().any(|run| run.open));
    journey.desk.leave_unreadable_run(run).unwrap();
    assert_eq!(journey.desk.run(run).unwrap().state, RunState::Done, "one that can be read is not touched");

    file.execute("UPDATE run SET body = 'rubbish' WHERE id = ?1", [record.id.to_string()]).unwrap();
    assert_eq!(journey.desk.start().await.unwrap().runs.len(), 2);
    nothing_is_there(&journey, &undone(&journey, run).await).await;
}
