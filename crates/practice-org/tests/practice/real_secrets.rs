//! Secrets of real orgs, or what looks like them, sent here by mistake: whoever starts the practice org is told.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{Practice, package::App, reply};

/// Longest wait for a warning.
const LIMIT: Duration = Duration::from_secs(60);

/// What real orgs give, by its form.
struct Real {
    access_token: String,
    jwt: String,
    key: String,
    secret: String,
    refresh_token: String,
    /// A JWT that names a client.
    assertion: String,
}

impl Real {
    fn new() -> Self {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let jwt = |head: &Value, claims: &Value| format!("{}.{}.{}", part(head), part(claims), "c2lnbmVk".repeat(40));
        let key = format!("3MVG9{}", "d8s.4Kp0_Q".repeat(8));
        Self {
            access_token: format!("00D5g000004XyZa!AQ{}", "x9.Zb_".repeat(16)),
            jwt: jwt(
                &json!({ "tty": "sfdc-core-token", "tnk": "core/prod/00D5g000004XyZaEAK" }),
                &json!({ "mty": "oauth" }),
            ),
            assertion: jwt(&json!({ "alg": "RS256" }), &json!({ "iss": key, "sub": "kim@acme.example" })),
            secret: "7F0C2A1B".repeat(8),
            refresh_token: format!("5Aep861{}", "kT_h.2W".repeat(11)),
            key,
        }
    }

    fn all(&self) -> [&str; 6] {
        [&self.access_token, &self.jwt, &self.key, &self.secret, &self.refresh_token, &self.assertion]
    }

    /// Requests that bring them: where, and what.
    fn requests(&self, practice: &Practice) -> Vec<(RequestBuilder, &'static str, &'static [&'static str])> {
        const ACCESS: &[&str] = &["an access token"];
        const KEY: &[&str] = &["a consumer key"];
        const BOTH: &[&str] = &["a consumer key", "a consumer secret"];
        const REFRESH: &[&str] = &["a refresh token"];
        let get = |path: &str| practice.client.get(practice.org(path));
        let post = |path: &str| practice.client.post(practice.org(path));
        let token = |form: &[(&str, &str)]| post("/services/oauth2/token").form(form);
        let limits = || get("/services/data/v67.0/limits");
        let query = [("response_type", "code"), ("client_id", &*self.key), ("redirect_uri", "https://acme.example")];
        let shown = [("client_id", &*self.key), ("client_secret", &self.secret)];
        let assertion = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", &self.assertion)];
        let asserted = [("grant_type", "client_credentials"), ("client_assertion", &self.assertion)];
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", &*self.refresh_token)];
        let basic = token(&[("grant_type", "client_credentials")]).basic_auth(&self.key, Some(&self.secret));
        let soap = format!("<sessionId>{}</sessionId>", self.access_token);
        let token_alone = [("access_token", &self.access_token)];
        vec![
            (limits().bearer_auth(&self.access_token), "a header", ACCESS),
            (limits().bearer_auth(&self.jwt), "a header", ACCESS),
            (get("/").header("Cookie", format!("sid={}", self.access_token)), "a header", ACCESS),
            (basic, "a header", BOTH),
            (get("/services/oauth2/userinfo").query(&token_alone), "the address", ACCESS),
            (get(&format!("/{}", self.refresh_token)), "the address", REFRESH),
            (get("/services/oauth2/authorize").query(&query), "the address", KEY),
            (token(&shown), "the body", BOTH),
            (token(&assertion), "the body", KEY),
            (token(&asserted), "the body", KEY),
            (token(&refresh), "the body", REFRESH),
            (post("/services/oauth2/revoke").form(&[("token", &self.access_token)]), "the body", ACCESS),
            (post("/services/Soap/u/67.0").body(soap), "the body", ACCESS),
        ]
    }
}

#[tokio::test]
async fn a_secret_that_looks_real_comes_unnoticed_or_is_written_down() {
    let (practice, warnings) = Practice::binary_heard(&[]);
    let real = Real::new();
    let control = &practice.description.control;
    for (request, place, kinds) in real.requests(&practice) {
        let flags: Vec<_> = kinds.iter().map(|kind| format!("{kind} that looks real, in {place}")).collect();
        reply(request).await;
        let log = reply(practice.client.get(format!("{}/log", control.url)).bearer_auth(&control.bearer)).await;
        let last = log.json().as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["real_secrets"], json!(flags), "{last}");
        let warned = warnings.recv_timeout(LIMIT).unwrap();
        let text = |name: &str| last[name].as_str().unwrap();
        let start = format!("practice-org: {} {} came with {}. ", text("method"), text("path"), flags.join(", "));
        assert!(warned.starts_with(&start), "{warned}");
        for value in real.all() {
            assert!(!log.body.contains(value) && !warned.contains(value), "{flags:?}: written down");
        }
    }
    // One line each, and none for what belongs here.
    practice.get("dana", "/services/data/v67.0/limits").await;
    drop(practice);
    assert_eq!(warnings.iter().collect::<Vec<_>>(), [""; 0]);
}

#[tokio::test]
async fn what_belongs_to_the_practice_org_looks_real() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let form = [("grant_type", "client_credentials"), ("client_id", &app.key), ("client_secret", &app.secret)];
    assert_eq!(practice.token_request(&form).await.status, 200);
    let control = &practice.description.control;
    let log = reply(practice.client.get(format!("{}/log", control.url)).bearer_auth(&control.bearer)).await.json();
    let flagged: Vec<_> = log.as_array().unwrap().iter().filter(|one| !one["real_secrets"].is_null()).collect();
    assert_eq!(flagged, [&Value::Null; 0]);
}
