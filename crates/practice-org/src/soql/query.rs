//! A statement as parsed: names and values with their places, nothing looked up yet.

use super::dates::DateLiteral;

/// A `SELECT`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Query {
    pub(super) select: Vec<Item>,
    pub(super) object: Name,
    pub(super) alias: Option<String>,
    /// `FROM Contact c, c.Account a`: more names for parents, path and alias.
    pub(super) parents: Vec<(Name, String)>,
    /// `USING SCOPE`
    pub(super) scope: Option<Name>,
    pub(super) condition: Option<Condition>,
    pub(super) grouping: Grouping,
    pub(super) group: Vec<Expression>,
    pub(super) having: Option<Condition>,
    pub(super) order: Vec<Order>,
    pub(super) limit: Option<usize>,
    pub(super) offset: usize,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    /// `COUNT()`
    Count(usize),
    /// A field or a function of one, perhaps under another name.
    Expression(Expression, Option<Name>),
    /// `FIELDS(ALL)`
    Fields(FieldSet),
    /// A subquery of children.
    Children(Box<Query>),
    /// `TYPEOF`, of which only the relationship is kept.
    TypeOf(Name),
}

/// What `FIELDS()` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldSet {
    All,
    Standard,
    Custom,
}

/// How `GROUP BY` makes its groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Grouping {
    /// By every field.
    #[default]
    Plain,
    /// And by the first fields only, down to none.
    Rollup,
    /// And by every selection of the fields.
    Cube,
}

/// A name or dotted path, and the byte offset where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) at: usize,
}

/// A field, or a function of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expression {
    pub(super) function: Option<Function>,
    pub(super) field: Name,
    /// Where it begins.
    pub(super) at: usize,
}

/// What is made of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Aggregate(Aggregate),
    /// A part of a date.
    Date(DatePart),
    /// `GROUPING()`: whether the row is a subtotal over the field.
    Grouping,
    /// `toLabel()`
    ToLabel,
}

/// One value out of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aggregate {
    Count,
    CountDistinct,
    Sum,
    Avg,
    Min,
    Max,
}

/// A part of a date or moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DatePart {
    CalendarMonth,
    CalendarQuarter,
    CalendarYear,
    DayInMonth,
    DayInWeek,
    DayInYear,
    DayOnly,
    HourInDay,
    WeekInMonth,
    WeekInYear,
}

const FUNCTIONS: [(&str, Function); 21] = [
    ("COUNT", Function::Aggregate(Aggregate::Count)),
    ("COUNT_DISTINCT", Function::Aggregate(Aggregate::CountDistinct)),
    ("SUM", Function::Aggregate(Aggregate::Sum)),
    ("AVG", Function::Aggregate(Aggregate::Avg)),
    ("MIN", Function::Aggregate(Aggregate::Min)),
    ("MAX", Function::Aggregate(Aggregate::Max)),
    ("CALENDAR_MONTH", Function::Date(DatePart::CalendarMonth)),
    ("CALENDAR_QUARTER", Function::Date(DatePart::CalendarQuarter)),
    ("CALENDAR_YEAR", Function::Date(DatePart::CalendarYear)),
    ("DAY_IN_MONTH", Function::Date(DatePart::DayInMonth)),
    ("DAY_IN_WEEK", Function::Date(DatePart::DayInWeek)),
    ("DAY_IN_YEAR", Function::Date(DatePart::DayInYear)),
    ("DAY_ONLY", Function::Date(DatePart::DayOnly)),
    // The fiscal year of a practice org is the calendar year, as Salesforce sets it at first.
    ("FISCAL_MONTH", Function::Date(DatePart::CalendarMonth)),
    ("FISCAL_QUARTER", Function::Date(DatePart::CalendarQuarter)),
    ("FISCAL_YEAR", Function::Date(DatePart::CalendarYear)),
    ("HOUR_IN_DAY", Function::Date(DatePart::HourInDay)),
    ("WEEK_IN_MONTH", Function::Date(DatePart::WeekInMonth)),
    ("WEEK_IN_YEAR", Function::Date(DatePart::WeekInYear)),
    ("GROUPING", Function::Grouping),
    ("TOLABEL", Function::ToLabel),
];

impl Function {
    /// The function of that name.
    pub(super) fn named(name: &str) -> Option<Function> {
        FUNCTIONS.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, function)| function)
    }

    /// The name, as messages write it.
    pub(super) fn name(self) -> &'static str {
        FUNCTIONS.into_iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }
}

/// What a row must meet.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Compare {
        field: Expression,
        operator: Operator,
        value: Literal,
    },
    In {
        field: Expression,
        negated: bool,
        set: Set,
    },
    /// `INCLUDES` and `EXCLUDES`: each text names choices that must come together.
    Includes {
        field: Expression,
        negated: bool,
        sets: Vec<String>,
    },
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

/// A value of a condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
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
    pub(super) field: Expression,
    pub(super) descending: bool,
    pub(super) nulls_last: bool,
}
