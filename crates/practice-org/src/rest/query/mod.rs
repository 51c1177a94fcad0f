//! Queries, their batches, how they would be answered, and the metadata of their columns.
//!
//! Source: *REST API Developer Guide*, "Query", "QueryAll", "Query Options Header"; `columns=true` as the Salesforce CLI
//! uses it.

mod columns;
mod plans;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use axum::{
    Extension, Json,
    extract::{Path, Query},
    http::HeaderMap,
};
use serde_json::{Map, Value, json};

use super::{Caller, RestError};
use crate::front_door::Here;
use crate::objects::Seen;
use crate::org::cursor::Cursor;
use crate::rules::{rest, soql as say};
use crate::soql::{self, Cell, Record};

type Asked = Query<HashMap<String, String>>;

/// The key prefix of locators.
const LOCATOR: &str = "01g";

/// Records in a batch, unless the request asks for another number; what it asks for is moved into these bounds.
const BATCH: usize = 2000;
const SMALLEST_BATCH: usize = 200;

/// Which of the resources that take a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Resource {
    Query,
    QueryAll,
    Tooling,
}

/// `GET /query?q=…`
pub(super) async fn query(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Query(asked): Asked,
) -> Result<Json<Value>, RestError> {
    run(&here, &caller, &headers, &asked, Resource::Query)
}

/// `GET /queryAll?q=…`: deleted records too
pub(super) async fn query_all(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Query(asked): Asked,
) -> Result<Json<Value>, RestError> {
    run(&here, &caller, &headers, &asked, Resource::QueryAll)
}

/// `GET /tooling/query?q=…`
pub(super) async fn tooling(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Query(asked): Asked,
) -> Result<Json<Value>, RestError> {
    run(&here, &caller, &headers, &asked, Resource::Tooling)
}

/// `GET /query/01g…-2000`, as `nextRecordsUrl` says
pub(super) async fn more(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Path(path): Path<HashMap<String, String>>,
) -> Result<Json<Value>, RestError> {
    let now = here.world.now();
    let locator = path.get("locator").map(String::as_str).unwrap_or_default();
    let (id, from) = locator.rsplit_once('-').ok_or(say::LOCATOR)?;
    let from: usize = from.parse().map_err(|_| say::LOCATOR)?;
    let state = here.world.state();
    let org = state.orgs.get(caller.org).ok_or(rest::NO_SESSION)?;
    let cursor = org.cursors.get(id, now).ok_or(say::LOCATOR)?;
    if cursor.user != caller.user || cursor.session != caller.session || from >= cursor.records.len() {
        return Err(say::LOCATOR.into());
    }
    Ok(Json(batch(cursor, &caller, from, batch_size(&headers))))
}

fn run(
    here: &Here,
    caller: &Caller,
    headers: &HeaderMap,
    asked: &HashMap<String, String>,
    resource: Resource,
) -> Result<Json<Value>, RestError> {
    let now = here.world.now();
    let tooling = resource == Resource::Tooling;
    let mut state = here.world.state();
    let org = state.orgs.get_mut(caller.org).ok_or(rest::NO_SESSION)?;
    let user = org.user(&caller.user).ok_or(rest::NO_SESSION)?;
    let seen = Seen::new(org, user, now, tooling);
    let seen = if resource == Resource::QueryAll { seen.with_bin() } else { seen };
    if let Some(statement) = asked.get("explain") {
        return Ok(Json(plans::plans(&soql::explain(statement, &seen, now)?)));
    }
    let statement = asked.get("q").ok_or(rest::NO_QUERY)?;
    let outcome = soql::run(statement, &seen, now)?;
    if asked.get("columns").is_some_and(|value| value == "true") {
        return Ok(Json(columns::columns(&outcome)));
    }
    let base = if tooling { format!("{}/tooling", caller.base()) } else { caller.base() };
    let records: Vec<Value> = outcome.records.iter().map(|one| record(&base, one)).collect();
    let size = batch_size(headers);
    let is_long = records.len() > size;
    if is_long && outcome.grouped {
        return Err(say::AGGREGATE_BATCH.into());
    }
    let cursor = Cursor {
        id: if is_long { org.ids.next(LOCATOR) } else { String::new() },
        user: caller.user.clone(),
        session: caller.session.clone(),
        at: now,
        records,
        tooling: tooling.then_some(outcome.object),
    };
    let mut body = batch(&cursor, caller, 0, size);
    // COUNT() counts records that it does not show.
    if let Some(total) = body.get_mut("totalSize") {
        *total = outcome.total_size.into();
    }
    if is_long {
        org.cursors.open(cursor);
    }
    Ok(Json(body))
}

/// `Sforce-Query-Options: batchSize=500`
fn batch_size(headers: &HeaderMap) -> usize {
    let options = headers.get("Sforce-Query-Options").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let asked = options.split([',', ';']).find_map(|option| {
        let (name, size) = option.split_once('=')?;
        name.trim().eq_ignore_ascii_case("batchSize").then(|| size.trim().parse().ok())?
    });
    asked.map_or(BATCH, |size: usize| size.clamp(SMALLEST_BATCH, BATCH))
}

fn batch(cursor: &Cursor, caller: &Caller, from: usize, size: usize) -> Value {
    let (total, next) = (cursor.records.len(), from + size);
    let records: Vec<&Value> = cursor.records.iter().skip(from).take(size).collect();
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    if cursor.tooling.is_some() {
        put("size", records.len().into());
    }
    put("totalSize", total.into());
    put("done", (next >= total).into());
    if let Some(object) = &cursor.tooling {
        put("queryLocator", Value::Null);
        put("entityTypeName", object.as_str().into());
    }
    if next < total {
        let path = if cursor.tooling.is_some() { "tooling/query" } else { "query" };
        put("nextRecordsUrl", format!("{}/{path}/{}-{next}", caller.base(), cursor.id).into());
    }
    put("records", json!(records));
    Value::Object(body)
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
            Cell::Children(records) if records.is_empty() => Value::Null,
            Cell::Children(records) => {
                let records: Vec<Value> = records.iter().map(|one| self::record(base, one)).collect();
                json!({ "totalSize": records.len(), "done": true, "records": records })
            }
        };
        shown.insert(name.clone(), value);
    }
    Value::Object(shown)
}
