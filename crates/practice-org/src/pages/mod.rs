//! The pages that a person sees: plain, usable without sight or mouse, and marked PRACTICE.

pub(crate) mod account;
mod connect;
pub(crate) mod consent;
pub(crate) mod login;
pub(crate) mod oauth_error;
pub(crate) mod verification;

use axum::{
    Router,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};

/// Where a person types the code of a device.
pub(crate) const CONNECT_PAGE: &str = "/setup/connect";

const STYLE: &str = include_str!("page.css");

/// Log-in, error page, style.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/", get(login::show).post(login::log_in))
        .route("/secur/logout.jsp", get(login::log_out))
        .route(CONNECT_PAGE, get(connect::show).post(connect::connect))
        .route(oauth_error::PATH, get(oauth_error::show))
        .route("/services/oauth2/success", get(success))
        .route("/practice.css", get(style))
}

/// A whole page around a body that is HTML already. Forms may lead only to this host and to `form_target`.
pub(crate) fn page(status: StatusCode, title: &str, body: &str, form_target: &str) -> Response {
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {form_target}; base-uri 'none'; frame-ancestors 'none'"
    );
    let title = escape(title);
    let html = format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} | PRACTICE org</title>
<link rel="stylesheet" href="/practice.css">
</head>
<body>
<p class="banner"><strong>PRACTICE</strong> This is not Salesforce. Nothing here is real.</p>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"#
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy.as_str()),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    (status, headers, Html(html)).into_response()
}

/// A text as HTML or XML shows it.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Whether an address is a path of this host and leads nowhere else.
pub(crate) fn is_local(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n'])
}

/// A form whose token is not this browser's.
pub(crate) fn foreign_form() -> Response {
    page(
        StatusCode::FORBIDDEN,
        "This form has expired",
        "<p>Go back to where you started and try again. Cookies must be allowed for this host.</p>",
        "",
    )
}

/// Nothing stands at an address.
pub(crate) async fn not_found() -> Response {
    page(StatusCode::NOT_FOUND, "URL No Longer Exists", "<p>There is no such page in the practice org.</p>", "")
}

/// Where apps without a callback of their own send the browser.
async fn success() -> Response {
    page(
        StatusCode::OK,
        "Authentication complete",
        "<p>You can close this page, or copy its address to where you were asked for it.</p>",
        "",
    )
}

async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}

#[cfg(test)]
mod tests {
    #[test]
    fn markup_in_a_value_would_become_markup_on_the_page() {
        assert_eq!(super::escape(r#"<a href="x" id='y'>&"#), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;");
    }
}
