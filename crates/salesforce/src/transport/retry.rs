//! When to ask again, and after how long.
//!
//! Only for calls that change nothing. `Retry-After` (RFC 9110 section 10.2.3) is obeyed up to five minutes.

use std::time::Duration;

use jiff::Timestamp;
use rand::Rng;

use super::Reply;
use crate::{Error, NetworkKind, Result};

/// Attempts after the first.
const AGAIN: u32 = 3;

const LONGEST: Duration = Duration::from_secs(300);

/// A wait before the next try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pause {
    /// The server named it.
    Asked(Duration),
    /// Ours: short.
    Own(Duration),
}

/// How long to wait before asking again, or nothing if the outcome is final.
pub(super) fn pause(outcome: &Result<Reply, Error>, attempt: u32, now: Timestamp) -> Option<Pause> {
    if attempt >= AGAIN {
        return None;
    }
    match outcome {
        Ok(reply) if matches!(reply.status.as_u16(), 429 | 502 | 503) => {
            match reply.header("retry-after").and_then(|value| asked(value, now)) {
                Some(wait) if wait > LONGEST => None,
                Some(wait) => Some(Pause::Asked(wait)),
                None => Some(Pause::Own(own(attempt))),
            }
        }
        Err(Error::Network(problem)) if matches!(problem.kind, NetworkKind::Connect | NetworkKind::Dns) => {
            Some(Pause::Own(own(attempt)))
        }
        _ => None,
    }
}

/// Half a second, one, two, each up to a quarter longer so that many callers don't come back at once.
fn own(attempt: u32) -> Duration {
    Duration::from_millis(500 << attempt).mul_f64(1.0 + rand::rng().random_range(0.0..0.25))
}

/// What `Retry-After` asks for: seconds, or a date. Nothing if it is neither.
fn asked(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = http_date(value)?;
    Some(Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// The moment that `Retry-After` names; none in the past.
pub(super) fn retry_at(value: &str, now: Timestamp) -> Option<Timestamp> {
    let wait = asked(value, now).filter(|wait| !wait.is_zero())?;
    now.checked_add(wait).ok()
}

/// A date in a header (RFC 9110 section 5.6.7, the form that servers must send).
pub(crate) fn http_date(value: &str) -> Option<Timestamp> {
    let value = value.strip_suffix("GMT").map(|bare| format!("{bare}+0000"))?;
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_header_has_its_wait() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let seconds = |n| Some(Duration::from_secs(n));
        for (value, expected) in [
            ("0", seconds(0)),
            ("7", seconds(7)),
            (" 30 ", seconds(30)),
            ("300", seconds(300)),
            ("99999", seconds(99_999)),
            ("99999999999999999999999", seconds(u64::MAX)),
            ("Mon, 23 Nov 2026 12:00:10 GMT", seconds(10)),
            ("Mon, 23 Nov 2026 11:59:00 GMT", seconds(0)),
            ("Mon, 23 Nov 2026 12:10:00 GMT", seconds(600)),
            ("", None),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("Mon, 99 Nov 2026 12:00:10 GMT", None),
        ] {
            assert_eq!(asked(value, now), expected, "{value:?}");
        }
    }

    #[test]
    fn a_wait_that_was_asked_for_is_not_kept_or_kept_for_hours() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let seconds = |n| Some(Pause::Asked(Duration::from_secs(n)));
        for (value, expected) in [
            ("0", seconds(0)),
            ("1", seconds(1)),
            ("120", seconds(120)),
            ("300", seconds(300)),
            ("Mon, 23 Nov 2026 12:05:00 GMT", seconds(300)),
            ("Sun, 22 Nov 2026 12:00:00 GMT", seconds(0)),
            // Above five minutes: the person is told the time instead.
            ("301", None),
            ("99999", None),
            ("Mon, 23 Nov 2026 12:05:01 GMT", None),
        ] {
            for status in [429, 503] {
                let outcome = Ok(Reply::bare(status, &[("retry-after", value)]));
                assert_eq!(pause(&outcome, 0, now), expected, "{status} {value}");
            }
        }
        for garbage in ["soon", "-1", "12:00"] {
            let outcome = Ok(Reply::bare(503, &[("retry-after", garbage)]));
            assert!(matches!(pause(&outcome, 0, now), Some(Pause::Own(_))), "{garbage}");
            assert_eq!(pause(&outcome, 3, now), None, "four tries are enough");
        }
        // A used-up day is no wait of seconds.
        assert_eq!(pause(&Ok(Reply::bare(403, &[("retry-after", "1")])), 0, now), None);
    }

    #[test]
    fn own_waits_grow_and_stay_short() {
        for attempt in 0..AGAIN {
            let wait = own(attempt).as_millis();
            let base = u128::from(500_u32 << attempt);
            assert!((base..=base + base / 4).contains(&wait), "{attempt}: {wait}");
        }
    }
}
