//! Orgkey's own file: known orgs, drafts, runs and their journal. One SQLite database, never a secret in it.
//!
//! Every write is committed to disk before the call returns (`synchronous=FULL`), because the journal is what a
//! restarted Orgkey believes. A file that cannot be read is set aside, never deleted.

mod drafts;
mod journal;
mod orgs;
mod settings;

pub use drafts::KeptDraft;
pub use journal::StoredRun;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use crate::Line;
use crate::orgs::KnownOrg;
use crate::private;
use crate::problem::{Code, Problem};

const MIGRATIONS: &[M<'static>] = &[M::up(
    "CREATE TABLE org (id TEXT PRIMARY KEY, body TEXT NOT NULL, last_seen TEXT NOT NULL) STRICT;
     CREATE TABLE draft (id TEXT PRIMARY KEY, body TEXT NOT NULL, saved_at TEXT NOT NULL) STRICT;
     CREATE TABLE run (id TEXT PRIMARY KEY, org TEXT NOT NULL, body TEXT NOT NULL, started_at TEXT NOT NULL,
                       open INTEGER NOT NULL) STRICT;
     CREATE TABLE journal (run TEXT NOT NULL REFERENCES run(id), seq INTEGER NOT NULL, at TEXT NOT NULL,
                           entry TEXT NOT NULL, PRIMARY KEY (run, seq)) STRICT;
     CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;",
)];

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
    /// Opens (or makes) the database in `folder`, which only its owner may enter from then on. A damaged file is set
    /// aside as `orgkey.sqlite.bad-<time>` and said in the returned notices.
    ///
    /// # Errors
    /// [`Code::UnsafePlace`] when folder or file is a link or somebody else's; [`Code::StoreFailed`] when the folder or the file can't be written.
    pub fn open(folder: &Path) -> Result<(Self, Vec<Line>), Problem> {
        private::folder(folder)?;
        let file = folder.join("orgkey.sqlite");
        for companion in COMPANIONS {
            private::no_link(&with(&file, companion))?;
        }
        // Made before SQLite opens it, so that its companions get the same mode.
        private::file(&file)?;
        match connect(&file) {
            Ok(connection) => Ok((Self::new(connection, folder), Vec::new())),
            Err(Refusal::Damaged(_)) => {
                let aside = folder.join(format!("orgkey.sqlite.bad-{}", jiff::Timestamp::now().as_second()));
                std::fs::rename(&file, &aside).map_err(|error| failed(&error))?;
                for suffix in COMPANIONS {
                    // The newest entries may be in there; beside the new database they would be replayed into it.
                    if let Err(error) = std::fs::rename(with(&file, suffix), with(&aside, suffix))
                        && error.kind() != std::io::ErrorKind::NotFound
                    {
                        return Err(failed(&error));
                    }
                }
                private::file(&file)?;
                let connection = connect(&file).map_err(|refusal| failed(&refusal.into_error()))?;
                let notice = Line::new("notice_store_set_aside").with("file", aside.display());
                Ok((Self::new(connection, folder), vec![notice]))
            }
            Err(Refusal::Failed(error)) => Err(failed(&error)),
        }
    }

    fn new(connection: Connection, folder: &Path) -> Self {
        Self { connection: Arc::new(Mutex::new(connection)), folder: folder.to_owned() }
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
            let file = File::create(path)?;
            file.lock().map(|()| file)
        });
        taken.await.map_err(|error| failed(&error))?.map_err(|error| failed(&error))
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic while holding the lock cannot leave SQLite half-written: it rolls back.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Refusal {
    Damaged(rusqlite::Error),
    Failed(rusqlite::Error),
}

impl Refusal {
    fn into_error(self) -> rusqlite::Error {
        match self {
            Self::Damaged(error) | Self::Failed(error) => error,
        }
    }
}

fn connect(file: &Path) -> Result<Connection, Refusal> {
    let judge = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => Refusal::Damaged(error),
        _ => Refusal::Failed(error),
    };
    let mut connection = Connection::open(file).map_err(judge)?;
    connection.busy_timeout(std::time::Duration::from_secs(5)).map_err(judge)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(judge)?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(judge)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(judge)?;
    Migrations::from_slice(MIGRATIONS).to_latest(&mut connection).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => judge(err),
        other => Refusal::Failed(rusqlite::Error::ToSqlConversionFailure(Box::new(other))),
    })?;
    Ok(connection)
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(suffix);
    name.into()
}

fn failed(error: &dyn std::error::Error) -> Problem {
    Problem::new(Code::StoreFailed).with("detail", error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_file_is_set_aside_and_said_instead_of_lost() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("orgkey.sqlite"), b"this is no database, and long enough to be read")
            .unwrap();
        let (_, notices) = Store::open(folder.path()).unwrap();
        assert_eq!(notices[0].id, "notice_store_set_aside");
        let kept = std::fs::read(&notices[0].params["file"]).unwrap();
        assert!(kept.starts_with(b"this is no database"));
    }

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
}
