//! The device flow: what the token endpoint says to a device.

use std::time::Duration;

use practice_org::{
    Fault,
    rules::Standing::{self, Guess, Seen},
};

use crate::{
    device::DEVICE,
    rules::Mark,
    support::{Practice, package::App},
};

/// What is sent.
#[derive(Clone, Copy, PartialEq)]
enum Ask {
    /// The first request of a device.
    Start,
    /// Its question; before it, these many seconds pass after each of the questions before.
    Poll(&'static [u64]),
}
use Ask::{Poll, Start};

/// Rule, standing, when, request, app, parameters changed (an empty value takes one away), error, description.
#[rustfmt::skip]
type Row = (&'static str, Standing, &'static str, Ask, &'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);

const OFF: (&str, &str) = ("unsupported_grant_type", "grant type not supported");
const REFUSED: (&str, &str) = ("unauthorized_client", "device flow is not allowed for this app");
const UNKNOWN: (&str, &str) = ("invalid_grant", "invalid device code");

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("oauth::MISSING_PARAMETER", Guess, "no client", Start, "Acme", &[("client_id", "")], "invalid_request", "missing required parameter: client_id"),
    ("oauth::UNKNOWN_CLIENT", Seen, "the key is nobody's", Start, "Acme", &[("client_id", "3MVG9none")], "invalid_client_id", "client identifier invalid"),
    ("oauth::NOT_ON_LOGIN_HOST", Seen, "the login host is asked", Start, "Acme", &[("host", "login")], "app_not_found", "External client app is not installed in this org"),
    ("oauth::UNSUPPORTED_GRANT", Seen, "the flow is off", Start, "Off", &[], OFF.0, OFF.1),
    ("oauth::SCOPE_NOT_ALLOWED", Seen, "a scope that the app lacks", Start, "Acme", &[("scope", "web")], "invalid_scope", "the requested scope is not allowed"),
    ("oauth::NO_DEVICE_FLOW", Guess, "no callback on localhost", Start, "Elsewhere", &[], REFUSED.0, REFUSED.1),
    ("oauth::NO_DEVICE_FLOW", Guess, "the command line's app", Start, "Acme", &[("client_id", "PlatformCLI")], REFUSED.0, REFUSED.1),
    ("oauth::MISSING_PARAMETER", Guess, "no code", Poll(&[]), "Acme", &[("code", "")], "invalid_request", "missing required parameter: code"),
    ("oauth::WRONG_SECRET", Seen, "a wrong secret, though none is wanted", Poll(&[]), "Acme", &[("client_secret", "wrong")], "invalid_client", "invalid client credentials"),
    ("oauth::UNKNOWN_DEVICE", Guess, "a code that no device was given", Poll(&[]), "Acme", &[("code", "nothing")], UNKNOWN.0, UNKNOWN.1),
    ("oauth::UNKNOWN_DEVICE", Guess, "a code of another app", Poll(&[]), "Acme", &[("client_id", "{other}")], UNKNOWN.0, UNKNOWN.1),
    ("oauth::EXPIRED_DEVICE", Guess, "after ten minutes", Poll(&[600]), "Acme", &[], "invalid_grant", "expired device code"),
    ("oauth::AUTHORIZATION_PENDING", Guess, "at once", Poll(&[]), "Acme", &[], "authorization_pending", "Waiting for user to authorize"),
    ("oauth::AUTHORIZATION_PENDING", Guess, "after the interval", Poll(&[5]), "Acme", &[], "authorization_pending", "Waiting for user to authorize"),
    ("oauth::SLOW_DOWN", Guess, "a second too soon", Poll(&[4]), "Acme", &[], "slow_down", "polling too frequently"),
    ("oauth::SLOW_DOWN", Guess, "the interval has grown", Poll(&[1, 9]), "Acme", &[], "slow_down", "polling too frequently"),
    ("oauth::AUTHORIZATION_PENDING", Guess, "after the interval that has grown", Poll(&[1, 10]), "Acme", &[], "authorization_pending", "Waiting for user to authorize"),
];

pub(crate) fn marks() -> Vec<Mark> {
    let extra = [("oauth::DEVICE_DENIED", Guess), ("oauth::NOT_INSTALLED", Guess)];
    ROWS.iter().map(|row| (row.0, row.1)).chain(extra).collect()
}

fn said(error: &str, description: &str) -> String {
    format!(r#"{{"error":"{error}","error_description":"{description}"}}"#)
}

#[tokio::test]
async fn a_device_is_told_in_other_words() {
    let practice = Practice::new().await;
    let open = App { global: DEVICE, ..App::self_authorized() };
    for app in [
        open.clone(),
        App { name: "Other", ..open.clone() },
        App { name: "Off", global: "", ..open.clone() },
        App { name: "Elsewhere", callback: "https://acme.example/callback", ..open },
    ] {
        practice.app(&app).await;
    }
    let other = practice.credentials("Other").await.key;
    for (rule, _, when, ask, app, changed, error, description) in ROWS {
        let key = practice.credentials(app).await.key;
        let start = [("response_type", "device_code"), ("client_id", &key)];
        let device_code = match ask {
            Start => String::new(),
            Poll(_) => practice.token_request(&start).await.json()["device_code"].as_str().unwrap().to_owned(),
        };
        let mut form = match ask {
            Start => start.to_vec(),
            Poll(_) => vec![("grant_type", "device"), ("client_id", &key), ("code", &device_code)],
        };
        form.retain(|(name, _)| changed.iter().all(|(changed, _)| changed != name));
        let given = changed.iter().filter(|(name, value)| *name != "host" && !value.is_empty());
        form.extend(given.map(|(name, value)| (*name, if *value == "{other}" { other.as_str() } else { *value })));
        let path = "/services/oauth2/token";
        let url = if changed.contains(&("host", "login")) { practice.login(path) } else { practice.org(path) };
        if let Poll(waits) = ask {
            for wait in *waits {
                practice.post_form(url.clone(), &form).await;
                practice.world().advance(Duration::from_secs(*wait));
            }
        }
        let answer = practice.post_form(url, &form).await;
        assert_eq!((answer.status, answer.body), (400, said(error, description)), "{rule}, {when}");
    }
}

#[tokio::test]
async fn a_person_says_no_in_other_words() {
    // oauth::DEVICE_DENIED, guess
    let practice = Practice::new().await;
    let key = practice.app(&App { global: DEVICE, ..App::self_authorized() }).await.key;
    let codes = practice.token_request(&[("response_type", "device_code"), ("client_id", &key)]).await.json();
    let text = |name: &str| codes[name].as_str().unwrap().to_owned();
    let typed = practice.post_form(practice.org("/setup/connect"), &[("user_code", &text("user_code"))]).await;
    practice.browse(typed.location().to_owned(), "maya@practice.example", "deny").await;
    let form = [("grant_type", "device"), ("client_id", &key), ("code", &text("device_code"))];
    let answer = practice.token_request(&form).await;
    assert_eq!((answer.status, answer.body), (400, said("access_denied", "end-user denied authorization")));
}

#[tokio::test]
async fn an_app_that_is_not_installed_is_refused_to_a_device_in_other_words() {
    // oauth::NOT_INSTALLED, guess
    let practice = Practice::new().await;
    practice.world().set_fault(Fault::UninstalledAppBlocked, true);
    let form = [("response_type", "device_code"), ("client_id", "PlatformCLI")];
    let answer = practice.token_request(&form).await;
    assert_eq!((answer.status, answer.body), (400, said("invalid_client", "app must be installed into org")));
}
