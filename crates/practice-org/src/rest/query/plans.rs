//! How a query would be answered: `explain=…`.
//!
//! Source: *REST API Developer Guide*, "Query Performance Feedback". The numbers are estimates there and counts here.

use serde_json::{Value, json};

use crate::soql::Explained;

/// What a scan of all records costs, as in the guide's example.
const SCAN: f64 = 0.65;

/// The reply: the best plan first.
pub(super) fn plans(explained: &Explained) -> Value {
    let share = explained.matching as f64 / explained.total.max(1) as f64;
    let mut plans = vec![plan(explained, "TableScan", &[], SCAN)];
    if !explained.indexed.is_empty() {
        let better = if share < SCAN { 0 } else { 1 };
        plans.insert(better, plan(explained, "Index", &explained.indexed, share));
    }
    json!({ "plans": plans })
}

fn plan(explained: &Explained, operation: &str, fields: &[String], cost: f64) -> Value {
    let unindexed = json!({
        "description": "Not considering filter for optimization because unindexed",
        "fields": ["IsDeleted"],
        "tableEnumOrId": explained.object,
    });
    let notes = if explained.has_is_deleted { vec![unindexed] } else { Vec::new() };
    json!({
        "cardinality": explained.matching,
        "fields": fields,
        "leadingOperationType": operation,
        "notes": notes,
        "relativeCost": cost,
        "sobjectCardinality": explained.total,
        "sobjectType": explained.object,
    })
}
