//! What is written down about a run: what it was to do, and what came of each request.

use jiff::Timestamp;
use salesforce::types::{ConsumerKey, RecordId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::SecretPlace;
use super::undo::UndoStep;
use crate::Line;
use crate::diagnosis::Mend;
use crate::orgs::KnownOrg;
use crate::plan::Plan;
use crate::problem::Problem;
use crate::verify::Report;
use crate::wizard::StepView;

/// A run's fixed facts, written before its first request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Which run.
    pub id: Uuid,
    /// The draft it came from.
    pub draft: Option<Uuid>,
    /// What was answered at each step, in a few words.
    pub steps: Vec<StepView>,
    /// In which org, as whom.
    pub org: KnownOrg,
    /// What it was to do, exactly as shown on Review.
    pub plan: Plan,
    /// When it began.
    pub started_at: Timestamp,
}

/// One line of the journal. `…Intended` is written before the request that changes something, its partner after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// The package is about to be handed over.
    DeployIntended,
    /// Salesforce took it, under this id.
    DeploySubmitted {
        /// The deployment.
        id: RecordId,
    },
    /// What the deployment says that it made itself.
    Made {
        /// What.
        made: Made,
    },
    /// The deployment ended well: everything is made.
    Deployed,
    /// The deployment ended badly: nothing was made.
    DeployRefused {
        /// Why.
        problem: Problem,
    },
    /// The app's id.
    AppFound {
        /// The app.
        id: RecordId,
    },
    /// A person is about to get the permission set.
    AssignIntended {
        /// Who.
        user: RecordId,
    },
    /// The person has it.
    Assigned {
        /// Who.
        user: RecordId,
        /// By which assignment; none when somebody else gave it.
        #[serde(default)]
        id: Option<RecordId>,
    },
    /// What was written was read again.
    ReadBack {
        /// What could not be read, or differs.
        remainders: Vec<Line>,
    },
    /// The client ID.
    KeyRead {
        /// The key.
        key: ConsumerKey,
    },
    /// The org's switch for secrets is about to be turned on, apart from the creation.
    SwitchOnIntended,
    /// It is on.
    SwitchedOn,
    /// The secret is kept.
    SecretStored {
        /// Where.
        place: SecretPlace,
    },
    /// Salesforce says that the secret which the person brought is wrong; it is not kept any more.
    SecretRefused,
    /// The org was forgotten on this computer, and the secret with it.
    SecretForgotten,
    /// The secret is not fetched, by choice.
    SecretLeft,
    /// The switch is about to be put back.
    SwitchBackIntended,
    /// The switch is off again.
    SwitchedBack {
        /// Whether that was read back.
        read: bool,
    },
    /// Salesforce answers for the app.
    Ready,
    /// The person's sign-in is left out of the proof.
    PersonSkipped,
    /// What was proved.
    Proved {
        /// The report.
        report: Box<Report>,
    },
    /// Something stopped the run.
    Stopped {
        /// What.
        problem: Problem,
    },
    /// It goes on.
    Continued,
    /// The proof is made anew.
    ProveAgain,
    /// A remedy is about to be made.
    MendIntended {
        /// What changes, exactly as shown.
        mend: Mend,
    },
    /// Its changes were handed over, under this id.
    MendSubmitted {
        /// The deployment.
        id: RecordId,
    },
    /// It is made and read back: the failed flow is proven again.
    Mended,
    /// Salesforce refused it: the app is as it was.
    MendRefused {
        /// Why.
        problem: Problem,
    },
    /// It is left as it is.
    Left,
    /// Everything is done.
    Done,
    /// It is undone.
    Undo {
        /// How far.
        step: UndoStep,
    },
}

impl Entry {
    /// Its name as data, such as `deploy_intended`; of an undo with the step of it.
    pub fn name(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        let names = [&value["entry"], &value["step"]["step"]];
        names.into_iter().filter_map(|name| name.as_str()).collect::<Vec<_>>().join(".")
    }

    /// Whether something is owed after this entry; none where it stays as it was, since a secret may move to another
    /// place, or be forgotten with its org, long after the run.
    pub fn opens_run(&self) -> Option<bool> {
        let undone = Self::Undo { step: UndoStep::Finished { left: false } };
        match self {
            Self::SecretStored { .. } | Self::SecretForgotten => None,
            Self::Left | Self::Done | Self::DeployRefused { .. } => Some(false),
            other => Some(*other != undone),
        }
    }
}

/// What a deployment says that it made, and did not change: only that may ever be deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The app; none when one of its name was there before.
    pub app: Option<MadePart>,
    /// The permission set; none when one of its name was there before, or none was planned.
    pub permission_set: Option<MadePart>,
}

/// One thing that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadePart {
    /// Its id, where Salesforce tells it.
    pub id: Option<RecordId>,
}

impl MadePart {
    /// Whether `found`, which bears the name, is what was made. `known` is the id that was read right after.
    pub fn is(&self, known: Option<&RecordId>, found: &RecordId) -> bool {
        // A message may name another kind of record than a query finds; the first three characters tell the kind.
        let told = self.id.as_ref().filter(|id| id.as_str().get(..3) == found.as_str().get(..3));
        known.into_iter().chain(told).all(|id| id == found)
    }
}
