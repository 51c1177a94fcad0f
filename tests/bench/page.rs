//! Typing, stepping and filtering where a list is five thousand long: in the real window, and for lists that no practice
//! org has in the same engine over the scenes, whose script is the window's and a little more.

use fantoccini::Client;
use orgkey::orgs::{KnownOrg, OrgKind};
use orgkey::store::Store;
use orgkey_tests::{Home, Scenes, WebKit, Window};
use serde_json::json;

/// How many there are of what is found.
pub(crate) const LONG: usize = 5000;

/// Most milliseconds of script at a time for one press.
pub(crate) struct Presses {
    /// A letter in the field that finds an org on the first screen.
    pub(crate) org: f64,
    /// A letter in the palette.
    pub(crate) palette: f64,
    /// An arrow in the palette.
    pub(crate) arrow: f64,
    /// A letter in the field that finds a permission set.
    pub(crate) set: f64,
    /// A letter in the field that finds an object.
    pub(crate) object: f64,
}

const PRESSES: &str = include_str!("presses.js");

async fn most(client: &Client, field: &str, kind: &str) -> f64 {
    let most = client.execute_async(PRESSES, vec![json!(field), json!(kind)]).await.expect("a page");
    most.as_f64().expect("milliseconds")
}

pub(crate) async fn presses() -> Presses {
    let home = Home::new();
    let (store, _) = Store::open(&home.orgkey()).expect("a file");
    for number in 0..LONG {
        store.save_org(&org(number)).expect("an org");
    }
    drop(store);
    let mut window = Window::open(&home, None, None).await;
    window.screen("welcome").await;
    window.find("[data-test=\"find-org\"]").await;
    let orgs = most(&window.client, "find-org", "letters").await;
    window.press("find").await;
    window.find("[data-test=\"palette-field\"]").await;
    let palette = most(&window.client, "palette-field", "letters").await;
    let arrow = most(&window.client, "palette-field", "arrows").await;
    window.close().await;

    // No practice org has so many of these: the same engine draws the same page over a host that says it has.
    let scenes = Scenes::serve().await;
    let browser = WebKit::start().await;
    assert!(browser.open(&scenes.scene("access-long")).await);
    let set = most(&browser.client, "find-permission-set", "letters").await;
    assert!(browser.open(&scenes.scene("access-long-objects")).await);
    let object = most(&browser.client, "find-object", "letters").await;
    Presses { org: orgs, palette, arrow, set, object }
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
