//! Taking back runs of every kind, with the connection, the session or the person gone in the middle of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, join_all, ready};
use orgkey::apply::{RunState, Signal};
use orgkey::diagnosis::WayOn;
use orgkey::sign_in::{Place, SignInState};
use orgkey::verify::{Flow, Verdict};
use orgkey::wizard::{AccessAnswer, PermissionSetChoice};
use orgkey::{Code, Uuid};
use practice_org::{Gate, Passage, Passing, Stage};
use salesforce::metadata::{Package, PermissionSet};
use serde_json::json;
use tokio::sync::Notify;

use crate::resume::died;
use crate::support::{Door, Journey, Person, deploy, stopped};
use crate::undo::{done, left, nothing_is_there, undone};

#[tokio::test]
async fn a_permission_set_that_was_there_goes_or_keeps_people_whom_a_run_put_in() {
    let journey = Journey::begin().await;
    journey.draft().await;
    let (org, _) = journey.org().await;
    let mut package = Package::new(org.version());
    package.add(PermissionSet {
        full_name: "Loaders".to_owned(),
        label: "Loaders".to_owned(),
        user_permissions: vec!["ApiEnabled".to_owned()],
        ..PermissionSet::default()
    });
    deploy(&org, package.to_zip().unwrap()).await;
    let set = journey.query("SELECT Id FROM PermissionSet WHERE Name = 'Loaders'").await[0]["Id"].clone();
    let maya = journey.query("SELECT Id FROM User WHERE Username = 'maya@practice.example'").await[0]["Id"].clone();
    org.create("PermissionSetAssignment", &json!({ "AssigneeId": maya, "PermissionSetId": set })).await.unwrap();

    let existing = |answers: &mut orgkey::wizard::Answers| {
        answers.access = AccessAnswer {
            permission_set: PermissionSetChoice::Existing,
            existing: vec!["Loaders".to_owned()],
            objects: Vec::new(),
            ..answers.access.clone()
        };
    };
    let draft = journey.server_that("Acme Loader", existing).await;
    let run = journey.create(draft).await;
    assert_eq!(journey.until_still(run).await.state, RunState::Done);
    let held = "SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Loaders'";
    assert_eq!(journey.query(held).await.len(), 2);

    let view = undone(&journey, run).await;
    assert_eq!((&view.state, left(&view)), (&RunState::Undone, vec![]));
    assert_eq!(journey.apps().await, [""; 0]);
    let held = journey.query(held).await;
    assert_eq!((held.len(), &held[0]["AssigneeId"]), (1, &maya), "hers stays, and so does the set");
}

#[tokio::test]
async fn the_key_pair_of_an_undone_run_stays_when_nobody_needs_it() {
    let journey = Journey::begin().await;
    let made = async |draft: Uuid| drop(journey.desk.make_key_pair(draft).await.unwrap());
    let draft = journey.certified("Acme Loader", made).await;
    let run = journey.create(draft).await;
    assert_eq!(journey.until_still(run).await.state, RunState::Done);
    let (_, certificate) = journey.desk.certificate(run).unwrap();
    nothing_is_there(&journey, &undone(&journey, run).await).await;
    assert!(journey.keeps_key(&certificate.fingerprint).await, "its answers are kept, to create it anew");
    journey.desk.delete_draft(draft).await.unwrap();
    assert!(!journey.keeps_key(&certificate.fingerprint).await);
}

#[tokio::test]
async fn a_website_is_not_taken_back() {
    let journey = Journey::begin().await;
    let draft = journey.website("Acme Loader").await;
    let run = journey.create(draft).await;
    journey.until_person(run).await;
    journey.desk.signal(run, Signal::SkipPerson).unwrap();
    assert_eq!(journey.until_still(run).await.state, RunState::Done);
    nothing_is_there(&journey, &undone(&journey, run).await).await;
}

#[tokio::test]
async fn what_a_remedy_gave_is_not_taken_back() {
    let journey = Journey::begin().await;
    let run = done(&journey).await;
    let (org, _) = journey.org().await;
    let held = "SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Acme_Loader_Users'";
    for row in journey.query(held).await {
        org.delete("PermissionSetAssignment", &row["Id"].as_str().unwrap().parse().unwrap()).await.unwrap();
    }
    journey.desk.prove_again(run).await.unwrap();
    journey.until_still(run).await;
    let diagnosis = journey.desk.diagnose(run, Flow::ClientCredentials).await.unwrap();
    let Some(WayOn::Mend { fingerprint, .. }) = diagnosis.ways.first() else { panic!("{diagnosis:?}") };
    journey.desk.mend(run, diagnosis.flow, fingerprint).await.unwrap();
    let view = journey.until_still(run).await;
    assert_eq!(view.report.unwrap().flows[0].verdict, Verdict::Proven);
    assert_eq!(journey.query(held).await.len(), 1);
    nothing_is_there(&journey, &undone(&journey, run).await).await;
}

/// Whether a request may change the org.
fn may_change(passing: &Passing) -> bool {
    passing.method != "GET" && !passing.path.starts_with("/services/Soap/") && !passing.path.starts_with("/__practice")
}

/// Does something to one request that may change the org: cuts it, or holds it until it is released.
#[derive(Default)]
struct Hand {
    number: AtomicUsize,
    at: Option<(usize, Stage)>,
    holds: bool,
    reached: Arc<Notify>,
    released: Arc<Notify>,
}

impl Gate for Hand {
    fn pass(&self, passing: Passing) -> BoxFuture<'static, Passage> {
        if !may_change(&passing) {
            return ready(Passage::On).boxed();
        }
        let number = match passing.stage {
            Stage::Arrived => self.number.fetch_add(1, Ordering::SeqCst),
            Stage::Answered => self.number.load(Ordering::SeqCst) - 1,
        };
        if self.at != Some((number, passing.stage)) {
            return ready(Passage::On).boxed();
        }
        self.reached.notify_one();
        if !self.holds {
            return ready(Passage::Cut).boxed();
        }
        let released = Arc::clone(&self.released);
        async move {
            released.notified().await;
            Passage::On
        }
        .boxed()
    }
}

/// A run to take back: one that is done, or one that stopped while the switch was on.
async fn begun(switched_on: bool) -> (Journey, Uuid) {
    if switched_on {
        return died(3).await;
    }
    let journey = Journey::begin().await;
    let run = done(&journey).await;
    (journey, run)
}

/// How many requests of an undo change the org.
async fn changing_requests(switched_on: bool) -> usize {
    let (journey, run) = begun(switched_on).await;
    let hand = Arc::new(Hand::default());
    journey.practice.world().set_gate(Some(hand.clone()));
    nothing_is_there(&journey, &undone(&journey, run).await).await;
    hand.number.load(Ordering::SeqCst)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_lost_in_the_middle_of_an_undo_leaves_something_behind() {
    for switched_on in [false, true] {
        let requests = changing_requests(switched_on).await;
        assert!(requests >= 3, "{requests}");
        let points = (0..requests).flat_map(|number| [Stage::Arrived, Stage::Answered].map(|stage| (number, stage)));
        let all = points.map(|at| async move {
            let (journey, run) = begun(switched_on).await;
            let hand = Arc::new(Hand { at: Some(at), ..Hand::default() });
            journey.practice.world().set_gate(Some(hand.clone()));
            undone(&journey, run).await;
            journey.practice.world().set_gate(None);
            assert!(hand.reached.notified().now_or_never().is_some(), "{at:?} is never reached");
            journey.desk.continue_run(run).await.unwrap();
            let view = journey.until_still(run).await;
            nothing_is_there(&journey, &view).await;
        });
        join_all(all).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_in_the_middle_of_an_undo_leaves_something_behind() {
    let requests = changing_requests(true).await;
    let all = (0..requests).map(|number| async move {
        let (mut journey, run) = begun(true).await;
        let hand = Arc::new(Hand { at: Some((number, Stage::Arrived)), holds: true, ..Hand::default() });
        journey.practice.world().set_gate(Some(hand.clone()));
        journey.desk.undo_run(run, "").await.unwrap();
        hand.reached.notified().await;
        journey.end_session().await;
        hand.released.notify_one();
        let view = journey.until_still(run).await;
        assert_eq!(stopped(&view).code, Code::SessionEnded, "{number}");
        journey.practice.world().set_gate(None);
        let refused = journey.desk.continue_run(run).await.unwrap_err();
        assert_eq!(refused.code, Code::SessionEnded, "{number}");

        journey.reopen();
        journey.desk.sign_in_to_practice().await.unwrap();
        journey.desk.continue_run(run).await.unwrap();
        let view = journey.until_still(run).await;
        nothing_is_there(&journey, &view).await;
    });
    join_all(all).await;
}

#[tokio::test]
async fn another_person_goes_on_with_what_somebody_began() {
    let _door = Door::held().await;
    let journey = Journey::begin().await;
    let run = done(&journey).await;
    let (half, other) = died(3).await;
    for (journey, run) in [(&journey, run), (&half, other)] {
        let users = journey.practice.world().describe().orgs[0].users.clone();
        let maya = users.into_iter().find(|user| user.username == "maya@practice.example").unwrap();
        let begun = journey.desk.begin_sign_in(Place::Practice, None).await.unwrap();
        let who: (&'static str, &'static str) = (maya.username.leak(), maya.password.leak());
        Person::new(who).sign_in(&begun.link.as_ref().unwrap().parse().unwrap()).await;
        assert!(matches!(journey.until_ended(begun.id).await.state, SignInState::Arrived { .. }));
        journey.desk.accept_org(begun.id, None).await.unwrap();

        let before = journey.journal(run);
        for refused in [
            journey.desk.continue_run(run).await,
            journey.desk.undo_run(run, "").await,
            journey.desk.prove_again(run).await,
        ] {
            let problem = refused.unwrap_err();
            assert_eq!(problem.code, Code::DifferentIdentity);
            assert_eq!(problem.params["username"], "dana@practice.example", "whose it is");
        }
        assert_eq!(journey.journal(run), before, "nothing is written down");
        assert_eq!(journey.apps().await, ["Acme_Loader"]);
    }
}
