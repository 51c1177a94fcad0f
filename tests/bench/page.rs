//! Typing, stepping and filtering in the real window, where a list is five thousand long.

use orgkey::orgs::{KnownOrg, OrgKind};
use orgkey::store::Store;
use orgkey_tests::{Home, Window};
use serde::Deserialize;

/// How many orgs are known.
pub(crate) const LONG: usize = 5000;

/// Most milliseconds of script at a time for one press: from the event until the page is written, or in a frame after it.
#[derive(Deserialize)]
pub(crate) struct Presses {
    /// A letter in the field that finds an org on the first screen.
    pub(crate) filtering: f64,
    /// A letter in the palette.
    pub(crate) typing: f64,
    /// An arrow in the palette.
    pub(crate) stepping: f64,
}

/// Svelte writes to the page in microtasks; what comes after them is drawing, which is not script.
const PRESSES: &str = r#"
    const done = arguments[0];
    const named = (name) => document.querySelector(`[data-test="${name}"]`);
    // A long list is drawn over several frames: what is done in each of them is script too.
    const waiting = new Set();
    let longest = 0;
    const frame = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (work) => {
        const id = frame(async (now) => {
            const began = performance.now();
            work(now);
            await settled();
            longest = Math.max(longest, performance.now() - began);
            waiting.delete(id);
        });
        waiting.add(id);
        return id;
    };
    const cancel = window.cancelAnimationFrame.bind(window);
    window.cancelAnimationFrame = (id) => {
        waiting.delete(id);
        cancel(id);
    };
    const settled = async () => { for (let turn = 0; turn < 20; turn++) await Promise.resolve(); };
    const press = async (act) => {
        const began = performance.now();
        act();
        await settled();
        longest = performance.now() - began;
        do await new Promise(frame);
        while (waiting.size > 0);
        return longest;
    };
    const words = ['h', 'ha', 'har', 'harb', 'harbou', 'harbour 4', 'harbour 49', 'harbour 499', 'harbour', '', '9', ''];
    const write = async (field) => {
        let most = 0;
        for (const word of words) {
            most = Math.max(most, await press(() => {
                field.value = word;
                field.dispatchEvent(new InputEvent('input', { bubbles: true }));
            }));
        }
        return most;
    };
    (async () => {
        const filtering = await write(named('find-org'));
        named('find').click();
        await new Promise(requestAnimationFrame);
        const field = named('palette-field');
        const typing = await write(field);
        let stepping = 0;
        for (let step = 0; step < 30; step++) {
            stepping = Math.max(stepping, await press(() =>
                field.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))));
        }
        done({ filtering, typing, stepping });
    })();
"#;

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
    let presses = window.client.execute_async(PRESSES, vec![]).await.expect("a page");
    window.close().await;
    serde_json::from_value(presses).expect("three numbers")
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
