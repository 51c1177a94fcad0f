//! The window moved by keys alone, and what a person who uses no mouse sees of it.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::Window;
use crate::window::{PATIENCE, named};

/// Finds the way to a control.
static WAY: LazyLock<String> = LazyLock::new(|| [include_str!("stops.js"), include_str!("way.js")].concat());

/// Looks at the focused element.
static FOCUS: LazyLock<String> = LazyLock::new(|| [include_str!("ring.js"), include_str!("focus.js")].concat());

/// Forgets which elements had the focus.
const FORGET: &str = "window.orgkeyReached = new Set()";

/// Every stop that never had the focus.
static MISSED: LazyLock<String> = LazyLock::new(|| [include_str!("stops.js"), include_str!("missed.js")].concat());

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
        self.strike(held, [key.into()]).await;
    }

    /// Types a text where the keys go.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn letters(&self, text: &str) {
        self.strike(&[], text.chars()).await;
    }

    /// Waits for a control and presses it: Tab leads to it, among radios arrows.
    ///
    /// # Panics
    /// When it does not appear, or the keys do not reach it.
    pub async fn press(&self, test: &str) {
        self.press_first(&named(test)).await;
    }

    /// The same for the first control that a selector finds.
    ///
    /// # Panics
    /// When there is none, or the keys do not reach it.
    pub async fn press_first(&self, selector: &str) {
        self.strike_at(selector, &[], None).await;
    }

    /// Waits for a field and types a text into it, over what was in it.
    ///
    /// # Panics
    /// When it does not appear, or the keys do not reach it.
    pub async fn fill(&self, test: &str, text: &str) {
        self.strike_at(&named(test), &[Key::Control], Some('a')).await;
        self.letters(text).await;
    }

    /// Waits for a control and brings the focus to it.
    ///
    /// # Panics
    /// When it does not appear, or the keys do not reach it.
    pub async fn tab_to(&self, test: &str) {
        self.reach(&named(test)).await;
    }

    /// Brings the focus to a control. Gives the key that presses it.
    async fn reach(&self, selector: &str) -> Key {
        let began = Instant::now();
        // First all the way at once; then, should Tab lead another way than it looks, stop by stop.
        let mut most = STOPS;
        loop {
            self.find(selector).await;
            let way = self.client.execute(&WAY, vec![json!(selector)]).await.expect("a page");
            let times = way["times"].as_u64().and_then(|times| usize::try_from(times).ok()).unwrap_or_default();
            let (held, key): (&[Key], _) = match way["press"].as_str() {
                Some("space") => return Key::Space,
                Some("enter") => return Key::Enter,
                Some("up") => (&[], Key::Up),
                Some("down") => (&[], Key::Down),
                Some("back") => (&[Key::Shift], Key::Tab),
                _ => (&[], Key::Tab),
            };
            if times > 0 {
                self.strike(held, vec![char::from(key); times.min(most)]).await;
                most = 1;
            }
            assert!(began.elapsed() < PATIENCE, "the keys do not reach {selector}: {way}");
        }
    }

    /// Strikes a key at a control, with others held; if none is given, the one that presses it.
    async fn strike_at(&self, selector: &str, held: &[Key], key: Option<char>) {
        let began = Instant::now();
        loop {
            let presses = self.reach(selector).await;
            self.key(held, key.unwrap_or(presses.into())).await;
            let struck = self.client.execute("return window.orgkeyStruck", vec![]).await.expect("a page");
            match struck.as_str() {
                Some("it") => return,
                Some(other) => panic!("meant for {selector}, struck at {other}"),
                // The page took the focus away in between.
                None => assert!(began.elapsed() < PATIENCE, "no key arrives at {selector}"),
            }
        }
    }

    /// Strikes keys one after another, with others held.
    async fn strike(&self, held: &[Key], keys: impl IntoIterator<Item = char>) {
        let down = |value| KeyAction::Down { value };
        let up = |value| KeyAction::Up { value };
        let held = || held.iter().map(|key| char::from(*key));
        let actions =
            held().map(down).chain(keys.into_iter().flat_map(|key| [down(key), up(key)])).chain(held().rev().map(up));
        let struck = actions.fold(KeyActions::new("keyboard".to_owned()), |all, one| all.then(one));
        self.client.perform_actions(struck).await.expect("a page");
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
        let missed = self.client.execute(&MISSED, vec![]).await.expect("a page");
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
