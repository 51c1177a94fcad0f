//! Signing in and everything about tokens.
//!
//! The `oauth2` crate does what fits Salesforce (addresses, grants, replies), over our transport; revocation,
//! introspection, userinfo and the dry check are said directly. Nothing here keeps a token or decides when to refresh.

mod authorize;
mod dry_check;
mod grants;
mod identity;
mod pkce;
mod tokens;

use crate::types::ConsumerKey;

pub use authorize::Authorize;
pub use dry_check::{DryCheck, dry_check};
pub use grants::{CodeGrant, authorization_code, client_credentials, jwt_bearer, refresh};
pub use identity::{IdentityUrl, IdentityUrlProblem, UserInfo, userinfo};
pub use pkce::{Pkce, State};
pub use tokens::{Introspection, TokenReply, introspect, revoke};

/// The client id of Salesforce's own CLI sign-in. Its only callback is `http://localhost:1717/OauthRedirect`.
pub fn platform_cli() -> ConsumerKey {
    #[expect(clippy::expect_used, reason = "a literal")]
    ConsumerKey::parse("PlatformCLI").expect("literal") // proof: a test reads it
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_cli_client_has_its_name() {
        assert_eq!(super::platform_cli().as_str(), "PlatformCLI");
    }
}
