//! The key pair of a server that proves itself by a signed JWT: made here or brought, and looked at before anything
//! depends on it. The certificate goes to Salesforce and is no secret; the private key is in the vault and nowhere else.

mod assertion;
mod bring;
mod check;
mod make;
#[cfg(test)]
pub(crate) mod samples;
mod view;

pub use assertion::{Claims, assertion};
pub use bring::{Brought, bring, read_files};
pub use check::{Check, CheckId, Half, LARGEST, checks, half};
pub use make::make;
pub use view::{CertificateView, KeyPairView, Reminder, days_left, reminds_at};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use rsa::RsaPrivateKey;
use rsa::pkcs8::DecodePrivateKey as _;
use salesforce::types::PrivateKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use ts_rs::TS;
use x509_parser::certificate::X509Certificate;
use x509_parser::pem::Pem;
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;

use crate::problem::{Code, Problem};

/// A certificate as it goes to Salesforce, and what can be read in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Certificate {
    /// X.509 in PEM with its header lines, as it is sent.
    pub pem: String,
    /// The common name of its subject, or the whole subject.
    pub subject: String,
    /// SHA-256 of the DER, in pairs of capital hex digits with colons.
    pub fingerprint: String,
    /// From when it counts.
    #[ts(type = "string")]
    pub begins_at: Timestamp,
    /// Until when it counts.
    #[ts(type = "string")]
    pub ends_at: Timestamp,
    /// Length of its RSA key in bits; none for another kind of key.
    pub rsa_bits: Option<u32>,
}

impl Certificate {
    /// Whether the text is one that PEM can be (RFC 7468): what metadata carries.
    pub(crate) fn is_pem(&self) -> bool {
        self.pem.chars().all(|one| one == '\n' || one == ' ' || one.is_ascii_graphic())
    }

    /// Reads one certificate (RFC 5280).
    ///
    /// # Errors
    /// `key_file_unreadable` when it is none.
    pub fn from_der(der: &[u8]) -> Result<Self, Problem> {
        let unreadable = || Problem::new(Code::KeyFileUnreadable);
        let (rest, certificate) = X509Certificate::from_der(der).map_err(|_| unreadable())?;
        if !rest.is_empty() {
            return Err(unreadable());
        }
        let at = |time: x509_parser::time::ASN1Time| Timestamp::from_second(time.timestamp()).map_err(|_| unreadable());
        let subject = certificate.subject();
        let common = subject.iter_common_name().next().and_then(|name| name.as_str().ok());
        let subject = common.map_or_else(|| subject.to_string(), str::to_owned);
        let rsa_bits = match certificate.public_key().parsed() {
            Ok(PublicKey::RSA(key)) => u32::try_from(key.key_size()).ok(),
            _ => None,
        };
        Ok(Self {
            pem: pem(der),
            subject: subject.chars().filter(|character| !character.is_control()).take(120).collect(),
            fingerprint: fingerprint(der),
            begins_at: at(certificate.validity().not_before)?,
            ends_at: at(certificate.validity().not_after)?,
            rsa_bits,
        })
    }

    /// Reads the first certificate of a PEM text (RFC 7468).
    ///
    /// # Errors
    /// `key_file_unreadable` when there is none.
    pub fn from_pem(text: &str) -> Result<Self, Problem> {
        let first = Pem::iter_from_buffer(text.as_bytes()).next().and_then(Result::ok);
        let first = first.filter(|block| block.label == "CERTIFICATE");
        Self::from_der(&first.ok_or_else(|| Problem::new(Code::KeyFileUnreadable))?.contents)
    }

    /// The DER that the PEM holds.
    fn der(&self) -> Option<Vec<u8>> {
        let body: String = self.pem.lines().filter(|line| !line.starts_with("-----")).collect();
        STANDARD.decode(body).ok()
    }
}

/// PEM as RFC 7468 wants it: header lines, and 64 characters a line.
fn pem(der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let mut text = "-----BEGIN CERTIFICATE-----\n".to_owned();
    for line in body.as_bytes().chunks(64) {
        text.extend(line.iter().map(|byte| char::from(*byte)));
        text.push('\n');
    }
    text + "-----END CERTIFICATE-----\n"
}

fn fingerprint(der: &[u8]) -> String {
    Sha256::digest(der).iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

fn rsa(key: &PrivateKey) -> Option<RsaPrivateKey> {
    RsaPrivateKey::from_pkcs8_pem(key.expose()).ok()
}
