//! A sign-in through the system's browser: the person types the password there, never here.

use jiff::{SignedDuration, Timestamp};
use salesforce::oauth::{self, Authorize, CodeGrant, Pkce, State, TokenReply};
use salesforce::types::Scope;
use salesforce::{Host, Session, Transport, Trust};

use super::{Callback, CallbackListener, CallbackProfile, Place};
use crate::problem::{Code, Problem, SalesforceWords};

/// How long one wait for the browser lasts.
pub const WAIT: SignedDuration = SignedDuration::from_mins(5);

/// Opens a link in the person's browser. A parameter, so that a test can play the browser.
pub trait Browser: Send + Sync {
    /// Opens `link`.
    ///
    /// # Errors
    /// What the system said when it could not.
    fn open(&self, link: &url::Url) -> std::io::Result<()>;
}

/// The browser that the system has chosen.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open(&self, link: &url::Url) -> std::io::Result<()> {
        open::that_detached(link.as_str())
    }
}

/// An attempt whose port is held and whose link is known; the browser is not open yet.
pub struct Attempt {
    host: Host,
    trust: Trust,
    listener: CallbackListener,
    state: State,
    pkce: Pkce,
    link: url::Url,
}

impl Attempt {
    /// Holds the callback port and builds the link. `practice` is the practice org's sign-in page, where one runs.
    ///
    /// # Errors
    /// `not_a_salesforce_address`, `callback_port_busy`.
    pub fn begin(place: &Place, practice: Option<(&Host, &Trust)>) -> Result<Self, Problem> {
        let (host, trust) = match place {
            Place::Production => (Host::login(), Trust::Salesforce),
            Place::Sandbox => (Host::sandbox_login(), Trust::Salesforce),
            Place::MyDomain { address } => (
                Host::from_pasted(address).map_err(|reason| Problem::from(reason).with("address", address))?,
                Trust::Salesforce,
            ),
            Place::Practice => match practice {
                Some((host, trust)) => (host.clone(), trust.clone()),
                None => return Err(Problem::new(Code::NotAPracticeOrg)),
            },
        };
        let listener = CallbackListener::bind(CallbackProfile::platform_cli())?;
        let state = State::new();
        let pkce = Pkce::new();
        let scopes = api_scope()?;
        let link = Authorize {
            host: &host,
            client_id: &oauth::platform_cli(),
            redirect_uri: listener.redirect_uri(),
            scopes: &scopes,
            state: state.as_str(),
            challenge: Some(&pkce.challenge),
            // A browser that is signed in already would answer for whoever was there last.
            force_login: true,
        }
        .url();
        Ok(Self { host, trust, listener, state, pkce, link })
    }

    /// The link for the browser.
    pub fn link(&self) -> &url::Url {
        &self.link
    }

    /// The address that the person should see in the browser.
    pub fn expected_address(&self) -> String {
        self.host.origin().to_owned()
    }

    /// Waits for the browser. The caller limits the wait.
    ///
    /// # Errors
    /// `sign_in_denied`, `sign_in_app_blocked`, `sign_in_refused`.
    pub async fn arrival(&self) -> Result<Callback, Problem> {
        match self.listener.wait(&self.state, &self.host).await {
            Callback::Refused { error, description } => Err(refusal(error, description)),
            code @ Callback::Code(_) => Ok(code),
        }
    }

    /// Trades the code for a session, at the host that the link went to, and believes the answer's `instance_url` only
    /// if it is Salesforce's.
    ///
    /// # Errors
    /// What the exchange answered; `foreign_host`.
    pub async fn exchange(self, transport: &Transport, callback: &Callback) -> Result<Session, Problem> {
        let Callback::Code(code) = callback else { return Err(Problem::new(Code::SignInRefused)) };
        let reply = oauth::authorization_code(
            transport,
            &self.host,
            &CodeGrant {
                client_id: &oauth::platform_cli(),
                client_secret: None,
                code,
                redirect_uri: self.listener.redirect_uri(),
                verifier: Some(&self.pkce.verifier),
            },
        )
        .await?;
        session(&self.trust, reply)
    }
}

/// The scopes asked for: no refresh token, which would use up one of the person's five approvals.
fn api_scope() -> Result<Vec<Scope>, Problem> {
    Ok(vec!["api".parse().map_err(|_| Problem::new(Code::Unexpected).with("detail", "scope"))?])
}

fn session(trust: &Trust, reply: TokenReply) -> Result<Session, Problem> {
    let host = trust
        .accept(&reply.instance_url)
        .map_err(|reason| Problem::new(Code::ForeignHost).with("host", &reply.instance_url).with("reason", reason))?;
    Ok(Session { host, access_token: reply.access_token, org: reply.id.org, user: reply.id.user })
}

fn refusal(error: String, description: String) -> Problem {
    let code = match error.as_str() {
        "access_denied" => Code::SignInDenied,
        "OAUTH_APP_BLOCKED" | "OAUTH_APPROVAL_ERROR_GENERIC" | "OAUTH_APP_ACCESS_DENIED" => Code::SignInAppBlocked,
        _ => Code::SignInRefused,
    };
    Problem::new(code).with("error", &error).said(SalesforceWords {
        call: "authorize".to_owned(),
        error,
        description,
        status: None,
        request_id: None,
    })
}

/// When a wait that begins now ends.
pub fn deadline(now: Timestamp) -> Timestamp {
    now.saturating_add(WAIT).unwrap_or(now)
}
