//! Access tokens that are JWTs: what they say, who takes them, when they end.

use std::time::Duration;

use crate::support::{
    Practice, Reply,
    package::App,
    reply,
    sign_in::{introspect, refresh, sign_in, verified},
};

const JWT: &str = "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\
    <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>";

const POLICY: &str = "<clientCredentialsFlowUser>etl@practice.example</clientCredentialsFlowUser>\
    <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\
    <namedUserJwtTimeout>10</namedUserJwtTimeout>\
    <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>\
    <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>";

fn app() -> App {
    App { global: JWT, policy: POLICY, ..App::default() }
}

async fn limits(practice: &Practice, token: &str) -> Reply {
    reply(practice.client.get(practice.org("/services/data/v67.0/limits")).bearer_auth(token)).await
}

#[tokio::test]
async fn a_jwt_token_says_something_else_or_is_not_signed() {
    let practice = Practice::new().await;
    let app = practice.app(&app()).await;
    let tokens = sign_in(&practice, &app, "").await;
    let keys: Vec<&String> = tokens.as_object().unwrap().keys().collect();
    let wanted = [
        "access_token",
        "refresh_token",
        "token_format",
        "scope",
        "id_token",
        "instance_url",
        "id",
        "token_type",
        "issued_at",
        "expires_in",
    ];
    assert_eq!(keys, wanted, "no signature");
    assert_eq!((&tokens["token_format"], &tokens["expires_in"]), (&"jwt".into(), &600.into()));
    let (header, claims) = verified(&practice, tokens["access_token"].as_str().unwrap()).await;
    for (name, value) in [("typ", "JWT"), ("alg", "RS256"), ("tty", "sfdc-core-token"), ("ver", "1.0")] {
        assert_eq!(header[name], value, "{name}");
    }
    let org = &practice.description.orgs[0];
    assert_eq!(header["tnk"], format!("core/practice/{}", org.id));
    let maya = &org.users.iter().find(|user| user.username.starts_with("maya")).unwrap().id;
    assert_eq!(claims["sub"], format!("uid:{maya}"));
    assert_eq!((&claims["iss"], &claims["aud"][0]), (&org.url.as_str().into(), &org.url.as_str().into()));
    assert_eq!((&claims["scp"], &claims["client_id"]), (&tokens["scope"], &app.key.as_str().into()));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 600);
    let again = refresh(&practice, &app, &tokens["refresh_token"]).await.json();
    assert!(again["access_token"] != tokens["access_token"] && again["token_format"] == "jwt", "{again}");
}

#[tokio::test]
async fn a_jwt_token_opens_soap_or_not_rest() {
    let practice = Practice::new().await;
    let app = practice.app(&app()).await;
    let form = [("grant_type", "client_credentials"), ("client_id", &app.key), ("client_secret", &app.secret)];
    let answer = practice.token_request(&form).await.json();
    assert_eq!((&answer["token_format"], answer.get("signature")), (&"jwt".into(), None));
    let token = answer["access_token"].as_str().unwrap();
    assert_eq!(limits(&practice, token).await.status, 200);
    let envelope = format!(
        "<Envelope><Header><SessionHeader><sessionId>{token}</sessionId></SessionHeader></Header>\
         <Body><describeMetadata/></Body></Envelope>"
    );
    let soap = practice.client.post(practice.org("/services/Soap/m/67.0")).header("Content-Type", "text/xml");
    let refused = reply(soap.body(envelope)).await;
    assert_eq!(refused.status, 500);
    assert!(refused.body.contains("<faultcode>sf:INVALID_SESSION_ID</faultcode>"), "{}", refused.body);
}

#[tokio::test]
async fn a_jwt_token_lives_on_when_it_is_used() {
    let practice = Practice::new().await;
    let app = practice.app(&app()).await;
    let token = sign_in(&practice, &app, "").await["access_token"].as_str().unwrap().to_owned();
    practice.world().advance(Duration::from_secs(9 * 60));
    assert_eq!(limits(&practice, &token).await.status, 200);
    assert_eq!(introspect(&practice, &app, &token).await["active"], true);
    practice.world().advance(Duration::from_secs(60));
    assert_eq!(limits(&practice, &token).await.status, 401);
    assert_eq!(introspect(&practice, &app, &token).await["active"], false);
}

#[tokio::test]
async fn a_jwt_token_outlives_its_revocation() {
    let practice = Practice::new().await;
    let app = practice.app(&app()).await;
    let token = sign_in(&practice, &app, "").await["access_token"].as_str().unwrap().to_owned();
    assert_eq!(practice.post_form(practice.org("/services/oauth2/revoke"), &[("token", &token)]).await.status, 200);
    assert_eq!(limits(&practice, &token).await.status, 401);
}

#[tokio::test]
async fn the_policy_does_not_say_how_long_a_jwt_lives() {
    let kind = |kind: &str| format!("<namedUserJwtSessionTimeoutType>{kind}</namedUserJwtSessionTimeoutType>");
    let timeout = |minutes: u32| format!("<namedUserJwtTimeout>{minutes}</namedUserJwtTimeout>");
    let session = "<sessionTimeoutInMinutes>45</sessionTimeoutInMinutes>".to_owned();
    // what the policy says, seconds
    let rows = [
        (String::new(), 30 * 60),
        (timeout(5), 5 * 60),
        (kind("Custom") + &timeout(720), 720 * 60),
        (kind("UserSession") + &timeout(5), 2 * 60 * 60),
        (kind("UserSession") + &session, 45 * 60),
    ];
    for (elements, seconds) in rows {
        let practice = Practice::new().await;
        let policy = POLICY.replace("<namedUserJwtTimeout>10</namedUserJwtTimeout>", &elements).leak();
        let app = practice.app(&App { policy, ..app() }).await;
        let form = [("grant_type", "client_credentials"), ("client_id", &app.key), ("client_secret", &app.secret)];
        assert_eq!(practice.token_request(&form).await.json()["expires_in"], seconds, "{elements}");
    }
}
