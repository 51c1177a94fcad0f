//! The rules for a permission set.
//!
//! Assigning it to people is left to the REST side.
//!
//! Source: *Metadata API Developer Guide*, "PermissionSet".

use super::{draft::Draft, refusals};
use crate::metadata::permission_set::{ObjectPermission, PermissionSet};
use crate::rules::{Said, deploy as say};

pub(super) fn check(set: &mut PermissionSet, draft: &Draft) -> Result<(), Said> {
    if !draft.org.caller.manage_profiles_permissionsets {
        return Err(say::NO_ACCESS.said());
    }
    refusals::api_name(&set.full_name)?;
    refusals::within("Label", &set.label, 80)?;
    refusals::within("Description", set.description.as_deref().unwrap_or_default(), 255)?;
    let known = |name: &str| draft.org.user_permissions.iter().any(|permission| permission == name);
    if let Some(unknown) = set.user_permissions.iter().find(|permission| !known(&permission.name)) {
        return Err(say::UNKNOWN_PERMISSION.say(&[&unknown.name]));
    }
    for permission in &set.object_permissions {
        let object = &permission.object;
        if !draft.org.objects.iter().any(|known| known == object) {
            return Err(say::UNKNOWN_OBJECT.say(&[object]));
        }
        check_rights(permission)?;
    }
    // What is not granted is not kept, and the order in which it was written means nothing.
    set.user_permissions.retain(|permission| permission.enabled);
    set.user_permissions.sort_by(|one, other| one.name.cmp(&other.name));
    set.user_permissions.dedup();
    set.object_permissions.sort_by(|one, other| one.object.cmp(&other.object));
    Ok(())
}

/// Rights rest on one another: no edit without read.
fn check_rights(permission: &ObjectPermission) -> Result<(), Said> {
    let ObjectPermission { object, allow_create, allow_delete, allow_edit, allow_read, .. } = permission;
    let all = permission.modify_all_records;
    let rests = [
        (*allow_create, *allow_read, "Create", "Read"),
        (*allow_edit, *allow_read, "Edit", "Read"),
        (*allow_delete, *allow_edit, "Delete", "Edit"),
        (permission.view_all_records, *allow_read, "View All", "Read"),
        (all, *allow_delete, "Modify All", "Delete"),
        (all, permission.view_all_records, "Modify All", "View All"),
    ];
    match rests.into_iter().find(|(has, needs, ..)| *has && !needs) {
        Some((_, _, has, needs)) => Err(say::RIGHTS.say(&[has, object, needs, object])),
        None => Ok(()),
    }
}
