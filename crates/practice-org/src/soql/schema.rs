//! What the evaluator must know of an object: its canonical field names, their kinds, and its relationships.
//!
//! Where schemas and rows come from is left to the implementor of [`Source`].

/// One row: field name to value.
pub(crate) type Row = serde_json::Map<String, serde_json::Value>;

/// The objects that can be queried, as one user sees them.
pub(crate) trait Source {
    /// The schema of an object, looked up without regard to case; `None` when there is no such object.
    fn schema(&self, object: &str) -> Option<Schema>;

    /// Every row of an object, given by its canonical name. A missing field counts as null.
    fn rows(&self, object: &str) -> Vec<Row>;

    /// The row of that record id, in either length.
    fn record(&self, object: &str, record_id: &str) -> Option<Row>;

    /// The id of who asks, for `USING SCOPE mine`.
    fn user(&self) -> &str;
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
    /// Child relationships that a subquery of `SELECT` may ask.
    pub(crate) children: Vec<Child>,
}

/// One field of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// Canonical name, `IsActive`.
    pub(crate) name: String,
    /// What its values are, and so what can be done with it.
    pub(crate) kind: Kind,
    /// For an id: the object that it is the id of.
    pub(crate) refers_to: Option<&'static str>,
}

/// One parent relationship of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relationship {
    /// Canonical relationship name, `CreatedBy`.
    pub(crate) name: &'static str,
    /// Canonical name of the object it leads to, `User`.
    pub(crate) object: &'static str,
    /// The field that holds the parent's id, `CreatedById`.
    pub(crate) field: String,
}

/// One child relationship of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Child {
    /// Canonical relationship name, `Contacts`.
    pub(crate) name: &'static str,
    /// Canonical name of the child, `Contact`.
    pub(crate) object: &'static str,
    /// The field of the child that holds the parent's id, `AccountId`.
    pub(crate) field: &'static str,
}

/// What a field holds (*Object Reference*, "Field Types", folded to what a query cares about).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A record id or a reference: 15 and 18 characters compare equal.
    Id,
    /// Text, picklist, e-mail, phone, URL.
    Text,
    /// Text too long to be searched.
    LongText,
    /// Choices joined by semicolons.
    MultiPicklist,
    /// Whole number.
    Int,
    /// Number or amount.
    Double,
    /// Checkbox.
    Boolean,
    /// Calendar date, `2026-11-23`.
    Date,
    /// Moment, `2026-11-23T10:00:00.000+0000`.
    DateTime,
}

impl Kind {
    /// The name of the type in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Id => "id",
            Kind::Text => "string",
            Kind::LongText => "textarea",
            Kind::MultiPicklist => "multipicklist",
            Kind::Int => "int",
            Kind::Double => "double",
            Kind::Boolean => "boolean",
            Kind::Date => "date",
            Kind::DateTime => "dateTime",
        }
    }

    /// Whether it may stand in `WHERE`.
    pub(crate) fn filterable(self) -> bool {
        self != Kind::LongText
    }

    /// Whether it may stand in `ORDER BY`.
    pub(crate) fn sortable(self) -> bool {
        !matches!(self, Kind::LongText | Kind::MultiPicklist)
    }

    /// Whether it may stand in `GROUP BY`.
    pub(crate) fn groupable(self) -> bool {
        !matches!(self, Kind::LongText | Kind::MultiPicklist | Kind::DateTime | Kind::Double)
    }

    /// Whether `COUNT` takes it (*SOQL and SOSL Reference*, "Support for Field Types in Aggregate Functions").
    pub(crate) fn countable(self) -> bool {
        !matches!(self, Kind::LongText | Kind::MultiPicklist | Kind::Boolean)
    }

    /// Whether `SUM` and `AVG` take it.
    pub(crate) fn numeric(self) -> bool {
        matches!(self, Kind::Int | Kind::Double)
    }
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

    /// The child relationship of that name, in any casing.
    pub(crate) fn child(&self, name: &str) -> Option<&Child> {
        self.children.iter().find(|child| child.name.eq_ignore_ascii_case(name))
    }
}
