//! What the org tells about users and tokens: userinfo, identity URL, id token, introspection, revocation.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{
    Practice,
    package::{App, manifest, root},
    reply,
    sign_in::{introspect, refresh, sign_in, verified},
};

const USERINFO: &str = "/services/oauth2/userinfo";

/// An app that anyone may approve, with these scopes.
fn open(scopes: &'static str) -> App {
    App { scopes, ..App::self_authorized() }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name}: {value}"))
}

#[tokio::test]
async fn userinfo_tells_more_or_less_than_the_scopes_open() {
    let practice = Practice::new().await;
    let app = practice.app(&open("Api, OpenID, Profile, Email, Address, Phone, Basic")).await;
    let parts = ["name", "email", "address", "phone_number_verified"];
    // scope, which of the four parts show
    let rows = [
        ("openid", [false, false, false, false]),
        ("openid profile", [true, false, false, false]),
        ("openid email", [false, true, false, false]),
        ("openid address", [false, false, true, false]),
        ("openid phone", [false, false, false, true]),
        ("openid profile email", [true, true, false, false]),
        ("id", [true; 4]),
        ("api", [true; 4]),
    ];
    for (scope, shown) in rows {
        let token = sign_in(&practice, &app, &format!("&scope={}", scope.replace(' ', "%20"))).await;
        let request = practice.client.get(practice.org(USERINFO)).bearer_auth(text(&token, "access_token"));
        let who = reply(request).await.json();
        assert_eq!(who["sub"], token["id"], "{scope}");
        assert!(who["user_id"].is_string() && who["organization_id"].is_string(), "{scope}: {who}");
        assert_eq!(parts.map(|part| who.get(part).is_some()), shown, "{scope}: {who}");
    }
}

#[tokio::test]
async fn the_identity_url_answers_in_another_form() {
    let practice = Practice::new().await;
    let org = &practice.description.orgs[0];
    let dana = org.users.iter().find(|user| user.username.starts_with("dana")).unwrap();
    let url = practice.org(&format!("/id/{}/{}", org.id, dana.id));
    let token = practice.token("dana");
    let json = "application/json";
    // query, Accept, content type, beginning, something inside
    let rows = [
        ("", "*/*", json, "{\"id\":", "/services/data/v{version}/sobjects/"),
        ("?format=json", "application/xml", json, "{\"id\":", "\"asserted_user\":true"),
        ("?version=latest", "*/*", json, "{\"id\":", "/services/data/v67.0/sobjects/"),
        ("?version=60.0", "*/*", json, "{\"id\":", "/services/Soap/u/60.0/"),
        ("?format=xml", "*/*", "application/xml", "<?xml", "<addr_street xsi:nil=\"true\"/>"),
        ("", "application/xml", "application/xml", "<?xml", "<username>dana@practice.example</username>"),
        ("?format=jsonp&callback=got", "*/*", "application/javascript", "got({\"id\":", "});"),
        ("?format=jsonp&callback=x()", "*/*", "application/javascript", "callback({", "});"),
    ];
    for (query, accept, kind, start, inside) in rows {
        let request = practice.client.get(format!("{url}{query}")).header("Accept", accept).bearer_auth(&token);
        let answer = reply(request).await;
        assert_eq!(answer.status, 200, "{query}");
        assert_eq!(answer.headers["content-type"], kind, "{query}");
        assert!(answer.body.starts_with(start) && answer.body.contains(inside), "{query} {accept}: {}", answer.body);
    }
    let bare = reply(practice.client.get(format!("{url}?oauth_token={token}"))).await;
    assert_eq!(bare.json()["display_name"], "Dana Ito");
    let other = reply(practice.client.get(&url).bearer_auth(practice.token("sam"))).await;
    assert_eq!(other.json()["asserted_user"], false);
    let at_login = reply(practice.client.get(url.replace(&org.url, &practice.login(""))).bearer_auth(&token)).await;
    assert_eq!(at_login.json()["user_id"], dana.id.as_str(), "the id of a token reply names the login host");
}

#[tokio::test]
async fn an_id_token_is_forged_or_says_something_else() {
    let practice = Practice::new().await;
    let app = practice.app(&App::self_authorized()).await;
    let tokens = sign_in(&practice, &app, "&nonce=n-0S6").await;
    let (_, claims) = verified(&practice, text(&tokens, "id_token")).await;
    let half = Sha256::digest(text(&tokens, "access_token"))[..16].to_vec();
    assert_eq!(claims["at_hash"], URL_SAFE_NO_PAD.encode(half));
    assert_eq!((text(&claims, "nonce"), text(&claims, "aud")), ("n-0S6", app.key.as_str()));
    assert_eq!((text(&claims, "iss"), &claims["sub"]), (practice.org("").as_str(), &tokens["id"]));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 120);
    assert!(claims.get("email").is_none() && claims.get("custom_attributes").is_none(), "{claims}");
    let tokens = sign_in(&practice, &app, "&scope=api").await;
    assert!(tokens.get("id_token").is_none(), "openid was not asked for");
}

#[tokio::test]
async fn an_id_token_ignores_its_settings() {
    let practice = Practice::new().await;
    let global = "<idTokenConfig><idTokenAudience>https://one.example https://two.example</idTokenAudience>\
        <idTokenIncludeAttributes>true</idTokenIncludeAttributes>\
        <idTokenIncludeCustomPermissions>true</idTokenIncludeCustomPermissions>\
        <idTokenIncludeStandardClaims>true</idTokenIncludeStandardClaims>\
        <idTokenValidityInMinutes>30</idTokenValidityInMinutes></idTokenConfig>";
    let policy = "<customAttributes><formula>$User.Username &amp; \" at \" &amp; $Organization.Name</formula>\
        <key>who</key></customAttributes>\
        <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>";
    let app = practice.app(&App { global, policy, ..App::default() }).await;
    let set = "<customPermissions><enabled>true</enabled><name>Send_Invoices</name></customPermissions>\
        <customPermissions><enabled>false</enabled><name>Void_Invoices</name></customPermissions>\
        <label>Acme Billing Users</label>";
    let files = [
        ("package.xml", manifest(&[("Acme_Billing_Users".to_owned(), "PermissionSet")])),
        ("permissionsets/Acme_Billing_Users.permissionset", root("PermissionSet", set)),
    ];
    assert_eq!(practice.deploy_as("dana", &files).await["status"], "Succeeded");
    let tokens = sign_in(&practice, &app, "").await;
    let (_, claims) = verified(&practice, text(&tokens, "id_token")).await;
    assert_eq!(claims["aud"], json!([app.key, "https://one.example", "https://two.example"]));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 1800);
    assert_eq!((text(&claims, "preferred_username"), text(&claims, "given_name")), ("maya@practice.example", "Maya"));
    assert_eq!(claims["sub"], tokens["id"]);
    assert_eq!(claims["custom_attributes"], json!({ "who": "maya@practice.example at Orgkey Practice" }));
    assert_eq!(claims["custom_permissions"], json!({ "Send_Invoices": true }));
}

#[tokio::test]
async fn introspection_tells_of_tokens_that_are_not_the_askers() {
    let practice = Practice::new().await;
    let app = practice.app(&App::self_authorized()).await;
    let nosy = "<isIntrospectAllTokens>true</isIntrospectAllTokens>";
    let all = practice.app(&App { name: "Nosy", global: nosy, ..App::self_authorized() }).await;
    let other = practice.app(&App { name: "Other", ..App::self_authorized() }).await;
    let tokens = sign_in(&practice, &app, "&scope=api%20refresh_token").await;
    let (access, long) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    let told = introspect(&practice, &all, access).await;
    assert_eq!(told, introspect(&practice, &app, access).await);
    let keys: Vec<&String> = told.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["active", "scope", "client_id", "username", "sub", "token_type", "exp", "iat", "nbf"]);
    assert_eq!((text(&told, "client_id"), text(&told, "scope")), (app.key.as_str(), "api refresh_token"));
    assert_eq!((text(&told, "token_type"), &told["sub"]), ("access_token", &tokens["id"]));
    assert_eq!(told["exp"].as_i64().unwrap() - told["iat"].as_i64().unwrap(), 7200);
    let told = introspect(&practice, &app, long).await;
    assert_eq!((text(&told, "token_type"), told.get("exp")), ("refresh_token", None));
    let nothing = json!({ "active": false });
    for token in [access, long, "nothing"] {
        assert_eq!(introspect(&practice, &other, token).await, nothing);
    }
    assert_eq!(introspect(&practice, &all, &practice.token("dana")).await, nothing, "a session is no token");
    let basic = practice.client.post(practice.org("/services/oauth2/introspect"));
    let told = reply(basic.basic_auth(&app.key, Some(&app.secret)).form(&[("token", access)])).await;
    assert_eq!(told.json()["active"], true, "{}", told.body);
    let form = [("token", access), ("client_id", app.key.as_str()), ("client_secret", "wrong")];
    let refused = practice.post_form(practice.org("/services/oauth2/introspect"), &form).await;
    assert_eq!(refused.oauth_error(), (400, "invalid_client".into(), "invalid client credentials".into()));
    // Asking does not keep a session alive; using it does.
    practice.world().advance(Duration::from_secs(7199));
    assert_eq!(introspect(&practice, &app, access).await["active"], true);
    practice.world().advance(Duration::from_secs(2));
    assert_eq!(introspect(&practice, &app, access).await, nothing);
}

#[tokio::test]
async fn revocation_reaches_too_far_or_not_far_enough() {
    let practice = Practice::new().await;
    let app = practice.app(&App::self_authorized()).await;
    let revoke = practice.org("/services/oauth2/revoke");
    let is_active = async |token: &Value| introspect(&practice, &app, token.as_str().unwrap()).await["active"] == true;
    let first = sign_in(&practice, &app, "").await;
    let second = sign_in(&practice, &app, "").await;
    let renewed = refresh(&practice, &app, &first["refresh_token"]).await.json();
    let form = [("token", text(&first, "access_token")), ("token_type_hint", "access_token")];
    assert_eq!(practice.post_form(revoke.clone(), &form).await.status, 200);
    assert!(!is_active(&first["access_token"]).await);
    assert!(is_active(&first["refresh_token"]).await && is_active(&renewed["access_token"]).await, "only itself");
    // By GET, with what SOQL tells as DeleteToken.
    let rows = practice.query("dana", "SELECT DeleteToken FROM OauthToken ORDER BY CreatedDate").await.json();
    let token = text(&rows["records"][0], "DeleteToken");
    let answer = reply(practice.client.get(&revoke).query(&[("token", token)])).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(!is_active(&renewed["access_token"]).await && !is_active(&first["refresh_token"]).await);
    assert!(is_active(&second["access_token"]).await && is_active(&second["refresh_token"]).await, "another approval");
    let again = reply(practice.client.get(&revoke).query(&[("token", token)])).await;
    assert_eq!(again.oauth_error().1, "invalid_token");
}

#[tokio::test]
async fn a_page_of_another_origin_cannot_read_how_an_org_logs_in() {
    let practice = Practice::new().await;
    let answer = reply(practice.client.get(practice.org("/.well-known/auth-configuration"))).await;
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    assert_eq!(answer.json()["OrgId"], practice.description.orgs[0].id.as_str());
}
