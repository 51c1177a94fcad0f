//! Whose client id a sign-in through the browser uses, and what comes with it.

use salesforce::oauth;
use salesforce::types::{ConsumerKey, Scope};

use super::CallbackProfile;
use crate::problem::{Code, Problem};

/// A client id with its callbacks and scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInClient {
    /// Salesforce's own CLI sign-in. No refresh token: it would use up one of the person's five approvals.
    PlatformCli,
    /// An app of the person's own org, whose sign-in Orgkey may renew. A public client: PKCE, no secret.
    Own(ConsumerKey),
}

impl SignInClient {
    /// An own client id, as typed.
    ///
    /// # Errors
    /// `client_id_malformed`.
    pub fn own(typed: &str) -> Result<Self, Problem> {
        let id = typed.trim();
        let malformed = || Problem::new(Code::ClientIdMalformed);
        // 64 capital hexadecimal digits are a client secret: what was copied is the other of the two.
        let secret = id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if secret || id.len() < 10 || id.starts_with("00D") {
            return Err(malformed());
        }
        ConsumerKey::parse(id).map(Self::Own).map_err(|_| malformed())
    }

    /// The client id.
    pub fn id(&self) -> ConsumerKey {
        match self {
            Self::PlatformCli => oauth::platform_cli(),
            Self::Own(id) => id.clone(),
        }
    }

    /// The callbacks that it has, in the order in which their ports are tried.
    pub(super) fn profiles(&self) -> Vec<CallbackProfile> {
        match self {
            Self::PlatformCli => vec![CallbackProfile::platform_cli()],
            Self::Own(_) => CallbackProfile::tests().collect(),
        }
    }

    /// The scopes asked for.
    pub(super) fn scopes(&self) -> Result<Vec<Scope>, Problem> {
        let names: &[&str] = match self {
            Self::PlatformCli => &["api"],
            Self::Own(_) => &["api", "refresh_token"],
        };
        let scope = |name: &&str| name.parse().map_err(|_| Problem::new(Code::Unexpected).with("detail", "scope"));
        names.iter().map(scope).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_else_than_a_client_id_is_sent_to_an_org() {
        let secret = "FA4EFA4E".repeat(8);
        for typed in ["", "  ", "3MVG9", &secret, "00D5e000001N20Q!AQEAQI3AIbub", "3MVG9 with spaces in it"] {
            assert_eq!(SignInClient::own(typed).unwrap_err().code, Code::ClientIdMalformed, "{typed}");
        }
        assert_eq!(SignInClient::own(" 3MVG9abcdefgh \n").unwrap().id().as_str(), "3MVG9abcdefgh");
    }

    #[test]
    fn the_cli_client_is_asked_for_a_refresh_token() {
        let scopes = |client: SignInClient| {
            client.scopes().unwrap().iter().map(|scope| scope.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(scopes(SignInClient::PlatformCli), ["api"]);
        assert_eq!(scopes(SignInClient::own("3MVG9abcdefgh").unwrap()), ["api", "refresh_token"]);
    }
}
