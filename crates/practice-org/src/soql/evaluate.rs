//! Turns a parsed statement and a source into records: select, filter, order, limit.
//!
//! Comparisons live in `filter`, groups in `aggregate`; `attributes`, batches and `nextRecordsUrl` are left to the REST
//! layer.

use std::cmp::Ordering;

use serde_json::Value;

use super::{
    Kind, Row, Schema, SoqlError, Source, aggregate,
    filter::Filter,
    functions,
    path::{Path, Resolved, Scope, Step},
    query::{Expression, Function, Item, Name, Order, Query},
    select::{Shown, shown},
    semi_join,
};
use crate::rules::soql as say;

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
    /// Whether the records are groups.
    pub(crate) grouped: bool,
}

/// One selected column, in canonical casing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// The path as selected, `CreatedBy.Name`; `expr0` or the alias of a function; the name of a child relationship.
    pub(crate) path: String,
    /// What the column holds.
    pub(crate) kind: Kind,
    /// The function as Salesforce names it, `count(Id)`.
    pub(crate) function: Option<String>,
    /// The columns of a subquery.
    pub(crate) children: Option<Vec<Column>>,
}

/// One record, or the parent record nested in one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    /// Canonical name of the object, for `attributes.type`.
    pub(crate) object: String,
    /// The record's id, for `attributes.url`, whether selected or not; none for a group.
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
    /// Child records, none or more.
    Children(Vec<Record>),
}

/// A statement, what it is asked of, and when.
pub(super) struct Asked<'a> {
    pub(super) statement: &'a str,
    pub(super) source: &'a dyn Source,
    pub(super) now: jiff::Timestamp,
}

pub(super) fn evaluate(query: &Query, asked: &Asked) -> Result<Outcome, SoqlError> {
    let prepared = Prepared::new(query, schema_of(&query.object, asked)?, asked)?;
    let object = prepared.scope.schema.name.clone();
    if let [Item::Count(parenthesis)] = query.select.as_slice() {
        if !query.group.is_empty() {
            return Err(SoqlError::syntax(say::UNEXPECTED, asked.statement, *parenthesis, &[")"]));
        }
        if let Some(order) = query.order.first() {
            return Err(SoqlError::plain(say::ORDER_NOT_GROUPED, &[&order.field.field.text]));
        }
        let total_size = prepared.rows()?.len();
        return Ok(Outcome { object, columns: Vec::new(), records: Vec::new(), total_size, grouped: false });
    }
    let (columns, records, grouped) = match aggregate::is_grouped(query) {
        true => {
            let (columns, records) = aggregate::groups(&prepared)?;
            (columns, records, true)
        }
        false => {
            let shown = shown(query, &prepared.scope)?;
            let columns = shown.iter().map(Shown::column).collect();
            let records = prepared.rows()?.iter().map(|row| record(&object, row, &shown)).collect();
            (columns, records, false)
        }
    };
    let records: Vec<Record> = records;
    Ok(Outcome { object, columns, total_size: records.len(), records, grouped })
}

/// The schema of the object that a query asks.
pub(super) fn schema_of(object: &Name, asked: &Asked) -> Result<Schema, SoqlError> {
    asked
        .source
        .schema(&object.text)
        .ok_or_else(|| SoqlError::at(say::NO_OBJECT, asked.statement, object.at, &[&object.text]))
}

/// A query whose condition and order are checked.
pub(super) struct Prepared<'a> {
    pub(super) query: &'a Query,
    pub(super) scope: Scope<'a>,
    pub(super) filter: Option<Filter>,
    order: Vec<(Resolved, &'a Order)>,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(query: &'a Query, schema: Schema, asked: &'a Asked<'a>) -> Result<Prepared<'a>, SoqlError> {
        let scope = Scope::new(query, schema, asked)?;
        if let Some(name) = &query.scope {
            let is_known = match name.text.to_ascii_lowercase().as_str() {
                "everything" => true,
                "mine" => scope.schema.field("OwnerId").is_some(),
                _ => false,
            };
            if !is_known {
                return Err(scope.refuse(say::SCOPE, name.at, &[&name.text, &scope.schema.name]));
            }
        }
        let filter = match &query.condition {
            None => None,
            Some(condition) => {
                semi_join::check(condition, &scope)?;
                Some(Filter::new(condition, &scope, &|written, field| no_aggregate(written, field, asked))?)
            }
        };
        let mut order = Vec::new();
        for one in &query.order {
            let field = scope.resolve(&one.field)?;
            if !field.kind().sortable() {
                return Err(scope.refuse(say::CANNOT_SORT, one.field.field.at, &[&field.path.field.name]));
            }
            order.push((field, one));
        }
        Ok(Prepared { query, scope, filter, order })
    }

    /// Every row that the condition takes, with the parents that the query speaks of.
    pub(super) fn found(&self) -> Vec<Row> {
        let Scope { asked, schema, .. } = &self.scope;
        let mine = self.query.scope.as_ref().is_some_and(|scope| scope.text.eq_ignore_ascii_case("mine"));
        let mut rows = asked.source.rows(&schema.name);
        rows.retain(|row| !mine || row.get("OwnerId").and_then(Value::as_str) == Some(asked.source.user()));
        rows.iter_mut().for_each(|row| self.scope.join(row));
        rows.retain(|row| self.filter.as_ref().is_none_or(|filter| filter.takes(&|field| field.value(row))));
        rows
    }

    /// The rows that the query leaves, in order.
    pub(super) fn rows(&self) -> Result<Vec<Row>, SoqlError> {
        for (field, one) in &self.order {
            no_aggregate(&one.field, field, self.scope.asked)?;
        }
        let mut rows = self.found();
        self.sort(&mut rows, |field, row| field.value(row));
        Ok(self.window(rows))
    }

    /// The fields of `ORDER BY`.
    pub(super) fn order(&self) -> impl Iterator<Item = &Resolved> {
        self.order.iter().map(|(field, _)| field)
    }

    /// Puts things in the order of the query: nulls first unless asked otherwise, in either direction.
    pub(super) fn sort<T>(&self, things: &mut [T], look: impl Fn(&Resolved, &T) -> Value) {
        things.sort_by(|one, other| {
            let compare = |(field, order): &(Resolved, &Order)| by(&look(field, one), &look(field, other), order);
            self.order.iter().map(compare).find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
        });
    }

    /// What `OFFSET` and `LIMIT` leave.
    pub(super) fn window<T>(&self, things: Vec<T>) -> Vec<T> {
        things.into_iter().skip(self.query.offset).take(self.query.limit.unwrap_or(usize::MAX)).collect()
    }
}

/// One value for many rows has no place where rows are asked one by one.
fn no_aggregate(written: &Expression, field: &Resolved, asked: &Asked) -> Result<(), SoqlError> {
    match field.function {
        Some(function @ (Function::Aggregate(_) | Function::Grouping)) => {
            Err(SoqlError::syntax(say::UNEXPECTED, asked.statement, written.at, &[function.name()]))
        }
        _ => Ok(()),
    }
}

fn by(one: &Value, other: &Value, order: &Order) -> Ordering {
    let nulls = other.is_null().cmp(&one.is_null());
    if nulls.is_ne() {
        return if order.nulls_last { nulls.reverse() } else { nulls };
    }
    let ordering = functions::order(one, other);
    if order.descending { ordering.reverse() } else { ordering }
}

/// One record, with what is to be shown of it.
pub(super) fn record(object: &str, row: &Row, shown: &[Shown]) -> Record {
    let mut record = empty(object, row);
    for one in shown {
        match one {
            Shown::Field(path) => place(&mut record, row, &path.steps, path),
            Shown::Function(name, field) => record.cells.push((name.clone(), Cell::Value(field.value(row)))),
            Shown::Children(children) => {
                record.cells.push((children.name().to_owned(), Cell::Children(children.of(row))));
            }
        }
    }
    record
}

fn empty(object: &str, row: &Row) -> Record {
    let id = row.get("Id").and_then(Value::as_str).map(str::to_owned);
    Record { object: object.to_owned(), id, cells: Vec::new() }
}

/// Puts the value of a path into a record, and into the parent records on the way.
fn place(record: &mut Record, row: &Row, steps: &[Step], path: &Path) {
    let Some((step, further)) = steps.split_first() else {
        let value = row.get(&path.field.name).cloned().unwrap_or_default();
        record.cells.push((path.field.name.clone(), Cell::Value(value)));
        return;
    };
    let parent = row.get(step.relationship).and_then(Value::as_object);
    if !record.cells.iter().any(|(name, _)| name == step.relationship) {
        let cell = parent.map_or(Cell::Value(Value::Null), |parent| Cell::Parent(empty(step.object, parent)));
        record.cells.push((step.relationship.to_owned(), cell));
    }
    let held = record.cells.iter_mut().find(|(name, _)| name == step.relationship);
    if let (Some((_, Cell::Parent(held))), Some(parent)) = (held, parent) {
        place(held, parent, further, path);
    }
}
