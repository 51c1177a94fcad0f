//! The page on which a person chooses whom to go on as (`prompt=select_account`).

use axum::{http::StatusCode, response::Response};

use super::{escape, page};
use crate::oauth::{APPROVAL_PAGE, encode};

/// Offers the account that is logged in, and the log-in page.
pub(crate) fn choice(handle: &str, user: &str) -> Response {
    let approval = format!("{APPROVAL_PAGE}?source={handle}");
    let body = format!(
        r#"<p>Which account do you want to use?</p>
<ul><li><a id="this-account" href="{this}&amp;account=this">{user}</a></li>
<li><a id="other-account" href="/?startURL={other}">Log in with a different username</a></li></ul>"#,
        this = escape(&approval),
        other = encode(&approval),
        user = escape(user),
    );
    page(StatusCode::OK, "Choose an Account", &body, "")
}
