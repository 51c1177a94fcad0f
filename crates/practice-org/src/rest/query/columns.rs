//! The metadata of columns: `columns=true`.

use serde_json::{Value, json};

use crate::objects::named;
use crate::soql::{Column, Kind, Outcome};

/// The reply.
pub(super) fn columns(outcome: &Outcome) -> Value {
    json!({
        "columnMetadata": tree(&outcome.columns),
        "entityName": outcome.object,
        "groupBy": outcome.grouped,
        "idSelected": outcome.columns.iter().any(|column| column.path == "Id"),
        "keyPrefix": named(&outcome.object).map(|object| object.key_prefix),
    })
}

fn tree(columns: &[Column]) -> Vec<Value> {
    let mut level = Vec::new();
    for column in columns {
        place(&mut level, &column.path.split('.').collect::<Vec<_>>(), column);
    }
    level
}

/// Puts a column into the tree that parent relationships make.
fn place(level: &mut Vec<Value>, path: &[&str], column: &Column) {
    let [name, rest @ ..] = path else { return };
    let found = level.iter().position(|one| one["columnName"] == *name);
    let index = found.unwrap_or_else(|| {
        let kind = (rest.is_empty() && column.children.is_none()).then_some(column.kind);
        level.push(json!({
            "aggregate": rest.is_empty() && (column.function.is_some() || column.children.is_some()),
            "apexType": kind.map_or("", apex_type),
            "booleanType": kind == Some(Kind::Boolean),
            "columnName": name,
            "custom": name.ends_with("__c"),
            "displayName": column.function.as_deref().unwrap_or(name),
            "foreignKeyName": null,
            "insertable": false,
            "joinColumns": column.children.as_deref().map(tree).unwrap_or_default(),
            "numberType": kind.is_some_and(Kind::numeric),
            "textType": matches!(kind, Some(Kind::Text | Kind::LongText | Kind::MultiPicklist | Kind::Id)),
            "updatable": false,
        }));
        level.len() - 1
    });
    if let Some(Value::Array(inner)) = level.get_mut(index).and_then(|one| one.get_mut("joinColumns")) {
        place(inner, rest, column);
    }
}

fn apex_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Id => "Id",
        Kind::Text | Kind::LongText | Kind::MultiPicklist => "String",
        Kind::Int => "Integer",
        Kind::Double => "Double",
        Kind::Boolean => "Boolean",
        Kind::Date => "Date",
        Kind::DateTime => "Datetime",
    }
}
