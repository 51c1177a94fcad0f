//! Orgkey's own file: known orgs, drafts, runs and their journal. One SQLite database, never a secret in it.
//!
//! Every write is committed to disk before the call returns (`synchronous=FULL`), because the journal is what a
//! restarted Orgkey believes. A file that cannot be read is set aside, never deleted.

mod copy;
mod drafts;
mod file;
mod journal;
mod orgs;
mod settings;

pub use drafts::KeptDraft;
pub use journal::StoredRun;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use file::beside;
use rusqlite::Connection;

use crate::Line;
use crate::orgs::KnownOrg;
use crate::private;
use crate::problem::{Code, Problem};

const FILE: &str = "orgkey.sqlite";

/// What SQLite keeps beside the database.
const COMPANIONS: [&str; 2] = ["-wal", "-shm"];

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    // A plain mutex: no call awaits while holding it, and each takes microseconds to a few milliseconds.
    connection: Arc<Mutex<Connection>>,
    folder: PathBuf,
}

impl Store {
    /// Opens (or makes) the database in `folder`, which only its owner may enter from then on. Returned are notices for
    /// the person: a damaged file is set aside as `orgkey.sqlite.bad-<time>`; one of a newer Orgkey is read and never
    /// written.
    ///
    /// # Errors
    /// [`Code::UnsafePlace`] when folder or file is a link or somebody else's; [`Code::StoreFailed`] when the folder or the file can't be written.
    pub fn open(folder: &Path) -> Result<(Self, Vec<Line>), Problem> {
        private::folder(folder)?;
        // Of two that start at once, only one may make the tables, or set the file aside.
        let _turn = opening(folder)?;
        let file = folder.join(FILE);
        for companion in COMPANIONS {
            private::no_link(&beside(&file, companion))?;
        }
        // Made before SQLite opens it, so that its companions get the same mode.
        private::file(&file)?;
        let (connection, notices) = file::open(&file, file::SCHEMA)?;
        Ok((Self::new(connection, folder), notices))
    }

    fn new(connection: Connection, folder: &Path) -> Self {
        Self { connection: Arc::new(Mutex::new(connection)), folder: folder.to_owned() }
    }

    fn file(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// Whether every org and run in the file can be read: what can't be is on no list.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn is_all_readable(&self) -> Result<bool, Problem> {
        let listed = self.orgs()?.len() + self.kept_runs()?.len();
        let rows = "SELECT (SELECT count(*) FROM org) + (SELECT count(*) FROM run)";
        let rows: usize = self.lock().query_row(rows, (), |row| row.get(0)).map_err(|error| failed(&error))?;
        Ok(listed == rows)
    }

    /// The folder the database is in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The right to change one org, held until dropped: a window and a command line, or two windows, share this folder.
    ///
    /// # Errors
    /// `run_already_open` when another one holds it; `store_failed`.
    pub fn turn(&self, org: &KnownOrg) -> Result<File, Problem> {
        let file = private::file(&self.folder.join(format!("{}.lock", org.id)))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(Problem::new(Code::RunAlreadyOpen).with("org", &org.name)),
            Err(TryLockError::Error(error)) => Err(failed(&error)),
        }
    }

    /// The right to change what is kept of one org's session, held until dropped. Waits for whoever has it: a window and
    /// a command line must not renew one session at once.
    ///
    /// # Errors
    /// `store_failed`.
    pub async fn session_turn(&self, org: &str) -> Result<File, Problem> {
        let path = self.folder.join(format!("{org}.session.lock"));
        let taken = tokio::task::spawn_blocking(move || {
            let file = private::file(&path)?;
            file.lock().map(|()| file).map_err(|error| failed(&error))
        });
        taken.await.map_err(|error| failed(&error))?
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic while holding the lock cannot leave SQLite half-written: it rolls back.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to make, move or copy the file, held until dropped.
fn opening(folder: &Path) -> Result<File, Problem> {
    let turn = private::file(&folder.join("open.lock"))?;
    turn.lock().map_err(|error| failed(&error))?;
    Ok(turn)
}

fn failed(error: &(dyn std::error::Error + 'static)) -> Problem {
    let code = error.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code);
    match code {
        // Only a file of a newer Orgkey is opened so.
        Some(rusqlite::ErrorCode::ReadOnly) => Problem::new(Code::StoreNewer),
        _ => Problem::new(Code::StoreFailed).with("detail", error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn somebody_else_can_read_the_store() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        std::fs::create_dir(&home).unwrap();
        std::fs::set_permissions(&home, std::fs::Permissions::from_mode(0o777)).unwrap();
        let (store, _) = Store::open(&home).unwrap();
        store.set_setting("theme", "dark").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(store.folder()), 0o700);
        for file in std::fs::read_dir(&home).unwrap() {
            let path = file.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_place_of_our_file_is_written_through() {
        for name in ["orgkey.sqlite", "orgkey.sqlite-wal", "orgkey.sqlite-shm"] {
            let folder = tempfile::tempdir().unwrap();
            let target = folder.path().join("target");
            std::fs::write(&target, "").unwrap();
            let home = folder.path().join("home");
            std::fs::create_dir(&home).unwrap();
            std::os::unix::fs::symlink(&target, home.join(name)).unwrap();
            let refused = Store::open(&home).err().map(|problem| problem.code);
            assert_eq!(refused, Some(Code::UnsafePlace), "{name}");
            assert_eq!(std::fs::read(&target).unwrap(), b"");
        }
    }

    #[tokio::test]
    async fn a_link_in_the_place_of_a_lock_empties_its_target() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target");
        std::fs::write(&target, "kept").unwrap();
        let home = folder.path().join("home");
        let (store, _) = Store::open(&home).unwrap();
        std::os::unix::fs::symlink(&target, home.join("00D.session.lock")).unwrap();
        assert_eq!(store.session_turn("00D").await.unwrap_err().code, Code::UnsafePlace);
        assert_eq!(std::fs::read(&target).unwrap(), b"kept");
    }
}
