//! How many API requests an org has left.
//!
//! Source: *Salesforce Developer Limits*, "API Request Limits and Allocations": the requests of the last 24 hours count.

use std::collections::VecDeque;

use jiff::{Timestamp, ToSpan};

/// API requests in 24 hours, those of a Developer org.
const DEVELOPER: u32 = 15_000;

/// The requests of the last 24 hours.
#[derive(Clone, Debug)]
pub(crate) struct Usage {
    /// How many there may be.
    pub(crate) max: u32,
    /// When each of them came, oldest first.
    times: VecDeque<Timestamp>,
}

impl Default for Usage {
    fn default() -> Self {
        Self { max: DEVELOPER, times: VecDeque::new() }
    }
}

impl Usage {
    /// Counts a request, unless there may be no more; tells whether it was counted.
    pub(crate) fn count(&mut self, now: Timestamp) -> bool {
        self.forget(now);
        let is_left = self.used() < self.max;
        if is_left {
            self.times.push_back(now);
        }
        is_left
    }

    /// How many requests count.
    pub(crate) fn used(&self) -> u32 {
        u32::try_from(self.times.len()).unwrap_or(u32::MAX)
    }

    /// How many are left.
    pub(crate) fn left(&self) -> u32 {
        self.max.saturating_sub(self.used())
    }

    fn forget(&mut self, now: Timestamp) {
        let Ok(window) = now.checked_sub(24.hours()) else { return };
        while self.times.front().is_some_and(|time| *time <= window) {
            self.times.pop_front();
        }
    }
}
