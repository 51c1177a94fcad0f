//! The two random values of a sign-in: the PKCE verifier and the state.

use oauth2::{CsrfToken, PkceCodeChallenge};
use subtle::ConstantTimeEq as _;

use crate::types::CodeVerifier;

/// A PKCE pair (RFC 7636), always of method S256.
#[derive(Debug)]
pub struct Pkce {
    /// Kept here until the code is exchanged.
    pub verifier: CodeVerifier,
    /// Sent with the browser.
    pub challenge: String,
}

impl Pkce {
    /// A fresh pair from 32 random bytes: a verifier of 43 characters.
    pub fn new() -> Self {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let verifier = CodeVerifier::new(verifier.into_secret());
        Self { verifier, challenge: challenge.as_str().to_owned() }
    }
}

impl Default for Pkce {
    fn default() -> Self {
        Self::new()
    }
}

/// The `state` of a sign-in (RFC 6749 section 10.12): 256 random bits that tie the callback to the request.
#[derive(Clone)]
pub struct State(String);

impl State {
    /// A fresh value of 43 characters.
    pub fn new() -> Self {
        Self(CsrfToken::new_random_len(32).into_secret())
    }

    /// The value for the authorize address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a callback's `state` is this one, in the same time wherever the first difference is.
    pub fn matches(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("State([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_challenge_belongs_to_the_verifier() {
        // RFC 7636 appendix B.
        let verifier = oauth2::PkceCodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        assert_eq!(challenge.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(challenge.method().as_str(), "S256");
        let pkce = Pkce::new();
        let verifier = oauth2::PkceCodeVerifier::new(pkce.verifier.expose().to_owned());
        assert_eq!(pkce.challenge, PkceCodeChallenge::from_code_verifier_sha256(&verifier).as_str());
    }

    #[test]
    fn ten_thousand_verifiers_are_all_valid_and_different() {
        let verifiers: HashSet<String> = (0..10_000).map(|_| Pkce::new().verifier.expose().to_owned()).collect();
        assert_eq!(verifiers.len(), 10_000);
        let unreserved = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
        assert!(verifiers.iter().all(|verifier| verifier.len() == 43 && verifier.chars().all(unreserved)));
    }

    #[test]
    fn another_state_does_not_match() {
        let state = State::new();
        assert!(state.matches(state.as_str()));
        assert!(!state.matches(State::new().as_str()));
        assert!(!state.matches(""));
        assert!(!format!("{state:?}").contains(state.as_str()));
    }
}
