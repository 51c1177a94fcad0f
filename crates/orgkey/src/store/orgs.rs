//! Known orgs, one row each.

use super::{Store, failed};
use crate::orgs::KnownOrg;
use crate::problem::Problem;

impl Store {
    /// Remembers an org, or what is new about it.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn save_org(&self, org: &KnownOrg) -> Result<(), Problem> {
        let body = serde_json::to_string(org).map_err(|error| failed(&error))?;
        self.lock()
            .execute(
                "INSERT INTO org (id, body, last_seen) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET body = excluded.body, last_seen = excluded.last_seen",
                (&org.id, body, org.last_seen.to_string()),
            )
            .map_err(|error| failed(&error))?;
        Ok(())
    }

    /// All known orgs, last used first. A row that can't be read is left out, not deleted.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn orgs(&self) -> Result<Vec<KnownOrg>, Problem> {
        let connection = self.lock();
        let mut statement =
            connection.prepare("SELECT body FROM org ORDER BY last_seen DESC").map_err(|error| failed(&error))?;
        let bodies = statement.query_map((), |row| row.get::<_, String>(0)).map_err(|error| failed(&error))?;
        Ok(bodies.flatten().filter_map(|body| serde_json::from_str(&body).ok()).collect())
    }

    /// Forgets an org; drafts and runs in it stay.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn forget_org(&self, id: &str) -> Result<(), Problem> {
        self.lock().execute("DELETE FROM org WHERE id = ?1", [id]).map_err(|error| failed(&error))?;
        Ok(())
    }

    /// One known org by its 18-character id.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn org(&self, id: &str) -> Result<Option<KnownOrg>, Problem> {
        Ok(self.orgs()?.into_iter().find(|org| org.id == id))
    }
}
