//! The calls that change the practice world itself. They stand below `/__practice/` on the login host, and want the
//! bearer that the starter was told.

use std::time::Duration;

use axum::{
    Extension, Json, Router,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::change::{Missing, OrgChange, ProfileChange, UserChange};
use crate::fault::Fault;
use crate::front_door::Here;
use crate::oauth::bearer;
use crate::world::World;

/// The control calls.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/__practice", get(handshake))
        .route("/__practice/faults", get(faults).post(set_fault))
        .route("/__practice/log", get(log))
        .route("/__practice/expire-token", post(expire_token))
        .route("/__practice/advance", post(advance))
        .route("/__practice/user", post(user))
        .route("/__practice/profile", post(profile))
        .route("/__practice/org", post(org))
        .route("/__practice/refresh-sandbox", post(refresh_sandbox))
        .route("/__practice/limits", post(limits))
}

fn is_master(here: &Here, headers: &HeaderMap) -> bool {
    bearer::of_header(headers).is_some_and(|token| here.world.is_control_bearer(token))
}

fn refused() -> Response {
    (StatusCode::UNAUTHORIZED, Json(json!({ "error": "the control bearer is needed" }))).into_response()
}

/// `GET /__practice/`: this is a practice org; with the bearer, all about it.
async fn handshake(Extension(here): Extension<Here>, headers: HeaderMap) -> Json<Value> {
    if is_master(&here, &headers) {
        Json(json!({ "practice_org": true, "description": here.world.describe() }))
    } else {
        Json(json!({ "practice_org": true }))
    }
}

/// `GET /__practice/faults`: every fault, and whether it is on.
async fn faults(Extension(here): Extension<Here>, headers: HeaderMap) -> Response {
    if !is_master(&here, &headers) {
        return refused();
    }
    let on = here.world.state().faults.names();
    let all: Vec<Value> = Fault::ALL
        .iter()
        .map(|one| json!({ "name": one.name(), "explanation": one.explanation(), "on": on.contains(&one.name()) }))
        .collect();
    Json(all).into_response()
}

#[derive(Debug, Deserialize)]
struct FaultSwitch {
    name: String,
    on: bool,
    /// How long, for the faults that last.
    seconds: Option<f64>,
}

/// `POST /__practice/faults {"name", "on"}`, and `seconds` for `propagation`.
async fn set_fault(Extension(here): Extension<Here>, headers: HeaderMap, Json(switch): Json<FaultSwitch>) -> Response {
    if !is_master(&here, &headers) {
        return refused();
    }
    let fault: Fault = match switch.name.parse() {
        Ok(fault) => fault,
        Err(error) => return bad(&error),
    };
    if let (Fault::Propagation, Some(seconds)) = (fault, switch.seconds) {
        match Duration::try_from_secs_f64(seconds) {
            Ok(delay) => here.world.set_propagation(delay),
            Err(error) => return bad(&error),
        }
    }
    here.world.set_fault(fault, switch.on);
    Json(json!({ "on": here.world.state().faults.names() })).into_response()
}

fn bad(error: &impl std::fmt::Display) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": error.to_string() }))).into_response()
}

/// `GET /__practice/log`: the last requests.
async fn log(Extension(here): Extension<Here>, headers: HeaderMap) -> Response {
    if is_master(&here, &headers) { Json(here.world.state().log.all()).into_response() } else { refused() }
}

#[derive(Debug, Deserialize)]
struct Ending {
    access_token: String,
}

/// `POST /__practice/expire-token {"access_token"}`
async fn expire_token(Extension(here): Extension<Here>, headers: HeaderMap, Json(ending): Json<Ending>) -> Response {
    if !is_master(&here, &headers) {
        return refused();
    }
    let mut state = here.world.state();
    let ended = state.orgs.iter_mut().any(|org| org.tokens.access.remove(&ending.access_token).is_some());
    Json(json!({ "expired": ended })).into_response()
}

#[derive(Debug, Deserialize)]
struct Limits {
    daily_requests: u32,
}

/// `POST /__practice/limits {"daily_requests"}`: how many API requests each org may have in 24 hours.
async fn limits(Extension(here): Extension<Here>, headers: HeaderMap, Json(limits): Json<Limits>) -> Response {
    if !is_master(&here, &headers) {
        return refused();
    }
    here.world.set_daily_requests(limits.daily_requests);
    Json(json!({ "daily_requests": limits.daily_requests })).into_response()
}

#[derive(Debug, Deserialize)]
struct Advance {
    seconds: f64,
}

/// `POST /__practice/advance {"seconds"}`: moves the world's clock forward.
async fn advance(Extension(here): Extension<Here>, headers: HeaderMap, Json(advance): Json<Advance>) -> Response {
    if !is_master(&here, &headers) {
        return refused();
    }
    match Duration::try_from_secs_f64(advance.seconds) {
        Ok(by) => {
            here.world.advance(by);
            Json(json!({ "now": crate::clock::soap_time(here.world.now()) })).into_response()
        }
        Err(error) => bad(&error),
    }
}

/// `POST /__practice/user` with a [`UserChange`].
async fn user(Extension(here): Extension<Here>, headers: HeaderMap, Json(change): Json<UserChange>) -> Response {
    changed(&here, &headers, |world| world.change_user(&change))
}

/// `POST /__practice/profile` with a [`ProfileChange`].
async fn profile(Extension(here): Extension<Here>, headers: HeaderMap, Json(change): Json<ProfileChange>) -> Response {
    changed(&here, &headers, |world| world.change_profile(&change))
}

/// `POST /__practice/org` with an [`OrgChange`].
async fn org(Extension(here): Extension<Here>, headers: HeaderMap, Json(change): Json<OrgChange>) -> Response {
    changed(&here, &headers, |world| world.change_org(&change))
}

/// `POST /__practice/refresh-sandbox`
async fn refresh_sandbox(Extension(here): Extension<Here>, headers: HeaderMap) -> Response {
    changed(&here, &headers, World::refresh_sandbox)
}

/// Makes a change, and answers with the world as it is then.
fn changed(here: &Here, headers: &HeaderMap, change: impl FnOnce(&World) -> Result<(), Missing>) -> Response {
    if !is_master(here, headers) {
        return refused();
    }
    match change(&here.world) {
        Ok(()) => Json(json!({ "description": here.world.describe() })).into_response(),
        Err(missing) => (StatusCode::NOT_FOUND, Json(json!({ "error": missing.to_string() }))).into_response(),
    }
}
