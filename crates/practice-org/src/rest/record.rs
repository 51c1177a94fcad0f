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
};
use crate::front_door::Here;
use crate::rules::rest as say;

/// Object and record of a path.
#[derive(Debug, Deserialize)]
pub(super) struct OneRecord {
    /// The object.
    pub(super) object: String,
    /// The record's id.
    pub(super) record: String,
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

fn read(
    here: &Here,
    caller: &Caller,
    path: &OneRecord,
    asked: &HashMap<String, String>,
    tooling: bool,
) -> Result<Json<Value>, RestError> {
    seeing(here, caller, tooling, |seen| {
        let object = visible(seen, &path.object)?;
        if !crate::id::is_id(&path.record) {
            return Err(malformed(&path.record));
        }
        let row = seen.row(object, &path.record).ok_or(say::NO_RECORD)?;
        let own_id = row.get("Id").and_then(Value::as_str).unwrap_or(&path.record);
        let mut shown = Map::new();
        let address = format!("{}/sobjects/{}/{own_id}", caller.base(), object.name);
        shown.insert("attributes".to_owned(), json!({ "type": object.name, "url": address }));
        let fields = object.all_fields();
        let names: Vec<String> = match asked.get("fields") {
            None => fields.iter().map(|field| field.name.to_string()).collect(),
            Some(list) => list
                .split(',')
                .map(|name| {
                    let known = fields.iter().find(|field| field.name.eq_ignore_ascii_case(name.trim()));
                    known
                        .map(|field| field.name.to_string())
                        .ok_or_else(|| RestError::with(say::NO_COLUMN, &[name.trim(), object.name]))
                })
                .collect::<Result<_, _>>()?,
        };
        for name in names {
            let value = row.get(&name).cloned().unwrap_or(Value::Null);
            shown.insert(name, value);
        }
        Ok(Json(Value::Object(shown)))
    })
}

/// The id cannot be one.
pub(super) fn malformed(record_id: &str) -> RestError {
    RestError::with(say::MALFORMED_ID, &[record_id]).about(vec![])
}
