//! Runs and their journal: what was about to be done, and what came of it, committed before the next request.

use jiff::Timestamp;
use rusqlite::TransactionBehavior::Immediate;
use salesforce::types::RecordId;
use uuid::Uuid;

use super::{Store, failed};
use crate::apply::{Entry, Record};
use crate::problem::{Code, Problem};

impl Store {
    /// Opens a run. One org has at most one open run.
    ///
    /// # Errors
    /// `run_already_open` when the org has one; `store_failed`.
    pub fn open_run(&self, record: &Record) -> Result<(), Problem> {
        let body = serde_json::to_string(record).map_err(|error| failed(&error))?;
        let mut connection = self.lock();
        // Waits for other writers now: one that has read first is refused at its write, and not made to wait.
        let transaction = connection.transaction_with_behavior(Immediate).map_err(|error| failed(&error))?;
        let open: i64 = transaction
            .query_row("SELECT count(*) FROM run WHERE org = ?1 AND open = 1", [&record.org.id], |row| row.get(0))
            .map_err(|error| failed(&error))?;
        if open > 0 {
            return Err(Problem::new(Code::RunAlreadyOpen).with("org", &record.org.name));
        }
        transaction
            .execute(
                "INSERT INTO run (id, org, body, started_at, open) VALUES (?1, ?2, ?3, ?4, 1)",
                (record.id.to_string(), &record.org.id, body, record.started_at.to_string()),
            )
            .map_err(|error| failed(&error))?;
        transaction.commit().map_err(|error| failed(&error))
    }

    /// Writes one entry; on disk when this returns.
    ///
    /// # Errors
    /// `store_failed`: then the request that the entry announces must not be sent.
    pub fn append(&self, run: Uuid, entry: &Entry, at: Timestamp) -> Result<(), Problem> {
        let body = serde_json::to_string(entry).map_err(|error| failed(&error))?;
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate).map_err(|error| failed(&error))?;
        transaction
            .execute(
                "INSERT INTO journal (run, seq, at, entry)
                 SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3 FROM journal WHERE run = ?1",
                (run.to_string(), at.to_string(), body),
            )
            .map_err(|error| failed(&error))?;
        if let Some(open) = entry.opens_run() {
            transaction
                .execute("UPDATE run SET open = ?2 WHERE id = ?1", (run.to_string(), open))
                .map_err(|error| failed(&error))?;
        }
        transaction.commit().map_err(|error| failed(&error))
    }

    /// A run's entries, oldest first.
    ///
    /// # Errors
    /// `store_failed`, also when an entry can't be read: a journal with a hole must not be acted on.
    pub fn journal(&self, run: Uuid) -> Result<Vec<(Timestamp, Entry)>, Problem> {
        let connection = self.lock();
        let mut statement = connection
            .prepare("SELECT at, entry FROM journal WHERE run = ?1 ORDER BY seq")
            .map_err(|error| failed(&error))?;
        let rows = statement
            .query_map([run.to_string()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
            .map_err(|error| failed(&error))?;
        rows.map(|row| {
            let (at, entry) = row.map_err(|error| failed(&error))?;
            Ok((
                at.parse().map_err(|error: jiff::Error| failed(&error))?,
                serde_json::from_str(&entry).map_err(|error| failed(&error))?,
            ))
        })
        .collect()
    }

    /// Whether a deployment is one that some run's journal names.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn knows_deployment(&self, id: &RecordId) -> Result<bool, Problem> {
        self.lock()
            .query_row(
                "SELECT count(*) FROM journal WHERE entry ->> 'entry' = 'deploy_submitted' AND entry ->> 'id' = ?1",
                [id.as_str()],
                |row| row.get::<_, i64>(0),
            )
            .map(|count| count > 0)
            .map_err(|error| failed(&error))
    }

    /// All runs, open ones first, then newest first. One that can't be read is among them, and stops no other.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn kept_runs(&self) -> Result<Vec<StoredRun>, Problem> {
        let connection = self.lock();
        let mut statement = connection
            .prepare("SELECT id, org, started_at, open, body FROM run ORDER BY open DESC, started_at DESC")
            .map_err(|error| failed(&error))?;
        let rows = statement
            .query_map((), |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, bool>(3)?,
                    // Whatever is in there, even another type.
                    row.get::<_, String>(4).unwrap_or_default(),
                ))
            })
            .map_err(|error| failed(&error))?;
        let known = rows.flatten().filter_map(|(id, org, started_at, open, body)| {
            Some(StoredRun {
                id: id.parse().ok()?,
                org,
                started_at: started_at.parse().unwrap_or_default(),
                open,
                record: serde_json::from_str(&body).map_err(|error| failed(&error)),
            })
        });
        Ok(known.collect())
    }

    /// The runs that can be read, open ones first, then newest first, each with whether it is open.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn runs(&self) -> Result<Vec<(Record, bool)>, Problem> {
        let runs = self.kept_runs()?.into_iter();
        Ok(runs.filter_map(|run| Some((run.record.ok()?, run.open))).collect())
    }

    /// One run, with whether it is open.
    ///
    /// # Errors
    /// `store_failed`, also when it can't be read; `run_unknown`.
    pub fn run(&self, id: Uuid) -> Result<(Record, bool), Problem> {
        let found = self.kept_runs()?.into_iter().find(|run| run.id == id);
        let run = found.ok_or_else(|| Problem::new(Code::RunUnknown))?;
        Ok((run.record?, run.open))
    }
}

/// A run as it is kept.
#[derive(Debug)]
pub struct StoredRun {
    /// Which.
    pub id: Uuid,
    /// Id of its org.
    pub org: String,
    /// When it began.
    pub started_at: Timestamp,
    /// Whether it still wants something.
    pub open: bool,
    /// Its fixed facts, or why they can't be read.
    pub record: Result<Record, Problem>,
}
