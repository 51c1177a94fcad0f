//! The page on which a session is raised to high assurance. The code that a real org would send by mail is shown.

use axum::{http::StatusCode, response::Response};

use super::{escape, page};
use crate::browser::Session;
use crate::oauth::{APPROVAL_PAGE, authorization::Authorization};

/// Asks for the code; `wrong` after one that is not it.
pub(crate) fn ask(
    authorization: &Authorization,
    handle: &str,
    session: &Session,
    token: &str,
    wrong: bool,
) -> Response {
    let alert = if wrong {
        r#"<p class="error" role="alert" id="error">The verification code is not right. Try again.</p>"#
    } else {
        ""
    };
    let body = format!(
        r#"{alert}<p><strong>{label}</strong> wants a session of high assurance. Type the code
<code id="practice-code">{code}</code>, which Salesforce would have sent to you.</p>
<form method="post" action="{APPROVAL_PAGE}">
<input type="hidden" name="csrf" value="{token}">
<input type="hidden" name="source" value="{source}">
<label for="smc">Verification Code</label>
<input id="smc" name="smc" type="text" inputmode="numeric" autocomplete="one-time-code" required>
<button class="main" id="save" type="submit">Verify</button>
</form>"#,
        label = escape(&authorization.label),
        code = session.verification_code,
        token = escape(token),
        source = escape(handle),
    );
    page(StatusCode::OK, "Verify Your Identity", &body, &authorization.form_target())
}
