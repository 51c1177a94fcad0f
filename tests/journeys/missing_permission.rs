//! A person who may not create external client apps learns it at Check, with what to do about it.

use orgkey_tests::Practice;

use crate::steps::Person;

#[tokio::test]
async fn a_missing_permission_is_found_only_after_pressing_create() {
    let practice = Practice::start(&["missing-create-permission"]);
    let mut person = Person::new(&practice, "missing-permission").await;
    person.sign_in(&practice, "dana@practice.example").await;
    let window = &mut person.window;
    window.find("[data-test=\"check-create-permission\"][data-outcome=\"block\"]").await;
    let shown = window.shown().await;
    assert!(shown.contains("Create, edit, and delete External Client Apps"), "{shown}");
    assert!(shown.contains("Sam Ortiz"), "nobody who can help is named: {shown}");
    window.press("copy-message").await;
    practice.fault("missing-create-permission", false).await;
    window.press("check-again").await;
    window.find("[data-test=\"check-create-permission\"][data-outcome=\"pass\"]").await;
    window.picture("check-mended").await;
    window.press("next").await;
    window.screen("name").await;
    person.window.close().await;
}
