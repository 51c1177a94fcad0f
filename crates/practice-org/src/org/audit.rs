//! What the org remembers having happened: log-ins and changes in Setup.
//!
//! Sources: *Object Reference*, "LoginHistory", "SetupAuditTrail"; *Platform Events Developer Guide*, "LoginEvent"
//! (`LoginSubType`). Texts of `Status` and `Display` as seen in public traces, where there are any.

use jiff::Timestamp;

use super::{Assignment, EntityAccess, person::User};
use crate::metadata::ComponentType;

/// A log-in, or an attempt at one.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    /// Who: the user's id.
    pub(crate) user: String,
    /// When.
    pub(crate) at: Timestamp,
    /// By which door.
    pub(crate) kind: LoginKind,
    /// `Browser`, or the label of the app.
    pub(crate) application: String,
    /// What came of it.
    pub(crate) outcome: Outcome,
    /// From where, and under which address.
    pub(crate) from: Origin,
}

/// The door by which somebody logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoginKind {
    /// The log-in page.
    Browser,
    /// An authorization code.
    WebServer,
    /// A refresh token.
    Refresh,
    /// An app on its own behalf.
    ClientCredentials,
    /// A JWT that an app signed.
    JwtBearer,
    /// A device whose code was typed in a browser.
    Device,
    /// A token straight to the callback.
    UserAgent,
    /// `login()` of the SOAP API.
    Soap,
    /// Username and password at the token endpoint.
    Password,
    /// A session of no client, at the API.
    Session,
}

impl LoginKind {
    /// `LoginHistory.LoginType`
    pub(crate) fn login_type(self) -> &'static str {
        match self {
            Self::Browser => "Application",
            Self::Soap | Self::Session => "Other Apex API",
            Self::WebServer
            | Self::Refresh
            | Self::ClientCredentials
            | Self::JwtBearer
            | Self::Device
            | Self::UserAgent
            | Self::Password => "Remote Access 2.0",
        }
    }

    /// `LoginHistory.LoginSubType`; the published list knows nothing of the newer grants.
    pub(crate) fn sub_type(self) -> Option<&'static str> {
        match self {
            Self::Browser => Some("UI Username-Password"),
            Self::WebServer => Some("OAuth Web Server"),
            Self::ClientCredentials => Some("OAuth Client Credential"),
            Self::UserAgent => Some("OAuth User-Agent"),
            Self::Password => Some("OAuth Username-Password"),
            Self::Refresh | Self::JwtBearer | Self::Device | Self::Soap | Self::Session => None,
        }
    }
}

/// What came of a log-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// In.
    Success,
    /// The user is there, the password is another.
    InvalidPassword,
    /// `User.IsActive` is false.
    Inactive,
    /// `UserLogin.IsFrozen` is true.
    Frozen,
    /// An API-only user at the log-in page.
    RestrictedToApi,
    /// The user may not use the app.
    NotAdmitted,
    /// The same refresh token is in use at this moment.
    AlreadyProcessed,
    /// From outside the login IP ranges of the profile.
    RestrictedAddress,
    /// Outside the login hours of the profile.
    RestrictedHours,
    /// The username-password flow, which external client apps do not have.
    PasswordFlowDisabled,
    /// API Access Control is on, and no client that it knows made the session.
    MissingConsumerKey,
}

impl Outcome {
    /// What the user's own state makes of a log-in with the right password.
    pub(crate) fn of(user: &User) -> Self {
        match (user.is_active, user.is_frozen) {
            (false, _) => Self::Inactive,
            (true, true) => Self::Frozen,
            (true, false) => Self::Success,
        }
    }

    /// `LoginHistory.Status`
    pub(crate) fn status(self) -> &'static str {
        match self {
            Self::Success => "Success",
            Self::InvalidPassword => "Invalid Password",
            Self::Inactive => "User is Inactive",
            Self::Frozen => "User Is Frozen",
            Self::RestrictedToApi => "Failed: Restricted to API",
            Self::NotAdmitted => "Failed: Not approved for access",
            Self::AlreadyProcessed => "Failed: Token request is already being processed",
            Self::RestrictedAddress => "Restricted IP",
            Self::RestrictedHours => "Restricted Login Time",
            Self::PasswordFlowDisabled => "Username-Password Flow Disabled",
            Self::MissingConsumerKey => "Failed: Missing Consumer Key Parameter",
        }
    }
}

/// Where a log-in came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The address of the peer.
    pub(crate) ip: String,
    /// Host and port that it called.
    pub(crate) url: String,
}

/// A row of `LoginHistory`.
#[derive(Clone, Debug)]
pub(crate) struct LoginEntry {
    /// The record id.
    pub(crate) id: String,
    /// What happened.
    pub(crate) login: Login,
}

/// A change in Setup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SetupChange<'a> {
    /// A deploy made a component.
    Created(ComponentType, &'a str),
    /// A deploy changed a component.
    Changed(ComponentType, &'a str),
    /// A deploy removed a component.
    Deleted(ComponentType, &'a str),
    /// A permission set was given: its label, the user's name.
    Assigned(&'a str, &'a str),
    /// A permission set was taken away: its label, the user's name.
    Unassigned(&'a str, &'a str),
    /// A permission set gained or lost a user permission: its label, the permission, whether it is on now.
    UserPermission(&'a str, &'a str, bool),
    /// An org-wide switch: its name, whether it is on now.
    Switch(&'a str, bool),
    /// Somebody looked at a consumer secret: the app.
    SecretViewed(&'a str),
    /// New credentials were staged beside the old: the app.
    CredentialsStaged(&'a str),
    /// Staged credentials were discarded: the app.
    CredentialsDiscarded(&'a str),
    /// New credentials took the place of the old: the app.
    CredentialsRotated(&'a str),
    /// A row of `SetupEntityAccess` was made: permission set, app.
    AccessGiven(&'a str, &'a str),
    /// A row of `SetupEntityAccess` was removed: permission set, app.
    AccessTaken(&'a str, &'a str),
}

/// A row of `SetupAuditTrail`.
#[derive(Clone, Debug)]
pub(crate) struct AuditEntry {
    /// The record id.
    pub(crate) id: String,
    /// Who did it.
    pub(crate) by: String,
    /// When.
    pub(crate) at: Timestamp,
    /// `PermSetAssign`
    pub(crate) action: String,
    /// The sentence on the page.
    pub(crate) display: String,
    /// `Manage Users`
    pub(crate) section: &'static str,
}

const USERS: &str = "Manage Users";
const APPS: &str = "External Client Apps";

impl SetupChange<'_> {
    /// Action, section and sentence. Those of permission sets are as seen; the others follow their pattern.
    fn told(&self) -> (String, &'static str, String) {
        let of_set = |action: &str, text: String| (action.to_owned(), USERS, text);
        let of_app = |action: &str, text: String| (action.to_owned(), APPS, text);
        let was = |on: bool| if on { ("disabled", "enabled") } else { ("enabled", "disabled") };
        match self {
            Self::Created(ComponentType::PermissionSet, name) => {
                of_set("PermSetCreate", format!("Created permission set {name}"))
            }
            Self::Deleted(ComponentType::PermissionSet, name) => {
                of_set("PermSetDelete", format!("Deleted permission set {name}"))
            }
            Self::Changed(ComponentType::PermissionSet, name) => {
                of_set("PermSetChange", format!("Changed permission set {name}"))
            }
            Self::Created(kind, name) => component("created", "Created", *kind, name),
            Self::Changed(kind, name) => component("changed", "Changed", *kind, name),
            Self::Deleted(kind, name) => component("deleted", "Deleted", *kind, name),
            Self::Assigned(set, user) => {
                of_set("PermSetAssign", format!("Permission set {set}: assigned to user {user}"))
            }
            Self::Unassigned(set, user) => {
                of_set("PermSetUnassign", format!("Permission set {set}: unassigned from user {user}"))
            }
            Self::UserPermission(set, permission, on) => {
                let action = if *on { "PermSetEnableUserPerm" } else { "PermSetDisableUserPerm" };
                let (from, to) = was(*on);
                of_set(action, format!("Changed permission set {set}: {permission} was changed from {from} to {to}"))
            }
            Self::Switch(name, on) => {
                let (from, to) = was(*on);
                of_app("externalClientAppSettings", format!("{name} was changed from {from} to {to}"))
            }
            Self::SecretViewed(app) => {
                of_app("viewedExternalClientAppSecret", format!("Viewed consumer details of {app}"))
            }
            Self::CredentialsStaged(app) => {
                of_app("stagedExternalClientAppCredentials", format!("Staged consumer details of {app}"))
            }
            Self::CredentialsDiscarded(app) => {
                of_app("discardedExternalClientAppCredentials", format!("Discarded staged consumer details of {app}"))
            }
            Self::CredentialsRotated(app) => {
                of_app("rotatedExternalClientAppCredentials", format!("Rotated consumer details of {app}"))
            }
            Self::AccessGiven(set, app) => {
                of_set("PermSetEntityPermEnable", format!("Changed permission set {set}: access to {app} was given"))
            }
            Self::AccessTaken(set, app) => {
                of_set("PermSetEntityPermDisable", format!("Changed permission set {set}: access to {app} was taken"))
            }
        }
    }
}

fn component(action: &str, verb: &str, kind: ComponentType, name: &str) -> (String, &'static str, String) {
    let what = kind.xml_name();
    (format!("{action}{what}"), APPS, format!("{verb} {what} {name}"))
}

impl super::Org {
    /// Writes a log-in.
    pub(crate) fn note_login(&mut self, login: Login) {
        let id = self.ids.next("0Ya");
        self.logins.push(LoginEntry { id, login });
    }

    /// Writes that a user (id) was given a permission set, or that it was taken away.
    pub(crate) fn note_assignment(&mut self, by: &str, at: Timestamp, assignment: &Assignment, given: bool) {
        let set = self.label_of(&assignment.permission_set);
        let user = self.user(&assignment.assignee).map(User::name).unwrap_or_default();
        let change = if given { SetupChange::Assigned(&set, &user) } else { SetupChange::Unassigned(&set, &user) };
        self.note_change(by, at, &change);
    }

    /// Writes that API Access Control has turned a session of no client away.
    pub(super) fn note_unapproved(&mut self, user: &str, at: Timestamp, from: Origin) {
        self.note_login(Login {
            user: user.to_owned(),
            at,
            kind: LoginKind::Session,
            application: "N/A".to_owned(),
            outcome: Outcome::MissingConsumerKey,
            from,
        });
    }

    /// Writes that a permission set (id) opens an app (id), or that it no longer does.
    pub(crate) fn note_access(&mut self, by: &str, at: Timestamp, access: &EntityAccess, given: bool) {
        let set = self.label_of(&access.parent);
        let app = self.app_by_id(&access.entity).map(|app| app.application.label.clone()).unwrap_or_default();
        let change = if given { SetupChange::AccessGiven(&set, &app) } else { SetupChange::AccessTaken(&set, &app) };
        self.note_change(by, at, &change);
    }

    fn label_of(&self, set: &str) -> String {
        let found = self.permission_sets().find(|(stored, _)| crate::id::same(&stored.id, set));
        let group = self.group_of(set).map(|group| group.label.to_owned());
        found.map(|(_, set)| set.label.clone()).or(group).unwrap_or_default()
    }

    /// Writes a change in Setup: who (user id), when, what.
    pub(crate) fn note_change(&mut self, by: &str, at: Timestamp, change: &SetupChange<'_>) {
        let id = self.ids.next("0Ym");
        let (action, section, display) = change.told();
        self.audit.push(AuditEntry { id, by: by.to_owned(), at, action, display, section });
    }
}
