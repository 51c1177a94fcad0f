//! Who a token belongs to: `userinfo` and the identity URL.
//!
//! Sources: OpenID Connect Core section 5.3; *Salesforce Help*, "Identity URLs".

use axum::{
    Extension, Json,
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    Params, bearer,
    claims::{self, email, nick_name, photos, urls},
    identity_format,
    reply::identity_url,
    scope,
};
use crate::front_door::Here;
use crate::org::{Org, person::User, token::Grant};
use crate::rest;
use crate::rules::{Rule, oauth as say};

/// A refusal of the identity service: the reason as bare text.
type Refusal = &'static Rule;

/// The refusal as a reply.
pub(super) fn refused(reason: Refusal) -> Response {
    let status = StatusCode::from_u16(reason.status).unwrap_or(StatusCode::FORBIDDEN);
    (status, reason.text).into_response()
}

/// `GET` or `POST /services/oauth2/userinfo`
pub(super) async fn userinfo(Extension(here): Extension<Here>, headers: HeaderMap, params: Params) -> Response {
    let answer = with_grant(&here, &headers, &params, |org, index, user, grant| {
        Ok(Value::Object(claims::of_user(&here, org, index, user, &grant.scopes)))
    });
    answer.map_or_else(refused, |claims| Json(claims).into_response())
}

/// `GET /id/{org}/{user}`, in the form that `format` or `Accept` ask for.
pub(super) async fn identity(
    Extension(here): Extension<Here>,
    Path((org_id, user_id)): Path<(String, String)>,
    headers: HeaderMap,
    params: Params,
) -> Response {
    let version = match params.get("version") {
        Some("latest") => Some(rest::version::HIGHEST),
        Some(number) => rest::version::parse(&format!("v{number}")),
        None => None,
    };
    let answer = with_grant(&here, &headers, &params, |org, index, asker, grant| {
        if !crate::id::same(&org.id, &org_id) {
            return Err(say::IDENTITY_WRONG_ORG);
        }
        let user = org.user(&user_id).ok_or(say::IDENTITY_BAD_ID)?;
        if !user.is_active {
            return Err(say::IDENTITY_INACTIVE);
        }
        let mut identity = identity_of(&here, org, index, user, version);
        identity["asserted_user"] = crate::id::same(&asker.id, &user.id).into();
        if grant.scopes.contains("custom_permissions") {
            identity["custom_permissions"] = claims::custom_permissions(org, user);
        }
        Ok(identity)
    });
    answer.map_or_else(refused, |identity| identity_format::write(&identity, &headers, &params))
}

fn with_grant(
    here: &Here,
    headers: &HeaderMap,
    params: &Params,
    answer: impl FnOnce(&Org, usize, &User, &Grant) -> Result<Value, Refusal>,
) -> Result<Value, Refusal> {
    let now = here.world.now();
    let mut state = here.world.state();
    let token = bearer::of_request(headers, params).ok_or(say::IDENTITY_NO_TOKEN)?;
    let (index, grant) = bearer::grant_of(here, &mut state.orgs, token, now)
        .filter(|(_, grant)| may_ask(grant))
        .ok_or(say::IDENTITY_BAD_TOKEN)?;
    let org = state.orgs.get(index).filter(|org| org.is_active).ok_or(say::IDENTITY_BAD_TOKEN)?;
    let user = org.user(&grant.user).filter(|user| user.may_log_in()).ok_or(say::IDENTITY_BAD_TOKEN)?;
    answer(org, index, user, &grant)
}

/// The scopes that open the identity service (*Salesforce Help*, "OAuth Tokens and Scopes").
fn may_ask(grant: &Grant) -> bool {
    ["id", "openid", "profile", "api", "web"].iter().any(|scope| scope::includes(&grant.scopes, scope))
}

fn identity_of(here: &Here, org: &Org, index: usize, user: &User, version: Option<u32>) -> Value {
    let base = here.org_url(index);
    json!({
        "id": identity_url(here, org, &user.id),
        "asserted_user": true,
        "user_id": user.id,
        "organization_id": org.id,
        "username": user.username,
        "nick_name": nick_name(user),
        "display_name": user.name(),
        "email": email(user),
        "email_verified": true,
        "first_name": user.names.0,
        "last_name": user.names.1,
        "timezone": "Europe/London",
        "photos": photos(&base),
        "addr_street": null,
        "addr_city": null,
        "addr_state": null,
        "addr_country": "GB",
        "addr_zip": null,
        "mobile_phone": null,
        "mobile_phone_verified": false,
        "is_lightning_login_user": false,
        "status": { "created_date": null, "body": null },
        "urls": urls(&base, org, user, version),
        "active": user.is_active,
        "user_type": "STANDARD",
        "language": "en_US",
        "locale": "en_GB",
        "utcOffset": 0,
        "last_modified_date": crate::clock::rest_time(user.created_at),
        "is_app_installed": true,
    })
}
