//! Who calls the REST API, and may they?
//!
//! Source: *REST API Developer Guide*, "Status Codes and Error Responses", "HTTP Headers" (`Sforce-Limit-Info`).

use axum::{
    Extension,
    extract::{RawPathParams, Request, rejection::RawPathParamsRejection},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{RestError, version};
use crate::fault::Fault;
use crate::front_door::Here;
use crate::oauth::{bearer, scope};
use crate::org::access::ApiClosed;
use crate::rules::rest as say;
use crate::world::State;

/// A caller who was let in.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The org.
    pub(crate) org: usize,
    /// The user's id.
    pub(crate) user: String,
    /// The user's identity URL.
    pub(crate) identity: String,
    /// The API version of the path.
    pub(crate) version: u32,
    /// The access token.
    pub(crate) session: String,
}

impl Caller {
    /// The path that resources of this version stand below.
    pub(crate) fn base(&self) -> String {
        format!("/services/data/v{}.0", self.version)
    }
}

/// Lets a request in with a live token, for a user who may use the API, and counts it.
pub(super) async fn admit(
    Extension(here): Extension<Here>,
    params: Result<RawPathParams, RawPathParamsRejection>,
    mut request: Request,
    next: Next,
) -> Response {
    // An address that is no text names no version either.
    let params = params.as_ref().ok();
    let version = params.and_then(|params| params.iter().find(|(name, _)| *name == "version").map(|(_, text)| text));
    let admitted = caller(&here, version.unwrap_or_default(), &request);
    let admitted = admitted.and_then(|caller| unpacked(&request).map(|()| caller));
    let mut response = match admitted {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            override_method(&mut request);
            let method = request.method().to_string();
            told(&method, next.run(request).await)
        }
        Err(error) => error.into_response(),
    };
    if response.status() != StatusCode::UNAUTHORIZED
        && let Some(usage) = usage(&here)
    {
        response.headers_mut().insert("Sforce-Limit-Info", usage);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache,must-revalidate,no-store"));
    response
}

/// Refuses a body that is still packed: what was packed in a known way was unpacked before, and says so no more.
fn unpacked(request: &Request) -> Result<(), RestError> {
    match request.headers().get(header::CONTENT_ENCODING) {
        Some(encoding) if encoding != "identity" => {
            Err(RestError::with(say::OTHER_ENCODING, &[&String::from_utf8_lossy(encoding.as_bytes())]))
        }
        _ => Ok(()),
    }
}

/// `_HttpMethod=PATCH`: for those who can send nothing but `POST` (*REST API Developer Guide*, "Update a Record").
fn override_method(request: &mut Request) {
    let query = request.uri().query().unwrap_or_default();
    let told = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "_HttpMethod");
    if request.method() == Method::POST
        && let Some(method) = told.and_then(|(_, method)| method.parse().ok())
    {
        *request.method_mut() = method;
    }
}

/// What the org has used of its requests, and how many it has.
fn usage(here: &Here) -> Option<HeaderValue> {
    let state = here.world.state();
    let usage = &state.orgs.get(here.org()?)?.usage;
    HeaderValue::from_str(&format!("api-usage={}/{}", usage.used(), usage.max)).ok()
}

/// What the framework refuses by itself (a body that is too large, an address that is no text) in the words of the API.
pub(super) fn told(method: &str, response: Response) -> Response {
    let is_ours = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    match response.status() {
        status if !status.is_client_error() || is_ours => response,
        StatusCode::METHOD_NOT_ALLOWED => {
            let allowed = response.headers().get(header::ALLOW).and_then(|value| value.to_str().ok());
            RestError::with(say::NO_METHOD, &[method, allowed.unwrap_or_default()]).into_response()
        }
        StatusCode::PAYLOAD_TOO_LARGE => RestError::from(say::TOO_LARGE).into_response(),
        _ => RestError::from(say::NO_RESOURCE).into_response(),
    }
}

fn caller(here: &Here, version: &str, request: &Request) -> Result<Caller, RestError> {
    let now = here.world.now();
    let mut state = here.world.state();
    let highest = state.faults.highest_version();
    let version = version::parse(version).filter(|version| *version <= highest).ok_or(say::NO_RESOURCE)?;
    let header = request.headers().get(header::AUTHORIZATION);
    let token = bearer::of_header(request.headers())
        .ok_or_else(|| if header.is_some() { say::BAD_HEADER } else { say::NO_SESSION })?;
    let State { orgs, faults, .. } = &mut *state;
    let (index, grant) = bearer::grant_of(here, orgs, token, now).ok_or(say::NO_SESSION)?;
    let org = orgs.get_mut(index).ok_or(say::NO_SESSION)?;
    org.admit_to_api(&grant, faults, now, here.origin()).map_err(|closed| match closed {
        ApiClosed::NoSession => say::NO_SESSION,
        ApiClosed::ForOrg => say::API_DISABLED_FOR_ORG,
        ApiClosed::ForUser => say::API_DISABLED,
        ApiClosed::Unapproved => say::SESSION_NOT_FOR_REST,
    })?;
    if !scope::includes(&grant.scopes, "api") {
        return Err(say::SESSION_NOT_FOR_REST.into());
    }
    let identity = format!("{}/id/{}/{}", here.login_url(), org.id, grant.user);
    if !org.usage.count(now) {
        return Err(say::LIMIT_EXCEEDED.into());
    }
    if request.method() != Method::GET && faults.set(Fault::FailsOnce, false) {
        return Err(say::FAILED.into());
    }
    Ok(Caller { org: index, user: grant.user, identity, version, session: token.to_owned() })
}
