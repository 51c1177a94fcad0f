//! The practice org as the desk knows it: started in this process, or another process's after its handshake.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use salesforce::types::AccessToken;
use salesforce::{Error, Host, Transport, Trust};
use serde::Deserialize;

use super::lock;
use crate::problem::{Code, Problem};

/// A practice org that runs. Its addresses are the only ones without TLS that are ever believed.
#[derive(Clone, Debug)]
pub struct PracticeOrg {
    /// Where its sign-in page is.
    pub login: Host,
    /// Its orgs' own addresses.
    pub orgs: Vec<Host>,
    /// The first org's administrator, signed in.
    pub administrator: Administrator,
}

/// Somebody who is signed in to a practice org.
#[derive(Clone, Debug)]
pub struct Administrator {
    /// Their access token.
    pub token: AccessToken,
    /// 18-character id of the org.
    pub org: String,
    /// 18-character id of the user.
    pub user: String,
}

#[derive(Deserialize)]
struct Description {
    login_url: String,
    orgs: Vec<OrgDescription>,
}

#[derive(Deserialize)]
struct OrgDescription {
    id: String,
    url: String,
    users: Vec<UserDescription>,
}

#[derive(Deserialize)]
struct UserDescription {
    id: String,
    access_token: String,
    profile: String,
}

impl PracticeOrg {
    /// Reads a practice org's description of itself, as it prints it when it listens.
    ///
    /// # Errors
    /// `not_a_practice_org` when it is none, or names an address that is not on this computer.
    pub fn described(description: &str) -> Result<Self, Problem> {
        let refused = || Problem::new(Code::NotAPracticeOrg);
        let description: Description = serde_json::from_str(description).map_err(|_| refused())?;
        let host = |url: &str| Host::practice(url.trim_end_matches('/')).map_err(|_| refused());
        let org = description.orgs.first().ok_or_else(refused)?;
        let administrator = org.users.iter().find(|user| user.profile == "System Administrator").ok_or_else(refused)?;
        Ok(Self {
            login: host(&description.login_url)?,
            orgs: description.orgs.iter().map(|org| host(&org.url)).collect::<Result<_, _>>()?,
            administrator: Administrator {
                token: AccessToken::new(&administrator.access_token),
                org: org.id.clone(),
                user: administrator.id.clone(),
            },
        })
    }

    /// The practice org of another process, after its handshake.
    ///
    /// # Errors
    /// `not_a_practice_org` when what is at `address` does not shake hands as one, or not with this bearer; what stood in
    /// the way of asking.
    pub async fn at(address: &str, bearer: &str) -> Result<Self, Problem> {
        let refused = || Problem::new(Code::NotAPracticeOrg).with("address", address);
        let host = Host::practice(address.trim_end_matches('/')).map_err(|_| refused())?;
        let asked = salesforce::practice::handshake(&Transport::new()?, &host, &AccessToken::new(bearer)).await;
        let hand = asked.map_err(|error| match error {
            Error::NotSalesforce { .. } => refused(),
            other => other.into(),
        })?;
        Self::described(&hand)
    }

    /// Whether an address is on its sign-in page's host or on one of its orgs'.
    pub(super) fn owns(&self, link: &url::Url) -> bool {
        self.orgs.iter().chain([&self.login]).any(|host| host.owns(link))
    }

    pub(super) fn trust(&self) -> Trust {
        let mut hosts = self.orgs.clone();
        hosts.push(self.login.clone());
        Trust::Practice(hosts)
    }
}

/// Starts a practice org.
pub type PracticeStart =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<PracticeOrg, Problem>> + Send>> + Send + Sync>;

pub(super) struct Practice {
    start: PracticeStart,
    known: Mutex<Option<PracticeOrg>>,
    // Two presses must not start two.
    starting: tokio::sync::Mutex<()>,
}

impl Practice {
    pub(super) fn new(start: PracticeStart, known: Option<PracticeOrg>) -> Self {
        Self { start, known: Mutex::new(known), starting: tokio::sync::Mutex::default() }
    }

    pub(super) fn is_known(&self) -> bool {
        lock(&self.known).is_some()
    }

    pub(super) fn known(&self) -> Option<PracticeOrg> {
        lock(&self.known).clone()
    }

    pub(super) async fn started(&self) -> Result<PracticeOrg, Problem> {
        let _turn = self.starting.lock().await;
        if let Some(known) = self.known() {
            return Ok(known);
        }
        let org = (self.start)().await?;
        *lock(&self.known) = Some(org.clone());
        Ok(org)
    }

    /// The practice host of an origin, if the practice org that runs has it.
    pub(super) fn host(&self, origin: &str) -> Result<Host, Problem> {
        let known = self.known().ok_or_else(|| Problem::new(Code::SessionEnded))?;
        known
            .orgs
            .iter()
            .find(|host| host.origin() == origin)
            .cloned()
            .ok_or_else(|| Problem::new(Code::NotAPracticeOrg).with("address", origin))
    }
}
