//! An authorize request that is good enough to ask a person about it.
//!
//! Sources: RFC 6749 section 4.1.1; RFC 7636; *Salesforce Help*, "OAuth 2.0 Web Server Flow for Web App Integration".

use jiff::Timestamp;

use super::{OauthError, Params, client::Client, encode, scope};
use crate::front_door::Here;
use crate::org::{
    Org,
    token::{Grant, Holder},
};
use crate::rules::oauth as say;

/// A checked authorize request.
#[derive(Clone, Debug)]
pub(crate) struct Authorization {
    /// The client.
    pub(crate) holder: Holder,
    /// Its name on the consent page.
    pub(crate) label: String,
    /// The callback.
    pub(crate) redirect_uri: String,
    /// The scopes asked for.
    pub(crate) scopes: scope::Scopes,
    /// `state`, returned unchanged.
    pub(crate) state: Option<String>,
    /// The PKCE challenge.
    pub(crate) challenge: Option<String>,
    /// `nonce`, for the id token.
    pub(crate) nonce: Option<String>,
    /// `prompt` has `login`.
    pub(crate) log_in_again: bool,
    /// `prompt` has `consent`.
    pub(crate) consent_again: bool,
    /// `login_hint`.
    pub(crate) login_hint: Option<String>,
    /// `immediate`: no page may be shown.
    pub(crate) immediate: bool,
    /// When it was asked.
    pub(crate) at: Timestamp,
}

impl Authorization {
    /// Checks an authorize request. What is refused here never reaches the callback.
    pub(crate) fn check(here: &Here, orgs: &[Org], params: &Params, now: Timestamp) -> Result<Self, OauthError> {
        let client = Client::find(here, orgs, params.need("client_id")?, now)
            // Before a user is known the login host cannot tell a foreign app from no app.
            .map_err(|_| say::UNKNOWN_CLIENT)?;
        if params.need("response_type")? != "code" {
            return Err(say::RESPONSE_TYPE.into());
        }
        let redirect_uri = params.need("redirect_uri")?;
        if !client.callbacks.iter().any(|callback| callback == redirect_uri) {
            return Err(say::WRONG_CALLBACK.into());
        }
        let challenge = challenge(&client, params)?;
        let scopes = scope::asked(params.get("scope"), &client.scopes).map_err(|_| say::SCOPE_NOT_ALLOWED)?;
        let prompt: Vec<&str> = params.get("prompt").unwrap_or_default().split_whitespace().collect();
        Ok(Self {
            label: client.label,
            redirect_uri: redirect_uri.to_owned(),
            scopes,
            state: params.get("state").map(str::to_owned),
            challenge,
            nonce: params.get("nonce").map(str::to_owned),
            log_in_again: prompt.contains(&"login"),
            consent_again: prompt.contains(&"consent"),
            login_hint: params.get("login_hint").map(str::to_owned),
            immediate: params.get("immediate") == Some("true"),
            at: now,
            holder: client.holder,
        })
    }

    /// The callback with a code.
    pub(crate) fn with_code(&self, code: &str) -> String {
        self.callback(&format!("code={}", encode(code)))
    }

    /// The callback with an error.
    pub(crate) fn with_error(&self, error: &OauthError) -> String {
        self.callback(&error.query())
    }

    fn callback(&self, query: &str) -> String {
        let joint = if self.redirect_uri.contains('?') { '&' } else { '?' };
        let state = self.state.as_deref().map(|state| format!("&state={}", encode(state))).unwrap_or_default();
        format!("{}{joint}{query}{state}", self.redirect_uri)
    }

    /// Where a form may lead in the end: this site, and the place of the callback.
    pub(crate) fn form_target(&self) -> String {
        url::Url::parse(&self.redirect_uri).map_or_else(
            |_| String::new(),
            |url| match url.origin() {
                origin @ url::Origin::Tuple(..) => origin.ascii_serialization(),
                url::Origin::Opaque(_) => format!("{}:", url.scheme()),
            },
        )
    }

    /// What a user who agrees has granted.
    pub(crate) fn grant(&self, user: &str) -> Grant {
        Grant { holder: self.holder.clone(), user: user.to_owned(), scopes: self.scopes.clone() }
    }
}

/// The challenge, which must be of method S256: that is meant when none is named.
fn challenge(client: &Client, params: &Params) -> Result<Option<String>, OauthError> {
    let Some(challenge) = params.get("code_challenge") else {
        return if client.needs_challenge { Err(say::MISSING_CHALLENGE.into()) } else { Ok(None) };
    };
    if params.get("code_challenge_method").is_some_and(|method| method != "S256") {
        return Err(say::PLAIN_CHALLENGE.into());
    }
    let well_formed = challenge.len() == 43
        && challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if well_formed { Ok(Some(challenge.to_owned())) } else { Err(say::MALFORMED_CHALLENGE.into()) }
}
