//! SOQL as the practice org answers it: parsed with positions, checked against a schema, evaluated over rows.
//!
//! Knows nothing of HTTP, of which objects exist or of who asks: a [`Source`] gives schema and rows, and whoever
//! calls wraps the records in `attributes`, splits them into batches and picks the status code.
//!
//! Not spoken: aggregates other than `COUNT()`, `GROUP BY`, child subqueries in `SELECT`, aliases, `FIELDS()`,
//! `USING SCOPE`, `FOR …`, `WITH …`, `INCLUDES`, currency literals.
//!
//! Source: *SOQL and SOSL Reference*, "SOQL SELECT Syntax".
//!
//! # Guesses
//!
//! | What | Guess |
//! |---|---|
//! | excerpt | 40 characters of the line on each side of the caret |
//! | unclosed string, unknown escape, stray character | `unexpected token`, at where it begins |
//! | a field twice | `INVALID_FIELD`, "duplicate field selected: X" |
//! | wrong kind of value, malformed id, operator | general Salesforce texts; the caret under value or field |
//! | longer than 100,000 characters, deeper than 64 | `QUERY_TOO_COMPLICATED`, texts |
//! | subquery of `IN` that selects other than one field | text |
//! | days | those of UTC, not of the user's time zone |
//! | `NOT IN`, `!=` | rows without a value are found |

mod dates;
mod error;
mod evaluate;
mod filter;
mod lex;
mod parse;
mod path;
mod query;
mod schema;

#[cfg(test)]
mod tests;

pub(crate) use error::{Code, SoqlError};
pub(crate) use evaluate::{Cell, Outcome, Record};
pub(crate) use schema::{Field, Kind, Relationship, Row, Schema, Source};

/// Longest statement that is read, in characters (*SOQL and SOSL Reference*, "SOQL Limits").
pub(crate) const MAX_CHARACTERS: usize = 100_000;

/// Deepest nesting of parentheses, `NOT`s and subqueries.
pub(crate) const MAX_DEPTH: usize = 64;

/// Largest `OFFSET` (*SOQL and SOSL Reference*, "OFFSET").
pub(crate) const MAX_OFFSET: usize = 2000;

/// Parses, checks and evaluates one statement. `now` is the moment that `TODAY` and its like are counted from (UTC).
pub(crate) fn run(statement: &str, source: &dyn Source, now: jiff::Timestamp) -> Result<Outcome, SoqlError> {
    let query = parse::parse(statement)?;
    evaluate::evaluate(&query, &evaluate::Asked { statement, source, now })
}
