//! `ExtlClntAppGlobalOauthSettings`: the part of an app's OAuth settings that is the same in all orgs.
//!
//! The consumer secret is an element too. It is neither sent nor read here: Salesforce makes it and gives it out by the
//! credentials resource (see [`crate::apps`]).

use super::table::record;

record! {
    /// Callbacks, certificate, key and flows of an app (Metadata API Developer Guide,
    /// "ExtlClntAppGlobalOauthSettings"). Since 59.0.
    GlobalOauthSettings, full name String::new();

    /// Where codes may be sent, byte for byte; 2,000 characters in all. One line each in the element.
    callback_urls: Vec<String> = Vec::new() => "callbackUrl" lines 59;
    /// X.509 in PEM; switches JWT bearer on. Never read back, and left out means cleared.
    certificate: Option<String> = None => "certificate" one 60;
    /// May be chosen when creating; afterwards it stays as it is.
    consumer_key: Option<String> = None => "consumerKey" one 59;
    /// API name of the app.
    external_client_application: String = String::new() => "externalClientApplication" one 59;
    /// What ID tokens hold.
    id_token_config: Option<IdTokenConfig> = None => "idTokenConfig" nested 60;
    /// The policy must allow the flow as well.
    is_client_credentials_flow_enabled: bool = false => "isClientCredentialsFlowEnabled" one 60;
    /// Authorization Code and Credentials flow.
    is_code_cred_flow_enabled: bool = false => "isCodeCredFlowEnabled" one 61;
    /// That flow takes user data in the body only.
    is_code_cred_post_only: bool = false => "isCodeCredPostOnly" one 61;
    /// Code exchange works without a secret.
    is_consumer_secret_optional: bool = false => "isConsumerSecretOptional" one 59;
    /// Device flow.
    is_device_flow_enabled: bool = false => "isDeviceFlowEnabled" one 60;
    /// Refresh tokens end after 30 idle days. Without a documented default or version.
    is_enforce_refresh_token_ttl: Option<bool> = None => "isEnforceRefreshTokenTTL" one 66;
    /// The app may ask about every token of the org.
    is_introspect_all_tokens: bool = false => "isIntrospectAllTokens" one 59;
    /// Access tokens are JWTs.
    is_named_user_jwt_enabled: bool = false => "isNamedUserJwtEnabled" one 61;
    /// Authorization needs a PKCE challenge.
    is_pkce_required: bool = true => "isPkceRequired" one 59;
    /// Each refresh gives a new refresh token.
    is_refresh_token_rotation_enabled: bool = false => "isRefreshTokenRotationEnabled" one 60;
    /// Refreshing needs the secret.
    is_secret_required_for_refresh_token: bool = true => "isSecretRequiredForRefreshToken" one 59;
    /// Token exchange needs the secret. Without a documented default.
    is_secret_required_for_token_exchange: Option<bool> = None => "isSecretRequiredForTokenExchange" one 60;
    /// Token exchange flow.
    is_token_exchange_enabled: bool = false => "isTokenExchangeEnabled" one 60;
    /// A name.
    label: Option<String> = None => "label" one 59;
    /// Makes a new key at once. Needs `ignore_warnings`.
    should_rotate_consumer_key: bool = false => "shouldRotateConsumerKey" one 59;
    /// Makes a new secret at once. Needs `ignore_warnings`.
    should_rotate_consumer_secret: bool = false => "shouldRotateConsumerSecret" one 59;
}

record! {
    /// What ID tokens hold.
    IdTokenConfig, nested;

    /// Whom they are for.
    id_token_audience: Option<String> = None => "idTokenAudience" one 60;
    /// The custom attributes.
    id_token_include_attributes: Option<bool> = None => "idTokenIncludeAttributes" one 60;
    /// The custom permissions.
    id_token_include_custom_permissions: Option<bool> = None => "idTokenIncludeCustomPermissions" one 61;
    /// The claims of OpenID Connect.
    id_token_include_standard_claims: Option<bool> = None => "idTokenIncludeStandardClaims" one 60;
    /// Minutes, 1 to 720.
    id_token_validity_in_minutes: Option<u32> = None => "idTokenValidityInMinutes" one 60;
}
