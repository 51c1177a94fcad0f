//! Making and removing the few records that an administrator makes over REST: permission sets, their assignments, and
//! `SetupEntityAccess`.
//!
//! Sources: *REST API Developer Guide*, "sObject Basic Information", "sObject Rows"; *Object Reference* for the rules of
//! each object.

use axum::{
    Extension, Json,
    body::Bytes,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    Caller, RestError,
    record::{OneRecord, malformed},
};
use crate::front_door::Here;
use crate::id;
use crate::metadata::{Component, ComponentType, Key, PermissionSet, UserPermission};
use crate::org::{Assignment, EntityAccess, Org, Stored, audit::SetupChange, person::USER_PERMISSIONS};
use crate::rules::rest as say;

/// The object of a path.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    object: String,
}

type Body = Map<String, Value>;

/// `POST /sobjects/X`
pub(super) async fn create(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<Named>,
    body: Bytes,
) -> Result<Response, RestError> {
    let body: Body = serde_json::from_slice(&body).map_err(RestError::bad_json)?;
    let now = here.world.now();
    let mut state = here.world.state();
    let org = state.orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?;
    let made = match path.object.to_ascii_lowercase().as_str() {
        "permissionsetassignment" => assign(org, &caller, &body, now)?,
        "permissionset" => permission_set(org, &caller, &body, now)?,
        "setupentityaccess" => entity_access(org, &caller, &body, now)?,
        _ => return Err(not_writable(&path.object)),
    };
    Ok((StatusCode::CREATED, Json(json!({ "id": made, "success": true, "errors": [] }))).into_response())
}

/// `DELETE /sobjects/X/ID`
pub(super) async fn delete(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<OneRecord>,
) -> Result<Response, RestError> {
    if !id::is_id(&path.record) {
        return Err(malformed(&path.record));
    }
    let now = here.world.now();
    let mut state = here.world.state();
    let org = state.orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?;
    let same = |own: &str| id::same(own, &path.record);
    let found = match path.object.to_ascii_lowercase().as_str() {
        "permissionsetassignment" => {
            need(org, &caller, "AssignPermissionSets")?;
            let place = org.assignments.iter().position(|one| same(&one.id));
            if let Some(gone) = place.map(|place| org.assignments.remove(place)) {
                org.note_assignment(&caller.user, now, &gone, false);
            }
            place.is_some()
        }
        "setupentityaccess" => {
            need(org, &caller, "ViewSetup")?;
            let place = org.entity_access.iter().position(|one| same(&one.id));
            if let Some(gone) = place.map(|place| org.entity_access.remove(place)) {
                org.note_access(&caller.user, now, &gone, false);
            }
            place.is_some()
        }
        "permissionset" => {
            need(org, &caller, "ManageProfilesPermissionsets")?;
            remove_permission_set(org, &caller, &path.record, now)?
        }
        _ => return Err(not_writable(&path.object)),
    };
    if found { Ok(StatusCode::NO_CONTENT.into_response()) } else { Err(RestError::from(say::IS_DELETED).about(vec![])) }
}

fn not_writable(object: &str) -> RestError {
    match crate::objects::named(object) {
        None => say::NO_RESOURCE.into(),
        Some(object) => RestError::with(say::NOT_WRITABLE, &[object.name]),
    }
}

fn need(org: &Org, caller: &Caller, permission: &str) -> Result<(), RestError> {
    let may = org.user(&caller.user).is_some_and(|user| org.may(user, permission));
    Ok(may.then_some(()).ok_or(say::NO_OBJECT_ACCESS)?)
}

/// A text of the body.
fn text<'a>(body: &'a Body, field: &'static str) -> Result<&'a str, RestError> {
    body.get(field)
        .and_then(Value::as_str)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| RestError::with(say::REQUIRED_FIELD, &[field]).about(vec![field]))
}

/// A reference of the body, which must be an id.
fn reference<'a>(body: &'a Body, field: &'static str) -> Result<&'a str, RestError> {
    let value = text(body, field)?;
    if id::is_id(value) { Ok(value) } else { Err(RestError::with(say::WRONG_ID, &[field, value]).about(vec![field])) }
}

fn dangling(field: &'static str) -> RestError {
    RestError::from(say::DANGLING).about(vec![field])
}

fn assign(org: &mut Org, caller: &Caller, body: &Body, now: Timestamp) -> Result<String, RestError> {
    need(org, caller, "AssignPermissionSets")?;
    let (assignee, set) = (reference(body, "AssigneeId")?, reference(body, "PermissionSetId")?);
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
        .ok_or_else(|| dangling("PermissionSetId"))?;
    if let Some(old) = org.assignments.iter().find(|one| one.permission_set == set && one.assignee == assignee) {
        return Err(duplicate("PermissionSetAssignment", &old.id));
    }
    let id = org.ids.next("0Pa");
    let assignment = Assignment { id: id.clone(), permission_set: set, assignee, at: now };
    org.note_assignment(&caller.user, now, &assignment, true);
    org.assignments.push(assignment);
    Ok(id)
}

fn duplicate(object: &str, existing: &str) -> RestError {
    RestError::with(say::DUPLICATE, &[object, id::to_15(existing)]).about(vec![])
}

fn permission_set(org: &mut Org, caller: &Caller, body: &Body, now: Timestamp) -> Result<String, RestError> {
    need(org, caller, "ManageProfilesPermissionsets")?;
    let (name, label) = (text(body, "Name")?.to_owned(), text(body, "Label")?.to_owned());
    let key = Key::new(ComponentType::PermissionSet, name.as_str());
    if let Some(old) = org.component(&key) {
        return Err(duplicate("PermissionSet", &old.id));
    }
    let permissions = body.iter().filter_map(|(field, value)| {
        let permission = USER_PERMISSIONS.iter().find(|one| field.strip_prefix("Permissions") == Some(one))?;
        Some(UserPermission { enabled: value == &Value::Bool(true), name: (*permission).to_owned() })
    });
    let set = PermissionSet {
        full_name: name,
        label,
        description: body.get("Description").and_then(Value::as_str).map(str::to_owned),
        user_permissions: permissions.collect(),
        ..PermissionSet::default()
    };
    let id = org.ids.next("0PS");
    org.note_change(&caller.user, now, &SetupChange::Created(ComponentType::PermissionSet, &set.full_name));
    for permission in set.user_permissions.iter().filter(|one| one.enabled) {
        org.note_change(&caller.user, now, &SetupChange::UserPermission(&set.label, &permission.name, true));
    }
    let stamp = (now, caller.user.clone());
    org.components.push(Stored {
        id: id.clone(),
        component: Component::PermissionSet(set),
        created: stamp.clone(),
        modified: stamp,
    });
    Ok(id)
}

/// Refused while somebody holds it, as in Setup.
fn remove_permission_set(org: &mut Org, caller: &Caller, record_id: &str, now: Timestamp) -> Result<bool, RestError> {
    let found = org.permission_sets().find(|(stored, _)| id::same(&stored.id, record_id));
    let Some(name) = found.map(|(_, set)| set.full_name.clone()) else { return Ok(false) };
    if org.assignments.iter().any(|one| id::same(&one.permission_set, record_id)) {
        return Err(RestError::from(say::SET_IS_ASSIGNED).about(vec![]));
    }
    org.components.retain(|stored| !id::same(&stored.id, record_id));
    org.entity_access.retain(|row| !id::same(&row.parent, record_id));
    org.note_change(&caller.user, now, &SetupChange::Deleted(ComponentType::PermissionSet, &name));
    Ok(true)
}

fn entity_access(org: &mut Org, caller: &Caller, body: &Body, now: Timestamp) -> Result<String, RestError> {
    need(org, caller, "ViewSetup")?;
    let (parent, entity) = (reference(body, "ParentId")?, reference(body, "SetupEntityId")?);
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
    let access = EntityAccess { id: id.clone(), parent, entity, at: now };
    org.note_access(&caller.user, now, &access, true);
    org.entity_access.push(access);
    Ok(id)
}
