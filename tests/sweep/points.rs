//! The points of a run: before each entry of its journal, and before and after each request that changes the org; with
//! a slow deployment also each question about it.

use std::collections::HashMap;
use std::fmt;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use orgkey::apply::Entry;
use practice_org::{Gate, Passage, Passing, Stage};
use rusqlite::Connection;
use tokio::sync::Notify;

use crate::computer::{Computer, ended};

/// Where a run is interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    /// So many entries are on disk, and the next is about to be written.
    Entry(usize),
    /// At this request that may change the org, counted from 0.
    Request(usize, Stage),
    /// At this question about a deployment, counted from 0.
    Poll(usize, Stage),
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(entries) => write!(f, "after entry {entries}"),
            Self::Request(number, Stage::Arrived) => write!(f, "before request {number}"),
            Self::Request(number, Stage::Answered) => write!(f, "after request {number}"),
            Self::Poll(number, stage) => write!(f, "question {number} about a deployment, {stage:?}"),
        }
    }
}

/// Says how much a sweep tried, past the harness, which keeps what a test that passed has printed.
#[expect(clippy::explicit_write, reason = "the harness catches what the macros print")]
pub(crate) fn tell(line: &str) {
    writeln!(std::io::stderr(), "{line}").unwrap();
}

/// The journal of a run that nothing interrupts, and the requests of it that may change the org. What changes metadata
/// or gives permissions was announced in the journal, and what was announced was sent.
pub(crate) async fn uninterrupted(computer: &Computer) -> (Vec<Entry>, Vec<String>) {
    let counter = Arc::new(Counter::default());
    computer.practice.world().set_gate(Some(counter.clone()));
    let done = ended(computer.set_up()).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    computer.practice.world().set_gate(None);
    computer.assert_whole("uninterrupted").await;
    let (_, journal) = computer.journal();
    let requests = counter.requests.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let sent = |end: &str| requests.iter().filter(|path| path.ends_with(end)).count();
    let announced = |of: fn(&Entry) -> bool| journal.iter().filter(|entry| of(entry)).count();
    let deployments =
        announced(|entry| matches!(entry, Entry::DeployIntended | Entry::SwitchOnIntended | Entry::SwitchBackIntended));
    assert_eq!(sent("/metadata/deployRequest"), deployments, "{journal:?} {requests:?}");
    let given = announced(|entry| matches!(entry, Entry::AssignIntended { .. }));
    assert_eq!((sent("/sobjects/PermissionSetAssignment"), given), (1, 1), "{journal:?} {requests:?}");
    // The rest asks for tokens and takes them back: the proof.
    let others = requests.iter().filter(|path| !path.contains("/services/oauth2/")).count();
    assert_eq!(others, deployments + given, "{requests:?}");
    (journal, requests)
}

/// Every point of a run that nothing interrupts: how many entries, how many requests, and all points.
pub(crate) async fn every_point() -> (usize, usize, Vec<Point>) {
    let (journal, requests) = uninterrupted(&Computer::new().await).await;
    let (entries, requests) = (journal.len(), requests.len());
    let stages = [Stage::Arrived, Stage::Answered];
    let at_requests = (0..requests).flat_map(|number| stages.map(|stage| Point::Request(number, stage)));
    let points: Vec<_> = (0..entries).map(Point::Entry).chain(at_requests).collect();
    assert_eq!(points.len(), entries + 2 * requests);
    (entries, requests, points)
}

/// Whether a request may change the org: all but reads, and what the desk reads by SOAP and in composites.
fn may_change(passing: &Passing) -> bool {
    let reads = passing.path.starts_with("/services/Soap/") || passing.path.ends_with("/composite");
    passing.method != "GET" && !reads && !passing.path.starts_with("/__practice")
}

/// Counts requests that may change the org, and questions about deployments, in the order in which they come.
#[derive(Default)]
pub(crate) struct Counter {
    requests: Mutex<Vec<String>>,
    polls: AtomicUsize,
    /// Some are on their way together: by their number at the gate, what each was counted as.
    counted: Mutex<HashMap<u64, usize>>,
}

impl Counter {
    /// Which point a request is at, if it may change the org or asks about a deployment.
    pub(crate) fn point(&self, passing: &Passing) -> Option<Point> {
        if passing.method == "GET" && passing.path.contains("/metadata/deployRequest/") {
            let number = self.number(passing, || self.polls.fetch_add(1, Ordering::SeqCst))?;
            return Some(Point::Poll(number, passing.stage));
        }
        if !may_change(passing) {
            return None;
        }
        let number = self.number(passing, || {
            let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
            requests.push(passing.path.clone());
            requests.len() - 1
        })?;
        Some(Point::Request(number, passing.stage))
    }

    /// What a request is counted as: anew when it arrives, as it was when it is answered.
    fn number(&self, passing: &Passing, count: impl FnOnce() -> usize) -> Option<usize> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        match passing.stage {
            Stage::Arrived => Some(*counted.entry(passing.number).or_insert_with(count)),
            Stage::Answered => counted.get(&passing.number).copied(),
        }
    }
}

impl Gate for Counter {
    fn pass(&self, passing: Passing) -> BoxFuture<'static, Passage> {
        self.point(&passing);
        ready(Passage::On).boxed()
    }
}

/// Holds the request at one point until it is released, and says that it is there.
pub(crate) struct Holder {
    counter: Counter,
    at: Point,
    reached: Arc<Notify>,
    released: Arc<Notify>,
}

impl Holder {
    pub(crate) fn at(at: Point) -> (Arc<Self>, Arc<Notify>) {
        let (reached, released) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        (Arc::new(Self { counter: Counter::default(), at, reached: Arc::clone(&reached), released }), reached)
    }

    pub(crate) fn release(&self) {
        self.released.notify_one();
    }
}

impl Gate for Holder {
    fn pass(&self, passing: Passing) -> BoxFuture<'static, Passage> {
        if self.counter.point(&passing) != Some(self.at) {
            return ready(Passage::On).boxed();
        }
        let released = Arc::clone(&self.released);
        self.reached.notify_one();
        async move {
            released.notified().await;
            Passage::On
        }
        .boxed()
    }
}

/// Lets the journal have so many entries. Whoever writes the next is busy with a sum that never ends, inside of SQLite,
/// until it is killed.
pub(crate) struct FullStop(Connection);

impl FullStop {
    pub(crate) fn after(computer: &Computer, entries: usize) -> Self {
        let file = computer.file();
        file.busy_timeout(Duration::ZERO).unwrap();
        let endless = format!(
            "CREATE VIEW endless AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
             CREATE TRIGGER full_stop BEFORE INSERT ON journal WHEN (SELECT count(*) FROM journal) >= {entries}
             BEGIN SELECT RAISE(ABORT, 'never') FROM endless WHERE i < 0; END"
        );
        file.execute_batch(&endless).unwrap();
        Self(file)
    }

    /// Waits until so many entries are on disk and the next is being written: nothing else writes while a run is driven.
    pub(crate) async fn reached(&self, entries: usize) {
        let count = |table| format!("SELECT count(*) FROM {table}");
        let rows = |table| self.0.query_row(&count(table), (), |row| row.get::<_, usize>(0)).unwrap();
        loop {
            if rows("run") == 1 && rows("journal") == entries && self.is_written_to() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn is_written_to(&self) -> bool {
        match self.0.execute_batch("BEGIN IMMEDIATE") {
            Ok(()) => {
                self.0.execute_batch("ROLLBACK").unwrap();
                false
            }
            Err(error) => {
                assert_eq!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy), "{error}");
                true
            }
        }
    }

    pub(crate) fn lift(self) {
        self.0.busy_timeout(Duration::from_secs(5)).unwrap();
        self.0.execute_batch("DROP TRIGGER full_stop; DROP VIEW endless").unwrap();
    }
}
