//! A sentence as data: an id in the message catalogue and its values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One line of text: which sentence, and the values that go into it. The words are in `messages/en.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Line {
    /// Key in the message catalogue.
    pub id: String,
    /// Values for the placeholders of that message.
    pub params: BTreeMap<String, String>,
}

impl Line {
    /// A line without values.
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), params: BTreeMap::new() }
    }

    /// The same line with one more value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}
