//! Is the org ready? Read-only checks, one file each; every one answers pass, warn or block with a remedy.

mod api_calls;
mod api_version;
mod clock;
mod edition;
mod external_client_apps;
mod findings;
mod other_deployment;
mod permissions;
mod secret_switch;

pub use findings::{Findings, SwitchState, look, read_secret_switch};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Line;
use crate::orgs::KnownOrg;
use crate::problem::SalesforceWords;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Fine.
    Pass,
    /// To know.
    Warn,
    /// Creating would fail.
    Block,
}

/// Which check. Its words are `check_<id>_<outcome>_title` and `_detail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckId {
    /// External client apps are turned on and answer under query.
    ExternalClientApps,
    /// The user may create, edit and delete external client apps.
    CreatePermission,
    /// The user may deploy metadata.
    DeployPermission,
    /// The user may see client secrets.
    ViewSecretPermission,
    /// The switch for secrets over REST.
    SecretSwitch,
    /// API version 60 or later, 65 for overlapping rotation.
    ApiVersion,
    /// Calls left today.
    ApiCalls,
    /// Another deployment is running.
    OtherDeployment,
    /// This computer's clock.
    Clock,
    /// Edition with an API.
    Edition,
}

impl CheckId {
    /// The id as it stands in the message catalogue.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ExternalClientApps => "external_client_apps",
            Self::CreatePermission => "create_permission",
            Self::DeployPermission => "deploy_permission",
            Self::ViewSecretPermission => "view_secret_permission",
            Self::SecretSwitch => "secret_switch",
            Self::ApiVersion => "api_version",
            Self::ApiCalls => "api_calls",
            Self::OtherDeployment => "other_deployment",
            Self::Clock => "clock",
            Self::Edition => "edition",
        }
    }
}

/// What a person can do about a check, as a button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "remedy", rename_all = "snake_case")]
pub enum Remedy {
    /// Copy a message to an admin; its words are `remedy_message_<check>`.
    CopyMessage {
        /// Values for the message.
        line: Line,
        /// Who can help: names, at most three, and how many more.
        who: Vec<String>,
        /// How many others can too.
        others: u32,
    },
    /// Open a page of Setup.
    OpenSetup {
        /// Which page.
        page: SetupPage,
    },
    /// Turn the secret switch on during Create, then off again.
    TurnOnDuringCreate,
}

/// Pages of Setup that Orgkey links to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SetupPage {
    /// External Client App Manager.
    ExternalClientApps,
    /// External Client App settings, with the switches.
    ExternalClientAppSettings,
    /// Permission Sets.
    PermissionSets,
    /// Users.
    Users,
    /// Connected Apps OAuth Usage.
    ConnectedAppsUsage,
    /// Company Information.
    CompanyInformation,
}

/// One check's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Check {
    /// Which check.
    pub id: CheckId,
    /// How it ended.
    pub outcome: Outcome,
    /// Values for its words.
    pub params: BTreeMap<String, String>,
    /// What can be done.
    pub remedies: Vec<Remedy>,
    /// What Salesforce said, when the check itself failed.
    pub salesforce: Option<SalesforceWords>,
}

impl Check {
    fn new(id: CheckId, outcome: Outcome) -> Self {
        Self { id, outcome, params: BTreeMap::new(), remedies: Vec::new(), salesforce: None }
    }

    fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    fn mended_by(mut self, remedy: Remedy) -> Self {
        self.remedies.push(remedy);
        self
    }

    fn said(mut self, words: Option<SalesforceWords>) -> Self {
        self.salesforce = words;
        self
    }
}

/// All checks of one look at the org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Checkup {
    /// Worst first.
    pub checks: Vec<Check>,
    /// Whether one blocks.
    pub blocked: bool,
}

/// Judges what was found in an org. Pure.
pub fn judge(findings: &Findings, org: &KnownOrg) -> Checkup {
    let mut checks = vec![
        permissions::create(findings, org),
        permissions::deploy(findings, org),
        external_client_apps::check(findings),
        permissions::view_secret(findings, org),
        secret_switch::check(findings),
        edition::check(org),
        api_version::check(findings),
        api_calls::check(findings),
        other_deployment::check(findings),
        clock::check(findings),
    ];
    checks.sort_by_key(|check| std::cmp::Reverse(check.outcome));
    Checkup { blocked: checks.iter().any(|check| check.outcome == Outcome::Block), checks }
}
