//! The window moved by keys alone, and what a person who uses no mouse sees of it.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::Value;

use crate::Window;

/// Looks at the focused element.
static FOCUS: LazyLock<String> = LazyLock::new(|| [include_str!("ring.js"), include_str!("focus.js")].concat());

/// Forgets which elements had the focus.
const FORGET: &str = "window.orgkeyReached = new Set()";

/// Everything that can be pressed or typed into, and that scrolls by keys, but never had the focus. Of radios that belong
/// together Tab reaches one.
const MISSED: &str = "const groups = new Set([...window.orgkeyReached].map((one) => one.type === 'radio' && one.name)); \
    return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]')] \
        .filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true })) \
        .filter((one) => !window.orgkeyReached.has(one) && !(one.type === 'radio' && groups.has(one.name))) \
        .map((one) => one.dataset.test ?? one.outerHTML.slice(0, 160));";

/// More stops than any screen has.
const STOPS: usize = 150;

/// Where the keys go.
struct Focus {
    name: String,
    /// It was there before.
    again: bool,
    wrong: Vec<Value>,
}

impl Window {
    /// Presses one key, with others held.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn key(&self, held: &[Key], key: impl Into<char>) {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for held in held {
            keys = keys.then(KeyAction::Down { value: char::from(*held) });
        }
        let key = key.into();
        keys = keys.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        for held in held.iter().rev() {
            keys = keys.then(KeyAction::Up { value: char::from(*held) });
        }
        self.client.perform_actions(keys).await.expect("a page");
    }

    /// Types a text where the keys go.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn letters(&self, text: &str) {
        for letter in text.chars() {
            self.key(&[], letter).await;
        }
    }

    /// Tabs forward until a control whose name begins so has the focus. Gives its whole name.
    ///
    /// # Panics
    /// When it is not reached, or the focus is not seen on the way.
    pub async fn tab_to(&self, test: &str) -> String {
        let mut passed = Vec::new();
        for _ in 0..STOPS {
            self.key(&[], Key::Tab).await;
            let Some(Focus { name, wrong, .. }) = self.focus().await else { continue };
            assert!(wrong.is_empty(), "{name}: {wrong:?}");
            if name.starts_with(test) {
                return name;
            }
            passed.push(name);
        }
        panic!("Tab does not reach {test}, but {passed:?}");
    }

    /// Chooses one of several radios, whose names begin alike: Tab to the first, arrows to the one.
    ///
    /// # Panics
    /// When it can't be chosen so.
    pub async fn choose(&self, group: &str, test: &str) {
        let mut name = self.tab_to(group).await;
        for _ in 0..STOPS {
            if name == test {
                self.key(&[], Key::Space).await;
                return;
            }
            self.key(&[], Key::Down).await;
            name = self.focus().await.map(|focus| focus.name).unwrap_or_default();
        }
        panic!("arrows do not reach {test}");
    }

    /// Tabs once around the whole screen: every control is reached, and seen when it is.
    ///
    /// # Panics
    /// When one is not, with what is wrong.
    pub async fn tab_around(&self, screen: &str) {
        self.client.execute(FORGET, vec![]).await.expect("a page");
        let mut wrong = Vec::new();
        for stop in 0.. {
            assert!(stop < STOPS, "{screen}: Tab comes to no end");
            self.key(&[], Key::Tab).await;
            // Between the last control and the first it may leave the page.
            let Some(focus) = self.focus().await else { continue };
            if focus.again {
                break;
            }
            wrong.extend(focus.wrong.iter().map(|wrong| format!("{}: {wrong}", focus.name)));
        }
        let missed = self.client.execute(MISSED, vec![]).await.expect("a page");
        assert_eq!(missed, Value::Array(Vec::new()), "{screen}: Tab does not reach all");
        assert!(wrong.is_empty(), "{screen}:\n{}", wrong.join("\n"));
    }

    /// Waits until what is meant has the focus.
    ///
    /// # Panics
    /// When it stays elsewhere.
    pub async fn focus_comes_to(&self, selector: &str) {
        let began = Instant::now();
        let there = format!("return document.activeElement?.matches('{selector}') ?? false");
        while self.client.execute(&there, vec![]).await.expect("a page") != Value::Bool(true) {
            let focus = self.focus().await.map(|focus| focus.name);
            assert!(began.elapsed() < Duration::from_secs(10), "the focus is on {focus:?}, not on {selector}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn focus(&self) -> Option<Focus> {
        // An answer that is given while the page draws itself anew is lost now and then: asked again, it comes.
        let seen = match self.client.execute_async(&FOCUS, vec![]).await {
            Ok(seen) => seen,
            Err(_) => self.client.execute_async(&FOCUS, vec![]).await.expect("a page"),
        };
        let name = seen["name"].as_str()?.to_owned();
        let wrong = seen["wrong"].as_array().cloned().unwrap_or_default();
        Some(Focus { name, again: seen["again"] == Value::Bool(true), wrong })
    }
}
