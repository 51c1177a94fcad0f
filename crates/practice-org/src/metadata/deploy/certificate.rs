//! The rules for the certificate of an app: PEM or bare base64, an RSA key of 2,048 bits or more, not over 4 KB.
//!
//! Looks at the shape of the DER only as far as the public key. Signature, dates and issuer are not verified, and
//! checking assertions with the key is left to the OAuth side.
//!
//! Source: Salesforce Help, "OAuth 2.0 JWT Bearer Flow"; RFC 5280 section 4.1; RFC 8017 appendix A.1.1.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::rules::{Said, deploy as say};

const MAX_BYTES: usize = 4096;
const MIN_BITS: usize = 2048;

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OBJECT_IDENTIFIER: u8 = 0x06;
const EXPLICIT_VERSION: u8 = 0xa0;

/// 1.2.840.113549.1.1.1, `rsaEncryption`.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

pub(super) fn check(text: &str) -> Result<(), Said> {
    if text.len() > MAX_BYTES {
        return Err(say::CERTIFICATE_SIZE.said());
    }
    let refused = || say::CERTIFICATE.said();
    let der = decode(text).ok_or_else(refused)?;
    match rsa_bits(&der).ok_or_else(refused)? {
        bits if bits < MIN_BITS => Err(say::KEY_BITS.said()),
        _ => Ok(()),
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

/// Length of the RSA modulus; `None` when this is no certificate with an RSA key.
fn rsa_bits(der: &[u8]) -> Option<usize> {
    let certificate = Der(der).take(SEQUENCE)?;
    let mut fields = Der(certificate.0).take(SEQUENCE)?;
    if fields.0.first() == Some(&EXPLICIT_VERSION) {
        fields.take(EXPLICIT_VERSION)?;
    }
    fields.take(INTEGER)?;
    // Signature algorithm, issuer, validity, subject.
    for _ in 0..4 {
        fields.take(SEQUENCE)?;
    }
    let mut key_info = fields.take(SEQUENCE)?;
    if key_info.take(SEQUENCE)?.take(OBJECT_IDENTIFIER)?.0 != RSA {
        return None;
    }
    let bits = key_info.take(BIT_STRING)?.0.strip_prefix(&[0])?;
    let modulus = Der(bits).take(SEQUENCE)?.take(INTEGER)?.0;
    let significant = modulus.iter().position(|byte| *byte != 0).and_then(|start| modulus.get(start..))?;
    let leading = significant.first()?.leading_zeros() as usize;
    Some(significant.len() * 8 - leading)
}

/// What is left to read of a DER value.
struct Der<'d>(&'d [u8]);

impl<'d> Der<'d> {
    /// The contents of the next value, if it has that tag.
    fn take(&mut self, tag: u8) -> Option<Der<'d>> {
        let (&found, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81 | 0x82 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
            }
            _ => return None,
        };
        let (contents, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        (found == tag).then_some(Der(contents))
    }
}
