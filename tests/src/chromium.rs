//! Chromium without a window, under its own driver: the engine of the window on Windows.

use std::process::{Child, Command, Stdio};

use axum::http::Method;
use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use url::{ParseError, Url};

use crate::scenes::opened;
use crate::window::{connect, end_with_browser, free_port};

/// What keeps it to itself, lets it run as root, and holds still what moves.
const FLAGS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
];

/// One browser with one page of the size in which the window opens, gone when dropped.
pub struct Chromium {
    /// For what there is no method here.
    pub client: Client,
    driver: Child,
    _profile: TempDir,
}

impl Chromium {
    /// Starts it with an empty profile.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start() -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts: scripts/set-up --tests installs it");
        let folder = format!("--user-data-dir={}", profile.path().display());
        let arguments: Vec<&str> = FLAGS.into_iter().chain([folder.as_str()]).collect();
        let screen = json!({ "width": 1100, "height": 760, "pixelRatio": 1.0, "mobile": false, "touch": false });
        let options = json!({ "args": arguments, "mobileEmulation": { "deviceMetrics": screen } });
        let client = connect(port, Map::from_iter([("goog:chromeOptions".to_owned(), options)])).await;
        Self { client, driver, _profile: profile }
    }

    /// Opens a page and waits until it says that it is drawn. False when it does not within thirty seconds.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn open(&self, address: &str) -> bool {
        opened(&self.client, address).await
    }

    /// Sends a command of Chromium's own protocol, for what web drivers have no word for.
    ///
    /// # Panics
    /// When Chromium refuses it.
    pub async fn devtools(&self, command: &'static str, parameters: Value) {
        self.client.issue_cmd(DevTools { command, parameters }).await.expect(command);
    }
}

/// A command of Chromium's own protocol.
#[derive(Debug)]
struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!("session/{}/goog/cdp/execute", session_id.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "cmd": self.command, "params": self.parameters }).to_string()))
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        end_with_browser(&mut self.driver);
    }
}
