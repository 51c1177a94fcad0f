//! Conditions, checked against the schema and then asked of each row.
//!
//! Source: *SOQL and SOSL Reference*, "Comparison Operators".

use jiff::Timestamp;
use serde_json::Value;

use super::{
    Kind,
    dates::{Stretch, moment},
    error::SoqlError,
    functions::folded,
    path::{Resolved, Scope},
    query::{Condition, Expression, Literal, Operator, Piece, Set, Text},
    semi_join,
};
use crate::rules::{Rule, soql as say};

/// A condition whose fields exist and whose values fit them.
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Compare { field: Resolved, operator: Operator, value: Operand },
    In { field: Resolved, negated: bool, values: Vec<Operand> },
    Includes { field: Resolved, negated: bool, sets: Vec<Vec<String>> },
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

/// What a field may be in a condition.
type Admit<'f> = &'f dyn Fn(&Expression, &Resolved) -> Result<(), SoqlError>;

impl Filter {
    /// Checks a condition; `admit` says which fields may stand in it.
    pub(super) fn new(condition: &Condition, scope: &Scope, admit: Admit) -> Result<Filter, SoqlError> {
        let all = |conditions: &[Condition]| -> Result<Vec<Filter>, SoqlError> {
            conditions.iter().map(|condition| Filter::new(condition, scope, admit)).collect()
        };
        let look = |expression: &Expression| -> Result<Resolved, SoqlError> {
            let field = scope.resolve(expression)?;
            admit(expression, &field)?;
            if !field.kind().filterable() {
                return Err(refuse(scope, expression, say::CANNOT_FILTER, &[&field.path.field.name]));
            }
            Ok(field)
        };
        Ok(match condition {
            Condition::All(conditions) => Filter::All(all(conditions)?),
            Condition::Any(conditions) => Filter::Any(all(conditions)?),
            Condition::Not(condition) => Filter::Not(Box::new(Filter::new(condition, scope, admit)?)),
            Condition::Compare { field: written, operator, value } => {
                let field = look(written)?;
                check_operator(*operator, &field, written, scope)?;
                Filter::Compare {
                    operator: *operator,
                    value: operand(value, *operator, &field, written, scope)?,
                    field,
                }
            }
            Condition::In { field: written, negated, set } => {
                let field = look(written)?;
                let values = match set {
                    Set::Values(literals) => literals
                        .iter()
                        .map(|literal| operand(literal, Operator::Equal, &field, written, scope))
                        .collect::<Result<Vec<Operand>, SoqlError>>()?,
                    Set::Query(query) => {
                        let values = semi_join::values(query, &field, written, scope)?;
                        values.iter().filter_map(Value::as_str).filter_map(significant).map(id).collect()
                    }
                };
                Filter::In { field, negated: *negated, values }
            }
            Condition::Includes { field: written, negated, sets } => {
                let field = look(written)?;
                if field.kind() != Kind::MultiPicklist {
                    return Err(refuse(scope, written, say::OPERATOR, &[field.kind().name()]));
                }
                Filter::Includes { field, negated: *negated, sets: sets.iter().map(|set| choices(set)).collect() }
            }
        })
    }

    /// Whether values that `look` finds meet the condition.
    pub(super) fn takes(&self, look: &dyn Fn(&Resolved) -> Value) -> bool {
        match self {
            Filter::All(filters) => filters.iter().all(|filter| filter.takes(look)),
            Filter::Any(filters) => filters.iter().any(|filter| filter.takes(look)),
            Filter::Not(filter) => !filter.takes(look),
            Filter::Compare { field, operator, value } => meets(&look(field), *operator, value),
            Filter::In { field, negated, values } => {
                let value = look(field);
                values.iter().any(|candidate| meets(&value, Operator::Equal, candidate)) != *negated
            }
            Filter::Includes { field, negated, sets } => {
                let value = look(field);
                let has = choices(value.as_str().unwrap_or_default());
                sets.iter().any(|set| set.iter().all(|choice| has.contains(choice))) != *negated
            }
        }
    }

    /// The fields of which each row must meet a condition, whatever else there is.
    pub(super) fn required(&self) -> Vec<&Resolved> {
        match self {
            Filter::All(filters) => filters.iter().flat_map(Filter::required).collect(),
            Filter::Any(filters) if filters.len() == 1 => filters.iter().flat_map(Filter::required).collect(),
            Filter::Compare { field, operator, .. } if *operator != Operator::NotEqual => vec![field],
            Filter::In { field, negated: false, .. } => vec![field],
            _ => Vec::new(),
        }
    }
}

/// A refusal of a field in a condition; a dotted path is marked at its last dot, as public traces show.
fn refuse(scope: &Scope, written: &Expression, rule: &'static Rule, values: &[&str]) -> SoqlError {
    let field = &written.field;
    scope.refuse(rule, field.at + field.text.rfind('.').unwrap_or_default(), values)
}

fn choices(text: &str) -> Vec<String> {
    text.split(';').map(|choice| folded(choice.trim())).filter(|choice| !choice.is_empty()).collect()
}

fn check_operator(operator: Operator, field: &Resolved, written: &Expression, scope: &Scope) -> Result<(), SoqlError> {
    let fits = match (operator, field.kind()) {
        (Operator::Equal | Operator::NotEqual, _) => true,
        (Operator::Like, kind) => kind == Kind::Text,
        (_, kind) => !matches!(kind, Kind::Boolean | Kind::MultiPicklist),
    };
    if fits { Ok(()) } else { Err(refuse(scope, written, say::OPERATOR, &[field.kind().name()])) }
}

/// A literal as the field understands it, or why it does not.
fn operand(
    literal: &Literal,
    operator: Operator,
    field: &Resolved,
    written: &Expression,
    scope: &Scope,
) -> Result<Operand, SoqlError> {
    match (field.kind(), literal) {
        (_, Literal::Null) => Ok(Operand::Null),
        // Salesforce stores an empty text as null.
        (Kind::Text | Kind::MultiPicklist, Literal::Text(text))
            if text.plain.is_empty() && operator != Operator::Like =>
        {
            Ok(Operand::Null)
        }
        (Kind::Text | Kind::MultiPicklist, Literal::Text(text)) => Ok(Operand::Text(text.clone())),
        (Kind::Id, Literal::Text(text)) => match significant(&text.plain) {
            Some(found) => Ok(id(found)),
            None => Err(refuse(scope, written, say::INVALID_ID, &[&text.plain])),
        },
        (Kind::Int, Literal::Number(number)) if number.fract() == 0.0 => Ok(Operand::Number(*number)),
        (Kind::Double, Literal::Number(number)) => Ok(Operand::Number(*number)),
        (Kind::Boolean, Literal::Boolean(boolean)) => Ok(Operand::Boolean(*boolean)),
        (Kind::Date | Kind::DateTime, Literal::Date(date)) if date.fits(field.kind()) => {
            Ok(Operand::Time(date.stretch(scope.asked.now)))
        }
        (kind, _) => {
            let (name, quotes) = match kind {
                Kind::Id => ("ID", "should"),
                Kind::Text | Kind::LongText | Kind::MultiPicklist => ("string", "should"),
                other => (other.name(), "should not"),
            };
            Err(refuse(scope, written, say::WRONG_KIND, &[&field.path.field.name, name, quotes]))
        }
    }
}

fn id(significant: &str) -> Operand {
    Operand::Id(significant.to_owned())
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
