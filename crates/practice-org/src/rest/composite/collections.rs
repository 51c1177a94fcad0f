//! Up to 200 records in one request.
//!
//! Source: *REST API Developer Guide*, "sObject Collections".

use std::collections::HashMap;

use axum::{
    Extension, Json,
    extract::{Path, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::{
    Caller, RestError,
    describe::{seeing, visible},
    editor::{Editor, malformed},
    record,
    sent::SentJson,
    values::Body,
    write::editing,
};
use crate::front_door::Here;
use crate::id;
use crate::objects;
use crate::rules::rest as say;

/// Most records in one request.
const MAX: usize = 200;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Collection {
    #[serde(default)]
    all_or_none: bool,
    records: Vec<Body>,
}

/// The object of a path.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    object: String,
}

/// Object and key of a path.
#[derive(Debug, Deserialize)]
pub(super) struct Keyed {
    object: String,
    field: String,
}

/// The records that are asked for, and which of their fields.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    ids: Vec<String>,
    fields: Vec<String>,
}

type Asked = Query<HashMap<String, String>>;

/// What became of one record: its id, and whether an upsert made it.
type Done = Result<(String, Option<bool>), RestError>;

/// `POST /composite/sobjects`
pub(super) async fn create(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    SentJson(asked): SentJson<Collection>,
) -> Result<Json<Value>, RestError> {
    all(&here, &caller, asked.all_or_none, &asked.records, |editor, body| {
        if own_id(body).is_some() {
            return Err(say::ID_IN_INSERT.into());
        }
        Ok((editor.create(type_of(body)?, body)?, None))
    })
}

/// `PATCH /composite/sobjects`
pub(super) async fn update(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    SentJson(asked): SentJson<Collection>,
) -> Result<Json<Value>, RestError> {
    all(&here, &caller, asked.all_or_none, &asked.records, |editor, body| {
        let record = own_id(body).ok_or(say::NO_ID_IN_UPDATE)?.to_owned();
        let mut values = body.clone();
        values.retain(|name, _| !name.eq_ignore_ascii_case("Id"));
        editor.update(type_of(body)?, &record, &values)?;
        Ok((id::to_18(&record), None))
    })
}

/// `PATCH /composite/sobjects/X/FIELD`
pub(super) async fn upsert(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<Keyed>,
    SentJson(asked): SentJson<Collection>,
) -> Result<Json<Value>, RestError> {
    all(&here, &caller, asked.all_or_none, &asked.records, |editor, body| {
        let mut values = body.clone();
        let name = body.keys().find(|name| name.eq_ignore_ascii_case(&path.field)).cloned();
        let key = name.and_then(|name| values.remove(&name)).and_then(|key| key.as_str().map(str::to_owned));
        let Some(key) = key else {
            if path.field.eq_ignore_ascii_case("Id") {
                return Ok((editor.create(&path.object, &values)?, Some(true)));
            }
            return Err(RestError::with(say::NO_KEY, &[&path.field]));
        };
        let done = editor.upsert(&path.object, &path.field, &key, &values)?;
        Ok((done.id, Some(done.created)))
    })
}

/// `DELETE /composite/sobjects?ids=A,B`
pub(super) async fn delete(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Query(asked): Asked,
) -> Result<Json<Value>, RestError> {
    let ids = asked.get("ids").ok_or_else(|| RestError::with(say::NO_PARAMETER, &["ids"]))?;
    let ids: Vec<&str> = ids.split(',').map(str::trim).collect();
    let all_or_none = asked.get("allOrNone").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    all(&here, &caller, all_or_none, &ids, |editor, record| {
        let object = objects::all().find(|object| record.starts_with(object.key_prefix) && id::is_id(record));
        let object = object.ok_or_else(|| malformed(record))?;
        editor.delete(object.name, record)?;
        Ok((id::to_18(record), None))
    })
}

/// `GET /composite/sobjects/X?ids=A,B&fields=C,D`
pub(super) async fn retrieve(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<Named>,
    Query(asked): Asked,
) -> Result<Json<Value>, RestError> {
    let list = |name: &str| {
        let list = asked.get(name).ok_or_else(|| RestError::with(say::NO_PARAMETER, &[name]))?;
        Ok::<_, RestError>(list.split(',').map(|one| one.trim().to_owned()).collect())
    };
    found(&here, &caller, &path.object, &Wanted { ids: list("ids")?, fields: list("fields")? })
}

/// `POST /composite/sobjects/X {"ids", "fields"}`
pub(super) async fn retrieve_by_body(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<Named>,
    SentJson(wanted): SentJson<Wanted>,
) -> Result<Json<Value>, RestError> {
    found(&here, &caller, &path.object, &wanted)
}

/// The records in the order asked; null where there is none.
fn found(here: &Here, caller: &Caller, object: &str, wanted: &Wanted) -> Result<Json<Value>, RestError> {
    seeing(here, caller, false, |seen| {
        let object = visible(seen, object)?;
        let mut names = record::columns(object, wanted.fields.iter().map(String::as_str))?;
        // The id comes back whether it was asked for or not.
        if !names.iter().any(|name| name == "Id") {
            names.push("Id".to_owned());
        }
        let one = |id: &String| seen.row(object, id).map(|row| record::shown(caller, object, &row, &names));
        Ok(Json(wanted.ids.iter().map(one).collect::<Vec<Option<Value>>>().into()))
    })
}

fn own_id(body: &Body) -> Option<&str> {
    body.iter().find(|(name, _)| name.eq_ignore_ascii_case("Id")).and_then(|(_, value)| value.as_str())
}

fn type_of(body: &Body) -> Result<&str, RestError> {
    let name = body.get("attributes").and_then(|attributes| attributes.get("type")).and_then(Value::as_str);
    Ok(name.ok_or(say::NO_TYPE)?)
}

/// Does the same with each record, and tells of each; all are undone if one fails and all must succeed.
fn all<T>(
    here: &Here,
    caller: &Caller,
    all_or_none: bool,
    records: &[T],
    work: impl Fn(&mut Editor<'_>, &T) -> Done,
) -> Result<Json<Value>, RestError> {
    if records.len() > MAX {
        return Err(say::TOO_MANY_RECORDS.into());
    }
    let done = editing(here, caller, |editor| {
        let before = editor.org.snapshot();
        let mut done: Vec<Done> = records.iter().map(|record| work(editor, record)).collect();
        if all_or_none && done.iter().any(Result::is_err) {
            editor.org.restore(before);
            for one in done.iter_mut().filter(|one| one.is_ok()) {
                *one = Err(RestError::from(say::ROLLED_BACK));
            }
        }
        Ok(done)
    })?;
    Ok(Json(done.into_iter().map(told).collect::<Vec<Value>>().into()))
}

fn told(done: Done) -> Value {
    match done {
        Ok((id, None)) => json!({ "id": id, "success": true, "errors": [] }),
        Ok((id, Some(created))) => json!({ "id": id, "success": true, "errors": [], "created": created }),
        Err(error) => json!({ "success": false, "errors": [error.as_item()] }),
    }
}
