//! Users, profiles, permission sets, and who holds which.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    Seen,
    field::{Extra, Needs, Object, Type, user},
    row, stamped,
};
use crate::org::{PermissionSetGroup, app::App, audit::Outcome, person::USER_PERMISSIONS};
use crate::soql::Row;

/// The objects of this file.
pub(super) const OBJECTS: &[Object] = &[
    Object {
        name: "User",
        label: "User",
        key_prefix: "005",
        tooling_only: false,
        needs: Needs::Nothing,
        fields: &[
            ("Username", Type::Text(80)),
            ("FirstName", Type::Text(40)),
            ("LastName", Type::Text(80)),
            ("Name", Type::Text(121)),
            ("Alias", Type::Text(8)),
            ("Email", Type::Email),
            ("IsActive", Type::Boolean),
            ("UserType", Type::Picklist),
            ("ProfileId", Type::Reference("Profile", Some("Profile"))),
            ("TimeZoneSidKey", Type::Picklist),
            ("LocaleSidKey", Type::Picklist),
            ("LanguageLocaleKey", Type::Picklist),
            ("LastLoginDate", Type::DateTime),
        ],
        extra: Extra::None,
        audited: true,
        createable: false,
    },
    Object {
        name: "UserLogin",
        label: "User Login",
        key_prefix: "0Yw",
        tooling_only: false,
        needs: Needs::Permission("ManageUsers"),
        fields: &[
            ("UserId", user()),
            ("IsFrozen", Type::Boolean),
            ("IsPasswordLocked", Type::Boolean),
            ("LastModifiedDate", Type::DateTime),
            ("LastModifiedById", user()),
        ],
        extra: Extra::None,
        audited: false,
        createable: false,
    },
    Object {
        name: "Profile",
        label: "Profile",
        key_prefix: "00e",
        tooling_only: false,
        needs: Needs::Nothing,
        fields: &[
            ("Name", Type::Text(255)),
            ("UserLicenseId", Type::Reference("UserLicense", Some("UserLicense"))),
            ("UserType", Type::Picklist),
            ("Description", Type::Text(255)),
        ],
        extra: Extra::Permissions,
        audited: true,
        createable: false,
    },
    Object {
        name: "UserLicense",
        label: "User License",
        key_prefix: "100",
        tooling_only: false,
        needs: Needs::Nothing,
        fields: &[("Name", Type::Text(40)), ("MasterLabel", Type::Text(40)), ("LicenseDefinitionKey", Type::Text(40))],
        extra: Extra::None,
        audited: false,
        createable: false,
    },
    Object {
        name: "PermissionSet",
        label: "Permission Set",
        key_prefix: "0PS",
        tooling_only: false,
        needs: Needs::Nothing,
        fields: &[
            ("Name", Type::Text(80)),
            ("Label", Type::Text(80)),
            ("Description", Type::Text(255)),
            ("NamespacePrefix", Type::Text(15)),
            ("IsOwnedByProfile", Type::Boolean),
            ("IsCustom", Type::Boolean),
            ("ProfileId", Type::Reference("Profile", Some("Profile"))),
            ("LicenseId", Type::Reference("UserLicense", None)),
            ("HasActivationRequired", Type::Boolean),
            ("Type", Type::Picklist),
            ("PermissionSetGroupId", Type::Reference("PermissionSetGroup", Some("PermissionSetGroup"))),
        ],
        extra: Extra::Permissions,
        audited: true,
        createable: true,
    },
    Object {
        name: "PermissionSetAssignment",
        label: "Permission Set Assignment",
        key_prefix: "0Pa",
        tooling_only: false,
        needs: Needs::Nothing,
        fields: &[
            ("PermissionSetId", Type::Reference("PermissionSet", Some("PermissionSet"))),
            ("PermissionSetGroupId", Type::Reference("PermissionSetGroup", Some("PermissionSetGroup"))),
            ("AssigneeId", Type::Reference("User", Some("Assignee"))),
            ("IsActive", Type::Boolean),
            ("ExpirationDate", Type::DateTime),
            ("SystemModstamp", Type::DateTime),
        ],
        extra: Extra::None,
        audited: false,
        createable: true,
    },
    Object {
        name: "PermissionSetGroup",
        label: "Permission Set Group",
        key_prefix: "0PG",
        tooling_only: false,
        needs: Needs::Nothing,
        fields: &[
            ("DeveloperName", Type::Text(80)),
            ("MasterLabel", Type::Text(80)),
            ("Description", Type::Text(255)),
            ("Status", Type::Picklist),
        ],
        extra: Extra::None,
        audited: true,
        createable: false,
    },
    Object {
        name: "PermissionSetGroupComponent",
        label: "Permission Set Group Component",
        key_prefix: "0PM",
        tooling_only: false,
        needs: Needs::Nothing,
        fields: &[
            ("PermissionSetGroupId", Type::Reference("PermissionSetGroup", Some("PermissionSetGroup"))),
            ("PermissionSetId", Type::Reference("PermissionSet", Some("PermissionSet"))),
        ],
        extra: Extra::None,
        audited: true,
        createable: false,
    },
    Object {
        name: "UserPermissionAccess",
        label: "User Permission Access",
        key_prefix: "0Pu",
        tooling_only: false,
        needs: Needs::Nothing,
        fields: &[("LastCacheUpdate", Type::DateTime)],
        extra: Extra::Permissions,
        audited: false,
        createable: false,
    },
    Object {
        name: "SetupEntityAccess",
        label: "Setup Entity Access",
        key_prefix: "0J0",
        tooling_only: false,
        needs: Needs::Permission("ViewSetup"),
        fields: &[
            ("ParentId", Type::Reference("PermissionSet", Some("Parent"))),
            ("SetupEntityId", Type::Reference("ExternalClientApplication", None)),
            ("SetupEntityType", Type::Picklist),
            ("SystemModstamp", Type::DateTime),
        ],
        extra: Extra::None,
        audited: false,
        createable: true,
    },
];

/// The rows of an object of this file.
pub(super) fn rows(seen: &Seen<'_>, object: &str) -> Option<Vec<Row>> {
    let rows = match object {
        "User" => users(seen),
        "UserLogin" => logins(seen),
        "Profile" => profiles(seen),
        "UserLicense" => licenses(),
        "PermissionSet" => permission_sets(seen),
        "PermissionSetAssignment" => assignments(seen),
        "PermissionSetGroup" => groups(seen),
        "PermissionSetGroupComponent" => group_components(seen),
        "UserPermissionAccess" => vec![own_permissions(seen)],
        "SetupEntityAccess" => entity_access(seen),
        _ => return None,
    };
    Some(rows)
}

fn users(seen: &Seen<'_>) -> Vec<Row> {
    let org = seen.org;
    let first = org.users.first().map(|user| user.id.clone()).unwrap_or_default();
    org.users
        .iter()
        .map(|user| {
            let last_login = org
                .logins
                .iter()
                .map(|entry| &entry.login)
                .rfind(|login| login.user == user.id && login.outcome == Outcome::Success);
            let alias: String = user.username.chars().take_while(|character| *character != '@').take(8).collect();
            let made = (user.created_at, first.as_str());
            stamped(
                json!({
                    "Id": user.id, "Username": user.username, "FirstName": user.names.0, "LastName": user.names.1,
                    "Name": user.name(), "Alias": alias, "Email": user.username, "IsActive": user.is_active,
                    "UserType": "Standard", "ProfileId": org.profile_of(user).map(|profile| profile.id.as_str()),
                    "TimeZoneSidKey": "Europe/London", "LocaleSidKey": "en_GB", "LanguageLocaleKey": "en_US",
                    "LastLoginDate": last_login.map(|login| crate::clock::rest_time(login.at)),
                }),
                made,
                made,
            )
        })
        .collect()
}

fn logins(seen: &Seen<'_>) -> Vec<Row> {
    let login = |user: &crate::org::person::User| {
        row(json!({
            "Id": format!("0Yw{}", user.id.get(3..).unwrap_or_default()),
            "UserId": user.id, "IsFrozen": user.is_frozen, "IsPasswordLocked": false,
            "LastModifiedDate": crate::clock::rest_time(user.created_at), "LastModifiedById": user.id,
        }))
    };
    seen.org.users.iter().map(login).collect()
}

/// Made up from their place in the list: licences never change.
fn license_id(name: &str) -> String {
    let number = if name == "Salesforce" { 1 } else { 2 };
    crate::id::to_18(&format!("100PR{number:010}"))
}

fn licenses() -> Vec<Row> {
    [("Salesforce", "SFDC"), ("Salesforce Integration", "PID_Salesforce_Integration")]
        .into_iter()
        .map(|(name, key)| {
            row(json!({ "Id": license_id(name), "Name": name, "MasterLabel": name, "LicenseDefinitionKey": key }))
        })
        .collect()
}

fn put_permissions(row: &mut Row, has: impl Fn(&str) -> bool) {
    row.extend(USER_PERMISSIONS.iter().map(|one| (format!("Permissions{one}"), Value::from(has(one)))));
}

fn profiles(seen: &Seen<'_>) -> Vec<Row> {
    let org = seen.org;
    let first = org.users.first().map(|user| user.id.clone()).unwrap_or_default();
    let made = (org.created_at, first.as_str());
    org.profiles
        .iter()
        .map(|profile| {
            let value = json!({
                "Id": profile.id, "Name": profile.name, "UserLicenseId": license_id(profile.license),
                "UserType": "Standard", "Description": null,
            });
            let mut row = stamped(value, made, made);
            put_permissions(&mut row, |one| profile.permissions.contains(one));
            row
        })
        .collect()
}

fn permission_sets(seen: &Seen<'_>) -> Vec<Row> {
    let org = seen.org;
    let first = org.users.first().map(|user| user.id.clone()).unwrap_or_default();
    let made = (org.created_at, first.as_str());
    let owned = org.profiles.iter().map(|profile| {
        let value = json!({
            "Id": profile.permission_set, "Name": format!("X{}", crate::id::to_15(&profile.id)),
            "Label": format!("{}", crate::id::to_15(&profile.id)), "Description": null, "NamespacePrefix": null,
            "IsOwnedByProfile": true, "IsCustom": profile.name == "Marketing Admin", "ProfileId": profile.id,
            "LicenseId": license_id(profile.license), "HasActivationRequired": false, "Type": "Profile",
        });
        let mut row = stamped(value, made, made);
        put_permissions(&mut row, |one| profile.permissions.contains(one));
        row
    });
    let custom = org.permission_sets().map(|(stored, set)| {
        let enabled: BTreeSet<&str> =
            set.user_permissions.iter().filter(|one| one.enabled).map(|one| one.name.as_str()).collect();
        let value = json!({
            "Id": stored.id, "Name": set.full_name, "Label": set.label, "Description": set.description,
            "NamespacePrefix": null, "IsOwnedByProfile": false, "IsCustom": true, "ProfileId": null,
            "LicenseId": set.license.as_deref().map(license_id), "HasActivationRequired": set.has_activation_required,
            "Type": "Regular",
        });
        let (created, modified) = (&stored.created, &stored.modified);
        let mut row = stamped(value, (created.0, &created.1), (modified.0, &modified.1));
        put_permissions(&mut row, |one| enabled.contains(one));
        row
    });
    let of_groups = org.groups.iter().map(|group| {
        let permissions: BTreeSet<&str> = org
            .permission_sets()
            .filter(|(stored, _)| group.members.iter().any(|(_, set)| *set == stored.id))
            .flat_map(|(_, set)| set.user_permissions.iter().filter(|one| one.enabled).map(|one| one.name.as_str()))
            .collect();
        let value = json!({
            "Id": group.permission_set, "Name": group.name, "Label": group.label, "Description": null,
            "NamespacePrefix": null, "IsOwnedByProfile": false, "IsCustom": true, "ProfileId": null,
            "LicenseId": null, "HasActivationRequired": false, "Type": "Group", "PermissionSetGroupId": group.id,
        });
        let mut row = stamped(value, made, made);
        put_permissions(&mut row, |one| permissions.contains(one));
        row
    });
    owned.chain(custom).chain(of_groups).collect()
}

fn groups(seen: &Seen<'_>) -> Vec<Row> {
    let org = seen.org;
    let first = org.users.first().map(|user| user.id.clone()).unwrap_or_default();
    let made = (org.created_at, first.as_str());
    let group = |one: &PermissionSetGroup| {
        let value = json!({
            "Id": one.id, "DeveloperName": one.name, "MasterLabel": one.label, "Description": null,
            "Status": "Updated",
        });
        stamped(value, made, made)
    };
    org.groups.iter().map(group).collect()
}

fn group_components(seen: &Seen<'_>) -> Vec<Row> {
    let org = seen.org;
    let first = org.users.first().map(|user| user.id.clone()).unwrap_or_default();
    let made = (org.created_at, first.as_str());
    let members = org.groups.iter().flat_map(|group| group.members.iter().map(move |member| (group, member)));
    let component = |(group, (id, set)): (&PermissionSetGroup, &(String, String))| {
        stamped(json!({ "Id": id, "PermissionSetGroupId": group.id, "PermissionSetId": set }), made, made)
    };
    members.map(component).collect()
}

fn assignments(seen: &Seen<'_>) -> Vec<Row> {
    let assignment = |one: &crate::org::Assignment| {
        let group = seen.org.group_of(&one.permission_set).map(|group| group.id.as_str());
        row(json!({
            "Id": one.id, "PermissionSetId": one.permission_set, "PermissionSetGroupId": group,
            "AssigneeId": one.assignee, "IsActive": true, "ExpirationDate": null,
            "SystemModstamp": crate::clock::rest_time(one.at),
        }))
    };
    seen.org.assignments.iter().map(assignment).collect()
}

/// One row: what the asking user may do.
fn own_permissions(seen: &Seen<'_>) -> Row {
    let permissions = seen.org.permissions_of(seen.user);
    let id = format!("0Pu{}", seen.user.id.get(3..).unwrap_or_default());
    let mut row = row(json!({ "Id": id, "LastCacheUpdate": crate::clock::rest_time(seen.now) }));
    put_permissions(&mut row, |one| permissions.contains(one));
    row
}

/// Rows inserted by hand, and those that policies make of their lists.
fn entity_access(seen: &Seen<'_>) -> Vec<Row> {
    let org = seen.org;
    let access = |id: String, parent: &str, entity: &str, at: jiff::Timestamp| {
        row(json!({
            "Id": id, "ParentId": parent, "SetupEntityId": entity,
            "SetupEntityType": "ExternalClientApplication", "SystemModstamp": crate::clock::rest_time(at),
        }))
    };
    let by_hand: Vec<Row> =
        org.entity_access.iter().map(|one| access(one.id.clone(), &one.parent, &one.entity, one.at)).collect();
    let from_policies = org.apps().flat_map(|app: App<'_>| {
        let (app_id, at) = (app.stored.id.clone(), app.stored.modified.0);
        org.policy_sets(&app)
            .into_iter()
            .filter(|set| !org.entity_access.iter().any(|one| one.parent == *set && one.entity == app_id))
            .map(|set| {
                // One id for one pair, so that it is the same at each asking.
                let pair = format!("{}{}", app_id.get(10..15).unwrap_or_default(), set.get(10..15).unwrap_or_default());
                access(crate::id::to_18(&format!("0J0PL{pair}")), &set, &app_id, at)
            })
            .collect::<Vec<_>>()
    });
    by_hand.into_iter().chain(from_policies).collect()
}
