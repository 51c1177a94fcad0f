//! A sign-in through the system's browser: the person types the password there, never here.

use jiff::{SignedDuration, Timestamp};
use salesforce::oauth::DryCheck;
use salesforce::oauth::{self, Authorize, CodeGrant, Pkce, State, TokenReply};
use salesforce::types::RefreshToken;
use salesforce::{Host, Session, Transport, Trust};

use super::{Callback, CallbackListener, CallbackProfile, Place, SignInClient};
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
    client: SignInClient,
    host: Host,
    trust: Trust,
    listener: CallbackListener,
    state: State,
    pkce: Pkce,
    link: url::Url,
}

impl Attempt {
    /// Holds a callback port of the client and builds the link. `practice` is the practice org's sign-in page, where one
    /// runs.
    ///
    /// # Errors
    /// `not_a_salesforce_address`; `callback_port_busy`, or `callback_ports_busy` where there are several.
    pub fn begin(place: &Place, client: SignInClient, practice: Option<(&Host, &Trust)>) -> Result<Self, Problem> {
        let (host, trust) = place.resolve(practice)?;
        let listener = held(client.profiles())?;
        let state = State::new();
        let pkce = Pkce::new();
        // A browser that is signed in already would answer for whoever was there last.
        let link = link(&host, &client, listener.redirect_uri(), &state, &pkce, true)?;
        Ok(Self { client, host, trust, listener, state, pkce, link })
    }

    /// Asks whether the org knows an own client id with the callback that is held, before anybody is sent there: the
    /// browser would end on an error page and nobody would come back. What can't be asked is left to the browser.
    ///
    /// # Errors
    /// `client_id_unknown`, `callback_not_registered`, `sign_in_refused`.
    pub async fn ask_ahead(&self, transport: &Transport) -> Result<(), Problem> {
        if self.client == SignInClient::PlatformCli {
            return Ok(());
        }
        let callback = self.listener.redirect_uri();
        let quiet = link(&self.host, &self.client, callback, &self.state, &self.pkce, false)?;
        match oauth::dry_check(transport, &quiet, &self.host).await {
            Ok(DryCheck::Refused { error, description }) => Err(match error.as_str() {
                "invalid_client_id" | "invalid_client" => Problem::new(Code::ClientIdUnknown),
                "redirect_uri_mismatch" => Problem::new(Code::CallbackNotRegistered).with("callback", callback),
                _ => return Err(refusal(&self.client, error, description)),
            }
            .with("host", self.host.display_name())
            .said(words(error, description))),
            _ => Ok(()),
        }
    }

    /// The port of this computer that the browser comes back to, as the redirect names it.
    pub fn callback(&self) -> &str {
        self.listener.redirect_uri()
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
    /// `sign_in_denied`, `sign_in_app_blocked`, `own_client_not_admitted`, `sign_in_refused`.
    pub async fn arrival(&self) -> Result<Callback, Problem> {
        match self.listener.wait(&self.state, &self.host).await {
            Callback::Refused { error, description } => Err(refusal(&self.client, error, description)),
            code @ Callback::Code(_) => Ok(code),
        }
    }

    /// Trades the code for a session, at the host that the link went to, and believes the answer's `instance_url` only
    /// if it is Salesforce's.
    ///
    /// # Errors
    /// What the exchange answered; `client_needs_secret`; `foreign_host`.
    pub async fn exchange(self, transport: &Transport, callback: &Callback) -> Result<SignedIn, Problem> {
        let Callback::Code(code) = callback else { return Err(Problem::new(Code::SignInRefused)) };
        let reply = oauth::authorization_code(
            transport,
            &self.host,
            &CodeGrant {
                client_id: &self.client.id(),
                client_secret: None,
                code,
                redirect_uri: self.listener.redirect_uri(),
                verifier: Some(&self.pkce.verifier),
            },
        )
        .await
        .map_err(|error| not_given(&self.client, error))?;
        signed_in(&self.client, &self.trust, reply)
    }
}

/// The first port that is free.
fn held(profiles: Vec<CallbackProfile>) -> Result<CallbackListener, Problem> {
    let several = profiles.len() > 1;
    CallbackListener::bind_first(profiles.into_iter())
        .map_err(|problem| Problem { code: if several { Code::CallbackPortsBusy } else { problem.code }, ..problem })
}

/// What a sign-in through the browser came to.
#[derive(Debug)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// What renews it, with an own client id whose org gives one.
    pub refresh_token: Option<RefreshToken>,
}

fn link(
    host: &Host,
    client: &SignInClient,
    redirect_uri: &str,
    state: &State,
    pkce: &Pkce,
    force_login: bool,
) -> Result<url::Url, Problem> {
    Ok(Authorize {
        host,
        client_id: &client.id(),
        redirect_uri,
        scopes: &client.scopes()?,
        state: state.as_str(),
        challenge: Some(&pkce.challenge),
        force_login,
    }
    .url())
}

fn signed_in(client: &SignInClient, trust: &Trust, reply: TokenReply) -> Result<SignedIn, Problem> {
    let host = trust
        .accept(&reply.instance_url)
        .map_err(|reason| Problem::new(Code::ForeignHost).with("host", &reply.instance_url).with("reason", reason))?;
    let session = Session { host, access_token: reply.access_token, org: reply.id.org, user: reply.id.user };
    let refresh_token = reply.refresh_token.filter(|_| *client != SignInClient::PlatformCli);
    Ok(SignedIn { session, refresh_token })
}

/// Nobody sent a secret: a client that is called wrong is one that wants it.
fn not_given(client: &SignInClient, error: salesforce::Error) -> Problem {
    let problem = Problem::from(error);
    let wants_secret = problem.salesforce.as_ref().is_some_and(|said| said.error == "invalid_client");
    let code =
        if *client != SignInClient::PlatformCli && wants_secret { Code::ClientNeedsSecret } else { problem.code };
    Problem { code, ..problem }
}

fn refusal(client: &SignInClient, error: String, description: String) -> Problem {
    let problem = match (error.as_str(), client) {
        ("access_denied", _) => Problem::new(Code::SignInDenied),
        ("OAUTH_APP_BLOCKED" | "OAUTH_APPROVAL_ERROR_GENERIC" | "OAUTH_APP_ACCESS_DENIED", SignInClient::Own(id)) => {
            Problem::new(Code::OwnClientNotAdmitted).with("client", id)
        }
        ("OAUTH_APP_BLOCKED" | "OAUTH_APPROVAL_ERROR_GENERIC" | "OAUTH_APP_ACCESS_DENIED", _) => {
            Problem::new(Code::SignInAppBlocked)
        }
        _ => Problem::new(Code::SignInRefused),
    };
    problem.with("error", &error).said(words(error, description))
}

fn words(error: String, description: String) -> SalesforceWords {
    SalesforceWords { call: "authorize".to_owned(), error, description, status: None, request_id: None }
}

/// When a wait that begins now ends.
pub fn deadline(now: Timestamp) -> Timestamp {
    now.saturating_add(WAIT).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;
    use crate::words;

    #[tokio::test]
    async fn a_port_that_is_free_is_not_tried_or_a_browser_is_sent_to_one_that_is_not() {
        let others = [(); 3].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap());
        let ports = others.each_ref().map(|other| other.local_addr().unwrap().port());
        let profiles = || {
            let profile =
                |port| CallbackProfile { redirect_uri: format!("{port}"), port, ..CallbackProfile::platform_cli() };
            ports.map(|port| CallbackProfile { ipv6: false, ..profile(port) }).to_vec()
        };
        let problem = held(profiles()).unwrap_err();
        assert_eq!(problem.code, Code::CallbackPortsBusy);
        let told = words::problem(&problem);
        assert!(!told.what.contains('{') && !told.next.is_empty(), "{}", told.what);
        assert_eq!(held(profiles()[..1].to_vec()).unwrap_err().code, Code::CallbackPortBusy, "the only one");

        // Two, one, and none of them held: the first that is free.
        let mut others = others.map(Some);
        for free in [2, 1, 0] {
            others[free] = None;
            assert_eq!(held(profiles()).unwrap().redirect_uri(), format!("{}", ports[free]));
        }
    }
}
