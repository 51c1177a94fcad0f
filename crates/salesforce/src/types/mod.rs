//! One type for each kind of string that crosses the wire.
//!
//! Each is parsed once, when it enters, and can't be mistaken for another afterwards.

mod callback;
mod ids;
mod names;
mod secrets;
mod version;

pub use callback::{CallbackUrl, CallbackUrlProblem};
pub use ids::{IdProblem, OrgId, RecordId};
pub use names::{ConsumerKey, NameProblem, Scope, Username};
pub use secrets::{
    AccessToken, AuthorizationCode, CodeVerifier, ConsumerSecret, IdToken, JwtAssertion, PrivateKey, ProxyPassword,
    RefreshToken, Secret,
};
pub use version::{ApiVersion, ApiVersionProblem};

/// Display, FromStr and serde by way of the text, for a type with `as_str` and `parse`.
macro_rules! text_type {
    ($name:ident, $problem:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $problem;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use text_type;
