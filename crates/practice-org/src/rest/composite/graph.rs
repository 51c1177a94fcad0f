//! Requests that build on each other.
//!
//! Source: *REST API Developer Guide*, "Composite", "Composite Subrequest Result", "allOrNone Parameters in Composite
//! and Collections Requests". Subrequests are answered in the order in which they stand; nothing is collated.

use axum::{Extension, Json};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    super::{Caller, RestError, sent::SentJson},
    references::{Replies, filled, filled_url, is_reference_id},
    subrequest::{self, MAX, Subreply, Subrequest},
};
use crate::front_door::Here;
use crate::rules::rest as say;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Composite {
    #[serde(default)]
    all_or_none: bool,
    composite_request: Vec<Part>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    method: String,
    url: String,
    reference_id: String,
    body: Option<Value>,
}

/// `GET /composite`: what there is below it.
pub(super) async fn resources(Extension(caller): Extension<Caller>) -> Json<Value> {
    let address = |name: &str| format!("{}/composite/{name}", caller.base());
    Json(json!({ "tree": address("tree"), "batch": address("batch"), "sobjects": address("sobjects") }))
}

/// `POST /composite`
pub(super) async fn composite(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    SentJson(asked): SentJson<Composite>,
) -> Result<Json<Value>, RestError> {
    check(&asked.composite_request)?;
    let before =
        asked.all_or_none.then(|| here.world.state().orgs.get(caller.org).map(crate::org::Org::snapshot)).flatten();
    let mut replies = Replies::new();
    let mut done: Vec<Subreply> = Vec::new();
    for part in &asked.composite_request {
        let reply = answer(&here, &caller, part, asked.all_or_none, &replies).await;
        let failed = reply.failed() || (asked.all_or_none && has_failure(&reply.body));
        if !failed {
            replies.insert(part.reference_id.clone(), reply.body.clone());
        }
        done.push(reply);
        if failed && let Some(before) = before {
            if let Some(org) = here.world.state().orgs.get_mut(caller.org) {
                org.restore(before);
            }
            done = rolled_back(done, asked.composite_request.len()).await;
            break;
        }
    }
    let results: Vec<Value> =
        done.into_iter().zip(&asked.composite_request).map(|(reply, part)| told(reply, part)).collect();
    Ok(Json(json!({ "compositeResponse": results })))
}

fn check(parts: &[Part]) -> Result<(), RestError> {
    if parts.len() > MAX {
        return Err(say::TOO_MANY_SUBREQUESTS.into());
    }
    for (place, part) in parts.iter().enumerate() {
        if !is_reference_id(&part.reference_id) {
            return Err(RestError::with(say::BAD_REFERENCE_ID, &[&part.reference_id]));
        }
        if parts.iter().take(place).any(|other| other.reference_id == part.reference_id) {
            return Err(say::SAME_REFERENCE_ID.into());
        }
    }
    Ok(())
}

async fn answer(here: &Here, caller: &Caller, part: &Part, all_or_none: bool, replies: &Replies) -> Subreply {
    let resolved = filled_url(&part.url, replies)
        .and_then(|url| Ok((url, part.body.as_ref().map(|body| filled(body, replies)).transpose()?)));
    let (url, mut body) = match resolved {
        Ok(resolved) => resolved,
        Err(error) => return Subreply::refused(error).await,
    };
    if all_or_none
        && url.contains("/composite/sobjects")
        && let Some(Value::Object(body)) = &mut body
    {
        body.insert("allOrNone".to_owned(), true.into());
    }
    subrequest::run(here, caller, Subrequest { method: &part.method, url: &url, body: body.as_ref() }).await
}

/// Whether a collection tells of a record that failed.
fn has_failure(body: &Value) -> bool {
    body.as_array().is_some_and(|items| items.iter().any(|item| item.get("success") == Some(&Value::Bool(false))))
}

/// The last reply is the one that failed; all others are told that they were undone for it.
async fn rolled_back(mut done: Vec<Subreply>, all: usize) -> Vec<Subreply> {
    let (failed, place) = (done.pop(), done.len());
    let mut told = Vec::new();
    for _ in 0..all.saturating_sub(1) {
        told.push(Subreply::refused(say::HALTED.into()).await);
    }
    told.splice(place..place, failed);
    told
}

fn told(reply: Subreply, part: &Part) -> Value {
    let headers = if reply.failed() { Map::new() } else { reply.headers };
    json!({
        "body": reply.body,
        "httpHeaders": headers,
        "httpStatusCode": reply.status,
        "referenceId": part.reference_id,
    })
}
