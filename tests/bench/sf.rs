//! The same app by the Salesforce CLI, where it is installed with the tests: a dry run, the deployment, a retrieve to
//! look at what came of it, the permission set given. It reads no secret and proves nothing.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use orgkey_tests::{Road, root};

use crate::job::{Place, on_its_own};
use crate::process::median;

const STEPS: [&[&str]; 4] = [
    &["project", "deploy", "start", "--dry-run", "--source-dir", "force-app"],
    &["project", "deploy", "start", "--source-dir", "force-app"],
    &["project", "retrieve", "start", "--source-dir", "force-app"],
    &["org", "assign", "permset", "--name", "Harbour_Log_Users", "--on-behalf-of", "etl@practice.example"],
];

pub(crate) struct BySf {
    pub(crate) wall: Duration,
    pub(crate) peak: u64,
    pub(crate) requests: usize,
}

/// The medians of so many apps, each in an org and a home where nothing was before; none where it is not installed.
pub(crate) async fn by_sf(latency: Duration, times: usize) -> Option<BySf> {
    let strangers = root().join("tests/strangers");
    let program = strangers.join("node_modules/@salesforce/cli/bin/run.js");
    program.exists().then_some(())?;
    let mut all = Vec::new();
    for _ in 0..times {
        all.push(once(latency, &strangers, &program).await);
    }
    Some(BySf {
        wall: median(all.iter().map(|one| one.wall).collect()),
        peak: median(all.iter().map(|one| one.peak).collect()),
        requests: median(all.iter().map(|one| one.requests).collect()),
    })
}

async fn once(latency: Duration, strangers: &Path, program: &Path) -> BySf {
    let road = Road::new(latency);
    let place = Place::new().await.along(&road);
    let home = tempfile::tempdir().expect("a folder");
    copy(&strangers.join("project"), home.path());
    let org = &place.practice().description().orgs[0];
    let sf = |arguments: &[&str]| {
        let mut command = Command::new(node(strangers));
        command
            .arg(program)
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home.path())
            .env("NODE_OPTIONS", format!("--import=\"{}\"", strangers.join("loopback.mjs").display()))
            .env("STRANGERS_OUTSIDE", home.path().join("outside"))
            .env("SF_TARGET_ORG", "bench")
            .env("SF_ACCESS_TOKEN", &org.users[0].access_token)
            .current_dir(home.path());
        command
    };
    let log_in = ["org", "login", "access-token", "--no-prompt", "--alias", "bench", "--instance-url", &org.url];
    let logged_in = on_its_own(sf(&log_in)).await;
    assert!(logged_in.succeeded, "sf is not logged in: {}", logged_in.out);
    road.take();
    let mut all = Vec::new();
    for step in STEPS {
        let needed = on_its_own(sf(step)).await;
        assert!(needed.succeeded, "sf {step:?}: {}", needed.out);
        all.push(needed);
    }
    BySf {
        wall: all.iter().map(|needed| needed.wall).sum(),
        peak: all.iter().map(|needed| needed.peak).max().unwrap_or_default(),
        requests: road.take().len(),
    }
}

fn node(strangers: &Path) -> PathBuf {
    let cpu = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    let installed = strangers.join(format!("node_modules/node-{}-{cpu}/bin/node", std::env::consts::OS));
    if installed.exists() { installed } else { PathBuf::from("node") }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
