//! A client's key pair, made anew in every run, with its certificate, and the JWTs that it signs.

use std::str::FromStr;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rsa::{
    RsaPrivateKey,
    pkcs1::EncodeRsaPrivateKey,
    pkcs1v15::{Signature, SigningKey},
    rand_core::OsRng,
    signature::Keypair,
};
use serde_json::{Value, json};
use sha2::Sha256;
use x509_cert::{
    builder::{Builder, CertificateBuilder, Profile},
    der::Encode,
    name::Name,
    serial_number::SerialNumber,
    spki::SubjectPublicKeyInfoOwned,
    time::Validity,
};

/// How long the certificate holds.
pub(crate) const VALID: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A key and its certificate, bare base64.
pub(crate) struct Signer {
    key: EncodingKey,
    pub(crate) certificate: String,
}

/// The client's.
pub(crate) static CLIENT: LazyLock<Signer> = LazyLock::new(Signer::new);
/// Somebody else's.
pub(crate) static STRANGER: LazyLock<Signer> = LazyLock::new(Signer::new);

impl Signer {
    fn new() -> Self {
        let key = RsaPrivateKey::new(&mut OsRng, 2048).unwrap();
        let signer = SigningKey::<Sha256>::new(key.clone());
        let public = SubjectPublicKeyInfoOwned::from_key(signer.verifying_key()).unwrap();
        let validity = Validity::from_now(VALID).unwrap();
        let name = Name::from_str("CN=PRACTICE").unwrap();
        let builder =
            CertificateBuilder::new(Profile::Root, SerialNumber::from(1_u32), validity, name, public, &signer).unwrap();
        let certificate = builder.build::<Signature>().unwrap();
        Self {
            key: EncodingKey::from_rsa_der(key.to_pkcs1_der().unwrap().as_bytes()),
            certificate: STANDARD.encode(certificate.to_der().unwrap()),
        }
    }

    /// The element of the global OAuth settings.
    pub(crate) fn element(&self) -> &'static str {
        format!("<certificate>{}</certificate>", self.certificate).leak()
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        jsonwebtoken::encode(&Header::new(Algorithm::RS256), claims, &self.key).unwrap()
    }
}

/// Seconds since the epoch.
pub(crate) fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

/// Claims of an assertion that is good for three minutes.
pub(crate) fn claims(iss: &str, sub: &str, aud: &str) -> Value {
    json!({ "iss": iss, "sub": sub, "aud": aud, "exp": now() + 180 })
}

/// Header and claims with a signature made by a secret, which is how HS256 is misused.
pub(crate) fn hs256(claims: &Value, secret: &str) -> String {
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}
