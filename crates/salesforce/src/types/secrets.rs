//! Secrets: never printed, never serialized, wiped from memory when dropped.
//!
//! The value leaves only by [`Secret::expose`], so that a search for that name finds every place where one is used.

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

/// What all secrets have in common.
pub trait Secret: std::fmt::Debug {
    /// The value itself, for the wire or the keychain and for nothing else.
    fn expose(&self) -> &str;
}

macro_rules! secret_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(SecretString);

        impl $name {
            /// Wraps a value that was just received or read from the keychain.
            pub fn new(value: impl Into<String>) -> Self {
                Self(SecretString::from(value.into()))
            }

            /// The value itself, for the wire or the keychain and for nothing else.
            pub fn expose(&self) -> &str {
                self.0.expose_secret()
            }
        }

        impl Secret for $name {
            fn expose(&self) -> &str {
                self.0.expose_secret()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }

        /// Takes the same time wherever the first difference is.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.expose().as_bytes().ct_eq(other.expose().as_bytes()).into()
            }
        }

        impl Eq for $name {}
    };
}

secret_type! {
    /// Opens the APIs as one user until it ends. Opaque (`00D…!…`) or, where the app says so, a JWT.
    AccessToken
}
secret_type! {
    /// Gets new access tokens without the user.
    RefreshToken
}
secret_type! {
    /// The app's `client_secret`.
    ConsumerSecret
}
secret_type! {
    /// The one-time code that the browser brings back (RFC 6749 section 4.1.2), already URL-decoded.
    AuthorizationCode
}
secret_type! {
    /// The PKCE `code_verifier` (RFC 7636 section 4.1).
    CodeVerifier
}
secret_type! {
    /// A signed JWT about the user who signed in (OpenID Connect Core section 2).
    IdToken
}
secret_type! {
    /// A signed JWT that stands for a user (RFC 7523).
    JwtAssertion
}
secret_type! {
    /// The private key of an app's certificate: PKCS#8 in PEM (RFC 5958, RFC 7468). It never goes to Salesforce.
    PrivateKey
}
secret_type! {
    /// What a proxy asks for beside the user name.
    ProxyPassword
}

impl AccessToken {
    /// Whether the token is a JWT: three parts with points between. Such tokens are refused by the SOAP API.
    pub fn is_jwt(&self) -> bool {
        let token = self.expose();
        token.starts_with("eyJ") && token.split('.').count() == 3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print_itself() {
        let secrets: [Box<dyn Secret>; 9] = [
            Box::new(AccessToken::new("canary-value")),
            Box::new(RefreshToken::new("canary-value")),
            Box::new(ConsumerSecret::new("canary-value")),
            Box::new(AuthorizationCode::new("canary-value")),
            Box::new(CodeVerifier::new("canary-value")),
            Box::new(IdToken::new("canary-value")),
            Box::new(JwtAssertion::new("canary-value")),
            Box::new(PrivateKey::new("canary-value")),
            Box::new(ProxyPassword::new("canary-value")),
        ];
        for secret in &secrets {
            assert!(!format!("{secret:?} {secret:#?}").contains("canary"));
            assert_eq!(secret.expose(), "canary-value");
        }
        assert_eq!(format!("{:?}", AccessToken::new("x")), "AccessToken([redacted])");
    }

    /// Reads this process's own memory, as whoever has a dump of it would.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_dropped_secret_stays_in_memory() {
        use std::os::unix::fs::FileExt as _;
        const WORD: &str = "canary";
        let memory = std::fs::File::open("/proc/self/mem").unwrap();
        let mut found = vec![0; WORD.len() * 100];
        let mut is_left_of = |dropped: &dyn Fn() -> usize| {
            let address = u64::try_from(dropped()).unwrap();
            memory.read_exact_at(&mut found, address).unwrap();
            found.windows(WORD.len()).any(|window| window == WORD.as_bytes())
        };
        let value = || WORD.repeat(100);
        let no_secret = || {
            let value = value();
            value.as_ptr().addr()
        };
        assert!(is_left_of(&no_secret), "what is no secret is not wiped, so that this test can fail");
        assert!(!is_left_of(&|| AccessToken::new(value()).expose().as_ptr().addr()));
        assert!(!is_left_of(&|| PrivateKey::new(value()).expose().as_ptr().addr()));
        let kept = ConsumerSecret::new(value());
        let copy = kept.clone();
        assert!(!is_left_of(&|| kept.clone().expose().as_ptr().addr()));
        assert!(copy == kept);
    }

    #[test]
    fn a_jwt_is_told_from_an_opaque_token() {
        assert!(AccessToken::new("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln").is_jwt());
        assert!(!AccessToken::new("00D5e000001N20Q!AQEAQI3AIbublfW11ATFJl9T122vVPj5QaInBp6h.9bPsUK8o.W").is_jwt());
    }
}
