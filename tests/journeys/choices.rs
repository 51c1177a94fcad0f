//! The answers that other journeys leave at their defaults, each changed by keys; and what becomes of a draft.

use fantoccini::key::Key;
use orgkey_tests::{Practice, Window};
use serde_json::Value;

use crate::steps::{Person, apps_named};

/// The words of the plan.
async fn plan(window: &Window) -> Vec<String> {
    let rows =
        "return [...document.querySelectorAll('.plan-row')].map((row) => row.textContent.replace(/\\s+/g, ' ').trim())";
    let rows: Value = window.client.execute(rows, vec![]).await.unwrap();
    serde_json::from_value(rows).unwrap()
}

/// Chooses what begins with these letters in a list that opens.
async fn pick(window: &Window, test: &str, letters: &str, value: &str) {
    window.tab_to(test).await;
    window.letters(letters).await;
    assert_eq!(window.value(test).await, value);
}

#[tokio::test]
async fn an_answer_can_not_be_changed_by_keys_or_is_not_in_the_plan() {
    let practice = Practice::start(&[]);
    let mut person = Person::new(&practice, "choices").await;
    person.sign_in(&practice, "dana@practice.example").await;
    let window = &mut person.window;
    // Another org, and back.
    window.press("change-org").await;
    window.screen("change-org").await;
    window.tab_around("change-org").await;
    window.press("keep-org").await;
    window.screen("check").await;
    window.find("[data-test=\"check-clock\"]").await;
    window.press("next").await;
    person.name("Choosy App").await;
    let window = &mut person.window;
    window.press("connect-web-app").await;
    window.press("next").await;
    window.screen("flows").await;
    window.press("rotate-refresh-tokens").await;
    window.press("next").await;

    window.screen("scopes").await;
    window.fill("find-scope", "sign-in").await;
    window.press("scope-openid").await;
    window.fill("callback-0", "https://app.acme.com/cb").await;
    window.press("add-callback").await;
    window.fill("callback-1", "https://app.acme.com/other").await;
    window.press("add-callback").await;
    window.fill("callback-2", "https://app.acme.com/third").await;
    window.press("remove-callback-1").await;
    assert_eq!(window.value("callback-1").await, "https://app.acme.com/third");
    window.press("next").await;

    window.screen("access").await;
    window.press("objects").await;
    window.press("object-Account-edit").await;
    window.fill("find-object", "contact").await;
    window.press("add-object-Contact").await;
    window.press("object-Contact").await;
    window.press("stay-at-most").await;
    window.fill("stay-days", "14").await;
    pick(window, "network", "Keep them", "keep_at_sign_in").await;
    pick(window, "sign-out-after", "15", "15").await;
    window.press("stronger-sign-in").await;
    window.press("add-range").await;
    window.fill("range-0-start", "203.0.113.7").await;
    window.fill("range-0-end", "203.0.113.9").await;
    window.press("add-range").await;
    window.press("remove-range-1").await;
    window.picture("access-chosen").await;
    window.tab_around("access, chosen").await;
    window.press("next").await;
    person.review().await;
    let window = &mut person.window;
    let shown = plan(window).await.join("\n");
    for words in [
        "https://app.acme.com/cb",
        "https://app.acme.com/third",
        "At most 14 days",
        "Keep them at sign-in, not when staying connected",
        "203.0.113.7",
        "Account",
        "Contact",
    ] {
        assert!(shown.contains(words), "{words} is not in the plan:\n{shown}");
    }
    assert!(!shown.contains("/other"), "{shown}");

    // From the plan to its answer, and back to it.
    window.press("change-access").await;
    window.screen("access").await;
    window.press("who-anyone").await;
    window.press("stay-until-revoked").await;
    window.press("next").await;
    person.review().await;
    let window = &mut person.window;
    let shown = plan(window).await.join("\n");
    assert!(shown.contains("Anyone in the org can allow it") && shown.contains("Until you revoke it"), "{shown}");
    window.press("accept-loosenings").await;
    window.tab_around("review, loose").await;

    // Set aside, found again, thrown away.
    window.key(&[Key::Alt], Key::Left).await;
    window.screen("access").await;
    window.press("save-and-close").await;
    window.screen("welcome").await;
    window.press("theme").await;
    window.press_first("[data-test^=\"draft-\"]").await;
    window.screen("access").await;
    window.press("save-and-close").await;
    window.screen("welcome").await;
    window.press_first("[data-test^=\"delete-draft-\"]").await;
    window.press_first("[data-test^=\"keep-draft-\"]").await;
    window.press_first("[data-test^=\"delete-draft-\"]").await;
    window.press_first("[data-test$=\"-sure\"]").await;
    window.gone("[data-test^=\"draft-\"]").await;
    assert_eq!(apps_named(&practice, "Choosy_App").await, 0, "an answer alone changed the org");
    person.window.close().await;
}
