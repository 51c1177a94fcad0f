//! The certificate of an app as it is uploaded: its RSA key and its dates.
//!
//! Source: RFC 5280 section 4.1; RFC 8017 appendix A.1.1.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rsa::{RsaPublicKey, pkcs1::DecodeRsaPublicKey, traits::PublicKeyParts};
use x509_cert::{
    der::{Decode, oid::ObjectIdentifier},
    time::Time,
};

/// `rsaEncryption`
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// What an app's certificate is looked at for.
#[derive(Clone, Debug)]
pub(crate) struct Certificate {
    key: RsaPublicKey,
    /// The public key as a DER `RSAPublicKey`.
    pub(crate) key_der: Vec<u8>,
    /// First and last second of its validity, since the epoch.
    pub(crate) valid: (i64, i64),
}

impl Certificate {
    /// Reads PEM, of which the first certificate counts, or bare base64; `None` when it is no certificate with an RSA
    /// key.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let certificate = x509_cert::Certificate::from_der(&decode(text)?).ok()?.tbs_certificate;
        let info = certificate.subject_public_key_info;
        if info.algorithm.oid != RSA {
            return None;
        }
        let key_der = info.subject_public_key.as_bytes()?.to_vec();
        let seconds = |time: Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
        Some(Self {
            key: RsaPublicKey::from_pkcs1_der(&key_der).ok()?,
            key_der,
            valid: (seconds(certificate.validity.not_before), seconds(certificate.validity.not_after)),
        })
    }

    /// Length of the RSA modulus.
    pub(crate) fn bits(&self) -> usize {
        self.key.n().bits()
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let body = match text.split_once("-----BEGIN CERTIFICATE-----") {
        Some((_, rest)) => rest.split_once("-----END CERTIFICATE-----")?.0,
        None => text,
    };
    let body: String = body.chars().filter(|character| !character.is_whitespace()).collect();
    STANDARD.decode(body).ok()
}
