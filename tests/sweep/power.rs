//! The power is cut at every sync of the disk: what was not synced is gone, and nobody works in the org unknown to it.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use orgkey::store::Store;
use practice_org::Stage;
use tempfile::TempDir;
use tokio::process::Command;

use crate::computer::{Computer, ended};
use crate::points::{Holder, Point, tell, uninterrupted};

/// How many runs are cut short side by side: they mostly wait.
const SIDE_BY_SIDE: usize = 8;

/// Longest way to a point.
const LIMIT: Duration = Duration::from_secs(60);

/// The disk of `unsynced.c`, where its model is told.
struct Disk {
    /// The one folder that is on it from the start, empty.
    root: TempDir,
    /// What it holds.
    kept: TempDir,
}

impl Disk {
    fn new() -> Self {
        Self { root: tempfile::tempdir().unwrap(), kept: tempfile::tempdir().unwrap() }
    }

    /// Has a command work on it.
    fn under<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("LD_PRELOAD", preloaded()).env("UNSYNCED_KEPT", self.kept.path())
    }

    /// `orgkey set-up` on it, in a folder that nobody has made yet, in one that nobody has made either.
    fn set_up(&self, computer: &Computer) -> Command {
        let mut command = computer.orgkey(&["set-up", "--yes"]);
        self.under(&mut command).env("ORGKEY_HOME", self.root.path().join("made/orgkey"));
        command
    }

    /// How often it was synced.
    fn syncs(&self) -> usize {
        fs::read_to_string(self.kept.path().join("syncs")).unwrap().parse().unwrap()
    }

    /// What is in a folder: number of the inode, whether it is a folder, name.
    fn names(&self, folder: u64) -> Vec<(u64, bool, String)> {
        // Never synced, so that nothing of it is known.
        let names = fs::read_to_string(self.kept.path().join(folder.to_string())).unwrap_or_default();
        let parts = |line: &str| {
            let mut parts = line.splitn(3, ' ');
            let mut next = || parts.next().unwrap();
            (next().parse().unwrap(), next() == "folder", next().to_owned())
        };
        names.lines().map(parts).collect()
    }

    /// Writes what it holds of a folder into another, which is empty.
    fn write_out(&self, folder: u64, to: &Path) {
        for (number, is_folder, name) in self.names(folder) {
            let (kept, to) = (self.kept.path().join(number.to_string()), to.join(name));
            if is_folder {
                fs::create_dir(&to).unwrap();
                self.write_out(number, &to);
            } else if kept.exists() {
                fs::copy(kept, to).unwrap();
            } else {
                fs::write(to, "").unwrap();
            }
        }
    }

    /// Starts a computer again, with what is left of the folder that `orgkey` made.
    fn start_again(&self, computer: &Computer) {
        let root = fs::metadata(self.root.path()).unwrap().ino();
        let inside = |folder: u64, wanted: &str| {
            self.names(folder).into_iter().find(|(_, is_folder, name)| *is_folder && name == wanted)
        };
        if let Some((folder, ..)) = inside(root, "made").and_then(|(made, ..)| inside(made, "orgkey")) {
            self.write_out(folder, computer.home.path());
        }
    }
}

/// `unsynced.c`, compiled.
fn preloaded() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("unsynced.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/sweep/unsynced.c");
        let mut compiler = std::process::Command::new("cc");
        compiler.args(["-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", source, "-o"]).arg(&library);
        assert!(compiler.status().unwrap().success(), "{compiler:?}");
        library
    })
}

/// When the power is cut.
#[derive(Clone, Copy, Debug)]
enum Cut {
    /// Just before this sync, counted from 0.
    Sync(usize),
    /// At this request that may change the org, counted from 0.
    Request(usize, Stage),
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sync(number) => write!(f, "cut before sync {number}"),
            Self::Request(number, stage) => write!(f, "cut, {}", Point::Request(*number, *stage)),
        }
    }
}

/// Begins the job on a disk, and cuts the power.
async fn cut_off(computer: &Computer, disk: &Disk, at: Cut) {
    let mut command = disk.set_up(computer);
    match at {
        Cut::Sync(number) => {
            let end = ended(command.env("UNSYNCED_CUT", number.to_string()).spawn().unwrap()).await;
            // Two that go together may need one sync less.
            assert!(matches!(end.code, None | Some(0)), "{at}: {end:?}");
        }
        Cut::Request(number, stage) => {
            let (holder, reached) = Holder::at(Point::Request(number, stage));
            computer.practice.world().set_gate(Some(holder));
            let mut child = command.spawn().unwrap();
            let reached = tokio::time::timeout(LIMIT, reached.notified()).await;
            reached.unwrap_or_else(|_| panic!("{at}: never reached"));
            child.kill().await.unwrap();
            computer.practice.world().set_gate(None);
        }
    }
    disk.start_again(computer);
}

/// Goes on after the power was cut: how many entries of the journal were left, none where no run was.
async fn ends_whole(computer: &Computer, at: Cut) -> Option<usize> {
    let (store, notices) = Store::open(computer.home.path()).unwrap();
    assert_eq!(notices, [], "{at}: the file is spoilt");
    let runs = store.runs().unwrap();
    let left = runs.first().map(|(run, _)| store.journal(run.id).unwrap().len());
    drop(store);
    let done = match runs.first() {
        None => {
            assert_eq!(computer.apps().await, 0, "{at}: an app that nobody knows of");
            assert!(!computer.org().secret_switch().await, "{at}: a switch that nobody knows of");
            Some(ended(computer.set_up()).await)
        }
        Some((_, true)) => Some(computer.go_on().await),
        Some((_, false)) => None,
    };
    if let Some(done) = done {
        assert_eq!((done.code, done.remainders().len()), (Some(0), 0), "{at}: {done:?}");
    }
    computer.assert_whole(&at.to_string()).await;
    left
}

#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_at_some_point_makes_two_apps_or_loses_the_secret_or_leaves_the_switch_on() {
    let (journal, requests) = uninterrupted(&Computer::new().await).await;
    let (computer, disk) = (Computer::untouched().await, Disk::new());
    let done = ended(disk.set_up(&computer).spawn().unwrap()).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    disk.start_again(&computer);
    computer.assert_whole("cut after the end").await;

    let syncs = disk.syncs();
    let stages = [Stage::Arrived, Stage::Answered];
    let at_requests = (0..requests.len()).flat_map(|number| stages.map(|stage| Cut::Request(number, stage)));
    let cuts: Vec<_> = (0..syncs).map(Cut::Sync).chain(at_requests).collect();
    tell(&format!("power sweep: {} cuts ({syncs} syncs, {} requests x 2)", cuts.len(), requests.len()));
    let left = stream::iter(cuts).map(|at| async move {
        let (computer, disk) = (Computer::untouched().await, Disk::new());
        cut_off(&computer, &disk, at).await;
        ends_whole(&computer, at).await
    });
    let left: BTreeSet<_> = left.buffer_unordered(SIDE_BY_SIDE).collect().await;
    // Two that go together may need one sync less, so that a length may be met by none.
    let every: BTreeSet<_> = (0..=journal.len()).map(Some).chain([None]).collect();
    assert!(left.is_subset(&every) && left.len() + 3 > every.len(), "{left:?}");
    assert!(left.contains(&None) && left.contains(&Some(journal.len())), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sweep_finds_nothing_where_the_journal_is_never_synced() {
    let (computer, disk) = (Computer::untouched().await, Disk::new());
    let (holder, reached) = Holder::at(Point::Request(1, Stage::Answered));
    computer.practice.world().set_gate(Some(holder));
    let mut child = disk.set_up(&computer).env("UNSYNCED_DEAF", "-wal").spawn().unwrap();
    tokio::time::timeout(LIMIT, reached.notified()).await.expect("the deployment is sent");
    child.kill().await.unwrap();
    disk.start_again(&computer);
    computer.practice.world().set_gate(None);
    let runs = Store::open(computer.home.path()).unwrap().0.runs().unwrap();
    assert_eq!((runs.len(), computer.apps().await), (0, 1), "an app that nobody knows of");
}

#[tokio::test]
async fn the_disk_keeps_what_was_not_synced_or_loses_what_was() {
    let disk = Disk::new();
    let script = "
        mkdir folder; cd folder
        echo kept > synced; echo gone > unsynced; echo kept > overwritten; echo kept > deleted; echo gone > unnamed
        sync synced overwritten deleted unnamed; rm unnamed; sync . ..
        echo gone >> synced; echo gone > other; sync other; mv other overwritten; rm deleted; echo gone > new; sync new
        mkdir ../later; echo gone > ../later/file; sync ../later/file ../later";
    let mut shell = Command::new("sh");
    disk.under(&mut shell).args(["-c", script]).current_dir(disk.root.path());
    shell.status().await.unwrap();
    let after = tempfile::tempdir().unwrap();
    disk.write_out(fs::metadata(disk.root.path()).unwrap().ino(), after.path());
    let mut found: Vec<_> = fs::read_dir(after.path().join("folder"))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().display().to_string(), fs::read_to_string(&path).unwrap().trim_end().to_owned())
        })
        .collect();
    found.sort();
    let wanted = [("deleted", "kept"), ("overwritten", "kept"), ("synced", "kept"), ("unsynced", "")];
    assert_eq!(found, wanted.map(|(name, text)| (name.to_owned(), text.to_owned())));
    assert!(!after.path().join("later").exists(), "a folder is there whose own was not synced");
}
