//! The org's switch for secrets is off and the person leaves it off: the secret is fetched by hand, or later.

use orgkey_tests::Practice;

use crate::steps::{Person, apps_named};

#[tokio::test]
async fn declining_the_switch_for_secrets_leads_nowhere_or_turns_it_on() {
    let practice = Practice::start(&[]);
    let mut person = Person::new(&practice, "secret-declined").await;
    person.sign_in(&practice, "dana@practice.example").await;
    person.window.press("secret-switch-leave").await;
    person.window.press("next").await;
    person.name("Night Loader").await;
    person.as_a_server().await;
    let window = &mut person.window;
    window.press("create").await;

    window.screen("waiting-secret").await;
    assert!(!practice.secret_switch().await, "the switch was turned on though it was declined");
    window.fill("secret-field", &"0".repeat(64)).await;
    window.press("keep-secret").await;
    window.find("#secret-field[aria-invalid=\"true\"]").await;
    window.picture("secret-wrong").await;
    window.tab_around("waiting-secret, wrong").await;
    assert_eq!(window.value("secret-field").await, "", "a pasted secret stays in the page");

    window.press("turn-on-read-off").await;
    window.press("confirm-turn-on-read-off").await;
    window.screen("done").await;
    assert!(!practice.secret_switch().await, "the switch was not put back");
    assert_eq!(apps_named(&practice, "Night_Loader").await, 1);
    person.window.close().await;
}
