//! What is looked at before a certificate goes to Salesforce (Salesforce Help, "Create a Private Key and Self-Signed
//! Digital Certificate": RSA of 2048 bits or more, 4 KB at most).

use jiff::Timestamp;
use rsa::RsaPublicKey;
use rsa::pkcs1::DecodeRsaPublicKey as _;
use rsa::pkcs1v15::{SigningKey, VerifyingKey};
use rsa::rand_core::OsRng;
use rsa::signature::{RandomizedSigner as _, Verifier as _};
use salesforce::types::PrivateKey;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use ts_rs::TS;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;

use super::Certificate;
use crate::problem::{Code, Problem};

/// The largest certificate that Salesforce takes, in bytes of PEM.
pub const LARGEST: usize = 4096;
/// The shortest RSA key that Salesforce takes, in bits.
const SHORTEST: u32 = 2048;

/// Which check. Words: `certificate_check_<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(rename = "CertificateCheckId")]
#[serde(rename_all = "snake_case")]
pub enum CheckId {
    /// Not over, and begun.
    InTime,
    /// RSA, and long enough.
    Strong,
    /// The private key is here and fits.
    Together,
    /// Small enough.
    Small,
}

/// One check: fine, or what is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "CertificateCheck")]
pub struct Check {
    /// Which.
    pub id: CheckId,
    /// What is wrong.
    pub problem: Option<Problem>,
}

/// How the private key stands to its certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// What it signs, the certificate confirms.
    Fits,
    /// It belongs to another certificate.
    Differs,
    /// It is not on this computer.
    Missing,
}

/// Signs with the one half and verifies with the other.
pub fn half(certificate: &Certificate, key: Option<&PrivateKey>) -> Half {
    let Some(key) = key else { return Half::Missing };
    let verified = || {
        let signature = SigningKey::<Sha256>::new(super::rsa(key)?).sign_with_rng(&mut OsRng, b"orgkey");
        VerifyingKey::<Sha256>::new(public_key(certificate)?).verify(b"orgkey", &signature).ok()
    };
    if verified().is_some() { Half::Fits } else { Half::Differs }
}

fn public_key(certificate: &Certificate) -> Option<RsaPublicKey> {
    let der = certificate.der()?;
    let (_, read) = X509Certificate::from_der(&der).ok()?;
    RsaPublicKey::from_pkcs1_der(&read.public_key().subject_public_key.data).ok()
}

/// Every check of a certificate whose private key stands like `half`.
pub fn checks(certificate: &Certificate, half: Half, now: Timestamp) -> Vec<Check> {
    let subject = |code| Problem::new(code).with("subject", &certificate.subject);
    let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
    let in_time = if now > certificate.ends_at {
        Some(subject(Code::KeyPairEnded).with("date", day(certificate.ends_at)))
    } else if now < certificate.begins_at {
        Some(subject(Code::KeyPairNotBegun).with("date", day(certificate.begins_at)))
    } else {
        None
    };
    let strong = match certificate.rsa_bits {
        Some(bits) if bits >= SHORTEST => None,
        Some(bits) => Some(subject(Code::CertificateTooWeak).with("bits", bits)),
        None => Some(subject(Code::CertificateNotRsa)),
    };
    let together = match half {
        Half::Fits => None,
        Half::Differs => Some(subject(Code::KeyPairMismatch)),
        Half::Missing => Some(subject(Code::PrivateKeyMissing)),
    };
    let size = certificate.pem.len();
    let small = (size > LARGEST).then(|| subject(Code::CertificateTooLarge).with("size", size).with("limit", LARGEST));
    let mut all = vec![Check { id: CheckId::InTime, problem: in_time }, Check { id: CheckId::Strong, problem: strong }];
    // A key of another kind is not read, so there is nothing to compare.
    if certificate.rsa_bits.is_some() {
        all.push(Check { id: CheckId::Together, problem: together });
    }
    all.push(Check { id: CheckId::Small, problem: small });
    all
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, EC, EC_KEY, ENDED, GOOD, GOOD_KEY, LARGE, WEAK, WEAK_KEY, pair};
    use super::*;

    fn failing((certificate, key): (Certificate, Option<PrivateKey>), now: &str) -> Vec<Code> {
        let half = half(&certificate, key.as_ref());
        let all = checks(&certificate, half, now.parse().unwrap());
        all.into_iter().filter_map(|check| check.problem.map(|problem| problem.code)).collect()
    }

    #[test]
    fn a_certificate_that_salesforce_refuses_passes_or_a_good_one_does_not() {
        const NOW: &str = "2026-12-01T00:00:00Z";
        assert_eq!(failing(samples::good(), NOW), []);
        assert_eq!(failing(pair(&[ENDED, GOOD_KEY]), NOW), [Code::KeyPairEnded]);
        assert_eq!(failing(samples::good(), "2023-12-31T23:59:59Z"), [Code::KeyPairNotBegun]);
        assert_eq!(failing(pair(&[WEAK, WEAK_KEY]), NOW), [Code::CertificateTooWeak]);
        assert_eq!(failing((samples::good().0, None), NOW), [Code::PrivateKeyMissing]);
        assert_eq!(failing(pair(&[GOOD, WEAK_KEY]), NOW), [Code::KeyPairMismatch]);
        assert_eq!(failing(pair(&[EC, EC_KEY]), NOW), [Code::CertificateNotRsa]);
        assert_eq!(failing(pair(&[LARGE, GOOD_KEY]), NOW), [Code::CertificateTooLarge]);
    }

    #[test]
    fn the_edge_of_a_certificates_time_is_judged_wrongly() {
        let (certificate, _) = samples::good();
        let over = |now| checks(&certificate, Half::Fits, now)[0].problem.is_some();
        assert!(!over(certificate.ends_at) && !over(certificate.begins_at));
        let second = jiff::SignedDuration::from_secs(1);
        assert!(over(certificate.ends_at + second) && over(certificate.begins_at - second));
    }
}
