//! JWT bearer: an app that holds a key and no secret, and client authentication by the same means.

use crate::support::{
    Practice, Reply,
    package::App,
    reply,
    sign_in::sign_in,
    signer::{CLIENT, VALID, claims, now},
};
use serde_json::{Value, json};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const MAYA: &str = "maya@practice.example";

async fn ask(practice: &Practice, claims: &Value) -> Reply {
    practice.token_request(&[("grant_type", GRANT), ("assertion", &CLIENT.sign(claims))]).await
}

fn with_key(app: App) -> App {
    App { global: CLIENT.element(), ..app }
}

#[tokio::test]
async fn a_pre_authorized_user_gets_no_token_for_a_good_assertion() {
    let practice = Practice::new().await;
    let key = practice.app(&with_key(App::default())).await.key;
    let answer = ask(&practice, &claims(&key, MAYA, &practice.org(""))).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let keys: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["access_token", "token_format", "scope", "instance_url", "id", "token_type"]);
    assert_eq!(answer.json()["scope"], "api openid refresh_token");
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    let who = reply(practice.client.get(practice.org("/services/oauth2/userinfo")).bearer_auth(&token)).await;
    assert_eq!(who.json()["preferred_username"], MAYA);
    let soql = "SELECT Status, Application, UserId FROM LoginHistory WHERE LoginType = 'Remote Access 2.0'";
    let logins = practice.query("dana", soql).await.json();
    let login = &logins["records"][0];
    assert_eq!((&logins["totalSize"], &login["Application"]), (&1.into(), &"Acme".into()), "{logins}");
    assert_eq!((&login["UserId"], &login["Status"]), (&who.json()["user_id"], &"Success".into()));
}

#[tokio::test]
async fn an_assertion_is_refused_that_salesforce_takes() {
    let practice = Practice::new().await;
    let key = practice.app(&with_key(App::default())).await.key;
    let own = practice.org("");
    let good = |aud: &str| claims(&key, MAYA, aud);
    let with = |name: &str, value: Value| {
        let mut claims = good(&own);
        claims[name] = value;
        claims
    };
    let rows = [
        ("the login host as audience", good(&practice.login(""))),
        ("the public login host as audience", good("https://login.salesforce.com")),
        ("another name of this host", good(&own.replace("localhost", "127.0.0.1"))),
        ("a slash behind the audience", good(&format!("{own}/"))),
        ("a list of audiences", with("aud", json!(["https://other.example", own]))),
        ("milliseconds, as the Salesforce CLI sends", with("exp", json!(now() * 1000 + 300))),
        ("two minutes late", with("exp", json!(now() - 120))),
        ("a fraction of a second", with("exp", json!(now() as f64 + 60.5))),
        ("the username in capitals", with("sub", json!("MAYA@Practice.Example"))),
        ("the older name of the subject, which wins", {
            let mut claims = with("sub", json!("nobody@practice.example"));
            claims["prn"] = json!(MAYA);
            claims
        }),
        ("an id", with("jti", json!("one"))),
        ("another id", with("jti", json!("two"))),
    ];
    for (when, claims) in rows {
        let answer = ask(&practice, &claims).await;
        assert_eq!(answer.status, 200, "{when}: {}", answer.body);
    }
}

#[tokio::test]
async fn an_approval_does_not_stand_for_the_assertion_or_stands_too_long() {
    let practice = Practice::new().await;
    let app = practice.app(&with_key(App::self_authorized())).await;
    let status = async || ask(&practice, &claims(&app.key, MAYA, &practice.org(""))).await;
    assert_eq!(status().await.oauth_error().2, "user hasn't approved this consumer");
    sign_in(&practice, &app, "&scope=api").await;
    assert_eq!(status().await.oauth_error().2, "user hasn't approved this consumer", "no refresh scope");
    let tokens = sign_in(&practice, &app, "&scope=api%20refresh_token").await;
    let answer = status().await;
    assert_eq!((answer.status, answer.json()["scope"].as_str()), (200, Some("api refresh_token")), "{}", answer.body);
    let form = [("token", tokens["refresh_token"].as_str().unwrap())];
    assert_eq!(practice.post_form(practice.org("/services/oauth2/revoke"), &form).await.status, 200);
    assert_eq!(status().await.oauth_error().2, "user hasn't approved this consumer", "revoked");
}

#[tokio::test]
async fn an_old_certificate_still_counts() {
    let practice = Practice::new().await;
    let key = practice.app(&with_key(App::default())).await.key;
    practice.world().advance(VALID + std::time::Duration::from_secs(2));
    let mut late = claims(&key, MAYA, &practice.org(""));
    late["exp"] = json!(late["exp"].as_i64().unwrap() + VALID.as_secs() as i64);
    assert_eq!(ask(&practice, &late).await.oauth_error().2, "invalid assertion");
}

#[tokio::test]
async fn a_client_cannot_prove_itself_with_its_key() {
    let practice = Practice::new().await;
    let global = format!("{}{}", App::default().global, CLIENT.element()).leak();
    let app = practice.app(&App { global, ..App::default() }).await;
    let login = |aud: &str| {
        vec![
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned()),
            ("client_assertion", CLIENT.sign(&claims(&app.key, &app.key, aud))),
        ]
    };
    let send = async |path: &str, mut form: Vec<(&str, String)>, more: &[(&'static str, &str)]| {
        form.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        reply(practice.client.post(practice.org(path)).form(&form)).await
    };
    let endpoint = practice.org("/services/oauth2/token");
    for aud in [endpoint.as_str(), &practice.org(""), &practice.login("")] {
        let answer = send("/services/oauth2/token", login(aud), &[("grant_type", "client_credentials")]).await;
        assert_eq!(answer.status, 200, "{aud}: {}", answer.body);
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        let told = send("/services/oauth2/introspect", login(aud), &[("token", &token)]).await;
        assert_eq!(told.json()["active"], true, "{}", told.body);
    }
}
