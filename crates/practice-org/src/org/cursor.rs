//! Results of queries that are longer than a batch, kept until their reader comes for the rest.
//!
//! Source: *SOAP API Developer Guide*, "queryMore()"; *REST API Developer Guide*, "Query".

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::clock::later;

/// How many results a user may leave open; one more closes the oldest.
const MAX_OPEN: usize = 10;

/// How long a result is kept.
const LIFE: Duration = Duration::from_secs(2 * 24 * 60 * 60);

/// One result.
#[derive(Clone, Debug)]
pub(crate) struct Cursor {
    /// `01g…`, 18 characters.
    pub(crate) id: String,
    /// Whose it is, by id.
    pub(crate) user: String,
    /// The access token that asked.
    pub(crate) session: String,
    /// When it was asked.
    pub(crate) at: Timestamp,
    /// Every record, as it is sent.
    pub(crate) records: Vec<Value>,
    /// The object asked, where the Tooling API asked.
    pub(crate) tooling: Option<String>,
}

/// The results that are open, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Cursors(Vec<Cursor>);

impl Cursors {
    /// Keeps a result.
    pub(crate) fn open(&mut self, cursor: Cursor) {
        self.0.retain(|one| cursor.at < later(one.at, LIFE));
        let user = cursor.user.clone();
        self.0.push(cursor);
        while self.0.iter().filter(|one| one.user == user).count() > MAX_OPEN {
            let oldest = self.0.iter().position(|one| one.user == user);
            oldest.map(|place| self.0.remove(place));
        }
    }

    /// The result of that id, while it is open.
    pub(crate) fn get(&self, id: &str, now: Timestamp) -> Option<&Cursor> {
        self.0.iter().find(|one| one.id == id && now < later(one.at, LIFE))
    }
}
