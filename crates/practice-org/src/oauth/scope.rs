//! OAuth scopes: the three names of each (metadata, sObject column, request), and what includes what.
//!
//! Source: *Salesforce Help*, "OAuth Tokens and Scopes".

use std::collections::BTreeSet;

use crate::org::app::names;

/// Request names of scopes.
pub(crate) type Scopes = BTreeSet<&'static str>;

/// Metadata token, suffix of the column `OauthScopes…`, request name, words on the consent page.
const TABLE: [(&str, &str, &str, &str); 36] = [
    ("Api", "API", "api", "Manage user data via APIs"),
    ("RefreshToken", "REFRESH_TOKEN", "refresh_token", "Perform requests at any time"),
    ("OfflineAccess", "OFFLINE_ACCESS", "offline_access", "Perform requests at any time"),
    ("Full", "FULL", "full", "Full access"),
    ("Web", "WEB", "web", "Manage user data via Web browsers"),
    ("Basic", "SSO", "id", "Access the identity URL service"),
    ("OpenID", "OPENID", "openid", "Access unique user identifiers"),
    ("Profile", "PROFILE", "profile", "Access the profile of the user"),
    ("Email", "EMAIL", "email", "Access the email address of the user"),
    ("Address", "ADDRESS", "address", "Access the address of the user"),
    ("Phone", "PHONE", "phone", "Access the phone number of the user"),
    ("Chatter", "CHATTER_REST_API", "chatter_api", "Access Connect REST API resources"),
    ("CustomApplications", "VF", "visualforce", "Access Visualforce applications"),
    ("CustomPermissions", "CUSTOM_PERMISSIONS", "custom_permissions", "Access custom permissions"),
    ("Wave", "WAVE_REST_API", "wave_api", "Access Analytics REST API resources"),
    ("Eclair", "ECLAIR_REST_API", "eclair_api", "Access Analytics REST API Charts Geodata resources"),
    ("Pardot", "PARDOT_API", "pardot_api", "Manage Pardot services"),
    ("Lightning", "LIGHTNING", "lightning", "Access Lightning applications"),
    ("Content", "CONTENT", "content", "Access content resources"),
    ("CDP", "CDP", "cdp_api", "Manage Data 360 data"),
    ("CDPIngest", "CDP_INGEST", "cdp_ingest_api", "Manage Data 360 Ingestion API data"),
    ("CDPProfile", "CDP_PROFILE", "cdp_profile_api", "Manage Data 360 profile data"),
    ("CDPQuery", "CDP_QUERY", "cdp_query_api", "Perform ANSI SQL queries on Data 360 data"),
    ("CDPSegment", "CDP_SEGMENT", "cdp_segment_api", "Access all Data 360 segments"),
    ("CDPIdentityResolution", "CDP_IDENTITY_RESOLUTION", "cdp_identityresolution_api", "Manage identity resolution"),
    ("CDPCalculatedInsight", "CDP_CALCULATED_INSIGHT", "cdp_calculated_insight_api", "Manage calculated insights"),
    ("DataCloudUserClaims", "DATA_CLOUD_USER_CLAIMS", "data_cloud_user_claims", "Access user claims for Data 360"),
    ("Chatbot", "CHATBOT_API", "chatbot_api", "Access chatbot services"),
    ("SFApiPlatform", "SFAP_API", "sfap_api", "Access the Salesforce API Platform"),
    ("EinsteinGPT", "EINSTEIN_GPT_API", "einstein_gpt_api", "Access Einstein GPT services"),
    ("Interaction", "INTERACTION_API", "interaction_api", "Access Interaction API resources"),
    ("MCP", "MCP_API", "mcp_api", "Access Salesforce hosted MCP servers"),
    ("SCRT", "SCRT_API", "scrt_api", "Access contact-center real-time services"),
    ("PwdlessLogin", "PWDLESS_LOGIN_API", "pwdless_login_api", "Access headless passwordless login API"),
    ("ForgotPassword", "FORGOT_PASSWORD", "forgot_password", "Access headless forgot password API"),
    ("UserRegistration", "USER_REGISTRATION_API", "user_registration_api", "Access headless registration API"),
];

/// What the session of a log-in may do: everything.
pub(crate) fn of_session() -> Scopes {
    BTreeSet::from(["full", "api", "web", "id"])
}

/// Every request name, for discovery.
pub(crate) fn request_names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|row| row.2)
}

/// Every column, with the metadata token that fills it.
pub(crate) fn columns() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.iter().map(|row| (row.1, row.2))
}

/// The scopes that a metadata element lists.
pub(crate) fn of_metadata(list: Option<&str>) -> Scopes {
    names(list).filter_map(|name| TABLE.iter().find(|row| row.0.eq_ignore_ascii_case(name)).map(|row| row.2)).collect()
}

/// What a scope means, for the consent page.
pub(crate) fn words(scope: &str) -> &'static str {
    TABLE.iter().find(|row| row.2 == scope).map_or("Other access", |row| row.3)
}

/// The scopes of a request: those asked for, if the client has them all, or all that it has.
///
/// `Err` holds a scope that it has not.
pub(crate) fn asked(asked: Option<&str>, has: &Scopes) -> Result<Scopes, String> {
    let asked: Vec<&str> = asked.unwrap_or_default().split_whitespace().collect();
    if asked.is_empty() {
        return Ok(has.clone());
    }
    asked
        .into_iter()
        .map(|name| {
            let known = TABLE.iter().map(|row| row.2).find(|scope| *scope == name);
            known.filter(|scope| includes(has, scope)).ok_or_else(|| name.to_owned())
        })
        .collect()
}

/// Whether scopes hold another one, by itself or as a part.
pub(crate) fn includes(has: &Scopes, scope: &str) -> bool {
    let any = |names: &[&str]| names.iter().any(|name| has.contains(name));
    has.contains(scope)
        || match scope {
            "refresh_token" | "offline_access" => return any(&["refresh_token", "offline_access"]),
            "chatter_api" => any(&["api"]),
            "visualforce" => any(&["web"]),
            "profile" | "email" | "address" | "phone" => any(&["id"]),
            _ => false,
        }
        || has.contains("full")
}

/// Whether scopes ask for a refresh token.
pub(crate) fn is_offline(scopes: &Scopes) -> bool {
    scopes.contains("refresh_token") || scopes.contains("offline_access")
}

/// Scopes as a reply writes them.
pub(crate) fn text(scopes: &Scopes) -> String {
    scopes.iter().copied().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{asked, includes, of_metadata};

    #[test]
    fn full_holds_no_refresh_token() {
        let has = of_metadata(Some("Full"));
        assert!(includes(&has, "api") && !includes(&has, "refresh_token"));
        assert_eq!(asked(Some("api refresh_token"), &has), Err("refresh_token".to_owned()));
    }

    #[test]
    fn api_and_web_hold_their_parts() {
        let has = of_metadata(Some("Api, Web"));
        assert!(includes(&has, "chatter_api") && includes(&has, "visualforce") && !includes(&has, "openid"));
    }

    #[test]
    fn every_metadata_token_has_a_request_name() {
        for token in crate::metadata::SCOPES {
            assert_eq!(of_metadata(Some(token)).len(), 1, "{token}");
        }
    }
}
