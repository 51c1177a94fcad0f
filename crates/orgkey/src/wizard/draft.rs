//! A draft: answers on their way to a blueprint, kept over a restart.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{Answer, Answers, FlowsAnswer, Step, StepView};
use crate::Line;
use crate::blueprint::api_name_from_label;
use crate::catalogue::{ConnectKind, is_refresh_scope};
use crate::orgs::{KnownOrg, OrgKind};
use crate::problem::FieldProblem;

/// Answers on their way to an app. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Draft {
    /// This draft.
    #[ts(type = "string")]
    pub id: Uuid,
    /// The org it is for (18-character id), once chosen.
    pub org: Option<String>,
    /// The step being answered.
    pub step: Step,
    /// The farthest step reached.
    pub reached: Step,
    /// The answers.
    pub answers: Answers,
    /// How the last checks of the org ended.
    pub checked: Option<Checked>,
    /// Whether a blueprint says that this computer is registered for testing, or is not: then no org decides that.
    #[serde(default)]
    #[ts(skip)]
    pub test_callbacks_chosen: bool,
    /// When it was last saved.
    #[ts(type = "string")]
    pub saved_at: Timestamp,
}

/// How the checks ended, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Checked {
    /// Checks that block.
    pub to_fix: u32,
    /// Checks that warn.
    pub to_know: u32,
}

impl Draft {
    /// An empty draft with the safe defaults.
    pub fn new(now: Timestamp) -> Self {
        Self {
            id: Uuid::new_v4(),
            org: None,
            step: Step::Org,
            reached: Step::Org,
            answers: Answers::default(),
            checked: None,
            test_callbacks_chosen: false,
            saved_at: now,
        }
    }

    /// Puts the draft into an org and opens Check. Where nobody is disturbed by it (practice, Developer, sandbox),
    /// this computer is registered for testing unless that was answered already.
    pub fn enter(&mut self, org: &KnownOrg) {
        if self.org.as_deref() != Some(&org.id) {
            self.checked = None;
            if !self.test_callbacks_chosen {
                self.answers.scopes.test_callbacks =
                    matches!(org.kind, OrgKind::Practice | OrgKind::Developer | OrgKind::Sandbox);
            }
        }
        self.org = Some(org.id.clone());
        self.open(Step::Check);
    }

    /// Opens a step.
    pub fn open(&mut self, step: Step) {
        self.step = step;
        self.reached = self.reached.max(step);
    }

    /// Takes one step's answer as it is. The API name follows the app name until it is edited by hand.
    pub fn take(&mut self, answer: Answer) {
        match answer {
            Answer::Check(check) => self.answers.check = check,
            Answer::Name(mut name) => {
                if !name.api_name_edited {
                    name.api_name = api_name_from_label(&name.label);
                }
                self.answers.name = name;
            }
            Answer::Distribution(distribution) => self.answers.distribution = distribution,
            Answer::Flows(flows) => {
                if flows.jwt_bearer && !self.answers.flows.jwt_bearer {
                    self.add_scopes_for_jwt();
                }
                // Nobody is left who could use it.
                let uses = |flows: &FlowsAnswer| flows.jwt_bearer || flows.authorization_code;
                if uses(&self.answers.flows) && !uses(&flows) {
                    self.answers.scopes.scopes.retain(|scope| !is_refresh_scope(scope));
                }
                self.answers.flows = flows;
            }
            Answer::Scopes(scopes) => self.answers.scopes = scopes,
            Answer::Access(access) => self.answers.access = access,
        }
    }

    /// Salesforce has been seen to refuse JWT bearer to an app that may not ask for a refresh token, though it gives none.
    fn add_scopes_for_jwt(&mut self) {
        let scopes = &mut self.answers.scopes.scopes;
        if scopes.is_empty() {
            scopes.push("api".to_owned());
        }
        if !scopes.iter().any(|scope| is_refresh_scope(scope)) {
            scopes.push("refresh_token".to_owned());
        }
    }

    /// Takes the answer to "What will connect?" and the good values that follow from it. The distribution is only
    /// suggested: it stays as answered.
    pub fn connect(&mut self, kind: ConnectKind) {
        let suggestion = kind.suggestion();
        let flows = &mut self.answers.flows;
        flows.connects = Some(kind);
        flows.authorization_code = suggestion.authorization_code;
        flows.client_credentials = suggestion.client_credentials;
        flows.jwt_bearer = false;
        flows.secret_when_signing_in = suggestion.keeps_secret;
        flows.secret_when_staying_connected = suggestion.keeps_secret;
        flows.require_pkce = true;
        flows.rotate_refresh_tokens = true;
        if kind != ConnectKind::IKnow {
            self.answers.scopes.scopes = suggestion.scopes;
        }
    }
}

/// A draft as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftView {
    /// The draft.
    pub draft: Draft,
    /// Its org, once chosen.
    pub org: Option<KnownOrg>,
    /// The rail.
    pub steps: Vec<StepView>,
    /// "What this adds up to": lines that follow from the answers so far, for the side of the page.
    pub adds_up: Vec<AddsUp>,
    /// What may be a slip, at its field: Salesforce takes it, so it stops nobody.
    pub advice: Vec<FieldProblem>,
    /// Whether the last edit in the step that is open can be taken back.
    pub undoable: bool,
}

/// One line of what the answers add up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddsUp {
    /// True: the app can; false: it can't.
    pub can: bool,
    /// What.
    pub line: Line,
}

/// What came of pressing Next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Submitted {
    /// The draft afterwards; on the next step if there is no problem.
    pub view: DraftView,
    /// What has to change first.
    pub problems: Vec<FieldProblem>,
}

/// A draft in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftSummary {
    /// Which draft.
    #[ts(type = "string")]
    pub id: Uuid,
    /// App name; empty when not named yet.
    pub label: String,
    /// Name of its org, once chosen.
    pub org: Option<String>,
    /// The step being answered.
    pub step: Step,
    /// When it was last saved.
    #[ts(type = "string")]
    pub saved_at: Timestamp,
    /// Why it cannot be opened, if so. It is kept as it is.
    pub trouble: Option<DraftTrouble>,
}

/// Why a draft cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DraftTrouble {
    /// It is cut short, or not what was written.
    Damaged,
    /// A newer Orgkey wrote it.
    Newer,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wizard::{NameAnswer, Stay, Who};

    #[test]
    fn pressing_next_through_every_step_would_give_more_than_least_privilege() {
        let answers = Draft::new(Timestamp::UNIX_EPOCH).answers;
        assert_eq!(answers.access.who, Who::Chosen);
        assert_eq!(answers.access.stay, Stay::UntilUnused { days: 30 });
        assert!(answers.access.objects.is_empty());
        assert!(answers.flows.require_pkce && answers.flows.rotate_refresh_tokens);
        assert!(answers.flows.secret_when_signing_in && answers.flows.secret_when_staying_connected);
    }

    #[test]
    fn an_api_name_edited_by_hand_is_overwritten_by_the_app_name() {
        let mut draft = Draft::new(Timestamp::UNIX_EPOCH);
        let name = NameAnswer { label: "Acme Sync".into(), ..NameAnswer::default() };
        draft.take(Answer::Name(name.clone()));
        assert_eq!(draft.answers.name.api_name, "Acme_Sync");
        draft.take(Answer::Name(NameAnswer { api_name: "Mine".into(), api_name_edited: true, ..name }));
        assert_eq!(draft.answers.name.api_name, "Mine");
    }

    #[test]
    fn a_server_is_given_a_refresh_token_or_asked_for_a_callback() {
        let mut draft = Draft::new(Timestamp::UNIX_EPOCH);
        draft.connect(ConnectKind::Server);
        assert_eq!(draft.answers.scopes.scopes, ["api"]);
        assert!(!draft.answers.flows.authorization_code && draft.answers.flows.client_credentials);
    }

    #[test]
    fn a_server_with_a_certificate_lacks_the_scope_that_it_needs() {
        let mut draft = Draft::new(Timestamp::UNIX_EPOCH);
        draft.connect(ConnectKind::IKnow);
        let flows = FlowsAnswer { jwt_bearer: true, ..draft.answers.flows.clone() };
        draft.take(Answer::Flows(flows.clone()));
        assert_eq!(draft.answers.scopes.scopes, ["api", "refresh_token"]);
        draft.answers.scopes.scopes = vec!["api".into()];
        draft.take(Answer::Flows(flows));
        assert_eq!(draft.answers.scopes.scopes, ["api"], "what was taken out by hand is not put back unasked");
    }

    #[test]
    fn a_server_keeps_the_scope_to_stay_connected_of_a_way_that_is_gone() {
        let flows =
            |jwt_bearer, authorization_code| FlowsAnswer { jwt_bearer, authorization_code, ..FlowsAnswer::default() };
        let mut draft = Draft::new(Timestamp::UNIX_EPOCH);
        draft.take(Answer::Flows(flows(true, true)));
        draft.take(Answer::Flows(flows(false, true)));
        assert_eq!(draft.answers.scopes.scopes, ["api", "refresh_token"], "somebody signs in");
        draft.take(Answer::Flows(flows(false, false)));
        assert_eq!(draft.answers.scopes.scopes, ["api"]);
    }

    #[test]
    fn an_app_that_cannot_keep_a_secret_is_asked_for_one() {
        let mut draft = Draft::new(Timestamp::UNIX_EPOCH);
        draft.connect(ConnectKind::MobileOrDesktop);
        assert!(!draft.answers.flows.secret_when_signing_in && draft.answers.flows.require_pkce);
    }
}
