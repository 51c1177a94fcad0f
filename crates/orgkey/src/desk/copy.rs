//! The last good copy of Orgkey's file: kept while it is whole, offered when it was damaged.

use super::Desk;
use crate::problem::Problem;
use crate::views::Start;

impl Desk {
    /// Copies Orgkey's file, for the day on which it is damaged. Blocks for some milliseconds.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn keep_copy(&self) -> Result<(), Problem> {
        self.0.store.keep_copy()
    }

    /// Brings back the orgs, drafts and runs of the copy. What was made since stays.
    ///
    /// # Errors
    /// `not_found` when none is offered; `run_already_open` when it has an open run in an org in which one was begun since;
    /// `store_failed` when the copy can't be read either.
    pub async fn bring_copy_back(&self) -> Result<Start, Problem> {
        self.0.store.bring_copy_back()?;
        self.start().await
    }

    /// The copy is not wanted, and not offered again.
    ///
    /// # Errors
    /// `store_failed`.
    pub async fn leave_copy(&self) -> Result<Start, Problem> {
        self.0.store.leave_copy()?;
        self.start().await
    }
}
