//! OAuth usage: which apps are in use, by whom, by which tokens; and tokens that end when they are revoked.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{CHALLENGE, Credentials, Practice, VERIFIER, package::App, parameter, reply};

const USAGE: &str = "/services/data/v67.0/apps/oauth/usage";

async fn usage(practice: &Practice, path: &str) -> Value {
    let answer = practice.get("dana", &format!("{USAGE}{path}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// A person signs in; the access and the refresh token.
async fn sign_in(practice: &Practice, app: &Credentials, who: &str) -> (String, String) {
    let callback = "http://localhost:7171/callback";
    let address = practice.org(&format!(
        "/services/oauth2/authorize?response_type=code&client_id={}&redirect_uri={callback}&code_challenge={CHALLENGE}",
        app.key
    ));
    let end = practice.browse(address, &format!("{who}@practice.example"), "allow").await;
    let code = parameter(end.location(), "code").unwrap_or_else(|| panic!("{}: {}", end.location(), end.body));
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("client_id", &app.key),
        ("client_secret", &app.secret),
        ("redirect_uri", callback),
        ("code_verifier", VERIFIER),
    ];
    let tokens = practice.token_request(&form).await.json();
    let text = |name: &str| tokens[name].as_str().unwrap_or_else(|| panic!("{tokens}")).to_owned();
    (text("access_token"), text("refresh_token"))
}

async fn refresh(practice: &Practice, app: &Credentials, token: &str) -> u16 {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", &app.key),
        ("client_secret", &app.secret),
    ];
    practice.token_request(&form).await.status
}

async fn limits(practice: &Practice, token: &str) -> u16 {
    reply(practice.client.get(practice.org("/services/data/v67.0/limits")).bearer_auth(token)).await.status
}

#[tokio::test]
async fn a_jwt_token_of_a_service_is_missed() {
    let practice = Practice::new().await;
    let global = "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\
        <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>";
    let app = practice.app(&App { global, ..App::default() }).await;
    let form = [("grant_type", "client_credentials"), ("client_id", &app.key), ("client_secret", &app.secret)];
    let token = practice.token_request(&form).await.json();
    assert_eq!(token["token_format"], "jwt", "{token}");
    let listed = usage(&practice, "").await;
    assert_eq!(listed["apps"][0]["accessTokenFormat"], "jwt", "{listed}");
}

#[tokio::test]
async fn usage_shows_refresh_tokens_that_idled_too_long() {
    let practice = Practice::new().await;
    let open = App::self_authorized();
    let global = format!("{}<isEnforceRefreshTokenTTL>true</isEnforceRefreshTokenTTL>", open.global).leak();
    let app = practice.app(&App { global, ..open }).await;
    sign_in(&practice, &app, "maya").await;
    for (days, apps) in [(29, 1), (2, 0)] {
        practice.world().advance(Duration::from_secs(days * 24 * 60 * 60));
        // Dana's session has ended by now, too.
        let dana = practice.world().describe().orgs[0].users[0].access_token.clone();
        let listed = reply(practice.client.get(practice.org(USAGE)).bearer_auth(dana)).await.json();
        assert_eq!(listed["apps"].as_array().unwrap().len(), apps, "{days} more days: {listed}");
    }
}

#[tokio::test]
async fn usage_is_miscounted_or_shows_what_nobody_uses() {
    let practice = Practice::new().await;
    let app = practice.app(&App::self_authorized()).await;
    assert_eq!(usage(&practice, "").await["apps"], json!([]), "nobody has used it");
    let (_, maya) = sign_in(&practice, &app, "maya").await;
    sign_in(&practice, &app, "maya").await;
    sign_in(&practice, &app, "robin").await;
    practice.world().advance(Duration::from_secs(60));
    assert_eq!(refresh(&practice, &app, &maya).await, 200);
    let id = app.app_id.as_str();
    let listed = usage(&practice, "").await;
    assert_eq!(
        listed,
        json!({
            "apps": [{
                "accessTokenFormat": "opaque", "availableActions": "disable, enable", "description": null, "developerName": "Acme",
                "identifier": id, "isFromPackage": false, "usageDetailsUrl": format!("{USAGE}/{id}/users"),
            }],
            "currentPageUrl": format!("{USAGE}?page=0&pageSize=100"), "nextPageUrl": null,
        })
    );
    let users = usage(&practice, &format!("/{id}/users")).await;
    let counts: Vec<(&str, u64)> = users["users"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["username"].as_str().unwrap(), one["useCount"].as_u64().unwrap()))
        .collect();
    assert_eq!(counts, [("maya@practice.example", 3), ("robin@practice.example", 1)], "two sign-ins and a refresh");
    let first = &users["users"][0];
    assert_eq!((&first["appIdentifier"], &first["appDeveloperName"]), (&json!(id), &json!("Acme")));
    assert!(first["lastUsedAt"].as_str() > first["initialConnectionAt"].as_str(), "{first}");
    let maya_id = first["userIdentifier"].as_str().unwrap();
    assert_eq!(first["revocationUrl"], json!(format!("{USAGE}/{id}/{maya_id}/tokens")));
    let tokens = usage(&practice, &format!("/{id}/{maya_id}/tokens")).await;
    assert_eq!(tokens["tokens"].as_array().unwrap().len(), 2, "{tokens:#}");
    // Pages.
    let page = usage(&practice, &format!("/{id}/users?page=0&pageSize=1")).await;
    assert_eq!(page["nextPageUrl"], json!(format!("{USAGE}/{id}/users?page=1&pageSize=1")));
    let page = usage(&practice, &format!("/{id}/users?page=1&pageSize=1")).await;
    assert_eq!((page["users"].as_array().unwrap().len(), &page["nextPageUrl"]), (1, &Value::Null));
    assert_eq!(page["users"][0]["username"], "robin@practice.example");
}

#[tokio::test]
async fn a_revoked_token_lives_or_takes_others_along() {
    let practice = Practice::new().await;
    let app = practice.app(&App::self_authorized()).await;
    let delete = async |path: &str| {
        let answer = practice.send(Method::DELETE, "dana", path, json!({})).await;
        assert_eq!((answer.status, answer.body.as_str()), (204, ""), "{path}");
    };
    let alive = async |tokens: &(String, String)| {
        (limits(&practice, &tokens.0).await == 200, refresh(&practice, &app, &tokens.1).await == 200)
    };
    let (yes, no) = ((true, true), (false, false));
    let first = sign_in(&practice, &app, "maya").await;
    practice.world().advance(Duration::from_secs(1));
    let second = sign_in(&practice, &app, "maya").await;
    let robin = sign_in(&practice, &app, "robin").await;
    let users = usage(&practice, &format!("/{}/users", app.app_id)).await["users"].clone();
    let url = |row: &Value| row["revocationUrl"].as_str().unwrap().to_owned();
    let maya_id = users[0]["userIdentifier"].as_str().unwrap();
    let tokens = usage(&practice, &format!("/{}/{maya_id}/tokens", app.app_id)).await["tokens"].clone();
    delete(&url(&tokens[0])).await;
    assert_eq!((alive(&first).await, alive(&second).await, alive(&robin).await), (no, yes, yes), "one token");
    delete(&url(&users[0])).await;
    assert_eq!((alive(&second).await, alive(&robin).await), (no, yes), "those of a user");
    delete(&format!("{USAGE}/{}/tokens", app.app_id)).await;
    assert_eq!(alive(&robin).await, no, "those of the app");
    assert_eq!(usage(&practice, "").await["apps"], json!([]));
    for path in ["/tokens/0Ot000000000zzzAAA", "/0xI000000000zzzAAA/tokens"] {
        let unknown = practice.send(Method::DELETE, "dana", &format!("{USAGE}{path}"), json!({})).await;
        assert_eq!(unknown.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_service_is_not_seen_or_cannot_be_cut_off() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let form = [("grant_type", "client_credentials"), ("client_id", &app.key), ("client_secret", &app.secret)];
    let token = practice.token_request(&form).await.json()["access_token"].as_str().unwrap().to_owned();
    let users = usage(&practice, &format!("/{}/users", app.app_id)).await["users"].clone();
    assert_eq!(users[0]["username"], "etl@practice.example");
    assert_eq!(limits(&practice, &token).await, 200);
    practice.send(Method::DELETE, "dana", users[0]["revocationUrl"].as_str().unwrap(), json!({})).await;
    assert_eq!(limits(&practice, &token).await, 401);
}

#[tokio::test]
async fn anyone_sees_or_ends_the_usage_of_others() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let text = r#"[{"message":"insufficient access rights on cross-reference id","errorCode":"INSUFFICIENT_ACCESS"}]"#;
    let weak = practice.get("robin", USAGE).await;
    assert_eq!((weak.status, weak.body.as_str()), (403, text));
    let weak = practice.send(Method::DELETE, "robin", &format!("{USAGE}/{}/tokens", app.app_id), json!({})).await;
    assert_eq!((weak.status, weak.body.as_str()), (403, text));
    assert_eq!(practice.get("dana", &USAGE.replace("67.0", "58.0")).await.status, 404);
    assert_eq!(practice.get("dana", &USAGE.replace("67.0", "59.0")).await.status, 200);
}
