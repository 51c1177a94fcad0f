//! Records of Account and Contact: rights, owners, parents, keys, and the recycle bin.
//!
//! Sources: *Object Reference*, "Account", "Contact"; *Salesforce Help*, "Object Permissions". Everyone sees every
//! record and may change it: the org-wide defaults are Public Read/Write.

use serde_json::Value;

use super::{
    RestError,
    editor::{Editor, malformed, no_record},
    values::{self, Body, Use},
};
use crate::clock::rest_time;
use crate::id;
use crate::objects::{Object, field::Type, named};
use crate::org::Org;
use crate::rules::rest as say;
use crate::soql::Row;

/// Makes a record.
pub(super) fn create(editor: &mut Editor<'_>, object: &'static Object, body: &Body) -> Result<String, RestError> {
    let person = editor.person()?;
    if !editor.org.rights(person, object.name).create {
        return Err(RestError::with(say::NOT_CREATEABLE, &[object.label]));
    }
    let owner = person.id.clone();
    let mut row = values::checked(object, body, Use::Create)?;
    check_references(editor.org, object, &row)?;
    check_keys(editor.org, object, &row, None)?;
    let id = editor.org.ids.next(object.key_prefix);
    let now = rest_time(editor.now);
    row.entry("OwnerId").or_insert_with(|| owner.clone().into());
    for field in object.all_fields().iter().filter(|field| field.kind == Type::Boolean) {
        row.entry(field.name.as_ref()).or_insert(Value::Bool(false));
    }
    for (name, value) in [
        ("Id", id.as_str()),
        ("CreatedById", &owner),
        ("CreatedDate", &now),
        ("LastModifiedById", &owner),
        ("LastModifiedDate", &now),
        ("SystemModstamp", &now),
    ] {
        row.insert(name.to_owned(), value.into());
    }
    name_person(object, &mut row);
    editor.org.records.entry(object.name).or_default().push(row);
    Ok(id)
}

/// Changes a record.
pub(super) fn update(
    editor: &mut Editor<'_>,
    object: &'static Object,
    record: &str,
    body: &Body,
) -> Result<(), RestError> {
    let place = place_of(editor.org, object, record)?;
    let person = editor.person()?;
    if !editor.org.rights(person, object.name).edit {
        return Err(say::NO_OBJECT_ACCESS.into());
    }
    let by = person.id.clone();
    let values = values::checked(object, body, Use::Update)?;
    check_references(editor.org, object, &values)?;
    check_keys(editor.org, object, &values, Some(record))?;
    let now = rest_time(editor.now);
    let Some(row) = row_at(editor.org, object, place) else { return Err(no_record(record)) };
    row.extend(values);
    stamp(row, &by, &now);
    name_person(object, row);
    Ok(())
}

/// Puts a record into the recycle bin, and the contacts of an account with it.
pub(super) fn delete(editor: &mut Editor<'_>, object: &'static Object, record: &str) -> Result<(), RestError> {
    let place = place_of(editor.org, object, record)?;
    let person = editor.person()?;
    let by = person.id.clone();
    let rights = editor.org.rights(person, object.name);
    let now = rest_time(editor.now);
    let Some(row) = row_at(editor.org, object, place) else { return Err(no_record(record)) };
    let is_own = row.get("OwnerId").and_then(Value::as_str).is_some_and(|owner| id::same(owner, &by));
    let may = rights.modify_all || (rights.delete && is_own);
    if !may {
        return Err(say::NO_OBJECT_ACCESS.into());
    }
    bin(row, &by, &now);
    if object.name == "Account" {
        let is_child = |row: &&mut Row| refers(row, "AccountId", record) && !is_binned(row);
        editor
            .org
            .records
            .entry("Contact")
            .or_default()
            .iter_mut()
            .filter(is_child)
            .for_each(|row| bin(row, &by, &now));
    }
    Ok(())
}

fn bin(row: &mut Row, by: &str, now: &str) {
    row.insert("IsDeleted".to_owned(), true.into());
    stamp(row, by, now);
}

fn stamp(row: &mut Row, by: &str, now: &str) {
    for (name, value) in [("LastModifiedById", by), ("LastModifiedDate", now), ("SystemModstamp", now)] {
        row.insert(name.to_owned(), value.into());
    }
}

fn is_binned(row: &Row) -> bool {
    row.get("IsDeleted") == Some(&Value::Bool(true))
}

fn refers(row: &Row, field: &str, record: &str) -> bool {
    row.get(field).and_then(Value::as_str).is_some_and(|held| id::same(held, record))
}

/// Where a record stands that is there and not deleted.
fn place_of(org: &Org, object: &Object, record: &str) -> Result<usize, RestError> {
    if !id::is_id(record) || !record.starts_with(object.key_prefix) {
        return Err(malformed(record));
    }
    let mut rows = org.records.get(object.name).into_iter().flatten().enumerate();
    let (place, row) = rows.find(|(_, row)| refers(row, "Id", record)).ok_or_else(|| no_record(record))?;
    if is_binned(row) { Err(RestError::from(say::IS_DELETED).about(vec![])) } else { Ok(place) }
}

fn row_at<'a>(org: &'a mut Org, object: &Object, place: usize) -> Option<&'a mut Row> {
    org.records.get_mut(object.name)?.get_mut(place)
}

/// What a record refers to must be there, and an owner must be active.
fn check_references(org: &Org, object: &Object, row: &Row) -> Result<(), RestError> {
    for field in object.all_fields() {
        let Type::Reference(to, _) = field.kind else { continue };
        let Some(target) = row.get(field.name.as_ref()).and_then(Value::as_str) else { continue };
        let about = |error: RestError| error.about_names(vec![field.name.clone()]);
        if named(to).is_some_and(|to| !target.starts_with(to.key_prefix)) {
            let label = values::field_label(object, &field);
            return Err(about(RestError::with(say::WRONG_ID, &[&label, target])));
        }
        if to == "User" {
            let user = org.user(target).ok_or_else(|| about(say::DANGLING.into()))?;
            if !user.is_active {
                let name = object.label.to_lowercase();
                return Err(about(RestError::with(say::INACTIVE_OWNER, &[id::to_15(&user.id), &name])));
            }
            continue;
        }
        let mut rows = org.records.get(to).into_iter().flatten();
        let found = rows.find(|row| refers(row, "Id", target)).ok_or_else(|| about(say::DANGLING.into()))?;
        if is_binned(found) {
            return Err(RestError::from(say::IS_DELETED).about(vec![]));
        }
    }
    Ok(())
}

/// No two records have the same key; those in the bin do not count.
fn check_keys(org: &Org, object: &Object, row: &Row, own: Option<&str>) -> Result<(), RestError> {
    for field in object.all_fields().iter().filter(|field| object.traits(field).unique) {
        let Some(key) = row.get(field.name.as_ref()).and_then(Value::as_str) else { continue };
        let same = |row: &&Row| {
            let held = row.get(field.name.as_ref()).and_then(Value::as_str);
            held.is_some_and(|held| held.to_lowercase() == key.to_lowercase())
        };
        let others = org.records.get(object.name).into_iter().flatten();
        let other = others
            .filter(|row| !is_binned(row) && own.is_none_or(|own| !refers(row, "Id", own)))
            .find(same)
            .and_then(|row| row.get("Id").and_then(Value::as_str));
        if let Some(other) = other {
            return Err(RestError::with(say::DUPLICATE, &[&field.name, id::to_15(other)]).about(vec![]));
        }
    }
    Ok(())
}

/// The full name of a contact follows from its parts.
fn name_person(object: &Object, row: &mut Row) {
    if object.name != "Contact" {
        return;
    }
    let part = |name: &str| row.get(name).and_then(Value::as_str);
    let name: Vec<&str> = [part("FirstName"), part("LastName")].into_iter().flatten().collect();
    let name = name.join(" ");
    row.insert("Name".to_owned(), name.into());
}
