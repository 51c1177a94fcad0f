//! Limits of the org, those of them that are counted.
//!
//! Source: *REST API Developer Guide*, "Limits".

use axum::{Extension, Json};
use serde_json::{Value, json};

use super::Caller;
use crate::front_door::Here;

/// `GET /limits`
pub(super) async fn limits(Extension(here): Extension<Here>, Extension(caller): Extension<Caller>) -> Json<Value> {
    let state = here.world.state();
    let usage = state.orgs.get(caller.org).map(|org| org.usage.clone()).unwrap_or_default();
    let limit = |max: u32, left: u32| json!({ "Max": max, "Remaining": left });
    Json(json!({
        "DailyApiRequests": limit(usage.max, usage.left()),
        "DailyAsyncApexExecutions": limit(250_000, 250_000),
        "DailyBulkApiBatches": limit(15_000, 15_000),
        "DataStorageMB": limit(5, 5),
        "FileStorageMB": limit(20, 20),
        "HourlyODataCallout": limit(1_000, 1_000),
        "SingleEmail": limit(15, 15),
    }))
}
