//! What must not bring the org down, slow it for others or make it grow: whatever is sent, the reply is a refusal in
//! the shape of its area, and the next request works.

mod connections;
mod json;
mod memory;
mod multipart;
mod packages;
mod properties;
mod requests;
mod xml;

use crate::support::{Practice, Reply, reply};

/// The next request works.
async fn still_works(practice: &Practice, after: &str) {
    let answer = practice.query("dana", "SELECT Id FROM User LIMIT 1").await;
    assert_eq!((answer.status, answer.json()["totalSize"].as_u64()), (200, Some(1)), "{after}: {}", answer.body);
    let answer = reply(practice.client.get(practice.login("/"))).await;
    assert_eq!(answer.status, 200, "{after}: {}", answer.body);
}

/// The reply to anything has the shape of its area, and is no failure of ours.
fn well_shaped(what: &str, address: &str, answer: &Reply) {
    let refused = answer.status >= 400;
    if address.starts_with("/services/Soap") {
        let is_fault = answer.status == 500 && answer.body.contains("<soapenv:Fault>");
        assert!(!refused || answer.status == 405 || is_fault, "{what}: {answer:?}");
        return;
    }
    assert!(answer.status < 500, "{what}: {answer:?}");
    if !refused {
        return;
    }
    if address.starts_with("/services/data/") {
        let errors = answer.json();
        let has_code = errors[0]["errorCode"].is_string() || errors["compositeResponse"].is_array();
        assert!(has_code, "{what}: {answer:?}");
    } else if ["/services/oauth2/token", "/services/oauth2/introspect"].contains(&address) && answer.status != 405 {
        assert!(answer.json()["error"].is_string(), "{what}: {answer:?}");
    }
}
