//! The whole job for "a server or ETL job": client credentials.

use std::time::{Duration, Instant};

use orgkey_tests::{Practice, Window};
use serde_json::{Value, json};

use crate::canaries::LISTEN;
use crate::page_security::call;
use crate::steps::{Person, apps_named};

/// More often than anybody shows a secret within a minute.
const OFTEN: usize = 100;

/// The button that has copied the secret, until that is cleared.
const COPIED: &str = "[data-test=\"copy-secret\"].copied";

/// Waits until the window says that it is done with what was copied.
async fn is_cleared(window: &Window) {
    let began = Instant::now();
    let told = json!({ "changed": "clipboard_cleared" });
    loop {
        let heard = window.client.execute("return window.heard.splice(0)", vec![]).await.unwrap();
        if heard.as_array().unwrap().contains(&told) {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "the clipboard is never cleared");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

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
    let listening = window.client.execute_async(LISTEN, vec![]).await.unwrap();
    assert_eq!(listening, json!(true));
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
    is_cleared(window).await;
    assert!(!clipboard.get_text().is_ok_and(|text| text.starts_with("FA4EFA4E")), "the secret stays in the clipboard");

    window.press("back-to-credentials").await;
    window.press("copy-secret").await;
    window.find(COPIED).await;
    assert!(clipboard.get_text().unwrap().starts_with("FA4EFA4E"));
    clipboard.set_text("copied in another program").unwrap();
    is_cleared(window).await;
    assert_eq!(clipboard.get_text().unwrap(), "copied in another program");

    // A script in the page can't go on asking for what a person may see.
    let run = call(window, "start", json!({})).await["got"]["runs"][0]["id"].clone();
    let mut shown = 0;
    let refused = loop {
        let answer = call(window, "reveal_secret", json!({ "id": run })).await;
        if let Value::String(refused) = &answer["refused"] {
            break refused.clone();
        }
        shown += 1;
        assert!(shown < OFTEN, "a secret can be read as often as a script likes");
    };
    assert_eq!(refused, "shown_too_often");

    window.gone(COPIED).await;
    window.press("copy-secret").await;
    window.find(COPIED).await;
    assert!(clipboard.get_text().unwrap().starts_with("FA4EFA4E"));
    let closed = Instant::now();
    person.window.close().await;
    while clipboard.get_text().is_ok_and(|text| text.starts_with("FA4EFA4E")) {
        assert!(closed.elapsed() < Duration::from_secs(20), "a closed window leaves the secret");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
