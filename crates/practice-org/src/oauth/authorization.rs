//! An authorize request that is good enough to ask a person about it.
//!
//! Sources: RFC 6749 section 4.1.1; RFC 7636; *Salesforce Help*, "OAuth 2.0 Web Server Flow for Web App Integration".

use jiff::{
    Timestamp,
    civil::{Date, date},
    tz::TimeZone,
};

use super::{OauthError, Params, client::Client, encode, scope};
use crate::front_door::{Here, Site};
use crate::org::{
    Org,
    audit::LoginKind,
    device::Device,
    token::{Grant, Holder},
};
use crate::pages::CONNECT_PAGE;
use crate::rules::oauth as say;

/// Where the answer of a person goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// By redirect to the callback of the client.
    Callback {
        /// Its address.
        redirect_uri: String,
        /// What it is given.
        response: ResponseType,
    },
    /// To a device that asks for it.
    Device {
        /// What the device shows.
        user_code: String,
    },
}

/// `response_type`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseType {
    /// A code, in the query.
    Code,
    /// An access token, in the fragment.
    Token,
}

/// The user-agent flow ends on this day (Salesforce release notes).
const LAST_OF_USER_AGENT: Date = date(2027, 2, 20);

impl ResponseType {
    /// The response that a client may ask for: external client apps have no user-agent flow.
    fn of(name: &str, client: &Client, now: Timestamp) -> Result<Self, OauthError> {
        let user_agent =
            client.holder == Holder::PlatformCli && now.to_zoned(TimeZone::UTC).date() < LAST_OF_USER_AGENT;
        match name {
            "code" => Ok(Self::Code),
            // The one client of this flow has no scope that brings an id token.
            "token" | "token id_token" if user_agent => Ok(Self::Token),
            _ => Err(say::RESPONSE_TYPE.into()),
        }
    }
}

/// A checked authorize request.
#[derive(Clone, Debug)]
pub(crate) struct Authorization {
    /// The client.
    pub(crate) holder: Holder,
    /// Its name on the consent page.
    pub(crate) label: String,
    /// The host that was asked.
    pub(crate) site: Site,
    /// Where the answer goes.
    pub(crate) end: End,
    /// The app is one of another org.
    pub(crate) is_foreign: bool,
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
    /// `prompt` has `select_account`.
    pub(crate) choose_account: bool,
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
        let key = params.need("client_id")?;
        let found = Client::find(here, orgs, key, now);
        let is_foreign = found.is_err() && here.org().is_some();
        let own = |index| orgs.get(index).is_some_and(|org: &Org| org.apps().any(|app| app.key() == Some(key)));
        let client = match found {
            Ok(client) => client,
            // An app of this org that has not spread yet is nobody's.
            Err(_) if is_foreign && !here.org().is_some_and(own) => {
                Client::find_elsewhere(orgs, key, now).ok_or(say::UNKNOWN_CLIENT)?
            }
            // Before a user is known the login host cannot tell a foreign app from no app.
            Err(_) => return Err(say::UNKNOWN_CLIENT.into()),
        };
        let response = ResponseType::of(params.need("response_type")?, &client, now)?;
        let redirect_uri = params.need("redirect_uri")?;
        if !client.callbacks.iter().any(|callback| callback == redirect_uri) {
            return Err(say::WRONG_CALLBACK.into());
        }
        let challenge = challenge(&client, params)?;
        let scopes = scope::asked(params.get("scope"), &client.scopes).map_err(|_| say::SCOPE_NOT_ALLOWED)?;
        let prompt: Vec<&str> = params.get("prompt").unwrap_or_default().split_whitespace().collect();
        Ok(Self {
            label: client.label,
            site: here.site,
            end: End::Callback { redirect_uri: redirect_uri.to_owned(), response },
            is_foreign,
            scopes,
            state: params.get("state").map(str::to_owned),
            challenge,
            nonce: params.get("nonce").map(str::to_owned),
            log_in_again: prompt.contains(&"login"),
            consent_again: prompt.contains(&"consent"),
            choose_account: prompt.contains(&"select_account"),
            login_hint: params.get("login_hint").map(str::to_owned),
            immediate: params.get("immediate") == Some("true"),
            at: now,
            holder: client.holder,
        })
    }

    /// What a person is asked who typed the code of a device; `None` when its app is gone.
    pub(crate) fn of_device(here: &Here, org: &Org, device: &Device, now: Timestamp) -> Option<Self> {
        let client = Client::of_holder(org, &device.holder, now)?;
        Some(Self {
            holder: client.holder,
            label: client.label,
            site: here.site,
            end: End::Device { user_code: device.user_code.clone() },
            is_foreign: false,
            scopes: device.scopes.clone(),
            state: None,
            challenge: None,
            nonce: None,
            log_in_again: false,
            // A device must not be let in because its app was once approved for another.
            consent_again: true,
            choose_account: false,
            login_hint: None,
            immediate: false,
            at: now,
        })
    }

    /// The callback with what a query or a fragment tells it; for a device, the page that tells how it ended.
    pub(crate) fn answer(&self, here: &Here, told: &str, allowed: bool) -> String {
        match &self.end {
            End::Callback { redirect_uri, response } => {
                let joint = match response {
                    ResponseType::Token => '#',
                    ResponseType::Code if redirect_uri.contains('?') => '&',
                    ResponseType::Code => '?',
                };
                let state = self.state.as_deref().map(|state| format!("&state={}", encode(state)));
                format!("{redirect_uri}{joint}{told}{}", state.unwrap_or_default())
            }
            End::Device { .. } => {
                format!("{}{CONNECT_PAGE}?answer={}", here.url(), if allowed { "allowed" } else { "denied" })
            }
        }
    }

    /// The callback with an error.
    pub(crate) fn with_error(&self, here: &Here, error: &OauthError) -> String {
        self.answer(here, &error.query(), false)
    }

    /// The door that it is, for the login history.
    pub(crate) fn login_kind(&self) -> LoginKind {
        match &self.end {
            End::Callback { response: ResponseType::Code, .. } => LoginKind::WebServer,
            End::Callback { response: ResponseType::Token, .. } => LoginKind::UserAgent,
            End::Device { .. } => LoginKind::Device,
        }
    }

    /// Where a form may lead in the end: this site, and the place of the callback.
    pub(crate) fn form_target(&self) -> String {
        let End::Callback { redirect_uri, .. } = &self.end else { return String::new() };
        url::Url::parse(redirect_uri).map_or_else(
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
