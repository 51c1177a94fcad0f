//! Groups of rows, and one value for each.
//!
//! Source: *SOQL and SOSL Reference*, "GROUP BY", "GROUP BY ROLLUP", "GROUP BY CUBE", "HAVING", "Aliases with GROUP BY".

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Row, SoqlError,
    evaluate::{Cell, Column, Prepared, Record},
    filter::Filter,
    functions::{folded, order},
    path::{Resolved, Scope},
    query::{Expression, Function, Grouping, Item, Name, Query},
    select::{Shown, fields},
};
use crate::rules::soql as say;

/// Whether the records of a query are groups.
pub(super) fn is_grouped(query: &Query) -> bool {
    let of_many = |item: &Item| {
        let Item::Expression(expression, _) = item else { return false };
        matches!(expression.function, Some(Function::Aggregate(_) | Function::Date(_) | Function::Grouping))
    };
    !query.group.is_empty() || query.select.iter().any(of_many)
}

/// One group: its rows, and which of the fields made it.
struct Group<'r> {
    rows: Vec<&'r Row>,
    by: Vec<bool>,
}

/// The fields of `GROUP BY`.
struct Keys(Vec<Resolved>);

impl Keys {
    fn new(query: &Query, scope: &Scope) -> Result<Keys, SoqlError> {
        let mut keys = Vec::new();
        for written in &query.group {
            let key = scope.resolve(written)?;
            if !key.kind().groupable() {
                return Err(scope.refuse(say::CANNOT_GROUP, written.field.at, &[&key.path.field.name]));
            }
            keys.push(key);
        }
        Ok(Keys(keys))
    }

    fn place(&self, field: &Resolved) -> Option<usize> {
        // GROUPING(X) is told of the key X itself.
        let function = field.function.filter(|function| *function != Function::Grouping);
        self.0.iter().position(|key| key.path == field.path && key.function == function)
    }

    fn grouped(&self, field: &Resolved) -> bool {
        field.is_aggregate() || self.place(field).is_some()
    }

    /// The value of a field for a whole group.
    fn value(&self, field: &Resolved, group: &Group) -> Value {
        let counts = self.place(field).is_some_and(|place| group.by.get(place) == Some(&true));
        match field.function {
            Some(Function::Aggregate(aggregate)) => {
                let values: Vec<Value> = group.rows.iter().map(|row| field.path.value(row).clone()).collect();
                aggregate.of(&values, field.path.field.kind)
            }
            Some(Function::Grouping) => i64::from(!counts).into(),
            _ if counts => group.rows.first().map(|row| field.value(row)).unwrap_or_default(),
            _ => Value::Null,
        }
    }

    /// Which of the fields make groups, one selection after the other.
    fn selections(&self, grouping: Grouping) -> Vec<Vec<bool>> {
        let count = self.0.len();
        match grouping {
            Grouping::Plain => vec![vec![true; count]],
            Grouping::Rollup => (0..=count).rev().map(|kept| (0..count).map(|place| place < kept).collect()).collect(),
            Grouping::Cube => {
                let all = 1_usize << count;
                (0..all).rev().map(|bits| (0..count).map(|place| bits >> place & 1 == 1).collect()).collect()
            }
        }
    }

    fn groups<'r>(&self, rows: &'r [Row], grouping: Grouping) -> Vec<Group<'r>> {
        let mut groups = Vec::new();
        for by in self.selections(grouping) {
            let mut found: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
            for row in rows {
                let keys = self.0.iter().zip(&by).filter(|(_, kept)| **kept);
                let key: Vec<String> = keys.map(|(key, _)| folded(&key.value(row).to_string())).collect();
                found.entry(key.join("\n")).or_default().push(row);
            }
            if self.0.is_empty() {
                found.entry(String::new()).or_default();
            }
            let mut made: Vec<Group> = found.into_values().map(|rows| Group { rows, by: by.clone() }).collect();
            made.sort_by(|one, other| {
                let compare = |key: &Resolved| order(&self.value(key, one), &self.value(key, other));
                self.0.iter().map(compare).find(|ordering| ordering.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
            });
            groups.extend(made);
        }
        groups
    }
}

/// The columns and records of a grouped query.
pub(super) fn groups(prepared: &Prepared) -> Result<(Vec<Column>, Vec<Record>), SoqlError> {
    let Prepared { query, scope, .. } = prepared;
    let keys = Keys::new(query, scope)?;
    let shown = shown(query, scope, &keys)?;
    if query.group.is_empty() && query.limit.is_some() {
        return Err(SoqlError::plain(say::AGGREGATE_LIMIT, &[]));
    }
    if let Some(field) = prepared.order().find(|field| !keys.grouped(field)) {
        return Err(SoqlError::plain(say::ORDER_NOT_GROUPED, &[&field.path.dotted()]));
    }
    let admit = |_: &Expression, field: &Resolved| match keys.grouped(field) {
        true => Ok(()),
        false => Err(SoqlError::plain(say::NOT_GROUPED, &[&field.path.dotted()])),
    };
    let having = query.having.as_ref().map(|having| Filter::new(having, scope, &admit)).transpose()?;
    let rows = prepared.found();
    let mut groups = keys.groups(&rows, query.grouping);
    groups.retain(|group| having.as_ref().is_none_or(|having| having.takes(&|field| keys.value(field, group))));
    prepared.sort(&mut groups, |field, group| keys.value(field, group));
    let record = |group: Group| Record {
        object: "AggregateResult".to_owned(),
        id: None,
        cells: shown.iter().map(|(name, field)| (name.clone(), Cell::Value(keys.value(field, &group)))).collect(),
    };
    let records = prepared.window(groups).into_iter().map(record).collect();
    let columns = shown.iter().map(|(name, field)| Column {
        path: name.clone(),
        kind: field.kind(),
        function: field.called(),
        children: None,
    });
    Ok((columns.collect(), records))
}

/// What is shown of each group, and under which name: functions without an alias are `expr0`, `expr1`, …
fn shown(query: &Query, scope: &Scope, keys: &Keys) -> Result<Vec<(String, Resolved)>, SoqlError> {
    let mut all: Vec<(String, Resolved)> = Vec::new();
    let mut unnamed = 0_usize;
    for item in &query.select {
        let more: Vec<(Resolved, Option<&Name>, usize)> = match item {
            Item::Expression(written, alias) => {
                vec![(scope.resolve(written)?, alias.as_ref(), written.field.at)]
            }
            Item::Fields(set) => fields(*set, query, scope)?
                .into_iter()
                .filter_map(|shown| match shown {
                    Shown::Field(path) => Some((Resolved { function: None, path }, None, 0)),
                    Shown::Function(..) | Shown::Children(_) => None,
                })
                .collect(),
            Item::Count(parenthesis) => {
                return Err(SoqlError::syntax(say::UNEXPECTED, scope.asked.statement, *parenthesis, &[")"]));
            }
            Item::Children(children) => {
                return Err(SoqlError::plain(say::NOT_GROUPED, &[&children.object.text]));
            }
            Item::TypeOf(relationship) => {
                return Err(scope.refuse(say::TYPEOF, relationship.at, &[&relationship.text]));
            }
        };
        for (field, alias, at) in more {
            if !keys.grouped(&field) {
                return Err(SoqlError::plain(say::NOT_GROUPED, &[&field.path.dotted()]));
            }
            if field.is_aggregate() && keys.0.iter().any(|key| key.function.is_none() && key.path == field.path) {
                return Err(scope.refuse(say::GROUPED_AND_AGGREGATED, at, &[&field.path.dotted()]));
            }
            let name = match alias {
                Some(alias) => alias.text.clone(),
                None if field.function.is_none() => field.path.field.name.clone(),
                None => {
                    unnamed += 1;
                    format!("expr{}", unnamed - 1)
                }
            };
            if all.iter().any(|(other, _)| other.eq_ignore_ascii_case(&name)) {
                return Err(SoqlError::plain(say::DUPLICATE_ALIAS, &[&name]));
            }
            all.push((name, field));
        }
    }
    Ok(all)
}
