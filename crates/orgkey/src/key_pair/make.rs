//! Making a key pair: RSA 2048, and a certificate that it signs itself.
//!
//! `rcgen` with ring makes no RSA keys, so `rsa` makes the key and `rcgen` signs. RUSTSEC-2023-0071, a timing side channel
//! of `rsa`, is about answering strangers over a network with a key; here keys are made and sign, for nobody to measure.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, date_time_ymd};
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};
use rsa::rand_core::OsRng;
use salesforce::types::PrivateKey;

use super::Certificate;
use crate::problem::{Code, Problem};

/// What Salesforce takes, and what everybody has.
const BITS: usize = 2048;
/// The longest common name (RFC 5280, appendix A.1: `ub-common-name`).
const NAME_LIMIT: usize = 64;

/// A new key pair whose certificate is named `subject` and holds for a year. Takes a moment: call it where that blocks
/// nobody.
///
/// # Errors
/// `unexpected` when the system gives no randomness.
pub fn make(subject: &str, now: Timestamp) -> Result<(Certificate, PrivateKey), Problem> {
    let key = RsaPrivateKey::new(&mut OsRng, BITS).map_err(failed)?;
    let der = key.to_pkcs8_der().map_err(failed)?;
    let signer = KeyPair::from_pkcs8_der_and_sign_algo(&der.as_bytes().into(), &PKCS_RSA_SHA256).map_err(failed)?;

    let mut params = CertificateParams::new(Vec::new()).map_err(failed)?;
    let name: String = subject.chars().filter(|character| !character.is_control()).take(NAME_LIMIT).collect();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let midnight = |day: Date| date_time_ymd(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs());
    // From yesterday: a clock over there that is behind must not find it too young.
    let today = now.to_zoned(TimeZone::UTC).date();
    params.not_before = midnight(today.saturating_sub(1.day()));
    params.not_after = midnight(today.saturating_add(1.year()).saturating_add(1.day()));
    let certificate = params.self_signed(&signer).map_err(failed)?;

    let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(failed)?;
    Ok((Certificate::from_der(certificate.der())?, PrivateKey::new(pem.as_str())))
}

fn failed(error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::Unexpected).with("detail", error)
}

#[cfg(test)]
mod tests {
    use super::super::{Half, checks, half};
    use super::*;

    #[test]
    fn a_pair_that_was_made_here_fails_a_check_or_has_another_name_or_year() {
        let now: Timestamp = "2026-11-23T14:32:00Z".parse().unwrap();
        let (certificate, key) = make("Wärehouse Loader, UAT\n", now).unwrap();
        assert_eq!(certificate.subject, "Wärehouse Loader, UAT");
        assert_eq!(certificate.rsa_bits, Some(2048));
        assert_eq!(certificate.begins_at.to_string(), "2026-11-22T00:00:00Z");
        assert_eq!(certificate.ends_at.to_string(), "2027-11-24T00:00:00Z");
        let half = half(&certificate, Some(&key));
        assert_eq!(half, Half::Fits);
        assert!(checks(&certificate, half, now).iter().all(|check| check.problem.is_none()));
        let long = make(&"ä".repeat(200), now).unwrap().0;
        assert_eq!(long.subject.chars().count(), NAME_LIMIT, "RFC 5280 allows no more");
    }
}
