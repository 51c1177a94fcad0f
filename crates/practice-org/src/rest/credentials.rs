//! Consumer key and secret of an app, behind a switch and two permissions.
//!
//! Source: *Connect REST API Developer Guide*, "OAuth Credentials by App ID", "OAuth Credentials by Consumer ID". What
//! is said while the switch is off is a guess: it is what other gated resources of that API say.

use std::collections::HashMap;

use axum::{
    Extension, Json,
    extract::{Path, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Caller, RestError};
use crate::front_door::Here;
use crate::id;
use crate::org::{Org, app::App, audit::SetupChange};
use crate::rules::rest as say;

/// The version from which staged credentials exist.
pub(super) const STAGED_SINCE: u32 = 65;

/// The version from which credentials can be read.
const SINCE: u32 = 60;

/// App and, for one of them, consumer of a path.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    app: String,
    consumer: Option<String>,
}

/// `GET /apps/oauth/credentials/APP`
pub(super) async fn consumers(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(asked): Path<Asked>,
) -> Result<Json<Value>, RestError> {
    let mut state = here.world.state();
    let org = state.orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?;
    open(org, &caller, false)?;
    let app = app(org, &asked.app)?;
    let page = format!("{}/apps/oauth/credentials/{}", caller.base(), app.stored.id);
    let consumers: Vec<Value> = shown(&app, &caller, Part::Key).into_iter().collect();
    Ok(Json(json!({ "consumers": consumers, "currentPageUrl": page, "nextPageUrl": null })))
}

/// `GET /apps/oauth/credentials/APP/CONSUMER?part=…`
pub(super) async fn consumer(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(asked): Path<Asked>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, RestError> {
    let part = match query.get("part").map(|part| part.to_ascii_lowercase()).as_deref() {
        None | Some("key") => Part::Key,
        Some("secret") => Part::Secret,
        Some("keyandsecret") => Part::Both,
        Some(other) => {
            return Err(RestError::with(say::BAD_PARAMETER, &["part", other]));
        }
    };
    let mut state = here.world.state();
    let org = state.orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?;
    open(org, &caller, part != Part::Key)?;
    let app = if part == Part::Key { app(org, &asked.app)? } else { own_app(org, &asked.app)? };
    let asked_consumer = asked.consumer.as_deref().unwrap_or_default();
    app.consumer.filter(|consumer| id::same(&consumer.id, asked_consumer)).ok_or(say::NO_RESOURCE)?;
    let reply = shown(&app, &caller, part).ok_or(say::NO_RESOURCE)?;
    let label = app.application.label.clone();
    if part != Part::Key {
        org.note_change(&caller.user, here.world.now(), &SetupChange::SecretViewed(&label));
    }
    Ok(Json(reply))
}

/// What of a consumer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Key,
    Secret,
    Both,
}

/// The version first, then the switch, then the permissions.
pub(super) fn open(org: &mut Org, caller: &Caller, secret: bool) -> Result<(), RestError> {
    if caller.version < SINCE {
        return Err(say::NO_RESOURCE.into());
    }
    if !org.secret_access() || org.credentials_refusals_left > 0 {
        org.credentials_refusals_left = org.credentials_refusals_left.saturating_sub(1);
        return Err(say::FEATURE_OFF.into());
    }
    let user = org.user(&caller.user).ok_or(say::NO_SESSION)?;
    let permissions = org.permissions_of(user);
    let may = permissions.contains("ExternalClientAppDeveloper");
    if may && (!secret || permissions.contains("ViewClientSecret")) { Ok(()) } else { Err(say::NO_ACCESS.into()) }
}

pub(super) fn app<'a>(org: &'a Org, app_id: &str) -> Result<App<'a>, RestError> {
    Ok(org.app_by_id(app_id).ok_or(say::NO_RESOURCE)?)
}

/// The app whose secret is asked for, or is to be another: only its publisher sees it.
pub(super) fn own_app<'a>(org: &'a Org, app_id: &str) -> Result<App<'a>, RestError> {
    let app = app(org, app_id)?;
    if app.is_installed() { Err(say::NO_ACCESS.into()) } else { Ok(app) }
}

/// Ids of consumers come back with 15 characters, as in `oauthLink`.
fn shown(app: &App<'_>, caller: &Caller, part: Part) -> Option<Value> {
    let (consumer, key) = (app.consumer?, app.key()?);
    let address = format!("{}/apps/oauth/credentials/{}/{}", caller.base(), app.stored.id, id::to_15(&consumer.id));
    let mut reply = json!({ "id": id::to_15(&consumer.id) });
    let reply_object = reply.as_object_mut()?;
    let mut put = |name: &str, value: &str| reply_object.insert(name.to_owned(), value.into());
    if part != Part::Secret {
        put("key", key);
    }
    put("name", &app.application.full_name);
    if part != Part::Key {
        put("secret", &consumer.secret);
    }
    if caller.version >= STAGED_SINCE {
        put("stagedCredentialsUrl", &format!("{address}/staged"));
    }
    put("url", &address);
    Some(reply)
}
