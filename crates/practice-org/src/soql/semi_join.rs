//! Subqueries of `IN`: what they may be, and what they find.
//!
//! Source: *SOQL and SOSL Reference*, "Comparison Operators", "Semi-Joins and Anti-Joins".

use serde_json::Value;

use super::{
    Kind,
    error::SoqlError,
    evaluate::{Prepared, schema_of},
    path::{Resolved, Scope},
    query::{Condition, Expression, Item, Query, Set},
};
use crate::rules::soql as say;

/// How many a condition may hold.
const MAX: usize = 2;

/// Checks how many subqueries a condition holds, and where.
pub(super) fn check(condition: &Condition, scope: &Scope) -> Result<(), SoqlError> {
    let mut found = Vec::new();
    collect(condition, false, &mut found);
    for (place, (field, query, beside_or)) in found.iter().enumerate() {
        let refuse = |rule| Err(scope.refuse(rule, field.at, &[]));
        let mut inner = Vec::new();
        if let Some(condition) = &query.condition {
            collect(condition, false, &mut inner);
        }
        if *beside_or {
            return refuse(say::SEMI_JOIN_OR);
        }
        if place >= MAX {
            return refuse(say::SEMI_JOIN_COUNT);
        }
        if !inner.is_empty() {
            return refuse(say::SEMI_JOIN_NESTED);
        }
    }
    Ok(())
}

fn collect<'c>(condition: &'c Condition, beside_or: bool, found: &mut Vec<(&'c Expression, &'c Query, bool)>) {
    match condition {
        Condition::All(terms) => terms.iter().for_each(|term| collect(term, beside_or, found)),
        Condition::Any(terms) => terms.iter().for_each(|term| collect(term, beside_or || terms.len() > 1, found)),
        Condition::Not(term) => collect(term, beside_or, found),
        Condition::In { field, set: Set::Query(query), .. } => found.push((field, query, beside_or)),
        Condition::Compare { .. } | Condition::In { .. } | Condition::Includes { .. } => {}
    }
}

/// The ids that a subquery finds for a field.
pub(super) fn values(
    query: &Query,
    outer: &Resolved,
    written: &Expression,
    scope: &Scope,
) -> Result<Vec<Value>, SoqlError> {
    let schema = schema_of(&query.object, scope.asked)?;
    let refuse = |rule, values: &[&str]| Err(scope.refuse(rule, written.at, values));
    if schema.name == scope.schema.name && outer.path.steps.is_empty() {
        return refuse(say::SEMI_JOIN_SAME, &[]);
    }
    let [Item::Expression(inner, None)] = query.select.as_slice() else {
        return refuse(say::SEMI_JOIN_FIELDS, &[]);
    };
    let prepared = Prepared::new(query, schema, scope.asked)?;
    let inner = prepared.scope.resolve(inner)?;
    for field in [outer, &inner] {
        if field.kind() != Kind::Id || field.function.is_some() {
            return refuse(say::SEMI_JOIN_ID, &[&field.path.field.name]);
        }
    }
    if outer.path.field.refers_to != inner.path.field.refers_to {
        return refuse(say::SEMI_JOIN_TYPES, &[&inner.path.field.name, &outer.path.field.name]);
    }
    Ok(prepared.rows()?.iter().map(|row| inner.value(row)).collect())
}
