//! Drafts, one row each.

use uuid::Uuid;

use super::{Store, failed};
use crate::problem::Problem;
use crate::wizard::Draft;

impl Store {
    /// Keeps a draft as it is now.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn save_draft(&self, draft: &Draft) -> Result<(), Problem> {
        let body = serde_json::to_string(draft).map_err(|error| failed(&error))?;
        self.lock()
            .execute(
                "INSERT INTO draft (id, body, saved_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at",
                (draft.id.to_string(), body, draft.saved_at.to_string()),
            )
            .map_err(|error| failed(&error))?;
        Ok(())
    }

    /// All drafts, last saved first.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn drafts(&self) -> Result<Vec<Draft>, Problem> {
        let connection = self.lock();
        let mut statement =
            connection.prepare("SELECT body FROM draft ORDER BY saved_at DESC").map_err(|error| failed(&error))?;
        let bodies = statement.query_map((), |row| row.get::<_, String>(0)).map_err(|error| failed(&error))?;
        Ok(bodies.flatten().filter_map(|body| serde_json::from_str(&body).ok()).collect())
    }

    /// One draft.
    ///
    /// # Errors
    /// `store_failed`; `not_found` when there is none.
    pub fn draft(&self, id: Uuid) -> Result<Draft, Problem> {
        self.drafts()?
            .into_iter()
            .find(|draft| draft.id == id)
            .ok_or_else(|| Problem::new(crate::Code::NotFound).with("what", "draft"))
    }

    /// Forgets a draft.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn delete_draft(&self, id: Uuid) -> Result<(), Problem> {
        self.lock().execute("DELETE FROM draft WHERE id = ?1", [id.to_string()]).map_err(|error| failed(&error))?;
        Ok(())
    }
}
