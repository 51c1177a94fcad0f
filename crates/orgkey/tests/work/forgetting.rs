//! Forgetting an org: nothing secret of it stays, and what somebody took away from us is taken back.

use orgkey::apply::SecretPlace;
use orgkey::sign_in::Place;
use orgkey::vault::{Namespace, Slot};
use orgkey::{Code, Uuid};
use salesforce::Error;

use crate::sign_in::until_ended;
use crate::support::{DANA, Door, Journey, Person, leave_switch};

fn slots(org: &str, run: Uuid) -> [Slot; 2] {
    [Slot::session(Namespace::Practice, org), Slot::client_secret(Namespace::Practice, run)]
}

#[tokio::test]
async fn a_forgotten_org_leaves_its_access_or_a_secret_behind() {
    let _door = Door::held().await;
    let journey = Journey::begin().await;
    let run = journey.create(journey.server("Acme Loader").await).await;
    journey.until_still(run).await;
    let id = journey.practice.description().orgs[0].id.clone();
    // A session of one's own, which ends; the one that the practice org tells everybody stays.
    let begun = journey.desk.begin_sign_in(Place::Practice, None).await.unwrap();
    Person::new(DANA).sign_in(&begun.link.as_ref().unwrap().parse().unwrap()).await;
    until_ended(&journey, begun.id).await;
    journey.desk.accept_org(begun.id, None).await.unwrap();
    let (org, _) = journey.org().await;
    org.limits().await.unwrap();
    for slot in slots(&id, run) {
        assert!(journey.vault.get(&slot).await.unwrap().is_some(), "{slot:?}");
    }

    let start = journey.desk.forget_org(&id).await.unwrap();
    assert!(start.orgs.is_empty());
    assert_eq!(start.runs.len(), 1, "what was done stays written down");
    assert!(!start.runs[0].open, "a finished run would stand in the way of the next one");
    for slot in slots(&id, run) {
        assert!(journey.vault.get(&slot).await.unwrap().is_none(), "{slot:?}");
    }
    assert_eq!(journey.desk.run(run).unwrap().secret, SecretPlace::None);
    assert_eq!(journey.desk.secret(run).await.unwrap_err().code, Code::NotFound);
    assert!(
        org.limits().await.is_err_and(|error: Error| error.is_session_expired()),
        "the session still opens the org"
    );
    assert_eq!(journey.desk.forget_org(&id).await.unwrap_err().code, Code::NotFound);
    assert_eq!(
        journey.desk.use_org(&id, journey.desk.new_draft().unwrap().draft.id).await.unwrap_err().code,
        Code::SessionEnded
    );
}

#[tokio::test]
async fn an_org_is_forgotten_while_a_run_works_in_it() {
    let journey = Journey::begin().await;
    let run = journey.create(journey.server_that("Acme Loader", leave_switch).await).await;
    journey.until_secret(run).await;
    let id = journey.practice.description().orgs[0].id.clone();
    assert_eq!(journey.desk.forget_org(&id).await.unwrap_err().code, Code::RunAlreadyOpen);
    assert_eq!(journey.desk.start().await.unwrap().orgs.len(), 1);
}
