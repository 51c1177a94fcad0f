//! Parameters of a request: those of the query and, for a form, those of the body. The Salesforce CLI has sent
//! `multipart/form-data` in its device flow, and was served.

use axum::{
    body::to_bytes,
    extract::{FromRequest, Multipart, Request},
    http::header,
    response::{IntoResponse, Response},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// No form of OAuth is longer.
pub(crate) const MAX_FORM: usize = 128 * 1024;

/// Names and values; of a repeated name the first counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Parameters as they are.
    #[cfg(test)]
    pub(crate) fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

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

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let mut params = Self::default();
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        let is_form = kind.starts_with("application/x-www-form-urlencoded");
        let is_multipart = kind.starts_with("multipart/form-data");
        let query = request.uri().query().unwrap_or_default().to_owned();
        let too_long = || super::OauthError::from(crate::rules::oauth::FORM_TOO_LONG).as_json();
        if is_multipart {
            let mut form = Multipart::from_request(request, state).await.map_err(IntoResponse::into_response)?;
            let mut length = 0;
            while let Ok(Some(field)) = form.next_field().await {
                let name = field.name().unwrap_or_default().to_owned();
                let value = field.text().await.map_err(|_| too_long())?;
                length += value.len();
                if length > MAX_FORM {
                    return Err(too_long());
                }
                params.0.push((name, value));
            }
        } else if is_form {
            let body = to_bytes(request.into_body(), MAX_FORM).await.map_err(|_| too_long())?;
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
