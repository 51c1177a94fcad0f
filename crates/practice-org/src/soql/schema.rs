//! What the evaluator must know of an object: its canonical field names, their kinds, and its relationships.
//!
//! Where schemas and rows come from is left to the implementor of [`Source`].

/// One row: field name to value, with the row of a parent record nested under the relationship name.
pub(crate) type Row = serde_json::Map<String, serde_json::Value>;

/// The objects that can be queried.
pub(crate) trait Source {
    /// The schema of an object, looked up without regard to case; `None` when there is no such object.
    fn schema(&self, object: &str) -> Option<Schema>;

    /// Every row of an object, given by its canonical name. A missing field counts as null.
    fn rows(&self, object: &str) -> Vec<Row>;
}

/// The shape of one object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schema {
    /// Canonical object name, `User`.
    pub(crate) name: String,
    /// Fields, in canonical casing.
    pub(crate) fields: Vec<Field>,
    /// Parent relationships that a dotted field may go through.
    pub(crate) relationships: Vec<Relationship>,
}

/// One field of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// Canonical name, `IsActive`.
    pub(crate) name: String,
    /// What its values are, and so what it may be compared with.
    pub(crate) kind: Kind,
}

/// One parent relationship of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relationship {
    /// Canonical relationship name, `CreatedBy`.
    pub(crate) name: String,
    /// Canonical name of the object it leads to, `User`.
    pub(crate) object: String,
}

/// What a field holds (*Object Reference*, "Field Types", folded to what a comparison cares about).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A record id or a reference: 15 and 18 characters compare equal.
    Id,
    /// Text, picklist, e-mail, phone, URL.
    Text,
    /// Integer or decimal.
    Number,
    /// Checkbox.
    Boolean,
    /// Calendar date, `2026-11-23`.
    Date,
    /// Moment, `2026-11-23T10:00:00.000+0000`.
    DateTime,
}

impl Schema {
    /// The field of that name, in any casing.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// The relationship of that name, in any casing.
    pub(crate) fn relationship(&self, name: &str) -> Option<&Relationship> {
        self.relationships.iter().find(|relationship| relationship.name.eq_ignore_ascii_case(name))
    }
}
