//! What a query shows of each row: fields, labels, the records of children.
//!
//! Source: *SOQL and SOSL Reference*, "SELECT", "FIELDS()", "Using Relationship Queries".

use serde_json::Value;

use super::{
    Child, Kind, Row, SoqlError, aggregate,
    evaluate::{Column, Prepared, Record, record, schema_of},
    path::{Path, Resolved, Scope},
    query::{Condition, FieldSet, Item, Name, Query, Set},
};
use crate::id;
use crate::rules::soql as say;

/// Most records that `FIELDS(ALL)` and `FIELDS(CUSTOM)` may be asked of.
const FIELDS_LIMIT: usize = 200;

/// One thing to show.
pub(super) enum Shown<'a> {
    /// A field.
    Field(Path),
    /// A function of a field, and its name.
    Function(String, Resolved),
    /// Child records.
    Children(Children<'a>),
}

/// A subquery of child records, asked once for all parents.
pub(super) struct Children<'a> {
    child: Child,
    query: &'a Query,
    shown: Vec<Shown<'a>>,
    rows: Vec<Row>,
}

impl Shown<'_> {
    /// What `columns=true` tells of it.
    pub(super) fn column(&self) -> Column {
        match self {
            Shown::Field(path) => Column { path: path.dotted(), kind: path.field.kind, function: None, children: None },
            Shown::Function(name, field) => {
                Column { path: name.clone(), kind: field.kind(), function: field.called(), children: None }
            }
            Shown::Children(children) => Column {
                path: children.name().to_owned(),
                kind: Kind::Text,
                function: None,
                children: Some(children.shown.iter().map(Shown::column).collect()),
            },
        }
    }

    fn name(&self) -> String {
        match self {
            Shown::Field(path) => path.dotted(),
            Shown::Function(name, _) => name.clone(),
            Shown::Children(children) => children.name().to_owned(),
        }
    }
}

/// The list after `SELECT`, looked up.
pub(super) fn shown<'a>(query: &'a Query, scope: &Scope<'a>) -> Result<Vec<Shown<'a>>, SoqlError> {
    let mut all: Vec<Shown> = Vec::new();
    for item in &query.select {
        let more = match item {
            Item::Count(parenthesis) => {
                return Err(SoqlError::syntax(say::UNEXPECTED, scope.asked.statement, *parenthesis, &[")"]));
            }
            Item::Expression(expression, alias) => {
                let field = scope.resolve(expression)?;
                match (field.function, alias) {
                    (None, None) => vec![Shown::Field(field.path)],
                    (None, Some(_)) => return Err(SoqlError::plain(say::ALIAS, &[])),
                    (Some(_), alias) => {
                        let own = || field.path.field.name.clone();
                        let name = alias.as_ref().map_or_else(own, |alias| alias.text.clone());
                        vec![Shown::Function(name, field)]
                    }
                }
            }
            Item::Fields(set) => fields(*set, query, scope)?,
            Item::Children(children) => vec![Shown::Children(Children::new(children, query, scope)?)],
            Item::TypeOf(relationship) => {
                return Err(scope.refuse(say::TYPEOF, relationship.at, &[&relationship.text]));
            }
        };
        for one in more {
            let name = one.name();
            if all.iter().any(|other| other.name() == name) {
                return Err(SoqlError::plain(say::DUPLICATE_FIELD, &[&name]));
            }
            all.push(one);
        }
    }
    if all.is_empty() {
        return Err(SoqlError::plain(say::FIELDS_EMPTY, &[]));
    }
    Ok(all)
}

/// The fields that `FIELDS()` stands for.
pub(super) fn fields<'a>(set: FieldSet, query: &Query, scope: &Scope<'a>) -> Result<Vec<Shown<'a>>, SoqlError> {
    let is_bounded = query.limit.is_some_and(|limit| limit <= FIELDS_LIMIT) || names_ids(query);
    if set != FieldSet::Standard && !is_bounded {
        return Err(SoqlError::plain(say::FIELDS_LIMIT, &[]));
    }
    let in_set = |name: &str| match set {
        FieldSet::All => true,
        FieldSet::Custom => name.ends_with("__c"),
        FieldSet::Standard => !name.ends_with("__c"),
    };
    let fields = scope.schema.fields.iter().filter(|field| in_set(&field.name));
    Ok(fields.map(|field| Shown::Field(Path { steps: Vec::new(), field: field.clone() })).collect())
}

/// Whether the query is of a list of ids that is short enough.
fn names_ids(query: &Query) -> bool {
    let condition = match &query.condition {
        Some(Condition::Any(terms) | Condition::All(terms)) if terms.len() == 1 => terms.first(),
        other => other.as_ref(),
    };
    matches!(condition, Some(Condition::In { field, negated: false, set: Set::Values(values) })
        if field.field.text.eq_ignore_ascii_case("Id") && values.len() <= FIELDS_LIMIT)
}

impl<'a> Children<'a> {
    fn new(query: &'a Query, outer: &Query, scope: &Scope<'a>) -> Result<Children<'a>, SoqlError> {
        if aggregate::is_grouped(query) || query.select.iter().any(|item| matches!(item, Item::Count(_))) {
            return Err(SoqlError::plain(say::ONLY_AT_ROOT, &[]));
        }
        let asked = scope.asked;
        let Name { text, at } = &query.object;
        // The relationship may be written after the parent, `FROM Account.Contacts`.
        let name = match text.split_once('.') {
            Some((parent, name))
                if parent.eq_ignore_ascii_case(&scope.schema.name)
                    || outer.alias.as_deref().is_some_and(|alias| alias.eq_ignore_ascii_case(parent)) =>
            {
                name
            }
            _ => text,
        };
        let found = scope.schema.child(name).cloned();
        let target = found.and_then(|child| {
            let object = Name { text: child.object.to_owned(), at: *at };
            schema_of(&object, asked).ok().map(|schema| (child, schema))
        });
        let Some((child, schema)) = target else { return Err(scope.refuse(say::NO_CHILD, *at, &[name])) };
        let prepared = Prepared::new(query, schema, asked)?;
        let shown = shown(query, &prepared.scope)?;
        let mut rows = prepared.found();
        prepared.sort(&mut rows, |field, row| field.value(row));
        Ok(Children { child, query, shown, rows })
    }

    pub(super) fn name(&self) -> &str {
        self.child.name
    }

    /// The children of one parent.
    pub(super) fn of(&self, parent: &Row) -> Vec<Record> {
        let Some(own) = parent.get("Id").and_then(Value::as_str) else { return Vec::new() };
        let is_own =
            |row: &&Row| row.get(self.child.field).and_then(Value::as_str).is_some_and(|other| id::same(own, other));
        let rows = self.rows.iter().filter(is_own);
        rows.skip(self.query.offset)
            .take(self.query.limit.unwrap_or(usize::MAX))
            .map(|row| record(self.child.object, row, &self.shown))
            .collect()
    }
}
