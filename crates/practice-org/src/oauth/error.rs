//! OAuth errors and the ways in which each of them reaches someone.
//!
//! Source: *Salesforce Help*, "OAuth 2.0 Authorization Errors"; texts as seen in public traces of the endpoints.

use axum::{
    Json,
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::params::encode;

/// An error code and its description.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct OauthError {
    /// The code.
    pub(crate) error: &'static str,
    /// The description.
    pub(crate) error_description: String,
}

impl OauthError {
    /// An error.
    pub(crate) fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self { error, error_description: description.into() }
    }

    /// The consumer key is unknown here, or not known yet.
    pub(crate) fn unknown_client() -> Self {
        Self::new("invalid_client_id", "client identifier invalid")
    }

    /// The secret is wrong or absent.
    pub(crate) fn wrong_secret() -> Self {
        Self::new("invalid_client", "invalid client credentials")
    }

    /// The grant is unknown, or the app does not allow it.
    pub(crate) fn unsupported_grant() -> Self {
        Self::new("unsupported_grant_type", "grant type not supported")
    }

    /// The callback is not registered, or not the one of the authorize request.
    pub(crate) fn wrong_callback() -> Self {
        Self::new("redirect_uri_mismatch", "redirect_uri must match configuration")
    }

    /// The grant does not hold, for a reason.
    pub(crate) fn invalid_grant(description: &'static str) -> Self {
        Self::new("invalid_grant", description)
    }

    /// A parameter is missing.
    pub(crate) fn missing(parameter: &str) -> Self {
        Self::new("invalid_request", format!("missing required parameter: {parameter}"))
    }

    /// The client lacks a scope.
    pub(crate) fn scope_not_allowed() -> Self {
        Self::new("invalid_scope", "the requested scope is not allowed")
    }

    /// The policy lets only chosen users in, and this one is not among them.
    pub(crate) fn not_admitted() -> Self {
        Self::new("invalid_app_access", "user is not admin approved to access this app")
    }

    /// App or OAuth plug-in is switched off.
    pub(crate) fn blocked() -> Self {
        Self::new("OAUTH_APP_BLOCKED", "this app is blocked by admin")
    }

    /// The user is deactivated or frozen.
    pub(crate) fn inactive_user() -> Self {
        Self::new("inactive_user", "user is inactive")
    }

    /// `error=…&error_description=…`
    pub(crate) fn query(&self) -> String {
        format!("error={}&error_description={}", encode(self.error), encode(&self.error_description))
    }

    /// An authorize request that cannot be used: the bare query as the body, and no content type at all.
    pub(crate) fn as_bare_page(&self) -> Response {
        let mut response = Response::new(Body::from(self.query()));
        *response.status_mut() = StatusCode::BAD_REQUEST;
        response
    }

    /// The JSON of the token endpoint and its neighbours.
    pub(crate) fn as_json(&self) -> Response {
        let mut response = (StatusCode::BAD_REQUEST, Json(self)).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
