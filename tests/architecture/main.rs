//! The rules of the house, read off the repository itself.

#![expect(clippy::unwrap_used, reason = "a rule that can't be read is a rule that is broken")]

mod arrows;
mod page;
mod sources;
