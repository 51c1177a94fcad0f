//! What the starter of a world may change in its orgs, beside faults: users, profiles, the org itself, a refresh.
//!
//! These are things that Salesforce's Setup does and that no API of this world offers.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Deserialize;

use crate::org::{
    Org,
    deploy::Conditions,
    kind::OrgKind,
    person::{LoginHours, Profile, USER_PERMISSIONS, User},
};
use crate::world::{State, World};

/// A change of a user.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UserChange {
    /// Whose.
    pub username: String,
    /// `User.IsActive`.
    pub active: Option<bool>,
    /// `UserLogin.IsFrozen`.
    pub frozen: Option<bool>,
    /// A new password, which ends the refresh tokens and sessions that the user has.
    pub password: Option<String>,
}

/// A change of a user's profile, which all of its users feel.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileChange {
    /// A user of the profile.
    pub username: String,
    /// User permissions by name, given or taken.
    pub permissions: BTreeMap<String, bool>,
    /// Login IP ranges, first and last address of each. An empty list: anywhere.
    pub login_ranges: Option<Vec<(IpAddr, IpAddr)>>,
    /// The minutes of the day, in UTC, from which and until which its users may log in; the whole day: 0 and 1440.
    pub login_hours: Option<(u16, u16)>,
}

/// A change of an org.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgChange {
    /// Which.
    pub org: OrgKind,
    /// Whether it has the API.
    #[serde(default)]
    pub api: Option<bool>,
    /// Whether it is active, and not locked or an expired trial.
    #[serde(default)]
    pub active: Option<bool>,
    /// Whether SOAP clients may log in with a password.
    #[serde(default)]
    pub soap_login: Option<bool>,
}

/// What a change names is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no {0}")]
pub struct Missing(pub String);

impl World {
    /// Activates, deactivates, freezes or unfreezes a user.
    ///
    /// # Errors
    /// When nobody has the username.
    pub fn change_user(&self, change: &UserChange) -> Result<(), Missing> {
        let mut state = self.state();
        let (org, index) = user_of(&mut state, &change.username)?;
        if let Some(user) = org.users.get_mut(index) {
            user.is_active = change.active.unwrap_or(user.is_active);
            user.is_frozen = change.frozen.unwrap_or(user.is_frozen);
            if let Some(password) = &change.password {
                user.password.clone_from(password);
                let id = user.id.clone();
                org.tokens.end_user(&id);
            }
        }
        Ok(())
    }

    /// Changes the profile of a user.
    ///
    /// # Errors
    /// When nobody has the username, or the org has no such permission. Nothing is changed then.
    pub fn change_profile(&self, change: &ProfileChange) -> Result<(), Missing> {
        let mut state = self.state();
        let (org, index) = user_of(&mut state, &change.username)?;
        let name = org.users.get(index).map(|user: &User| user.profile).unwrap_or_default();
        let mut permissions = Vec::new();
        for (permission, may) in &change.permissions {
            let known = USER_PERMISSIONS.into_iter().find(|one| one == permission);
            permissions.push((known.ok_or_else(|| Missing(format!("permission {permission}")))?, *may));
        }
        let profile: Option<&mut Profile> = org.profiles.iter_mut().find(|profile| profile.name == name);
        let profile = profile.ok_or_else(|| Missing(format!("profile {name}")))?;
        for (permission, may) in permissions {
            if may {
                profile.permissions.insert(permission);
            } else {
                profile.permissions.remove(permission);
            }
        }
        if let Some(ranges) = &change.login_ranges {
            profile.login_ranges.clone_from(ranges);
        }
        if let Some((from, until)) = change.login_hours {
            profile.login_hours = LoginHours { from, until };
        }
        Ok(())
    }

    /// Changes an org.
    ///
    /// # Errors
    /// When the world has no org of that kind.
    pub fn change_org(&self, change: &OrgChange) -> Result<(), Missing> {
        let mut state = self.state();
        let org = org_of(&mut state, change.org)?;
        org.has_api = change.api.unwrap_or(org.has_api);
        org.is_active = change.active.unwrap_or(org.is_active);
        org.has_soap_login = change.soap_login.unwrap_or(org.has_soap_login);
        Ok(())
    }

    /// Refreshes the sandbox: it is a new copy with another org id, in which the apps, settings and tokens of the old
    /// one are gone (*Salesforce Help*, "Sandbox Refresh"; what becomes of external client apps as people report).
    ///
    /// # Errors
    /// When the world has no sandbox.
    pub fn refresh_sandbox(&self) -> Result<(), Missing> {
        let now = self.now();
        let mut state = self.state();
        let State { faults, timing, orgs, browsers, .. } = &mut *state;
        let sandbox = orgs.iter_mut().enumerate().find(|(_, org)| org.kind.is_sandbox());
        let (index, sandbox) = sandbox.ok_or_else(|| missing_org(OrgKind::Sandbox))?;
        *sandbox = sandbox.refreshed(Conditions { now, faults, timing: *timing });
        browsers.end_org(index);
        Ok(())
    }
}

fn org_of(state: &mut State, kind: OrgKind) -> Result<&mut Org, Missing> {
    state.orgs.iter_mut().find(|org| org.kind == kind).ok_or_else(|| missing_org(kind))
}

fn missing_org(kind: OrgKind) -> Missing {
    Missing(format!("org of the kind {kind}"))
}

fn user_of<'a>(state: &'a mut State, username: &str) -> Result<(&'a mut Org, usize), Missing> {
    state
        .orgs
        .iter_mut()
        .find_map(|org| {
            let index = org.users.iter().position(|user| user.username.eq_ignore_ascii_case(username))?;
            Some((org, index))
        })
        .ok_or_else(|| Missing(format!("user {username}")))
}
