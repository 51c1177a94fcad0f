//! A terminal is shown a line that moves; nobody else is.

use std::fs::File;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::support::{Computer, Ended};

/// Everything that a terminal of a kind is sent while the job is done.
async fn shown(computer: &Computer, term: &str) -> String {
    let near = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&near).unwrap();
    unlockpt(&near).unwrap();
    let name = ptsname(&near, Vec::new()).unwrap();
    let path = std::path::PathBuf::from(std::ffi::OsStr::from_bytes(name.as_bytes()));
    let far = || Stdio::from(File::options().read(true).write(true).open(&path).unwrap());
    let mut command = computer.bare(&["set-up", "--practice", "--yes"]);
    let mut child = command.env("TERM", term).stdin(far()).stdout(far()).stderr(far()).spawn().unwrap();
    drop(command);
    let reading = tokio::task::spawn_blocking(move || {
        let mut near = File::from(near);
        let (mut all, mut some) = (Vec::new(), [0; 4096]);
        // When nobody has the far end any more, reading ends with an error.
        while let Ok(read @ 1..) = near.read(&mut some) {
            all.extend_from_slice(&some[..read]);
        }
        String::from_utf8_lossy(&all).into_owned()
    });
    assert!(child.wait().await.unwrap().success());
    reading.await.unwrap()
}

#[tokio::test]
async fn a_terminal_is_shown_no_progress_or_a_dumb_one_or_a_pipe_gets_control_characters() {
    let computer = Computer::new().await;
    let clever = shown(&computer, "xterm").await;
    assert!(clever.contains("\r\u{1b}[K") && clever.contains(" s)"), "{clever:?}");
    assert!(!clever.contains("\u{1b}[3"), "a colour: {clever:?}");
    let dumb = shown(&computer, "dumb").await;
    assert!(!dumb.contains('\u{1b}'), "{dumb:?}");
    let pipe = computer.bare(&["set-up", "--practice", "--yes"]).env("TERM", "xterm").output().await.unwrap();
    let pipe = Ended::of(pipe);
    assert!(!pipe.all.contains('\u{1b}') && !pipe.all.contains('\r'), "{:?}", pipe.all);
}
