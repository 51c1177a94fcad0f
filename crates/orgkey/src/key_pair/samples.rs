//! Key files that OpenSSL 3.0 wrote, to read in tests. Their keys were made for that and open nothing.

use salesforce::types::PrivateKey;

use super::{Brought, Certificate, bring};

macro_rules! samples {
    ($($(#[$doc:meta])* $name:ident $file:literal,)*) => {
        $($(#[$doc])* pub(crate) const $name: &[u8] =
            include_bytes!(concat!("../../tests/samples/key_pairs/", $file));)*
    };
}

samples! {
    /// RSA 2048, from 2024 to 2044.
    GOOD "good.crt",
    GOOD_KEY "good.key",
    /// The same key in the older format of OpenSSL.
    PKCS1_KEY "pkcs1.key",
    /// The same key, locked by `harbour-7`.
    LOCKED_KEY "locked.key",
    /// The same key with a certificate of 2024.
    ENDED "ended.crt",
    /// The same key with a certificate of 6.9 KB.
    LARGE "large.crt",
    /// RSA 1024.
    WEAK "weak.crt",
    WEAK_KEY "weak.key",
    /// P-256.
    EC "ec.crt",
    EC_KEY "ec.key",
    /// The good pair, locked by `harbour-7` with AES and PBKDF2.
    MODERN "modern.p12",
    /// The same with what OpenSSL 1 and Windows took: RC2 and triple DES.
    OLD "old.p12",
    /// The same with an empty password.
    OPEN "open.p12",
}

/// What files hold that no password locks.
pub(crate) fn pair(files: &[&[u8]]) -> (Certificate, Option<PrivateKey>) {
    let files: Vec<_> = files.iter().map(|bytes| bytes.to_vec()).collect();
    match bring(&files, None) {
        Ok(Brought::Pair(certificate, key)) => (certificate, key),
        other => panic!("{other:?}"),
    }
}

/// The good pair.
pub(crate) fn good() -> (Certificate, Option<PrivateKey>) {
    pair(&[GOOD, GOOD_KEY])
}
