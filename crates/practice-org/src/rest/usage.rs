//! OAuth usage: apps that are in use, by whom, by which tokens, and their revocation.
//!
//! Source: *Connect REST API Developer Guide*, "OAuth Usage". Which permissions are wanted is a guess.

use std::collections::{BTreeMap, HashMap};

use axum::{
    Extension, Json,
    extract::{Path, Query},
    http::StatusCode,
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Caller, RestError};
use crate::clock::rest_time;
use crate::front_door::Here;
use crate::metadata::DistributionState;
use crate::org::{Org, app::App, connection::Connection};
use crate::rules::rest as say;

/// The version from which usage can be asked for.
const SINCE: u32 = 59;

/// Rows of a page that names no size.
const PAGE_SIZE: usize = 100;

/// App, user and token of a path.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    app: String,
    #[serde(default)]
    user: String,
    #[serde(default)]
    token: String,
}

/// Which part of a long list is wanted.
struct Page {
    /// Counts from 0.
    page: usize,
    /// Rows of each.
    size: usize,
}

/// `GET /apps/oauth/usage`: the apps that hold tokens.
pub(super) async fn apps(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, RestError> {
    let now = here.world.now();
    let state = here.world.state();
    let org = open(&state.orgs, &caller, &VIEW)?;
    let page = Page::of(&query)?;
    let used = org.apps().filter(|app| !org.connections(app, now).is_empty());
    let rows = used.map(|app| app_row(&app, &caller)).collect();
    Ok(Json(page.cut("apps", rows, &format!("{}/apps/oauth/usage", caller.base()))))
}

/// `GET /apps/oauth/usage/APP/users`
pub(super) async fn users(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(asked): Path<Asked>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, RestError> {
    let now = here.world.now();
    let state = here.world.state();
    let org = open(&state.orgs, &caller, &VIEW)?;
    let page = Page::of(&query)?;
    let app = org.app_by_id(&asked.app).ok_or(say::NO_RESOURCE)?;
    let mut of_user: BTreeMap<String, Connection> = BTreeMap::new();
    for one in org.connections(&app, now) {
        let sum = of_user.entry(one.user.clone()).or_insert_with(|| Connection { uses: 0, ..one.clone() });
        sum.first_at = sum.first_at.min(one.first_at);
        sum.last_at = sum.last_at.max(one.last_at);
        sum.uses += one.uses;
    }
    let base = format!("{}/apps/oauth/usage/{}", caller.base(), app.stored.id);
    let row = |one: Connection| token_row(org, &app, &one, &format!("{base}/{}/tokens", one.user));
    Ok(Json(page.cut("users", of_user.into_values().map(row).collect(), &format!("{base}/users"))))
}

/// `GET /apps/oauth/usage/APP/USER/tokens`
pub(super) async fn tokens(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(asked): Path<Asked>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, RestError> {
    let now = here.world.now();
    let state = here.world.state();
    let org = open(&state.orgs, &caller, &VIEW)?;
    let page = Page::of(&query)?;
    let app = org.app_by_id(&asked.app).ok_or(say::NO_RESOURCE)?;
    let user = org.user(&asked.user).ok_or(say::NO_RESOURCE)?;
    let base = format!("{}/apps/oauth/usage", caller.base());
    let theirs = org.connections(&app, now).into_iter().filter(|one| one.user == user.id);
    let rows = theirs.map(|one| token_row(org, &app, &one, &format!("{base}/tokens/{}", one.id()))).collect();
    Ok(Json(page.cut("tokens", rows, &format!("{base}/{}/{}/tokens", app.stored.id, user.id))))
}

/// `DELETE /apps/oauth/usage/APP/USER/tokens`
pub(super) async fn revoke_user(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(asked): Path<Asked>,
) -> Result<StatusCode, RestError> {
    let mut state = here.world.state();
    let org = open(&state.orgs, &caller, &REVOKE)?;
    org.app_by_id(&asked.app).ok_or(say::NO_RESOURCE)?;
    org.user(&asked.user).ok_or(say::NO_RESOURCE)?;
    state.orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?.disconnect(&asked.app, &asked.user);
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /apps/oauth/usage/APP/tokens`
pub(super) async fn revoke_app(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(asked): Path<Asked>,
) -> Result<StatusCode, RestError> {
    let mut state = here.world.state();
    let org = open(&state.orgs, &caller, &REVOKE)?;
    let app_id = org.app_by_id(&asked.app).ok_or(say::NO_RESOURCE)?.stored.id.clone();
    state.orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?.tokens.end_app(&app_id);
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /apps/oauth/usage/tokens/TOKEN`
pub(super) async fn revoke_token(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(asked): Path<Asked>,
) -> Result<StatusCode, RestError> {
    let now = here.world.now();
    let mut state = here.world.state();
    let org = open(&state.orgs, &caller, &REVOKE)?;
    let all = org.apps().flat_map(|app| org.connections(&app, now));
    let approval = all
        .filter(|one| crate::id::same(&one.id(), &asked.token))
        .map(|one| one.approval)
        .next()
        .ok_or(say::NO_RESOURCE)?;
    state.orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?.tokens.end_approval(approval);
    Ok(StatusCode::NO_CONTENT)
}

/// One of these is enough to look.
const VIEW: [&str; 3] = ["ExternalClientAppViewer", "ExternalClientAppAdmin", "ExternalClientAppDeveloper"];

/// What it takes to revoke.
const REVOKE: [&str; 1] = ["ManageUsers"];

fn open<'o>(orgs: &'o [Org], caller: &Caller, permissions: &[&str]) -> Result<&'o Org, RestError> {
    if caller.version < SINCE {
        return Err(say::NO_RESOURCE.into());
    }
    let org = orgs.get(caller.org).ok_or(say::NO_SESSION)?;
    let user = org.user(&caller.user).ok_or(say::NO_SESSION)?;
    let may = permissions.iter().any(|permission| org.may(user, permission));
    Ok(may.then_some(org).ok_or(say::NO_ACCESS)?)
}

fn format(app: &App<'_>) -> &'static str {
    if app.global.is_some_and(|global| global.is_named_user_jwt_enabled) { "jwt" } else { "opaque" }
}

fn app_row(app: &App<'_>, caller: &Caller) -> Value {
    let one = app.application;
    let is_from_package =
        matches!(one.distribution_state, DistributionState::Managed | DistributionState::AutoInstalled);
    json!({
        "accessTokenFormat": format(app), "availableActions": "disable, enable", "description": one.description,
        "developerName": one.full_name, "identifier": app.stored.id, "isFromPackage": is_from_package,
        "usageDetailsUrl": format!("{}/apps/oauth/usage/{}/users", caller.base(), app.stored.id),
    })
}

fn token_row(org: &Org, app: &App<'_>, one: &Connection, revocation_url: &str) -> Value {
    let at = |moment: Timestamp| rest_time(moment);
    json!({
        "accessTokenFormat": format(app), "appDeveloperName": app.application.full_name,
        "appIdentifier": app.stored.id, "initialConnectionAt": at(one.first_at), "lastUsedAt": at(one.last_at),
        "revocationUrl": revocation_url, "useCount": one.uses, "userIdentifier": one.user,
        "username": org.user(&one.user).map(|user| user.username.as_str()),
    })
}

impl Page {
    /// As `page` and `pageSize` tell it.
    fn of(query: &HashMap<String, String>) -> Result<Page, RestError> {
        let number = |name: &str, least: usize, usual: usize| match query.get(name) {
            None => Ok(usual),
            Some(text) => {
                let number = text.parse().ok().filter(|number| *number >= least);
                number.ok_or_else(|| RestError::with(say::BAD_PARAMETER, &[name, text]))
            }
        };
        Ok(Page { page: number("page", 0, 0)?, size: number("pageSize", 1, PAGE_SIZE)? })
    }

    /// One page of a list, with the addresses of this page and the next.
    fn cut(&self, name: &str, rows: Vec<Value>, address: &str) -> Value {
        let Page { page, size } = *self;
        let of = |page: usize| format!("{address}?page={page}&pageSize={size}");
        let start = page.saturating_mul(size);
        let next = (start.saturating_add(size) < rows.len()).then(|| of(page + 1));
        let shown: Vec<Value> = rows.into_iter().skip(start).take(size).collect();
        json!({ name: shown, "currentPageUrl": of(page), "nextPageUrl": next })
    }
}
