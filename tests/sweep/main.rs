//! Orgkey without a window, as a process of its own: killed, cut off and left without power at every place where it can
//! be, started twice, frozen, and given a full disk; and how long its series of requests is. The practice org lives in the
//! test, so that it outlives all that.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on fails, and says why")]

mod chain;
mod computer;
mod cut;
mod frozen;
mod full;
mod kill;
mod points;
#[cfg(target_os = "linux")]
mod power;
#[cfg(unix)]
mod private;
mod secret;
mod two;
