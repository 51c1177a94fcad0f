//! Making, changing and removing one record.
//!
//! Source: *REST API Developer Guide*, "sObject Basic Information", "sObject Rows", "sObject Rows by External ID".

use axum::{
    Extension, Json,
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Caller, RestError,
    editor::{Editor, addressed, lookup_field},
    record::{OneRecord, OneValue},
    sent::Sent,
};
use crate::front_door::Here;
use crate::objects::field::Type;
use crate::rules::rest as say;

/// The object of a path.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    object: String,
}

/// Runs something as the caller, at work on the org's records.
pub(super) fn editing<T>(
    here: &Here,
    caller: &Caller,
    work: impl FnOnce(&mut Editor<'_>) -> Result<T, RestError>,
) -> Result<T, RestError> {
    let now = here.world.now();
    let mut state = here.world.state();
    let org = state.orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?;
    work(&mut Editor { org, user: &caller.user, now })
}

/// `POST /sobjects/X`
pub(super) async fn create(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<Named>,
    Sent(body): Sent,
) -> Result<Response, RestError> {
    let (object, id) =
        editing(&here, &caller, |editor| Ok((editor.object(&path.object)?.name, editor.create(&path.object, &body)?)))?;
    let address = format!("{}/sobjects/{object}/{id}", caller.base());
    let body = Json(json!({ "id": id, "success": true, "errors": [] }));
    Ok((StatusCode::CREATED, [(header::LOCATION, address)], body).into_response())
}

/// `PATCH /sobjects/X/ID`
pub(super) async fn update(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<OneRecord>,
    Sent(body): Sent,
) -> Result<StatusCode, RestError> {
    editing(&here, &caller, |editor| {
        editor.object(&path.object)?;
        addressed(&path.record)?;
        editor.update(&path.object, &path.record, &body)
    })?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /sobjects/X/ID`
pub(super) async fn delete(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<OneRecord>,
) -> Result<StatusCode, RestError> {
    editing(&here, &caller, |editor| {
        editor.object(&path.object)?;
        addressed(&path.record)?;
        editor.delete(&path.object, &path.record)
    })?;
    Ok(StatusCode::NO_CONTENT)
}

/// `PATCH /sobjects/X/FIELD/VALUE`
pub(super) async fn upsert(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<OneValue>,
    Sent(body): Sent,
) -> Result<Response, RestError> {
    let (object, done) = editing(&here, &caller, |editor| {
        Ok((editor.object(&path.object)?.name, editor.upsert(&path.object, &path.field, &path.value, &body)?))
    })?;
    let reply = Json(json!({ "id": done.id, "success": true, "errors": [], "created": done.created }));
    if !done.created {
        return Ok(reply.into_response());
    }
    let address = format!("{}/sobjects/{object}/{}", caller.base(), done.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, address)], reply).into_response())
}

/// `DELETE /sobjects/X/FIELD/VALUE`
pub(super) async fn delete_by_value(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<OneValue>,
) -> Result<StatusCode, RestError> {
    editing(&here, &caller, |editor| {
        let object = editor.object(&path.object)?;
        let field = lookup_field(object, &path.field)?;
        let record = match field.kind {
            Type::Id => path.value.clone(),
            _ => editor.found(object, &field, &path.value)?.ok_or(say::NO_RESOURCE)?,
        };
        editor.delete(object.name, &record)
    })?;
    Ok(StatusCode::NO_CONTENT)
}
