//! A statement as parsed: names and values with their places, nothing looked up yet.

use super::dates::DateLiteral;

/// A `SELECT`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Query {
    pub(super) select: Select,
    pub(super) object: Name,
    pub(super) condition: Option<Condition>,
    pub(super) order: Vec<Order>,
    pub(super) limit: Option<usize>,
    pub(super) offset: usize,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Select {
    /// `COUNT()`
    Count,
    /// Field paths.
    Fields(Vec<Name>),
}

/// A name or dotted path, and the byte offset where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) at: usize,
}

/// What a row must meet.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Compare { field: Name, operator: Operator, value: Literal },
    In { field: Name, negated: bool, set: Set },
}

/// How a field is compared with one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
}

/// What stands after `IN`.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Set {
    Values(Vec<Literal>),
    Query(Box<Query>),
}

/// A value, and the byte offset where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Literal {
    pub(super) value: LiteralValue,
    pub(super) at: usize,
}

/// The value of a literal.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum LiteralValue {
    Null,
    Boolean(bool),
    Number(f64),
    Text(Text),
    Date(DateLiteral),
}

/// A quoted string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// With escapes resolved.
    pub(super) plain: String,
    /// As a pattern of `LIKE`: an escaped wildcard is a plain character.
    pub(super) pattern: Vec<Piece>,
}

/// One character of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// `%`
    Any,
    /// `_`
    One,
    /// Itself.
    Exactly(char),
}

/// One field of `ORDER BY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) field: Name,
    pub(super) descending: bool,
    pub(super) nulls_last: bool,
}
