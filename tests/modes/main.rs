//! Every screen in each of its states, in every way that a person may see it: nothing is cut, covered or lost.

#![expect(clippy::expect_used, reason = "a test that can't go on fails, with the reason")]

mod engine;
mod mode;

use std::fs;
use std::time::Instant;

use futures_util::future::join_all;
use mode::{MODES, Mode};
use orgkey_tests::{Chromium, Scenes, root};
use serde_json::json;
use tokio::sync::Mutex;

/// How many browsers look at once.
const BROWSERS: usize = 3;

const PAGE: &str = include_str!("page.js");
const FAULTS: &str = include_str!("faults.js");
const PLANTS: &str = include_str!("plants.js");

/// A browser that brings to each page what looks for faults. axe-core gets a clock of its own: a scene's stands still.
async fn browser() -> Chromium {
    let browser = Chromium::start().await;
    let axe = fs::read_to_string(root().join("ui/node_modules/axe-core/axe.min.js")).expect("axe-core");
    let source = format!(
        "(function (setTimeout, Date) {{ {axe} }})(setTimeout.bind(window), Date);\
         (() => {{ {PAGE}\n{FAULTS}\n{PLANTS}\nObject.assign(window, {{ faults, plant }}); }})()"
    );
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
    browser
}

/// What is wrong with the open page in a mode, a line each.
async fn faults(browser: &Chromium, mode: &Mode) -> Vec<String> {
    mode.enter(browser).await;
    let look =
        "const [mode, done] = arguments; faults(mode).then(done, (thrown) => done([`failed · ${thrown.stack}`]))";
    let found = browser.client.execute_async(look, vec![mode.told()]).await.expect("an answer");
    serde_json::from_value(found).expect("lines")
}

async fn look(browser: &Chromium, page: &Scenes, scene: &str) -> Vec<String> {
    let mut found = Vec::new();
    for pseudo in [false, true] {
        let address = if pseudo { page.pseudo(scene) } else { page.scene(scene) };
        if !browser.open(&address).await {
            found.push(format!("{scene} · is not drawn"));
            continue;
        }
        for mode in MODES.iter().filter(|mode| mode.pseudo == pseudo) {
            let lines = faults(browser, mode).await;
            found.extend(lines.into_iter().map(|line| format!("{scene} · {} · {line}", mode.name)));
        }
    }
    found
}

#[tokio::test]
async fn a_screen_is_cut_covered_or_lost_in_some_mode() {
    let began = Instant::now();
    let page = Scenes::serve().await;
    let left = Mutex::new(Vec::new());
    let scenes = page.names(&browser().await.client).await;
    let count = scenes.len();
    left.lock().await.extend(scenes);
    let browsers = (0..BROWSERS).map(|_| async {
        let browser = browser().await;
        let mut found = Vec::new();
        loop {
            let next = left.lock().await.pop();
            let Some(scene) = next else { return found };
            found.extend(look(&browser, &page, &scene).await);
        }
    });
    let mut found = join_all(browsers).await.concat();
    found.sort();
    eprintln!("{count} scenes in {} modes: {} s", MODES.len(), began.elapsed().as_secs());
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

/// Each kind of fault, with a mode in which it is one.
const KINDS: [(&str, &str); 12] = [
    ("cut", "light"),
    ("cut inside", "light"),
    ("sticks out", "text spacing"),
    ("sideways", "320 px"),
    ("overlap", "dark"),
    ("out of the window", "200 % zoom"),
    ("lost", "320 px"),
    ("covered", "light"),
    ("foreign", "pseudo-locale"),
    ("moves", "reduced motion"),
    ("vanishes", "forced colours"),
    ("color-contrast", "light"),
];

#[tokio::test]
async fn a_planted_fault_is_overlooked() {
    let page = Scenes::serve().await;
    let browser = browser().await;
    let mut overlooked = Vec::new();
    for (kind, name) in KINDS {
        let mode = MODES.iter().find(|mode| mode.name == name).expect("a mode");
        let wide = MODES.iter().find(|wide| wide.pseudo == mode.pseudo).expect("a mode");
        assert!(browser.open(&if mode.pseudo { page.pseudo("name") } else { page.scene("name") }).await);
        browser.client.execute("plant(arguments[0])", vec![json!(kind)]).await.expect("a page");
        faults(&browser, wide).await;
        let mut lines = faults(&browser, mode).await;
        lines.retain(|line| line.starts_with(kind) && line.contains("planted"));
        if lines.len() != 1 {
            overlooked.push(format!("{kind} in {name}: {lines:?}"));
        }
    }
    assert!(overlooked.is_empty(), "{}", overlooked.join("\n"));
}
