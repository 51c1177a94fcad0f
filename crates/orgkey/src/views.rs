//! Small answers to the page's questions that belong to no single step.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::apply::RunSummary;
use crate::catalogue::{ScopeEntry, Suggestion};
use crate::key_pair::Reminder;
use crate::orgs::KnownOrg;
use crate::wizard::DraftSummary;
use crate::{Line, Problem};

/// What the first screen shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Start {
    /// Known orgs, last used first.
    pub orgs: Vec<KnownOrg>,
    /// Unfinished drafts, last saved first.
    pub drafts: Vec<DraftSummary>,
    /// Runs, open ones first.
    pub runs: Vec<RunSummary>,
    /// Certificates whose end is near, or was.
    pub reminders: Vec<Reminder>,
    /// Where secrets can be kept.
    pub keychain: KeychainState,
    /// Whether a practice org runs, so that one can sign in to it through the browser too.
    pub practice_running: bool,
    /// The chosen theme.
    pub theme: Theme,
    /// Things to say once, such as a damaged file that was set aside.
    pub notices: Vec<Line>,
    /// When the copy was made that can be brought back after a damaged file was set aside; none when there is none, or
    /// somebody has decided about it.
    #[ts(type = "string | null")]
    pub copy_offered: Option<Timestamp>,
}

/// Where secrets can be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "keychain", rename_all = "snake_case")]
pub enum KeychainState {
    /// Not known yet: the keychain was asked, and may be asking the person.
    Asking,
    /// In this computer's keychain.
    Working,
    /// Only in memory, until Orgkey closes.
    UntilClosed {
        /// Why.
        problem: Problem,
        /// The person has said that this will do.
        accepted: bool,
    },
}

/// Light, dark, or what the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Tables that do not change while Orgkey runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Catalogue {
    /// All scopes.
    pub scopes: Vec<ScopeEntry>,
    /// What each answer to "What will connect?" sets.
    pub suggestions: Vec<Suggestion>,
    /// Request scopes of each ready-made set: words `scope_set_<id>`.
    pub scope_sets: Vec<ScopeSet>,
}

/// A ready-made set of scopes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ScopeSet {
    /// `records`, `sign_in_only`, `data_cloud`.
    pub id: String,
    /// Its request scopes.
    pub scopes: Vec<String>,
}

/// Whether an API name can be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum NameState {
    /// Nobody has it.
    Free,
    /// An app has it.
    Taken {
        /// That app's name.
        label: String,
        /// That app's page in Setup.
        setup_link: String,
    },
    /// It breaks the grammar, or could not be looked up.
    Unusable {
        /// Why.
        problem: Problem,
    },
}

/// People of the org, as possible run-as users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UserList {
    /// Users who can only use the API: the good choice.
    pub api_only: Vec<OrgUser>,
    /// Everyone else who is active, at most 50.
    pub people: Vec<OrgUser>,
    /// How many others there are in all.
    pub people_total: u32,
}

/// One user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrgUser {
    /// 18-character id.
    pub id: String,
    /// Name to sign in.
    pub username: String,
    /// Name.
    pub name: String,
    /// Profile.
    pub profile: String,
    /// Can only use the API.
    pub api_only: bool,
    /// Has Modify All Data or Manage Users.
    pub administrator: bool,
    /// The signed-in person.
    pub me: bool,
}

/// One permission set of the org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PermissionSetView {
    /// API name.
    pub name: String,
    /// Label.
    pub label: String,
    /// How many people have it.
    pub people: u32,
}

/// One object whose records a permission set can open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ObjectView {
    /// API name.
    pub name: String,
    /// Label.
    pub label: String,
}

/// What "Test without changing anything" found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Validation {
    /// Salesforce would take it.
    pub accepted: bool,
    /// What it would refuse.
    pub problems: Vec<Problem>,
}

/// What can be copied from Done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CopyWhat {
    /// Client ID.
    ClientId,
    /// Client secret: cleared from the clipboard later.
    Secret,
    /// Origin for signing in.
    SignInAddress,
    /// Token endpoint.
    TokenAddress,
    /// The curl command, without a secret.
    Curl,
}

/// Something was copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Copied {
    /// When it is cleared again; none when it stays.
    #[ts(type = "string | null")]
    pub clears_at: Option<Timestamp>,
}

/// Salesforce's own pages that Orgkey points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Guide {
    /// Lightning web components.
    Components,
    /// External client apps.
    ExternalClientApps,
    /// Named credentials and what replaces password sign-in.
    PasswordFlowRetirement,
    /// Integration users.
    IntegrationUser,
    /// Rules for packaged apps.
    PackagedRules,
}

/// Tells the page that something changed; it asks for the new state. Carries ids only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "changed", rename_all = "snake_case")]
pub enum Change {
    /// A sign-in.
    SignIn {
        /// Which.
        id: String,
    },
    /// A run.
    Run {
        /// Which.
        id: String,
    },
    /// The clipboard was cleared.
    ClipboardCleared,
    /// Where secrets can be kept.
    Keychain,
    /// A wait that Salesforce asked for began or ended.
    Waits,
}

/// A wait that Salesforce asked for, between two tries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AskedWait {
    /// Who asked.
    pub host: String,
    /// When it is tried again.
    #[ts(type = "string")]
    pub until: Timestamp,
}
