//! One org: its people, its metadata, its tokens, and what happened in it.
//!
//! Holds state and looks things up. What OAuth, REST and SOAP make of it is left to those modules, and what a deploy
//! means to `metadata`.

pub(crate) mod access;
pub(crate) mod app;
pub(crate) mod audit;
mod change;
pub(crate) mod connection;
pub(crate) mod cursor;
pub(crate) mod deploy;
pub(crate) mod deploy_result;
pub(crate) mod device;
pub(crate) mod fault;
pub(crate) mod kind;
mod package;
pub(crate) mod person;
mod retention;
pub(crate) mod rights;
pub(crate) mod seed;
pub(crate) mod settings;
pub(crate) mod snapshot;
pub(crate) mod staged;
pub(crate) mod token;
pub(crate) mod usage;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::fault::Faults;
use crate::id::{self, IdSource};
use crate::metadata::{
    Component, ComponentType, ConnectedAppSettings, ExternalClientAppSettings, Key, OauthOidcSettings, PermissionSet,
};
use app::{App, Consumer};
use audit::{AuditEntry, LoginEntry};
use deploy::Deploy;
use kind::OrgKind;
use person::{Profile, User};
use token::Tokens;
use usage::Usage;

/// Everything that one org holds.
#[derive(Debug)]
pub(crate) struct Org {
    /// 18 characters.
    pub(crate) id: String,
    /// Whether it has the API.
    pub(crate) has_api: bool,
    /// Whether SOAP clients may log in with a password: not in orgs made since Winter '26, unless it is turned on.
    pub(crate) has_soap_login: bool,
    /// Whether it is active, and not locked or an expired trial.
    pub(crate) is_active: bool,
    /// `Organization.Name`.
    pub(crate) name: String,
    /// What kind of org it is.
    pub(crate) kind: OrgKind,
    /// How often the org, a sandbox, was refreshed.
    pub(crate) refreshes: u32,
    /// What the sandbox was before the fault `sandbox-refreshed`.
    pub(crate) before_refresh: Option<Box<(Org, Faults)>>,
    /// When the org was made.
    pub(crate) created_at: Timestamp,
    /// Its users.
    pub(crate) users: Vec<User>,
    /// Its profiles.
    pub(crate) profiles: Vec<Profile>,
    /// Every metadata component: apps with their children, permission sets.
    pub(crate) components: Vec<Stored>,
    /// The org-wide switches for external client apps.
    pub(crate) switches: ExternalClientAppSettings,
    /// API Access Control.
    pub(crate) connected_app_settings: ConnectedAppSettings,
    /// Flows that the org blocks or demands.
    pub(crate) oauth_oidc_settings: OauthOidcSettings,
    /// How often the credentials endpoint will still refuse after the switch went on.
    pub(crate) credentials_refusals_left: u8,
    /// Consumers of apps, by the API name of the app.
    pub(crate) consumers: BTreeMap<String, Consumer>,
    /// Consumer keys of the other orgs: no two apps in the world share one.
    pub(crate) keys_elsewhere: Vec<String>,
    /// The apps that faults have put in, by API name.
    pub(crate) apps_of_faults: BTreeSet<&'static str>,
    /// Its permission set groups.
    pub(crate) groups: Vec<PermissionSetGroup>,
    /// Who holds which permission set.
    pub(crate) assignments: Vec<Assignment>,
    /// Rows of `SetupEntityAccess` that someone inserted by hand.
    pub(crate) entity_access: Vec<EntityAccess>,
    /// Deploys, oldest first.
    pub(crate) deploys: Vec<Deploy>,
    /// Retrieves: id and result.
    pub(crate) retrieves: Vec<(String, serde_json::Value)>,
    /// Tokens, codes and approvals.
    pub(crate) tokens: Tokens,
    /// `LoginHistory`.
    pub(crate) logins: Vec<LoginEntry>,
    /// `SetupAuditTrail`.
    pub(crate) audit: Vec<AuditEntry>,
    /// Business records that were seeded: object name to rows.
    pub(crate) records: BTreeMap<&'static str, Vec<crate::soql::Row>>,
    /// Results of queries that are longer than a batch.
    pub(crate) cursors: cursor::Cursors,
    /// API requests of the last 24 hours.
    pub(crate) usage: Usage,
    /// When the org last forgot what is old.
    pub(crate) forgot_at: Timestamp,
    /// The ids of the org.
    pub(crate) ids: IdSource,
}

/// A metadata component with what the org writes on it.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    /// The record id, 18 characters.
    pub(crate) id: String,
    /// The component.
    pub(crate) component: Component,
    /// When it was made, and by whom (user id).
    pub(crate) created: (Timestamp, String),
    /// When it was last changed, and by whom (user id).
    pub(crate) modified: (Timestamp, String),
}

/// Permission sets that are assigned together (*Object Reference*, "PermissionSetGroup").
#[derive(Clone, Debug)]
pub(crate) struct PermissionSetGroup {
    /// `0PG…`
    pub(crate) id: String,
    /// Its API name.
    pub(crate) name: &'static str,
    /// Its label.
    pub(crate) label: &'static str,
    /// The permission set that stands for the whole group: the one that its users hold.
    pub(crate) permission_set: String,
    /// The permission sets in it: id of the membership, and of the set.
    pub(crate) members: Vec<(String, String)>,
}

/// A permission set in someone's hands.
#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    /// The record id.
    pub(crate) id: String,
    /// The permission set, or the one that a profile owns.
    pub(crate) permission_set: String,
    /// The user.
    pub(crate) assignee: String,
    /// When it was made.
    pub(crate) at: Timestamp,
}

/// A row of `SetupEntityAccess` that no policy made.
#[derive(Clone, Debug)]
pub(crate) struct EntityAccess {
    /// The record id.
    pub(crate) id: String,
    /// The permission set.
    pub(crate) parent: String,
    /// The app.
    pub(crate) entity: String,
    /// When it was made.
    pub(crate) at: Timestamp,
}

impl Org {
    /// The public log-in host of orgs of this kind (*Salesforce Help*, "OAuth 2.0 JWT Bearer Flow").
    pub(crate) fn public_login_url(&self) -> &'static str {
        if self.kind.is_sandbox() { "https://test.salesforce.com" } else { "https://login.salesforce.com" }
    }

    /// The user of that id, in either length.
    pub(crate) fn user(&self, user_id: &str) -> Option<&User> {
        self.users.iter().find(|user| id::same(&user.id, user_id))
    }

    /// The user of that username, in any casing.
    pub(crate) fn user_named(&self, username: &str) -> Option<&User> {
        self.users.iter().find(|user| user.username.eq_ignore_ascii_case(username))
    }

    /// The profile of a user.
    pub(crate) fn profile_of(&self, user: &User) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == user.profile)
    }

    /// The stored component of that key.
    pub(crate) fn component(&self, key: &Key) -> Option<&Stored> {
        self.components.iter().find(|stored| stored.component.key() == *key)
    }

    /// Every app, in the order in which they were made.
    pub(crate) fn apps(&self) -> impl Iterator<Item = App<'_>> {
        self.components.iter().filter_map(|stored| App::of(self, stored))
    }

    /// The app of that API name.
    pub(crate) fn app(&self, name: &str) -> Option<App<'_>> {
        self.component(&Key::new(ComponentType::App, name)).and_then(|stored| App::of(self, stored))
    }

    /// The app of that record id.
    pub(crate) fn app_by_id(&self, app_id: &str) -> Option<App<'_>> {
        self.components.iter().filter(|stored| id::same(&stored.id, app_id)).find_map(|stored| App::of(self, stored))
    }

    /// Every permission set that is not owned by a profile.
    pub(crate) fn permission_sets(&self) -> impl Iterator<Item = (&Stored, &PermissionSet)> {
        self.components.iter().filter_map(|stored| match &stored.component {
            Component::PermissionSet(set) => Some((stored, set)),
            _ => None,
        })
    }

    /// The group that a permission set stands for.
    pub(crate) fn group_of(&self, permission_set: &str) -> Option<&PermissionSetGroup> {
        self.groups.iter().find(|group| id::same(&group.permission_set, permission_set))
    }

    /// The permission sets that a user holds, alone or with a group.
    pub(crate) fn held_by<'a>(&'a self, user: &'a User) -> impl Iterator<Item = (&'a Stored, &'a PermissionSet)> {
        let gives = |assignment: &Assignment, set: &str| {
            let group = self.group_of(&assignment.permission_set);
            id::same(&assignment.permission_set, set)
                || group.is_some_and(|group| group.members.iter().any(|(_, member)| id::same(member, set)))
        };
        self.permission_sets().filter(move |(stored, _)| {
            let mut theirs = self.assignments.iter().filter(|one| id::same(&one.assignee, &user.id));
            theirs.any(|one| gives(one, &stored.id))
        })
    }

    /// The user permissions that profile and permission sets give together.
    pub(crate) fn permissions_of(&self, user: &User) -> BTreeSet<String> {
        let mut permissions: BTreeSet<String> = self
            .profile_of(user)
            .map(|profile| profile.permissions.iter().map(|name| (*name).to_owned()).collect())
            .unwrap_or_default();
        for (_, set) in self.held_by(user) {
            permissions.extend(set.user_permissions.iter().filter(|one| one.enabled).map(|one| one.name.clone()));
        }
        permissions
    }

    /// Whether a user has a user permission.
    pub(crate) fn may(&self, user: &User, permission: &str) -> bool {
        self.permissions_of(user).contains(permission)
    }

    /// Whether the switch that opens consumer secrets to the REST API is on.
    pub(crate) fn secret_access(&self) -> bool {
        self.switches.enable_client_secret_in_rest_api_access == Some(true)
    }
}
