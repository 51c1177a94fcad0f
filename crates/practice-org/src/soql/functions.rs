//! What functions make of values.
//!
//! Sources: *SOQL and SOSL Reference*, "Aggregate Functions", "Support for Field Types in Aggregate Functions",
//! "Date Functions".

use std::cmp::Ordering;
use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde_json::Value;

use super::{
    Kind,
    dates::moment,
    query::{Aggregate, DatePart},
};

impl Aggregate {
    /// Whether it can be made of fields of that kind.
    pub(super) fn takes(self, kind: Kind) -> bool {
        match self {
            Aggregate::Sum | Aggregate::Avg => kind.numeric(),
            Aggregate::Count | Aggregate::CountDistinct | Aggregate::Min | Aggregate::Max => kind.countable(),
        }
    }

    /// The one value out of many; rows without a value do not count.
    pub(super) fn of(self, values: &[Value], kind: Kind) -> Value {
        let values: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
        let sum = || values.iter().filter_map(|value| value.as_f64()).sum::<f64>();
        match self {
            Aggregate::Count => values.len().into(),
            Aggregate::CountDistinct => {
                values.iter().map(|value| folded(&value.to_string())).collect::<BTreeSet<String>>().len().into()
            }
            Aggregate::Sum if values.is_empty() => Value::Null,
            Aggregate::Sum if kind == Kind::Int => values.iter().filter_map(|value| value.as_i64()).sum::<i64>().into(),
            Aggregate::Sum => sum().into(),
            Aggregate::Avg if values.is_empty() => Value::Null,
            Aggregate::Avg => (sum() / values.len() as f64).into(),
            Aggregate::Min => values.into_iter().min_by(|one, other| order(one, other)).cloned().unwrap_or_default(),
            Aggregate::Max => values.into_iter().max_by(|one, other| order(one, other)).cloned().unwrap_or_default(),
        }
    }
}

impl DatePart {
    /// Whether fields of that kind have it.
    pub(super) fn takes(self, kind: Kind) -> bool {
        match self {
            DatePart::DayOnly | DatePart::HourInDay => kind == Kind::DateTime,
            _ => matches!(kind, Kind::Date | Kind::DateTime),
        }
    }
}

/// A part of a date or moment.
pub(super) fn part(part: DatePart, value: &Value) -> Value {
    let Some(moment) = value.as_str().and_then(moment) else { return Value::Null };
    let when = moment.to_zoned(TimeZone::UTC);
    let day = when.date();
    let number = match part {
        DatePart::CalendarMonth => i64::from(day.month()),
        DatePart::CalendarQuarter => i64::from((day.month() + 2) / 3),
        DatePart::CalendarYear => i64::from(day.year()),
        DatePart::DayInMonth => i64::from(day.day()),
        // Sunday is the first.
        DatePart::DayInWeek => i64::from(day.weekday().to_sunday_one_offset()),
        DatePart::DayInYear => i64::from(day.day_of_year()),
        DatePart::DayOnly => return day.to_string().into(),
        DatePart::HourInDay => i64::from(when.hour()),
        // Weeks of a month or year begin with its first day.
        DatePart::WeekInMonth => i64::from((day.day() + 6) / 7),
        DatePart::WeekInYear => i64::from((day.day_of_year() + 6) / 7),
    };
    number.into()
}

/// Text as Salesforce compares and sorts it: without regard to case.
pub(super) fn folded(text: &str) -> String {
    text.to_lowercase()
}

/// Which of two values of a kind comes first; nulls come before all.
pub(super) fn order(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::String(one), Value::String(other)) => folded(one).cmp(&folded(other)),
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (Value::Number(one), Value::Number(other)) => {
            one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal)
        }
        _ => other.is_null().cmp(&one.is_null()),
    }
}
