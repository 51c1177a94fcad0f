//! The token endpoint and its neighbours: client credentials, refresh, revoke, introspect, userinfo.

use crate::support::{
    CHALLENGE, Credentials, Practice, VERIFIER,
    package::{App, manifest, root},
    parameter, reply,
    sign_in::{refresh, sign_in},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use practice_org::{OrgKind, UserChange};
use sha2::{Digest, Sha256};

fn credentials_form(credentials: &Credentials) -> [(&str, &str); 3] {
    [("grant_type", "client_credentials"), ("client_id", &credentials.key), ("client_secret", &credentials.secret)]
}

#[tokio::test]
async fn client_credentials_act_as_the_run_as_user() {
    let practice = Practice::new().await;
    let credentials = practice.app(&App { scopes: "Api, Full, Web, RefreshToken", ..App::default() }).await;
    let answer = practice.token_request(&credentials_form(&credentials)).await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    let keys: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        keys,
        ["access_token", "signature", "token_format", "scope", "instance_url", "id", "token_type", "issued_at"],
        "order as published"
    );
    assert_eq!(answer.json()["scope"], "api", "full, web and refresh_token are dropped without a word");
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    let who = reply(practice.client.get(practice.org("/services/oauth2/userinfo")).bearer_auth(&token)).await;
    assert_eq!(who.json()["preferred_username"], "etl@practice.example");
    let url = practice.org("/services/data/v67.0/query?q=SELECT+Id,Name+FROM+Account");
    let accounts = reply(practice.client.get(url).bearer_auth(&token)).await;
    assert_eq!(accounts.json()["totalSize"], 12, "the permission set lets them read accounts");
}

#[tokio::test]
async fn a_refreshed_token_works_and_rotation_catches_a_second_use() {
    let practice = Practice::new().await;
    let global = "<isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>";
    let credentials = practice.app(&App { global, ..App::self_authorized() }).await;
    let first = sign_in(&practice, &credentials, "&nonce=n1").await;
    assert!(first["refresh_token"].as_str().unwrap().starts_with("5AepPRACTICE"));
    assert_eq!(first["id_token"].as_str().unwrap().split('.').count(), 3);
    let second = refresh(&practice, &credentials, &first["refresh_token"]).await.json();
    let second_access = second["access_token"].as_str().unwrap();
    let userinfo = || practice.client.get(practice.org("/services/oauth2/userinfo"));
    assert_eq!(reply(userinfo().bearer_auth(second_access)).await.status, 200);
    let reuse = refresh(&practice, &credentials, &first["refresh_token"]).await.oauth_error();
    assert_eq!(reuse, (400, "invalid_grant".into(), "expired access/refresh token".into()));
    let dead = reply(userinfo().bearer_auth(second_access)).await;
    assert_eq!((dead.status, dead.body.as_str()), (403, "Bad_OAuth_Token"));
    assert_eq!(refresh(&practice, &credentials, &second["refresh_token"]).await.status, 400);
}

#[tokio::test]
async fn refresh_policies_end_tokens_when_they_say() {
    let policy = |kind: &str| {
        let text = format!(
            "<permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>\
             <refreshTokenPolicyType>{kind}</refreshTokenPolicyType>\
             <refreshTokenValidityPeriod>1</refreshTokenValidityPeriod>\
             <refreshTokenValidityUnit>Hours</refreshTokenValidityUnit>"
        );
        &*text.leak()
    };
    // policy, minutes that pass before each of two uses, and whether each of them works
    let rows = [
        ("Zero", [0, 0], [false, false]),
        ("SpecificLifetime", [40, 40], [true, false]),
        ("SpecificInactivity", [40, 40], [true, true]),
        ("Infinite", [90, 90], [true, true]),
    ];
    for (kind, waits, works) in rows {
        let practice = Practice::new().await;
        let credentials = practice.app(&App { policy: policy(kind), ..App::default() }).await;
        let token = sign_in(&practice, &credentials, "").await;
        for (minutes, works) in waits.into_iter().zip(works) {
            practice.world().advance(std::time::Duration::from_secs(minutes * 60));
            let answer = refresh(&practice, &credentials, &token["refresh_token"]).await;
            assert_eq!(answer.status == 200, works, "{kind}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn the_sixth_approval_pushes_the_first_out() {
    let practice = Practice::new().await;
    let credentials = practice.app(&App::self_authorized()).await;
    let mut tokens = Vec::new();
    for _ in 0..6 {
        tokens.push(sign_in(&practice, &credentials, "").await["refresh_token"].clone());
    }
    assert_eq!(refresh(&practice, &credentials, &tokens[0]).await.status, 400);
    assert_eq!(refresh(&practice, &credentials, &tokens[1]).await.status, 200);
}

#[tokio::test]
async fn revoking_a_refresh_token_ends_what_came_from_it() {
    let practice = Practice::new().await;
    let credentials = practice.app(&App::self_authorized()).await;
    let token = sign_in(&practice, &credentials, "").await;
    let access = token["access_token"].as_str().unwrap();
    let introspect = |token: String| {
        let form =
            [("token", token), ("client_id", credentials.key.clone()), ("client_secret", credentials.secret.clone())];
        reply(practice.client.post(practice.org("/services/oauth2/introspect")).form(&form))
    };
    let alive = introspect(access.to_owned()).await.json();
    assert_eq!((&alive["active"], &alive["username"]), (&true.into(), &"maya@practice.example".into()));
    assert_eq!(alive["client_id"], credentials.key.as_str());
    let other = introspect(practice.token("dana")).await;
    assert_eq!(other.body, r#"{"active":false}"#, "not this client's token");
    let revoke =
        async |token: &str| practice.post_form(practice.org("/services/oauth2/revoke"), &[("token", token)]).await;
    assert_eq!(revoke(token["refresh_token"].as_str().unwrap()).await.status, 200);
    assert_eq!(introspect(access.to_owned()).await.body, r#"{"active":false}"#);
    let limits = practice.client.get(practice.org("/services/data/v67.0/limits")).bearer_auth(access);
    let dead = reply(limits).await;
    assert_eq!(dead.status, 401);
    assert_eq!(dead.body, r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#);
    assert_eq!(revoke("nothing").await.oauth_error().1, "invalid_token");
}

#[tokio::test]
async fn basic_authentication_works_with_encoded_keys() {
    let practice = Practice::new().await;
    let credentials = practice.app(&App::default()).await;
    let request = practice
        .client
        .post(practice.org("/services/oauth2/token"))
        .basic_auth(credentials.key.replace('.', "%2E"), Some(&credentials.secret))
        .form(&[("grant_type", "client_credentials")]);
    assert_eq!(reply(request).await.status, 200);
}

#[tokio::test]
async fn the_issuer_is_the_host_that_was_asked() {
    let practice = Practice::new().await;
    for base in [practice.org(""), practice.login(""), practice.org("").replace("localhost", "127.0.0.1")] {
        let url = format!("{base}/.well-known/openid-configuration");
        let found = reply(practice.client.get(url)).await.json();
        assert_eq!((&found["issuer"], &found["jwks_uri"]), (&base.as_str().into(), &format!("{base}/id/keys").into()));
    }
    let keys = reply(practice.client.get(practice.org("/id/keys"))).await.json();
    assert_eq!(keys["keys"][0]["kty"], "RSA");
}

#[tokio::test]
async fn a_code_is_refused_that_salesforce_takes() {
    // The Salesforce CLI's verifier has 171 characters, more than RFC 7636 allows.
    let long = "v".repeat(171);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&long));
    let optional = "<isConsumerSecretOptional>true</isConsumerSecretOptional>";
    let without = "<isPkceRequired>false</isPkceRequired>";
    // when, global settings, challenge, verifier, secret is sent
    let rows = [
        ("a verifier of 171 characters", "", Some(challenge.as_str()), Some(long.as_str()), true),
        ("an optional secret left out", optional, Some(CHALLENGE), Some(VERIFIER), false),
        ("an optional secret sent", optional, Some(CHALLENGE), Some(VERIFIER), true),
        ("no challenge where none is wanted", without, None, None, true),
        ("a verifier that nothing was said about", without, None, Some(VERIFIER), true),
    ];
    for (when, global, challenge, verifier, secret) in rows {
        let practice = Practice::new().await;
        let credentials = practice.app(&App { global, ..App::self_authorized() }).await;
        let mut query = format!(
            "client_id={}&redirect_uri=http://localhost:7171/callback&response_type=code&scope=api&state=x",
            credentials.key
        );
        if let Some(challenge) = challenge {
            query = format!("{query}&code_challenge={challenge}&code_challenge_method=S256");
        }
        let url = practice.org(&format!("/services/oauth2/authorize?{query}"));
        let end = practice.browse(url, "maya@practice.example", "allow").await;
        let code = parameter(end.location(), "code").unwrap_or_else(|| panic!("{when}: {}", end.location()));
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", &credentials.key),
            ("redirect_uri", "http://localhost:7171/callback"),
            ("code", &code),
        ];
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        form.extend(secret.then_some(("client_secret", credentials.secret.as_str())));
        // Just before it would be too late.
        practice.world().advance(std::time::Duration::from_secs(15 * 60 - 5));
        let answer = practice.token_request(&form).await;
        assert_eq!((answer.status, answer.json()["scope"].as_str()), (200, Some("api")), "{when}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_refresh_token_lives_on_though_something_ended_it() {
    let days = |days: u64| std::time::Duration::from_secs(days * 24 * 60 * 60);
    let practice = Practice::of(&[OrgKind::Developer, OrgKind::Enterprise]).await;
    let global = "<isEnforceRefreshTokenTTL>true</isEnforceRefreshTokenTTL>";
    let limited = practice.app(&App { name: "Limited", global, ..App::self_authorized() }).await;
    let free = practice.app(&App { name: "Free", ..App::self_authorized() }).await;
    let (one, other) = (sign_in(&practice, &limited, "").await, sign_in(&practice, &free, "").await);
    let said = async |app: &Credentials, tokens: &serde_json::Value| {
        let answer = refresh(&practice, app, &tokens["refresh_token"]).await;
        if answer.status == 200 { "renewed".to_owned() } else { answer.oauth_error().2 }
    };
    for wait in [days(29), days(29)] {
        practice.world().advance(wait);
        assert_eq!(said(&limited, &one).await, "renewed", "use keeps it alive");
    }
    practice.world().advance(days(30));
    assert_eq!(said(&limited, &one).await, "expired access/refresh token", "30 days unused");
    assert_eq!(said(&free, &other).await, "renewed", "no limit on this app");
    assert_eq!(said(&limited, &other).await, "expired access/refresh token", "another app's token");
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", &free.key),
        ("client_secret", &free.secret),
        ("refresh_token", other["refresh_token"].as_str().unwrap()),
    ];
    let elsewhere = format!("{}/services/oauth2/token", practice.description.orgs[1].url);
    assert_eq!(practice.post_form(elsewhere, &form).await.oauth_error().1, "invalid_client_id", "another org");
    let at_login = practice.post_form(practice.login("/services/oauth2/token"), &form).await;
    assert_eq!(at_login.oauth_error().1, "app_not_found", "the login host");
    let change = |change: UserChange| {
        let username = "maya@practice.example".to_owned();
        practice.world().change_user(&UserChange { username, ..change }).unwrap();
    };
    change(UserChange { frozen: Some(true), ..UserChange::default() });
    assert_eq!(said(&free, &other).await, "inactive user", "frozen");
    change(UserChange { frozen: Some(false), ..UserChange::default() });
    assert_eq!(said(&free, &other).await, "renewed", "no longer frozen");
    // The same password, so that she can sign in again.
    change(UserChange { password: Some("practice-maya-1".to_owned()), ..UserChange::default() });
    assert_eq!(said(&free, &other).await, "expired access/refresh token", "a new password");
}

#[tokio::test]
async fn a_refresh_token_outlives_its_app() {
    let practice = Practice::new().await;
    let app = practice.app(&App::self_authorized()).await;
    let tokens = sign_in(&practice, &app, "").await;
    let removal = "<types><members>Acme</members><name>ExternalClientApplication</name></types>";
    let files = [("package.xml", manifest(&[])), ("destructiveChanges.xml", root("Package", removal))];
    assert_eq!(practice.deploy_as("dana", &files).await["status"], "Succeeded");
    let refused = refresh(&practice, &app, &tokens["refresh_token"]).await.oauth_error();
    assert_eq!(refused, (400, "invalid_client_id".into(), "client identifier invalid".into()));
}
