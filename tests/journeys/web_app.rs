//! The whole job for "a person's web app": authorization code with PKCE, a person's sign-in played at the test callback.

use orgkey_tests::Practice;

use crate::steps::{Person, apps_named};

#[tokio::test]
async fn an_admin_cannot_get_from_nothing_to_a_proven_app_for_people_who_sign_in() {
    let practice = Practice::start(&[]);
    let mut person = Person::new(&practice, "web-app").await;
    person.sign_in(&practice, "dana@practice.example").await;
    person.window.press("next").await;
    person.name("Acme Billing Sync").await;
    let window = &mut person.window;
    window.press("connect-web-app").await;
    window.press("next").await;
    window.screen("flows").await;
    window.press("next").await;
    window.screen("scopes").await;
    window.press("next").await;
    window.find("[data-test=\"error-summary\"]").await;
    window.picture("scopes-callback-missing").await;
    window.fill("callback-0", "https://app.acme.com/oauth/callback").await;
    window.press("next").await;
    window.screen("access").await;
    window.press("back").await;
    window.screen("scopes").await;
    assert_eq!(window.value("callback-0").await, "https://app.acme.com/oauth/callback", "an answer was lost");
    person.restart(&practice, "web-app-restarted").await;
    let window = &mut person.window;
    window.press_first("[data-test^=\"draft-\"]").await;
    window.screen("scopes").await;
    assert_eq!(window.value("callback-0").await, "https://app.acme.com/oauth/callback", "a restart lost an answer");
    window.press("next").await;
    window.screen("access").await;
    window.press("next").await;
    person.review().await;
    person.window.press("create").await;

    person.window.screen("waiting-person").await;
    person.window.tab_around("waiting-person").await;
    person.window.press("open-person-link").await;
    let (page, link) = person.browse(&practice, "dana@practice.example").await;
    assert!(link.contains("code_challenge="), "{link}");
    assert!(page.contains("You can close this tab"), "{page}");

    let window = &mut person.window;
    window.screen("done").await;
    window.press("see-exchanges").await;
    window.screen("proved").await;
    assert_eq!(window.all("[data-outcome=\"failed\"]").await, 0);
    window.find("[data-test=\"proof-authorization-code-refreshed\"][data-outcome=\"passed\"]").await;
    window.find("[data-test=\"proof-authorization-code-refused-used-refresh-token\"][data-outcome=\"passed\"]").await;
    assert_eq!(apps_named(&practice, "Acme_Billing_Sync").await, 1);
    person.window.close().await;
}
