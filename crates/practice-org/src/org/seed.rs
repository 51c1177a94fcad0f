//! The org as it stands on its first day: people, profiles, permission sets, business records.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan};
use serde_json::json;

use super::{
    Assignment, Org, PermissionSetGroup, Stored,
    kind::OrgKind,
    person::{LoginHours, Profile, USER_PERMISSIONS, User},
    rights::Rights,
    settings,
    token::Tokens,
};
use crate::id::{IdSource, to_18};
use crate::metadata::{Component, ObjectPermission, PermissionSet, UserPermission};

const BUSINESS: &[(&str, Rights)] = &[("Account", Rights::USUAL), ("Contact", Rights::USUAL)];

/// First name, last name, what stands before `@`, profile, is active, is frozen.
const PEOPLE: [(&str, &str, &str, &str, bool, bool); 9] = [
    ("Dana", "Ito", "dana", "System Administrator", true, false),
    ("Sam", "Ortiz", "sam", "System Administrator", true, false),
    ("Integration", "User", "integration", INTEGRATION, true, false),
    ("ETL", "Service", "etl", INTEGRATION, true, false),
    ("Maya", "Lindqvist", "maya", "Standard User", true, false),
    ("Robin", "Frey", "robin", "Marketing Admin", true, false),
    ("Noor", "Haddad", "noor", "Standard User", true, true),
    ("Viktor", "Blum", "viktor", "Standard User", false, false),
    ("Kim", "Sato", "kim", CUSTOM_ADMINISTRATOR, true, false),
];

/// A profile that a company made for its own administrators: all that the standard one has, but for what Salesforce
/// gives to the standard one alone.
const CUSTOM_ADMINISTRATOR: &str = "Custom Administrator";

const INTEGRATION: &str = "Minimum Access - API Only Integrations";

/// An org of a kind. A sandbox gets another id each time that it is refreshed.
pub(crate) fn org(kind: OrgKind, refreshes: u32, now: Timestamp) -> Org {
    let mut ids = IdSource::of_org(kind.number());
    let created_at = now.checked_sub((30 * 24).hours()).unwrap_or(now);
    let profiles = profiles(&mut ids);
    let users: Vec<User> = PEOPLE.iter().map(|person| user(kind, person, &mut ids, created_at)).collect();
    let mut org = Org {
        id: to_18(&format!("00DPRACTICE{:04}", u32::from(kind.number()) + 10 * refreshes)),
        kind,
        refreshes,
        before_refresh: None,
        has_api: kind.has_api(),
        has_soap_login: false,
        is_active: true,
        name: kind.org_name().to_owned(),
        created_at,
        users,
        profiles,
        components: Vec::new(),
        switches: settings::external_client_app(),
        connected_app_settings: settings::connected_app(),
        oauth_oidc_settings: settings::oauth_oidc(),
        credentials_refusals_left: 0,
        consumers: BTreeMap::new(),
        keys_elsewhere: Vec::new(),
        apps_of_faults: BTreeSet::new(),
        groups: Vec::new(),
        assignments: Vec::new(),
        entity_access: Vec::new(),
        deploys: Vec::new(),
        retrieves: Vec::new(),
        tokens: Tokens::default(),
        logins: Vec::new(),
        audit: Vec::new(),
        records: BTreeMap::new(),
        cursors: super::cursor::Cursors::default(),
        usage: super::usage::Usage::default(),
        forgot_at: now,
        ids,
    };
    org.seed_profile_assignments();
    org.seed_permission_sets();
    org.seed_group();
    org.seed_records();
    org.seed_package();
    org
}

fn profiles(ids: &mut IdSource) -> Vec<Profile> {
    let all: BTreeSet<&'static str> = USER_PERMISSIONS.into_iter().filter(|name| *name != "ApiUserOnly").collect();
    let plain = BTreeSet::from(["ApiEnabled", "EditPublicReports", "LightningExperienceUser", "RunReports"]);
    let marketing: BTreeSet<&'static str> = plain.iter().copied().chain(["ModifyMetadata", "ViewSetup"]).collect();
    let integration = BTreeSet::from(["ApiEnabled", "ApiUserOnly"]);
    let custom: BTreeSet<&'static str> =
        all.iter().copied().filter(|name| *name != "CanApproveUninstalledApps").collect();
    let rows = [
        ("System Administrator", "Salesforce", all, BUSINESS),
        ("Standard User", "Salesforce", plain, BUSINESS),
        ("Marketing Admin", "Salesforce", marketing, BUSINESS),
        (INTEGRATION, "Salesforce Integration", integration, &[][..]),
        (CUSTOM_ADMINISTRATOR, "Salesforce", custom, BUSINESS),
    ];
    rows.into_iter()
        .map(|(name, license, permissions, objects)| Profile {
            id: ids.next("00e"),
            permission_set: ids.next("0PS"),
            name,
            license,
            permissions,
            login_ranges: Vec::new(),
            login_hours: LoginHours::ALWAYS,
            objects,
        })
        .collect()
}

fn user(
    kind: OrgKind,
    person: &(&'static str, &'static str, &str, &'static str, bool, bool),
    ids: &mut IdSource,
    at: Timestamp,
) -> User {
    let (first, last, short, profile, is_active, is_frozen) = *person;
    User {
        id: ids.next("005"),
        username: kind.username(short),
        names: (first, last),
        profile,
        password: format!("practice-{short}-1"),
        security_token: format!("PRACTICE{short}0000000001"),
        is_active,
        is_frozen,
        created_at: at,
    }
}

impl Org {
    /// Each user holds the permission set that stands for the profile.
    fn seed_profile_assignments(&mut self) {
        for user in &self.users {
            let Some(profile) = self.profiles.iter().find(|profile| profile.name == user.profile) else { continue };
            self.assignments.push(Assignment {
                id: self.ids.next("0Pa"),
                permission_set: profile.permission_set.clone(),
                assignee: user.id.clone(),
                at: self.created_at,
            });
        }
    }

    fn seed_permission_sets(&mut self) {
        let right = |object: &str, allow_edit: bool| ObjectPermission {
            object: object.to_owned(),
            allow_read: true,
            allow_create: allow_edit,
            allow_edit,
            ..ObjectPermission::default()
        };
        let api = || vec![UserPermission { enabled: true, name: "ApiEnabled".to_owned() }];
        let sets = [
            (
                PermissionSet {
                    full_name: "Acme_Billing_Users".to_owned(),
                    label: "Acme Billing Users".to_owned(),
                    description: Some("People and services that send invoices.".to_owned()),
                    user_permissions: api(),
                    object_permissions: vec![right("Account", false)],
                    ..PermissionSet::default()
                },
                ["etl", "maya"],
            ),
            (
                PermissionSet {
                    full_name: "Sales_Reporting".to_owned(),
                    label: "Sales Reporting".to_owned(),
                    user_permissions: api(),
                    object_permissions: vec![right("Account", true), right("Contact", true)],
                    ..PermissionSet::default()
                },
                ["sam", "robin"],
            ),
        ];
        let stamp = (self.created_at, self.users.first().map(|user| user.id.clone()).unwrap_or_default());
        for (set, holders) in sets {
            let id = self.ids.next("0PS");
            for holder in holders {
                let Some(assignee) = self.user_named(&self.kind.username(holder)).map(|user| user.id.clone()) else {
                    continue;
                };
                let assignment = self.ids.next("0Pa");
                self.assignments.push(Assignment {
                    id: assignment,
                    permission_set: id.clone(),
                    assignee,
                    at: self.created_at,
                });
            }
            let component = Component::PermissionSet(set);
            self.components.push(Stored { id, component, created: stamp.clone(), modified: stamp.clone() });
        }
    }

    /// A group with both permission sets in it, which nobody holds yet.
    fn seed_group(&mut self) {
        let sets: Vec<String> = self.permission_sets().map(|(stored, _)| stored.id.clone()).collect();
        let members = sets.into_iter().map(|set| (self.ids.next("0PM"), set)).collect();
        self.groups.push(PermissionSetGroup {
            id: self.ids.next("0PG"),
            name: "Revenue_Operations",
            label: "Revenue Operations",
            permission_set: self.ids.next("0PS"),
            members,
        });
    }

    fn seed_records(&mut self) {
        const ACCOUNTS: [(&str, &str, &str); 12] = [
            ("Abbott Marine", "Shipping", "Bergen"),
            ("Brightwater Utilities", "Utilities", "Leeds"),
            ("Cedar & Finch", "Retail", "Austin"),
            ("Delmar Foods", "Food & Beverage", "Lisbon"),
            ("Eastgate Clinics", "Healthcare", "Osaka"),
            ("Fjord Analytics", "Technology", "Oslo"),
            ("Granite Bank", "Banking", "Zurich"),
            ("Harbour Hotels", "Hospitality", "Hull"),
            ("Iris Optics", "Manufacturing", "Jena"),
            ("Juniper School District", "Education", "Denver"),
            ("Kestrel Air", "Transportation", "Dublin"),
            ("Lumen Studios", "Media", "Montreal"),
        ];
        const PEOPLE: [(&str, &str); 6] = [
            ("Ada", "Moreau"),
            ("Ben", "Okafor"),
            ("Chiara", "Rossi"),
            ("Dmitri", "Volkov"),
            ("Elif", "Kaya"),
            ("Fred", "Nilsen"),
        ];
        const CHANNELS: [&str; 4] = ["Direct;Partner", "Direct", "Online;Retail", "Direct;Online;Partner"];
        let owner = self.users.first().map(|user| user.id.clone()).unwrap_or_default();
        let at = crate::clock::rest_time(self.created_at);
        let (mut accounts, mut contacts) = (Vec::new(), Vec::new());
        for (place, (name, industry, city)) in ACCOUNTS.into_iter().enumerate() {
            let id = self.ids.next("001");
            if let Some((first, last)) = PEOPLE.get(place) {
                contacts.push(row(json!({
                    "Id": self.ids.next("003"), "FirstName": first, "LastName": last,
                    "Name": format!("{first} {last}"), "AccountId": id,
                    "Email": format!("{}@{}.example", first.to_lowercase(), last.to_lowercase()),
                    "Phone": format!("+1 555 0100 {place:02}"), "Birthdate": format!("19{}-0{}-14", 70 + place, place + 1),
                    "OwnerId": owner, "CreatedById": owner,
                    "CreatedDate": at, "LastModifiedDate": at, "SystemModstamp": at, "IsDeleted": false,
                })));
            }
            accounts.push(row(json!({
                "Id": id, "Name": name, "Industry": industry, "BillingCity": city, "Type": "Customer",
                "NumberOfEmployees": 40 + place * 115, "AnnualRevenue": 250_000.0 * (place + 1) as f64,
                "Phone": format!("+1 555 0199 {place:02}"), "Description": null, "Channels__c": CHANNELS.get(place),
                "OwnerId": owner, "CreatedById": owner,
                "CreatedDate": at, "LastModifiedDate": at, "SystemModstamp": at, "IsDeleted": false,
            })));
        }
        self.records.insert("Account", accounts);
        self.records.insert("Contact", contacts);
    }
}

fn row(value: serde_json::Value) -> crate::soql::Row {
    match value {
        serde_json::Value::Object(row) => row,
        _ => crate::soql::Row::new(),
    }
}
