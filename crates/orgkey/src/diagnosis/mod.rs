//! Why a flow is not proven: Salesforce's words raise a suspicion, the org is asked, and where the remedy is a change it
//! is planned like every change: shown first, journalled, made, read back, and the failed check is run again.

mod callback;
mod edit;
mod judge;
mod look;
mod mend;
mod suspicion;

pub use callback::{CallbackMark, Difference};
pub(crate) use edit::{edited, found};
pub use mend::{Amendment, Mend, MendRow};
pub use suspicion::suspect;

use salesforce::Org;
use salesforce::types::{ConsumerKey, ConsumerSecret};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Line;
use crate::orgs::KnownOrg;
use crate::plan::Plan;
use crate::preflight::SetupPage;
use crate::problem::{Code, Problem, SalesforceWords};
use crate::verify::{Flow, FlowProof, Verdict};

macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident $word:literal,)*) => {
        /// Why Salesforce refuses. Words: `cause_<cause>_title`, `_what`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
        pub enum Cause { $($(#[$doc])* #[serde(rename = $word)] $name,)* }

        impl Cause {
            /// Every cause, for the test that each has its words.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The cause as it stands in the message catalogue.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

causes! {
    // The org is asked about these.
    /// The callback is not registered byte for byte.
    CallbackMismatch "callback_mismatch",
    /// Salesforce does not know the client ID: not live yet, or another one by now.
    UnknownClient "unknown_client",
    /// The secret is not the app's.
    WrongSecret "wrong_secret",
    /// The policy names no run-as user.
    NoRunAsUser "no_run_as_user",
    /// The policy chooses its users, and not this one.
    NotAdmitted "not_admitted",
    /// Nobody approved the app for this user.
    NotApproved "not_approved",
    /// The org does not hand secrets out, so that none is here.
    SecretSwitchOff "secret_switch_off",
    /// Another host than the org's My Domain was asked.
    WrongHost "wrong_host",
    /// The app or its OAuth plug-in is switched off.
    SwitchedOff "switched_off",
    /// The app is not in this org.
    NotInThisOrg "not_in_this_org",
    // These are told by Salesforce's words alone.
    /// The person said no.
    Denied "denied",
    /// The user is inactive or frozen.
    UserNotUsable "user_not_usable",
    /// The org is locked or has ended.
    OrgNotUsable "org_not_usable",
    /// Not from this address, or not at this hour.
    AddressOrHours "address_or_hours",
    /// Too many sign-ins, or two at once.
    TooOften "too_often",
    /// A scope that the app does not have.
    ScopeNotAllowed "scope_not_allowed",
    /// PKCE went wrong.
    Pkce "pkce",
    /// The flow is not on.
    FlowOff "flow_off",
    /// The signed assertion was not taken.
    Assertion "assertion",
    /// The code or token had ended.
    Expired "expired",
    /// Words that Orgkey has no reading for.
    Other "other",
}

/// A way on from a diagnosis. Words: `diagnosis_way_<way>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum WayOn {
    /// Make these changes, then run the failed check again.
    Mend {
        /// Names exactly these changes.
        fingerprint: String,
        /// What changes, row by row.
        rows: Vec<MendRow>,
    },
    /// Wait until Salesforce's servers know the app, then run the failed check again.
    Wait {
        /// Names this wait.
        fingerprint: String,
    },
    /// Run the failed check again.
    ProveAgain,
    /// The person brings the secret from Setup.
    BringSecret,
    /// Sign in to the org again, at its My Domain.
    SignIn,
    /// Look at the app in Setup.
    OpenApp,
    /// Look at the user whom the flow is about, in Setup.
    OpenUser,
    /// Look at a page of Setup.
    OpenSetup {
        /// Which page.
        page: SetupPage,
    },
}

/// Why a flow is not proven, as far as the org tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Diagnosis {
    /// Which flow.
    pub flow: Flow,
    /// Why.
    pub cause: Cause,
    /// Whether the org says so too; otherwise only Salesforce's words point to it.
    pub confirmed: bool,
    /// What the org answered, line by line.
    pub evidence: Vec<Line>,
    /// The callback that was asked for beside the nearest that is registered.
    pub callback: Option<CallbackMark>,
    /// What can be done, best first. Never empty.
    pub ways: Vec<WayOn>,
    /// Salesforce's own words.
    pub salesforce: Option<SalesforceWords>,
}

/// What a diagnosis is about.
pub struct Case<'a> {
    /// What the app shall be.
    pub plan: &'a Plan,
    /// What was proved of the flow.
    pub proof: &'a FlowProof,
    /// Its client ID.
    pub key: Option<&'a ConsumerKey>,
    /// Its secret, if it is kept.
    pub secret: Option<ConsumerSecret>,
}

impl Case<'_> {
    fn words(&self) -> Option<&SalesforceWords> {
        match &self.proof.verdict {
            Verdict::NotProven { problem } => problem.salesforce.as_deref(),
            _ => None,
        }
    }

    /// The callback that was asked for, where the failure is about one.
    fn callback(&self) -> Option<&str> {
        match &self.proof.verdict {
            Verdict::NotProven { problem } => problem.params.get("callback").map(String::as_str),
            _ => None,
        }
    }

    /// The host that refused: the one that the last exchange of the flow's failed proof went to.
    fn host(&self) -> Option<String> {
        let exchanges = self.proof.proofs.iter().rev().flat_map(|proof| proof.exchanges.iter().rev());
        let mut urls = exchanges.filter_map(|exchange| url::Url::parse(&exchange.url).ok());
        urls.find(|url| url.path().ends_with("/token")).map(|url| url.origin().ascii_serialization())
    }

    fn suspicion(&self) -> Option<Cause> {
        match &self.proof.verdict {
            Verdict::Proven => None,
            Verdict::DryCheckOnly { because } if because.id == "proof_because_no_secret" => {
                Some(Cause::SecretSwitchOff)
            }
            Verdict::DryCheckOnly { .. } => None,
            Verdict::NotProven { .. } => Some(self.words().map_or(Cause::Other, suspect)),
        }
    }
}

/// A diagnosis, and the changes that its remedy is made of, if it is one.
pub(crate) struct Finding {
    pub(crate) diagnosis: Diagnosis,
    pub(crate) mend: Option<Mend>,
}

/// Asks the org why a flow is not proven. Reads only.
///
/// # Errors
/// `not_found` when the flow is proven, or was left out by choice; an ended session, no connection.
pub async fn diagnose(org: &Org, known: &KnownOrg, case: &Case<'_>) -> Result<Diagnosis, Problem> {
    Ok(find(org, known, case).await?.diagnosis)
}

pub(crate) async fn find(org: &Org, known: &KnownOrg, case: &Case<'_>) -> Result<Finding, Problem> {
    let suspected = case.suspicion().ok_or_else(|| Problem::new(Code::NotFound).with("what", "failure"))?;
    let look = look::look(org, known, case).await?;
    let judgement = judge::judge(suspected, case, &look);
    let mend = (judgement.waits || !judgement.amendments.is_empty()).then_some(Mend {
        flow: case.proof.flow,
        cause: judgement.cause,
        amendments: judgement.amendments,
    });
    let mut ways: Vec<_> = mend.iter().map(Mend::way).collect();
    ways.extend(judgement.ways);
    let diagnosis = Diagnosis {
        flow: case.proof.flow,
        cause: judgement.cause,
        confirmed: judgement.confirmed,
        evidence: judgement.evidence,
        callback: judgement.callback,
        ways,
        salesforce: case.words().cloned(),
    };
    Ok(Finding { diagnosis, mend })
}

#[cfg(test)]
mod tests;
