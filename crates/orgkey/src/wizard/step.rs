//! The steps, in their order, and how each stands.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Line;

/// The eight steps of a new app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Which org.
    #[default]
    Org,
    /// Is the org ready.
    Check,
    /// Name and email.
    Name,
    /// Local or packaged.
    Distribution,
    /// How it connects.
    Flows,
    /// Scopes and callback.
    Scopes,
    /// Access and policies.
    Access,
    /// The plan.
    Review,
}

impl Step {
    /// All steps in their order.
    pub const ALL: [Self; 8] =
        [Self::Org, Self::Check, Self::Name, Self::Distribution, Self::Flows, Self::Scopes, Self::Access, Self::Review];

    /// Its name as data.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Org => "org",
            Self::Check => "check",
            Self::Name => "name",
            Self::Distribution => "distribution",
            Self::Flows => "flows",
            Self::Scopes => "scopes",
            Self::Access => "access",
            Self::Review => "review",
        }
    }

    /// The step after this one; Review is the last.
    pub fn next(self) -> Self {
        let position = Self::ALL.iter().position(|step| *step == self).unwrap_or(0);
        Self::ALL.get(position + 1).copied().unwrap_or(Self::Review)
    }
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Not reached yet.
    Todo,
    /// Being answered.
    Current,
    /// Answered.
    Done,
    /// Answered, but something in it has to change.
    Problem,
}

/// One row of the rail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StepView {
    /// Which step.
    pub step: Step,
    /// How it stands.
    pub state: StepState,
    /// What was answered, in a few words.
    pub answer: Option<Line>,
}
