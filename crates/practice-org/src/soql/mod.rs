//! SOQL as the practice org answers it: parsed with positions, checked against a schema, evaluated over rows.
//!
//! Knows nothing of HTTP, of which objects exist or of who asks: a [`Source`] gives schema and rows, and whoever
//! calls wraps the records in `attributes`, splits them into batches and picks the status code.
//!
//! Not spoken: `FORMAT()`, `convertCurrency()`, `convertTimezone()`, `DISTANCE()`, `WITH DATA CATEGORY`, `UPDATE
//! TRACKING`, currency literals; `TYPEOF` is read and refused, because no object here has a polymorphic relationship.
//!
//! Source: *SOQL and SOSL Reference*, "SOQL SELECT Syntax".
//!
//! # Guesses
//!
//! | What | Guess |
//! |---|---|
//! | unclosed string, unknown escape | `unexpected token`, at where it begins |
//! | the statement ends too early | told without an excerpt |
//! | dotted path in a condition | the caret is under the last dot; elsewhere under the beginning |
//! | days | those of UTC, not of the user's time zone; weeks begin on Monday |
//! | `NOT IN`, `!=`, `EXCLUDES` | rows without a value are found |
//! | groups without `ORDER BY` | in the order of their fields |

mod aggregate;
mod dates;
mod error;
mod evaluate;
mod explain;
mod filter;
mod functions;
mod lex;
mod parse;
mod path;
mod query;
mod schema;
mod select;
mod semi_join;

#[cfg(test)]
mod tests;

pub(crate) use error::SoqlError;
pub(crate) use evaluate::{Cell, Column, Outcome, Record};
pub(crate) use explain::Explained;
pub(crate) use schema::{Child, Field, Kind, Relationship, Row, Schema, Source};

/// Longest statement that is read, in characters (*SOQL and SOSL Reference*, "SOQL Limits").
pub(crate) const MAX_CHARACTERS: usize = 100_000;

/// Deepest nesting of parentheses, `NOT`s and subqueries.
pub(crate) const MAX_DEPTH: usize = 64;

/// Largest `OFFSET` (*SOQL and SOSL Reference*, "OFFSET").
pub(crate) const MAX_OFFSET: usize = 2000;

/// Longest way from a record to a parent (*SOQL and SOSL Reference*, "Understanding Relationship Query Limitations").
pub(crate) const MAX_PARENTS: usize = 5;

/// Parses, checks and evaluates one statement. `now` is the moment that `TODAY` and its like are counted from (UTC).
pub(crate) fn run(statement: &str, source: &dyn Source, now: jiff::Timestamp) -> Result<Outcome, SoqlError> {
    let query = parse::parse(statement)?;
    evaluate::evaluate(&query, &evaluate::Asked { statement, source, now })
}

/// Parses and checks one statement, and tells how it would be answered.
pub(crate) fn explain(statement: &str, source: &dyn Source, now: jiff::Timestamp) -> Result<Explained, SoqlError> {
    let query = parse::parse(statement)?;
    explain::explain(&query, &evaluate::Asked { statement, source, now })
}
