//! The whole job for "a server or ETL job": client credentials.

use orgkey_tests::Practice;

use crate::steps::{Person, apps_named};

#[tokio::test]
async fn an_admin_cannot_get_from_nothing_to_a_proven_app_for_a_server() {
    let practice = Practice::for_people();
    let mut person = Person::new(&practice, "server").await;
    person.window.press("answer-one-question").await;
    person.window.picture("welcome-need").await;
    person.sign_in(&practice, "dana@practice.example").await;
    person.window.press("next").await;
    person.name("Warehouse Loader").await;
    person.as_a_server().await;
    let window = &mut person.window;
    window.press("validate").await;
    window.find("[data-test=\"validation\"]").await;
    window.picture("review-validated").await;
    assert_eq!(apps_named(&practice, "Warehouse_Loader").await, 0, "validating made something");
    window.press("create").await;

    window.screen("create").await;
    window.screen("waiting-ready").await;
    window.press("check-now").await;
    window.screen("done").await;
    assert!(window.client_id().await.starts_with("3MVG9PRACTICE"));
    assert!(!window.source().await.contains("FA4EFA4E"), "the secret is in the page unasked");
    window.press("show-secret").await;
    window.find_text("FA4EFA4E").await;
    window.picture("done-secret-shown").await;
    window.press("copy-secret").await;
    window.find_text("clears in").await;
    window.picture("done-secret-copied").await;
    let copied = std::time::Instant::now();
    let mut clipboard = arboard::Clipboard::new().unwrap();
    assert!(clipboard.get_text().unwrap().starts_with("FA4EFA4E"));
    window.press("see-exchanges").await;
    window.screen("proved").await;
    window.press("proof-client-credentials-got-token").await;
    window.find("[data-test=\"exchange\"]").await;
    window.picture("proved-open").await;
    let shown = window.source().await;
    assert!(!shown.contains("FA4EFA4E") && !shown.contains("!PRACTICE."), "an exchange shows a secret");
    assert_eq!(window.all("[data-outcome=\"failed\"]").await, 0);
    assert_eq!(apps_named(&practice, "Warehouse_Loader").await, 1);
    while clipboard.get_text().is_ok_and(|text| text.starts_with("FA4EFA4E")) {
        assert!(copied.elapsed() < std::time::Duration::from_secs(60), "the secret stays in the clipboard");
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    person.window.close().await;
}
