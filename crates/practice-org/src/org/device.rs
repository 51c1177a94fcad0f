//! Devices that wait for a person to type their code elsewhere.
//!
//! Source: *Salesforce Help*, "OAuth 2.0 Device Flow for IoT Integration".

use std::time::Duration;

use jiff::Timestamp;

use super::token::{Grant, Holder};
use crate::clock::later;
use crate::oauth::scope::Scopes;

/// How long a code can be typed and exchanged.
pub(crate) const LIFE: Duration = Duration::from_secs(10 * 60);

/// How long a device waits between two questions, and how much longer after one that came too soon (RFC 8628 section
/// 3.5).
pub(crate) const INTERVAL: Duration = Duration::from_secs(5);

/// One device.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    /// What the person types.
    pub(crate) user_code: String,
    /// The client.
    pub(crate) holder: Holder,
    /// The scopes that it asks for.
    pub(crate) scopes: Scopes,
    /// When it asked first.
    pub(crate) asked_at: Timestamp,
    /// When it asked last whether the person has answered.
    pub(crate) polled_at: Option<Timestamp>,
    /// How long it has to wait between two questions.
    pub(crate) interval: Duration,
    /// What the person said.
    pub(crate) answer: Answer,
}

/// What a person says to a device.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// Nothing yet.
    Awaited,
    /// No.
    Denied,
    /// Yes.
    Allowed(Grant),
}

impl Device {
    /// Whether its code is too old.
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        now >= later(self.asked_at, LIFE)
    }

    /// Whether a person may still answer.
    pub(crate) fn is_open(&self, now: Timestamp) -> bool {
        !self.is_over(now) && matches!(self.answer, Answer::Awaited)
    }

    /// Notes a question; `false` when it came too soon, which makes the wait longer.
    pub(crate) fn may_poll(&mut self, now: Timestamp) -> bool {
        let in_time = self.polled_at.is_none_or(|last| now >= later(last, self.interval));
        self.polled_at = Some(now);
        if !in_time {
            self.interval += INTERVAL;
        }
        in_time
    }
}
