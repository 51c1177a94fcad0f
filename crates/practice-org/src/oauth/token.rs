//! The token endpoint: picks the grant and writes the reply.
//!
//! Source: RFC 6749 section 5; *Salesforce Help*, "OAuth Endpoints".

use axum::{
    Extension, Json,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::{
    OauthError, Params, attempt::Attempt, authorization_code, client_credentials, client_login::ClientLogin, device,
    jwt_bearer, refresh, reply::TokenReply,
};
use crate::front_door::Here;
use crate::org::{
    Org,
    audit::{LoginKind, Outcome},
};
use crate::rules::oauth as say;

/// RFC 7523 section 2.1.
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// `POST /services/oauth2/token`
pub(super) async fn token(Extension(here): Extension<Here>, headers: HeaderMap, params: Params) -> Response {
    if params.get("response_type") == Some("device_code") {
        return device::start(&here, &params).map_or_else(|error| error.as_json(), |codes| no_store(Json(codes)));
    }
    let answer = grant(&here, &headers, &params).await;
    match answer {
        Ok(reply) => write(&reply, &headers, &params),
        Err(error) => error.as_json(),
    }
}

async fn grant(here: &Here, headers: &HeaderMap, params: &Params) -> Result<TokenReply, OauthError> {
    let login = ClientLogin::of(headers, params)?;
    match params.get("grant_type") {
        Some("authorization_code") => authorization_code::exchange(here, params, &login),
        Some("refresh_token") => refresh::refresh(here, params, &login).await,
        Some("client_credentials") => client_credentials::issue(here, params, &login),
        // External client apps have no such flow, and new orgs block it for others.
        Some("password") => password(here, params, &login),
        Some("device") => device::poll(here, params, &login),
        Some(JWT_BEARER) => jwt_bearer::issue(here, params),
        _ => Err(say::UNSUPPORTED_GRANT.into()),
    }
}

/// The username-password flow, which fails whatever was sent.
fn password(here: &Here, params: &Params, login: &ClientLogin) -> Result<TokenReply, OauthError> {
    let now = here.world.now();
    let mut state = here.world.state();
    let client = login.client(here, &state.orgs, now)?;
    login.prove(here, &mut state.orgs, &client, false, now)?;
    let org = here.org().and_then(|index| state.orgs.get_mut(index));
    let user = |org: &Org| Some(org.user_named(params.get("username")?)?.id.clone());
    if let Some(org) = org
        && let Some(user) = user(org)
    {
        Attempt { here, kind: LoginKind::Password, app: &client.label }.note(org, &user, Outcome::PasswordFlowDisabled);
    }
    Err(say::PASSWORD_FLOW.into())
}

/// Any other method.
pub(super) async fn not_post() -> Response {
    OauthError::from(say::NOT_POST).as_json()
}

/// JSON, unless `format` or `Accept` ask for one of the two other forms.
fn write(reply: &TokenReply, headers: &HeaderMap, params: &Params) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let form = match (params.get("format"), accept) {
        (Some(format), _) => format,
        (None, "application/x-www-form-urlencoded") => "urlencoded",
        (None, "application/xml") => "xml",
        _ => "json",
    };
    match form {
        "urlencoded" => no_store(([(header::CONTENT_TYPE, "application/x-www-form-urlencoded")], reply.as_form())),
        "xml" => no_store(([(header::CONTENT_TYPE, "application/xml")], reply.as_xml())),
        _ => no_store(Json(reply)),
    }
}

/// No cache may keep a token.
fn no_store(reply: impl IntoResponse) -> Response {
    let mut response = reply.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
