//! The introspection endpoint: a client asks about its own tokens.
//!
//! Sources: RFC 7662; *Metadata API Developer Guide*, "ExtlClntAppGlobalOauthSettings" (`isIntrospectAllTokens`).

use axum::{
    Extension, Json,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{OauthError, Params, client::Client, client_login::ClientLogin, reply::identity_url, scope};
use crate::front_door::Here;
use crate::org::{
    Org,
    token::{Grant, Holder},
};

/// `POST /services/oauth2/introspect`
pub(super) async fn introspect(Extension(here): Extension<Here>, headers: HeaderMap, params: Params) -> Response {
    ClientLogin::of(&headers, &params)
        .and_then(|login| answer(&here, &login, &params))
        .map_or_else(|error| error.as_json(), |reply| Json(reply).into_response())
}

fn answer(here: &Here, login: &ClientLogin, params: &Params) -> Result<Value, OauthError> {
    let now = here.world.now();
    let mut state = here.world.state();
    let client = login.client(here, &state.orgs, now)?;
    login.prove(here, &mut state.orgs, &client, false, now)?;
    let token = params.need("token")?;
    let own = here.org();
    let orgs =
        state.orgs.iter().enumerate().filter(|(index, org)| org.is_active && own.is_none_or(|own| own == *index));
    let found = orgs.filter_map(|(_, org)| describe(here, org, &client, token, now)).next();
    Ok(found.unwrap_or_else(|| json!({ "active": false })))
}

fn describe(here: &Here, org: &Org, client: &Client, token: &str, now: Timestamp) -> Option<Value> {
    let (grant, kind, issued_at, ends_at) = if let Some(access) = org.tokens.access.get(token) {
        (access.grant.clone(), "access_token", access.issued_at, (now < access.ends_at).then_some(access.ends_at)?)
    } else {
        let refresh = org.tokens.refresh.get(token).filter(|one| !one.spent)?;
        let owner = Client::of_holder(org, &refresh.grant.holder, now)?;
        (refresh.grant.clone(), "refresh_token", refresh.issued_at, owner.holds(refresh, now).then_some(now)?)
    };
    let Grant { holder, user, scopes } = grant;
    // What a log-in made is a session and no token of OAuth.
    if holder == Holder::Session || (holder != client.holder && !client.introspects_all) {
        return None;
    }
    let user = org.user(&user).filter(|user| user.may_log_in())?;
    let mut reply = json!({
        "active": true,
        "scope": scope::text(&scopes),
        "client_id": Client::of_holder(org, &holder, now).map_or_else(|| client.key.clone(), |owner| owner.key),
        "username": user.username,
        "sub": identity_url(here, org, &user.id),
        "token_type": kind,
    });
    if let Some(reply) = reply.as_object_mut() {
        if kind == "access_token" {
            reply.insert("exp".to_owned(), ends_at.as_second().into());
        }
        reply.insert("iat".to_owned(), issued_at.as_second().into());
        reply.insert("nbf".to_owned(), issued_at.as_second().into());
    }
    Some(reply)
}
