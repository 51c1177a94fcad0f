//! The file itself: opened, brought to the present schema, set aside when it is damaged, and only read when a newer
//! Orgkey has written it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, Error, ErrorCode, OpenFlags, ffi};
use rusqlite_migration::{M, Migrations};

use super::copy::{COPY, UNDECIDED};
use super::failed;
use crate::Line;
use crate::private;
use crate::problem::Problem;

/// What each version of the schema adds. Once released, a line is never changed; the next one comes below it, and
/// `fixtures/` gets a file as that version wrote it.
pub(super) const SCHEMA: &[M<'static>] = &[M::up(
    "CREATE TABLE org (id TEXT PRIMARY KEY, body TEXT NOT NULL, last_seen TEXT NOT NULL) STRICT;
     CREATE TABLE draft (id TEXT PRIMARY KEY, body TEXT NOT NULL, saved_at TEXT NOT NULL) STRICT;
     CREATE TABLE run (id TEXT PRIMARY KEY, org TEXT NOT NULL, body TEXT NOT NULL, started_at TEXT NOT NULL,
                       open INTEGER NOT NULL) STRICT;
     CREATE TABLE journal (run TEXT NOT NULL REFERENCES run(id), seq INTEGER NOT NULL, at TEXT NOT NULL,
                           entry TEXT NOT NULL, PRIMARY KEY (run, seq)) STRICT;
     CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;",
)];

/// What is asked of the file. Where one of these can't be, the file is not ours.
const SHAPE: &[&str] = &[
    "SELECT id, body, last_seen FROM org",
    "SELECT id, body, saved_at FROM draft",
    "SELECT id, org, body, started_at, open FROM run",
    "SELECT run, seq, at, entry FROM journal",
    "SELECT name, value FROM setting",
];

/// Opens the file, or makes it. Also says what a person should know about it.
///
/// # Errors
/// `store_failed` when it can't be written.
pub(super) fn open(file: &Path, schema: &[M<'_>]) -> Result<(Connection, Vec<Line>), Problem> {
    let refusal = match connect(file, schema) {
        // Begun anew beside a copy: the one before was lost, by a power cut or by somebody's hand.
        Ok((connection, true)) if is_there(&beside(file, COPY)) => {
            undecided(&connection, file)?;
            return Ok((connection, vec![Line::new("notice_store_gone").with("file", file.display())]));
        }
        Ok((connection, _)) => return Ok((connection, Vec::new())),
        Err(refusal) => refusal,
    };
    match refusal {
        Refusal::Newer => {
            let connection = read_only(file, schema).map_err(|error| failed(&error))?;
            Ok((connection, vec![Line::new("notice_store_newer").with("file", file.display())]))
        }
        Refusal::Damaged => {
            let aside = set_aside(file)?;
            let (connection, _) = connect(file, schema).map_err(Refusal::into_problem)?;
            undecided(&connection, &aside)?;
            Ok((connection, vec![Line::new("notice_store_set_aside").with("file", aside.display())]))
        }
        Refusal::Failed(problem) => Err(problem),
    }
}

/// Writes down that a person has to decide about the copy, if there is one.
fn undecided(connection: &Connection, lost: &Path) -> Result<(), Problem> {
    let setting = (UNDECIDED, lost.to_string_lossy());
    let written = connection.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", setting);
    written.map(drop).map_err(|error| failed(&error))
}

/// Whether a file has something in it.
pub(super) fn is_there(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|found| found.len() > 0)
}

pub(super) enum Refusal {
    /// A newer Orgkey has written it.
    Newer,
    /// It is no database of ours.
    Damaged,
    /// It can't be used now.
    Failed(Problem),
}

impl Refusal {
    pub(super) fn into_problem(self) -> Problem {
        match self {
            Self::Failed(problem) => problem,
            // Of the file itself this cannot be: it was made a moment ago.
            Self::Newer | Self::Damaged => failed(&std::io::Error::from(std::io::ErrorKind::InvalidData)),
        }
    }
}

/// Only what the computer refuses is a failure; whatever else SQLite says is about what is in the file.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let refused = match error.sqlite_error() {
            Some(said) if said.extended_code == ffi::SQLITE_IOERR_SHORT_READ => false,
            Some(said) => matches!(
                said.code,
                ErrorCode::PermissionDenied
                    | ErrorCode::CannotOpen
                    | ErrorCode::DiskFull
                    | ErrorCode::SystemIoFailure
                    | ErrorCode::DatabaseBusy
                    | ErrorCode::DatabaseLocked
                    | ErrorCode::FileLockingProtocolFailed
                    | ErrorCode::OutOfMemory
            ),
            None => false,
        };
        if refused { Self::Failed(failed(&error)) } else { Self::Damaged }
    }
}

/// Also whether there was nothing in the file before.
pub(super) fn connect(file: &Path, schema: &[M<'_>]) -> Result<(Connection, bool), Refusal> {
    let newest = schema.len();
    // Judged before anything could be written into it.
    let version = match std::fs::metadata(file) {
        Ok(found) if found.len() > 0 => {
            let mut looked = looked_at(file)?;
            if is_half_changed(&looked) {
                version(&Connection::open(file)?)?;
                looked = looked_at(file)?;
            }
            judged(&looked, newest)?
        }
        _ => 0,
    };
    let mut connection = Connection::open(file)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    if 0 < version && version < newest {
        let kept = beside(file, &format!(".v{version}"));
        copy_into(&connection, file, &kept).map_err(Refusal::Failed)?;
    }
    // Each step is one transaction: a process that is killed in it leaves the step before.
    // Whole and ours, so what can't be brought further is not damaged.
    Migrations::from_slice(schema).to_latest(&mut connection).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => Refusal::Failed(failed(&err)),
        other => Refusal::Failed(failed(&other)),
    })?;
    Ok((connection, version == 0))
}

/// Whether the power was cut in a change: that which makes a new file ours. SQLite takes it back, but not in a file that
/// is only read; what it says then must not count as damage.
fn is_half_changed(looked_at: &Connection) -> bool {
    let said = version(looked_at).err();
    let said = said.as_ref().and_then(Error::sqlite_error);
    said.is_some_and(|said| said.extended_code == ffi::SQLITE_READONLY_ROLLBACK)
}

/// The version of a whole file of ours; 0 for one that has nothing in it.
fn judged(connection: &Connection, newest: usize) -> Result<usize, Refusal> {
    let version = version(connection)?;
    if version > newest {
        return Err(Refusal::Newer);
    }
    let said: String = connection.query_row("PRAGMA integrity_check(1)", (), |row| row.get(0))?;
    let tables: usize = connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))?;
    if said != "ok" || version == 0 && tables > 0 {
        return Err(Refusal::Damaged);
    }
    if version == newest {
        fits(connection)?;
    }
    Ok(version)
}

/// The file, opened so that it stays as it is, byte for byte.
fn looked_at(file: &Path) -> Result<Connection, Error> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    Ok(connection)
}

fn version(connection: &Connection) -> Result<usize, Error> {
    let version: i64 = connection.query_row("PRAGMA user_version", (), |row| row.get(0))?;
    // No Orgkey writes a negative one.
    usize::try_from(version).map_err(|_| Error::IntegralValueOutOfRange(0, version))
}

fn fits(connection: &Connection) -> Result<(), Error> {
    SHAPE.iter().try_for_each(|statement| connection.prepare(statement).map(drop))
}

/// A newer file, to read; where it can't be read as one of ours, nothing at all. Neither can be written to.
fn read_only(file: &Path, schema: &[M<'_>]) -> Result<Connection, Error> {
    let connection = looked_at(file)?;
    if fits(&connection).is_ok() {
        return Ok(connection);
    }
    let mut nothing = Connection::open_in_memory()?;
    Migrations::from_slice(schema)
        .to_latest(&mut nothing)
        .map_err(|error| Error::ToSqlConversionFailure(Box::new(error)))?;
    nothing.pragma_update(None, "query_only", true)?;
    Ok(nothing)
}

/// Copies the file as it is, whole or not at all. Before it is changed, what an earlier version wrote goes to
/// `orgkey.sqlite.v<version>`.
pub(super) fn copy_into(connection: &Connection, file: &Path, kept: &Path) -> Result<(), Problem> {
    let half = beside(file, ".half");
    match std::fs::remove_file(&half) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(&error)),
        _ => {}
    }
    private::file(&half)?;
    connection.execute("VACUUM INTO ?1", [half.to_string_lossy()]).map_err(|error| failed(&error))?;
    std::fs::rename(half, kept).map_err(|error| failed(&error))
}

/// Moves a damaged file away, with what SQLite keeps beside it: the newest entries may be in there, and beside the new
/// file they would be replayed into it.
fn set_aside(file: &Path) -> Result<PathBuf, Problem> {
    let now = jiff::Timestamp::now().as_second();
    let mut names = (0..).map(|again: u32| match again {
        0 => beside(file, &format!(".bad-{now}")),
        _ => beside(file, &format!(".bad-{now}-{again}")),
    });
    let aside = names.find(|name| !name.exists()).unwrap_or_default();
    std::fs::rename(file, &aside).map_err(|error| failed(&error))?;
    for suffix in ["-wal", "-shm"] {
        match std::fs::rename(beside(file, suffix), beside(&aside, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(&error)),
            _ => {}
        }
    }
    private::file(file)?;
    Ok(aside)
}

pub(super) fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests;
