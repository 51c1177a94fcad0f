//! "What will connect?": one answer, and the good values that follow from it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wizard::Distribution;

/// What will connect. Words: `connect_<kind>_title`, `_help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectKind {
    /// A website with its own server, where people sign in.
    WebApp,
    /// Runs on people's devices.
    MobileOrDesktop,
    /// Runs on its own.
    Server,
    /// A vendor's service.
    SaasProduct,
    /// An app that other companies install.
    ManyOrgs,
    /// Straight to the flows.
    IKnow,
}

/// The values that one answer sets. All of them can be changed after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Suggestion {
    /// For which answer.
    pub kind: ConnectKind,
    /// A person signs in.
    pub authorization_code: bool,
    /// A server works alone.
    pub client_credentials: bool,
    /// Whether it can keep a secret.
    pub keeps_secret: bool,
    /// Request scopes.
    pub scopes: Vec<String>,
    /// Whether it needs a callback of its own.
    pub callback: bool,
    /// Which distribution fits.
    pub distribution: Distribution,
}

impl ConnectKind {
    /// All answers, in the order shown.
    pub const ALL: [Self; 6] =
        [Self::WebApp, Self::MobileOrDesktop, Self::Server, Self::SaasProduct, Self::ManyOrgs, Self::IKnow];

    /// What this answer sets.
    pub fn suggestion(self) -> Suggestion {
        let (authorization_code, client_credentials) = match self {
            Self::Server => (false, true),
            Self::IKnow => (false, false),
            _ => (true, false),
        };
        let scopes: &[&str] = match self {
            Self::Server => &["api"],
            Self::IKnow => &[],
            _ => &["api", "refresh_token"],
        };
        Suggestion {
            kind: self,
            authorization_code,
            client_credentials,
            keeps_secret: self != Self::MobileOrDesktop,
            scopes: scopes.iter().map(ToString::to_string).collect(),
            callback: authorization_code,
            distribution: if self == Self::ManyOrgs { Distribution::Packaged } else { Distribution::Local },
        }
    }
}
