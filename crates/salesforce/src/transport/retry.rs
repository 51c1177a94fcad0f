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

/// How long to wait before asking again, or nothing if the outcome is final.
pub(super) fn pause(outcome: &Result<Reply, Error>, attempt: u32) -> Option<Duration> {
    if attempt >= AGAIN {
        return None;
    }
    match outcome {
        Ok(reply) if matches!(reply.status.as_u16(), 429 | 502 | 503) => {
            match reply.header("retry-after").and_then(|value| asked(value, Timestamp::now())) {
                Some(wait) if wait > LONGEST => None,
                Some(wait) => Some(wait),
                None => Some(own(attempt)),
            }
        }
        Err(Error::Network(problem)) if matches!(problem.kind, NetworkKind::Connect | NetworkKind::Dns) => {
            Some(own(attempt))
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
    fn own_waits_grow_and_stay_short() {
        for attempt in 0..AGAIN {
            let wait = own(attempt).as_millis();
            let base = u128::from(500_u32 << attempt);
            assert!((base..=base + base / 4).contains(&wait), "{attempt}: {wait}");
        }
    }
}
