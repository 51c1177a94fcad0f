//! Creating: pressed many times, waiting behind others, called off, and refused in the middle.

use std::time::Duration;

use futures_util::future::join_all;
use orgkey::apply::{Part, PartState, RunState, RunView};
use orgkey::plan::{Consent, switch_package};
use orgkey::{Code, Uuid};
use practice_org::Fault;
use salesforce::metadata::DeployOptions;
use serde_json::Value;

use crate::resume::died;
use crate::support::{Journey, may, stopped};

async fn deployments(journey: &Journey) -> usize {
    let (org, _) = journey.org().await;
    org.tooling_query::<Value>("SELECT Id FROM DeployRequest WHERE CheckOnly = false").await.unwrap().len()
}

fn notes(view: &RunView, id: &str) -> bool {
    view.parts.iter().any(|part| part.note.as_ref().is_some_and(|note| note.id == id))
}

#[tokio::test(flavor = "multi_thread")]
async fn create_pressed_twenty_times_makes_more_than_one_deployment() {
    let journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    let plan = journey.desk.plan(draft).await.unwrap();
    let pressed = join_all((0..20).map(|_| {
        let (desk, fingerprint) = (journey.desk.clone(), plan.fingerprint.clone());
        tokio::spawn(async move { desk.create(draft, &fingerprint, &Consent::default()).await })
    }));
    let (made, refused): (Vec<_>, Vec<_>) = pressed.await.into_iter().map(Result::unwrap).partition(Result::is_ok);
    assert_eq!((made.len(), refused.len()), (1, 19));
    let codes = refused.into_iter().map(|one| one.unwrap_err().code);
    // Whoever comes late finds the first at work, its app, or an org that is not the one of the plan any more.
    for code in codes {
        assert!(matches!(code, Code::RunAlreadyOpen | Code::NameTaken | Code::PlanOutdated), "{code:?}");
    }
    let run = made[0].as_ref().unwrap().id;
    assert_eq!(journey.until_still(run).await.state, RunState::Done);
    assert_eq!(journey.desk.start().await.unwrap().runs.len(), 1);
    assert_eq!(journey.apps().await, ["Acme_Loader"]);
    // The creation, and the switch put back.
    assert_eq!(deployments(&journey).await, 2);
}

/// A run whose deployment takes its time, behind so many others.
async fn queued(others: usize) -> (Journey, Uuid) {
    let journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    let plan = journey.desk.plan(draft).await.unwrap();
    journey.practice.world().set_fault(Fault::DeploySlow, true);
    let (org, _) = journey.org().await;
    for _ in 0..others {
        let other = switch_package(org.version(), false).to_zip().unwrap();
        org.deploy(other, &DeployOptions::default()).await.unwrap();
    }
    let run = journey.desk.create(draft, &plan.fingerprint, &Consent::default()).await.unwrap().id;
    (journey, run)
}

#[tokio::test]
async fn a_deployment_behind_others_does_not_say_so_or_is_given_up() {
    let (journey, run) = queued(3).await;
    let view = journey.until(run, |view| notes(view, "run_note_other_deployment")).await;
    assert!(view.can_cancel);
    // A minute for each of the three, and for ours.
    journey.practice.world().set_fault(Fault::DeploySlow, false);
    journey.practice.world().advance(Duration::from_secs(4 * 61));
    assert_eq!(journey.until_still(run).await.state, RunState::Done);
}

#[tokio::test]
async fn a_deployment_can_not_be_called_off_or_leaves_something() {
    for (others, note) in [(1, "run_note_deploy_pending"), (0, "run_note_deploy_in_progress")] {
        let (journey, run) = queued(others).await;
        journey.until(run, |view| notes(view, note)).await;
        journey.desk.cancel_deployment(run).await.unwrap();
        let view = journey.until_still(run).await;
        assert_eq!(stopped(&view).code, Code::DeployCancelled);
        assert!(matches!(view.state, RunState::Stopped { app_exists: Some(false), .. }));
        assert!(!view.can_cancel && view.undoes.is_empty(), "there is nothing to undo");
        journey.desk.cancel_deployment(run).await.unwrap();
        assert!(journey.apps().await.is_empty() && !journey.switch().await);
        assert!(!journey.desk.start().await.unwrap().runs[0].open);
    }
}

#[tokio::test]
async fn access_that_was_refused_is_not_said_or_can_not_be_given_later() {
    // The app exists, and the administrator loses the right to assign permission sets.
    let (journey, run) = died(4).await;
    may(&journey, "AssignPermissionSets", false);
    journey.desk.continue_run(run).await.unwrap();
    let view = journey.until_still(run).await;
    assert_eq!(stopped(&view).code, Code::PermissionMissing);
    assert!(matches!(view.state, RunState::Stopped { app_exists: Some(true), .. }));
    let failed: Vec<_> = view.parts.iter().filter(|part| part.state == PartState::Failed).collect();
    assert_eq!(failed.iter().map(|part| part.part).collect::<Vec<_>>(), [Part::Access]);
    assert!(view.undoes.iter().any(|line| line.id == "undo_will_app"));
    let before = deployments(&journey).await;

    may(&journey, "AssignPermissionSets", true);
    journey.desk.continue_run(run).await.unwrap();
    assert_eq!(journey.until_still(run).await.state, RunState::Done);
    // The switch was put back when it stopped, and turned on and back to read the secret: the app is not sent again.
    assert!(deployments(&journey).await <= before + 2);
    assert_eq!(journey.apps().await, ["Acme_Loader"]);
}
