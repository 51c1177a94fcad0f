//! The page on which an authorization ends that nobody tells the callback about.

use axum::{http::StatusCode, response::Response};

use super::{escape, page};
use crate::front_door::Here;
use crate::oauth::{OauthError, Params, encode};

/// Where it stands.
pub(super) const PATH: &str = "/setup/secur/RemoteAccessErrorPage.apexp";

/// The page's address for an error.
pub(crate) fn address(here: &Here, error: &OauthError, state: Option<&str>) -> String {
    let state = state.map(|state| format!("&state={}", encode(state))).unwrap_or_default();
    format!("{}{PATH}?{}{state}", here.url(), error.query())
}

/// `GET`: shows what the address says.
pub(super) async fn show(params: Params) -> Response {
    let body = format!(
        "<p>We can't authorize you because of an OAuth error. For more information, contact your Salesforce \
         administrator.</p><p><code>{}</code>: {}</p>",
        escape(params.get("error").unwrap_or_default()),
        escape(params.get("error_description").unwrap_or_default()),
    );
    page(StatusCode::OK, "OAuth Error", &body, "")
}
