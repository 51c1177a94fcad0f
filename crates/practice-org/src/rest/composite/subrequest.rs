//! A request within a request: the same router answers it.

use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value};
use tower::ServiceExt;

use super::super::{Caller, RestError, caller::told, resources, version};
use crate::front_door::{self, Here};
use crate::rules::rest as say;

/// How many subrequests one request may carry.
pub(super) const MAX: usize = 25;

/// Largest reply to a subrequest, in bytes.
const MAX_REPLY: usize = 50 * 1024 * 1024;

/// Resources that stand outside of composites.
const OUTSIDE: [&str; 5] = ["/composite/batch", "/composite/tree", "/metadata", "/apps", "/limits/recordCount"];

/// What is asked.
pub(super) struct Subrequest<'a> {
    /// The method.
    pub(super) method: &'a str,
    /// The address, from `/services/data` on, or from the version on.
    pub(super) url: &'a str,
    /// The body.
    pub(super) body: Option<&'a Value>,
}

/// What is answered.
pub(super) struct Subreply {
    /// The HTTP status.
    pub(super) status: u16,
    /// The headers that are told.
    pub(super) headers: Map<String, Value>,
    /// The body; null where there is none.
    pub(super) body: Value,
}

impl Subreply {
    /// Whether the status is an error.
    pub(super) fn failed(&self) -> bool {
        self.status >= 400
    }

    /// The reply that a refusal is.
    pub(super) async fn refused(error: RestError) -> Self {
        read(error.into_response()).await
    }
}

/// Answers a subrequest as the caller of the whole request.
pub(super) async fn run(here: &Here, caller: &Caller, asked: Subrequest<'_>) -> Subreply {
    match request(here, caller, &asked) {
        Ok(request) => {
            // A router cannot fail.
            let response = resources().oneshot(request).await.unwrap_or_else(|never| match never {});
            read(told(asked.method, response)).await
        }
        Err(error) => Subreply::refused(error).await,
    }
}

fn request(here: &Here, caller: &Caller, asked: &Subrequest<'_>) -> Result<Request<Body>, RestError> {
    let url = asked.url.replace(' ', "%20");
    let below = url.strip_prefix("/services/data/").unwrap_or(&url).trim_start_matches('/');
    let (version, rest) = below.split_once('/').unwrap_or((below, ""));
    let version = version::parse(version).ok_or(say::NO_RESOURCE)?;
    let uri: Uri = format!("/{rest}").parse().map_err(|_| say::NO_RESOURCE)?;
    let uri = front_door::tidy(&uri).unwrap_or(uri);
    if OUTSIDE.iter().any(|path| uri.path().starts_with(path)) || uri.path() == "/composite" {
        return Err(RestError::with(say::NOT_WITHIN, &[uri.path()]));
    }
    let method: Method = asked.method.parse().map_err(|_| RestError::with(say::NO_METHOD, &[asked.method, ""]))?;
    let body = asked.body.map(Value::to_string).unwrap_or_default();
    Request::builder()
        .method(method)
        .uri(uri)
        .header(header::CONTENT_TYPE, "application/json")
        .extension(here.clone())
        .extension(Caller { version, ..caller.clone() })
        .body(Body::from(body))
        .map_err(|_| say::NO_RESOURCE.into())
}

async fn read(response: Response) -> Subreply {
    let status = response.status().as_u16();
    let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let headers = location.map(|value| ("Location".to_owned(), Value::from(value))).into_iter().collect();
    let bytes = to_bytes(response.into_body(), MAX_REPLY).await.unwrap_or_default();
    Subreply { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
}
