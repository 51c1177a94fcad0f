//! The whole job of the command line: an app for a server, made and proven.

use std::io::Write as _;
use std::process::Command;
use std::time::Duration;

use orgkey_tests::{BLUEPRINT, Road, chain, program};
use practice_org::{Options, Running};
use tempfile::TempDir;

use crate::process::{Needed, median, run};

/// The series that can't be shorter, found by hand: session beside versions, snapshot, deploy, status, app id, consumer,
/// secret, token, call.
pub(crate) const BY_HAND: u32 = 9;

/// One org, one computer, and the road between them.
pub(crate) struct Place {
    practice: Running,
    home: TempDir,
}

impl Place {
    pub(crate) async fn new() -> Self {
        let practice = practice_org::start(Options::default()).await.expect("a practice org");
        let home = tempfile::tempdir().expect("a folder");
        let mut file = std::fs::File::create(home.path().join("blueprint.json")).expect("a file");
        file.write_all(BLUEPRINT.as_bytes()).expect("a blueprint");
        Self { practice, home }
    }

    pub(crate) fn along(self, road: &std::sync::Arc<Road>) -> Self {
        self.practice.world().set_gate(Some(road.clone()));
        self
    }

    pub(crate) fn practice(&self) -> &Running {
        &self.practice
    }

    pub(crate) fn command(&self) -> Command {
        let description = self.practice.description();
        let mut command = Command::new(program("orgkey"));
        command
            .arg("set-up")
            .arg(self.home.path().join("blueprint.json"))
            .args(["--practice-at", &description.login_url, "--yes", "--json"])
            .env("ORGKEY_HOME", self.home.path())
            .env("ORGKEY_PRACTICE_BEARER", &description.control.bearer);
        command
    }
}

/// What a series of jobs needed, each in an org and on a computer where nothing was before.
pub(crate) struct Series {
    pub(crate) wall: Duration,
    pub(crate) busy: Duration,
    pub(crate) peak: u64,
    pub(crate) requests: usize,
    pub(crate) chain: Vec<String>,
}

pub(crate) async fn series(latency: Duration, times: usize) -> Series {
    let mut all: Vec<(Needed, usize, Vec<String>)> = Vec::new();
    for _ in 0..times {
        let road = Road::new(latency);
        let place = Place::new().await.along(&road);
        let needed = on_its_own(place.command()).await;
        assert!(needed.succeeded, "the job is not done: {}", needed.out);
        let trips = road.take();
        all.push((needed, trips.len(), chain(&trips)));
    }
    let of = |value: fn(&Needed) -> Duration| median(all.iter().map(|(needed, ..)| value(needed)).collect());
    Series {
        wall: of(|needed| needed.wall),
        busy: of(|needed| needed.busy),
        peak: median(all.iter().map(|(needed, ..)| needed.peak).collect()),
        requests: median(all.iter().map(|(_, requests, _)| *requests).collect()),
        chain: all.into_iter().map(|(.., chain)| chain).min_by_key(Vec::len).unwrap_or_default(),
    }
}

/// Watches a process on a thread of its own: the practice org goes on answering.
pub(crate) async fn on_its_own(mut command: Command) -> Needed {
    tokio::task::spawn_blocking(move || run(&mut command)).await.expect("it is watched to its end")
}
