//! One record by its id.
//!
//! Source: *REST API Developer Guide*, "sObject Rows".

use std::collections::HashMap;

use axum::{
    Extension, Json,
    extract::{Path, Query},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    Caller, RestError,
    describe::{seeing, visible},
    editor::{addressed, found, lookup_field, no_record},
};
use crate::front_door::Here;
use crate::objects::{Object, field::Type};
use crate::rules::rest as say;
use crate::soql::Row;

/// Object and record of a path.
#[derive(Debug, Deserialize)]
pub(super) struct OneRecord {
    /// The object.
    pub(super) object: String,
    /// The record's id.
    pub(super) record: String,
}

/// Object, field and value of a path.
#[derive(Debug, Deserialize)]
pub(super) struct OneValue {
    /// The object.
    pub(super) object: String,
    /// The field by which the record is found.
    pub(super) field: String,
    /// Its value.
    pub(super) value: String,
}

type Asked = Query<HashMap<String, String>>;

/// `GET /sobjects/X/ID`, all fields or those of `fields=A,B`
pub(super) async fn record(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<OneRecord>,
    Query(asked): Asked,
) -> Result<Json<Value>, RestError> {
    read(&here, &caller, &path, &asked, false)
}

/// `GET /tooling/sobjects/X/ID`
pub(super) async fn tooling_record(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<OneRecord>,
    Query(asked): Asked,
) -> Result<Json<Value>, RestError> {
    read(&here, &caller, &path, &asked, true)
}

/// `GET /sobjects/X/FIELD/VALUE`
pub(super) async fn by_value(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<OneValue>,
    Query(asked): Asked,
) -> Result<Json<Value>, RestError> {
    let record = seeing(&here, &caller, false, |seen| {
        let object = visible(seen, &path.object)?;
        let field = lookup_field(object, &path.field)?;
        match field.kind {
            Type::Id => Ok(path.value.clone()),
            _ => Ok(found(seen, object, &field, &path.value).ok_or(say::NO_RESOURCE)?),
        }
    })?;
    read(&here, &caller, &OneRecord { object: path.object, record }, &asked, false)
}

fn read(
    here: &Here,
    caller: &Caller,
    path: &OneRecord,
    asked: &HashMap<String, String>,
    tooling: bool,
) -> Result<Json<Value>, RestError> {
    seeing(here, caller, tooling, |seen| {
        let object = visible(seen, &path.object)?;
        addressed(&path.record)?;
        let row = seen.row(object, &path.record).ok_or_else(|| no_record(&path.record))?;
        let names = match asked.get("fields") {
            None => object.all_fields().iter().map(|field| field.name.to_string()).collect(),
            Some(list) => columns(object, list.split(','))?,
        };
        Ok(Json(shown(caller, object, &row, &names)))
    })
}

/// The canonical names of fields that were asked for.
pub(super) fn columns<'a>(object: &Object, names: impl Iterator<Item = &'a str>) -> Result<Vec<String>, RestError> {
    let fields = object.all_fields();
    names
        .map(str::trim)
        .map(|name| {
            let known = fields.iter().find(|field| field.name.eq_ignore_ascii_case(name));
            let known = known.map(|field| field.name.to_string());
            known.ok_or_else(|| RestError::with(say::NO_COLUMN, &[name, object.name]))
        })
        .collect()
}

/// A record with some of its fields.
pub(super) fn shown(caller: &Caller, object: &Object, row: &Row, names: &[String]) -> Value {
    let own_id = row.get("Id").and_then(Value::as_str).unwrap_or_default();
    let address = format!("{}/sobjects/{}/{own_id}", caller.base(), object.name);
    let mut shown = Map::new();
    shown.insert("attributes".to_owned(), json!({ "type": object.name, "url": address }));
    for name in names {
        shown.insert(name.clone(), row.get(name).cloned().unwrap_or(Value::Null));
    }
    Value::Object(shown)
}
