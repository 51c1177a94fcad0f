//! Turns a parsed statement and a source into records: select, filter, order, limit.
//!
//! Comparisons live in `filter`; `attributes`, batches and `nextRecordsUrl` are left to the REST layer.

use std::cmp::Ordering;

use serde_json::Value;

use super::{
    Code, Kind, Row, Schema, SoqlError, Source,
    filter::{Filter, folded},
    path::Path,
    query::{Name, Order, Query, Select},
};

/// What a statement answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    /// Canonical name of the object asked.
    pub(crate) object: String,
    /// The columns in the order selected; empty for `COUNT()`.
    pub(crate) columns: Vec<Column>,
    /// The records in order; empty for `COUNT()`.
    pub(crate) records: Vec<Record>,
    /// `totalSize`: records after `LIMIT` and `OFFSET` and before batches; for `COUNT()` the count.
    pub(crate) total_size: usize,
}

/// One selected column, in canonical casing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// The path as selected, `CreatedBy.Name`.
    pub(crate) path: String,
    /// What the column holds.
    pub(crate) kind: Kind,
}

/// One record, or the parent record nested in one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    /// Canonical name of the object, for `attributes.type`.
    pub(crate) object: String,
    /// The record's id, for `attributes.url`, whether selected or not.
    pub(crate) id: Option<String>,
    /// Name and value, canonical and in the order selected.
    pub(crate) cells: Vec<(String, Cell)>,
}

/// One value of a record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// A plain value.
    Value(Value),
    /// A parent record; a record without that parent has a null value instead.
    Parent(Record),
}

/// A statement, what it is asked of, and when.
pub(super) struct Asked<'a> {
    pub(super) statement: &'a str,
    pub(super) source: &'a dyn Source,
    pub(super) now: jiff::Timestamp,
}

pub(super) fn evaluate(query: &Query, asked: &Asked) -> Result<Outcome, SoqlError> {
    let schema = schema(query, asked)?;
    let paths = match &query.select {
        Select::Count => Vec::new(),
        Select::Fields(names) => paths(names, &schema, asked)?,
    };
    let rows = rows(query, &schema, asked)?;
    let columns = paths.iter().map(|path| Column { path: path.dotted(), kind: path.kind }).collect();
    let records = match query.select {
        Select::Count => Vec::new(),
        Select::Fields(_) => rows.iter().map(|row| record(&schema.name, row, &paths)).collect(),
    };
    Ok(Outcome { object: schema.name, columns, records, total_size: rows.len() })
}

/// The values that a subquery of `IN` finds.
pub(super) fn values(query: &Query, asked: &Asked) -> Result<Vec<Value>, SoqlError> {
    let schema = schema(query, asked)?;
    let names = match &query.select {
        Select::Fields(names) => names.as_slice(),
        Select::Count => &[],
    };
    let [name] = names else {
        let message = "Semi join sub-selects must select exactly one field";
        return Err(SoqlError::at(Code::MalformedQuery, asked.statement, query.object.at, message));
    };
    let path = Path::find(name, &schema, asked)?;
    Ok(rows(query, &schema, asked)?.iter().map(|row| path.value(row).clone()).collect())
}

fn schema(query: &Query, asked: &Asked) -> Result<Schema, SoqlError> {
    let name = &query.object.text;
    asked.source.schema(name).ok_or_else(|| {
        let message = format!(
            "sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to append \
             the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate \
             names."
        );
        SoqlError::at(Code::InvalidType, asked.statement, query.object.at, &message)
    })
}

fn paths(names: &[Name], schema: &Schema, asked: &Asked) -> Result<Vec<Path>, SoqlError> {
    let mut paths: Vec<Path> = Vec::new();
    for name in names {
        let path = Path::find(name, schema, asked)?;
        if paths.contains(&path) {
            let message = format!("duplicate field selected: {}", path.dotted());
            return Err(SoqlError::plain(Code::InvalidField, message));
        }
        paths.push(path);
    }
    Ok(paths)
}

/// The rows that a query leaves, in order.
fn rows(query: &Query, schema: &Schema, asked: &Asked) -> Result<Vec<Row>, SoqlError> {
    let filter = query.condition.as_ref().map(|condition| Filter::new(condition, schema, asked)).transpose()?;
    let order = query
        .order
        .iter()
        .map(|order| Path::find(&order.field, schema, asked).map(|path| (path, order)))
        .collect::<Result<Vec<(Path, &Order)>, SoqlError>>()?;
    let mut rows = asked.source.rows(&schema.name);
    rows.retain(|row| filter.as_ref().is_none_or(|filter| filter.takes(row)));
    rows.sort_by(|one, other| {
        let compare = |(path, order): &(Path, &Order)| by(path.value(one), path.value(other), order);
        order.iter().map(compare).find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
    });
    Ok(rows.into_iter().skip(query.offset).take(query.limit.unwrap_or(usize::MAX)).collect())
}

/// Nulls first unless asked otherwise, in either direction.
fn by(one: &Value, other: &Value, order: &Order) -> Ordering {
    let nulls = other.is_null().cmp(&one.is_null());
    if nulls.is_ne() {
        return if order.nulls_last { nulls.reverse() } else { nulls };
    }
    let ordering = match (one, other) {
        (Value::String(one), Value::String(other)) => folded(one).cmp(&folded(other)),
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (Value::Number(one), Value::Number(other)) => {
            one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal)
        }
        _ => Ordering::Equal,
    };
    if order.descending { ordering.reverse() } else { ordering }
}

fn record(object: &str, row: &Row, paths: &[Path]) -> Record {
    let mut record = empty(object, row);
    for path in paths {
        place(&mut record, row, &path.parents, path);
    }
    record
}

fn empty(object: &str, row: &Row) -> Record {
    let id = row.get("Id").and_then(Value::as_str).map(str::to_owned);
    Record { object: object.to_owned(), id, cells: Vec::new() }
}

/// Puts the value of a path into a record, and into the parent records on the way.
fn place(record: &mut Record, row: &Row, parents: &[(String, String)], path: &Path) {
    let Some(((relationship, object), further)) = parents.split_first() else {
        let value = row.get(&path.field).cloned().unwrap_or_default();
        record.cells.push((path.field.clone(), Cell::Value(value)));
        return;
    };
    let parent = row.get(relationship).and_then(Value::as_object);
    if !record.cells.iter().any(|(name, _)| name == relationship) {
        let cell = parent.map_or(Cell::Value(Value::Null), |parent| Cell::Parent(empty(object, parent)));
        record.cells.push((relationship.clone(), cell));
    }
    let held = record.cells.iter_mut().find(|(name, _)| name == relationship);
    if let (Some((_, Cell::Parent(held))), Some(parent)) = (held, parent) {
        place(held, parent, further, path);
    }
}
