//! `PermissionSet`, as far as an integration needs one.

use super::table::record;

record! {
    /// A permission set (Metadata API Developer Guide, "PermissionSet"): user and object permissions only.
    ///
    /// One that was read may hold more than is known here; writing it back would lose that.
    PermissionSet, full name String::new();

    /// What it is for.
    description: Option<String> = None => "description" one 22;
    /// The name that people see.
    label: String = String::new() => "label" one 22;
    /// Rights on objects.
    object_permissions: Vec<ObjectPermission> = Vec::new() => "objectPermissions" many 23;
    /// API names of enabled user permissions, such as `ApiEnabled`.
    user_permissions: Vec<String> = Vec::new() => "userPermissions" enabled 29;
}

record! {
    /// Rights on one object.
    ObjectPermission, nested;

    /// Create records.
    create: bool = false => "allowCreate" one 23;
    /// Delete records.
    delete: bool = false => "allowDelete" one 23;
    /// Change records.
    edit: bool = false => "allowEdit" one 23;
    /// See records.
    read: bool = false => "allowRead" one 23;
    /// Change all records, whoever owns them.
    modify_all: bool = false => "modifyAllRecords" one 23;
    /// API name of the object.
    object: String = String::new() => "object" one 23;
    /// See all records, whoever owns them.
    view_all: bool = false => "viewAllRecords" one 23;
}
