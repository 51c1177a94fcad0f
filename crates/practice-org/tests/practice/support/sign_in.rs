//! A person signs in to an app, and the app exchanges its code.

use serde_json::Value;

use super::{CHALLENGE, Credentials, Practice, Reply, VERIFIER, parameter, reply};

pub(crate) const CALLBACK: &str = "http://localhost:7171/callback";

/// Signs Maya in to an app; `extra` is added to the authorize request.
pub(crate) async fn sign_in(practice: &Practice, credentials: &Credentials, extra: &str) -> Value {
    let query = format!(
        "client_id={}&redirect_uri={CALLBACK}&response_type=code&code_challenge={CHALLENGE}{extra}",
        credentials.key
    );
    let url = practice.org(&format!("/services/oauth2/authorize?{query}"));
    let end = practice.browse(url, "maya@practice.example", "allow").await;
    let code = parameter(end.location(), "code").unwrap_or_else(|| panic!("{}", end.location()));
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", &credentials.key),
        ("client_secret", &credentials.secret),
        ("redirect_uri", CALLBACK),
        ("code", &code),
        ("code_verifier", VERIFIER),
    ];
    let answer = practice.token_request(&form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// Sends a refresh token.
pub(crate) async fn refresh(practice: &Practice, credentials: &Credentials, token: &Value) -> Reply {
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", &credentials.key),
        ("client_secret", &credentials.secret),
        ("refresh_token", token.as_str().unwrap()),
    ];
    practice.token_request(&form).await
}

/// Asks about a token.
pub(crate) async fn introspect(practice: &Practice, credentials: &Credentials, token: &str) -> Value {
    let form = [("token", token), ("client_id", &credentials.key), ("client_secret", &credentials.secret)];
    let answer = practice.post_form(practice.org("/services/oauth2/introspect"), &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// The claims of a JWT that the org signed with a key that it publishes, and its header.
pub(crate) async fn verified(practice: &Practice, jwt: &str) -> (Value, Value) {
    use jsonwebtoken::{Algorithm, DecodingKey, Validation};
    let keys = reply(practice.client.get(practice.org("/id/keys"))).await.json();
    let header = jsonwebtoken::decode_header(jwt).unwrap();
    let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == header.kid.as_deref().unwrap()).unwrap();
    let key = DecodingKey::from_rsa_components(key["n"].as_str().unwrap(), key["e"].as_str().unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_aud = false;
    let claims = jsonwebtoken::decode::<Value>(jwt, &key, &validation).unwrap().claims;
    (serde_json::to_value(header).unwrap(), claims)
}
