//! The whole work without a window: a desk, a practice org, and somebody who plays the person at the browser.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on fails, and says why"
)]

#[path = "../support/mod.rs"]
mod support;

mod blueprint;
mod callback;
mod certificate;
mod checks;
mod create;
mod defaults;
mod diagnosis;
mod foreign;
mod forgetting;
mod input;
mod leaks;
mod network;
mod own_client;
mod pasted_token;
mod proof;
mod readiness;
mod refusals;
mod resume;
mod secret;
mod server;
mod session;
mod sf;
mod sign_in;
mod store;
mod undo;
mod undo_kinds;
mod website;
