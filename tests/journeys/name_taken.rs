//! An app of the wanted name is there: found at Name, and again right before anything is sent.

use orgkey_tests::Practice;

use crate::steps::{Person, apps_named};

#[tokio::test]
async fn an_app_that_has_the_name_already_is_overwritten() {
    let practice = Practice::start(&["name-taken"]);
    let before = practice.query("SELECT Id, MasterLabel, ContactEmail FROM ExternalClientApplication").await;
    let mut person = Person::new(&practice, "name-taken").await;
    person.sign_in(&practice, "dana@practice.example").await;
    let window = &mut person.window;
    window.press("next").await;
    window.screen("name").await;
    window.fill("label", "Acme Billing Sync").await;
    window.fill("contact-email", "it@acme.com").await;
    window.press("next").await;
    window.find("[data-test=\"error-summary\"]").await;
    window.find("[data-test=\"api-name\"][aria-invalid=\"true\"]").await;
    window.picture("name-taken").await;
    window.tab_around("name, taken").await;
    window.fill("api-name", "Acme_Billing_Sync_2").await;
    window.press("next").await;
    window.screen("distribution").await;

    assert_eq!(practice.query("SELECT Id, MasterLabel, ContactEmail FROM ExternalClientApplication").await, before);
    assert_eq!(apps_named(&practice, "Acme_Billing_Sync").await, 1);
    person.window.close().await;
}
