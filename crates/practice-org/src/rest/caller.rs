//! Who calls the REST API, and may they?
//!
//! Source: *REST API Developer Guide*, "Status Codes and Error Responses", "HTTP Headers" (`Sforce-Limit-Info`).

use axum::{
    Extension,
    extract::{RawPathParams, Request},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{RestError, limits, version};
use crate::front_door::Here;
use crate::oauth::{bearer, scope};

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
    params: RawPathParams,
    mut request: Request,
    next: Next,
) -> Response {
    let version = params.iter().find(|(name, _)| *name == "version").map(|(_, segment)| segment.to_owned());
    let admitted = caller(&here, version.as_deref().unwrap_or_default(), &request);
    let (mut response, used) = match admitted {
        Ok((caller, used)) => {
            request.extensions_mut().insert(caller);
            (next.run(request).await, Some(used))
        }
        Err(error) => (error.into_response(), None),
    };
    if let Some(used) = used
        && let Ok(value) = HeaderValue::from_str(&format!("api-usage={used}/{}", limits::DAILY_REQUESTS))
    {
        response.headers_mut().insert("Sforce-Limit-Info", value);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache,must-revalidate,no-store"));
    response
}

fn caller(here: &Here, version: &str, request: &Request) -> Result<(Caller, u32), RestError> {
    let version = version::parse(version).ok_or_else(RestError::no_resource)?;
    let now = here.world.now();
    let mut state = here.world.state();
    let header = request.headers().get(header::AUTHORIZATION);
    let token = bearer::of_header(request.headers()).ok_or_else(|| {
        if header.is_some() {
            RestError::new(StatusCode::UNAUTHORIZED, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE")
        } else {
            RestError::no_session()
        }
    })?;
    let (index, grant) = bearer::grant_of(here, &mut state.orgs, token, now).ok_or_else(RestError::no_session)?;
    let org = state.orgs.get_mut(index).ok_or_else(RestError::no_session)?;
    let user = org.user(&grant.user).filter(|user| user.may_log_in()).ok_or_else(RestError::no_session)?;
    if !org.may(user, "ApiEnabled") {
        return Err(RestError::forbidden("API_CURRENTLY_DISABLED", "API is disabled for this User"));
    }
    if !scope::includes(&grant.scopes, "api") {
        return Err(RestError::new(
            StatusCode::UNAUTHORIZED,
            "INVALID_SESSION_ID",
            "This session is not valid for use with the REST API",
        ));
    }
    let identity = format!("{}/id/{}/{}", here.login_url(), org.id, user.id);
    org.api_requests += 1;
    Ok((Caller { org: index, user: grant.user, identity, version }, org.api_requests))
}
