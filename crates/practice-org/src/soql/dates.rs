//! Dates, moments and the words that stand for days, each as the stretch of time that it covers.
//!
//! Days are those of UTC: a practice org has no time zones of users.
//!
//! Source: *SOQL and SOSL Reference*, "Date Formats and Date Literals in WHERE".

use jiff::{SignedDuration, Span, Timestamp, civil::Date, tz::TimeZone};

use super::Kind;

/// A date as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateLiteral {
    /// `2026-11-23`
    Day(Date),
    /// `2026-11-23T10:00:00Z`
    Moment(Timestamp),
    /// A run of days, counted from today: `TODAY`, `LAST_N_DAYS:30`.
    Days {
        /// First day.
        from: i64,
        /// Last day.
        to: i64,
    },
}

/// The stretch of time that a literal covers: its start, and the first moment after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
}

impl DateLiteral {
    /// The literal of an unquoted date or moment.
    pub(super) fn written(text: &str) -> Option<DateLiteral> {
        match text.len() {
            0..=10 => text.parse().ok().map(DateLiteral::Day),
            _ => text.parse().ok().map(DateLiteral::Moment),
        }
    }

    /// The literal of a word without a number.
    pub(super) fn word(word: &str) -> Option<DateLiteral> {
        let day = match word.to_ascii_uppercase().as_str() {
            "YESTERDAY" => -1,
            "TODAY" => 0,
            "TOMORROW" => 1,
            _ => return None,
        };
        Some(DateLiteral::Days { from: day, to: day })
    }

    /// The literal of a word with a number, `LAST_N_DAYS:30`.
    pub(super) fn counted(word: &str, count: u32) -> Option<DateLiteral> {
        let count = i64::from(count);
        let (from, to) = match word.to_ascii_uppercase().as_str() {
            "LAST_N_DAYS" => (-count, 0),
            "NEXT_N_DAYS" => (1, count),
            "N_DAYS_AGO" => (-count, -count),
            _ => return None,
        };
        Some(DateLiteral::Days { from, to })
    }

    /// Whether a field of that kind can be compared with it.
    pub(super) fn fits(self, kind: Kind) -> bool {
        match self {
            DateLiteral::Days { .. } => true,
            DateLiteral::Day(_) => kind == Kind::Date,
            DateLiteral::Moment(_) => kind == Kind::DateTime,
        }
    }

    /// The stretch covered, seen from now.
    pub(super) fn stretch(self, now: Timestamp) -> Stretch {
        match self {
            DateLiteral::Moment(start) => Stretch { start, end: after(start) },
            DateLiteral::Day(day) => days(day, day),
            DateLiteral::Days { from, to } => {
                let today = now.to_zoned(TimeZone::UTC).date();
                days(shift(today, from), shift(today, to))
            }
        }
    }
}

/// The moment of a value in a row, whether date or date and time.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    match DateLiteral::written(text)? {
        DateLiteral::Moment(moment) => Some(moment),
        DateLiteral::Day(day) => Some(midnight(day)),
        DateLiteral::Days { .. } => None,
    }
}

fn days(first: Date, last: Date) -> Stretch {
    Stretch { start: midnight(first), end: midnight(shift(last, 1)) }
}

fn shift(day: Date, by: i64) -> Date {
    let limit = if by < 0 { Date::MIN } else { Date::MAX };
    Span::new().try_days(by).ok().and_then(|span| day.checked_add(span).ok()).unwrap_or(limit)
}

fn midnight(day: Date) -> Timestamp {
    let limit = if day.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    day.to_zoned(TimeZone::UTC).map_or(limit, |zoned| zoned.timestamp())
}

fn after(moment: Timestamp) -> Timestamp {
    moment.checked_add(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MAX)
}
