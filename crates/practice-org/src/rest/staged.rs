//! Staged credentials of a consumer: staging, reading, rotating, discarding.
//!
//! Source: *Connect REST API Developer Guide*, "OAuth Staged Credentials". Statuses and texts of refusals are guesses.

use axum::{
    Extension, Json,
    body::Bytes,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Caller, RestError,
    credentials::{self, STAGED_SINCE},
};
use crate::clock::rest_time;
use crate::fault::Fault;
use crate::front_door::Here;
use crate::id;
use crate::org::{Org, staged::Staged};
use crate::rules::rest as say;

/// The consumer, and for one of them the staged pair, of a path.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    app: String,
    consumer: String,
    staged: Option<String>,
}

/// `GET …/staged`
pub(super) async fn list(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(asked): Path<Asked>,
) -> Result<Json<Value>, RestError> {
    let mut state = here.world.state();
    let org = state.orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?;
    let app = open(org, &caller, &asked)?;
    Ok(Json(collection(org, &app, &caller, &asked, here.world.now())))
}

/// `POST …/staged`, without a body but not without its length.
pub(super) async fn stage(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(asked): Path<Asked>,
    headers: HeaderMap,
) -> Result<Response, RestError> {
    if !headers.contains_key(header::CONTENT_LENGTH) {
        let hangs = here.world.state().faults.has(Fault::PostWithoutLengthHangs);
        if hangs {
            std::future::pending::<()>().await;
        }
        return Err(say::LENGTH_REQUIRED.into());
    }
    let now = here.world.now();
    let mut state = here.world.state();
    let org = state.orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?;
    let app = open(org, &caller, &asked)?;
    if !org.stage(&app, &caller.user, now) {
        return Err(say::STAGED_ALREADY.into());
    }
    Ok((StatusCode::CREATED, Json(collection(org, &app, &caller, &asked, now))).into_response())
}

/// `GET …/staged/ID`
pub(super) async fn one(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(asked): Path<Asked>,
) -> Result<Json<Value>, RestError> {
    let mut state = here.world.state();
    let org = state.orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?;
    let app = open(org, &caller, &asked)?;
    Ok(Json(item(found(org, &app, &asked)?, &address(&caller, &asked), here.world.now())))
}

/// `PATCH …/staged/ID` with the command `rotate`
pub(super) async fn rotate(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(asked): Path<Asked>,
    body: Bytes,
) -> Result<Json<Value>, RestError> {
    let now = here.world.now();
    let mut state = here.world.state();
    let org = state.orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?;
    let app = open(org, &caller, &asked)?;
    found(org, &app, &asked)?;
    let body: Value = serde_json::from_slice(&body).map_err(RestError::bad_json)?;
    let command = body.get("command").and_then(Value::as_str).unwrap_or_default();
    if command != "rotate" {
        return Err(RestError::with(say::NO_COMMAND, &[command]));
    }
    if !org.rotate_staged(&app, &caller.user, now) {
        return Err(say::NOT_ACTIVE.into());
    }
    Ok(Json(item(found(org, &app, &asked)?, &address(&caller, &asked), now)))
}

/// `DELETE …/staged/ID`
pub(super) async fn discard(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(asked): Path<Asked>,
) -> Result<StatusCode, RestError> {
    let now = here.world.now();
    let mut state = here.world.state();
    let org = state.orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?;
    let app = open(org, &caller, &asked)?;
    found(org, &app, &asked)?;
    org.discard_staged(&app, &caller.user, now);
    Ok(StatusCode::NO_CONTENT)
}

/// The API name of the app, for a caller who may see its secret.
fn open(org: &mut Org, caller: &Caller, asked: &Asked) -> Result<String, RestError> {
    if caller.version < STAGED_SINCE {
        return Err(say::NO_RESOURCE.into());
    }
    credentials::open(org, caller, true)?;
    let app = credentials::own_app(org, &asked.app)?;
    app.consumer.filter(|consumer| id::same(&consumer.id, &asked.consumer)).ok_or(say::NO_RESOURCE)?;
    app.key().ok_or(say::NO_RESOURCE)?;
    Ok(app.application.full_name.clone())
}

fn found<'o>(org: &'o Org, app: &str, asked: &Asked) -> Result<&'o Staged, RestError> {
    let wanted = asked.staged.as_deref().unwrap_or_default();
    let staged = org.consumers.get(app).and_then(|consumer| consumer.staged.as_ref());
    Ok(staged.filter(|staged| id::same(&staged.id, wanted)).ok_or(say::NO_RESOURCE)?)
}

fn address(caller: &Caller, asked: &Asked) -> String {
    format!("{}/apps/oauth/credentials/{}/{}/staged", caller.base(), asked.app, asked.consumer)
}

fn collection(org: &Org, app: &str, caller: &Caller, asked: &Asked, now: jiff::Timestamp) -> Value {
    let address = address(caller, asked);
    let staged = org.consumers.get(app).and_then(|consumer| consumer.staged.as_ref());
    let items: Vec<Value> = staged.into_iter().map(|staged| item(staged, &address, now)).collect();
    json!({ "stagedCredentials": items, "url": address })
}

fn item(staged: &Staged, address: &str, now: jiff::Timestamp) -> Value {
    json!({
        "createdBy": staged.created_by, "createdDate": rest_time(staged.created_at),
        "expirationDate": rest_time(staged.ends_at), "id": staged.id, "key": staged.key, "secret": staged.secret,
        "stagedCredentialsUrl": address, "state": staged.state(now), "url": format!("{address}/{}", staged.id),
    })
}
