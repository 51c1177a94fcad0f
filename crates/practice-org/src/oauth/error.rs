//! OAuth errors and the ways in which each of them reaches someone.
//!
//! Source: *Salesforce Help*, "OAuth 2.0 Authorization Errors"; texts as seen in public traces of the endpoints.

use axum::{
    Json,
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::params::encode;
use crate::rules::{Rule, Said};

/// An error code and its description, as a rule says them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OauthError {
    rule: &'static Rule,
    description: Said,
}

impl From<&'static Rule> for OauthError {
    fn from(rule: &'static Rule) -> Self {
        Self { rule, description: rule.said() }
    }
}

impl OauthError {
    /// A parameter is missing.
    pub(crate) fn missing(parameter: &str) -> Self {
        let rule = crate::rules::oauth::MISSING_PARAMETER;
        Self { rule, description: rule.say(&[parameter]) }
    }

    /// The rule that speaks.
    pub(crate) fn rule(&self) -> &'static Rule {
        self.rule
    }

    /// `error=…&error_description=…`
    pub(crate) fn query(&self) -> String {
        format!("error={}&error_description={}", encode(self.rule.code), encode(self.description.as_str()))
    }

    /// An authorize request that cannot be used: the bare query as the body, and no content type at all.
    pub(crate) fn as_bare_page(&self) -> Response {
        let mut response = Response::new(Body::from(self.query()));
        *response.status_mut() = StatusCode::BAD_REQUEST;
        response
    }

    /// The JSON of the token endpoint and its neighbours.
    pub(crate) fn as_json(&self) -> Response {
        let body = json!({ "error": self.rule.code, "error_description": self.description.as_str() });
        let mut response = (StatusCode::BAD_REQUEST, Json(body)).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
