//! What a request's body holds: a record, or whatever else is read from JSON.
//!
//! Source: *REST API Developer Guide*, "Formats", "Status Codes and Error Responses" (415).

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{RestError, values::Body};
use crate::rules::rest as say;
use crate::soap::xml;

/// A value as it was sent, in JSON.
pub(super) struct SentJson<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for SentJson<T> {
    type Rejection = RestError;

    async fn from_request(request: Request, state: &S) -> Result<Self, RestError> {
        if let Some(kind) = media_type(request.headers()).filter(|kind| kind != JSON) {
            return Err(RestError::with(say::OTHER_MEDIA_TYPE, &[&kind]));
        }
        of_json(&required(request, state).await?).map(SentJson)
    }
}

/// A record as it was sent, in JSON or in XML.
pub(super) struct Sent(pub(super) Body);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = RestError;

    async fn from_request(request: Request, state: &S) -> Result<Self, RestError> {
        let kind = media_type(request.headers()).unwrap_or_else(|| JSON.to_owned());
        let is_xml = ["application/xml", "text/xml"].contains(&kind.as_str());
        if kind != JSON && !is_xml {
            return Err(RestError::with(say::OTHER_MEDIA_TYPE, &[&kind]));
        }
        let bytes = required(request, state).await?;
        if is_xml {
            return of_xml(&bytes).map(Sent).map_err(|reason| RestError::with(say::BAD_XML, &[&reason]));
        }
        of_json(&bytes).map(Sent)
    }
}

/// The format that a body is in unless its request says otherwise.
const JSON: &str = "application/json";

/// The type of a body without its parameters, in lower case.
fn media_type(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    kind.split(';').next().map(|kind| kind.trim().to_lowercase())
}

/// The body, which must not be empty.
async fn required<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, RestError> {
    let bytes = bytes(request, state).await?;
    if bytes.iter().all(u8::is_ascii_whitespace) { Err(say::NO_BODY.into()) } else { Ok(bytes) }
}

fn of_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, RestError> {
    serde_json::from_slice(bytes).map_err(RestError::bad_json)
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
