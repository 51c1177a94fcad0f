//! What Salesforce's literal words point to. A suspicion and no more: the org is asked before anything is called so.
//!
//! Sources: *Salesforce Help*, "OAuth 2.0 Authorization Errors"; RFC 6749 section 5.2; public traces of the authorize and
//! token endpoints.

use super::Cause;
use crate::problem::SalesforceWords;

/// Code, a part of the description in lower case (empty: any), and what they point to. The first that fits counts.
const TABLE: &[(&str, &str, Cause)] = &[
    ("redirect_uri_mismatch", "", Cause::CallbackMismatch),
    ("invalid_client_id", "", Cause::UnknownClient),
    ("app_not_found", "", Cause::NotInThisOrg),
    ("OAUTH_EC_APP_NOT_FOUND", "", Cause::NotInThisOrg),
    ("invalid_client", "must be installed", Cause::NotInThisOrg),
    ("invalid_client", "", Cause::WrongSecret),
    ("invalid_client_credentials", "", Cause::WrongSecret),
    ("invalid_grant", "no client credentials user", Cause::NoRunAsUser),
    ("invalid_grant", "hasn't approved this consumer", Cause::NotApproved),
    ("invalid_request", "preauthorized", Cause::NotApproved),
    ("invalid_grant", "not supported on this domain", Cause::WrongHost),
    ("invalid_app_access", "", Cause::NotAdmitted),
    ("OAUTH_APP_ACCESS_DENIED", "", Cause::NotAdmitted),
    ("OAUTH_APP_BLOCKED", "", Cause::SwitchedOff),
    ("OAUTH_AUTHORIZATION_BLOCKED", "", Cause::SwitchedOff),
    ("FUNCTIONALITY_NOT_ENABLED", "", Cause::SecretSwitchOff),
    ("access_denied", "", Cause::Denied),
    ("immediate_unsuccessful", "", Cause::Denied),
    ("inactive_user", "", Cause::UserNotUsable),
    ("invalid_grant", "inactive user", Cause::UserNotUsable),
    ("invalid_grant", "authentication failure", Cause::UserNotUsable),
    ("inactive_org", "", Cause::OrgNotUsable),
    ("invalid_grant", "ip restricted", Cause::AddressOrHours),
    ("invalid_grant", "login hours", Cause::AddressOrHours),
    ("rate_limit_exceeded", "", Cause::TooOften),
    ("slow_down", "", Cause::TooOften),
    ("invalid_grant", "already being processed", Cause::TooOften),
    ("invalid_scope", "", Cause::ScopeNotAllowed),
    ("invalid_request", "refresh_token scope", Cause::ScopeNotAllowed),
    ("invalid_request", "scope", Cause::ScopeNotAllowed),
    ("invalid_request", "code challenge", Cause::Pkce),
    ("invalid_grant", "code verifier", Cause::Pkce),
    ("unsupported_grant_type", "", Cause::FlowOff),
    ("unsupported_response_type", "", Cause::FlowOff),
    ("unauthorized_client", "", Cause::FlowOff),
    ("invalid_grant", "assertion", Cause::Assertion),
    ("invalid_grant", "audience", Cause::Assertion),
    ("invalid_grant", "expired", Cause::Expired),
    ("invalid_grant", "invalid authorization code", Cause::Expired),
    ("invalid_grant", "device code", Cause::Expired),
    ("invalid_token", "", Cause::Expired),
    ("authorization_pending", "", Cause::Expired),
];

/// What the words point to; [`Cause::Other`] when nobody knows.
pub fn suspect(words: &SalesforceWords) -> Cause {
    let description = words.description.to_lowercase().replace('’', "'");
    let fits = |(code, part, _): &&(&str, &str, Cause)| *code == words.error && description.contains(part);
    TABLE.iter().find(fits).map_or(Cause::Other, |(_, _, cause)| *cause)
}
