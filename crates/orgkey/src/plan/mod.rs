//! What will change: a pure function of what is wanted and what is there. The same value is shown, applied and kept.

pub(crate) mod components;
mod review;
mod rows;
#[cfg(test)]
pub(crate) mod sample;
mod snapshot;

pub use components::{Names, components, switch_package};
pub use rows::{Consent, PlanRow, PlanView, Sign, Subject};
pub use snapshot::{Found, Holding, OrgSnapshot, RunAs, snapshot};

use std::collections::BTreeSet;

use salesforce::oauth::UserInfo;
use salesforce::types::RecordId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::blueprint::{Access, Blueprint};
use crate::orgs::KnownOrg;
use crate::preflight::SwitchState;
use crate::problem::{Code, Problem};
use crate::text;
use crate::wizard::SecretSwitch;

/// A person who gets the permission set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignee {
    /// The user.
    pub user: RecordId,
    /// Name to sign in.
    pub username: String,
    /// Name.
    pub name: String,
}

impl From<&UserInfo> for Assignee {
    fn from(user: &UserInfo) -> Self {
        let username = user.preferred_username.as_str();
        let name = text::visible(user.name.as_deref().unwrap_or(username));
        Self { user: user.user_id.clone(), username: username.to_owned(), name }
    }
}

impl Assignee {
    /// The person who is signed in to an org.
    ///
    /// # Errors
    /// `unexpected` when the org was kept with an id that is none.
    pub fn signed_in_to(org: &KnownOrg) -> Result<Self, Problem> {
        let user = org.user_id.parse().map_err(|_| Problem::new(Code::Unexpected).with("detail", "user id"))?;
        Ok(Self { user, username: org.username.clone(), name: org.user_name.clone() })
    }
}

/// What happens to the org's switch for secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SwitchPlan {
    /// It is on already and stays on.
    AlreadyOn,
    /// On for the moment of reading, then off again.
    OnAndBack,
    /// Left off; the person brings the secret.
    LeftOff,
}

/// What will change, complete: shown on Review, then applied as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What is wanted.
    pub blueprint: Blueprint,
    /// What is there.
    pub snapshot: OrgSnapshot,
    /// Who gets the permission set.
    pub assignees: Vec<Assignee>,
    /// About the switch for secrets.
    pub secret_switch: SwitchPlan,
}

impl Plan {
    /// The plan that brings `blueprint` about in the org of `snapshot`.
    ///
    /// # Errors
    /// `name_taken`, `run_as_not_usable`, `permission_set_missing`: what has to be answered differently first.
    pub fn new(blueprint: Blueprint, snapshot: OrgSnapshot) -> Result<Self, Problem> {
        if let Some(app) = &snapshot.app {
            let problem = Problem::new(Code::NameTaken).with("api_name", &blueprint.api_name);
            return Err(problem.with("label", &app.master_label));
        }
        let mut assignees: Vec<Assignee> = servers(&blueprint, &snapshot)?;
        if blueprint.access == Access::Anyone {
            assignees.clear();
        } else if blueprint.assigns_me() {
            assignees.push(snapshot.me.clone());
        }
        // One user may be several of these.
        let mut seen = BTreeSet::new();
        assignees.retain(|assignee| seen.insert(assignee.user.clone()));
        match &blueprint.access {
            Access::ExistingPermissionSets { names, .. } => {
                if let Some(missing) = names.iter().find(|name| !snapshot.permission_sets.contains_key(*name)) {
                    return Err(Problem::new(Code::PermissionSetMissing).with("name", missing));
                }
                assignees.retain(|assignee| !snapshot.holds(&assignee.user));
            }
            Access::NewPermissionSet { .. } => {
                let name = blueprint.permission_set_name();
                if let Some(taken) = snapshot.permission_sets.get(&name) {
                    return Err(Problem::new(Code::NameTaken).with("api_name", name).with("label", &taken.label));
                }
            }
            Access::Anyone => {}
        }
        let secret_switch = match (snapshot.secret_switch, blueprint.secret_switch) {
            (SwitchState::On, _) => SwitchPlan::AlreadyOn,
            (SwitchState::Off, SecretSwitch::TurnOnAndBack) => SwitchPlan::OnAndBack,
            // A switch that can't be read can't be put back to what it was: it is left alone.
            (SwitchState::Unknown, _) | (SwitchState::Off, SecretSwitch::LeaveAsIs) => SwitchPlan::LeftOff,
        };
        Ok(Self { blueprint, snapshot, assignees, secret_switch })
    }

    /// Two plans with the same fingerprint do the same in an org that looks the same.
    pub fn fingerprint(&self) -> String {
        let facts = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(facts).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The users that servers will be.
fn servers(blueprint: &Blueprint, snapshot: &OrgSnapshot) -> Result<Vec<Assignee>, Problem> {
    let speaks_for = blueprint.jwt_bearer.as_ref().map(|jwt| &jwt.speaks_for);
    [(&blueprint.client_credentials.as_ref(), &snapshot.run_as), (&speaks_for, &snapshot.speaks_for)]
        .into_iter()
        .filter_map(|(wanted, found)| wanted.map(|username| (username, found)))
        .map(|(username, found)| match found {
            Some(user) => Ok(user.assignee.clone()),
            None => Err(Problem::new(Code::RunAsNotUsable).with("username", username)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ConnectKind;
    use crate::wizard::{PermissionSetChoice, Who};

    fn id(text: &str) -> RecordId {
        text.parse().unwrap()
    }

    fn refused(change: impl FnOnce(&mut OrgSnapshot)) -> Code {
        let mut snapshot = sample::snapshot();
        change(&mut snapshot);
        Plan::new(sample::blueprint(&sample::answers(ConnectKind::Server)), snapshot).unwrap_err().code
    }

    fn holding(held_by: &[&str]) -> Holding {
        let held_by = held_by.iter().map(|user| id(user)).collect();
        Holding { id: id("0PS000000000001"), label: "Loaders".to_owned(), held_by, people: 7 }
    }

    #[test]
    fn a_plan_is_made_over_something_that_is_there() {
        let app = Found { id: id("0xI000000000001"), master_label: "Theirs".to_owned() };
        assert_eq!(refused(|snapshot| snapshot.app = Some(app)), Code::NameTaken);
        let set = ("Acme_Loader_Users".to_owned(), holding(&[]));
        assert_eq!(refused(|snapshot| snapshot.permission_sets.extend([set])), Code::NameTaken);
        assert_eq!(refused(|snapshot| snapshot.run_as = None), Code::RunAsNotUsable);
    }

    #[test]
    fn a_switch_that_can_not_be_put_back_is_turned_on() {
        let switched = |state, wanted| {
            let mut answers = sample::answers(ConnectKind::Server);
            answers.check.secret_switch = wanted;
            let snapshot = OrgSnapshot { secret_switch: state, ..sample::snapshot() };
            Plan::new(sample::blueprint(&answers), snapshot).unwrap().secret_switch
        };
        use SecretSwitch::{LeaveAsIs, TurnOnAndBack};
        assert_eq!(switched(SwitchState::Off, TurnOnAndBack), SwitchPlan::OnAndBack);
        assert_eq!(switched(SwitchState::Off, LeaveAsIs), SwitchPlan::LeftOff);
        assert_eq!(switched(SwitchState::Unknown, TurnOnAndBack), SwitchPlan::LeftOff);
        assert_eq!(switched(SwitchState::On, TurnOnAndBack), SwitchPlan::AlreadyOn);
        assert_eq!(switched(SwitchState::On, LeaveAsIs), SwitchPlan::AlreadyOn);
    }

    #[test]
    fn people_get_a_permission_set_that_they_need_not_have() {
        let names = |plan: Plan| plan.assignees.into_iter().map(|user| user.name).collect::<Vec<_>>();
        assert_eq!(names(sample::plan(ConnectKind::Server)), ["etl"], "nobody signs in: no tester");
        assert_eq!(names(sample::plan(ConnectKind::WebApp)), ["dana"]);

        let mut answers = sample::answers(ConnectKind::WebApp);
        answers.access.who = Who::Anyone;
        let anyone = Plan::new(sample::blueprint(&answers), sample::snapshot()).unwrap();
        assert_eq!((anyone.blueprint.permission_sets(), names(anyone)), (Vec::new(), Vec::new()));

        answers.access.who = Who::Chosen;
        answers.access.permission_set = PermissionSetChoice::Existing;
        answers.access.existing = vec!["Loaders".to_owned()];
        let existing = |held_by: &[&str]| {
            let mut snapshot = sample::snapshot();
            snapshot.permission_sets.insert("Loaders".to_owned(), holding(held_by));
            names(Plan::new(sample::blueprint(&answers), snapshot).unwrap())
        };
        assert_eq!(existing(&[]), ["dana"]);
        assert!(existing(&["005000000000001"]).is_empty(), "who has it already is not given it again");
    }

    #[test]
    fn an_org_that_changed_has_the_same_fingerprint() {
        let plan = sample::plan(ConnectKind::Server);
        assert_eq!(plan.fingerprint(), sample::plan(ConnectKind::Server).fingerprint());
        let kept: Plan = serde_json::from_str(&serde_json::to_string(&plan).unwrap()).unwrap();
        assert_eq!(kept.fingerprint(), plan.fingerprint(), "as read from the file");
        let mut other = plan.clone();
        other.snapshot.secret_switch = SwitchState::On;
        assert_ne!(other.fingerprint(), plan.fingerprint());
        let mut other = plan.clone();
        other.blueprint.scopes.clear();
        assert_ne!(other.fingerprint(), plan.fingerprint());
    }
}
