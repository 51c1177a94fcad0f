//! A planted secret must not turn up in anything that is shown, logged or kept.

use std::sync::{Arc, Mutex};

use crate::stub::{Answer, Stub};
use salesforce::metadata::ComponentType;
use salesforce::oauth::CodeGrant;
use salesforce::types::{
    AuthorizationCode, CodeVerifier, ConsumerKey, ConsumerSecret, JwtAssertion, RecordId, RefreshToken,
};
use salesforce::{Exchange, ExchangeSink, Transport, oauth};
use serde_json::json;

const TOKEN: &str = "00Dxx0000001gPL!canary.AR8AQJXg5oj8jXSgxJfA0lBog";

#[derive(Default)]
struct Seen(Mutex<Vec<Exchange>>);

impl ExchangeSink for Seen {
    fn record(&self, exchange: Exchange) {
        self.0.lock().unwrap().push(exchange);
    }
}

fn observed() -> (Transport, Arc<Seen>) {
    let seen = Arc::new(Seen::default());
    (Transport::new().unwrap().observed_by(seen.clone()), seen)
}

fn token_reply() -> Answer {
    let body = json!({
        "access_token": TOKEN, "refresh_token": "5Aepcanary861TSESvWeug", "id_token": "eyJcanary.eyJ.c2ln",
        "signature": "canarysignature", "instance_url": "https://acme.my.salesforce.com", "token_type": "Bearer",
        "id": "https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS", "lightning_sid": "canarysid",
    });
    Answer::json(200, body.to_string())
}

fn clean(what: &str) {
    assert!(!what.contains("canary"), "{what}");
}

#[tokio::test]
async fn no_exchange_and_no_reply_shows_a_secret() {
    let (t, seen) = observed();
    let credentials = json!({ "id": "888Qy00000071Af", "key": "3MVG9fake", "secret": "canarysecret" });
    let stub = Stub::answering([
        token_reply(),
        token_reply(),
        token_reply(),
        token_reply(),
        Answer::json(200, ""),
        Answer::json(200, credentials.to_string()),
        Answer::xml(200, include_str!("../shapes/list_metadata.xml")),
    ])
    .await;
    let key = ConsumerKey::parse("3MVG9fake").unwrap();
    let secret = ConsumerSecret::new("canarysecret");
    let grant = CodeGrant {
        client_id: &key,
        client_secret: Some(&secret),
        code: &AuthorizationCode::new("canarycode=="),
        redirect_uri: "http://localhost:1717/OauthRedirect",
        verifier: Some(&CodeVerifier::new("canaryverifier")),
    };
    clean(&format!("{grant:?}"));
    clean(&format!("{:?}", oauth::authorization_code(&t, &stub.host, &grant).await.unwrap()));
    clean(&format!("{:?}", oauth::client_credentials(&t, &stub.host, &key, &secret).await.unwrap()));
    let refresh = RefreshToken::new("5Aepcanary");
    clean(&format!("{:?}", oauth::refresh(&t, &stub.host, &key, Some(&secret), &refresh).await.unwrap()));
    let assertion = JwtAssertion::new("eyJcanary.eyJcanary.canary");
    clean(&format!("{:?}", oauth::jwt_bearer(&t, &stub.host, &assertion).await.unwrap()));
    oauth::revoke(&t, &stub.host, &refresh).await.unwrap();
    let org = stub.org(t, TOKEN);
    let (app, consumer) = (RecordId::parse("0xIQy0000000001").unwrap(), RecordId::parse("888Qy00000071Af").unwrap());
    clean(&format!("{:?}", org.consumer_key_and_secret(&app, &consumer).await.unwrap()));
    org.list_metadata(ComponentType::App).await.unwrap();
    clean(&format!("{org:?}"));

    let exchanges = seen.0.lock().unwrap();
    assert_eq!(exchanges.len(), 7);
    assert_eq!(stub.asked().iter().filter(|asked| format!("{asked:?}").contains("canary")).count(), 7);
    for exchange in exchanges.iter() {
        clean(&format!("{exchange:?}"));
        clean(&serde_json::to_string(exchange).unwrap());
        assert!(serde_json::to_string(exchange).unwrap().contains("••••••"));
    }
    assert_eq!(exchanges[0].call, "token");
    assert!(exchanges[0].request.contains(&("grant_type".to_owned(), "authorization_code".to_owned())));
    assert!(exchanges[6].request.iter().any(|(name, body)| name == "body" && body.contains("listMetadata")));
}

#[tokio::test]
async fn no_error_repeats_a_secret() {
    let key = ConsumerKey::parse("3MVG9fake").unwrap();
    let echo = json!({ "error": "invalid_grant", "error_description": format!("bad canarysecret and {TOKEN}") });
    for answer in [
        Answer::json(400, echo.to_string()),
        Answer::json(200, r#"{"access_token":"canarysecret","token_type":["canarysecret"]}"#),
        Answer::json(200, "canarysecret"),
        Answer::new(200, "text/html", "<html>canarysecret</html>"),
        Answer::json(302, "").header("location", "https://evil.example/?code=canarysecret"),
    ] {
        let (t, seen) = observed();
        let stub = Stub::answering([answer]).await;
        let error =
            oauth::client_credentials(&t, &stub.host, &key, &ConsumerSecret::new("canarysecret")).await.unwrap_err();
        clean(&format!("{error} {error:?}"));
        clean(&format!("{:?}", seen.0.lock().unwrap()));
    }
}

#[tokio::test]
async fn a_code_in_an_address_is_masked() {
    let (t, seen) = observed();
    let stub = Stub::answering([Answer::json(400, "error=x&error_description=y")]).await;
    let mut address = stub.host.url("/services/oauth2/authorize");
    address
        .query_pairs_mut()
        .append_pair("client_id", "3MVG9fake")
        .append_pair("code", "canary")
        .append_pair("sid", "canary");
    oauth::dry_check(&t, &address, &stub.host).await.unwrap();
    let url = seen.0.lock().unwrap()[0].url.clone();
    clean(&url);
    assert!(url.contains("client_id=3MVG9fake"), "{url}");
}
