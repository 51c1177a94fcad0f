//! The consent page.

use axum::{http::StatusCode, response::Response};

use super::escape;
use crate::oauth::{
    APPROVAL_PAGE,
    authorization::{Authorization, End},
    scope,
};

/// Asks a person whether an app may have what it asks for.
fn body(authorization: &Authorization, handle: &str, user: &str, token: &str) -> String {
    let scopes: String = authorization
        .scopes
        .iter()
        .map(|one| format!("<li>{} <code>{}</code></li>", escape(scope::words(one)), escape(one)))
        .collect();
    let end = match &authorization.end {
        End::Callback { redirect_uri, .. } => format!("<code>{}</code>", escape(redirect_uri)),
        End::Device { user_code } => format!("the device that shows the code <code>{}</code>", escape(user_code)),
    };
    format!(
        r#"<p><strong>{label}</strong> is asking to:</p>
<ul>{scopes}</ul>
<p>You are logged in as {user}. Your answer is sent to {end}.</p>
<form method="post" action="{APPROVAL_PAGE}">
<input type="hidden" name="csrf" value="{token}">
<input type="hidden" name="source" value="{source}">
<button class="main" id="oaapprove" type="submit" name="decision" value="allow">Allow</button>
<button id="oadeny" type="submit" name="decision" value="deny">Deny</button>
</form>"#,
        label = escape(&authorization.label),
        user = escape(user),
        end = end,
        token = escape(token),
        source = escape(handle),
    )
}

/// The whole page.
pub(crate) fn page(authorization: &Authorization, handle: &str, user: &str, token: &str) -> Response {
    let body = body(authorization, handle, user, token);
    super::page(StatusCode::OK, "Allow Access?", &body, &authorization.form_target())
}
