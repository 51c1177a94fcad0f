//! The network is cut at every point, for a while: the run ends done by itself, or says what stopped it and can go on.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use futures_util::{StreamExt as _, stream};
use orgkey::apply::Entry;
use practice_org::{Gate, Passage, Passing, Stage};
use rusqlite::Connection;

use crate::computer::{Computer, ended};
use crate::points::{Counter, Point, every_point, tell};

/// How many requests a cut lasts, the first one included.
const LENGTH: usize = 3;

/// Breaks connections from a point on.
struct Cutter {
    counter: Counter,
    at: Point,
    left: AtomicUsize,
    file: Mutex<Connection>,
}

impl Cutter {
    fn is_reached(&self, passing: &Passing) -> bool {
        let point = self.counter.point(passing);
        match self.at {
            Point::Request(..) | Point::Poll(..) => point == Some(self.at),
            Point::Entry(entries) => {
                let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
                let rows = |table| {
                    file.query_row(&format!("SELECT count(*) FROM {table}"), (), |row| row.get::<_, usize>(0)).unwrap()
                };
                passing.stage == Stage::Arrived && rows("run") == 1 && rows("journal") >= entries
            }
        }
    }
}

impl Gate for Cutter {
    fn pass(&self, passing: Passing) -> BoxFuture<'static, Passage> {
        let begun = self.left.load(Ordering::SeqCst) < LENGTH;
        let cut = if passing.path.starts_with("/__practice") {
            false
        } else if begun {
            passing.stage == Stage::Arrived
        } else {
            self.is_reached(&passing)
        };
        let takes_one = |left: usize| left.checked_sub(1);
        let cut = cut && self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, takes_one).is_ok();
        ready(if cut { Passage::Cut } else { Passage::On }).boxed()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_makes_two_apps_or_loses_the_secret_or_leaves_the_switch_on_unsaid() {
    let (entries, requests, points) = every_point().await;
    tell(&format!("cut sweep: {} points ({entries} journal entries, {requests} requests x 2)", points.len()));
    let each = stream::iter(points).for_each_concurrent(8, |at| async move {
        let computer = Computer::new().await;
        let world = computer.practice.world();
        let file = Mutex::new(computer.file());
        let cutter = Cutter { counter: Counter::default(), at, left: AtomicUsize::new(LENGTH), file };
        world.set_gate(Some(Arc::new(cutter)));
        let done = ended(computer.set_up()).await;
        world.set_gate(None);
        assert!(computer.apps().await <= 1, "{at}");
        // A proof that the cut spoils is a report that says so: the run is done.
        if computer.journal().1.last() != Some(&Entry::Done) {
            assert_eq!(done.code, Some(1), "{at}: {done:?}");
            assert!(matches!(done.problem(), "offline" | "secret_switch_not_restored"), "{at}: {done:?}");
            if computer.org().secret_switch().await {
                assert_eq!(done.remainders(), ["remainder_secret_switch_on"], "{at}: {done:?}");
            }
            let done = computer.go_on().await;
            assert_eq!(done.code, Some(0), "{at}: {done:?}");
        }
        computer.assert_whole(&at.to_string()).await;
    });
    each.await;
}
