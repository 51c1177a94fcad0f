//! People at their browsers: who is logged in where, and what they were asked to authorize.
//!
//! The pages themselves are left to `pages`, the protocol to `oauth`.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::clock::later;
use crate::front_door::{Here, Site};
use crate::oauth::authorization::Authorization;

/// How many authorizations may be open, and how many browsers logged in, at once; beyond that the oldest is dropped.
const MAX_OPEN: usize = 500;

/// A log-in by browser.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// The host that the log-in was at.
    pub(crate) site: Site,
    /// The org of the user.
    pub(crate) org: usize,
    /// The user's id.
    pub(crate) user: String,
    /// When they logged in.
    pub(crate) since: Timestamp,
    /// What they have to type to raise the session to high assurance.
    pub(crate) verification_code: String,
    /// Whether they did.
    pub(crate) is_verified: bool,
}

/// What lets a browser in without a password, once.
#[derive(Clone, Debug)]
pub(crate) struct Pass {
    /// The org of the user.
    pub(crate) org: usize,
    /// The user's id.
    pub(crate) user: String,
    /// When it was handed out.
    pub(crate) at: Timestamp,
}

/// How long a pass opens; no source says so, but it is for a browser that is opened at once.
const PASS_LIFE: Duration = Duration::from_secs(60);

/// All browsers of a world.
#[derive(Debug)]
pub(crate) struct Browsers {
    /// Log-ins, by cookie.
    sessions: HashMap<String, Session>,
    /// Open authorizations, by the handle in the address of the approval page.
    authorizations: HashMap<String, Authorization>,
    /// Passes that nobody has used, by their text.
    passes: HashMap<String, Pass>,
    /// What form tokens are made with.
    pepper: String,
}

impl Default for Browsers {
    fn default() -> Self {
        Self {
            sessions: HashMap::new(),
            authorizations: HashMap::new(),
            passes: HashMap::new(),
            pepper: crate::random::handle(),
        }
    }
}

impl Session {
    /// A log-in with a password, of standard level.
    pub(crate) fn new(site: Site, org: usize, user: String, since: Timestamp) -> Self {
        Self { site, org, user, since, verification_code: crate::random::verification_code(), is_verified: false }
    }
}

impl Browsers {
    /// Keeps an authorization and returns its handle.
    pub(crate) fn open(&mut self, authorization: Authorization) -> String {
        if self.authorizations.len() >= MAX_OPEN {
            let oldest = self.authorizations.iter().min_by_key(|(_, one)| one.at).map(|(handle, _)| handle.clone());
            if let Some(oldest) = oldest {
                self.authorizations.remove(&oldest);
            }
        }
        let handle = crate::random::handle();
        self.authorizations.insert(handle.clone(), authorization);
        handle
    }

    /// The open authorization of a handle.
    pub(crate) fn authorization(&self, handle: &str) -> Option<&Authorization> {
        self.authorizations.get(handle)
    }

    /// Ends an authorization.
    pub(crate) fn close(&mut self, handle: &str) {
        self.authorizations.remove(handle);
    }

    /// Logs a user in and returns the cookie value, new each time so that nobody can have planted it.
    pub(crate) fn log_in(&mut self, session: Session) -> String {
        if self.sessions.len() >= MAX_OPEN {
            let oldest = self.sessions.iter().min_by_key(|(_, one)| one.since).map(|(cookie, _)| cookie.clone());
            if let Some(oldest) = oldest {
                self.sessions.remove(&oldest);
            }
        }
        let cookie = crate::random::handle();
        self.sessions.insert(cookie.clone(), session);
        cookie
    }

    /// Logs a browser out.
    pub(crate) fn log_out(&mut self, cookie: &str) {
        self.sessions.remove(cookie);
    }

    /// Logs everybody out of an org, and forgets what its host was asked to authorize.
    pub(crate) fn end_org(&mut self, org: usize) {
        self.sessions.retain(|_, session| session.org != org);
        self.authorizations.retain(|_, one| one.site != Site::Org(org));
        self.passes.retain(|_, pass| pass.org != org);
    }

    /// Keeps a pass and returns its text. Those that are too old are forgotten.
    pub(crate) fn keep_pass(&mut self, pass: Pass) -> String {
        self.passes.retain(|_, one| pass.at < later(one.at, PASS_LIFE));
        let text = crate::random::handle();
        self.passes.insert(text.clone(), pass);
        text
    }

    /// The pass of a text, unless it is too old. It is used up.
    pub(crate) fn take_pass(&mut self, text: &str, now: Timestamp) -> Option<Pass> {
        self.passes.remove(text).filter(|pass| now < later(pass.at, PASS_LIFE))
    }

    /// Who is logged in with a cookie at a site.
    pub(crate) fn session(&self, cookie: Option<&str>, site: Site) -> Option<&Session> {
        self.sessions.get(cookie?).filter(|session| session.site == site)
    }

    /// Raises a session to high assurance.
    pub(crate) fn verify(&mut self, cookie: &str) {
        if let Some(session) = self.sessions.get_mut(cookie) {
            session.is_verified = true;
        }
    }

    /// The token that a form of this browser must carry.
    pub(crate) fn form_token(&self, cookie: &str) -> String {
        let digest = Sha256::new().chain_update(&self.pepper).chain_update(cookie).finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether a form came from a page that this browser was given.
    pub(crate) fn is_own_form(&self, cookie: Option<&str>, token: Option<&str>) -> bool {
        let (Some(cookie), Some(token)) = (cookie, token) else { return false };
        self.form_token(cookie).as_bytes().ct_eq(token.as_bytes()).into()
    }
}

/// The cookie's name. Browsers share cookies between the ports of a host, so the port is in it.
pub(crate) fn cookie_name(here: &Here) -> String {
    format!("practice_sid_{}", here.world.port(here.site))
}

/// The cookie that a request carries for this site.
pub(crate) fn cookie(here: &Here, headers: &HeaderMap) -> Option<String> {
    let name = cookie_name(here);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// The header that gives a browser its cookie.
pub(crate) fn set_cookie(here: &Here, value: &str) -> (header::HeaderName, String) {
    (header::SET_COOKIE, format!("{}={value}; Path=/; HttpOnly; SameSite=Lax", cookie_name(here)))
}
