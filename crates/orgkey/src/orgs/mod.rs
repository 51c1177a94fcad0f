//! Known orgs: what each is, so that production is never mistaken for anything else.

mod identity;
mod people;
#[cfg(test)]
pub(crate) mod sample;
mod things;

pub use identity::{arrive, describe, highest_version, identify};
pub use people::{find_users, helpers, own_address, run_as_user};
pub use things::{
    AppFound, app_named, objects, permission_set_page, permission_sets, setup_link, setup_page, user_page,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What kind of org it is, from its own record, never from what was chosen before signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OrgKind {
    /// People work in it.
    Production,
    /// A sandbox.
    Sandbox,
    /// A Developer Edition org.
    Developer,
    /// A scratch org.
    Scratch,
    /// The practice org on this computer.
    Practice,
}

impl OrgKind {
    /// The org's own record decides; a practice address is practice whatever it says of itself.
    pub fn of(practice: bool, edition: &str, sandbox: bool, trial: bool) -> Self {
        match (practice, sandbox, edition) {
            (true, _, _) => Self::Practice,
            // A scratch org says that it is a sandbox, and when it ends.
            (_, true, _) if trial => Self::Scratch,
            (_, true, _) => Self::Sandbox,
            (_, _, "Developer Edition") => Self::Developer,
            _ => Self::Production,
        }
    }
}

/// An org and the person who signed in to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KnownOrg {
    /// 18-character id.
    pub id: String,
    /// The org's name.
    pub name: String,
    /// What kind it is.
    pub kind: OrgKind,
    /// Salesforce's `OrganizationType`, such as `Developer Edition`.
    pub edition: String,
    /// Its namespace, if it has one.
    pub namespace: Option<String>,
    /// Origin of its My Domain.
    pub origin: String,
    /// Its My Domain without the scheme.
    pub host: String,
    /// The signed-in user's name to sign in.
    pub username: String,
    /// The signed-in user's name.
    pub user_name: String,
    /// The signed-in user's profile.
    pub profile: String,
    /// The signed-in user's 18-character id.
    pub user_id: String,
    /// Whether a session is at hand.
    pub signed_in: bool,
    /// When it was last used.
    #[ts(type = "string")]
    pub last_seen: Timestamp,
}
