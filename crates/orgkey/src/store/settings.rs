//! Settings: a name and a value each.

use rusqlite::OptionalExtension;

use super::{Store, failed};
use crate::problem::Problem;

impl Store {
    /// A setting's value, if it was ever set and can be read.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn setting(&self, name: &str) -> Result<Option<String>, Problem> {
        self.lock()
            .query_row("SELECT value FROM setting WHERE name = ?1", [name], |row| Ok(row.get(0).ok()))
            .optional()
            .map(Option::flatten)
            .map_err(|error| failed(&error))
    }

    /// Forgets a setting; nothing happens if it was never set.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn forget_setting(&self, name: &str) -> Result<(), Problem> {
        self.lock().execute("DELETE FROM setting WHERE name = ?1", [name]).map_err(|error| failed(&error))?;
        Ok(())
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn set_setting(&self, name: &str, value: &str) -> Result<(), Problem> {
        self.lock()
            .execute(
                "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [name, value],
            )
            .map_err(|error| failed(&error))?;
        Ok(())
    }
}
