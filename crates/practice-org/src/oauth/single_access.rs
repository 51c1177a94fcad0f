//! From an access token to a browser that is logged in: single access hands out an address, the front door lets in.
//!
//! Sources: *Salesforce Help*, "Generate a Frontdoor URL to Bridge into UI Sessions"; the front door takes a session id
//! too, as seen in public clients.

use axum::{
    Extension, Json,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{Params, bearer, encode, found, identity::refused, scope};
use crate::browser::{self, Pass, Session};
use crate::front_door::Here;
use crate::org::Org;
use crate::pages::{is_local, login};
use crate::rules::oauth as say;
use crate::world::State;

/// Where a pass, or a session id, logs a browser in.
pub(super) const FRONT_DOOR: &str = "/secur/frontdoor.jsp";

/// `POST /services/oauth2/singleaccess`: an address that logs a browser in, once.
pub(super) async fn single_access(Extension(here): Extension<Here>, headers: HeaderMap, params: Params) -> Response {
    let mut state = here.world.state();
    let token = bearer::of_request(&headers, &params);
    let Some(pass) = token.and_then(|token| pass(&here, &mut state, token)) else {
        return refused(say::SINGLE_ACCESS_REFUSED);
    };
    let org = here.org_url(pass.org);
    let otp = state.browsers.keep_pass(pass);
    let start = params.get("redirect_uri").filter(|path| is_local(path));
    let start = start.map(|path| format!("&startURL={}", encode(path))).unwrap_or_default();
    Json(json!({ "frontdoor_uri": format!("{org}{FRONT_DOOR}?otp={otp}{start}") })).into_response()
}

/// `GET` or `POST /secur/frontdoor.jsp` with `otp` or `sid`; whoever may not come in is sent to the log-in page.
pub(super) async fn front_door(Extension(here): Extension<Here>, headers: HeaderMap, params: Params) -> Response {
    let now = here.world.now();
    let mut state = here.world.state();
    let start = params.get("startURL").or_else(|| params.get("retURL")).filter(|path| is_local(path)).unwrap_or("/");
    let pass = match params.get("otp") {
        Some(otp) => state.browsers.take_pass(otp, now),
        None => params.get("sid").and_then(|sid| pass(&here, &mut state, sid)),
    };
    let Some(pass) = pass.filter(|pass| here.org().is_none_or(|own| own == pass.org)) else {
        return found(&format!("{}/?ec=302&startURL={}", here.url(), encode(start)));
    };
    if let Some(old) = browser::cookie(&here, &headers) {
        state.browsers.log_out(&old);
    }
    let cookie = state.browsers.log_in(Session::new(here.site, pass.org, pass.user, now));
    login::redirect(&here, Some(&cookie), &format!("{}{start}", here.url()))
}

/// What a live token with the scope `web` is worth to a user who may use the pages of the org.
fn pass(here: &Here, state: &mut State, token: &str) -> Option<Pass> {
    let now = here.world.now();
    let (index, grant) = bearer::grant_of(here, &mut state.orgs, token, now)?;
    let org: &Org = state.orgs.get(index).filter(|org| org.is_active)?;
    let user = org.user(&grant.user).filter(|user| user.may_log_in() && !org.may(user, "ApiUserOnly"))?;
    scope::includes(&grant.scopes, "web").then(|| Pass { org: index, user: user.id.clone(), at: now })
}
