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

use super::{Params, bearer, reply::identity_url, scope};
use crate::front_door::Here;
use crate::org::{Org, person::User, token::Grant};
use crate::rules::{Rule, oauth as say};

/// A refusal of the identity service: the reason as bare text.
type Refusal = &'static Rule;

fn refused(reason: Refusal) -> Response {
    let status = StatusCode::from_u16(reason.status).unwrap_or(StatusCode::FORBIDDEN);
    (status, reason.text).into_response()
}

/// `GET` or `POST /services/oauth2/userinfo`
pub(super) async fn userinfo(Extension(here): Extension<Here>, headers: HeaderMap, params: Params) -> Response {
    with_grant(&here, &headers, &params, |org, index, user| Ok(claims(&here, org, index, user)))
}

/// `GET /id/{org}/{user}`
pub(super) async fn identity(
    Extension(here): Extension<Here>,
    Path((org_id, user_id)): Path<(String, String)>,
    headers: HeaderMap,
    params: Params,
) -> Response {
    with_grant(&here, &headers, &params, |org, index, asker| {
        if !crate::id::same(&org.id, &org_id) {
            return Err(say::IDENTITY_WRONG_ORG);
        }
        let user = org.user(&user_id).ok_or(say::IDENTITY_BAD_ID)?;
        Ok(identity_of(&here, org, index, user, crate::id::same(&asker.id, &user.id)))
    })
}

fn with_grant(
    here: &Here,
    headers: &HeaderMap,
    params: &Params,
    answer: impl FnOnce(&Org, usize, &User) -> Result<Value, Refusal>,
) -> Response {
    let now = here.world.now();
    let mut state = here.world.state();
    let Some(token) = bearer::of_request(headers, params) else { return refused(say::IDENTITY_NO_TOKEN) };
    let Some((index, grant)) = bearer::grant_of(here, &mut state.orgs, token, now).filter(|(_, grant)| may_ask(grant))
    else {
        return refused(say::IDENTITY_BAD_TOKEN);
    };
    let user = |org: &'_ Org| org.user(&grant.user).filter(|user| user.may_log_in()).cloned();
    let Some((org, user)) = state.orgs.get(index).and_then(|org| Some((org, user(org)?))) else {
        return refused(say::IDENTITY_BAD_TOKEN);
    };
    match answer(org, index, &user) {
        Ok(reply) => Json(reply).into_response(),
        Err(reason) => refused(reason),
    }
}

/// The scopes that open the identity service (*Salesforce Help*, "OAuth Tokens and Scopes").
fn may_ask(grant: &Grant) -> bool {
    ["id", "openid", "profile", "api", "web"].iter().any(|scope| scope::includes(&grant.scopes, scope))
}

fn email(user: &User) -> &str {
    &user.username
}

fn nick_name(user: &User) -> &str {
    user.username.split('@').next().unwrap_or_default()
}

fn claims(here: &Here, org: &Org, index: usize, user: &User) -> Value {
    let base = here.org_url(index);
    json!({
        "sub": identity_url(here, org, &user.id),
        "user_id": user.id,
        "organization_id": org.id,
        "preferred_username": user.username,
        "nickname": nick_name(user),
        "name": user.name(),
        "email": email(user),
        "email_verified": true,
        "given_name": user.names.0,
        "family_name": user.names.1,
        "zoneinfo": "Europe/London",
        "photos": photos(&base),
        "profile": format!("{base}/{}", user.id),
        "picture": format!("{base}/profilephoto/005/F"),
        "address": { "country": "GB" },
        "urls": urls(&base, org, user),
        "active": user.is_active,
        "user_type": "STANDARD",
        "language": "en_US",
        "locale": "en_GB",
        "utcOffset": 0,
        "updated_at": crate::clock::soap_time(user.created_at),
        "is_app_installed": true,
        "phone_number": null,
        "phone_number_verified": false,
    })
}

fn identity_of(here: &Here, org: &Org, index: usize, user: &User, own: bool) -> Value {
    let base = here.org_url(index);
    json!({
        "id": identity_url(here, org, &user.id),
        "asserted_user": own,
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
        "urls": urls(&base, org, user),
        "active": user.is_active,
        "user_type": "STANDARD",
        "language": "en_US",
        "locale": "en_GB",
        "utcOffset": 0,
        "last_modified_date": crate::clock::rest_time(user.created_at),
        "is_app_installed": true,
    })
}

fn photos(base: &str) -> Value {
    json!({
        "picture": format!("{base}/profilephoto/005/F"),
        "thumbnail": format!("{base}/profilephoto/005/T"),
    })
}

fn urls(base: &str, org: &Org, user: &User) -> Value {
    let org = crate::id::to_15(&org.id);
    let rest = format!("{base}/services/data/v{{version}}");
    json!({
        "enterprise": format!("{base}/services/Soap/c/{{version}}/{org}"),
        "metadata": format!("{base}/services/Soap/m/{{version}}/{org}"),
        "partner": format!("{base}/services/Soap/u/{{version}}/{org}"),
        "rest": format!("{rest}/"),
        "sobjects": format!("{rest}/sobjects/"),
        "search": format!("{rest}/search/"),
        "query": format!("{rest}/query/"),
        "recent": format!("{rest}/recent/"),
        "tooling_soap": format!("{base}/services/Soap/T/{{version}}/{org}"),
        "tooling_rest": format!("{rest}/tooling/"),
        "profile": format!("{base}/{}", user.id),
        "feeds": format!("{rest}/chatter/feeds"),
        "groups": format!("{rest}/chatter/groups"),
        "users": format!("{rest}/chatter/users"),
        "feed_items": format!("{rest}/chatter/feed-items"),
        "feed_elements": format!("{rest}/chatter/feed-elements"),
        "custom_domain": base,
    })
}
