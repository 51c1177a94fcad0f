//! Journeys in the real window, by keyboard alone: real key events, and no script moves the focus; only files are dragged,
//! and what a bad page might do is done by script. A virtual display, a real keychain daemon, a practice org in a process
//! of its own, and the browser's part played over real HTTP. Each writes pictures of the screens it passes to
//! `tests/pictures`.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod canaries;
mod canary;
mod certificate;
mod choices;
mod dropped;
mod everyone;
mod habits;
mod keyboard;
mod keychain;
mod killed;
mod mended;
mod menu;
mod missing_permission;
mod name_taken;
mod offline;
mod other_ways;
mod page_security;
mod screen_reader;
mod second_window;
mod secret_declined;
mod server;
mod start;
mod steps;
mod undo;
mod web_app;
