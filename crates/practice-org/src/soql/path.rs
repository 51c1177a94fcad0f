//! Looks up a dotted field path: from object to parent to field, in canonical casing.

use serde_json::Value;

use super::{
    Kind, Row, Schema,
    error::{Code, SoqlError},
    evaluate::Asked,
    query::Name,
};

/// A field path that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    /// The relationships on the way, each with the object that it leads to.
    pub(super) parents: Vec<(String, String)>,
    /// The field at the end.
    pub(super) field: String,
    pub(super) kind: Kind,
}

impl Path {
    /// The path that a name stands for, seen from an object.
    pub(super) fn find(name: &Name, schema: &Schema, asked: &Asked) -> Result<Path, SoqlError> {
        let refuse = |message: String| SoqlError::at(Code::InvalidField, asked.statement, name.at, &message);
        let mut parts: Vec<&str> = name.text.split('.').collect();
        let last = parts.pop().unwrap_or_default();
        // A path may begin with the object itself.
        if parts
            .first()
            .is_some_and(|first| first.eq_ignore_ascii_case(&schema.name) && schema.relationship(first).is_none())
        {
            parts.remove(0);
        }
        let mut schema = schema.clone();
        let mut parents = Vec::new();
        for part in parts {
            let relationship = schema.relationship(part).cloned();
            let target = relationship.and_then(|found| asked.source.schema(&found.object).map(|next| (found, next)));
            let Some((found, next)) = target else {
                return Err(refuse(format!(
                    "Didn't understand relationship '{part}' in field path. If you are attempting to use a custom \
                     relationship, be sure to append the '__r' after the custom relationship name. Please reference \
                     your WSDL or the describe call for the appropriate names."
                )));
            };
            parents.push((found.name, found.object));
            schema = next;
        }
        let Some(field) = schema.field(last) else {
            return Err(refuse(format!(
                "No such column '{last}' on entity '{}'. If you are attempting to use a custom field, be sure to \
                 append the '__c' after the custom field name. Please reference your WSDL or the describe call for \
                 the appropriate names.",
                schema.name
            )));
        };
        Ok(Path { parents, field: field.name.clone(), kind: field.kind })
    }

    /// The value in a row; null where a parent or the field is missing.
    pub(super) fn value<'r>(&self, row: &'r Row) -> &'r Value {
        let mut row = row;
        for (relationship, _) in &self.parents {
            match row.get(relationship) {
                Some(Value::Object(parent)) => row = parent,
                _ => return &Value::Null,
            }
        }
        row.get(&self.field).unwrap_or(&Value::Null)
    }

    /// As selected, `CreatedBy.Name`.
    pub(super) fn dotted(&self) -> String {
        let relationships = self.parents.iter().map(|(relationship, _)| relationship.as_str());
        relationships.chain([self.field.as_str()]).collect::<Vec<&str>>().join(".")
    }
}
