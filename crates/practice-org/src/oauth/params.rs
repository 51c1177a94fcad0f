//! Parameters of a request: those of the query and, for a form, those of the body.

use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
    http::header,
    response::Response,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// No form of OAuth is longer.
const MAX_FORM: usize = 256 * 1024;

/// Names and values; of a repeated name the first counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// A value that is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A value that must be there.
    pub(crate) fn need(&self, name: &str) -> Result<&str, super::OauthError> {
        self.get(name).ok_or_else(|| super::OauthError::missing(name))
    }

    fn add(&mut self, encoded: &[u8]) {
        self.0.extend(url::form_urlencoded::parse(encoded).into_owned());
    }
}

impl<S: Send + Sync> FromRequest<S> for Params {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Self, Response> {
        let mut params = Self::default();
        let is_form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded"));
        let query = request.uri().query().unwrap_or_default().to_owned();
        if is_form {
            let body = to_bytes(request.into_body(), MAX_FORM)
                .await
                .map_err(|_| super::OauthError::from(crate::rules::oauth::FORM_TOO_LONG).as_json())?;
            params.add(&body);
        }
        params.add(query.as_bytes());
        Ok(params)
    }
}

/// Everything but RFC 3986's unreserved characters is encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as part of a query.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}
