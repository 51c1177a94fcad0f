//! What is wanted: an app complete in every detail, parsed, without secrets. Answers become a blueprint at the edge,
//! here; nothing further in re-checks them.

mod addresses;
mod api_name;
mod callbacks;
mod email;
mod explain;
mod file;
mod judge;
mod loosenings;
mod parse;

pub use addresses::TrustedAddresses;
pub use api_name::{API_NAME_LIMIT, ApiNameProblem, api_name_from_label, api_name_problem};
pub use explain::{Explanation, Setting};
pub use file::{AccessInFile, BlueprintFile, ClientCredentialsInFile, JwtBearerInFile, place_in_file};
pub use judge::{Facts, advise, api_name_refused, judge};
pub use parse::parse;

use salesforce::types::{CallbackUrl, Scope, Username};
use serde::{Deserialize, Serialize};

use crate::catalogue::is_refresh_scope;
use crate::key_pair::Certificate;
use crate::wizard::{Distribution, Network, ObjectRights, SecretSwitch, Stay};

/// Version of the blueprint's JSON.
pub const SCHEMA: u16 = 1;

/// An external client app as it shall be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blueprint {
    /// Version of this JSON.
    pub schema: u16,
    /// App name.
    pub label: String,
    /// API name.
    pub api_name: String,
    /// Contact email.
    pub contact_email: String,
    /// Description; may be empty.
    pub description: String,
    /// Local or packaged.
    pub distribution: Distribution,
    /// Authorization code flow.
    pub authorization_code: bool,
    /// Client credentials flow, and as whom.
    pub client_credentials: Option<Username>,
    /// JWT bearer flow: with which certificate, and for whom. Absent in plans of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwt_bearer: Option<JwtBearer>,
    /// `isPkceRequired`.
    pub require_pkce: bool,
    /// Secret for the web server flow.
    pub secret_when_signing_in: bool,
    /// Secret for the refresh token flow.
    pub secret_when_staying_connected: bool,
    /// `isRefreshTokenRotationEnabled`.
    pub rotate_refresh_tokens: bool,
    /// Scopes.
    pub scopes: Vec<Scope>,
    /// The app's own callbacks.
    pub callbacks: Vec<CallbackUrl>,
    /// Also this computer's callbacks.
    pub test_callbacks: bool,
    /// Who may use it.
    pub access: Access,
    /// How long a connection lasts.
    pub stay: Stay,
    /// IP rules.
    pub network: Network,
    /// Addresses that the app trusts.
    #[serde(default)]
    pub trusted_addresses: Vec<TrustedAddresses>,
    /// Session time-out in minutes; none = as the org says.
    pub sign_out_after: Option<u16>,
    /// `HIGH_ASSURANCE`.
    pub stronger_sign_in: bool,
    /// What to do about the org's switch for secrets.
    pub secret_switch: SecretSwitch,
}

/// The JWT bearer flow of an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwtBearer {
    /// What Salesforce knows the server by.
    pub certificate: Certificate,
    /// The user that the server speaks for.
    pub speaks_for: Username,
    /// Remind of the certificate's end so many days before it.
    pub remind_before: Option<u16>,
}

/// Who may use the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Access {
    /// Anyone in the org can allow it.
    Anyone,
    /// Holders of a permission set made for it.
    NewPermissionSet {
        /// Rights on objects.
        objects: Vec<ObjectRights>,
        /// Also the signed-in person, to test.
        assign_me: bool,
    },
    /// Holders of permission sets that are there.
    ExistingPermissionSets {
        /// API names.
        names: Vec<String>,
        /// Also the signed-in person, to test.
        assign_me: bool,
    },
}

impl Blueprint {
    /// Whether a refresh token is given at all.
    pub fn stays_connected(&self) -> bool {
        self.authorization_code && self.scopes.iter().any(|scope| is_refresh_scope(scope.as_str()))
    }

    /// The permission sets that open the app, by API name. People are assigned to the first.
    pub fn permission_sets(&self) -> Vec<String> {
        match &self.access {
            Access::Anyone => Vec::new(),
            Access::NewPermissionSet { .. } => vec![self.permission_set_name()],
            Access::ExistingPermissionSets { names, .. } => names.clone(),
        }
    }

    /// API name of the permission set made for the app.
    pub fn permission_set_name(&self) -> String {
        format!("{}_Users", self.api_name)
    }

    /// Label of the permission set made for the app, within Salesforce's 80 characters.
    pub fn permission_set_label(&self) -> String {
        format!("{} Users", crate::text::fitting(&self.label, 80 - " Users".len()).trim_end())
    }

    /// Whether the signed-in person shall be able to use the app, to test it.
    pub fn assigns_me(&self) -> bool {
        match &self.access {
            Access::Anyone => false,
            Access::NewPermissionSet { assign_me, .. } | Access::ExistingPermissionSets { assign_me, .. } => {
                *assign_me && self.authorization_code
            }
        }
    }
}

/// The callbacks of this computer, in the order in which they are tried.
pub const TEST_PORTS: [u16; 3] = [7171, 17171, 27171];

/// The address of one test callback.
pub fn test_callback(port: u16) -> String {
    format!("http://127.0.0.1:{port}/callback")
}
