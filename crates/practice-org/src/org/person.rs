//! Users and profiles.

use std::collections::BTreeSet;
use std::net::IpAddr;

use jiff::Timestamp;

use super::rights::Rights;

/// A user.
#[derive(Clone, Debug)]
pub(crate) struct User {
    /// 18 characters.
    pub(crate) id: String,
    /// What they log in with.
    pub(crate) username: String,
    /// First and last name.
    pub(crate) names: (&'static str, &'static str),
    /// The name of their profile.
    pub(crate) profile: &'static str,
    /// Their password.
    pub(crate) password: String,
    /// What is appended to the password where no browser is used.
    pub(crate) security_token: String,
    /// `User.IsActive`.
    pub(crate) is_active: bool,
    /// `UserLogin.IsFrozen`.
    pub(crate) is_frozen: bool,
    /// When the user was made.
    pub(crate) created_at: Timestamp,
}

impl User {
    /// `User.Name`.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.names.0, self.names.1)
    }

    /// Whether the user may log in at all.
    pub(crate) fn may_log_in(&self) -> bool {
        self.is_active && !self.is_frozen
    }
}

/// A profile.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// 18 characters.
    pub(crate) id: String,
    /// The permission set that stands for it, `PermissionSet.IsOwnedByProfile`.
    pub(crate) permission_set: String,
    /// Its name.
    pub(crate) name: &'static str,
    /// The name of its user licence.
    pub(crate) license: &'static str,
    /// Its user permissions.
    pub(crate) permissions: BTreeSet<&'static str>,
    /// Login IP ranges, first and last address of each; empty: its users may log in from anywhere.
    pub(crate) login_ranges: Vec<(IpAddr, IpAddr)>,
    /// When its users may log in.
    pub(crate) login_hours: LoginHours,
    /// Its rights on business objects.
    pub(crate) objects: &'static [(&'static str, Rights)],
}

/// The hours of each day at which log-ins are let in (*Salesforce Help*, "View and Edit Login Hours in the Original
/// Profile User Interface").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LoginHours {
    /// Minute of the day, in UTC, of the first log-in.
    pub(crate) from: u16,
    /// Minute of the day, in UTC, from which on there are no more.
    pub(crate) until: u16,
}

impl LoginHours {
    /// All day long.
    pub(crate) const ALWAYS: Self = Self { from: 0, until: 24 * 60 };

    /// Whether a moment is within them.
    pub(crate) fn hold(self, now: Timestamp) -> bool {
        let minute = now.as_second().rem_euclid(24 * 60 * 60) / 60;
        (i64::from(self.from)..i64::from(self.until)).contains(&minute)
    }
}

impl Profile {
    /// Whether its users may log in from an address.
    pub(crate) fn takes_address(&self, address: IpAddr) -> bool {
        self.login_ranges.is_empty()
            || self.login_ranges.iter().any(|(first, last)| (*first..=*last).contains(&address))
    }
}

/// The user permissions that the org has (*Object Reference*, "PermissionSet", the fields `Permissions…`).
pub(crate) const USER_PERMISSIONS: [&str; 29] = [
    "ApiEnabled",
    "ApiUserOnly",
    "AssignPermissionSets",
    "AuthorApex",
    "CanApproveUninstalledApps",
    "ClientSecretRotation",
    "CustomizeApplication",
    "EditPublicReports",
    "ExternalClientAppAdmin",
    "ExternalClientAppDeveloper",
    "ExternalClientAppViewer",
    "FreezeUsers",
    "LightningExperienceUser",
    "ManageAuthProviders",
    "ManageCertificates",
    "ManageInternalUsers",
    "ManageProfilesPermissionsets",
    "ManageSessionPermissionSets",
    "ManageUsers",
    "ModifyAllData",
    "ModifyMetadata",
    "PasswordNeverExpires",
    "RunReports",
    "UseAnyApiAuth",
    "ViewAllData",
    "ViewAllUsers",
    "ViewClientSecret",
    "ViewEventLogFiles",
    "ViewSetup",
];
