//! openid-client, a certified OpenID Connect client for Node.js.

use serde_json::json;

use crate::key::{KEY, Key};
use crate::practice::Practice;
use crate::project::Project;
use crate::talk::Talk;

#[tokio::test]
async fn openid_client_cannot_sign_a_person_in_with_its_secret_in_the_body() {
    signs_in("ClientSecretPost").await;
}

#[tokio::test]
async fn openid_client_cannot_sign_a_person_in_with_its_secret_in_the_header() {
    signs_in("ClientSecretBasic").await;
}

async fn signs_in(authentication: &str) {
    let practice = Practice::start().await;
    let app = practice.deploy(&Project::for_everybody()).await;
    let mut talk = Talk::with("openid-client/person.mjs");
    let given = json!({ "url": practice.url(), "id": app.id, "secret": app.secret, "authentication": authentication });
    let begun = talk.ask(given).await;
    assert_eq!(begun["metadata"]["issuer"], practice.url(), "{begun:#}");
    let callback = practice.sign_in(begun["link"].as_str().unwrap(), "maya").await;

    // The library has checked issuer, audience, times, nonce and signature.
    let signed_in = talk.ask(json!({ "callback": callback })).await;
    let maya = practice.user("maya");
    assert!(signed_in["claims"]["sub"].as_str().unwrap().ends_with(&maya.id), "{signed_in:#}");
    assert_eq!(signed_in["claims"]["aud"], app.id.as_str());
    assert_eq!(signed_in["user"]["preferred_username"], "maya@practice.example");
    assert_eq!(signed_in["again"]["error"], "invalid_grant", "a code works twice: {signed_in:#}");

    let refreshed = talk.ask(json!("refresh")).await;
    assert_eq!(refreshed["user"]["user_id"], maya.id.as_str(), "{refreshed:#}");
    for token in ["access", "refresh"] {
        assert_eq!(refreshed[token]["active"], true, "{token}: {refreshed:#}");
        assert_eq!(refreshed[token]["client_id"], app.id.as_str(), "{token}: {refreshed:#}");
    }
    let revoked = talk.ask(json!("revoke")).await;
    assert_eq!(revoked["refresh"]["error"], "invalid_grant", "{revoked:#}");
    assert_eq!(revoked["introspection"]["active"], false, "{revoked:#}");
    talk.end().await;
}

#[tokio::test]
async fn openid_client_cannot_work_as_a_server() {
    let practice = Practice::start().await;
    let project = Project::new();
    KEY.give_to(&project);
    let app = practice.deploy(&project).await;
    practice.assign("etl").await;
    let (secret, other) = (json!({ "secret": app.secret }), json!({ "secret": "wrong" }));
    let key = json!({ "pem": KEY.pem });
    for (authentication, own, others) in [
        ("ClientSecretPost", &secret, other.clone()),
        ("ClientSecretBasic", &secret, other),
        ("PrivateKeyJwt", &key, json!({ "pem": Key::new().pem })),
    ] {
        let mut given = json!({ "url": practice.url(), "id": app.id, "authentication": authentication });
        given.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        let mut talk = Talk::with("openid-client/server.mjs");
        let got = talk.ask(given).await;
        assert_eq!((&got["type"], &got["limits"]), (&json!("bearer"), &json!(200)), "{got:#}");
        assert_eq!(got["introspection"]["active"], true, "{got:#}");
        assert_eq!(got["introspection"]["username"], "etl@practice.example", "{got:#}");
        let revoked = talk.ask(json!("revoke")).await;
        assert_eq!(revoked, json!({ "active": false }));
        let refused = talk.ask(others).await;
        assert_eq!(refused["error"], "invalid_client", "{authentication}: {refused:#}");
        talk.end().await;
    }
}
