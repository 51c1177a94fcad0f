//! `ExtlClntAppOauthConfigurablePolicies`: what the org's admin decides about an app's OAuth.
//!
//! A deploy replaces the whole record: what is left out falls back to its default.

use super::table::record;
use super::{
    CustomAttribute, IpRelaxation, JwtTimeoutType, PermittedUsers, PolicyAction, RefreshTokenPolicy, SessionLevel,
    ValidityUnit,
};

record! {
    /// OAuth policies of an app (Metadata API Developer Guide, "ExtlClntAppOauthConfigurablePolicies"). Since 59.0.
    OauthPolicies, full name String::new();

    /// Apex class that is asked about each user.
    apex_handler: Option<String> = None => "apexHandler" one 61;
    /// Username that client credentials act as.
    client_credentials_flow_user: Option<String> = None => "clientCredentialsFlowUser" one 60;
    /// API names of custom scopes.
    comma_separated_custom_scopes: Vec<String> = Vec::new() => "commaSeparatedCustomScopes" commas 61;
    /// API names of permission sets whose holders are pre-authorised.
    comma_separated_permission_set: Vec<String> = Vec::new() => "commaSeparatedPermissionSet" commas 59;
    /// Names of profiles whose holders are pre-authorised.
    comma_separated_profile: Vec<String> = Vec::new() => "commaSeparatedProfile" commas 59;
    /// Values to put into tokens; up to 128.
    custom_attributes: Vec<CustomAttribute> = Vec::new() => "customAttributes" many 61;
    /// Whom the Apex class runs as.
    execute_handler_as: Option<String> = None => "executeHandlerAs" one 61;
    /// API name of the app.
    external_client_application: String = String::new() => "externalClientApplication" one 59;
    /// Which time-out holds for guests' JWTs.
    guest_jwt_session_timeout_type: Option<JwtTimeoutType> = None => "guestJwtSessionTimeoutType" one 65;
    /// Minutes.
    guest_jwt_timeout: Option<u32> = None => "guestJwtTimeout" one 61;
    /// Network restrictions.
    ip_relaxation_policy_type: IpRelaxation = IpRelaxation::Enforce => "ipRelaxationPolicyType" one 59;
    /// Client credentials; the global settings must allow the flow as well.
    is_client_credentials_flow_enabled: bool = false => "isClientCredentialsFlowEnabled" one 60;
    /// Code and credentials flow for guests.
    is_guest_code_cred_flow_enabled: bool = false => "isGuestCodeCredFlowEnabled" one 61;
    /// JWT-format access tokens; only the versions 61.0 to 63.0 have it here.
    is_named_user_jwt_enabled: Option<bool> = None => "isNamedUserJwtEnabled" one 61 to 63;
    /// Token exchange.
    is_token_exchange_flow_enabled: bool = false => "isTokenExchangeFlowEnabled" one 60;
    /// A name.
    label: Option<String> = None => "label" one 59;
    /// Which time-out holds for users' JWTs.
    named_user_jwt_session_timeout_type: Option<JwtTimeoutType> = None => "namedUserJwtSessionTimeoutType" one 65;
    /// Minutes.
    named_user_jwt_timeout: Option<u32> = None => "namedUserJwtTimeout" one 61;
    /// Who may use the app.
    permitted_users_policy_type: PermittedUsers = PermittedUsers::AllSelfAuthorized => "permittedUsersPolicyType" one 59;
    /// What happens below the required level.
    policy_action: Option<PolicyAction> = None => "policyAction" one 59;
    /// How long refresh tokens live.
    refresh_token_policy_type: RefreshTokenPolicy = RefreshTokenPolicy::SpecificLifetime => "refreshTokenPolicyType" one 59;
    /// In units of the next; only with a `Specific…` policy.
    refresh_token_validity_period: Option<u32> = Some(365) => "refreshTokenValidityPeriod" one 59;
    /// Unit of the period.
    refresh_token_validity_unit: Option<ValidityUnit> = Some(ValidityUnit::Days) => "refreshTokenValidityUnit" one 59;
    /// How strongly a session must have been secured.
    required_session_level: SessionLevel = SessionLevel::Standard => "requiredSessionLevel" one 59;
    /// Minutes; none means as the org says. Opaque tokens only.
    session_timeout_in_minutes: Option<u32> = None => "sessionTimeoutInMinutes" one 59;
    /// Where to send users at log-out.
    single_logout_url: Option<String> = None => "singleLogoutUrl" one 61;
    /// Where the app launcher leads.
    start_url: Option<String> = None => "startUrl" one 59;
}
