//! The 36 scopes that the Metadata API accepts, with their names on all sides.
//!
//! Source: Salesforce help "OAuth Tokens and Scopes", the OpenID discovery document, and the list of valid values that
//! an org's own validator returns.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How much a scope opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Who somebody is.
    Low,
    /// One service.
    Medium,
    /// Records, or a long-lived connection.
    High,
    /// Everything the user can do.
    VeryHigh,
}

/// One scope. Words: `scope_<request>_title`, `_help`, `_setup`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ScopeEntry {
    /// As requested, such as `refresh_token`.
    pub request: &'static str,
    /// As the Metadata API writes it, such as `RefreshToken`.
    pub token: &'static str,
    /// How much it opens.
    pub risk: Risk,
}

/// Every scope, those that people need first.
pub const SCOPES: &[ScopeEntry] = &[
    ScopeEntry { request: "api", token: "Api", risk: Risk::High },
    ScopeEntry { request: "refresh_token", token: "RefreshToken", risk: Risk::High },
    ScopeEntry { request: "openid", token: "OpenID", risk: Risk::Low },
    ScopeEntry { request: "id", token: "Basic", risk: Risk::Low },
    ScopeEntry { request: "profile", token: "Profile", risk: Risk::Low },
    ScopeEntry { request: "email", token: "Email", risk: Risk::Low },
    ScopeEntry { request: "address", token: "Address", risk: Risk::Low },
    ScopeEntry { request: "phone", token: "Phone", risk: Risk::Low },
    ScopeEntry { request: "web", token: "Web", risk: Risk::High },
    ScopeEntry { request: "full", token: "Full", risk: Risk::VeryHigh },
    ScopeEntry { request: "custom_permissions", token: "CustomPermissions", risk: Risk::Low },
    ScopeEntry { request: "chatter_api", token: "Chatter", risk: Risk::Medium },
    ScopeEntry { request: "visualforce", token: "CustomApplications", risk: Risk::Medium },
    ScopeEntry { request: "lightning", token: "Lightning", risk: Risk::Medium },
    ScopeEntry { request: "content", token: "Content", risk: Risk::Medium },
    ScopeEntry { request: "wave_api", token: "Wave", risk: Risk::Medium },
    ScopeEntry { request: "eclair_api", token: "Eclair", risk: Risk::Low },
    ScopeEntry { request: "pardot_api", token: "Pardot", risk: Risk::Medium },
    ScopeEntry { request: "cdp_api", token: "CDP", risk: Risk::High },
    ScopeEntry { request: "cdp_query_api", token: "CDPQuery", risk: Risk::High },
    ScopeEntry { request: "cdp_profile_api", token: "CDPProfile", risk: Risk::High },
    ScopeEntry { request: "cdp_ingest_api", token: "CDPIngest", risk: Risk::Medium },
    ScopeEntry { request: "cdp_segment_api", token: "CDPSegment", risk: Risk::Medium },
    ScopeEntry { request: "cdp_identityresolution_api", token: "CDPIdentityResolution", risk: Risk::Medium },
    ScopeEntry { request: "cdp_calculated_insight_api", token: "CDPCalculatedInsight", risk: Risk::Medium },
    ScopeEntry { request: "data_cloud_user_claims", token: "DataCloudUserClaims", risk: Risk::Low },
    ScopeEntry { request: "mcp_api", token: "MCP", risk: Risk::Medium },
    ScopeEntry { request: "sfap_api", token: "SFApiPlatform", risk: Risk::Medium },
    ScopeEntry { request: "einstein_gpt_api", token: "EinsteinGPT", risk: Risk::Medium },
    ScopeEntry { request: "chatbot_api", token: "Chatbot", risk: Risk::Medium },
    ScopeEntry { request: "interaction_api", token: "Interaction", risk: Risk::Medium },
    ScopeEntry { request: "scrt_api", token: "SCRT", risk: Risk::Low },
    ScopeEntry { request: "pwdless_login_api", token: "PwdlessLogin", risk: Risk::Medium },
    ScopeEntry { request: "forgot_password", token: "ForgotPassword", risk: Risk::Medium },
    ScopeEntry { request: "user_registration_api", token: "UserRegistration", risk: Risk::Medium },
    ScopeEntry { request: "offline_access", token: "OfflineAccess", risk: Risk::High },
];

/// The Metadata API's word for a request scope.
pub fn token(request: &str) -> Option<&'static str> {
    SCOPES.iter().find(|scope| scope.request == request).map(|scope| scope.token)
}

/// Whether a scope asks for a refresh token.
pub fn is_refresh_scope(request: &str) -> bool {
    matches!(request, "refresh_token" | "offline_access")
}
