//! The page on which a person types the code that a device shows.
//!
//! Source: *Salesforce Help*, "OAuth 2.0 Device Flow for IoT Integration".

use axum::{Extension, http::StatusCode, response::Response};

use super::{CONNECT_PAGE, escape, page};
use crate::front_door::Here;
use crate::oauth::{APPROVAL_PAGE, Params, authorization::Authorization, found};

const WRONG: &str = "This code is wrong or has expired. Check what your device shows.";

/// `GET`: the form, with the code of the address typed already, or how it ended.
pub(super) async fn show(params: Params) -> Response {
    match params.get("answer") {
        Some("allowed") => told("Your Device Is Connected", "The device has been told. You can close this page."),
        Some("denied") => told("Access Denied", "The device gets no access. You can close this page."),
        _ => form(params.get("user_code").unwrap_or_default(), None),
    }
}

/// `POST`: a known code leads to log-in and consent.
pub(super) async fn connect(Extension(here): Extension<Here>, params: Params) -> Response {
    let now = here.world.now();
    let typed = params.get("user_code").unwrap_or_default();
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let mut state = here.world.state();
    let org = here.org().and_then(|index| state.orgs.get(index));
    let authorization = org.and_then(|org| {
        let device = org.tokens.devices.values().find(|device| device.user_code == code && device.is_open(now))?;
        Authorization::of_device(&here, org, device, now)
    });
    match authorization {
        Some(authorization) => {
            let handle = state.browsers.open(authorization);
            found(&format!("{}{APPROVAL_PAGE}?source={handle}", here.url()))
        }
        None => form(typed, Some(WRONG)),
    }
}

fn told(title: &str, text: &str) -> Response {
    page(StatusCode::OK, title, &format!("<p>{text}</p>"), "")
}

fn form(code: &str, error: Option<&str>) -> Response {
    let alert = error.map(|text| format!(r#"<p class="error" role="alert" id="error">{text}</p>"#)).unwrap_or_default();
    let body = format!(
        r#"{alert}<form method="post" action="{CONNECT_PAGE}">
<label for="user_code">Code</label>
<input id="user_code" name="user_code" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" required value="{}">
<button class="main" id="connect" type="submit">Connect</button>
</form>"#,
        escape(code)
    );
    page(StatusCode::OK, "Connect Your Device", &body, "")
}
