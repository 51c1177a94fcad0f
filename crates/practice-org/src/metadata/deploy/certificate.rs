//! The rules for the certificate of an app: PEM or bare base64, an RSA key of 2,048 bits or more, not over 4 KB.
//!
//! Signature, dates and issuer are not looked at here; checking assertions with the key is left to the OAuth side.
//!
//! Source: Salesforce Help, "OAuth 2.0 JWT Bearer Flow".

use crate::metadata::certificate::Certificate;
use crate::rules::{Said, deploy as say};

const MAX_BYTES: usize = 4096;
const MIN_BITS: usize = 2048;

pub(super) fn check(text: &str) -> Result<(), Said> {
    if text.len() > MAX_BYTES {
        return Err(say::CERTIFICATE_SIZE.said());
    }
    match Certificate::read(text).ok_or_else(|| say::CERTIFICATE.said())?.bits() {
        bits if bits < MIN_BITS => Err(say::KEY_BITS.said()),
        _ => Ok(()),
    }
}
