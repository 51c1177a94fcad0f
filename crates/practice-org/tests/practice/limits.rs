//! The limit on API requests: what counts, how it is told, when it ends.

use std::time::Duration;

use reqwest::header::HeaderMap;
use serde_json::json;

use crate::support::{Practice, reply};

const V: &str = "/services/data/v67.0";

fn usage(headers: &HeaderMap) -> &str {
    headers.get("sforce-limit-info").map(|value| value.to_str().unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn requests_are_not_counted() {
    let practice = Practice::new().await;
    let first = practice.get("dana", &format!("{V}/limits")).await;
    assert_eq!(usage(&first.headers), "api-usage=1/15000");
    assert_eq!(first.json()["DailyApiRequests"], json!({ "Max": 15000, "Remaining": 14999 }));
    let missing = practice.get("maya", &format!("{V}/nothing")).await;
    assert_eq!(usage(&missing.headers), "api-usage=2/15000", "an error counts too");
    let versions = reply(practice.client.get(practice.org("/services/data"))).await;
    assert_eq!(usage(&versions.headers), "", "the list of versions is free");
    let nobody = reply(practice.client.get(practice.org(&format!("{V}/limits"))).bearer_auth("x")).await;
    assert_eq!((nobody.status, usage(&nobody.headers)), (401, ""));
    let third = practice.get("dana", &format!("{V}/limits")).await;
    assert_eq!(usage(&third.headers), "api-usage=3/15000");
}

#[tokio::test]
async fn the_limit_never_ends_or_never_comes() {
    let practice = Practice::new().await;
    let limits = practice.control("limits", json!({ "daily_requests": 2 })).await;
    assert_eq!(limits.json(), json!({ "daily_requests": 2 }));
    let get = async || practice.get("dana", &format!("{V}/limits")).await;
    assert_eq!(get().await.status, 200);
    practice.world().advance(Duration::from_secs(12 * 3600));
    // The session ends before the day does.
    let dana = practice.world().describe().orgs[0].users[0].access_token.clone();
    let get =
        async |token: &str| reply(practice.client.get(practice.org(&format!("{V}/limits"))).bearer_auth(token)).await;
    assert_eq!(get(&dana).await.json()["DailyApiRequests"]["Remaining"], 0);
    let spent = get(&dana).await;
    assert_eq!((spent.status, usage(&spent.headers)), (403, "api-usage=2/2"));
    practice.world().advance(Duration::from_secs(12 * 3600));
    let dana = practice.world().describe().orgs[0].users[0].access_token.clone();
    let again = get(&dana).await;
    assert_eq!((again.status, usage(&again.headers)), (200, "api-usage=2/2"), "only the first is a day old");
    assert_eq!(get(&dana).await.status, 403);
}

#[tokio::test]
async fn a_stranger_sets_the_limit() {
    let practice = Practice::new().await;
    let url = format!("{}/limits", practice.description.control.url);
    let answer = reply(practice.client.post(url).json(&json!({ "daily_requests": 0 }))).await;
    assert_eq!(answer.status, 401);
    assert_eq!(practice.get("dana", &format!("{V}/limits")).await.status, 200);
}
