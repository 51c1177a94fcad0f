//! Limits of the org, those of them that are counted.
//!
//! Source: *REST API Developer Guide*, "Limits".

use axum::{Extension, Json};
use serde_json::{Value, json};

use super::Caller;
use crate::front_door::Here;

/// API requests in 24 hours, those of a Developer org.
pub(super) const DAILY_REQUESTS: u32 = 15_000;

/// `GET /limits`
pub(super) async fn limits(Extension(here): Extension<Here>, Extension(caller): Extension<Caller>) -> Json<Value> {
    let state = here.world.state();
    let used = state.orgs.get(caller.org).map_or(0, |org| org.api_requests);
    let limit = |max: u32, used: u32| json!({ "Max": max, "Remaining": max.saturating_sub(used) });
    Json(json!({
        "DailyApiRequests": limit(DAILY_REQUESTS, used),
        "DailyAsyncApexExecutions": limit(250_000, 0),
        "DailyBulkApiBatches": limit(15_000, 0),
        "DataStorageMB": limit(5, 0),
        "FileStorageMB": limit(20, 0),
        "HourlyODataCallout": limit(1_000, 0),
        "SingleEmail": limit(15, 0),
    }))
}
