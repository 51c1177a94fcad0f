//! JWT bearer and assertions of clients: what is wrong with each, and what is said of it.

use practice_org::{
    Fault, Timing,
    rules::Standing::{self, Guess, Seen},
};
use serde_json::{Value, json};

use crate::{
    rules::Mark,
    support::{
        Credentials, Practice,
        package::App,
        signer::{CLIENT, STRANGER, claims, hs256, now},
    },
};

/// What is sent as the assertion.
#[derive(Clone, Copy)]
enum Sent {
    /// One that is good but for this claim; null takes the claim away.
    But(&'static str, fn(&Practice) -> Value),
    /// A good one, signed with another key.
    Stranger,
    /// A good one, signed with the certificate as a shared secret.
    SharedSecret,
    /// A good one, twice.
    Twice,
    /// This.
    Text(&'static str),
}
use Sent::{But, SharedSecret, Stranger, Text, Twice};

/// Rule, standing, when, app, assertion, error, description.
type Row = (&'static str, Standing, &'static str, &'static str, Sent, &'static str, &'static str);

const INVALID: (&str, &str) = ("invalid_grant", "invalid assertion");
const NOT_APPROVED: (&str, &str) = ("invalid_grant", "user hasn't approved this consumer");
const CLIENT_REFUSED: (&str, &str) = ("invalid_client", "invalid client credentials");

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("oauth::MISSING_PARAMETER", Guess, "no assertion", "Acme", Text(""), "invalid_request", "missing required parameter: assertion"),
    ("oauth::INVALID_ASSERTION", Seen, "no JWT", "Acme", Text("nothing"), INVALID.0, INVALID.1),
    ("oauth::INVALID_ASSERTION", Seen, "another key", "Acme", Stranger, INVALID.0, INVALID.1),
    ("oauth::INVALID_ASSERTION", Seen, "HS256", "Acme", SharedSecret, INVALID.0, INVALID.1),
    ("oauth::INVALID_ASSERTION", Seen, "the app has no certificate", "No_certificate", But("x", |_| Value::Null), INVALID.0, INVALID.1),
    ("oauth::INVALID_ASSERTION", Seen, "no issuer", "Acme", But("iss", |_| Value::Null), INVALID.0, INVALID.1),
    ("oauth::INVALID_ASSERTION", Seen, "no subject", "Acme", But("sub", |_| Value::Null), INVALID.0, INVALID.1),
    ("oauth::INVALID_ASSERTION", Seen, "no expiry", "Acme", But("exp", |_| Value::Null), INVALID.0, INVALID.1),
    ("oauth::INVALID_ASSERTION", Seen, "not before an hour from now", "Acme", But("nbf", |_| json!(now() + 3600)), INVALID.0, INVALID.1),
    ("oauth::INVALID_ASSERTION", Seen, "the same id again", "Acme", Twice, INVALID.0, INVALID.1),
    ("oauth::UNKNOWN_CLIENT", Seen, "an issuer that is no app", "Acme", But("iss", |_| json!("3MVG9none")), "invalid_client_id", "client identifier invalid"),
    ("oauth::ASSERTION_AUDIENCE", Guess, "no audience", "Acme", But("aud", |_| Value::Null), "invalid_grant", "audience is invalid"),
    ("oauth::ASSERTION_AUDIENCE", Guess, "another host", "Acme", But("aud", |_| json!("https://evil.example")), "invalid_grant", "audience is invalid"),
    ("oauth::ASSERTION_AUDIENCE", Guess, "the login host of sandboxes", "Acme", But("aud", |_| json!("https://test.salesforce.com")), "invalid_grant", "audience is invalid"),
    ("oauth::ASSERTION_AUDIENCE", Guess, "the token endpoint", "Acme", But("aud", |_| json!("https://login.salesforce.com/services/oauth2/token")), "invalid_grant", "audience is invalid"),
    ("oauth::ASSERTION_AUDIENCE", Guess, "another port", "Acme", But("aud", |_| json!("http://localhost:1")), "invalid_grant", "audience is invalid"),
    ("oauth::EXPIRED_ASSERTION", Guess, "over three minutes late", "Acme", But("exp", |_| json!(now() - 190)), "invalid_grant", "expired authorization code"),
    ("oauth::NOT_PREAPPROVED", Seen, "a user who does not exist", "Acme", But("sub", |_| json!("nobody@practice.example")), NOT_APPROVED.0, NOT_APPROVED.1),
    ("oauth::NOT_PREAPPROVED", Seen, "the older name, which wins, of nobody", "Acme", But("prn", |_| json!("nobody@practice.example")), NOT_APPROVED.0, NOT_APPROVED.1),
    ("oauth::NOT_PREAPPROVED", Seen, "anyone may approve, and this user has not", "Open", But("x", |_| Value::Null), NOT_APPROVED.0, NOT_APPROVED.1),
    ("oauth::NOT_ADMITTED", Seen, "the policy chooses others", "Acme", But("sub", |_| json!("sam@practice.example")), "invalid_app_access", "user is not admin approved to access this app"),
    ("oauth::INACTIVE", Guess, "a frozen user", "Acme", But("sub", |_| json!("noor@practice.example")), "invalid_grant", "inactive user"),
    ("oauth::BLOCKED", Guess, "the app is switched off", "Switched_off", But("x", |_| Value::Null), "OAUTH_APP_BLOCKED", "this app is blocked by admin"),
    ("oauth::NOT_ON_LOGIN_HOST", Seen, "the login host is asked", "Acme at login", But("x", |_| Value::Null), "app_not_found", "External client app is not installed in this org"),
];

/// Rule, standing, when, extra parameters (`{good}` stands for a good assertion), error, description.
type ClientRow =
    (&'static str, Standing, &'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);

const KIND: (&str, &str) = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

#[rustfmt::skip]
const CLIENT_ROWS: &[ClientRow] = &[
    ("oauth::WRONG_CLIENT_ASSERTION", Guess, "another type", &[("client_assertion_type", "magic"), ("client_assertion", "{good}")], CLIENT_REFUSED.0, CLIENT_REFUSED.1),
    ("oauth::WRONG_CLIENT_ASSERTION", Guess, "another key", &[KIND, ("client_assertion", "{stranger}")], CLIENT_REFUSED.0, CLIENT_REFUSED.1),
    ("oauth::WRONG_CLIENT_ASSERTION", Guess, "another subject", &[KIND, ("client_assertion", "{maya}")], CLIENT_REFUSED.0, CLIENT_REFUSED.1),
    ("oauth::WRONG_CLIENT_ASSERTION", Guess, "another audience", &[KIND, ("client_assertion", "{elsewhere}")], CLIENT_REFUSED.0, CLIENT_REFUSED.1),
    ("oauth::WRONG_CLIENT_ASSERTION", Guess, "the same id again", &[KIND, ("client_assertion", "{again}")], CLIENT_REFUSED.0, CLIENT_REFUSED.1),
    ("oauth::MISSING_PARAMETER", Guess, "no type", &[("client_assertion", "{good}")], "invalid_request", "missing required parameter: client_assertion_type"),
    ("oauth::TWO_LOGINS", Guess, "a secret too", &[KIND, ("client_assertion", "{good}"), ("client_secret", "{secret}")], "invalid_request", "client credentials were sent in more than one way"),
];

pub(crate) fn marks() -> Vec<Mark> {
    let fault = [("oauth::NEEDS_REFRESH_SCOPE", Seen)];
    let rows = ROWS.iter().map(|row| (row.0, row.1));
    rows.chain(CLIENT_ROWS.iter().map(|row| (row.0, row.1))).chain(fault).collect()
}

const GRANT: (&str, &str) = ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");

fn said(error: &str, description: &str) -> String {
    format!(r#"{{"error":"{error}","error_description":"{description}"}}"#)
}

#[tokio::test]
async fn an_assertion_is_refused_in_other_words() {
    let practice = Practice::new().await;
    let app = |name| App { name, global: CLIENT.element(), ..App::default() };
    // The policy admits a frozen user, too.
    let policy = "<commaSeparatedPermissionSet>Acme_Billing_Users</commaSeparatedPermissionSet>\
        <commaSeparatedProfile>Standard User</commaSeparatedProfile>\
        <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>";
    for app in [
        App { policy, ..app("Acme") },
        App { global: "", ..app("No_certificate") },
        App { policy: App::self_authorized().policy, ..app("Open") },
        App { enabled: false, ..app("Switched_off") },
    ] {
        practice.app(&app).await;
    }
    for (rule, _, when, app, sent, error, description) in ROWS {
        let (name, at_login) = app.strip_suffix(" at login").map_or((*app, false), |name| (name, true));
        let key = practice.credentials(name).await.key;
        let url =
            if at_login { practice.login("/services/oauth2/token") } else { practice.org("/services/oauth2/token") };
        let mut good = claims(&key, "maya@practice.example", &practice.org(""));
        let assertion = match sent {
            But(claim, value) => {
                good[*claim] = value(&practice);
                good.as_object_mut().unwrap().retain(|_, value| !value.is_null());
                CLIENT.sign(&good)
            }
            Stranger => STRANGER.sign(&good),
            SharedSecret => hs256(&good, &CLIENT.certificate),
            Twice => {
                good["jti"] = json!("once");
                let assertion = CLIENT.sign(&good);
                let first = practice.post_form(url.clone(), &[GRANT, ("assertion", &assertion)]).await;
                assert_eq!(first.status, 200, "{}", first.body);
                assertion
            }
            Text(text) => (*text).to_owned(),
        };
        let answer = practice.post_form(url, &[GRANT, ("assertion", &assertion)]).await;
        assert_eq!((answer.status, answer.body), (400, said(error, description)), "{rule}, {when}");
    }
}

#[tokio::test]
async fn a_client_assertion_is_refused_in_other_words() {
    let practice = Practice::new().await;
    let global = format!("{}{}", App::default().global, CLIENT.element()).leak();
    let Credentials { key, secret, .. } = practice.app(&App { global, ..App::default() }).await;
    let org = practice.org("");
    let mut once = claims(&key, &key, &org);
    once["jti"] = json!("once");
    let texts = [
        ("{good}", CLIENT.sign(&claims(&key, &key, &org))),
        ("{stranger}", STRANGER.sign(&claims(&key, &key, &org))),
        ("{maya}", CLIENT.sign(&claims(&key, "maya@practice.example", &org))),
        ("{elsewhere}", CLIENT.sign(&claims(&key, &key, "https://evil.example"))),
        ("{again}", CLIENT.sign(&once)),
        ("{secret}", secret),
    ];
    let base = [("grant_type", "client_credentials"), ("client_id", key.as_str())];
    let again = [KIND, ("client_assertion", texts[4].1.as_str())];
    assert_eq!(practice.token_request(&[&base[..], &again].concat()).await.status, 200);
    for (rule, _, when, extra, error, description) in CLIENT_ROWS {
        let filled = extra.iter().map(|(name, value)| {
            let text = texts.iter().find(|(mark, _)| mark == value).map_or(*value, |(_, text)| text.as_str());
            (*name, text)
        });
        let form: Vec<(&str, &str)> = base.into_iter().chain(filled).collect();
        let answer = practice.token_request(&form).await;
        assert_eq!((answer.status, answer.body), (400, said(error, description)), "{rule}, {when}");
    }
}

#[tokio::test]
async fn an_app_without_a_refresh_scope_gets_in_under_the_fault() {
    // oauth::NEEDS_REFRESH_SCOPE, seen
    let practice = Practice::with(&[Fault::JwtNeedsRefreshScope], Timing::instant()).await;
    for (name, scopes, status) in [("Narrow", "Api", 400), ("Wide", "Api, RefreshToken", 200)] {
        let key = practice.app(&App { name, scopes, global: CLIENT.element(), ..App::default() }).await.key;
        let assertion = CLIENT.sign(&claims(&key, "maya@practice.example", &practice.org("")));
        let answer = practice.token_request(&[GRANT, ("assertion", &assertion)]).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        let text = "refresh_token scope is required and the connected app should be installed and preauthorized";
        assert!(status == 200 || answer.body == said("invalid_request", text), "{}", answer.body);
    }
}
