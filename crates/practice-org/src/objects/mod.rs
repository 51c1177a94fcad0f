//! The sObjects of an org: which there are, what fields they have, what rows a user sees.
//!
//! Rows are made from the org's state each time that they are asked for; nothing is kept here. Searching them is left
//! to `soql`, the wire to `rest`.
//!
//! Source: *Object Reference for the Salesforce Platform*.

mod apps;
mod business;
mod describe;
pub(crate) mod field;
mod history;
mod people;
mod traits;

use std::cell::RefCell;
use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::Value;

pub(crate) use apps::{oauth_link, org_scoped};
pub(crate) use field::Object;

use crate::id;
use crate::org::{Org, person::User};
use crate::soql;

/// Every object.
pub(crate) const ALL: &[&[Object]] = &[business::OBJECTS, people::OBJECTS, apps::OBJECTS, history::OBJECTS];

/// The names of all objects.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    all().map(|object| object.name)
}

/// All objects.
pub(crate) fn all() -> impl Iterator<Item = &'static Object> {
    ALL.iter().flat_map(|group| group.iter())
}

/// The object of that name, in any casing.
pub(crate) fn named(name: &str) -> Option<&'static Object> {
    all().find(|object| object.name.eq_ignore_ascii_case(name))
}

/// The objects of an org as one user sees them.
pub(crate) struct Seen<'a> {
    /// The org.
    pub(crate) org: &'a Org,
    /// The user.
    pub(crate) user: &'a User,
    /// The moment.
    pub(crate) now: Timestamp,
    /// Asked through the Tooling API, which shows more.
    pub(crate) tooling: bool,
    /// Whether what lies in the recycle bin is seen too.
    pub(crate) bin: bool,
    /// Flat rows that were made already.
    flat: RefCell<HashMap<&'static str, Vec<soql::Row>>>,
}

impl<'a> Seen<'a> {
    /// A user's view.
    pub(crate) fn new(org: &'a Org, user: &'a User, now: Timestamp, tooling: bool) -> Self {
        Self { org, user, now, tooling, bin: false, flat: RefCell::default() }
    }

    /// The same view with the recycle bin open, as `queryAll` has it.
    pub(crate) fn with_bin(self) -> Self {
        Self { bin: true, ..self }
    }

    /// The object of that name, if the user may see it.
    pub(crate) fn object(&self, name: &str) -> Option<&'static Object> {
        named(name).filter(|object| self.tooling || !object.tooling_only).filter(|object| match object.needs {
            field::Needs::Nothing => true,
            field::Needs::Permission(permission) => self.may(permission),
            field::Needs::AnyOf(permissions) => permissions.iter().any(|permission| self.may(permission)),
            field::Needs::DevHub => self.org.kind.is_dev_hub(),
            field::Needs::Read => self.org.rights(self.user, object.name).read,
        })
    }

    /// Whether the user has a user permission.
    pub(crate) fn may(&self, permission: &str) -> bool {
        self.org.may(self.user, permission)
    }

    /// One row by its record id.
    pub(crate) fn row(&self, object: &Object, record_id: &str) -> Option<soql::Row> {
        self.flat_rows(object.name).into_iter().find(|row| has_id(row, record_id))
    }

    /// Every row of an object, without the rows of its parents.
    pub(crate) fn flat_rows(&self, object: &str) -> Vec<soql::Row> {
        let Some(object) = named(object) else { return Vec::new() };
        if let Some(rows) = self.flat.borrow().get(object.name) {
            return rows.clone();
        }
        let rows = business::rows(self, object.name)
            .or_else(|| people::rows(self, object.name))
            .or_else(|| apps::rows(self, object.name))
            .or_else(|| history::rows(self, object.name))
            .unwrap_or_default();
        self.flat.borrow_mut().insert(object.name, rows.clone());
        rows
    }
}

impl soql::Source for Seen<'_> {
    fn schema(&self, object: &str) -> Option<soql::Schema> {
        self.object(object).map(Object::schema)
    }

    fn rows(&self, object: &str) -> Vec<soql::Row> {
        self.flat_rows(object)
    }

    fn record(&self, object: &str, record_id: &str) -> Option<soql::Row> {
        let made = self.flat.borrow().get(object).map(|rows| rows.iter().find(|row| has_id(row, record_id)).cloned());
        made.unwrap_or_else(|| self.flat_rows(object).into_iter().find(|row| has_id(row, record_id)))
    }

    fn user(&self) -> &str {
        &self.user.id
    }
}

fn has_id(row: &soql::Row, record_id: &str) -> bool {
    row.get("Id").and_then(Value::as_str).is_some_and(|own| id::same(own, record_id))
}

/// A row out of a JSON object.
fn row(value: Value) -> soql::Row {
    match value {
        Value::Object(row) => row,
        _ => soql::Row::new(),
    }
}

/// A row with the four fields of its making and last change.
fn stamped(value: Value, created: (Timestamp, &str), modified: (Timestamp, &str)) -> soql::Row {
    let mut row = row(value);
    let (created_at, modified_at) = (crate::clock::rest_time(created.0), crate::clock::rest_time(modified.0));
    for (name, value) in [
        ("CreatedById", created.1.to_owned()),
        ("CreatedDate", created_at),
        ("LastModifiedById", modified.1.to_owned()),
        ("LastModifiedDate", modified_at.clone()),
        ("SystemModstamp", modified_at),
    ] {
        row.insert(name.to_owned(), value.into());
    }
    row
}
