//! The rules of the house, read off the repository itself.

mod arrows;
mod page;
mod sources;
