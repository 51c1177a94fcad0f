//! Drafts, one row each. One that cannot be read is listed and kept as it is; the others go on.

use jiff::Timestamp;
use rusqlite::OptionalExtension as _;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Store, failed};
use crate::problem::{Code, Problem};
use crate::wizard::{Draft, DraftTrouble};

/// Version of a draft's JSON. A newer one is not opened: saving it would lose what this Orgkey does not know.
const SCHEMA: u16 = 1;

/// Longest draft that is read or written, in bytes; an honest one has a few thousand.
const LIMIT: usize = 8 << 20;

/// A draft as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept<D> {
    #[serde(default = "first")]
    schema: u16,
    #[serde(flatten)]
    draft: D,
}

const fn first() -> u16 {
    1
}

/// A row of the list of drafts.
#[derive(Debug)]
pub enum KeptDraft {
    /// One to go on with.
    Whole(Box<Draft>),
    /// One that cannot be opened.
    Unreadable {
        /// Which.
        id: Uuid,
        /// When it was last saved.
        saved_at: Timestamp,
        /// Why.
        trouble: DraftTrouble,
    },
}

impl Store {
    /// Keeps a draft as it is now.
    ///
    /// # Errors
    /// `store_failed`, also when its texts are longer than any honest ones.
    pub fn save_draft(&self, draft: &Draft) -> Result<(), Problem> {
        let body = serde_json::to_string(&Kept { schema: SCHEMA, draft }).map_err(|error| failed(&error))?;
        if body.len() > LIMIT {
            return Err(Problem::new(Code::StoreFailed).with("detail", format!("a draft of {} bytes", body.len())));
        }
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
    pub fn drafts(&self) -> Result<Vec<KeptDraft>, Problem> {
        let connection = self.lock();
        // A body of any other kind or size is not even taken into memory.
        let mut statement = connection
            .prepare(
                "SELECT id, saved_at, CASE WHEN typeof(body) = 'text' AND length(CAST(body AS BLOB)) <= ?1 THEN body END
                 FROM draft ORDER BY saved_at DESC",
            )
            .map_err(|error| failed(&error))?;
        let row = |row: &rusqlite::Row<'_>| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<String>>(2).ok().flatten()))
        };
        let rows = statement.query_map([LIMIT], row).map_err(|error| failed(&error))?;
        let drafts = rows.flatten().filter_map(|(id, saved_at, body)| {
            let id = id.parse().ok()?;
            Some(match read(id, body.as_deref()) {
                Ok(draft) => KeptDraft::Whole(Box::new(draft)),
                Err(trouble) => {
                    let saved_at = saved_at.parse().unwrap_or(Timestamp::UNIX_EPOCH);
                    KeptDraft::Unreadable { id, saved_at, trouble }
                }
            })
        });
        Ok(drafts.collect())
    }

    /// One draft.
    ///
    /// # Errors
    /// `store_failed`; `not_found` when there is none; `draft_unreadable`.
    pub fn draft(&self, id: Uuid) -> Result<Draft, Problem> {
        let body = self
            .lock()
            .query_row(
                "SELECT CASE WHEN length(CAST(body AS BLOB)) <= ?2 THEN body END FROM draft WHERE id = ?1",
                (id.to_string(), LIMIT),
                |row| Ok(row.get::<_, Option<String>>(0).ok().flatten()),
            )
            .optional()
            .map_err(|error| failed(&error))?
            .ok_or_else(|| Problem::new(Code::NotFound).with("what", "draft"))?;
        read(id, body.as_deref()).map_err(|trouble| {
            let reason = match trouble {
                DraftTrouble::Damaged => "draft_reason_damaged",
                DraftTrouble::Newer => "draft_reason_newer",
            };
            Problem::new(Code::DraftUnreadable).with("reason", reason)
        })
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

fn read(id: Uuid, body: Option<&str>) -> Result<Draft, DraftTrouble> {
    #[derive(Deserialize)]
    struct Version {
        #[serde(default = "first")]
        schema: u16,
    }
    let body = body.ok_or(DraftTrouble::Damaged)?;
    let Version { schema } = serde_json::from_str(body).map_err(|_| DraftTrouble::Damaged)?;
    if schema > SCHEMA {
        return Err(DraftTrouble::Newer);
    }
    let kept: Kept<Draft> = serde_json::from_str(body).map_err(|_| DraftTrouble::Damaged)?;
    if kept.draft.id == id { Ok(kept.draft) } else { Err(DraftTrouble::Damaged) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_that_is_cut_huge_or_newer_is_lost_or_takes_the_others_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(folder.path()).unwrap();
        let whole = Draft::new("2026-01-02T03:04:05Z".parse().unwrap());
        store.save_draft(&whole).unwrap();
        let body = serde_json::to_string(&whole).unwrap();
        let newer = body.replacen('{', "{\"schema\":2,", 1);
        let huge = body.replacen("\"org\":null", &format!("\"org\":\"{}\"", "x".repeat(LIMIT)), 1);
        let strange = [
            (body[..body.len() / 2].to_owned(), DraftTrouble::Damaged),
            (String::new(), DraftTrouble::Damaged),
            ("[]".to_owned(), DraftTrouble::Damaged),
            ("[".repeat(100_000), DraftTrouble::Damaged),
            (body.replace("\"step\":\"org\"", "\"step\":\"sing\""), DraftTrouble::Damaged),
            (body.clone(), DraftTrouble::Damaged),
            (newer, DraftTrouble::Newer),
            (huge, DraftTrouble::Damaged),
        ];
        for (body, trouble) in &strange {
            let id = Uuid::new_v4();
            let row = (id.to_string(), body, "2026-01-01T00:00:00Z");
            store.lock().execute("INSERT INTO draft (id, body, saved_at) VALUES (?1, ?2, ?3)", row).unwrap();
            assert_eq!(store.draft(id).unwrap_err().code, Code::DraftUnreadable);
            let listed = store.drafts().unwrap();
            let found = listed.iter().find_map(|draft| match draft {
                KeptDraft::Unreadable { id: other, trouble, .. } if *other == id => Some(*trouble),
                _ => None,
            });
            assert_eq!(found, Some(*trouble), "{}", &body[..body.len().min(80)]);
        }
        assert_eq!(store.drafts().unwrap().len(), 1 + strange.len());
        assert!(matches!(&store.drafts().unwrap()[0], KeptDraft::Whole(draft) if **draft == whole));
        assert_eq!(store.draft(whole.id).unwrap(), whole);
    }

    #[test]
    fn a_draft_is_saved_that_could_not_be_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(folder.path()).unwrap();
        let mut draft = Draft::new(Timestamp::UNIX_EPOCH);
        store.save_draft(&draft).unwrap();
        draft.answers.name.description = "x".repeat(LIMIT);
        assert_eq!(store.save_draft(&draft).unwrap_err().code, Code::StoreFailed);
        assert_eq!(store.draft(draft.id).unwrap().answers.name.description, "", "what was saved before is kept");
    }
}
