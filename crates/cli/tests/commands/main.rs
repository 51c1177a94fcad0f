//! The commands of `orgkey` as processes, against a practice org of this process.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on fails")]

mod blueprint;
mod manual;
mod org;
mod practice;
#[cfg(target_os = "linux")]
mod production;
mod runs;
mod support;
#[cfg(unix)]
mod terminal;
