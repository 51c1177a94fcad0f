//! The authorize endpoint: checks the request and sends the browser to the approval page.

use axum::{
    Extension,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{APPROVAL_PAGE, Params, authorization::Authorization};
use crate::browser;
use crate::fault::Fault;
use crate::front_door::Here;
use crate::pages::oauth_error;
use crate::rules::oauth as say;

/// `GET /services/oauth2/authorize`
pub(super) async fn authorize(Extension(here): Extension<Here>, headers: HeaderMap, params: Params) -> Response {
    let now = here.world.now();
    let mut state = here.world.state();
    let authorization = match Authorization::check(&here, &state.orgs, &params, now) {
        Ok(authorization) => authorization,
        Err(error) if state.faults.has(Fault::BadRequestOnErrorPage) => {
            return found(&oauth_error::address(&here, &error, params.get("state")));
        }
        Err(error) => return error.as_bare_page(),
    };
    let cookie = browser::cookie(&here, &headers);
    if authorization.immediate && state.browsers.session(cookie.as_deref(), here.site).is_none() {
        return found(&authorization.with_error(&here, &say::NOT_LOGGED_IN.into()));
    }
    let handle = state.browsers.open(authorization);
    found(&format!("{}{APPROVAL_PAGE}?source={handle}", here.url()))
}

/// 302 to an address.
pub(crate) fn found(address: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, address.to_owned()), (header::CACHE_CONTROL, "no-store".to_owned())])
        .into_response()
}
