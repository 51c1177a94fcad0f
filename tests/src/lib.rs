//! What the journeys are made of: the real window under a web driver, a practice org in a process of its own, and the
//! part that a person's browser plays, over real HTTP.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that can't go on fails, with the reason")]

mod accessibility;
mod browser;
mod bus;
mod chromium;
mod dialog;
mod display;
mod keyboard;
mod org;
mod practice;
mod road;
mod scenes;
mod screen_reader;
mod web_kit;
mod window;

pub use browser::Browser;
pub use bus::Bus;
pub use chromium::Chromium;
pub use dialog::Dialog;
pub use display::Display;
pub use org::OrgWitness;
pub use practice::Practice;
pub use road::{Road, Trip, chain};
pub use scenes::Scenes;
pub use screen_reader::{Heard, Role, ScreenReader};
pub use web_kit::WebKit;
pub use window::{Home, Window, connect, free_port};

use std::path::{Path, PathBuf};
use std::process::Command;

/// A blueprint with every safe default: a server that reads accounts in a practice org.
pub const BLUEPRINT: &str = r#"{
  "schema": 1,
  "connects": "server",
  "label": "Timed Loader",
  "contact_email": "it@practice.example",
  "client_credentials": { "run_as": "etl@practice.example" },
  "access": { "objects": [{ "object": "Account", "read": true }] }
}"#;

/// The repository's root.
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A program that `cargo build --workspace --bins` made, of the same profile as this test.
///
/// # Panics
/// When it was not built.
pub fn program(name: &str) -> PathBuf {
    let mut folder = std::env::current_exe().unwrap_or_default();
    folder.pop();
    if folder.ends_with("deps") {
        folder.pop();
    }
    let program = folder.join(name);
    assert!(program.exists(), "{} is missing: cargo build --workspace --bins", program.display());
    program
}

/// Writes a script that can be run at once.
///
/// Another process writes it: a test that forks while this one has the file open would keep it from being run.
///
/// # Panics
/// When it can't be written.
pub fn executable(file: &Path, script: &str) {
    let command = r#"printf %s "$1" > "$2"; chmod 700 "$2""#;
    let written = Command::new("sh").args(["-euc", command, "sh", script]).arg(file).status().expect("a shell");
    assert!(written.success(), "{} was not written", file.display());
}

/// A client that knows nothing of ours.
pub(crate) fn client() -> reqwest::Client {
    browser::with_tls();
    reqwest::Client::new()
}
