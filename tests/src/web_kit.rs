//! WebKitGTK with nothing of ours around it: the engine of the window on Linux, for pages that the window does not carry.

use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use fantoccini::Client;
use serde_json::Map;

use crate::Display;
use crate::accessibility;
use crate::scenes::opened;
use crate::window::{STILL, connect, end_with_browser, free_port};

/// Looks at the ring around each control.
static RINGS: LazyLock<String> =
    LazyLock::new(|| [include_str!("ring.js"), include_str!("stops.js"), include_str!("rings.js")].concat());

/// The engine's own small browser, with one page of the size in which the window opens; gone when dropped.
pub struct WebKit {
    /// For what the helpers here do not do.
    pub client: Client,
    driver: Child,
    // Of two windows on one display only one has the focus, and shows it.
    _display: Display,
}

impl WebKit {
    /// Starts it.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start() -> Self {
        let display = Display::start();
        let port = free_port();
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("DISPLAY", &display.name)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver starts: scripts/set-up --tests installs it");
        let client = connect(port, Map::new()).await;
        client.set_window_size(1100, 820).await.expect("a window");
        Self { client, driver, _display: display }
    }

    /// Opens a page and waits until it says that it is drawn. False when it does not within thirty seconds.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn open(&self, address: &str) -> bool {
        opened(&self.client, address).await
    }

    /// What is wrong with the page for everyone, a line each: axe-core's rules and the ring around each control in both
    /// themes, and the size of each target.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn faults(&self) -> Vec<String> {
        self.client.execute(STILL, vec![]).await.expect("a page");
        let mut found = Vec::new();
        for theme in ["dark", "light"] {
            let set = format!("document.documentElement.dataset.theme = '{theme}'");
            self.client.execute(&set, vec![]).await.expect("a page");
            found.extend(accessibility::findings(&self.client, theme).await);
            let rings = self.client.execute_async(&RINGS, vec![]).await.expect("an answer");
            let rings: Vec<String> = serde_json::from_value(rings).expect("lines");
            found.extend(rings.into_iter().map(|line| format!("{theme}: {line}")));
        }
        found
    }
}

impl Drop for WebKit {
    fn drop(&mut self) {
        end_with_browser(&mut self.driver);
    }
}
