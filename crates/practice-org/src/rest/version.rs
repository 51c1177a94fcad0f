//! API versions, and the resources of each.
//!
//! Source: *REST API Developer Guide*, "Versions", "Resources by Version".

use axum::{Extension, Json, http::Method};
use serde_json::{Value, json};

use super::{Caller, RestError};
use crate::front_door::Here;
use crate::rules::rest as say;

/// The highest version that is listed and answered, unless a fault lowers it.
pub(crate) const HIGHEST: u32 = 67;

/// The lowest version: those below it are retired (*API End-of-Life Policy*). Clients have old ones built in.
const LOWEST: u32 = 31;

/// The version of a path segment, `v67.0`.
pub(crate) fn parse(segment: &str) -> Option<u32> {
    let number = segment.strip_prefix('v')?.strip_suffix(".0")?;
    number.parse().ok().filter(|version| (LOWEST..=HIGHEST).contains(version))
}

/// Release names: three a year, the year's number after Winter.
fn label(version: u32) -> String {
    let since = version - 30; // 30.0 is Spring '14
    let (season, year) = match since % 3 {
        0 => ("Spring", 14 + since / 3),
        1 => ("Summer", 14 + since / 3),
        _ => ("Winter", 15 + since / 3),
    };
    format!("{season} '{year}")
}

/// `GET /services/data`, which needs no token and does not count.
pub(super) async fn list(Extension(here): Extension<Here>) -> Json<Value> {
    let highest = here.world.state().faults.highest_version();
    let one = |version| json!({ "label": label(version), "url": format!("/services/data/v{version}.0"), "version": format!("{version}.0") });
    Json((LOWEST..=highest).map(one).collect())
}

/// Any other method on the list.
pub(super) async fn only_listed(method: Method) -> RestError {
    RestError::with(say::NO_METHOD, &[method.as_str(), "GET,HEAD"])
}

/// `GET /services/data/vXX.X`
pub(super) async fn resources(Extension(caller): Extension<Caller>) -> Json<Value> {
    let base = caller.base();
    let address = |path: &str| format!("{base}/{path}");
    Json(json!({
        "tooling": address("tooling"),
        "metadata": address("metadata"),
        "query": address("query"),
        "queryAll": address("queryAll"),
        "sobjects": address("sobjects"),
        "limits": address("limits"),
        "composite": address("composite"),
        "identity": caller.identity,
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn labels_are_those_of_the_releases() {
        for (version, label) in
            [(31, "Summer '14"), (55, "Summer '22"), (59, "Winter '24"), (60, "Spring '24"), (65, "Winter '26")]
        {
            assert_eq!(super::label(version), label);
        }
    }
}
