//! How a statement would be answered: which indexed fields it is filtered by, and how many rows that leaves.
//!
//! Source: *SOQL and SOSL Reference*, "Indexes"; the plans themselves are left to the REST layer.

use super::{
    Kind, SoqlError,
    evaluate::{Asked, Prepared, evaluate, schema_of},
    query::Query,
};

/// Fields that are indexed besides ids and references.
const INDEXED: [&str; 4] = ["CreatedDate", "Email", "Name", "SystemModstamp"];

/// What is known of a statement before it is answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Explained {
    /// Canonical name of the object asked.
    pub(crate) object: String,
    /// How many rows the object has.
    pub(crate) total: usize,
    /// How many of them the condition takes.
    pub(crate) matching: usize,
    /// The indexed fields that the condition filters by.
    pub(crate) indexed: Vec<String>,
    /// Whether its records can be deleted.
    pub(crate) has_is_deleted: bool,
}

pub(super) fn explain(query: &Query, asked: &Asked) -> Result<Explained, SoqlError> {
    evaluate(query, asked)?;
    let prepared = Prepared::new(query, schema_of(&query.object, asked)?, asked)?;
    let mut indexed: Vec<String> = Vec::new();
    for field in prepared.filter.iter().flat_map(|filter| filter.required()) {
        let own = &field.path.field;
        let is_indexed = own.kind == Kind::Id || INDEXED.contains(&own.name.as_str());
        if field.path.steps.is_empty() && field.function.is_none() && is_indexed && !indexed.contains(&own.name) {
            indexed.push(own.name.clone());
        }
    }
    let schema = &prepared.scope.schema;
    Ok(Explained {
        object: schema.name.clone(),
        total: asked.source.rows(&schema.name).len(),
        matching: prepared.found().len(),
        indexed,
        has_is_deleted: schema.field("IsDeleted").is_some(),
    })
}
