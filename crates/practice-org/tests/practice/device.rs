//! The device flow: two codes, a page, and questions until a person has answered.

use std::time::Duration;

use crate::support::{
    Credentials, Practice, Reply,
    package::App,
    reply,
    sign_in::{introspect, refresh},
};
use practice_org::UserChange;
use serde_json::Value;

pub(crate) const DEVICE: &str = "<isDeviceFlowEnabled>true</isDeviceFlowEnabled>";

fn app() -> App {
    App { global: DEVICE, ..App::self_authorized() }
}

async fn start(practice: &Practice, app: &Credentials, scope: &str) -> Value {
    let form = [("response_type", "device_code"), ("client_id", app.key.as_str()), ("scope", scope)];
    let answer = practice.token_request(&form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.headers["cache-control"], "no-store");
    answer.json()
}

async fn poll(practice: &Practice, app: &Credentials, codes: &Value) -> Reply {
    let code = codes["device_code"].as_str().unwrap();
    practice.token_request(&[("grant_type", "device"), ("client_id", &app.key), ("code", code)]).await
}

/// A person types the code, logs in and answers; returns where the browser ends.
async fn type_code(practice: &Practice, code: &str, who: &str, answer: &str) -> Reply {
    let page = practice.org("/setup/connect");
    let typed = practice.post_form(page, &[("user_code", code)]).await;
    assert_eq!(typed.status, 302, "{}", typed.body);
    practice.browse(typed.location().to_owned(), &format!("{who}@practice.example"), answer).await
}

fn wait(practice: &Practice, seconds: u64) {
    practice.world().advance(Duration::from_secs(seconds));
}

#[tokio::test]
async fn a_device_is_not_let_in_when_the_person_says_yes() {
    let practice = Practice::new().await;
    let app = practice.app(&app()).await;
    let codes = start(&practice, &app, "api refresh_token").await;
    let keys: Vec<&String> = codes.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["device_code", "user_code", "verification_uri", "interval"]);
    assert_eq!((&codes["verification_uri"], &codes["interval"]), (&practice.org("/setup/connect").into(), &5.into()));
    let code = codes["user_code"].as_str().unwrap();
    assert_eq!(code.len(), 8);
    let pending = poll(&practice, &app, &codes).await.oauth_error();
    assert_eq!((pending.0, pending.1.as_str()), (400, "authorization_pending"));
    let page = reply(practice.client.get(practice.org(&format!("/setup/connect?user_code={code}")))).await;
    assert!(page.body.contains(&format!(r#"value="{code}""#)) && page.body.contains("PRACTICE"), "{}", page.body);
    // As people type it.
    let typed = format!("{}-{}", code[..4].to_lowercase(), &code[4..]);
    let end = type_code(&practice, &typed, "maya", "allow").await;
    assert!(end.status == 200 && end.body.contains("Your Device Is Connected"), "{end:?}");
    wait(&practice, 5);
    let tokens = poll(&practice, &app, &codes).await.json();
    assert_eq!(tokens["scope"], "api refresh_token", "{tokens}");
    let told = introspect(&practice, &app, tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(told["username"], "maya@practice.example");
    let soql = "SELECT Application, LoginSubType, Status FROM LoginHistory WHERE LoginType = 'Remote Access 2.0'";
    let logins = practice.query("dana", soql).await.json();
    let login = &logins["records"][0];
    assert_eq!((&logins["totalSize"], &login["Application"]), (&1.into(), &"Acme".into()), "{logins}");
    assert_eq!((&login["LoginSubType"], &login["Status"]), (&Value::Null, &"Success".into()));
    assert_eq!(refresh(&practice, &app, &tokens["refresh_token"]).await.status, 200);
    wait(&practice, 5);
    assert_eq!(poll(&practice, &app, &codes).await.oauth_error().1, "invalid_grant", "a code works once");
}

#[tokio::test]
async fn a_code_of_a_device_is_taken_that_is_not_good() {
    let practice = Practice::new().await;
    let app = practice.app(&app()).await;
    let codes = start(&practice, &app, "api").await;
    let code = codes["user_code"].as_str().unwrap().to_owned();
    let send = async |code: &str| practice.post_form(practice.org("/setup/connect"), &[("user_code", code)]).await;
    for wrong in ["", "PRAAAAAA", "<b>"] {
        let page = send(wrong).await;
        assert!(page.status == 200 && page.body.contains(r#"role="alert""#) && !page.body.contains("<b>"), "{wrong}");
    }
    type_code(&practice, &code, "maya", "allow").await;
    assert_eq!(send(&code).await.status, 200, "answered already");
    let late = start(&practice, &app, "api").await;
    wait(&practice, 600);
    assert_eq!(send(late["user_code"].as_str().unwrap()).await.status, 200, "too old");
}

#[tokio::test]
async fn a_person_is_not_asked_because_the_app_was_approved_before() {
    let practice = Practice::new().await;
    let app = practice.app(&app()).await;
    for _ in 0..2 {
        let codes = start(&practice, &app, "api").await;
        let end = type_code(&practice, codes["user_code"].as_str().unwrap(), "maya", "deny").await;
        assert!(end.body.contains("Access Denied"), "{end:?}");
        assert_eq!(poll(&practice, &app, &codes).await.oauth_error().1, "access_denied");
    }
}

#[tokio::test]
async fn an_obstacle_of_the_user_is_kept_from_the_person_or_the_device() {
    let practice = Practice::new().await;
    let app = practice.app(&app()).await;
    let codes = start(&practice, &app, "api").await;
    let end = type_code(&practice, codes["user_code"].as_str().unwrap(), "noor", "allow").await;
    assert!(end.location().contains("RemoteAccessErrorPage.apexp?error=inactive_user"), "{end:?}");
    assert_eq!(poll(&practice, &app, &codes).await.oauth_error().1, "authorization_pending");
    type_code(&practice, codes["user_code"].as_str().unwrap(), "maya", "allow").await;
    let username = "maya@practice.example".to_owned();
    let frozen = UserChange { username, frozen: Some(true), ..UserChange::default() };
    practice.world().change_user(&frozen).unwrap();
    wait(&practice, 5);
    assert_eq!(poll(&practice, &app, &codes).await.oauth_error().2, "inactive user");
}

#[tokio::test]
async fn a_multipart_form_is_refused_that_salesforce_takes() {
    let practice = Practice::new().await;
    let app = practice.app(&app()).await;
    let form = reqwest::multipart::Form::new()
        .text("client_id", app.key.clone())
        .text("response_type", "device_code")
        .text("scope", "refresh_token api");
    let answer = reply(practice.client.post(practice.org("/services/oauth2/token")).multipart(form)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let form = reqwest::multipart::Form::new().text("response_type", "x".repeat(300 * 1024));
    let answer = reply(practice.client.post(practice.org("/services/oauth2/token")).multipart(form)).await;
    assert_eq!(answer.oauth_error().2, "request too large");
}
