//! Forty orgs at once, against one alone.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use orgkey_tests::Road;

use crate::job::{self, Place, on_its_own};
use crate::process::peak_of;

const ORGS: usize = 40;

/// What all of them needed together.
pub(crate) struct Together {
    pub(crate) orgs: usize,
    pub(crate) alone: Duration,
    pub(crate) together: Duration,
    /// Most memory of each at once, added up, in KiB.
    pub(crate) peaks: u64,
    /// Most memory of the practice orgs' process at once, in KiB: all of them are in this one.
    pub(crate) orgs_peak: u64,
    /// Jobs that did not end with an app that is proven.
    pub(crate) lost: usize,
    /// Requests that came and were never answered, of all jobs.
    pub(crate) lost_replies: usize,
}

pub(crate) async fn together() -> Together {
    let alone = job::series(Duration::ZERO, 5).await.wall;
    let roads: Vec<_> = (0..ORGS).map(|_| Road::new(Duration::ZERO)).collect();
    let places = join_all(roads.iter().map(|road| async { Place::new().await.along(road) })).await;
    let began = Instant::now();
    let all = join_all(places.iter().map(|place| on_its_own(place.command()))).await;
    Together {
        orgs: ORGS,
        alone,
        together: began.elapsed(),
        peaks: all.iter().map(|needed| needed.peak).sum(),
        orgs_peak: peak_of(std::process::id()).unwrap_or_default(),
        lost_replies: roads.iter().flat_map(|road| road.take()).filter(|trip| !trip.is_answered()).count(),
        lost: all.iter().filter(|needed| !needed.succeeded).count(),
    }
}
