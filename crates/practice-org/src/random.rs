//! The strings that only chance may choose: keys, secrets, tokens, codes. All of them say PRACTICE, or look plainly fake.

use rand::Rng;

const TEXT: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.";
const HEX: &[u8] = b"0123456789ABCDEF";

/// So many characters of an alphabet.
fn characters(alphabet: &[u8], count: usize) -> String {
    let mut chance = rand::rng();
    (0..count).map(|_| char::from(alphabet[chance.random_range(0..alphabet.len())])).collect()
}

/// An opaque access token: the 15-character org id, `!`, and text; 112 characters in all.
pub(crate) fn access_token(org_id: &str) -> String {
    format!("{}!PRACTICE.{}", crate::id::to_15(org_id), characters(TEXT, 87))
}

/// A refresh token.
pub(crate) fn refresh_token() -> String {
    format!("5AepPRACTICE{}", characters(TEXT, 75))
}

/// An authorization code; it ends with `==`, which a query string writes `%3D%3D`.
pub(crate) fn authorization_code() -> String {
    format!("aPrxPRACTICE{}==", characters(TEXT, 52))
}

/// A device code.
pub(crate) fn device_code() -> String {
    format!("PRACTICE{}", characters(&TEXT[..62], 40))
}

/// What a person types for a device: 8 characters, none of which looks like another.
pub(crate) fn user_code() -> String {
    format!("PR{}", characters(b"ACDEFGHJKLMNPQRTUVWXY3479", 6))
}

/// A consumer key of 85 characters.
pub(crate) fn consumer_key() -> String {
    format!("3MVG9PRACTICE{}", characters(TEXT, 72))
}

/// A consumer secret: 64 upper-case hexadecimal digits.
pub(crate) fn consumer_secret() -> String {
    format!("FA4EFA4E{}", characters(HEX, 56))
}

/// A code that a person types to verify who they are: five digits.
pub(crate) fn verification_code() -> String {
    characters(b"0123456789", 5)
}

/// A handle that nobody can guess: browser sessions, form tokens, the control bearer.
pub(crate) fn handle() -> String {
    characters(&TEXT[..62], 40)
}
