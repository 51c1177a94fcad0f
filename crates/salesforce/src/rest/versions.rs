//! Which API versions a host offers. Needs no session.

use jiff::Timestamp;
use serde::Deserialize;

use crate::transport::{Call, Transport, http_date};
use crate::types::ApiVersion;
use crate::{Error, Host, Result};

/// The offer, and the server's clock as a by-product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// Ascending.
    pub versions: Vec<ApiVersion>,
    /// The reply's `Date`, to see whether this computer's clock is wrong.
    pub server_time: Option<Timestamp>,
}

impl Versions {
    /// The newest version on offer.
    pub fn highest(&self) -> Option<ApiVersion> {
        self.versions.last().copied()
    }
}

#[derive(Deserialize)]
struct Row {
    version: ApiVersion,
}

/// Lists the versions (REST API Developer Guide, "Versions").
pub async fn versions(t: &Transport, host: &Host) -> Result<Versions, Error> {
    let reply = t.ask(&Call::get("versions", host, "/services/data")).await?;
    let mut versions: Vec<ApiVersion> = reply.json::<Vec<Row>>()?.into_iter().map(|row| row.version).collect();
    versions.sort_unstable();
    Ok(Versions { versions, server_time: reply.header("date").and_then(http_date) })
}
