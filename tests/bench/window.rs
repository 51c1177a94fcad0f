//! The window beside an empty one that was built the same way: time to its first usable screen, memory when it is still.
//! Both are started by the web driver, so that both carry its weight.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use orgkey_tests::{connect, free_port, program};
use serde_json::{Value, json};

use crate::process::median;

pub(crate) struct Opened {
    /// From its start to the first thing that can be pressed.
    pub(crate) usable: Duration,
    /// Proportional share of memory (PSS, proc(5)) of all its processes, in KiB, when it no longer changes.
    pub(crate) memory: u64,
}

/// The medians of so many starts of each, turn by turn: Orgkey's, and the empty window's.
pub(crate) async fn openings(times: usize) -> (Opened, Opened) {
    let (mut ours, mut empty) = (Vec::new(), Vec::new());
    for _ in 0..times {
        ours.push(opened(&program("orgkey-window"), "[data-screen=welcome] button").await);
        empty.push(opened(&program("examples/empty-window"), "button").await);
    }
    (middle(ours), middle(empty))
}

fn middle(all: Vec<Opened>) -> Opened {
    Opened {
        usable: median(all.iter().map(|one| one.usable).collect()),
        memory: median(all.iter().map(|one| one.memory).collect()),
    }
}

async fn opened(program: &Path, usable: &str) -> Opened {
    let home = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let mut driver = Command::new("WebKitWebDriver")
        .arg(format!("--port={port}"))
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("ORGKEY_HOME", home.path())
        .stdout(Stdio::null())
        .spawn()
        .expect("WebKitWebDriver starts");
    let options = json!({ "binary": program, "args": [] });
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let began = Instant::now();
    let client = connect(port, [("webkitgtk:browserOptions".to_owned(), options)].into_iter().collect()).await;
    let seen = format!("return document.querySelector({}) !== null", Value::from(usable));
    while client.execute(&seen, vec![]).await.ok().and_then(|seen| seen.as_bool()) != Some(true) {
        assert!(began.elapsed() < Duration::from_secs(60), "{} shows nothing", program.display());
    }
    let usable = began.elapsed();
    let memory = at_rest(&driver).await;
    let _ = client.close().await;
    let _ = driver.kill();
    let _ = driver.wait();
    Opened { usable, memory }
}

/// The memory of everything below the driver, once three looks half a second apart agree to a hundredth.
async fn at_rest(driver: &Child) -> u64 {
    let mut seen: Vec<u64> = Vec::new();
    loop {
        seen.push(below(driver.id()).into_iter().filter_map(share).sum());
        if let [.., first, second, third] = seen[..]
            && [first, second].iter().all(|one| one.abs_diff(third) * 100 < third)
        {
            return third;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

fn below(process: u32) -> Vec<u32> {
    let children = std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let children = children.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let children: Vec<u32> = children.flat_map(|line| numbers(&line)).collect();
    children.iter().copied().chain(children.iter().flat_map(|child| below(*child))).collect()
}

fn numbers(line: &str) -> Vec<u32> {
    line.split_whitespace().filter_map(|number| number.parse().ok()).collect()
}

fn share(process: u32) -> Option<u64> {
    let rollup = std::fs::read_to_string(PathBuf::from(format!("/proc/{process}/smaps_rollup"))).ok()?;
    rollup.lines().find(|line| line.starts_with("Pss:"))?.split_whitespace().nth(1)?.parse().ok()
}
