//! The JWT by which a server proves itself (RFC 7523 section 3; Salesforce Help, "OAuth 2.0 JWT Bearer Flow").

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use rsa::pkcs1v15::SigningKey;
use rsa::rand_core::OsRng;
use rsa::signature::{RandomizedSigner as _, SignatureEncoding as _};
use salesforce::types::{ConsumerKey, JwtAssertion, PrivateKey};
use serde_json::json;
use sha2::Sha256;

/// What an assertion says.
pub struct Claims<'a> {
    /// `iss`: the app.
    pub app: &'a ConsumerKey,
    /// `sub`: the user name that it speaks for.
    pub user: &'a str,
    /// `aud`: Salesforce's login host.
    pub audience: &'a str,
    /// `exp`: Salesforce takes three minutes from its own now.
    pub until: Timestamp,
}

/// The claims, signed with RS256; none when the key is no RSA key.
pub fn assertion(key: &PrivateKey, claims: &Claims<'_>) -> Option<JwtAssertion> {
    let header = URL_SAFE_NO_PAD.encode(br#"{"alg":"RS256","typ":"JWT"}"#);
    let body = json!({
        "iss": claims.app.as_str(),
        "sub": claims.user,
        "aud": claims.audience,
        "exp": claims.until.as_second(),
    });
    let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(body.to_string()));
    // With blinding, so that the time it takes tells nothing of the key.
    let signature = SigningKey::<Sha256>::new(super::rsa(key)?).sign_with_rng(&mut OsRng, signed.as_bytes());
    Some(JwtAssertion::new(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))))
}

#[cfg(test)]
mod tests {
    use rsa::pkcs1v15::{Signature, VerifyingKey};
    use rsa::signature::{Keypair as _, Verifier as _};
    use serde_json::Value;

    use super::super::samples;
    use super::*;

    #[test]
    fn an_assertion_says_something_else_or_its_key_did_not_sign_it() {
        let key = samples::good().1.unwrap();
        let app = "3MVG9key".parse().unwrap();
        let until = "2026-11-23T14:32:00Z".parse().unwrap();
        let claims = Claims { app: &app, user: "etl@acme.example", audience: "https://login.salesforce.com", until };
        let jwt = assertion(&key, &claims).unwrap();
        let [head, body, signature] = jwt.expose().split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
        let read = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        assert_eq!(read(head), json!({ "alg": "RS256", "typ": "JWT" }));
        let said = json!({ "iss": "3MVG9key", "sub": "etl@acme.example", "aud": "https://login.salesforce.com", "exp": until.as_second() });
        assert_eq!(read(body), said);
        let verifier: VerifyingKey<Sha256> = SigningKey::new(super::super::rsa(&key).unwrap()).verifying_key();
        let signature = Signature::try_from(URL_SAFE_NO_PAD.decode(signature).unwrap().as_slice()).unwrap();
        verifier.verify(format!("{head}.{body}").as_bytes(), &signature).unwrap();
    }
}
