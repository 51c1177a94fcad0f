//! Requests that know nothing of each other.
//!
//! Source: *REST API Developer Guide*, "Composite Batch", "Batch Response Body". Each of them counts as a request.

use axum::{Extension, Json};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    super::{Caller, RestError, sent::SentJson},
    subrequest::{self, MAX, Subreply, Subrequest},
};
use crate::front_door::Here;
use crate::rules::rest as say;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Batch {
    #[serde(default)]
    halt_on_error: bool,
    batch_requests: Vec<Part>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    method: String,
    url: String,
    rich_input: Option<Value>,
}

/// `POST /composite/batch`
pub(super) async fn batch(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    SentJson(asked): SentJson<Batch>,
) -> Result<Json<Value>, RestError> {
    if asked.batch_requests.len() > MAX {
        return Err(say::TOO_MANY_SUBREQUESTS.into());
    }
    let mut done: Vec<Subreply> = Vec::new();
    for part in &asked.batch_requests {
        let halted = asked.halt_on_error && done.iter().any(Subreply::failed);
        // The request that carries them all has been counted for the first.
        let reply = if halted {
            Subreply::refused(say::BATCH_HALTED.into()).await
        } else if !done.is_empty() && !count(&here, &caller) {
            Subreply::refused(say::LIMIT_EXCEEDED.into()).await
        } else {
            let asked = Subrequest { method: &part.method, url: &part.url, body: part.rich_input.as_ref() };
            subrequest::run(&here, &caller, asked).await
        };
        done.push(reply);
    }
    let has_errors = done.iter().any(Subreply::failed);
    let told = |reply: Subreply| json!({ "statusCode": reply.status, "result": reply.body });
    let results: Vec<Value> = done.into_iter().map(told).collect();
    Ok(Json(json!({ "hasErrors": has_errors, "results": results })))
}

fn count(here: &Here, caller: &Caller) -> bool {
    let now = here.world.now();
    here.world.state().orgs.get_mut(caller.org).is_some_and(|org| org.usage.count(now))
}
