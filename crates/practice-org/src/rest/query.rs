//! Queries, and the metadata of their columns.
//!
//! Source: *REST API Developer Guide*, "Query"; `columns=true` as the Salesforce CLI uses it.

use std::collections::HashMap;

use axum::{Extension, Json, extract::Query};
use serde_json::{Map, Value, json};

use super::{Caller, RestError};
use crate::front_door::Here;
use crate::objects::{Seen, named};
use crate::rules::rest as say;
use crate::soql::{self, Cell, Kind, Outcome, Record};

type Asked = Query<HashMap<String, String>>;

/// `GET /query?q=…`
pub(super) async fn query(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Query(asked): Asked,
) -> Result<Json<Value>, RestError> {
    run(&here, &caller, &asked, Over::Records)
}

/// `GET /queryAll?q=…`: deleted records too.
pub(super) async fn query_all(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Query(asked): Asked,
) -> Result<Json<Value>, RestError> {
    run(&here, &caller, &asked, Over::Bin)
}

/// `GET /tooling/query?q=…`
pub(super) async fn tooling(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Query(asked): Asked,
) -> Result<Json<Value>, RestError> {
    run(&here, &caller, &asked, Over::Tooling)
}

/// What a query is asked over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    Records,
    Bin,
    Tooling,
}

fn run(here: &Here, caller: &Caller, asked: &HashMap<String, String>, over: Over) -> Result<Json<Value>, RestError> {
    let statement = asked.get("q").ok_or(say::NO_QUERY)?;
    let now = here.world.now();
    let state = here.world.state();
    let org = state.orgs.get(caller.org).ok_or(say::NO_SESSION)?;
    let user = org.user(&caller.user).ok_or(say::NO_SESSION)?;
    let tooling = over == Over::Tooling;
    let seen = Seen::new(org, user, now, tooling);
    let seen = if over == Over::Bin { seen.with_bin() } else { seen };
    let outcome = soql::run(statement, &seen, now)?;
    if asked.get("columns").is_some_and(|value| value == "true") {
        return Ok(Json(columns(&outcome)));
    }
    let base = if tooling { format!("{}/tooling", caller.base()) } else { caller.base() };
    let records: Vec<Value> = outcome.records.iter().map(|one| record(&base, one)).collect();
    let total = outcome.total_size;
    Ok(Json(if tooling {
        let name = &outcome.object;
        json!({ "size": records.len(), "totalSize": total, "done": true, "entityTypeName": name, "records": records })
    } else {
        json!({ "totalSize": total, "done": true, "records": records })
    }))
}

fn record(base: &str, record: &Record) -> Value {
    let mut shown = Map::new();
    let address = record.id.as_deref().map(|id| format!("{base}/sobjects/{}/{id}", record.object));
    let mut attributes = json!({ "type": record.object });
    if let (Some(address), Some(attributes)) = (address, attributes.as_object_mut()) {
        attributes.insert("url".to_owned(), address.into());
    }
    shown.insert("attributes".to_owned(), attributes);
    for (name, cell) in &record.cells {
        let value = match cell {
            Cell::Value(value) => value.clone(),
            Cell::Parent(parent) => self::record(base, parent),
        };
        shown.insert(name.clone(), value);
    }
    Value::Object(shown)
}

fn columns(outcome: &Outcome) -> Value {
    let mut metadata: Vec<Value> = Vec::new();
    for column in &outcome.columns {
        place(&mut metadata, &column.path.split('.').collect::<Vec<_>>(), column.kind);
    }
    json!({
        "columnMetadata": metadata,
        "entityName": outcome.object,
        "groupBy": false,
        "idSelected": outcome.columns.iter().any(|column| column.path == "Id"),
        "keyPrefix": named(&outcome.object).map(|object| object.key_prefix),
    })
}

/// Puts a column into the tree that parent relationships make.
fn place(level: &mut Vec<Value>, path: &[&str], kind: Kind) {
    let [name, rest @ ..] = path else { return };
    let found = level.iter().position(|one| one["columnName"] == *name);
    let index = found.unwrap_or_else(|| {
        let leaf = rest.is_empty();
        level.push(json!({
            "aggregate": false,
            "apexType": if leaf { apex_type(kind) } else { "" },
            "booleanType": leaf && kind == Kind::Boolean,
            "columnName": name,
            "custom": false,
            "displayName": name,
            "foreignKeyName": null,
            "insertable": false,
            "joinColumns": [],
            "numberType": leaf && kind == Kind::Number,
            "textType": leaf && matches!(kind, Kind::Text | Kind::Id),
            "updatable": false,
        }));
        level.len() - 1
    });
    if let Some(Value::Array(inner)) = level.get_mut(index).and_then(|one| one.get_mut("joinColumns")) {
        place(inner, rest, kind);
    }
}

fn apex_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Id => "Id",
        Kind::Text => "String",
        Kind::Number => "Double",
        Kind::Boolean => "Boolean",
        Kind::Date => "Date",
        Kind::DateTime => "Datetime",
    }
}
