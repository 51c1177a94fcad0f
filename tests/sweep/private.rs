//! What a process of Orgkey leaves to others: neither its files, nor its memory.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use practice_org::Stage;
use tokio::process::Command;

use crate::computer::{Computer, ended, orgkey};
use crate::points::{Holder, Point};

/// Every file and folder from here on, with its rights.
fn rights(path: &Path, found: &mut Vec<(String, u32)>) {
    let about = fs::symlink_metadata(path).unwrap();
    found.push((path.display().to_string(), about.permissions().mode() & 0o7777));
    if about.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| rights(&entry.unwrap().path(), found));
    }
}

/// The owner alone; how many files there are.
fn is_private(home: &Path) -> usize {
    let mut found = Vec::new();
    rights(home, &mut found);
    for (path, rights) in &found {
        let wanted = if Path::new(path).is_dir() { 0o700 } else { 0o600 };
        assert_eq!(*rights, wanted, "{path}: {rights:o}");
    }
    found.iter().filter(|(path, _)| Path::new(path).is_file()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_or_memory_are_open_where_nothing_is_closed_by_itself() {
    let computer = Computer::untouched().await;
    // The folders on the way to it are made too.
    let made = computer.home.path().join("made");
    let home = made.join("by/orgkey");
    let (holder, reached) = Holder::at(Point::Request(0, Stage::Answered));
    computer.practice.world().set_gate(Some(holder.clone()));
    let mut command = Command::new("sh");
    // A system that closes nothing, and writes down the memory of whatever crashes.
    command.args(["-c", "umask 0; ulimit -c unlimited; exec \"$0\" \"$@\""]);
    computer.given(command.arg(orgkey()).args(["set-up", "--yes"]));
    let child = command.env("ORGKEY_HOME", &home).spawn().unwrap();
    reached.notified().await;

    // In the middle: the file, what SQLite keeps beside it, and what is locked.
    assert!(is_private(&made) >= 3, "nothing is there to look at");
    #[cfg(target_os = "linux")]
    {
        let limits = fs::read_to_string(format!("/proc/{}/limits", child.id().unwrap())).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        let words: Vec<_> = core.split_whitespace().skip(4).take(2).collect();
        assert_eq!(words, ["0", "0"], "{core}");
    }

    holder.release();
    assert_eq!(ended(child).await.code, Some(0));
    is_private(&made);
}
