//! The last good copy of the file, `orgkey.sqlite.good`: for the day on which the file is damaged and set aside.

use std::path::PathBuf;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

use super::file::{Refusal, SCHEMA, beside, connect, copy_into, is_there};
use super::{Store, failed, opening};
use crate::private;
use crate::problem::{Code, Problem};

/// What the copy's name ends with.
pub(super) const COPY: &str = ".good";

/// The setting that is there from when a damaged file is set aside until a person has decided about the copy.
pub(super) const UNDECIDED: &str = "file/set-aside";

/// All that a copy holds goes in; what was made since stays as it is.
const MERGE: &str = "INSERT OR IGNORE INTO org SELECT * FROM good.org;
     INSERT OR IGNORE INTO draft SELECT * FROM good.draft;
     INSERT OR IGNORE INTO run SELECT * FROM good.run;
     INSERT OR IGNORE INTO journal SELECT * FROM good.journal;
     INSERT OR IGNORE INTO setting SELECT * FROM good.setting;";

impl Store {
    /// Copies the file as it is now, in the place of the copy before. Does nothing while a copy is offered, and where
    /// the file can't be written.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn keep_copy(&self) -> Result<(), Problem> {
        if self.is_read_only() || self.copy_offered()?.is_some() {
            return Ok(());
        }
        // Nothing is left to decide about: a copy made from now on is not the one from before.
        self.leave_copy()?;
        let _turn = opening(self.folder())?;
        copy_into(&self.lock(), &self.file(), &self.copy())
    }

    /// When the copy was made that can be brought back: there is one only after a damaged file was set aside.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn copy_offered(&self) -> Result<Option<Timestamp>, Problem> {
        if self.setting(UNDECIDED)?.is_none() || !is_there(&self.copy()) {
            return Ok(None);
        }
        let made = std::fs::metadata(self.copy()).and_then(|found| found.modified());
        Ok(made.ok().and_then(|made| Timestamp::try_from(made).ok()))
    }

    /// Brings back what the copy holds. What was made since stays.
    ///
    /// # Errors
    /// `not_found` when none is offered; `run_already_open` when a run that it holds and one begun since are open in one
    /// org; `unsafe_place` when the copy is a link or somebody else's; `store_failed` when it can't be read either. Nothing
    /// is changed then.
    pub fn bring_copy_back(&self) -> Result<(), Problem> {
        if self.copy_offered()?.is_none() {
            return Err(Problem::new(Code::NotFound).with("what", "copy"));
        }
        private::no_link(&self.copy())?;
        // One of an earlier version is brought to the present schema first.
        drop(connect(&self.copy(), SCHEMA).map_err(Refusal::into_problem)?);
        let mut connection = self.lock();
        let copy = self.copy();
        connection.execute("ATTACH DATABASE ?1 AS good", [copy.to_string_lossy()]).map_err(|error| failed(&error))?;
        let merged = merge(&mut connection);
        connection.execute_batch("DETACH DATABASE good").map_err(|error| failed(&error))?;
        match merged.map_err(|error| failed(&error))? {
            Some(org) => Err(Problem::new(Code::RunAlreadyOpen).with("org", org)),
            None => Ok(()),
        }
    }

    /// The copy is not wanted: it is replaced from now on.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn leave_copy(&self) -> Result<(), Problem> {
        self.forget_setting(UNDECIDED)
    }

    /// Whether a newer Orgkey has written the file, so that it is only read.
    pub fn is_read_only(&self) -> bool {
        let connection = self.lock();
        connection.is_readonly("main").unwrap_or(true)
            || connection.pragma_query_value(None, "query_only", |row| row.get(0)).unwrap_or(true)
    }

    fn copy(&self) -> PathBuf {
        beside(&self.file(), COPY)
    }
}

/// Gives the org in which both have an open run, and changes nothing then: one org has at most one.
fn merge(connection: &mut Connection) -> rusqlite::Result<Option<String>> {
    let all = connection.transaction()?;
    let both = "SELECT coalesce(known.body ->> 'name', mine.org) FROM main.run AS mine
                JOIN good.run AS theirs ON mine.org = theirs.org AND mine.id <> theirs.id
                LEFT JOIN main.org AS known ON known.id = mine.org WHERE mine.open AND theirs.open";
    if let Some(org) = all.query_row(both, (), |row| row.get(0)).optional()? {
        return Ok(Some(org));
    }
    all.execute_batch(MERGE)?;
    all.execute("DELETE FROM setting WHERE name = ?1", [UNDECIDED])?;
    all.commit()?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use tempfile::TempDir;

    use super::*;
    use crate::Line;

    fn open(folder: &Path) -> (Store, Vec<Line>) {
        Store::open(folder).unwrap()
    }

    /// A folder whose file has a copy.
    fn copied() -> TempDir {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = open(home.path());
        store.set_setting("theme", "dark").unwrap();
        store.keep_copy().unwrap();
        home
    }

    fn damage(folder: &Path) {
        fs::write(folder.join("orgkey.sqlite"), "garbage").unwrap();
    }

    #[test]
    fn what_a_damaged_file_held_is_lost_though_there_is_a_copy() {
        let home = copied();
        assert_eq!(open(home.path()).0.copy_offered().unwrap(), None, "nothing is damaged");
        damage(home.path());

        let (store, notices) = open(home.path());
        assert_eq!(notices[0].id, "notice_store_set_aside");
        assert!(store.copy_offered().unwrap().is_some());
        store.set_setting("made/since", "yes").unwrap();
        store.keep_copy().unwrap();
        drop(store);

        // The offer stands until somebody decides, and the copy is as it was.
        let (store, notices) = open(home.path());
        assert_eq!(notices, []);
        assert!(store.copy_offered().unwrap().is_some());
        store.bring_copy_back().unwrap();
        assert_eq!(store.setting("theme").unwrap().as_deref(), Some("dark"));
        assert_eq!(store.setting("made/since").unwrap().as_deref(), Some("yes"));
        assert_eq!(store.copy_offered().unwrap(), None);
        store.set_setting("theme", "light").unwrap();
        drop(store);
        assert_eq!(open(home.path()).0.setting("theme").unwrap().as_deref(), Some("light"), "brought back twice");
    }

    #[test]
    fn a_copy_that_nobody_wants_is_offered_for_ever() {
        let home = copied();
        damage(home.path());
        let (store, _) = open(home.path());
        store.leave_copy().unwrap();
        assert_eq!(store.copy_offered().unwrap(), None);
        store.keep_copy().unwrap();
        drop(store);
        damage(home.path());
        let (store, _) = open(home.path());
        store.bring_copy_back().unwrap();
        assert_eq!(store.setting("theme").unwrap(), None, "the copy is of what was there last");
    }

    /// After a power cut, or when somebody tidied up.
    #[test]
    fn a_file_that_is_empty_or_gone_costs_the_copy() {
        for gone in [false, true] {
            let home = copied();
            let file = home.path().join("orgkey.sqlite");
            if gone {
                fs::remove_file(&file).unwrap();
            } else {
                fs::write(&file, "").unwrap();
            }
            let (store, notices) = open(home.path());
            assert_eq!(notices[0].id, "notice_store_gone");
            store.keep_copy().unwrap();
            store.bring_copy_back().unwrap();
            assert_eq!(store.setting("theme").unwrap().as_deref(), Some("dark"), "gone: {gone}");
        }
    }

    #[test]
    fn after_damage_without_a_copy_none_is_ever_kept_or_a_missing_one_is_brought_back() {
        let home = tempfile::tempdir().unwrap();
        damage(home.path());
        let (store, notices) = open(home.path());
        assert_eq!((notices.len(), store.copy_offered().unwrap()), (1, None));
        assert_eq!(store.bring_copy_back().unwrap_err().code, Code::NotFound);
        store.set_setting("theme", "dark").unwrap();
        store.keep_copy().unwrap();
        assert!(home.path().join("orgkey.sqlite.good").exists());
        assert_eq!(store.copy_offered().unwrap(), None, "it is of the new file");
    }

    #[test]
    fn bringing_a_copy_back_makes_two_open_runs_in_one_org() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = open(home.path());
        let open_run = |store: &Store, id: &str| {
            let row = "INSERT INTO run (id, org, body, started_at, open) VALUES (?1, '00D', '{}', '', 1)";
            store.lock().execute(row, [id]).unwrap();
        };
        open_run(&store, "before");
        store.keep_copy().unwrap();
        drop(store);
        damage(home.path());
        let (store, _) = open(home.path());
        open_run(&store, "since");
        assert_eq!(store.bring_copy_back().unwrap_err().code, Code::RunAlreadyOpen);
        assert!(store.copy_offered().unwrap().is_some(), "it is offered until the run is over");
        store.lock().execute("UPDATE run SET open = 0", ()).unwrap();
        store.bring_copy_back().unwrap();
    }

    #[test]
    fn a_copy_that_is_damaged_too_spoils_the_new_file() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = open(home.path());
        store.keep_copy().unwrap();
        drop(store);
        damage(home.path());
        fs::write(home.path().join("orgkey.sqlite.good"), "garbage too").unwrap();
        let (store, _) = open(home.path());
        store.set_setting("theme", "dark").unwrap();
        store.bring_copy_back().unwrap_err();
        assert_eq!(store.setting("theme").unwrap().as_deref(), Some("dark"));
        assert_eq!(fs::read(home.path().join("orgkey.sqlite.good")).unwrap(), b"garbage too", "kept to be looked at");
        store.leave_copy().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_place_of_the_copy_is_followed() {
        let (home, elsewhere) = (copied(), copied());
        let copy = home.path().join("orgkey.sqlite.good");
        damage(home.path());
        fs::remove_file(&copy).unwrap();
        std::os::unix::fs::symlink(elsewhere.path().join("orgkey.sqlite"), copy).unwrap();
        assert_eq!(open(home.path()).0.bring_copy_back().unwrap_err().code, Code::UnsafePlace);
    }

    #[cfg(unix)]
    #[test]
    fn somebody_else_can_read_the_copy() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        let (store, _) = open(home.path());
        store.keep_copy().unwrap();
        let copy = fs::metadata(home.path().join("orgkey.sqlite.good")).unwrap();
        assert_eq!(copy.permissions().mode() & 0o777, 0o600);
    }
}
