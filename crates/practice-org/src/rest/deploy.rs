//! Deploys over REST: start, status, cancel, quick deploy.
//!
//! Source: *Metadata API Developer Guide*, "Deploy Metadata with REST".

use std::collections::HashMap;

use axum::{
    Extension, Json,
    body::{Body, Bytes},
    extract::{FromRequest, Multipart, Path, Query, Request, multipart::MultipartError},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Caller, RestError};
use crate::clock::rest_time;
use crate::front_door::Here;
use crate::metadata::{self, DeployOptions};
use crate::org::{
    Org,
    deploy::{Conditions, DeployRequest, QueueFull},
    deploy_result,
};
use crate::rules::rest as say;
use crate::world::State;

/// The deploy of a path.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    deploy: String,
}

/// `POST /metadata/deployRequest`: a package in a form, or the id of a validation in JSON.
pub(super) async fn start(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Response, RestError> {
    check(&here, &caller)?;
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    if kind.starts_with("application/json") {
        let Json(body) = Json::<Value>::from_request(request, &()).await.map_err(RestError::bad_json)?;
        return quick(&here, &caller, &body);
    }
    if !kind.starts_with("multipart/form-data") {
        return Err(say::MEDIA_TYPE.into());
    }
    let (head, body) = request.into_parts();
    let whole = Request::from_parts(head.clone(), body);
    let body = Bytes::from_request(whole, &()).await.map_err(|_| say::TOO_LARGE)?;
    // In one piece: a boundary that never comes would be looked for anew with every piece.
    let form = Multipart::from_request(Request::from_parts(head, Body::from(body)), &())
        .await
        .map_err(|error| RestError::with(say::BAD_MULTIPART, &[&error.body_text()]))?;
    let (options, zip) = parts(form).await?;
    let sent_options = options.get("deployOptions").cloned().unwrap_or(Value::Null);
    let parsed = options_of(&sent_options);
    let package = metadata::open(&zip, parsed.single_package);
    let request =
        DeployRequest { options: parsed, sent_options, api_version: caller.version, package, validated: None };
    queue(&here, &caller, request)
}

/// No options are longer, in bytes; they are kept with the deploy.
pub(crate) const MAX_OPTIONS: usize = 64 * 1024;

/// The two parts, in either order; the JSON goes by one of two names, the zip is what is left.
async fn parts(mut form: Multipart) -> Result<(Value, Bytes), RestError> {
    let (mut options, mut zip) = (None, None);
    while let Some(part) = form.next_field().await.map_err(bad)? {
        let is_options = matches!(part.name(), Some("json" | "entity_content"));
        let bytes = part.bytes().await.map_err(bad)?;
        if is_options && bytes.len() > MAX_OPTIONS {
            return Err(say::TOO_LARGE.into());
        }
        if is_options {
            options = Some(serde_json::from_slice(&bytes).map_err(RestError::bad_json)?);
        } else {
            zip = Some(bytes);
        }
    }
    let zip = zip.ok_or(say::NO_ZIP)?;
    Ok((options.ok_or(say::NO_OPTIONS)?, zip))
}

fn bad(error: MultipartError) -> RestError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => say::TOO_LARGE.into(),
        _ => RestError::with(say::BAD_MULTIPART, &[&error.body_text()]),
    }
}

/// The options that bear on the verdict; booleans may be texts.
pub(crate) fn options_of(sent: &Value) -> DeployOptions {
    let usual = DeployOptions::default();
    let flag = |name: &str, usual: bool| match sent.get(name) {
        Some(Value::Bool(value)) => *value,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => usual,
    };
    DeployOptions {
        check_only: flag("checkOnly", usual.check_only),
        rollback_on_error: flag("rollbackOnError", usual.rollback_on_error),
        ignore_warnings: flag("ignoreWarnings", usual.ignore_warnings),
        single_package: flag("singlePackage", usual.single_package),
        purge_on_delete: flag("purgeOnDelete", usual.purge_on_delete),
        allow_missing_files: flag("allowMissingFiles", usual.allow_missing_files),
        auto_update_package: flag("autoUpdatePackage", usual.auto_update_package),
    }
}

fn check(here: &Here, caller: &Caller) -> Result<(), RestError> {
    let state = here.world.state();
    let org = state.orgs.get(caller.org).ok_or(say::NO_SESSION)?;
    let may = may_deploy(org, &caller.user);
    Ok(may.then_some(()).ok_or(say::METADATA_API_NEEDS)?)
}

/// Whether a user may use the Metadata API at all.
pub(crate) fn may_deploy(org: &Org, user: &str) -> bool {
    org.user(user).is_some_and(|user| org.may(user, "ModifyMetadata") || org.may(user, "ModifyAllData"))
}

fn queue(here: &Here, caller: &Caller, request: DeployRequest) -> Result<Response, RestError> {
    queue_that(here, caller, |_, _| Ok(request))
}

/// Queues what is found in the org. It is looked for and queued in one go, so that nobody else takes it meanwhile.
fn queue_that(
    here: &Here,
    caller: &Caller,
    request: impl FnOnce(&Org, Timestamp) -> Result<DeployRequest, RestError>,
) -> Result<Response, RestError> {
    let now = here.world.now();
    let mut state = here.world.state();
    let State { orgs, faults, timing, .. } = &mut *state;
    let org = orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?;
    let request = request(org, now)?;
    let on = Conditions { now, faults, timing: *timing };
    let deploy = org.queue_deploy(&caller.user, request, on).map_err(|QueueFull| say::QUEUE_FULL)?;
    // What comes back is the deploy as it was queued, even where it ends at once.
    Ok((StatusCode::CREATED, Json(shown(org, &deploy, false, now)?)).into_response())
}

fn shown(org: &Org, deploy_id: &str, details: bool, now: Timestamp) -> Result<Value, RestError> {
    let deploy = org.deploys.iter().find(|one| crate::id::same(&one.id, deploy_id)).ok_or(say::NO_RESOURCE)?;
    Ok(json!({
        "id": deploy.id,
        "validatedDeployRequestId": deploy.validated,
        "deployResult": deploy_result::result(org, deploy, details, now, rest_time),
        "deployOptions": deploy.sent_options,
    }))
}

/// `GET /metadata/deployRequest/ID`
pub(super) async fn status(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<Named>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Json<Value>, RestError> {
    check(&here, &caller)?;
    let now = here.world.now();
    let state = here.world.state();
    let org = state.orgs.get(caller.org).ok_or(say::NO_SESSION)?;
    let details = asked.get("includeDetails").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    shown(org, &path.deploy, details, now).map(Json)
}

/// `PATCH /metadata/deployRequest/ID` with the status `Canceling`
pub(super) async fn cancel(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<Named>,
    body: Bytes,
) -> Result<Response, RestError> {
    check(&here, &caller)?;
    let body: Value = serde_json::from_slice(&body).map_err(RestError::bad_json)?;
    if body["deployResult"]["status"] != "Canceling" {
        return Err(say::ONLY_CANCELING.into());
    }
    let now = here.world.now();
    let mut state = here.world.state();
    let State { orgs, faults, timing, .. } = &mut *state;
    let org = orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?;
    shown(org, &path.deploy, false, now)?;
    if !org.cancel_deploy(&path.deploy, &caller.user, Conditions { now, faults, timing: *timing }) {
        return Err(say::DEPLOY_DONE.into());
    }
    Ok((StatusCode::ACCEPTED, Json(shown(org, &path.deploy, false, now)?)).into_response())
}

/// Deploys what a validation found good.
fn quick(here: &Here, caller: &Caller, body: &Value) -> Result<Response, RestError> {
    let wanted = body.get("validatedDeployRequestId").and_then(Value::as_str).unwrap_or_default();
    queue_that(here, caller, |org, now| Ok(org.validation(wanted, now).ok_or(say::NO_VALIDATION)?))
}
