//! The window is killed at "ID and secret", started again, and goes on: one app, its secret kept.

use orgkey_tests::Practice;

use crate::steps::{Person, apps_named};

#[tokio::test]
async fn a_window_killed_at_id_and_secret_makes_a_second_app_or_loses_the_secret() {
    // The switch takes effect only at the third try, so there is a moment in which to kill.
    let practice = Practice::start(&["secret-switch-stays-off"]);
    let mut person = Person::new(&practice, "killed").await;
    person.sign_in(&practice, "dana@practice.example").await;
    person.window.press("next").await;
    person.name("Mail Loader").await;
    person.as_a_server().await;
    person.window.press("create").await;
    person.window.find("[data-test=\"part-credentials\"][data-state=\"doing\"]").await;
    person.restart(&practice, "killed-continued").await;
    let window = &mut person.window;
    window.press_first("[data-test^=\"run-\"]").await;
    window.screen("resume").await;
    window.tab_around("resume").await;
    window.press("continue-run").await;
    window.screen("done").await;
    assert!(window.client_id().await.starts_with("3MVG9PRACTICE"));
    window.press("show-secret").await;
    window.find_text("FA4EFA4E").await;
    assert_eq!(apps_named(&practice, "Mail_Loader").await, 1);
    assert!(!practice.secret_switch().await, "the switch was not put back");
    person.window.close().await;
}
