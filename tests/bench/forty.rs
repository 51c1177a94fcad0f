//! Forty orgs at once, against one alone.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use orgkey_tests::Road;

use crate::job::{self, Place, on_its_own};
use crate::process::{median, peak_of};

const ORGS: usize = 40;

/// What all of them needed together: medians, and what was lost in all rounds.
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

/// The medians of so many rounds, and of as many jobs alone.
pub(crate) async fn together(times: usize) -> Together {
    let alone = job::series(Duration::ZERO, times).await.wall;
    let mut all = Vec::new();
    for _ in 0..times {
        all.push(round().await);
    }
    Together {
        orgs: ORGS,
        alone,
        together: median(all.iter().map(|round| round.wall).collect()),
        peaks: median(all.iter().map(|round| round.peaks).collect()),
        orgs_peak: peak_of(std::process::id()).unwrap_or_default(),
        lost: all.iter().map(|round| round.lost).sum(),
        lost_replies: all.iter().map(|round| round.lost_replies).sum(),
    }
}

struct Round {
    wall: Duration,
    peaks: u64,
    lost: usize,
    lost_replies: usize,
}

async fn round() -> Round {
    let roads: Vec<_> = (0..ORGS).map(|_| Road::new(Duration::ZERO)).collect();
    let places = join_all(roads.iter().map(|road| async { Place::new().await.along(road) })).await;
    let began = Instant::now();
    let all = join_all(places.iter().map(|place| on_its_own(place.command()))).await;
    Round {
        wall: began.elapsed(),
        peaks: all.iter().map(|needed| needed.peak).sum(),
        lost_replies: roads.iter().flat_map(|road| road.take()).filter(|trip| !trip.is_answered()).count(),
        lost: all.iter().filter(|needed| !needed.succeeded).count(),
    }
}
