//! Forty orgs at once, against one alone.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::job::{Place, on_its_own};

const ORGS: usize = 40;

/// What all of them needed together.
pub(crate) struct Together {
    pub(crate) orgs: usize,
    pub(crate) alone: Duration,
    pub(crate) together: Duration,
    /// Most memory of each at once, added up, in KiB.
    pub(crate) peaks: u64,
    /// Jobs that did not end with an app that is proven.
    pub(crate) lost: usize,
}

pub(crate) async fn together() -> Together {
    let one = on_its_own(Place::new().await.command()).await;
    let places = join_all((0..ORGS).map(|_| Place::new())).await;
    let began = Instant::now();
    let all = join_all(places.iter().map(|place| on_its_own(place.command()))).await;
    Together {
        orgs: ORGS,
        alone: one.wall,
        together: began.elapsed(),
        peaks: all.iter().map(|needed| needed.peak).sum(),
        lost: all.iter().filter(|needed| !needed.succeeded).count(),
    }
}
