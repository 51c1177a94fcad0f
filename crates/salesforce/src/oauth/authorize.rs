//! The address that the browser is sent to.

use url::Url;

use crate::Host;
use crate::types::{ConsumerKey, Scope};

/// What an authorize address asks for (RFC 6749 section 4.1.1; Salesforce Help, "OAuth 2.0 Web Server Flow").
#[derive(Clone, Copy, Debug)]
pub struct Authorize<'a> {
    /// Where to sign in; the code must be exchanged on the same host.
    pub host: &'a Host,
    /// The app.
    pub client_id: &'a ConsumerKey,
    /// One of the app's callback URLs, byte for byte.
    pub redirect_uri: &'a str,
    /// Scopes to ask for. None means all that the app allows.
    pub scopes: &'a [Scope],
    /// Comes back with the code.
    pub state: &'a str,
    /// The PKCE challenge, method S256. Absent only to see that an app refuses that.
    pub challenge: Option<&'a str>,
    /// Ask for user name and password even if the browser has a session.
    pub force_login: bool,
}

impl Authorize<'_> {
    /// The whole address.
    pub fn url(&self) -> Url {
        // The crate's builder takes a challenge only together with its verifier, which is not here: PKCE is added by
        // name, as `prompt` is.
        let mut url = self.host.url("/services/oauth2/authorize");
        let scopes = self.scopes.iter().map(Scope::as_str).collect::<Vec<_>>().join(" ");
        {
            let mut query = url.query_pairs_mut();
            query
                .append_pair("response_type", "code")
                .append_pair("client_id", self.client_id.as_str())
                .append_pair("redirect_uri", self.redirect_uri)
                .append_pair("state", self.state);
            if !scopes.is_empty() {
                query.append_pair("scope", &scopes);
            }
            if let Some(challenge) = self.challenge {
                query.append_pair("code_challenge", challenge).append_pair("code_challenge_method", "S256");
            }
            if self.force_login {
                query.append_pair("prompt", "login");
            }
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_encoded_once() {
        let host = Host::login();
        let client_id = crate::oauth::platform_cli();
        let scopes = [Scope::parse("api").unwrap(), Scope::parse("refresh_token").unwrap()];
        let authorize = Authorize {
            host: &host,
            client_id: &client_id,
            redirect_uri: "http://localhost:1717/OauthRedirect?a=b&c",
            scopes: &scopes,
            state: "s",
            challenge: Some("c"),
            force_login: true,
        };
        assert_eq!(
            authorize.url().as_str(),
            "https://login.salesforce.com/services/oauth2/authorize?response_type=code&client_id=PlatformCLI\
             &redirect_uri=http%3A%2F%2Flocalhost%3A1717%2FOauthRedirect%3Fa%3Db%26c&state=s&scope=api+refresh_token\
             &code_challenge=c&code_challenge_method=S256&prompt=login"
        );
    }

    #[test]
    fn what_is_not_asked_is_absent() {
        let (host, client_id) = (Host::login(), crate::oauth::platform_cli());
        let bare = Authorize {
            host: &host,
            client_id: &client_id,
            redirect_uri: "x:y",
            scopes: &[],
            state: "s",
            challenge: None,
            force_login: false,
        };
        for name in ["scope", "code_challenge", "prompt"] {
            assert!(!bare.url().as_str().contains(name));
        }
    }
}
