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
    /// A run of days, weeks, months, … counted from the one that today is in: `TODAY`, `LAST_N_WEEKS:3`.
    Period {
        unit: Unit,
        /// The first of them.
        from: i64,
        /// The last of them.
        to: i64,
    },
}

/// What a run is made of. Weeks begin on Monday, as for the British locale of the people of the org.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// Words of a unit: in the singular, and in the plural that comes with a number. A fiscal year is a calendar year.
const UNITS: [(&str, &str, Unit); 7] = [
    ("DAY", "DAYS", Unit::Day),
    ("WEEK", "WEEKS", Unit::Week),
    ("MONTH", "MONTHS", Unit::Month),
    ("QUARTER", "QUARTERS", Unit::Quarter),
    ("YEAR", "YEARS", Unit::Year),
    ("FISCAL_QUARTER", "FISCAL_QUARTERS", Unit::Quarter),
    ("FISCAL_YEAR", "FISCAL_YEARS", Unit::Year),
];

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
        let word = word.to_ascii_uppercase();
        let (unit, from, to) = match word.as_str() {
            "YESTERDAY" => (Unit::Day, -1, -1),
            "TODAY" => (Unit::Day, 0, 0),
            "TOMORROW" => (Unit::Day, 1, 1),
            "LAST_90_DAYS" => (Unit::Day, -90, 0),
            "NEXT_90_DAYS" => (Unit::Day, 1, 90),
            word => {
                let (which, rest) = word.split_once('_')?;
                let at = ["LAST", "THIS", "NEXT"].into_iter().zip(-1..).find(|(known, _)| *known == which)?.1;
                let unit = UNITS.into_iter().find(|(one, _, unit)| *one == rest && *unit != Unit::Day)?.2;
                (unit, at, at)
            }
        };
        Some(DateLiteral::Period { unit, from, to })
    }

    /// The literal of a word with a number, `LAST_N_DAYS:30`.
    pub(super) fn counted(word: &str, count: u32) -> Option<DateLiteral> {
        let word = word.to_ascii_uppercase();
        let count = i64::from(count);
        let (rest, from, to) = if let Some(rest) = word.strip_prefix("LAST_N_") {
            // The last days end with today; the last weeks, months, … with the one before this.
            (rest, -count, if rest == "DAYS" { 0 } else { -1 })
        } else if let Some(rest) = word.strip_prefix("NEXT_N_") {
            (rest, 1, count)
        } else {
            (word.strip_prefix("N_")?.strip_suffix("_AGO")?, -count, -count)
        };
        let unit = UNITS.into_iter().find(|(_, many, _)| *many == rest)?.2;
        Some(DateLiteral::Period { unit, from, to })
    }

    /// Whether a field of that kind can be compared with it.
    pub(super) fn fits(self, kind: Kind) -> bool {
        match self {
            DateLiteral::Period { .. } => true,
            DateLiteral::Day(_) => kind == Kind::Date,
            DateLiteral::Moment(_) => kind == Kind::DateTime,
        }
    }

    /// The stretch covered, seen from now.
    pub(super) fn stretch(self, now: Timestamp) -> Stretch {
        match self {
            DateLiteral::Moment(start) => Stretch { start, end: after(start) },
            DateLiteral::Day(day) => Stretch { start: midnight(day), end: midnight(Unit::Day.shift(day, 1)) },
            DateLiteral::Period { unit, from, to } => {
                let this = unit.start(now.to_zoned(TimeZone::UTC).date());
                Stretch { start: midnight(unit.shift(this, from)), end: midnight(unit.shift(this, to + 1)) }
            }
        }
    }
}

/// The moment of a value in a row, whether date or date and time.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    match DateLiteral::written(text)? {
        DateLiteral::Moment(moment) => Some(moment),
        DateLiteral::Day(day) => Some(midnight(day)),
        DateLiteral::Period { .. } => None,
    }
}

impl Unit {
    /// The first day of the one that a day is in.
    fn start(self, day: Date) -> Date {
        let back = match self {
            Unit::Day => 0,
            Unit::Week => i64::from(day.weekday().to_monday_zero_offset()),
            Unit::Month => return day.first_of_month(),
            Unit::Quarter => {
                let month = day.first_of_month();
                return Unit::Month.shift(month, -i64::from((month.month() - 1) % 3));
            }
            Unit::Year => return day.first_of_year(),
        };
        Unit::Day.shift(day, -back)
    }

    /// The day so many units later, or the end of time.
    fn shift(self, day: Date, by: i64) -> Date {
        let limit = if by < 0 { Date::MIN } else { Date::MAX };
        let span = match self {
            Unit::Day => Span::new().try_days(by),
            Unit::Week => Span::new().try_weeks(by),
            Unit::Month => Span::new().try_months(by),
            Unit::Quarter => Span::new().try_months(by.saturating_mul(3)),
            Unit::Year => Span::new().try_years(by),
        };
        span.ok().and_then(|span| day.checked_add(span).ok()).unwrap_or(limit)
    }
}

fn midnight(day: Date) -> Timestamp {
    let limit = if day.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    day.to_zoned(TimeZone::UTC).map_or(limit, |zoned| zoned.timestamp())
}

fn after(moment: Timestamp) -> Timestamp {
    moment.checked_add(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MAX)
}
