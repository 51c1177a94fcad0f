//! What a person answered, step by step, as typed: not yet judged, never a secret.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::catalogue::{ConnectKind, is_refresh_scope};
use crate::key_pair::Certificate;

/// All answers of one draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Answers {
    /// Step Check.
    pub check: CheckAnswer,
    /// Step Name.
    pub name: NameAnswer,
    /// Step Distribution.
    pub distribution: DistributionAnswer,
    /// Step Flows.
    pub flows: FlowsAnswer,
    /// Step Scopes and callback.
    pub scopes: ScopesAnswer,
    /// Step Access.
    pub access: AccessAnswer,
    /// The certificate that was made or brought in step Flows. Set by that alone, never by an answer of the page.
    pub certificate: Option<Certificate>,
}

impl Answers {
    /// Whether somebody signs in and a refresh token is given for it.
    pub fn stays_connected(&self) -> bool {
        self.flows.authorization_code && self.scopes.scopes.iter().any(|scope| is_refresh_scope(scope))
    }
}

/// The answers of one step, as the page sends them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "step", content = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// Step Check.
    Check(CheckAnswer),
    /// Step Name.
    Name(NameAnswer),
    /// Step Distribution.
    Distribution(DistributionAnswer),
    /// Step Flows.
    Flows(FlowsAnswer),
    /// Step Scopes and callback.
    Scopes(ScopesAnswer),
    /// Step Access.
    Access(AccessAnswer),
}

/// What to do about the org's switch "Allow access to External Client App consumer secrets via REST API".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecretSwitch {
    /// If it is off: on for the moment of reading, then off again.
    #[default]
    TurnOnAndBack,
    /// Leave it as it is; the person fetches the secret in Setup.
    LeaveAsIs,
}

/// Step Check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct CheckAnswer {
    /// About the org's switch for secrets.
    pub secret_switch: SecretSwitch,
}

/// Step Name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct NameAnswer {
    /// App name, ≤ 80 characters.
    pub label: String,
    /// API name, ≤ 53 characters; follows the app name until edited.
    pub api_name: String,
    /// True once the API name was edited by hand.
    pub api_name_edited: bool,
    /// Contact email.
    pub contact_email: String,
    /// Description, ≤ 255 characters.
    pub description: String,
}

/// In how many orgs will it run?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// One.
    #[default]
    One,
    /// A sandbox, then production.
    FewOfOurs,
    /// Customers install it from a package.
    Customers,
}

/// Salesforce's `distributionState`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Distribution {
    /// `Local`.
    #[default]
    Local,
    /// `Packaged`.
    Packaged,
}

/// Step Distribution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct DistributionAnswer {
    /// In how many orgs.
    pub reach: Reach,
    /// Which kind of app.
    pub distribution: Distribution,
}

/// Step Flows: what will connect, how, and what protects it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct FlowsAnswer {
    /// What will connect; none until answered.
    pub connects: Option<ConnectKind>,
    /// A person signs in (authorization code).
    pub authorization_code: bool,
    /// A server works alone (client credentials).
    pub client_credentials: bool,
    /// A server proves itself with a certificate (JWT bearer).
    pub jwt_bearer: bool,
    /// Remind of the certificate's end so many days before it; none = never.
    pub remind_before: Option<u16>,
    /// User name of the run-as user.
    pub run_as: Option<String>,
    /// What was typed to choose an administrator after all.
    pub run_as_confirmation: String,
    /// `isPkceRequired`.
    pub require_pkce: bool,
    /// Not `isConsumerSecretOptional`.
    pub secret_when_signing_in: bool,
    /// `isSecretRequiredForRefreshToken`.
    pub secret_when_staying_connected: bool,
    /// `isRefreshTokenRotationEnabled`.
    pub rotate_refresh_tokens: bool,
}

impl Default for FlowsAnswer {
    fn default() -> Self {
        Self {
            connects: None,
            authorization_code: true,
            client_credentials: false,
            jwt_bearer: false,
            remind_before: Some(30),
            run_as: None,
            run_as_confirmation: String::new(),
            require_pkce: true,
            secret_when_signing_in: true,
            secret_when_staying_connected: true,
            rotate_refresh_tokens: true,
        }
    }
}

/// Step Scopes and callback.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ScopesAnswer {
    /// Request scopes, such as `api`, in the order chosen.
    pub scopes: Vec<String>,
    /// Callback URLs as typed, one per row.
    pub callbacks: Vec<String>,
    /// Also register this computer, for testing here.
    pub test_callbacks: bool,
}

/// Who may use the app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// `AdminApprovedPreAuthorized`.
    #[default]
    Chosen,
    /// `AllSelfAuthorized`.
    Anyone,
}

/// Which permission set opens the app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PermissionSetChoice {
    /// One made for this app, `{App}_Users`.
    #[default]
    New,
    /// Some that are in the org already.
    Existing,
}

/// Rights on one object in the permission set made for the app.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ObjectRights {
    /// API name, such as `Account`.
    pub object: String,
    /// Read.
    pub read: bool,
    /// Create; needs read.
    pub create: bool,
    /// Edit; needs read.
    pub edit: bool,
    /// Delete; needs edit.
    pub delete: bool,
}

/// How long a connection lasts without signing in again (refresh token policy).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Stay {
    /// `SpecificInactivity`.
    UntilUnused {
        /// Days, 1 to 365.
        days: u16,
    },
    /// `SpecificLifetime`.
    AtMost {
        /// Days, 1 to 365.
        days: u16,
    },
    /// `Zero`.
    Never,
    /// `Infinite`.
    UntilRevoked,
}

impl Default for Stay {
    fn default() -> Self {
        Self::UntilUnused { days: 30 }
    }
}

/// Salesforce's IP relaxation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// `Enforce`.
    #[default]
    Keep,
    /// `Enforce_RelaxRefresh`.
    KeepAtSignIn,
    /// `Bypass_2factor`.
    SkipAfterVerification,
    /// `Bypass`.
    Ignore,
}

/// Addresses that the app trusts, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct IpRange {
    /// The first address.
    pub start: String,
    /// The last one; empty when there is only one.
    pub end: String,
    /// What they are, such as "Office".
    pub description: String,
}

impl IpRange {
    /// The last address: the first one when none was given.
    pub(crate) fn end_or_start(&self) -> &str {
        if self.end.trim().is_empty() { &self.start } else { &self.end }
    }
}

/// Step Access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct AccessAnswer {
    /// Who may use it.
    pub who: Who,
    /// A new permission set, or existing ones.
    pub permission_set: PermissionSetChoice,
    /// API names of existing permission sets.
    pub existing: Vec<String>,
    /// Give the permission set to the signed-in person too, for testing.
    pub assign_me: bool,
    /// User name of the one that a server with a certificate speaks for.
    pub speaks_for: Option<String>,
    /// What was typed to choose an administrator after all.
    pub speaks_for_confirmation: String,
    /// Rights on objects, in the new permission set only.
    pub objects: Vec<ObjectRights>,
    /// How long a connection lasts.
    pub stay: Stay,
    /// What happens to the org's IP rules.
    pub network: Network,
    /// Addresses that the app trusts (`trustedIpRanges`), where a person signs in.
    pub ip_ranges: Vec<IpRange>,
    /// Session time-out in minutes: 15, 30, 60, 120, 240, 480, 720, 1440; none = as the org says.
    pub sign_out_after: Option<u16>,
    /// Ask for stronger sign-in (`HIGH_ASSURANCE`).
    pub stronger_sign_in: bool,
}

impl Default for AccessAnswer {
    fn default() -> Self {
        Self {
            who: Who::Chosen,
            permission_set: PermissionSetChoice::New,
            existing: Vec::new(),
            assign_me: true,
            speaks_for: None,
            speaks_for_confirmation: String::new(),
            objects: Vec::new(),
            stay: Stay::default(),
            network: Network::Keep,
            ip_ranges: Vec::new(),
            sign_out_after: Some(120),
            stronger_sign_in: false,
        }
    }
}
