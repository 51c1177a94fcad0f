//! Before there is a window: what stands in its way is said in the system's own dialog, and the process is closed.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use orgkey::{Code, Problem, words};
use orgkey_tests::program;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, Window};
use x11rb::rust_connection::RustConnection;

/// The names of all windows of the display, from the property that is always UTF-8: the older one encodes whatever isn't
/// Latin-1 in ways of its own.
fn names(display: &RustConnection, below: Window) -> Vec<String> {
    let atom =
        display.intern_atom(false, b"_NET_WM_NAME").ok().and_then(|asked| asked.reply().ok()).map(|found| found.atom);
    let property = atom.and_then(|atom| display.get_property(false, below, atom, AtomEnum::ANY, 0, 1024).ok());
    let name = property.and_then(|asked| asked.reply().ok());
    let mut all = vec![name.map(|name| String::from_utf8_lossy(&name.value).into_owned()).unwrap_or_default()];
    let tree = display.query_tree(below).ok().and_then(|asked| asked.reply().ok());
    for child in tree.map(|tree| tree.children).unwrap_or_default() {
        all.extend(names(display, child));
    }
    all
}

#[test]
fn what_stands_in_the_way_of_the_window_is_said_to_nobody_who_looks_at_the_screen() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("orgkey");
    std::fs::write(&home, "a file where a folder has to be").unwrap();
    let mut command = Command::new(program("orgkey-window"));
    let mut started = command.env("ORGKEY_HOME", &home).stderr(Stdio::null()).spawn().unwrap();
    let (display, screen) = x11rb::connect(None).unwrap();
    let root = display.setup().roots[screen].root;
    let title = words::problem(&Problem::new(Code::StoreFailed)).title;
    let began = Instant::now();
    while !names(&display, root).contains(&title) {
        assert!(began.elapsed() < Duration::from_secs(30), "{title} is on no window: {:?}", names(&display, root));
        std::thread::sleep(Duration::from_millis(50));
    }
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", started.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().filter(|word| *word == "0").count(), 2, "{core}");
    started.kill().unwrap();
    started.wait().unwrap();
}
