//! The revocation endpoint.
//!
//! Sources: RFC 7009; *Salesforce Help*, "Revoke OAuth Tokens".

use axum::{
    Extension,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{OauthError, Params};
use crate::front_door::Here;
use crate::org::token::Tokens;
use crate::rules::oauth as say;

/// `POST` or `GET /services/oauth2/revoke`, with the token alone: no client proves itself here.
pub(super) async fn revoke(Extension(here): Extension<Here>, params: Params) -> Response {
    if params.get("token_type_hint").is_some_and(|hint| !["access_token", "refresh_token"].contains(&hint)) {
        return OauthError::from(say::UNSUPPORTED_TOKEN).as_json();
    }
    let mut state = here.world.state();
    let own = here.org();
    let token = params.get("token").unwrap_or_default();
    let revoked = state
        .orgs
        .iter_mut()
        .enumerate()
        .filter(|(index, _)| own.is_none_or(|own| own == *index))
        .any(|(_, org)| end(&mut org.tokens, token));
    if revoked { StatusCode::OK.into_response() } else { OauthError::from(say::UNKNOWN_TOKEN).as_json() }
}

/// Ends an access token alone, or a refresh token with all that came from it.
fn end(tokens: &mut Tokens, token: &str) -> bool {
    if tokens.access.remove(token).is_some() {
        return true;
    }
    let approval = tokens.refresh.get(token).map(|refresh| refresh.approval);
    if let Some(approval) = approval {
        tokens.end_approval(approval);
    }
    approval.is_some()
}
