//! The road between a client and the practice org: how long it is, and who went along it when.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use practice_org::{Gate, Passage, Passing, Stage};

/// Makes every request wait, and notes when it came and when it was answered. What the starter asks of the practice org
/// itself (below `/__practice/`) is no request to Salesforce: it neither waits nor counts.
pub struct Road {
    latency: Duration,
    trips: Mutex<BTreeMap<u64, Trip>>,
}

/// One request along it.
#[derive(Clone)]
pub struct Trip {
    /// Its method and path.
    pub what: String,
    began: Instant,
    ended: Option<Instant>,
}

impl Trip {
    /// Whether its answer came back.
    pub fn is_answered(&self) -> bool {
        self.ended.is_some()
    }
}

impl Road {
    /// A road on which each request is so long under way.
    pub fn new(latency: Duration) -> Arc<Self> {
        Arc::new(Self { latency, trips: Mutex::default() })
    }

    /// All trips so far, in the order in which they began; the road forgets them.
    ///
    /// # Panics
    /// When a test panicked on it.
    pub fn take(&self) -> Vec<Trip> {
        let mut trips: Vec<_> =
            std::mem::take(&mut *self.trips.lock().expect("nobody panics on it")).into_values().collect();
        trips.sort_by_key(|trip| trip.began);
        trips
    }
}

impl Gate for Road {
    fn pass(&self, passing: Passing) -> BoxFuture<'static, Passage> {
        if passing.path.starts_with("/__practice/") {
            return async { Passage::On }.boxed();
        }
        let mut trips = self.trips.lock().expect("nobody panics on it");
        match passing.stage {
            Stage::Arrived => {
                let what = format!("{} {}", passing.method, passing.path);
                trips.insert(passing.number, Trip { what, began: Instant::now(), ended: None });
                let latency = self.latency;
                async move {
                    if !latency.is_zero() {
                        tokio::time::sleep(latency).await;
                    }
                    Passage::On
                }
                .boxed()
            }
            Stage::Answered => {
                if let Some(trip) = trips.get_mut(&passing.number) {
                    trip.ended = Some(Instant::now());
                }
                async { Passage::On }.boxed()
            }
        }
    }
}

/// The longest series of requests of which each began after the one before it was answered: what no network and no
/// server can make shorter.
pub fn chain(trips: &[Trip]) -> Vec<String> {
    let mut left: Vec<_> = trips.iter().filter_map(|trip| Some((trip.ended?, trip))).collect();
    left.sort_by_key(|(ended, _)| *ended);
    let mut last: Option<Instant> = None;
    let mut chain = Vec::new();
    for (ended, trip) in left {
        if last.is_none_or(|last| trip.began > last) {
            chain.push(trip.what.clone());
            last = Some(ended);
        }
    }
    chain
}
