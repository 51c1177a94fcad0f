//! Records that an administrator writes over REST: permission sets, their assignments, and `SetupEntityAccess`.
//!
//! Source: *Object Reference* for the rules of each object.

use serde_json::Value;

use super::{
    RestError,
    editor::{Editor, malformed, no_record},
    values::{self, Body, Use},
};
use crate::id;
use crate::metadata::{Component, ComponentType, Key, PermissionSet, UserPermission, is_api_name};
use crate::objects::Object;
use crate::org::{Assignment, EntityAccess, Stored, audit::SetupChange, person::USER_PERMISSIONS};
use crate::rules::rest as say;
use crate::soql::Row;

/// A text that a record cannot do without.
fn text<'a>(body: &'a Row, field: &'static str) -> Result<&'a str, RestError> {
    body.get(field)
        .and_then(Value::as_str)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| RestError::with(say::REQUIRED_FIELD, &[field]).about(vec![field]))
}

fn dangling(field: &'static str) -> RestError {
    RestError::from(say::DANGLING).about(vec![field])
}

/// Gives a user a permission set.
pub(super) fn assign(editor: &mut Editor<'_>, object: &'static Object, body: &Body) -> Result<String, RestError> {
    editor.need("AssignPermissionSets")?;
    let row = values::given(object, body, Use::Create)?;
    let Editor { org, user: by, now } = editor;
    let assignee = text(&row, "AssigneeId")?;
    // A group is assigned by its own id, or by that of the permission set that stands for it.
    let group = match row.get("PermissionSetGroupId").and_then(Value::as_str) {
        Some(group_id) => {
            let found = org.groups.iter().find(|group| id::same(&group.id, group_id));
            Some(found.ok_or_else(|| dangling("PermissionSetGroupId"))?.permission_set.clone())
        }
        None => None,
    };
    let set = match &group {
        Some(set) => set.as_str(),
        None => text(&row, "PermissionSetId")?,
    };
    let user = org.user(assignee).ok_or_else(|| dangling("AssigneeId"))?;
    let assignee = user.id.clone();
    if !user.is_active {
        return Err(RestError::from(say::INACTIVE_ASSIGNEE).about(vec!["AssigneeId"]));
    }
    let owned = org.profiles.iter().any(|profile| id::same(&profile.permission_set, set));
    if owned {
        return Err(RestError::from(say::OWNED_BY_PROFILE).about(vec!["PermissionSetId"]));
    }
    let set = org
        .permission_sets()
        .find(|(stored, _)| id::same(&stored.id, set))
        .map(|(stored, _)| stored.id.clone())
        .or_else(|| org.group_of(set).map(|group| group.permission_set.clone()))
        .ok_or_else(|| dangling("PermissionSetId"))?;
    if let Some(old) = org.assignments.iter().find(|one| one.permission_set == set && one.assignee == assignee) {
        return Err(duplicate("PermissionSetAssignment", &old.id));
    }
    let id = org.ids.next("0Pa");
    let assignment = Assignment { id: id.clone(), permission_set: set, assignee, at: *now };
    org.note_assignment(by, *now, &assignment, true);
    org.assignments.push(assignment);
    Ok(id)
}

fn duplicate(object: &str, existing: &str) -> RestError {
    RestError::with(say::DUPLICATE, &[object, id::to_15(existing)]).about(vec![])
}

/// Makes a permission set.
pub(super) fn create_set(editor: &mut Editor<'_>, object: &'static Object, body: &Body) -> Result<String, RestError> {
    editor.need("ManageProfilesPermissionsets")?;
    let row = values::checked(object, body, Use::Create)?;
    let Editor { org, user: by, now } = editor;
    let (name, label) = (text(&row, "Name")?.to_owned(), text(&row, "Label")?.to_owned());
    if !is_api_name(&name) {
        return Err(RestError::from(say::BAD_API_NAME).about(vec!["Name"]));
    }
    let key = Key::new(ComponentType::PermissionSet, name.as_str());
    if let Some(old) = org.component(&key) {
        return Err(duplicate("PermissionSet", &old.id));
    }
    let permissions = row.iter().filter_map(|(field, value)| {
        let permission = USER_PERMISSIONS.iter().find(|one| field.strip_prefix("Permissions") == Some(one))?;
        Some(UserPermission { enabled: value == &Value::Bool(true), name: (*permission).to_owned() })
    });
    let set = PermissionSet {
        full_name: name,
        label,
        description: row.get("Description").and_then(Value::as_str).map(str::to_owned),
        user_permissions: permissions.collect(),
        ..PermissionSet::default()
    };
    let id = org.ids.next("0PS");
    org.note_change(by, *now, &SetupChange::Created(ComponentType::PermissionSet, &set.full_name));
    for permission in set.user_permissions.iter().filter(|one| one.enabled) {
        org.note_change(by, *now, &SetupChange::UserPermission(&set.label, &permission.name, true));
    }
    let stamp = (*now, (*by).to_owned());
    org.components.push(Stored {
        id: id.clone(),
        component: Component::PermissionSet(set),
        created: stamp.clone(),
        modified: stamp,
    });
    Ok(id)
}

/// Changes a permission set.
pub(super) fn change_set(
    editor: &mut Editor<'_>,
    object: &'static Object,
    record: &str,
    body: &Body,
) -> Result<(), RestError> {
    editor.need("ManageProfilesPermissionsets")?;
    if !id::is_id(record) || !record.starts_with(object.key_prefix) {
        return Err(malformed(record));
    }
    let values = values::checked(object, body, Use::Update)?;
    let Editor { org, user: by, now } = editor;
    let is_it = |stored: &&mut Stored| id::same(&stored.id, record);
    let Some(Stored { component: Component::PermissionSet(set), modified, .. }) = org.components.iter_mut().find(is_it)
    else {
        return Err(no_record(record));
    };
    *modified = (*now, (*by).to_owned());
    let mut changes = Vec::new();
    for (field, value) in &values {
        let text = value.as_str().map(str::to_owned);
        match (field.as_str(), text) {
            ("Label", Some(label)) => set.label = label,
            ("Description", text) => set.description = text,
            (field, _) => {
                let Some(name) = field.strip_prefix("Permissions") else { continue };
                let on = value == &Value::Bool(true);
                let held = set.user_permissions.iter().any(|one| one.name == name && one.enabled);
                if held != on {
                    set.user_permissions.retain(|one| one.name != name);
                    set.user_permissions.push(UserPermission { enabled: on, name: name.to_owned() });
                    changes.push((name.to_owned(), on));
                }
            }
        }
    }
    let label = set.label.clone();
    for (permission, on) in changes {
        org.note_change(by, *now, &SetupChange::UserPermission(&label, &permission, on));
    }
    Ok(())
}

/// Removes a permission set, unless somebody holds it, as in Setup.
pub(super) fn delete_set(editor: &mut Editor<'_>, record: &str) -> Result<(), RestError> {
    editor.need("ManageProfilesPermissionsets")?;
    let Editor { org, user: by, now } = editor;
    let found = org.permission_sets().find(|(stored, _)| id::same(&stored.id, record));
    let name = found.map(|(_, set)| set.full_name.clone()).ok_or_else(gone)?;
    if org.assignments.iter().any(|one| id::same(&one.permission_set, record)) {
        return Err(RestError::from(say::SET_IS_ASSIGNED).about(vec![]));
    }
    org.components.retain(|stored| !id::same(&stored.id, record));
    org.entity_access.retain(|row| !id::same(&row.parent, record));
    org.note_change(by, *now, &SetupChange::Deleted(ComponentType::PermissionSet, &name));
    Ok(())
}

/// Takes a permission set away from a user.
pub(super) fn unassign(editor: &mut Editor<'_>, record: &str) -> Result<(), RestError> {
    editor.need("AssignPermissionSets")?;
    let Editor { org, user: by, now } = editor;
    let place = org.assignments.iter().position(|one| id::same(&one.id, record)).ok_or_else(gone)?;
    let assignment = org.assignments.remove(place);
    org.note_assignment(by, *now, &assignment, false);
    Ok(())
}

/// Takes a permission set off the list of an app.
pub(super) fn take_access(editor: &mut Editor<'_>, record: &str) -> Result<(), RestError> {
    editor.need("ViewSetup")?;
    let Editor { org, user: by, now } = editor;
    let place = org.entity_access.iter().position(|one| id::same(&one.id, record)).ok_or_else(gone)?;
    let access = org.entity_access.remove(place);
    org.note_access(by, *now, &access, false);
    Ok(())
}

fn gone() -> RestError {
    RestError::from(say::IS_DELETED).about(vec![])
}

/// Lists a permission set for an app.
pub(super) fn give_access(editor: &mut Editor<'_>, object: &'static Object, body: &Body) -> Result<String, RestError> {
    editor.need("ViewSetup")?;
    let row = values::checked(object, body, Use::Create)?;
    let Editor { org, user: by, now } = editor;
    let (parent, entity) = (text(&row, "ParentId")?, text(&row, "SetupEntityId")?);
    let parent = org
        .permission_sets()
        .find(|(stored, _)| id::same(&stored.id, parent))
        .map(|(stored, _)| stored.id.clone())
        .ok_or_else(|| dangling("ParentId"))?;
    let app = org.app_by_id(entity).ok_or_else(|| dangling("SetupEntityId"))?;
    let entity = app.stored.id.clone();
    let made_by_policy = org.policy_sets(&app).contains(&parent);
    let old = org.entity_access.iter().find(|row| row.parent == parent && row.entity == entity);
    if let Some(old) = old {
        return Err(duplicate("SetupEntityAccess", &old.id));
    }
    if made_by_policy {
        return Err(duplicate("SetupEntityAccess", &entity));
    }
    let id = org.ids.next("0J0");
    let access = EntityAccess { id: id.clone(), parent, entity, at: *now };
    org.note_access(by, *now, &access, true);
    org.entity_access.push(access);
    Ok(id)
}
