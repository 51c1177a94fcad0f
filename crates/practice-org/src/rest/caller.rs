//! Who calls the REST API, and may they?
//!
//! Source: *REST API Developer Guide*, "Status Codes and Error Responses", "HTTP Headers" (`Sforce-Limit-Info`).

use axum::{
    Extension,
    extract::{RawPathParams, Request, rejection::RawPathParamsRejection},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{RestError, limits, version};
use crate::front_door::Here;
use crate::oauth::{bearer, scope};
use crate::rules::rest as say;

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
    params: Result<RawPathParams, RawPathParamsRejection>,
    mut request: Request,
    next: Next,
) -> Response {
    // An address that is no text names no version either.
    let params = params.as_ref().ok();
    let version = params.and_then(|params| params.iter().find(|(name, _)| *name == "version").map(|(_, text)| text));
    let admitted = caller(&here, version.unwrap_or_default(), &request);
    let (mut response, used) = match admitted {
        Ok((caller, used)) => {
            request.extensions_mut().insert(caller);
            (told(next.run(request).await), Some(used))
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

/// What the framework refuses by itself (a body that is too large, an address that is no text) in the words of the API.
fn told(response: Response) -> Response {
    let is_ours = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    match response.status() {
        status if !status.is_client_error() || is_ours => response,
        StatusCode::PAYLOAD_TOO_LARGE => RestError::from(say::TOO_LARGE).into_response(),
        _ => RestError::from(say::NO_RESOURCE).into_response(),
    }
}

fn caller(here: &Here, version: &str, request: &Request) -> Result<(Caller, u32), RestError> {
    let version = version::parse(version).ok_or(say::NO_RESOURCE)?;
    let now = here.world.now();
    let mut state = here.world.state();
    let header = request.headers().get(header::AUTHORIZATION);
    let token = bearer::of_header(request.headers())
        .ok_or_else(|| if header.is_some() { say::BAD_HEADER } else { say::NO_SESSION })?;
    let (index, grant) = bearer::grant_of(here, &mut state.orgs, token, now).ok_or(say::NO_SESSION)?;
    let org = state.orgs.get_mut(index).ok_or(say::NO_SESSION)?;
    let user = org.user(&grant.user).filter(|user| user.may_log_in()).ok_or(say::NO_SESSION)?;
    if !org.may(user, "ApiEnabled") {
        return Err(say::API_DISABLED.into());
    }
    if !scope::includes(&grant.scopes, "api") {
        return Err(say::SESSION_NOT_FOR_REST.into());
    }
    let identity = format!("{}/id/{}/{}", here.login_url(), org.id, user.id);
    org.api_requests += 1;
    Ok((Caller { org: index, user: grant.user, identity, version }, org.api_requests))
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, extract::Request, http::header};
    use tower::Service;

    use crate::{Timing, World, front_door};

    /// Nobody in the org lacks API Enabled, so this cannot be asked from outside.
    #[tokio::test]
    async fn a_user_without_the_api_gets_in() {
        let world = World::new([], Timing::instant());
        let token = world.describe().orgs[0].users[0].access_token.clone();
        for profile in &mut world.state().orgs[0].profiles {
            profile.permissions.remove("ApiEnabled");
        }
        let envelope = format!(
            "<Envelope><Header><SessionHeader><sessionId>{token}</sessionId></SessionHeader></Header>\
             <Body><describeMetadata/></Body></Envelope>"
        );
        let rows = [
            (
                "/services/data/v67.0/limits",
                "",
                403,
                r#"[{"message":"API is disabled for this User","errorCode":"API_CURRENTLY_DISABLED"}]"#,
            ),
            (
                "/services/Soap/m/67.0",
                envelope.as_str(),
                500,
                "<faultcode>sf:API_CURRENTLY_DISABLED</faultcode><faultstring>API_CURRENTLY_DISABLED: API is disabled for this User</faultstring>",
            ),
        ];
        for (path, body, status, wanted) in rows {
            let request = Request::builder()
                .method(if body.is_empty() { "GET" } else { "POST" })
                .uri(path)
                .header(header::HOST, "localhost:0")
                .header(header::AUTHORIZATION, format!("Bearer {token}"))
                .body(Body::from(body.to_owned()))
                .unwrap();
            let answer = front_door::site(world.clone(), front_door::Site::Org(0)).call(request).await.unwrap();
            assert_eq!(answer.status(), status);
            let bytes = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(text.contains(wanted), "{text}");
        }
    }
}
