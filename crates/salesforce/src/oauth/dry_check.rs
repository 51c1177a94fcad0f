//! Asking the authorize service about an app without signing anyone in.
//!
//! A usable request leads on to the approval page; an unusable one is answered at once with status 400 and a bare
//! `error=…&error_description=…`. Nothing is followed.

use reqwest::Method;
use url::Url;

use crate::transport::{Call, Reply, Transport, error_pair};
use crate::{Error, Host, Result};

/// What the authorize service thinks of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DryCheck {
    /// The app, the callback and the rest of the request are accepted.
    Known,
    /// Refused before anyone would be asked to sign in.
    Refused {
        /// Such as `invalid_client_id` or `redirect_uri_mismatch`.
        error: String,
        /// Salesforce's own words.
        description: String,
    },
    /// Neither of both.
    Unexpected {
        /// HTTP status.
        status: u16,
        /// What kind of answer it was.
        detail: String,
    },
}

/// Gets an authorize address without following where it leads.
pub async fn dry_check(t: &Transport, authorize: &Url, host: &Host) -> Result<DryCheck, Error> {
    let reply = t.send(&Call::new("dry check", Method::GET, host, authorize.clone())).await?;
    Ok(judge(&reply))
}

fn judge(reply: &Reply) -> DryCheck {
    let status = reply.status.as_u16();
    if reply.status.is_redirection() {
        let location = reply.header("location").unwrap_or_default();
        return judge_location(status, location);
    }
    judge_body(status, &reply.body)
}

fn judge_location(status: u16, location: &str) -> DryCheck {
    let (path, query) = location.split_once(['?', '#']).unwrap_or((location, ""));
    if path.ends_with("/RemoteAccessAuthorizationPage.apexp") {
        return DryCheck::Known;
    }
    match error_pair(query) {
        Some((error, description)) => DryCheck::Refused { error, description },
        None => DryCheck::Unexpected { status, detail: format!("a redirect to {path}") },
    }
}

fn judge_body(status: u16, body: &[u8]) -> DryCheck {
    match std::str::from_utf8(body).ok().and_then(|text| error_pair(text.trim())) {
        Some((error, description)) => DryCheck::Refused { error, description },
        None => DryCheck::Unexpected { status, detail: format!("{} bytes without an error in them", body.len()) },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_approval_page_means_known() {
        let location =
            "https://acme.my.salesforce.com/setup/secur/RemoteAccessAuthorizationPage.apexp?source=CAAAA&display=page";
        assert_eq!(judge_location(302, location), DryCheck::Known);
        assert_eq!(judge_location(302, "/setup/secur/RemoteAccessAuthorizationPage.apexp?x"), DryCheck::Known);
    }

    #[test]
    fn the_bare_string_is_read_and_decoded() {
        let body = b"error=redirect_uri_mismatch&error_description=redirect_uri%20must%20match%20configuration";
        assert_eq!(
            judge_body(400, body),
            DryCheck::Refused {
                error: "redirect_uri_mismatch".into(),
                description: "redirect_uri must match configuration".into()
            }
        );
    }

    #[test]
    fn an_error_page_by_redirect_is_a_refusal() {
        let location = "https://acme.my.salesforce.com/setup/secur/RemoteAccessErrorPage.apexp?error=invalid_client&error_description=app+must+be+installed+into+org";
        assert!(matches!(judge_location(302, location), DryCheck::Refused { error, .. } if error == "invalid_client"));
        assert!(matches!(judge_location(302, "https://evil.example/"), DryCheck::Unexpected { .. }));
    }

    #[test]
    fn a_page_is_not_an_answer() {
        assert!(matches!(judge_body(200, b"<html>error=x&error_description=y</html>"), DryCheck::Unexpected { .. }));
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic_or_pass(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_ne!(judge_body(400, &body), DryCheck::Known);
        }
    }
}
