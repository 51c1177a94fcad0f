//! The world's clock: the system's time, plus however far it was moved forward.
//!
//! Everything in the world that ages (codes, tokens, deploys, propagation) reads this clock and nothing else, so a
//! test or a person can move time instead of waiting for it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// System time with an offset that only grows.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead_ms: AtomicI64,
}

impl Clock {
    /// The present moment of the world.
    pub(crate) fn now(&self) -> Timestamp {
        let ahead = SignedDuration::from_millis(self.ahead_ms.load(Ordering::Relaxed));
        Timestamp::now().checked_add(ahead).unwrap_or(Timestamp::MAX)
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&self, by: Duration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
        let ahead = |before: i64| Some(before.saturating_add(ms));
        let _ = self.ahead_ms.fetch_update(Ordering::Relaxed, Ordering::Relaxed, ahead);
    }
}

/// A moment later than another, without overflow.
pub(crate) fn later(moment: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| moment.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}

/// A moment earlier than another, without overflow.
pub(crate) fn earlier(moment: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| moment.checked_sub(by).ok()).unwrap_or(Timestamp::MIN)
}

/// A moment as REST replies write it: `2026-11-23T10:00:00.000+0000` (*REST API Developer Guide*, "Valid Date and
/// DateTime Formats").
pub(crate) fn rest_time(moment: Timestamp) -> String {
    format!("{}+0000", moment.strftime("%Y-%m-%dT%H:%M:%S.%3f"))
}

/// A moment as SOAP replies write it: `2026-11-23T10:00:00.000Z`.
pub(crate) fn soap_time(moment: Timestamp) -> String {
    format!("{}Z", moment.strftime("%Y-%m-%dT%H:%M:%S.%3f"))
}
