//! Typing, stepping and filtering where a list is five thousand long: in the real window, and for lists that no practice
//! org has in the same engine over the scenes, whose script is the window's and a little more.

use fantoccini::Client;
use orgkey::orgs::{KnownOrg, OrgKind};
use orgkey::store::Store;
use orgkey_tests::{Home, Scenes, WebKit, Window};
use serde::Deserialize;
use serde_json::json;

/// How many there are of what is found.
pub(crate) const LONG: usize = 5000;

/// Milliseconds of script at a time for one press.
#[derive(Deserialize)]
pub(crate) struct Press {
    /// Of the costliest press, the median of the times that it took.
    pub(crate) usual: f64,
    /// The most that any took, also the first of all.
    pub(crate) most: f64,
}

const PRESSES: &str = include_str!("presses.js");

async fn pressed(client: &Client, field: &str, kind: &str, times: usize) -> Press {
    let took = client.execute_async(PRESSES, vec![json!(field), json!(kind), json!(times)]).await.expect("a page");
    serde_json::from_value(took).expect("milliseconds")
}

/// What is pressed where, each so many times.
pub(crate) async fn presses(times: usize) -> [(&'static str, Press); 5] {
    let home = Home::new();
    let (store, _) = Store::open(&home.orgkey()).expect("a file");
    for number in 0..LONG {
        store.save_org(&org(number)).expect("an org");
    }
    drop(store);
    let mut window = Window::open(&home, None, None).await;
    window.screen("welcome").await;
    window.find("[data-test=\"find-org\"]").await;
    let orgs = pressed(&window.client, "find-org", "letters", times).await;
    window.press("find").await;
    window.find("[data-test=\"palette-field\"]").await;
    let palette = pressed(&window.client, "palette-field", "letters", times).await;
    let arrow = pressed(&window.client, "palette-field", "arrows", times).await;
    window.close().await;

    // No practice org has so many of these: the same engine draws the same page over a host that says it has.
    let scenes = Scenes::serve().await;
    let browser = WebKit::start().await;
    assert!(browser.open(&scenes.scene("access-long")).await);
    let sets = pressed(&browser.client, "find-permission-set", "letters", times).await;
    assert!(browser.open(&scenes.scene("access-long-objects")).await);
    let objects = pressed(&browser.client, "find-object", "letters", times).await;
    [
        ("a letter, orgs on the first screen", orgs),
        ("a letter, palette", palette),
        ("an arrow, palette", arrow),
        ("a letter, permission sets", sets),
        ("a letter, objects", objects),
    ]
}

fn org(number: usize) -> KnownOrg {
    KnownOrg {
        id: format!("00D5f{number:010}AAA"),
        name: format!("Harbour {number}"),
        // No session is looked for where no practice org runs: what is measured is the page.
        kind: OrgKind::Practice,
        edition: "Developer Edition".to_owned(),
        namespace: None,
        origin: format!("http://localhost:{}", 10_000 + number),
        host: format!("localhost:{}", 10_000 + number),
        username: format!("dana{number}@practice.example"),
        user_name: "Dana Ito".to_owned(),
        profile: "System Administrator".to_owned(),
        user_id: "0055f000001PqRsAAK".to_owned(),
        signed_in: false,
        last_seen: jiff::Timestamp::UNIX_EPOCH,
    }
}
