//! Which objects there are, and what fields they have.
//!
//! Source: *REST API Developer Guide*, "Describe Global", "sObject Basic Information", "sObject Describe".

use axum::{Extension, Json, extract::Path};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Caller, RestError};
use crate::front_door::Here;
use crate::objects::{self, Object, Seen};
use crate::rules::rest as say;

/// The object of a path.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    object: String,
}

/// `GET /sobjects`
pub(super) async fn global(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Value>, RestError> {
    every(&here, &caller, false)
}

/// `GET /tooling/sobjects`
pub(super) async fn tooling_global(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Value>, RestError> {
    every(&here, &caller, true)
}

fn every(here: &Here, caller: &Caller, tooling: bool) -> Result<Json<Value>, RestError> {
    let objects = seeing(here, caller, tooling, |seen| {
        Ok(objects::names()
            .filter_map(|name| seen.object(name))
            .map(|object| object.summary(&caller.base(), seen.rights(object)).into())
            .collect())
    });
    objects.map(|objects: Vec<Value>| Json(json!({ "encoding": "UTF-8", "maxBatchSize": 200, "sobjects": objects })))
}

/// `GET /sobjects/X`
pub(super) async fn basic(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<Named>,
) -> Result<Json<Value>, RestError> {
    let summary = seeing(&here, &caller, false, |seen| {
        let object = visible(seen, &path.object)?;
        Ok(object.summary(&caller.base(), seen.rights(object)))
    })?;
    Ok(Json(json!({ "objectDescribe": summary, "recentItems": [] })))
}

/// `GET /sobjects/X/describe`
pub(super) async fn describe(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<Named>,
) -> Result<Json<Value>, RestError> {
    seeing(&here, &caller, false, |seen| Ok(Json(visible(seen, &path.object)?.describe(&caller.base(), seen))))
}

/// `GET /tooling/sobjects/X/describe`
pub(super) async fn tooling_describe(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<Named>,
) -> Result<Json<Value>, RestError> {
    seeing(&here, &caller, true, |seen| Ok(Json(visible(seen, &path.object)?.describe(&caller.base(), seen))))
}

/// An object that the caller may see.
pub(super) fn visible(seen: &Seen<'_>, name: &str) -> Result<&'static Object, RestError> {
    Ok(seen.object(name).ok_or(say::NO_RESOURCE)?)
}

/// Runs something on the caller's view of the org.
pub(super) fn seeing<T>(
    here: &Here,
    caller: &Caller,
    tooling: bool,
    look: impl FnOnce(&Seen<'_>) -> Result<T, RestError>,
) -> Result<T, RestError> {
    let now = here.world.now();
    let state = here.world.state();
    let org = state.orgs.get(caller.org).ok_or(say::NO_SESSION)?;
    let user = org.user(&caller.user).ok_or(say::NO_SESSION)?;
    look(&Seen::new(org, user, now, tooling))
}
