//! The record in a request's body.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::StatusCode,
};

use super::{RestError, values::Body};
use crate::rules::rest as say;

/// A record as it was sent.
pub(super) struct Sent(pub(super) Body);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = RestError;

    async fn from_request(request: Request, state: &S) -> Result<Self, RestError> {
        let bytes = bytes(request, state).await?;
        serde_json::from_slice(&bytes).map(Sent).map_err(RestError::bad_json)
    }
}

/// The body, read whole.
pub(super) async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, RestError> {
    Bytes::from_request(request, state).await.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => say::TOO_LARGE.into(),
        _ => RestError::with(say::UNREADABLE, &[&error.body_text()]),
    })
}
