//! The ways to sign in: through the browser with Salesforce's own client id or one's own, with what `sf` has, with a
//! pasted token; and to the practice org.

mod browser;
mod callback;
mod client;
mod holder;
mod page;
mod pasted;
mod sf;

pub use browser::{Attempt, Browser, SignedIn, SystemBrowser, WAIT, deadline};
pub use callback::{Callback, CallbackListener, CallbackProfile, answer_once, read_pasted};
pub use client::SignInClient;
pub(crate) use pasted::{named_org, parse_token};
pub use sf::{Sf, SfFound, SfOrg};

use jiff::Timestamp;
use salesforce::{Host, Trust};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::orgs::KnownOrg;
use crate::problem::{Code, Problem};

/// Where the person signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "place", rename_all = "snake_case")]
pub enum Place {
    /// `login.salesforce.com`.
    Production,
    /// `test.salesforce.com`.
    Sandbox,
    /// The org's own address, as pasted.
    MyDomain {
        /// What was typed: a bare name, a host, or any address of the org.
        address: String,
    },
    /// The practice org's sign-in page.
    Practice,
}

impl Place {
    /// The host that is meant, and which hosts a sign-in there may lead to. `practice` is the practice org's sign-in
    /// page, where one runs.
    ///
    /// # Errors
    /// `not_a_salesforce_address`, `not_a_practice_org`.
    pub fn resolve(&self, practice: Option<(&Host, &Trust)>) -> Result<(Host, Trust), Problem> {
        match self {
            Self::Production => Ok((Host::login(), Trust::Salesforce)),
            Self::Sandbox => Ok((Host::sandbox_login(), Trust::Salesforce)),
            Self::MyDomain { address } => {
                // Only the practice org that this desk knows; any other address without TLS is refused below.
                if let Some((_, trust)) = practice
                    && let Ok(host) = trust.accept(address.trim())
                {
                    return Ok((host, trust.clone()));
                }
                let host =
                    Host::from_pasted(address).map_err(|reason| Problem::from(reason).with("address", address))?;
                Ok((host, Trust::Salesforce))
            }
            Self::Practice => practice
                .map(|(host, trust)| (host.clone(), trust.clone()))
                .ok_or_else(|| Problem::new(Code::NotAPracticeOrg)),
        }
    }
}

/// How a sign-in stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SignInState {
    /// The browser is open; nobody came back yet.
    Waiting,
    /// The person came back; the token is being fetched.
    Exchanging,
    /// Signed in; to be confirmed by the person.
    Arrived {
        /// Who and where.
        org: Box<KnownOrg>,
        /// What differs from the org that was expected: empty, or of `org`, `user`.
        differs: Vec<String>,
        /// The org that was expected, if one was.
        expected: Option<Box<KnownOrg>>,
        /// The access is a JWT-format token, with which Orgkey can't read an app's settings back.
        jwt: bool,
    },
    /// It ended without a sign-in.
    Failed {
        /// Why.
        problem: Problem,
    },
}

/// A sign-in under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInView {
    /// Which sign-in.
    #[ts(type = "string")]
    pub id: Uuid,
    /// The link that the browser was given; none for a way without a browser.
    pub link: Option<String>,
    /// The address that the person should see in the browser, or that was asked.
    pub expected_address: String,
    /// When waiting ends.
    #[ts(type = "string")]
    pub deadline: Timestamp,
    /// Set when the system did not open a browser: the link has to be copied.
    pub browser_failed: bool,
    /// How it stands.
    #[serde(flatten)]
    pub state: SignInState,
}
