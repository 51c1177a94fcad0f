//! The record in a request's body.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
};
use serde_json::Value;

use super::{RestError, values::Body};
use crate::rules::rest as say;
use crate::soap::xml;

/// A record as it was sent.
pub(super) struct Sent(pub(super) Body);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = RestError;

    async fn from_request(request: Request, state: &S) -> Result<Self, RestError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let is_xml = kind.is_some_and(|kind| kind.starts_with("application/xml") || kind.starts_with("text/xml"));
        let bytes = bytes(request, state).await?;
        if is_xml {
            return of_xml(&bytes).map(Sent).map_err(|reason| RestError::with(say::BAD_XML, &[&reason]));
        }
        serde_json::from_slice(&bytes).map(Sent).map_err(RestError::bad_json)
    }
}

/// A record in XML: one element for each field, empty where it has no value.
fn of_xml(bytes: &[u8]) -> Result<Body, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let record = xml::parse(text)?;
    let value = |text: String| if text.is_empty() { Value::Null } else { text.into() };
    Ok(record.children.into_iter().map(|field| (field.name, value(field.text))).collect())
}

/// The body, read whole.
pub(super) async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, RestError> {
    Bytes::from_request(request, state).await.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => say::TOO_LARGE.into(),
        _ => RestError::with(say::UNREADABLE, &[&error.body_text()]),
    })
}
