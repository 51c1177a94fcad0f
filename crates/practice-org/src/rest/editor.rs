//! Somebody who makes, changes and removes records. Every resource that writes comes here: rows, upserts, collections,
//! trees, composites.
//!
//! Source: *REST API Developer Guide*, "sObject Rows", "sObject Rows by External ID".

use jiff::Timestamp;
use serde_json::Value;

use super::{RestError, business, permissions, values::Body};
use crate::id;
use crate::objects::{
    Object, Seen,
    field::{Field, Needs, Type},
    named,
};
use crate::org::{Org, person::User};
use crate::rules::rest as say;

/// Somebody at work on the records of an org.
pub(super) struct Editor<'a> {
    /// The org.
    pub(super) org: &'a mut Org,
    /// The user's id.
    pub(super) user: &'a str,
    /// The moment.
    pub(super) now: Timestamp,
}

/// What an upsert did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Upserted {
    /// The record.
    pub(super) id: String,
    /// Whether it is new.
    pub(super) created: bool,
}

impl Editor<'_> {
    /// The object of that name, if the user may see it.
    pub(super) fn object(&self, name: &str) -> Result<&'static Object, RestError> {
        let user = self.org.user(self.user).ok_or(say::NO_SESSION)?;
        let seen = Seen::new(self.org, user, self.now, false).object(name);
        // Objects of Setup are known to everyone, and closed to most.
        let is_setup =
            named(name).is_some_and(|object| matches!(object.needs, Needs::Permission(_)) && object.createable);
        Ok(seen.ok_or(if is_setup { say::NO_OBJECT_ACCESS } else { say::NO_RESOURCE })?)
    }

    /// Makes a record; returns its id.
    pub(super) fn create(&mut self, object: &str, body: &Body) -> Result<String, RestError> {
        let object = self.object(object)?;
        match object.name {
            "Account" | "Contact" => business::create(self, object, body),
            "PermissionSet" => permissions::create_set(self, object, body),
            "PermissionSetAssignment" => permissions::assign(self, object, body),
            "SetupEntityAccess" => permissions::give_access(self, object, body),
            _ => Err(RestError::with(say::NOT_CREATEABLE, &[object.label])),
        }
    }

    /// Changes a record.
    pub(super) fn update(&mut self, object: &str, record: &str, body: &Body) -> Result<(), RestError> {
        let object = self.object(object)?;
        match object.name {
            "Account" | "Contact" => business::update(self, object, record, body),
            "PermissionSet" => permissions::change_set(self, object, record, body),
            _ => Err(RestError::with(say::NOT_UPDATEABLE, &[object.label])),
        }
    }

    /// Removes a record.
    pub(super) fn delete(&mut self, object: &str, record: &str) -> Result<(), RestError> {
        let object = self.object(object)?;
        if !id::is_id(record) {
            return Err(malformed(record));
        }
        match object.name {
            "Account" | "Contact" => business::delete(self, object, record),
            "PermissionSet" => permissions::delete_set(self, record),
            "PermissionSetAssignment" => permissions::unassign(self, record),
            "SetupEntityAccess" => permissions::take_access(self, record),
            _ => Err(RestError::with(say::NOT_DELETABLE, &[object.label])),
        }
    }

    /// Changes the record that an external id names, or makes it.
    pub(super) fn upsert(
        &mut self,
        object: &str,
        field: &str,
        value: &str,
        body: &Body,
    ) -> Result<Upserted, RestError> {
        let object = self.object(object)?;
        let field = lookup_field(object, field)?;
        if field.kind == Type::Id {
            self.update(object.name, value, body)?;
            return Ok(Upserted { id: id::to_18(value), created: false });
        }
        if let Some(name) = body.keys().find(|name| field.name.eq_ignore_ascii_case(name)) {
            return Err(RestError::with(say::ID_IN_BODY, &[name]));
        }
        if let Some(id) = self.found(object, &field, value)? {
            self.update(object.name, &id, body)?;
            return Ok(Upserted { id, created: false });
        }
        let mut body = body.clone();
        body.insert(field.name.to_string(), value.into());
        Ok(Upserted { id: self.create(object.name, &body)?, created: true })
    }

    /// The id of the record that an external id names.
    pub(super) fn found(&self, object: &Object, field: &Field, value: &str) -> Result<Option<String>, RestError> {
        let user = self.org.user(self.user).ok_or(say::NO_SESSION)?;
        Ok(found(&Seen::new(self.org, user, self.now, false), object, field, value))
    }

    /// The user who works.
    pub(super) fn person(&self) -> Result<&User, RestError> {
        Ok(self.org.user(self.user).ok_or(say::NO_SESSION)?)
    }

    /// Refuses whoever lacks a user permission.
    pub(super) fn need(&self, permission: &str) -> Result<(), RestError> {
        let may = self.org.may(self.person()?, permission);
        Ok(may.then_some(()).ok_or(say::NO_OBJECT_ACCESS)?)
    }
}

/// The field by which records are looked up: an external id, or `Id`.
pub(super) fn lookup_field(object: &Object, name: &str) -> Result<Field, RestError> {
    let found = object.all_fields().into_iter().find(|field| field.name.eq_ignore_ascii_case(name));
    found
        .filter(|field| field.kind == Type::Id || object.traits(field).external_id)
        .ok_or_else(|| RestError::with(say::NO_RECORD, &[name]))
}

/// The record that a value of such a field names; casing does not matter.
pub(super) fn found(seen: &Seen<'_>, object: &Object, field: &Field, value: &str) -> Option<String> {
    let is_it = |held: &Value| held.as_str().is_some_and(|held| held.to_lowercase() == value.to_lowercase());
    seen.flat_rows(object.name)
        .into_iter()
        .find(|row| row.get(field.name.as_ref()).is_some_and(is_it))
        .and_then(|row| row.get("Id").and_then(Value::as_str).map(str::to_owned))
}

/// The record of an address. What cannot be an id is taken for a key, of which no object has an unnamed one.
pub(super) fn addressed(record: &str) -> Result<(), RestError> {
    if id::is_id(record) { Ok(()) } else { Err(no_record(record)) }
}

/// There is no such record.
pub(super) fn no_record(record: &str) -> RestError {
    RestError::with(say::NO_RECORD, &[record])
}

/// The id cannot be one.
pub(super) fn malformed(record: &str) -> RestError {
    RestError::with(say::MALFORMED_ID, &[record]).about(vec![])
}
