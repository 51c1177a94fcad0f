//! What a user may do with the records of an object.
//!
//! Source: *Salesforce Help*, "Object Permissions".

use super::{Org, person::User};

/// Rights on one object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rights {
    /// See records.
    pub(crate) read: bool,
    /// Make records.
    pub(crate) create: bool,
    /// Change records.
    pub(crate) edit: bool,
    /// Delete one's own records.
    pub(crate) delete: bool,
    /// Do all of that with every record, whoever owns it.
    pub(crate) modify_all: bool,
}

impl Rights {
    /// Read, create, edit, delete.
    pub(crate) const USUAL: Self = Self { read: true, create: true, edit: true, delete: true, modify_all: false };

    /// Everything.
    pub(crate) const ALL: Self = Self { modify_all: true, ..Self::USUAL };

    fn and(self, other: Self) -> Self {
        Self {
            read: self.read || other.read,
            create: self.create || other.create,
            edit: self.edit || other.edit,
            delete: self.delete || other.delete,
            modify_all: self.modify_all || other.modify_all,
        }
    }
}

impl Org {
    /// What profile, permission sets and the two permissions over all data give a user together.
    pub(crate) fn rights(&self, user: &User, object: &str) -> Rights {
        if self.may(user, "ModifyAllData") {
            return Rights::ALL;
        }
        let of_profile = self
            .profile_of(user)
            .and_then(|profile| profile.objects.iter().find(|(name, _)| name.eq_ignore_ascii_case(object)))
            .map(|(_, rights)| *rights)
            .unwrap_or_default();
        let all_data = Rights { read: self.may(user, "ViewAllData"), ..Rights::default() };
        self.held_by(user)
            .flat_map(|(_, set)| &set.object_permissions)
            .filter(|right| right.object.eq_ignore_ascii_case(object))
            .map(|right| Rights {
                read: right.allow_read,
                create: right.allow_create,
                edit: right.allow_edit,
                delete: right.allow_delete,
                modify_all: right.modify_all_records,
            })
            .fold(of_profile.and(all_data), Rights::and)
    }
}
