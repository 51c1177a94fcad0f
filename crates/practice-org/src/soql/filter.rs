//! Conditions, checked against the schema and then asked of each row.
//!
//! Source: *SOQL and SOSL Reference*, "Comparison Operators".

use jiff::Timestamp;
use serde_json::Value;

use super::{
    Kind, Row, Schema,
    dates::{Stretch, moment},
    error::{Code, SoqlError},
    evaluate::{Asked, values},
    path::Path,
    query::{Condition, Literal, LiteralValue, Name, Operator, Piece, Set, Text},
};

/// A condition whose fields exist and whose values fit them.
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Compare { path: Path, operator: Operator, value: Operand },
    In { path: Path, negated: bool, values: Vec<Operand> },
}

/// A value to compare with, as the kind of the field understands it.
pub(super) enum Operand {
    Null,
    Boolean(bool),
    Number(f64),
    /// The first 15 characters, which tell ids apart.
    Id(String),
    Text(Text),
    Time(Stretch),
}

impl Filter {
    pub(super) fn new(condition: &Condition, schema: &Schema, asked: &Asked) -> Result<Filter, SoqlError> {
        let all = |conditions: &[Condition]| -> Result<Vec<Filter>, SoqlError> {
            conditions.iter().map(|condition| Filter::new(condition, schema, asked)).collect()
        };
        Ok(match condition {
            Condition::All(conditions) => Filter::All(all(conditions)?),
            Condition::Any(conditions) => Filter::Any(all(conditions)?),
            Condition::Not(condition) => Filter::Not(Box::new(Filter::new(condition, schema, asked)?)),
            Condition::Compare { field, operator, value } => {
                let path = Path::find(field, schema, asked)?;
                check_operator(*operator, &path, field, asked)?;
                Filter::Compare { operator: *operator, value: operand(value, *operator, &path, asked)?, path }
            }
            Condition::In { field, negated, set } => {
                let path = Path::find(field, schema, asked)?;
                let values = match set {
                    Set::Values(literals) => literals
                        .iter()
                        .map(|literal| operand(literal, Operator::Equal, &path, asked))
                        .collect::<Result<Vec<Operand>, SoqlError>>()?,
                    Set::Query(query) => values(query, asked)?.iter().filter_map(|value| found(value, &path)).collect(),
                };
                Filter::In { path, negated: *negated, values }
            }
        })
    }

    pub(super) fn takes(&self, row: &Row) -> bool {
        match self {
            Filter::All(filters) => filters.iter().all(|filter| filter.takes(row)),
            Filter::Any(filters) => filters.iter().any(|filter| filter.takes(row)),
            Filter::Not(filter) => !filter.takes(row),
            Filter::Compare { path, operator, value } => meets(path.value(row), *operator, value),
            Filter::In { path, negated, values } => {
                let value = path.value(row);
                values.iter().any(|candidate| meets(value, Operator::Equal, candidate)) != *negated
            }
        }
    }
}

fn check_operator(operator: Operator, path: &Path, field: &Name, asked: &Asked) -> Result<(), SoqlError> {
    let fits = match (operator, path.kind) {
        (Operator::Equal | Operator::NotEqual, _) => true,
        (Operator::Like, kind) => kind == Kind::Text,
        (_, kind) => kind != Kind::Boolean,
    };
    if fits {
        return Ok(());
    }
    let message = format!("invalid operator on {} field", kind_name(path.kind));
    Err(SoqlError::at(Code::InvalidQueryFilterOperator, asked.statement, field.at, &message))
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Id => "id",
        Kind::Text => "string",
        Kind::Number => "double",
        Kind::Boolean => "boolean",
        Kind::Date => "date",
        Kind::DateTime => "dateTime",
    }
}

/// A literal as the field understands it, or why it does not.
fn operand(literal: &Literal, operator: Operator, path: &Path, asked: &Asked) -> Result<Operand, SoqlError> {
    match (path.kind, &literal.value) {
        (_, LiteralValue::Null) => Ok(Operand::Null),
        (Kind::Text, LiteralValue::Text(text)) if text.plain.is_empty() && operator != Operator::Like => {
            // Salesforce stores an empty text as null.
            Ok(Operand::Null)
        }
        (Kind::Text, LiteralValue::Text(text)) => Ok(Operand::Text(text.clone())),
        (Kind::Id, LiteralValue::Text(text)) => match significant(&text.plain) {
            Some(id) => Ok(Operand::Id(id.to_owned())),
            None => {
                let message = format!("invalid ID field: {}", text.plain);
                Err(SoqlError::at(Code::InvalidQueryFilterOperator, asked.statement, literal.at, &message))
            }
        },
        (Kind::Number, LiteralValue::Number(number)) => Ok(Operand::Number(*number)),
        (Kind::Boolean, LiteralValue::Boolean(boolean)) => Ok(Operand::Boolean(*boolean)),
        (Kind::Date | Kind::DateTime, LiteralValue::Date(date)) if date.fits(path.kind) => {
            Ok(Operand::Time(date.stretch(asked.now)))
        }
        (kind, _) => {
            let quotes = match kind {
                Kind::Text | Kind::Id => "should be enclosed in quotes",
                _ => "should not be enclosed in quotes",
            };
            let message = format!(
                "value of filter criterion for field '{}' must be of type {} and {quotes}",
                path.field,
                kind_name(kind)
            );
            Err(SoqlError::at(Code::InvalidField, asked.statement, literal.at, &message))
        }
    }
}

/// A value that a subquery found; nulls match nothing.
fn found(value: &Value, path: &Path) -> Option<Operand> {
    match (path.kind, value) {
        (Kind::Id, Value::String(id)) => significant(id).map(|id| Operand::Id(id.to_owned())),
        (_, Value::String(text)) => Some(Operand::Text(Text { plain: text.clone(), pattern: Vec::new() })),
        (_, Value::Bool(boolean)) => Some(Operand::Boolean(*boolean)),
        (_, Value::Number(number)) => number.as_f64().map(Operand::Number),
        _ => None,
    }
}

/// The part of an id that tells it apart: 15 characters, of 15 or 18.
fn significant(id: &str) -> Option<&str> {
    let plain = matches!(id.len(), 15 | 18) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain { id.get(..15) } else { None }
}

fn meets(value: &Value, operator: Operator, operand: &Operand) -> bool {
    use std::cmp::Ordering;
    let is_null = value.is_null() || value.as_str() == Some("");
    let ordering = match operand {
        Operand::Null => is_null.then_some(Ordering::Equal),
        _ if is_null => None,
        Operand::Boolean(boolean) => value.as_bool().map(|value| value.cmp(boolean)),
        Operand::Number(number) => value.as_f64().and_then(|value| value.partial_cmp(number)),
        Operand::Id(id) => value.as_str().map(|value| significant(value).unwrap_or(value).cmp(id)),
        Operand::Text(text) if operator == Operator::Like => {
            return value.as_str().is_some_and(|value| is_like(value, &text.pattern));
        }
        Operand::Text(text) => value.as_str().map(|value| folded(value).cmp(&folded(&text.plain))),
        Operand::Time(stretch) => value.as_str().and_then(moment).map(|value| against(value, *stretch)),
    };
    match operator {
        Operator::Equal | Operator::Like => ordering == Some(Ordering::Equal),
        Operator::NotEqual => ordering != Some(Ordering::Equal),
        Operator::Less => ordering == Some(Ordering::Less),
        Operator::LessOrEqual => ordering.is_some_and(Ordering::is_le),
        Operator::Greater => ordering == Some(Ordering::Greater),
        Operator::GreaterOrEqual => ordering.is_some_and(Ordering::is_ge),
    }
}

/// Where a moment lies: before a stretch, in it, or after it.
fn against(value: Timestamp, stretch: Stretch) -> std::cmp::Ordering {
    match value {
        value if value < stretch.start => std::cmp::Ordering::Less,
        value if value < stretch.end => std::cmp::Ordering::Equal,
        _ => std::cmp::Ordering::Greater,
    }
}

/// Text as Salesforce compares and sorts it: without regard to case.
pub(super) fn folded(text: &str) -> String {
    text.to_lowercase()
}

/// Matches in time proportional to text times pattern, by going back to the last `%` only.
fn is_like(text: &str, pattern: &[Piece]) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut piece) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while let Some(character) = text.get(at) {
        let fits = match pattern.get(piece) {
            Some(Piece::Any) => {
                retry = Some((at, piece + 1));
                piece += 1;
                continue;
            }
            Some(Piece::One) => true,
            Some(Piece::Exactly(other)) => character.to_lowercase().eq(other.to_lowercase()),
            None => false,
        };
        match (fits, retry) {
            (true, _) => (at, piece) = (at + 1, piece + 1),
            (false, Some((from, after))) => {
                retry = Some((from + 1, after));
                (at, piece) = (from + 1, after);
            }
            (false, None) => return false,
        }
    }
    pattern.iter().skip(piece).all(|rest| *rest == Piece::Any)
}
