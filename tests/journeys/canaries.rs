//! After whole journeys in the real window: nothing secret lies anywhere around it.

use std::fs;
use std::path::Path;

use fantoccini::key::Key;
use orgkey::vault::{Namespace, Slot, Vault};
use orgkey_tests::{Home, Practice, Window};
use serde_json::{Value, json};

use crate::canary::{BEGINNINGS, Processes, files, found};
use crate::certificate::to_the_key;
use crate::other_ways::{CLIENT_ID, own_app};
use crate::steps::Person;

/// Hears every event that the page could hear, whoever listens.
pub(crate) const LISTEN: &str = "window.heard = []; const done = arguments[0]; const tauri = window.__TAURI_INTERNALS__; \
    const handler = tauri.transformCallback((event) => window.heard.push(event.payload)); \
    tauri.invoke('plugin:event|listen', { event: 'change', target: { kind: 'Any' }, handler }).then(() => done(true), (refused) => done(String(refused)));";

#[tokio::test]
async fn a_secret_lies_in_a_file_a_log_an_event_or_the_arguments_of_a_process() {
    let practice = Practice::start(&[]);
    own_app(&practice).await;
    let home = Home::new().apart().logged();
    let processes = Processes::watched(&home.folder());
    let mut person = Person::at(home, &practice, "canaries").await;
    let exports = person.home.folder().join("exports");
    fs::create_dir(&exports).unwrap();
    let listening = person.window.client.execute_async(LISTEN, vec![]).await.unwrap();
    assert_eq!(listening, json!(true));

    // Client credentials first.
    person.sign_in(&practice, "dana@practice.example").await;
    person.window.press("next").await;
    person.name("Warehouse Loader").await;
    person.as_a_server().await;
    person.window.press("create").await;
    person.window.screen("done").await;
    person.window.press("copy-secret").await;
    person.window.press("show-secret").await;
    person.window.find_text("FA4EFA4E").await;
    // As written, not as laid out: the driver reads a text that is cut as none.
    let written = "return document.querySelector('[data-test=\"secret-value\"]').textContent";
    let secret = person.window.client.execute(written, vec![]).await.unwrap();
    let secret = secret.as_str().unwrap().trim().to_owned();
    assert_eq!(secret.len(), 64, "{secret}");
    export(&person.window, &exports).await;
    person.window.press("see-exchanges").await;
    person.window.screen("proved").await;

    // Then a person's sign-in: codes and refresh tokens.
    person.window.press("home").await;
    person.window.screen("welcome").await;
    person.window.press_first("[data-test^=\"use-org-\"]").await;
    person.window.screen("check").await;
    person.window.press("next").await;
    person.name("Acme Billing Sync").await;
    let window = &mut person.window;
    window.press("connect-web-app").await;
    window.press("next").await;
    window.screen("flows").await;
    window.press("next").await;
    window.screen("scopes").await;
    window.fill("callback-0", "https://app.acme.com/oauth/callback").await;
    window.press("next").await;
    window.screen("access").await;
    window.press("next").await;
    person.review().await;
    person.window.press("create").await;
    person.window.screen("waiting-person").await;
    person.window.press("open-person-link").await;
    person.browse(&practice, "dana@practice.example").await;
    person.window.screen("done").await;

    // Then an own client ID, with what renews its access; and a server with a certificate.
    own_sign_in(&mut person, &practice).await;
    to_the_key(&mut person, "Quay Loader").await;
    let window = &mut person.window;
    window.press("make-key-pair").await;
    window.find("[data-test=\"certificate-check-together\"][data-outcome=\"pass\"]").await;
    window.press("next").await;
    window.screen("scopes").await;
    window.press("next").await;
    window.screen("access").await;
    window.press("speaks-for-etl@practice.example").await;
    window.press("next").await;
    person.review().await;
    person.window.press("create").await;
    person.window.screen("done").await;
    person.window.press("save-certificate").await;
    person.window.dialog().await.choose(&exports.join("quay.crt")).await;
    person.window.find("[data-test=\"save-certificate-saved\"]").await;
    let fingerprint = person.window.find("[data-test=\"certificate\"]").await.attr("title").await.unwrap().unwrap();
    let key = Vault::open().get(&Slot::private_key(Namespace::Practice, &fingerprint)).await.unwrap().unwrap();
    let key = key.lines().nth(2).unwrap().to_owned();
    assert_eq!(key.len(), 64, "a line of the private key");
    // The log that a person may save and hand to somebody.
    person.window.press("find").await;
    person.window.fill("palette-field", "log").await;
    person.window.find("[data-test=\"find-log\"][aria-selected=\"true\"]").await;
    person.window.key(&[], Key::Enter).await;
    person.window.screen("log").await;
    person.window.find_text("entry=done").await;
    let text = "return document.querySelector('[data-test=\"log-text\"]').textContent";
    let text = person.window.client.execute(text, vec![]).await.unwrap();
    let shown_log = text.as_str().unwrap().to_owned();
    assert!(shown_log.contains("call=token") && !shown_log.contains("dana@"), "{shown_log}");

    let heard = person.window.client.execute("return window.heard", vec![]).await.unwrap();
    let events = heard.as_array().unwrap();
    assert!(events.len() > 10, "{heard}");
    for event in events.iter().filter_map(Value::as_object) {
        assert!(event.keys().all(|key| ["changed", "id"].contains(&key.as_str())), "{event:?}");
    }
    // At last it crashes, where that may leave the memory in a file.
    person.window.end_by("SEGV");
    drop(person.window);

    let mut places = files(&person.home.folder());
    assert!(places.iter().any(|(place, bytes)| place.ends_with("orgkey.sqlite") && !bytes.is_empty()));
    let log = places.iter().find(|(place, _)| place.ends_with("/log")).unwrap();
    assert!(String::from_utf8_lossy(&log.1).contains("TRACE"), "the log says everything that can be said");
    assert!(places.iter().any(|(place, _)| place.ends_with("opened.environment")), "a child was seen from inside");
    for export in ["sheet.txt", "curl.txt", "quay.crt"] {
        assert!(places.iter().any(|(place, bytes)| place.ends_with(export) && !bytes.is_empty()), "{export}");
    }
    places.push(("an event".to_owned(), heard.to_string().into_bytes()));
    places.push(("the window's log".to_owned(), shown_log.into_bytes()));
    places.push(("the practice org's log".to_owned(), practice.log().await.into_bytes()));
    let seen = processes.seen();
    assert!(seen.len() > 3, "no process was seen");
    places.extend(seen.into_iter().map(|bytes| ("a process".to_owned(), bytes)));

    let mut canaries: Vec<String> = BEGINNINGS.map(str::to_owned).to_vec();
    canaries.extend([secret, key]);
    canaries.push("code_verifier=".to_owned());
    for (place, bytes) in &places {
        let found = found(&canaries, bytes);
        assert!(found.is_empty(), "{found:?} in {place}");
    }
}

/// Saves the hand-over sheet, and the curl command that was copied.
async fn export(window: &Window, exports: &Path) {
    window.press("save-hand-over").await;
    let sheet = exports.join("sheet.txt");
    window.dialog().await.choose(&sheet).await;
    window.find("[data-test=\"saved-hand-over\"]").await;
    let sheet = fs::read_to_string(sheet).unwrap();
    assert!(sheet.contains("Kind of org: PRACTICE\n"), "the sheet of a practice org can be taken for a real one's");
    window.press("copy-curl").await;
    window.find("[data-test=\"copy-curl\"].copied").await;
    let curl = arboard::Clipboard::new().unwrap().get_text().unwrap();
    assert!(
        curl.contains("curl ") && curl.contains("/services/oauth2/token"),
        "another text than the command was copied"
    );
    fs::write(exports.join("curl.txt"), curl).unwrap();
}

/// From any screen, signs in with a client ID of the person's own, and comes to Check.
async fn own_sign_in(person: &mut Person, practice: &Practice) {
    let window = &mut person.window;
    window.press("home").await;
    window.press("add-org").await;
    window.press("other-ways").await;
    window.press("way-own-client").await;
    window.fill("way-address", &practice.description.orgs[0].url).await;
    window.fill("way-client-id", CLIENT_ID).await;
    window.press("use-way").await;
    window.find("[data-test=\"cancel-sign-in\"]").await;
    person.browse(practice, "dana@practice.example").await;
    person.window.screen("right-org").await;
    person.window.press("accept-org").await;
    person.window.screen("check").await;
    person.window.find("[data-test=\"check-clock\"]").await;
}
