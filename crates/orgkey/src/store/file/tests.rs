use std::fs;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use rusqlite_migration::M;
use tempfile::TempDir;

use super::*;
use crate::apply::Entry;
use crate::problem::Code;
use crate::store::Store;

/// Files as each released schema wrote them.
const RELEASED: &[&str] = &[include_str!("../fixtures/v1.sql")];

fn file_of(folder: &TempDir) -> PathBuf {
    folder.path().join("orgkey.sqlite")
}

fn written(version: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let connection = Connection::open(file_of(&folder)).unwrap();
    connection.execute_batch(RELEASED[version - 1]).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    folder
}

/// Everything in the file, as text.
fn everything(file: &Path) -> String {
    let connection = looked_at(file).unwrap();
    let mut all = format!("version {}\n", version(&connection).unwrap());
    for table in ["org", "draft", "run", "journal", "setting"] {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query(()).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<_> = (0..columns).map(|column| format!("{:?}", row.get_ref(column).unwrap())).collect();
            all += &format!("{table} {}\n", values.join(" "));
        }
    }
    all
}

/// A folder in memory where the system has one: thousands of files wait for a disk otherwise.
fn fast_folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Starts as Orgkey does, and reads what the first screen needs. What was not readable is kept, and said.
fn starts(before: &[u8], what: &str) {
    let folder = fast_folder();
    fs::write(file_of(&folder), before).unwrap();
    let (store, notices) = Store::open(folder.path()).unwrap_or_else(|problem| panic!("{what}: {problem}"));
    let read = store.orgs().and_then(|_| store.drafts()).map(drop);
    read.and_then(|()| store.runs().map(drop)).and_then(|()| store.setting("theme").map(drop)).unwrap_or_else(
        |problem| {
            panic!("{what}: {problem}");
        },
    );
    if let Some(notice) = notices.iter().find(|notice| notice.id == "notice_store_set_aside") {
        let kept = fs::read(&notice.params["file"]).unwrap();
        assert!(kept == before, "{what}: what was set aside is not what was there");
    }
}

#[test]
fn a_file_that_is_cut_or_garbage_or_huge_keeps_orgkey_from_starting() {
    let folder = written(1);
    let whole = fs::read(file_of(&folder)).unwrap();
    for length in (0..whole.len()).step_by(509) {
        starts(&whole[..length], &format!("cut to {length} bytes"));
    }
    for at in 0..100 {
        let mut changed = whole.clone();
        changed[at] ^= 0xFF;
        starts(&changed, &format!("byte {at} of the head"));
    }
    let doubled = [whole.as_slice(), &whole].concat();
    for (what, bytes) in [
        ("text", b"this is no database, and long enough to be read as one by whoever tries".as_slice()),
        ("JSON", b"{\"version\": 1}"),
        ("not UTF-8", &[0xC3, 0x28, 0xFF]),
        ("zeros", &[0; 8192]),
        ("twice", &doubled),
        ("a head alone", &whole[..100]),
    ] {
        starts(bytes, what);
    }
    let mut huge = whole;
    huge.resize(100 << 20, 0xA5);
    huge[..100].fill(0);
    starts(&huge, "100 MiB");
}

#[test]
fn some_damage_is_found_only_when_it_is_too_late() {
    const ROUNDS: u64 = 10_000;
    const SIDE_BY_SIDE: u64 = 4;
    let folder = written(1);
    let whole = fs::read(file_of(&folder)).unwrap();
    let round = |round: u64| {
        let mut random = StdRng::seed_from_u64(round);
        let mut changed = whole.clone();
        for _ in 0..random.random_range(1..20) {
            let at = random.random_range(0..changed.len());
            changed[at] = random.random();
        }
        if round.is_multiple_of(3) {
            let (from, to) = (random.random_range(0..changed.len()), random.random_range(0..changed.len()));
            changed[from.min(to)..from.max(to)].fill(0);
        }
        starts(&changed, &format!("round {round}"));
    };
    std::thread::scope(|scope| {
        for first in 0..SIDE_BY_SIDE {
            scope.spawn(move || (first..ROUNDS).step_by(SIDE_BY_SIDE as usize).for_each(round));
        }
    });
}

#[test]
fn tables_of_another_program_are_taken_for_ours() {
    for other in [
        "CREATE TABLE org (number INTEGER)",
        "CREATE TABLE org (number INTEGER); PRAGMA user_version = 1",
        "CREATE TABLE draft (id BLOB, body BLOB, saved_at BLOB); PRAGMA user_version = 1",
        "PRAGMA user_version = 1",
        "PRAGMA user_version = -1",
    ] {
        let folder = tempfile::tempdir().unwrap();
        Connection::open(file_of(&folder)).unwrap().execute_batch(other).unwrap();
        starts(&fs::read(file_of(&folder)).unwrap(), other);
        let (store, notices) = Store::open(folder.path()).unwrap();
        assert_eq!(notices[0].id, "notice_store_set_aside", "{other}");
        store.set_setting("theme", "dark").unwrap();
    }
}

#[test]
fn two_files_set_aside_in_one_second_are_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut kept = std::collections::BTreeSet::new();
    for round in 0..3 {
        fs::write(file_of(&folder), format!("bad {round}, and so it is no database of anybody's, ever")).unwrap();
        let notices = Store::open(folder.path()).unwrap().1;
        kept.insert(fs::read(&notices[0].params["file"]).unwrap());
    }
    assert_eq!(kept.len(), 3);
}

#[test]
fn a_file_of_an_earlier_version_loses_its_meaning() {
    for version in 1..=RELEASED.len() {
        let folder = written(version);
        let (store, notices) = Store::open(folder.path()).unwrap();
        assert_eq!(notices, []);
        assert_eq!(store.orgs().unwrap()[0].name, "Orgkey Practice");
        assert_eq!(store.drafts().unwrap().len(), 1);
        assert_eq!(store.setting("theme").unwrap().as_deref(), Some("dark"));
        let run = store.runs().unwrap().remove(0).0;
        assert_eq!(run.plan.blueprint.label, "Practice Loader");
        let journal = store.journal(run.id).unwrap();
        assert_eq!((journal.len(), &journal[13].1), (14, &Entry::Done));
        let Entry::Proved { report } = &journal[12].1 else { panic!("{:?}", journal[12]) };
        assert!(!report.flows[0].proofs.is_empty());
    }
}

/// The present schema and a step that is still to come.
fn and(step: &'static str) -> Vec<M<'static>> {
    SCHEMA.iter().cloned().chain([M::up(step)]).collect()
}

#[test]
fn a_step_to_a_newer_schema_loses_what_was_there_or_keeps_no_copy() {
    let folder = written(SCHEMA.len());
    let file = file_of(&folder);
    let before = everything(&file);
    let step = "ALTER TABLE org ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'; UPDATE org SET colour = 'green'";
    let (connection, notices) = open(&file, &and(step)).unwrap();
    assert_eq!(notices, []);
    let colour: String = connection.query_row("SELECT colour FROM org", (), |row| row.get(0)).unwrap();
    assert_eq!(colour, "green");
    assert_eq!(everything(&beside(&file, &format!(".v{}", SCHEMA.len()))), before);
}

#[test]
fn a_step_that_fails_half_way_spoils_the_file() {
    let folder = written(SCHEMA.len());
    let file = file_of(&folder);
    let before = everything(&file);
    for _ in 0..2 {
        // However often it is tried.
        let failed = open(&file, &and("DELETE FROM run; ALTER TABLE org RENAME TO orgs; SELECT nothing FROM nowhere"));
        assert_eq!(failed.unwrap_err().code, Code::StoreFailed);
        assert_eq!(everything(&file), before);
    }
    assert_eq!(open(&file, SCHEMA).unwrap().1, [], "the version before still reads it");
}

#[test]
fn a_process_killed_in_a_step_spoils_the_file() {
    let folder = written(SCHEMA.len());
    let file = file_of(&folder);
    let before = everything(&file);
    // What a killed process leaves: the files as they are while half of the step is written.
    let connection = Connection::open(&file).unwrap();
    connection.pragma_update(None, "cache_size", 1).unwrap();
    connection
        .execute_batch(
            "BEGIN IMMEDIATE; DELETE FROM journal; ALTER TABLE org ADD COLUMN colour TEXT; PRAGMA user_version = 2;
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
             INSERT INTO setting SELECT 'name ' || i, hex(zeroblob(500)) FROM n",
        )
        .unwrap();
    let killed = tempfile::tempdir().unwrap();
    for suffix in ["", "-wal"] {
        fs::copy(beside(&file, suffix), beside(&file_of(&killed), suffix)).unwrap();
    }
    assert!(fs::metadata(beside(&file_of(&killed), "-wal")).unwrap().len() > 500_000, "half of it is on disk");
    let (connection, notices) = open(&file_of(&killed), SCHEMA).unwrap();
    assert_eq!(notices, []);
    drop(connection);
    assert_eq!(everything(&file_of(&killed)), before);
}

#[test]
fn a_power_cut_in_the_first_start_counts_as_damage() {
    let (begun, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let connection = Connection::open(file_of(&begun)).unwrap();
    // With no room for what is changed, the file has half of it before the change is whole.
    let half = "PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN; CREATE TABLE org (id TEXT);
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99)
                INSERT INTO org SELECT hex(randomblob(4000)) FROM n;";
    connection.execute_batch(half).unwrap();
    for suffix in ["", "-journal"] {
        fs::copy(beside(&file_of(&begun), suffix), beside(&file_of(&after), suffix)).unwrap();
    }
    assert!(is_half_changed(&looked_at(&file_of(&after)).unwrap()), "nothing is cut short");
    let (store, notices) = Store::open(after.path()).unwrap();
    assert_eq!(notices, []);
    store.set_setting("theme", "dark").unwrap();
}

#[test]
fn a_file_of_a_newer_version_is_written_to() {
    for change in ["ALTER TABLE draft ADD COLUMN new TEXT", "DROP TABLE setting"] {
        let folder = written(SCHEMA.len());
        let file = file_of(&folder);
        let connection = Connection::open(&file).unwrap();
        connection.execute_batch(change).unwrap();
        connection.pragma_update(None, "user_version", SCHEMA.len() + 1).unwrap();
        drop(connection);
        let before = fs::read(&file).unwrap();
        {
            let (store, notices) = Store::open(folder.path()).unwrap();
            assert_eq!(notices[0].id, "notice_store_newer");
            let readable = change.starts_with("ALTER");
            assert_eq!(store.orgs().unwrap().len(), usize::from(readable));
            assert_eq!(store.drafts().unwrap().len(), usize::from(readable));
            for refused in [store.set_setting("theme", "light"), store.delete_draft(uuid::Uuid::new_v4())] {
                assert_eq!(refused.unwrap_err().code, Code::StoreNewer, "{change}");
            }
        }
        assert!(fs::read(&file).unwrap() == before, "{change}: the file is another");
    }
}
