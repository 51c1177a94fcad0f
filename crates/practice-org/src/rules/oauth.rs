//! What the OAuth endpoints and the identity service refuse. Where an authorization fails, the same pair of code and
//! text travels as a bare page, to the callback or to the error page instead of as a reply of its own.

use super::rules;

rules! { "oauth":
    UNKNOWN_CLIENT 400 "invalid_client_id" "client identifier invalid"
        Seen "public traces of authorize and token";
    WRONG_SECRET 400 "invalid_client" "invalid client credentials"
        Seen "public traces; the Mobile SDK";
    UNSUPPORTED_GRANT 400 "unsupported_grant_type" "grant type not supported"
        Seen "public traces";
    WRONG_CALLBACK 400 "redirect_uri_mismatch" "redirect_uri must match configuration"
        Seen "public traces of authorize and token";
    MISSING_PARAMETER 400 "invalid_request" "missing required parameter: {}"
        Guess "code: RFC 6749 section 5.2; text: none";
    FORM_TOO_LONG 400 "invalid_request" "request too large"
        Guess "none";
    NOT_POST 400 "invalid_request" "must use HTTP POST"
        Guess "seen in part, the wording is uncertain";
    SCOPE_NOT_ALLOWED 400 "invalid_scope" "the requested scope is not allowed"
        Seen "public traces";
    NOT_ADMITTED 400 "invalid_app_access" "user is not admin approved to access this app"
        Seen "public traces of the token endpoint";
    NOT_ADMITTED_IN_BROWSER 302 "OAUTH_APP_ACCESS_DENIED" "user is not admin approved to access this app"
        Seen "public traces of the callback";
    BLOCKED 400 "OAUTH_APP_BLOCKED" "this app is blocked by admin"
        Guess "code: public traces of the callback; text, and that the token endpoint says it too: none";
    INACTIVE_IN_BROWSER 302 "inactive_user" "user is inactive"
        Guess "code: the Mobile SDK; the wording is uncertain";
    INACTIVE 400 "invalid_grant" "inactive user"
        Guess "code: the Mobile SDK; the wording is uncertain";
    SESSION_LEVEL 302 "access_denied" "the session is not of the level that the app requires"
        Guess "that a session below the level is blocked: Metadata API Developer Guide; code and text: none";
    INACTIVE_ORG 400 "inactive_org" "organization is inactive"
        Guess "code: the Mobile SDK; the wording is uncertain";
    ADDRESS_OR_HOURS 400 "invalid_grant" "ip restricted or invalid login hours"
        Documented "Salesforce Help, OAuth 2.0 Authorization Errors";
    NOT_ON_LOGIN_HOST 400 "app_not_found" "External client app is not installed in this org"
        Seen "public traces";
    NOT_IN_ORG 302 "OAUTH_EC_APP_NOT_FOUND" "External client app is not installed in this org"
        Seen "an issue of the Salesforce CLI";
    RESPONSE_TYPE 400 "unsupported_response_type" "response type not supported"
        Guess "code: public traces; text: none";
    MISSING_CHALLENGE 400 "invalid_request" "missing required code challenge"
        Seen "public traces";
    PLAIN_CHALLENGE 400 "invalid_request" "code challenge method not supported"
        Guess "none";
    MALFORMED_CHALLENGE 400 "invalid_request" "invalid code challenge"
        Guess "code: Salesforce Help; text: none";
    NOT_LOGGED_IN 302 "immediate_unsuccessful" "not logged in"
        Guess "code: Salesforce Help, OAuth 2.0 Authorization Errors; text: none";
    NOT_APPROVED 302 "immediate_unsuccessful" "approval is needed"
        Guess "code: Salesforce Help, OAuth 2.0 Authorization Errors; text: none";
    DENIED 302 "access_denied" "end-user denied authorization"
        Seen "public traces of the callback";
    GENERIC 302 "OAUTH_APPROVAL_ERROR_GENERIC" "An unexpected error has occurred during authentication. Please try again."
        Seen "public traces of the error page";
    UNKNOWN_CODE 400 "invalid_grant" "invalid authorization code"
        Seen "public traces";
    EXPIRED_CODE 400 "invalid_grant" "expired authorization code"
        Seen "public traces";
    MISSING_VERIFIER 400 "invalid_grant" "missing required code verifier"
        Guess "code: Salesforce Help; text: none";
    WRONG_VERIFIER 400 "invalid_grant" "invalid code verifier"
        Seen "public traces";
    EXPIRED_TOKEN 400 "invalid_grant" "expired access/refresh token"
        Documented "Salesforce Help, OAuth 2.0 Authorization Errors";
    INVALID_ASSERTION 400 "invalid_grant" "invalid assertion"
        Seen "public traces of JWT bearer";
    ASSERTION_AUDIENCE 400 "invalid_grant" "audience is invalid"
        Guess "Salesforce Help shows another text (Audience validation failed); this one: public reports";
    EXPIRED_ASSERTION 400 "invalid_grant" "expired authorization code"
        Guess "that JWT bearer says this: public traces; for which cause: none";
    NOT_PREAPPROVED 400 "invalid_grant" "user hasn't approved this consumer"
        Seen "public traces of JWT bearer";
    NEEDS_REFRESH_SCOPE 400 "invalid_request"
        "refresh_token scope is required and the connected app should be installed and preauthorized"
        Seen "public reports of JWT bearer";
    WRONG_CLIENT_ASSERTION 400 "invalid_client" "invalid client credentials"
        Guess "code: RFC 7523 section 3.2; text: as for a wrong secret";
    TWO_LOGINS 400 "invalid_request" "client credentials were sent in more than one way"
        Guess "code: RFC 6749 section 2.3; text: none";
    TOO_MANY_LOGINS 400 "rate_limit_exceeded" "login rate exceeded"
        Guess "code: the Mobile SDK; the wording, and 3,600 an hour: uncertain";
    NOT_INSTALLED 400 "invalid_client" "app must be installed into org"
        Guess "code and text: public traces of the token endpoint; that the device flow brings it: Salesforce Help in part";
    NO_DEVICE_FLOW 400 "unauthorized_client" "device flow is not allowed for this app"
        Guess "the rule: Salesforce release notes; code: RFC 6749 section 5.2; text: none";
    UNKNOWN_DEVICE 400 "invalid_grant" "invalid device code"
        Guess "code: Salesforce Help, OAuth 2.0 Device Flow; text: none";
    EXPIRED_DEVICE 400 "invalid_grant" "expired device code"
        Guess "code: Salesforce Help, OAuth 2.0 Device Flow; text: none";
    AUTHORIZATION_PENDING 400 "authorization_pending" "Waiting for user to authorize"
        Guess "code: Salesforce Help, OAuth 2.0 Device Flow; the wording is uncertain";
    SLOW_DOWN 400 "slow_down" "polling too frequently"
        Guess "code: Salesforce Help, OAuth 2.0 Device Flow; text: none";
    DEVICE_DENIED 400 "access_denied" "end-user denied authorization"
        Guess "code: Salesforce Help, OAuth 2.0 Device Flow; text: as at the callback";
    PASSWORD_FLOW 400 "invalid_grant" "authentication failure"
        Seen "public traces";
    IN_FLIGHT 400 "invalid_grant" "token request is already being processed"
        Documented "Salesforce release notes";
    LOGIN_HOST 400 "invalid_grant" "request not supported on this domain"
        Seen "public traces";
    SCOPE_SENT 400 "invalid_request" "scope parameter not supported"
        Guess "that scopes cannot be sent: Salesforce Help; code and text: none";
    NO_RUN_AS_USER 400 "invalid_grant" "no client credentials user enabled"
        Seen "public traces";
    UNKNOWN_TOKEN 400 "invalid_token" "token was invalid"
        Guess "status: Salesforce Help, Revoke OAuth Tokens; body: none";
    UNSUPPORTED_TOKEN 400 "unsupported_token_type" "token type not supported"
        Guess "code: Salesforce Help, Revoke OAuth Tokens; text, and that a hint brings it: none";
    IDENTITY_INACTIVE 403 "" "Inactive"
        Guess "Salesforce Help, Identity URLs; the wording is uncertain";
    IDENTITY_NO_TOKEN 403 "" "Missing_OAuth_Token"
        Guess "Salesforce Help, Identity URLs; the wording is uncertain";
    IDENTITY_BAD_TOKEN 403 "" "Bad_OAuth_Token"
        Seen "public traces";
    SINGLE_ACCESS_REFUSED 403 "" "Bad_OAuth_Token"
        Guess "that the scope web is needed: Salesforce Help, Generate a Frontdoor URL; the reply: as userinfo has it";
    IDENTITY_WRONG_ORG 403 "" "Wrong_Org"
        Guess "Salesforce Help, Identity URLs; the wording is uncertain";
    IDENTITY_BAD_ID 403 "" "Bad_Id"
        Guess "Salesforce Help, Identity URLs; the wording is uncertain";
}
