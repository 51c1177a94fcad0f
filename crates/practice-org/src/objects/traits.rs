//! What may be done with a field: written, left empty, looked up by.
//!
//! Source: *Object Reference*, the properties of each field.

use super::field::{Field, Object, Type};

/// The properties of a field that `describe` tells and that writes are held to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits {
    /// Can be given when the record is made.
    pub(crate) create: bool,
    /// Can be changed afterwards.
    pub(crate) update: bool,
    /// Can be empty.
    pub(crate) nillable: bool,
    /// Is filled by the platform when it is left out.
    pub(crate) defaulted: bool,
    /// No two records have the same value.
    pub(crate) unique: bool,
    /// Records can be found by it in an upsert.
    pub(crate) id_lookup: bool,
    /// It holds the key of another system.
    pub(crate) external_id: bool,
}

/// Fields that the platform fills, on every object.
const BY_PLATFORM: [&str; 7] =
    ["Id", "IsDeleted", "CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById", "SystemModstamp"];

/// Fields of writable objects that cannot be written, because they follow from others.
const DERIVED: [(&str, &str); 8] = [
    ("Contact", "Name"),
    ("PermissionSet", "IsOwnedByProfile"),
    ("PermissionSet", "IsCustom"),
    ("PermissionSet", "NamespacePrefix"),
    ("PermissionSet", "Type"),
    ("PermissionSet", "ProfileId"),
    ("PermissionSetAssignment", "IsActive"),
    ("SetupEntityAccess", "SetupEntityType"),
];

/// Fields that a record cannot be made without.
const REQUIRED: [(&str, &str); 8] = [
    ("Account", "Name"),
    ("Contact", "LastName"),
    ("PermissionSet", "Name"),
    ("PermissionSet", "Label"),
    ("PermissionSetAssignment", "AssigneeId"),
    ("PermissionSetAssignment", "PermissionSetId"),
    ("SetupEntityAccess", "ParentId"),
    ("SetupEntityAccess", "SetupEntityId"),
];

/// Objects whose records can be changed once they are made.
const CHANGEABLE: [&str; 3] = ["Account", "Contact", "PermissionSet"];

impl Object {
    /// Whether records can be changed once they are made.
    pub(crate) fn updateable(&self) -> bool {
        CHANGEABLE.contains(&self.name)
    }

    /// Whether records go to the recycle bin when they are deleted.
    pub(crate) fn has_bin(&self) -> bool {
        self.fields.iter().any(|(name, _)| *name == "IsDeleted")
    }

    /// The properties of one of its fields.
    pub(crate) fn traits(&self, field: &Field) -> Traits {
        let name = field.name.as_ref();
        let is_in = |list: &[(&str, &str)]| list.iter().any(|(object, one)| *object == self.name && *one == name);
        let written = self.createable && !BY_PLATFORM.contains(&name) && !is_in(&DERIVED);
        let is_key = matches!(field.kind, Type::Key(_));
        let defaulted = field.kind == Type::Boolean || BY_PLATFORM.contains(&name) || name == "OwnerId";
        Traits {
            create: written,
            update: written && self.updateable(),
            nillable: !defaulted && !is_in(&REQUIRED),
            defaulted,
            unique: is_key,
            id_lookup: is_key || name == "Id" || (self.name == "Contact" && name == "Email"),
            external_id: is_key,
        }
    }
}
