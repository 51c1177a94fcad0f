//! Signing in through the browser, and to the practice org.

mod browser;
mod callback;
mod page;

pub use browser::{Attempt, Browser, SystemBrowser, WAIT, deadline};
pub use callback::{Callback, CallbackListener, CallbackProfile, answer_once, read_pasted};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::Problem;
use crate::orgs::KnownOrg;

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
    /// The link that the browser was given.
    pub link: String,
    /// The address that the person should see in the browser.
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
