//! The RSA key that id tokens and JWT access tokens are signed with, made when first needed.
//!
//! Sources: RFC 7517; OpenID Connect Core section 10.1.

use std::fmt;
use std::sync::OnceLock;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rsa::{RsaPrivateKey, pkcs1::EncodeRsaPrivateKey, rand_core::OsRng, traits::PublicKeyParts};
use serde::Serialize;
use serde_json::{Value, json};

/// The key. One serves every world of a process: it takes a while to make, and they keep nothing from each other.
#[derive(Default)]
pub(crate) struct SigningKey(());

static MADE: OnceLock<Option<Made>> = OnceLock::new();

struct Made {
    private: EncodingKey,
    public: Value,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

const KEY_ID: &str = "PRACTICE1";

impl SigningKey {
    fn made(&self) -> Option<&'static Made> {
        let make = || {
            let key = RsaPrivateKey::new(&mut OsRng, 2048).ok()?;
            let number = |number: &rsa::BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
            let public = json!({
                "kty": "RSA", "n": number(key.n()), "e": number(key.e()), "alg": "RS256", "use": "sig", "kid": KEY_ID,
            });
            let private = EncodingKey::from_rsa_der(key.to_pkcs1_der().ok()?.as_bytes());
            Some(Made { private, public })
        };
        MADE.get_or_init(make).as_ref()
    }

    /// Signs claims with RS256.
    pub(super) fn sign(&self, claims: &impl Serialize) -> Option<String> {
        self.sign_with(&[], claims)
    }

    /// The same under a header that says more.
    pub(super) fn sign_with(&self, more: &[(&str, String)], claims: &impl Serialize) -> Option<String> {
        let mut header = Header { kid: Some(KEY_ID.to_owned()), ..Header::new(Algorithm::RS256) };
        for (name, value) in more {
            header.extras.insert(*name, value);
        }
        jsonwebtoken::encode(&header, claims, &self.made()?.private).ok()
    }

    /// The public keys, as a JSON Web Key set.
    pub(super) fn public_set(&self) -> Value {
        let keys: Vec<&Value> = self.made().map(|made| &made.public).into_iter().collect();
        json!({ "keys": keys })
    }
}
