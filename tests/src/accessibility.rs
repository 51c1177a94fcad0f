//! What a screen must be for everyone, looked at wherever a journey takes a picture: axe-core's rules and the size of
//! every target, in both themes.

use std::collections::HashSet;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{LazyLock, Mutex};

use fantoccini::Client;
use serde_json::{Value, json};

use crate::root;

const LOOK: &str = include_str!("accessibility.js");

/// The page without what ticks.
const DRAWN: &str = "return document.body.innerHTML.replace(/\\d+/g, '0')";

static AXE: LazyLock<String> = LazyLock::new(|| {
    fs::read_to_string(root().join("ui/node_modules/axe-core/axe.min.js")).expect("axe-core: npm ci --prefix ui")
});

/// What all journeys of this process have looked at already.
static SEEN: LazyLock<Mutex<HashSet<(String, u64)>>> = LazyLock::new(Mutex::default);

/// Whether no journey of this process has looked at this picture yet.
pub(crate) async fn is_new(client: &Client, theme: &str) -> bool {
    let drawn = client.execute(DRAWN, vec![]).await.expect("a page");
    let mut hasher = DefaultHasher::new();
    drawn.as_str().unwrap_or_default().hash(&mut hasher);
    SEEN.lock().expect("nothing panics in here").insert((theme.to_owned(), hasher.finish()))
}

/// What is wrong with what the page shows now: rule, element, and what would help.
///
/// # Panics
/// When there is no page or no axe-core.
pub(crate) async fn findings(client: &Client, theme: &str) -> Vec<String> {
    if client.execute("return typeof axe", vec![]).await.expect("a page") == json!("undefined") {
        client.execute(&AXE, vec![]).await.expect("axe-core runs");
    }
    // A theme changes colours only.
    let only = if theme == "light" { Value::Null } else { json!(["color-contrast", "link-in-text-block"]) };
    let found = client.execute_async(LOOK, vec![only]).await.expect("an answer");
    serde_json::from_value(found).expect("lines")
}
