//! Orgkey reusing what the real Salesforce CLI is signed in to.

use std::path::PathBuf;
use std::sync::Arc;

use orgkey::desk::{Desk, PracticeOrg, Setting};
use orgkey::sign_in::{Sf as Reused, SfFound, SignInState};
use orgkey::vault::Vault;
use orgkey::{Code, Problem};
use orgkey_tests::executable;

use crate::home::LIMIT;
use crate::practice::Practice;
use crate::sf::Sf;

fn desk(practice: &Practice, folder: &std::path::Path) -> Desk {
    Desk::open(Setting {
        folder: folder.to_owned(),
        vault: Vault::in_memory(Problem::new(Code::KeychainMissing)),
        browser: None,
        practice: Arc::new(|| Box::pin(async { Err(Problem::new(Code::PracticeOrgNotStarted)) })),
        practice_at: Some(PracticeOrg::described(&practice.description()).unwrap()),
    })
    .unwrap()
}

/// The CLI as a program of its own, as `PATH` would name it: in its home, with nothing else of this machine.
fn program(sf: &Sf) -> PathBuf {
    let program = sf.home().path().join("sf");
    executable(&program, &sf.as_script());
    program
}

#[tokio::test]
async fn what_sf_is_signed_in_to_cannot_be_reused_or_is_ended_by_it() {
    let practice = Practice::start().await;
    let sf = Sf::logged_in(&practice).await;
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&practice, folder.path());
    let reused = Reused::at(&program(&sf), LIMIT);

    let SfFound::Orgs { version, orgs } = desk.sf_orgs(&reused).await else { panic!("no orgs") };
    assert_eq!(version, "2.150.6");
    assert_eq!((orgs[0].username.as_str(), orgs[0].name.as_str()), ("dana@practice.example", "harbour"));
    assert!(orgs[0].connected && orgs.len() == 1);
    let view = desk.sign_in_with_sf(&reused, "dana@practice.example", None).await.unwrap();
    let SignInState::Arrived { org, .. } = &view.state else { panic!("{view:?}") };
    assert_eq!(org.username, "dana@practice.example");
    desk.cancel_sign_in(view.id);
    let display = sf.result("org display", &[]).await;
    assert_eq!(display["connectedStatus"], "Connected", "sf has lost its sign-in: {display:#}");

    // The session of sf ends: it lists the org still, and what it gives is not taken.
    practice.advance(std::time::Duration::from_secs(13 * 3600));
    let SfFound::Orgs { orgs, .. } = desk.sf_orgs(&reused).await else { panic!("no orgs") };
    assert!(!orgs[0].connected, "{orgs:?}");
    let ended = desk.sign_in_with_sf(&reused, "dana@practice.example", None).await.unwrap_err();
    assert_eq!(ended.code, Code::SfSessionEnded);
}

#[tokio::test]
async fn an_sf_that_nobody_is_signed_in_with_is_taken_for_a_broken_one() {
    let practice = Practice::start().await;
    let sf = Sf::nobody();
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&practice, folder.path());
    let SfFound::Trouble { problem } = desk.sf_orgs(&Reused::at(&program(&sf), LIMIT)).await else { panic!("orgs") };
    assert_eq!(problem.code, Code::SfNoOrgs);
}
