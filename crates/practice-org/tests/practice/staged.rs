//! Staged credentials: stage, read, rotate without a gap, discard, 30 days; and rotation by metadata, which is at once.

use std::time::Duration;

use practice_org::World;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{
    Credentials, Practice, Reply,
    package::{App, switch},
    reply,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn path(app: &Credentials) -> String {
    format!("/services/data/v67.0/apps/oauth/credentials/{}/{}/staged", app.app_id, app.consumer_id)
}

/// Dana's session as it lives now, by the world's clock.
fn token(world: &World) -> String {
    let users = world.describe().orgs[0].users.clone();
    users.iter().find(|user| user.username.starts_with("dana")).unwrap().access_token.clone()
}

async fn ask(practice: &Practice, method: Method, path: &str, body: Option<Value>) -> Reply {
    let request = practice.client.request(method.clone(), practice.org(path)).bearer_auth(token(practice.world()));
    let request = match body {
        Some(body) => request.json(&body),
        None if method == Method::POST => request.json(&json!({})),
        None => request,
    };
    reply(request).await
}

async fn stage(practice: &Practice, app: &Credentials) -> Value {
    let staged = ask(practice, Method::POST, &path(app), None).await;
    assert_eq!(staged.status, 201, "{}", staged.body);
    staged.json()["stagedCredentials"][0].clone()
}

/// Whether a token is given for a key and its secret.
async fn works(practice: &Practice, key: &Value, secret: &Value) -> bool {
    let (key, secret) = (key.as_str().unwrap(), secret.as_str().unwrap());
    let form = [("grant_type", "client_credentials"), ("client_id", key), ("client_secret", secret)];
    practice.token_request(&form).await.status == 200
}

/// A POST with neither a length nor a body; none if there is no answer in a while.
pub(crate) async fn post_without_length(practice: &Practice, app: &Credentials) -> Option<String> {
    let url = reqwest::Url::parse(&practice.org(&path(app))).unwrap();
    let host = format!("localhost:{}", url.port().unwrap());
    let mut stream = TcpStream::connect(&host).await.unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
        url.path(),
        practice.token("dana")
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut text = String::new();
    let read = tokio::time::timeout(Duration::from_secs(1), stream.read_to_string(&mut text)).await;
    read.is_ok().then_some(text)
}

#[tokio::test]
async fn a_rotation_leaves_a_gap_or_the_old_pair_for_ever() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let (old_key, old_secret) = (json!(app.key), json!(app.secret));
    let empty = ask(&practice, Method::GET, &path(&app), None).await.json();
    assert_eq!(empty, json!({ "stagedCredentials": [], "url": path(&app) }));
    let staged = stage(&practice, &app).await;
    let one = staged["url"].as_str().unwrap().to_owned();
    assert_eq!(one, format!("{}/{}", path(&app), staged["id"].as_str().unwrap()));
    assert_eq!((&staged["state"], &staged["stagedCredentialsUrl"]), (&json!("Active"), &json!(path(&app))));
    assert_eq!(ask(&practice, Method::GET, &one, None).await.json(), staged);
    assert!(!works(&practice, &staged["key"], &staged["secret"]).await, "before it is rotated");
    let live = async || practice.get("dana", &path(&app).replace("/staged", "?part=keyandsecret")).await.json();
    assert_eq!(live().await["key"], old_key);
    let rotated = ask(&practice, Method::PATCH, &one, Some(json!({ "command": "rotate" }))).await;
    let former = rotated.json();
    assert_eq!((rotated.status, &former["state"], &former["id"]), (200, &json!("Rotated"), &staged["id"]));
    assert_eq!((&former["key"], &former["secret"]), (&old_key, &old_secret));
    assert_eq!((&live().await["key"], &live().await["secret"]), (&staged["key"], &staged["secret"]));
    for (key, secret) in [(&old_key, &old_secret), (&staged["key"], &staged["secret"])] {
        assert!(works(&practice, key, secret).await, "both pairs work");
    }
    assert!(!works(&practice, &old_key, &staged["secret"]).await, "but not one of each");
    practice.world().advance(DAY * 29);
    assert!(works(&practice, &old_key, &old_secret).await, "for 30 days");
    practice.world().advance(DAY * 2);
    assert!(!works(&practice, &old_key, &old_secret).await, "and no longer");
    assert_eq!(ask(&practice, Method::GET, &one, None).await.json()["state"], "Expired");
    assert!(works(&practice, &staged["key"], &staged["secret"]).await);
    // The slot is free again.
    assert_ne!(stage(&practice, &app).await["id"], staged["id"]);
}

#[tokio::test]
async fn a_discarded_pair_goes_on() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let staged = stage(&practice, &app).await;
    let one = staged["url"].as_str().unwrap().to_owned();
    ask(&practice, Method::PATCH, &one, Some(json!({ "command": "rotate" }))).await;
    let gone = ask(&practice, Method::DELETE, &one, None).await;
    assert_eq!((gone.status, gone.body.as_str()), (204, ""));
    assert!(!works(&practice, &json!(app.key), &json!(app.secret)).await);
    assert!(works(&practice, &staged["key"], &staged["secret"]).await);
    assert_eq!(ask(&practice, Method::GET, &one, None).await.status, 404);
    assert_eq!(ask(&practice, Method::GET, &path(&app), None).await.json()["stagedCredentials"], json!([]));
}

#[tokio::test]
async fn staging_is_refused_in_other_words_or_not_at_all() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let refused =
        |status: u16, code: &str, text: &str| (status, format!(r#"[{{"message":"{text}","errorCode":"{code}"}}]"#));
    let told = |answer: Reply| (answer.status, answer.body);
    // rest::LENGTH_REQUIRED, guess
    let answer = post_without_length(&practice, &app).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 411 "), "{answer}");
    assert!(answer.ends_with(&refused(411, "LENGTH_REQUIRED", "Content-Length is required").1), "{answer}");
    let one = stage(&practice, &app).await["url"].as_str().unwrap().to_owned();
    // rest::STAGED_ALREADY, guess
    let twice = ask(&practice, Method::POST, &path(&app), None).await;
    assert_eq!(told(twice), refused(409, "DUPLICATE_VALUE", "Staged credentials already exist for this consumer"));
    // rest::NO_COMMAND, guess
    let dance = ask(&practice, Method::PATCH, &one, Some(json!({ "command": "dance" }))).await;
    assert_eq!(told(dance), refused(400, "INVALID_INPUT", "Invalid command: dance"));
    let rotate = async || ask(&practice, Method::PATCH, &one, Some(json!({ "command": "rotate" }))).await;
    assert_eq!(rotate().await.status, 200);
    // rest::NOT_ACTIVE, guess
    assert_eq!(told(rotate().await), refused(400, "INVALID_INPUT", "Only active staged credentials can be rotated"));
    // Neither version, permission nor switch is missing for those who are let in.
    let missing = refused(404, "NOT_FOUND", "The requested resource does not exist");
    for version in ["64.0", "60.0"] {
        let old = ask(&practice, Method::GET, &path(&app).replace("67.0", version), None).await;
        assert_eq!(told(old), missing, "{version}");
    }
    let listed = path(&app).replace("/staged", "");
    assert_eq!(
        ask(&practice, Method::GET, &listed.replace("67.0", "64.0"), None).await.json()["stagedCredentialsUrl"],
        Value::Null
    );
    assert_eq!(ask(&practice, Method::GET, &listed.replace("67.0", "60.0"), None).await.status, 200);
    assert_eq!(told(ask(&practice, Method::GET, &listed.replace("67.0", "59.0"), None).await), missing);
    let no_access = refused(403, "INSUFFICIENT_ACCESS", "insufficient access rights on cross-reference id");
    practice.world().set_fault(practice_org::Fault::MissingViewSecretPermission, true);
    assert_eq!(told(ask(&practice, Method::GET, &one, None).await), no_access);
    practice.world().set_fault(practice_org::Fault::MissingViewSecretPermission, false);
    let members = [("ExternalClientApp".to_owned(), "Settings")];
    let files = [
        ("package.xml", crate::support::package::manifest(&members)),
        ("settings/ExternalClientApp.settings", switch(false)),
    ];
    practice.deploy_as("dana", &files).await;
    let off = ask(&practice, Method::GET, &one, None).await;
    assert_eq!(
        told(off),
        refused(403, "FUNCTIONALITY_NOT_ENABLED", "This feature is not currently enabled for this user.")
    );
}

#[tokio::test]
async fn a_rotation_by_metadata_overlaps_or_needs_no_leave() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let rotating = App {
        global: "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\
            <shouldRotateConsumerKey>true</shouldRotateConsumerKey><shouldRotateConsumerSecret>true</shouldRotateConsumerSecret>",
        ..App::default()
    };
    assert_eq!(practice.deploy_as("dana", &rotating.files()).await["status"], "Failed");
    assert!(works(&practice, &json!(app.key), &json!(app.secret)).await);
    let started = practice.start_deploy("dana", &rotating.files(), json!({ "ignoreWarnings": true })).await.json();
    let end = practice.deploy_result("dana", started["id"].as_str().unwrap()).await;
    assert_eq!(end["status"], "Succeeded", "{end:#}");
    assert!(!works(&practice, &json!(app.key), &json!(app.secret)).await, "there is no overlap");
    let now = practice.credentials("Acme").await;
    assert!(now.key != app.key && now.secret != app.secret && now.consumer_id == app.consumer_id);
    assert!(works(&practice, &json!(now.key), &json!(now.secret)).await);
}
