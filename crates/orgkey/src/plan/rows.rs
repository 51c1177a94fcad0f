//! A plan as Review shows it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Line;
use crate::orgs::KnownOrg;
use crate::wizard::Step;

/// What happens to a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// It is made.
    Add,
    /// It is as Salesforce has it anyway.
    Same,
}

/// What a row is about. Its word is `plan_subject_<subject>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The app itself.
    App,
    /// Its flows.
    ConnectsBy,
    /// The certificate of a server.
    Certificate,
    /// Its scopes.
    May,
    /// Its callbacks.
    Callbacks,
    /// Who may use it and for how long.
    Access,
    /// The permission set made for it.
    PermissionSet,
    /// Who gets the permission set.
    People,
    /// IP rules.
    Network,
    /// `isEnabled` and `isOauthPluginEnabled`.
    Activation,
    /// The org's switch for secrets.
    SecretSwitch,
}

/// One row of Review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanRow {
    /// What happens.
    pub sign: Sign,
    /// To what.
    pub subject: Subject,
    /// In words.
    pub main: Line,
    /// Second lines.
    pub second: Vec<Line>,
    /// Where it can be changed.
    pub step: Step,
}

/// What a person confirmed on Review, beyond pressing Create.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// The org's name as it was typed. Production wants it.
    pub org_name: String,
    /// That the plan is looser than the safe defaults. Wanted of a plan that has loosenings.
    pub loosenings: bool,
}

/// A plan as Review shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanView {
    /// Fingerprint of the plan and of the org it was made from.
    pub fingerprint: String,
    /// App name.
    pub label: String,
    /// Where it will be.
    pub org: KnownOrg,
    /// What changes, row by row.
    pub rows: Vec<PlanRow>,
    /// Loosenings of the safe defaults, each said in words.
    pub loosenings: Vec<Line>,
    /// Things to know.
    pub notes: Vec<Line>,
    /// Set when the org's name has to be typed (production).
    pub type_to_confirm: Option<String>,
    /// Checks that block, if any: Create is refused until they pass.
    pub blocked: bool,
}
