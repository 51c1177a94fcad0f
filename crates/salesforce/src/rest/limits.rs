//! The org's limits, as far as they are watched here.

use serde::Deserialize;

use super::Org;
use crate::Result;

/// One limit of a rolling 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Limit {
    /// How many there are in all.
    #[serde(rename = "Max")]
    pub max: i64,
    /// How many are left.
    #[serde(rename = "Remaining")]
    pub remaining: i64,
}

/// The limits (REST API Developer Guide, "Limits").
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Limits {
    /// Calls to the APIs.
    #[serde(rename = "DailyApiRequests", default)]
    pub daily_api_requests: Option<Limit>,
}

impl Org {
    /// Reads the org's limits. Needs the permission to see them; costs one API request.
    pub async fn limits(&self) -> Result<Limits> {
        self.ask(&mut self.get("limits", "limits")).await?.json()
    }
}
