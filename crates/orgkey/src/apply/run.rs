//! A run as the page shows it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::UndoView;
use crate::key_pair::CertificateView;
use crate::orgs::KnownOrg;
use crate::verify::Report;
use crate::wizard::StepView;
use crate::{Line, Problem};

/// The parts of a run, in their order. Words: `part_<part>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The package is handed over.
    Sent,
    /// The app.
    App,
    /// Its OAuth settings.
    OauthSettings,
    /// Policies, permission set, assignments.
    Access,
    /// ID and secret into the keychain.
    Credentials,
    /// It answers.
    Ready,
    /// Every flow is proven.
    Proof,
}

impl Part {
    /// All parts in their order.
    pub const ALL: [Self; 7] =
        [Self::Sent, Self::App, Self::OauthSettings, Self::Access, Self::Credentials, Self::Ready, Self::Proof];
}

/// How a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PartState {
    /// Not begun.
    Todo,
    /// Under way.
    Doing,
    /// Waiting for something outside.
    Waiting,
    /// Done.
    Done,
    /// Stopped here.
    Failed,
    /// Left out, by choice.
    Skipped,
}

/// One row of Create.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PartView {
    /// Which part.
    pub part: Part,
    /// How it stands.
    pub state: PartState,
    /// When it began.
    #[ts(type = "string | null")]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[ts(type = "string | null")]
    pub ended_at: Option<Timestamp>,
    /// What is going on, or what it waits for.
    pub note: Option<Line>,
}

/// What a run waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "waiting", rename_all = "snake_case")]
pub enum Waiting {
    /// Salesforce publishes the app.
    Readiness {
        /// Since when.
        #[ts(type = "string")]
        since: Timestamp,
        /// Next question.
        #[ts(type = "string")]
        next_check: Timestamp,
        /// The last answers, newest first: time, and Salesforce's word for it.
        answers: Vec<ReadinessAnswer>,
    },
    /// The person brings the secret from Setup.
    Secret {
        /// The key must end in these characters.
        key_ends_in: String,
        /// The app's page in Setup.
        setup_link: String,
        /// What was wrong with the last try.
        problem: Option<Problem>,
    },
    /// A person signs in to the new app in the browser.
    Person {
        /// The link that the browser was given.
        link: String,
        /// When waiting ends.
        #[ts(type = "string")]
        deadline: Timestamp,
        /// True: the app lists this computer's callback, so the browser comes back by itself. False: the address
        /// that the browser ended on has to be pasted.
        comes_back: bool,
        /// What was wrong with the last try.
        problem: Option<Problem>,
    },
}

/// One answer of the dry check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadinessAnswer {
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Salesforce's word, such as `invalid_client_id`, or `known`.
    pub answer: String,
}

/// How a run stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RunState {
    /// Under way.
    Running,
    /// Waiting for something.
    Waiting {
        /// For what.
        for_what: Waiting,
    },
    /// Stopped by a problem.
    Stopped {
        /// Which.
        problem: Problem,
        /// Whether the app exists in the org; none when only the org could tell.
        app_exists: Option<bool>,
    },
    /// Orgkey was closed in the middle; nothing is running.
    Interrupted {
        /// Where it stopped.
        at: Part,
        /// Whether the app exists in the org, once asked.
        app_exists: Option<bool>,
    },
    /// Everything is made and proven as far as it can be.
    Done,
    /// The person left it as it is.
    Left,
    /// It is undone, but for what [`UndoView::left`] lists.
    Undone,
}

/// A run as the page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RunView {
    /// Which run.
    #[ts(type = "string")]
    pub id: Uuid,
    /// The draft it came from, if that is still known.
    #[ts(type = "string | null")]
    pub draft: Option<Uuid>,
    /// What was answered at each step, in a few words.
    pub steps: Vec<StepView>,
    /// App name.
    pub label: String,
    /// API name.
    pub api_name: String,
    /// In which org.
    pub org: KnownOrg,
    /// When it began.
    #[ts(type = "string")]
    pub started_at: Timestamp,
    /// When it ended.
    #[ts(type = "string | null")]
    pub ended_at: Option<Timestamp>,
    /// How it stands.
    #[serde(flatten)]
    pub state: RunState,
    /// Its parts.
    pub parts: Vec<PartView>,
    /// The client ID, once known. Not a secret.
    pub client_id: Option<String>,
    /// Whether the secret is kept, and where.
    pub secret: SecretPlace,
    /// Origin for signing in.
    pub sign_in_address: String,
    /// Token endpoint.
    pub token_address: String,
    /// A curl command with variables in place of secrets.
    pub curl: Option<String>,
    /// The certificate of a server that proves itself with one.
    pub certificate: Option<CertificateView>,
    /// The app's page in Setup.
    pub setup_link: Option<String>,
    /// What was proved.
    pub report: Option<Report>,
    /// Why the last remedy was refused, if it was.
    pub mend_refused: Option<Problem>,
    /// What could not be read back, or is left over.
    pub remainders: Vec<Line>,
    /// Its undo, once begun.
    pub undo: Option<UndoView>,
    /// What an undo would take back, as far as the journal knows; empty when there is nothing left to undo.
    pub undoes: Vec<Line>,
    /// Whether a deployment is under way that can still be called off.
    pub can_cancel: bool,
}

/// Where the secret is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SecretPlace {
    /// Not fetched.
    #[default]
    None,
    /// In this computer's keychain.
    Keychain,
    /// In memory, until Orgkey closes: there is no keychain.
    Memory,
}

/// A run in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunSummary {
    /// Which run.
    #[ts(type = "string")]
    pub id: Uuid,
    /// App name.
    pub label: String,
    /// Name of its org.
    pub org: String,
    /// Where it stopped or is.
    pub part: Part,
    /// Whether it still wants something: continue, undo or leave.
    pub open: bool,
    /// Whether this process works on it this moment.
    pub running: bool,
    /// Whether its undo has begun and is not whole.
    pub undoing: bool,
    /// Whether its app is in the org, as far as the journal knows.
    pub made: bool,
    /// Whether its journal can be read; one that can't be can only be left.
    pub readable: bool,
    /// When it began.
    #[ts(type = "string")]
    pub started_at: Timestamp,
}
