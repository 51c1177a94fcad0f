//! What must not bring the org down, slow it for others or make it grow: whatever is sent, the reply is a refusal in
//! the shape of its area, and the next request works.

mod connections;
mod requests;

use crate::support::{Practice, reply};

/// The next request works.
async fn still_works(practice: &Practice, after: &str) {
    let answer = practice.query("dana", "SELECT Id FROM User LIMIT 1").await;
    assert_eq!((answer.status, answer.json()["totalSize"].as_u64()), (200, Some(1)), "{after}: {}", answer.body);
    let answer = reply(practice.client.get(practice.login("/"))).await;
    assert_eq!(answer.status, 200, "{after}: {}", answer.body);
}
