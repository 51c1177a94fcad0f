//! Taking back what a run made, from wherever it stopped, and never anything else. Each stage asks the journal first, so
//! an undo that stopped goes on where it was; what can't be taken back is named, with the page that can.

mod record;
mod view;

use std::time::Duration;

use salesforce::metadata::{ComponentType, DeployOptions, DeployStatus, Package};
use salesforce::rest::soql;
use salesforce::types::RecordId;
use salesforce::{Error, Org};
use serde::Deserialize;
use tokio::time::sleep;

pub use record::{Creation, LeftOver, PartEnd, Undo, UndoPart, UndoStep};
pub(super) use view::undoes;
pub use view::{UndoPartView, UndoView};

use super::deploy::{PATIENT, deploy_problems, made, watch};
use super::{Driver, Entry, Made, SecretPlace, app_link};
use crate::Line;
use crate::blueprint::Access;
use crate::orgs::{app_named, permission_set_page, setup_page};
use crate::plan::Names;
use crate::preflight::SetupPage;
use crate::problem::{Code, Problem};
use crate::vault::Slot;
use crate::views::KeychainState;

/// A warning says that a part is gone already: that is what is wanted.
const DELETION: DeployOptions = DeployOptions { check_only: false, rollback_on_error: true, ignore_warnings: true };

/// How long to wait before a deletion is sent a second time, after Salesforce failed on it.
const SECOND_TRY: Duration = Duration::from_secs(1);

impl Driver {
    /// Takes the run back. Ends well also when something stays: then that is listed.
    pub(super) async fn undo(&mut self) -> Result<(), Problem> {
        if self.undone().creation.is_none() {
            let creation = self.settle().await?;
            self.step(UndoStep::Settled { creation })?;
        }
        for part in UndoPart::ALL {
            if self.undone().ended.contains_key(&part) {
                continue;
            }
            let end = match part {
                UndoPart::Assignments => self.take_back_assignments().await?,
                UndoPart::App => self.delete_app().await?,
                UndoPart::SecretSwitch => self.restore_switch().await?,
                UndoPart::PermissionSet => self.delete_permission_set().await?,
                UndoPart::Secret => self.forget_secret().await?,
            };
            self.live.note_undo(None);
            self.step(UndoStep::Ended { part, end })?;
        }
        self.step(UndoStep::Finished { left: !self.undone().left().is_empty() })
    }

    fn step(&self, step: UndoStep) -> Result<(), Problem> {
        self.journal(Entry::Undo { step })
    }

    fn undone(&self) -> Undo {
        self.live.progress().undo.unwrap_or_default()
    }

    /// Finds out what the creation made. One that still runs is called off first.
    async fn settle(&self) -> Result<Creation, Problem> {
        let progress = self.live.progress();
        let Some(since) = progress.deploy_intended else { return Ok(Creation::Nothing) };
        if progress.made.is_some() {
            return Ok(Creation::Made);
        }
        self.live.note_undo(Some(Line::new("undo_note_asking")));
        let id = match progress.deployment {
            Some((id, _)) => id,
            None => match self.find_lost(since).await? {
                Some(id) => {
                    self.journal(Entry::DeploySubmitted { id: id.clone() })?;
                    id
                }
                None => return self.unknown().await,
            },
        };
        match self.org.deploy_status(&id).await {
            Ok(result) if !result.done && result.status != DeployStatus::Canceling => {
                self.step(UndoStep::CancelIntended)?;
                // It may have ended meanwhile: how it ended is what counts.
                if let Err(error) = self.org.cancel_deploy(&id).await
                    && error.is_session_expired()
                {
                    return Err(error.into());
                }
            }
            Ok(_) => {}
            // Salesforce forgets deployments after a month.
            Err(Error::Salesforce(said))
                if said.status < 500 && !Error::Salesforce(said.clone()).is_session_expired() =>
            {
                return self.unknown().await;
            }
            Err(_) => {}
        }
        let result = watch(&self.org, &id, PATIENT, |note| self.live.note_undo(Some(note))).await?;
        if !result.success {
            return Ok(Creation::Nothing);
        }
        self.journal(Entry::Made { made: made(&result, &self.live.record().plan) })?;
        Ok(Creation::Made)
    }

    /// Nobody can say any more what the creation made: nothing, if nothing bears its names.
    async fn unknown(&self) -> Result<Creation, Problem> {
        let app = app_named(&self.org, &self.live.record().plan.blueprint.api_name).await?;
        let set = self.permission_set().await?;
        Ok(if app.is_none() && set.is_none() { Creation::Nothing } else { Creation::Unknown })
    }

    fn made(&self) -> Made {
        self.live.progress().made.unwrap_or_default()
    }

    /// The permission set that the plan was to make, if one of its name is there.
    async fn permission_set(&self) -> Result<Option<RecordId>, Problem> {
        let blueprint = &self.live.record().plan.blueprint;
        let Access::NewPermissionSet { .. } = blueprint.access else { return Ok(None) };
        let name = soql::quote(&blueprint.permission_set_name());
        Ok(first_id(&self.org, &format!("SELECT Id FROM PermissionSet WHERE Name = {name}")).await?)
    }

    async fn take_back_assignments(&self) -> Result<PartEnd, Problem> {
        let progress = self.live.progress();
        let plan = &self.live.record().plan;
        let sets = plan.blueprint.permission_sets();
        let set = sets.first().map(String::as_str).unwrap_or_default();
        // Those whom this run gave it, and those of whom no answer came: they had it neither before nor from others.
        let unanswered = progress.assign_intended.iter().map(|user| (user, None));
        let answered = progress.assignments.iter().filter(|(user, _)| !progress.assign_intended.contains(user));
        let ours: Vec<_> = answered.map(|(user, id)| (user, Some(id))).chain(unanswered).collect();
        if ours.is_empty() {
            return Ok(PartEnd::Nothing);
        }
        let unassigned = self.undone().unassigned;
        let mut left = Vec::new();
        for (user, known) in ours.into_iter().filter(|(user, _)| !unassigned.contains(user)) {
            let found = plan.assignees.iter().find(|one| &one.user == user);
            let name = found.map_or(user.as_str(), |one| one.name.as_str());
            self.live.note_undo(Some(Line::new("undo_note_unassigning").with("name", name)));
            let id = match known {
                Some(id) => Some(id.clone()),
                None => assignment(&self.org, set, user).await?,
            };
            if let Some(id) = id {
                self.step(UndoStep::UnassignIntended { user: user.clone() })?;
                if let Err(problem) = delete(&self.org, "PermissionSetAssignment", &id).await? {
                    let line = Line::new("undo_left_assignment").with("name", name).with("set", set);
                    left.push(self.left_over(line, SetupPage::PermissionSets, Some(problem)));
                    continue;
                }
            }
            self.step(UndoStep::Unassigned { user: user.clone() })?;
        }
        Ok(if left.is_empty() { PartEnd::TakenBack } else { PartEnd::Left { left } })
    }

    async fn delete_app(&self) -> Result<PartEnd, Problem> {
        let undo = self.undone();
        let progress = self.live.progress();
        let plan = &self.live.record().plan;
        let api_name = &plan.blueprint.api_name;
        let creation = undo.creation.unwrap_or(Creation::Unknown);
        if creation == Creation::Nothing {
            return Ok(PartEnd::Nothing);
        }
        let Some(app) = app_named(&self.org, api_name).await? else {
            return Ok(if undo.deletion.is_some() { PartEnd::TakenBack } else { PartEnd::Nothing });
        };
        let left = |id: &str, problem: Option<Problem>| PartEnd::Left {
            left: vec![LeftOver {
                line: Line::new(id).with("api_name", api_name).with("label", &app.master_label),
                link: app_link(&self.live.record().org.origin, app.id.short()),
                problem,
            }],
        };
        if creation == Creation::Unknown {
            return Ok(left("undo_left_app_unknown", None));
        }
        let Some(ours) = self.made().app else { return Ok(left("undo_left_app_overwritten", None)) };
        if !ours.is(progress.app.as_ref(), &app.id) {
            return Ok(left("undo_left_app_of_somebody", None));
        }
        let id = match undo.deletion {
            Some(id) => id,
            None => {
                let zip = deletion(plan.snapshot.version, &Names::of(api_name)).to_zip()?;
                self.step(UndoStep::DeleteIntended)?;
                match again(|| self.org.deploy(zip.clone(), &DELETION)).await? {
                    Ok(id) => {
                        self.step(UndoStep::DeleteSubmitted { id: id.clone() })?;
                        id
                    }
                    Err(problem) => return Ok(left("undo_left_app_refused", Some(problem))),
                }
            }
        };
        let result = watch(&self.org, &id, PATIENT, |note| self.live.note_undo(Some(note))).await?;
        if let Some(problem) = deploy_problems(&result).into_iter().next() {
            return Ok(left("undo_left_app_refused", Some(problem)));
        }
        // "Succeeded" is not believed: the org is asked.
        Ok(match app_named(&self.org, api_name).await? {
            Some(_) => left("undo_left_app_still_there", None),
            None => PartEnd::TakenBack,
        })
    }

    async fn restore_switch(&self) -> Result<PartEnd, Problem> {
        if !self.live.progress().switch_is_on {
            return Ok(PartEnd::Nothing);
        }
        self.live.note_undo(Some(Line::new("run_note_secret_switch_back")));
        let left = |id: &str, problem| PartEnd::Left {
            left: vec![self.left_over(Line::new(id), SetupPage::ExternalClientAppSettings, problem)],
        };
        match self.switch_back().await {
            Ok(true) => Ok(PartEnd::TakenBack),
            Ok(false) => Ok(left("undo_left_switch_unread", None)),
            Err(problem) if problem.code == Code::SecretSwitchNotRestored => {
                Ok(left("undo_left_switch", Some(problem)))
            }
            Err(problem) => Err(problem),
        }
    }

    async fn delete_permission_set(&self) -> Result<PartEnd, Problem> {
        let undo = self.undone();
        let creation = undo.creation.unwrap_or(Creation::Unknown);
        if creation == Creation::Nothing {
            return Ok(PartEnd::Nothing);
        }
        let Some(id) = self.permission_set().await? else {
            return Ok(if self.made().permission_set.is_some() { PartEnd::TakenBack } else { PartEnd::Nothing });
        };
        let label = self.live.record().plan.blueprint.permission_set_label();
        let left = |line: &str, people: usize, problem: Option<Problem>| PartEnd::Left {
            left: vec![LeftOver {
                line: Line::new(line).with("label", &label).with("people", people),
                link: permission_set_page(&self.live.record().org.origin, &id),
                problem,
            }],
        };
        if creation == Creation::Unknown {
            return Ok(left("undo_left_set_unknown", 0, None));
        }
        let ours = self.made().permission_set;
        if !ours.is_some_and(|ours| ours.is(None, &id)) {
            return Ok(left("undo_left_set_of_somebody", 0, None));
        }
        if undo.is_left(UndoPart::App) {
            return Ok(left("undo_left_set_with_app", 0, None));
        }
        self.live.note_undo(Some(Line::new("undo_note_permission_set").with("label", &label)));
        let held =
            format!("SELECT Id FROM PermissionSetAssignment WHERE PermissionSetId = {}", soql::quote(id.as_str()));
        let people = self.org.query::<Found>(&held).await?.len();
        if people > 0 {
            return Ok(left("undo_left_set_people", people, None));
        }
        self.step(UndoStep::PermissionSetDeleteIntended)?;
        if let Err(problem) = delete(&self.org, "PermissionSet", &id).await? {
            return Ok(left("undo_left_set_refused", 0, Some(problem)));
        }
        Ok(match self.permission_set().await? {
            Some(_) => left("undo_left_set_refused", 0, None),
            None => PartEnd::TakenBack,
        })
    }

    async fn forget_secret(&self) -> Result<PartEnd, Problem> {
        let slot = Slot::client_secret(self.namespace, self.live.id());
        let left =
            |id: &str, problem| PartEnd::Left { left: vec![LeftOver { line: Line::new(id), link: None, problem }] };
        let kept = self.vault.get(&slot).await;
        let in_keychain = self.live.progress().secret == SecretPlace::Keychain;
        match kept {
            Ok(None) => Ok(match self.vault.state() {
                // A keychain that does not work now may still have it.
                KeychainState::UntilClosed { problem, .. } if in_keychain => left("undo_left_secret", Some(problem)),
                _ => PartEnd::Nothing,
            }),
            // An app that could not be deleted may be in use: its secret is nowhere else.
            Ok(Some(_)) if self.undone().is_left(UndoPart::App) => Ok(left("undo_left_secret_with_app", None)),
            Ok(Some(_)) => Ok(match self.vault.delete(&slot).await {
                Ok(()) => PartEnd::TakenBack,
                Err(problem) => left("undo_left_secret", Some(problem)),
            }),
            Err(problem) => Ok(left("undo_left_secret", Some(problem))),
        }
    }

    fn left_over(&self, line: Line, page: SetupPage, problem: Option<Problem>) -> LeftOver {
        LeftOver { line, link: setup_page(&self.live.record().org.origin, page), problem }
    }
}

/// The package that deletes an app with everything below it, each named.
fn deletion(version: salesforce::types::ApiVersion, names: &Names) -> Package {
    let mut package = Package::new(version);
    for (kind, name) in [
        (ComponentType::OauthPolicies, &names.oauth_policies),
        (ComponentType::AppPolicies, &names.app_policies),
        (ComponentType::GlobalOauthSettings, &names.global_oauth_settings),
        (ComponentType::OauthSettings, &names.oauth_settings),
        (ComponentType::App, &names.app),
    ] {
        package.delete(kind, name);
    }
    package
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    id: RecordId,
}

async fn first_id(org: &Org, soql: &str) -> Result<Option<RecordId>, Error> {
    Ok(org.query::<Found>(soql).await?.into_iter().next().map(|found| found.id))
}

/// The assignment by which a user holds a permission set.
pub(super) async fn assignment(org: &Org, set: &str, user: &RecordId) -> Result<Option<RecordId>, Error> {
    let soql = format!(
        "SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = {} AND AssigneeId = {}",
        soql::quote(set),
        soql::quote(user.as_str())
    );
    first_id(org, &soql).await
}

/// Deletes a record; one that is gone already is deleted. Inside: what Salesforce says against it.
async fn delete(org: &Org, object: &str, id: &RecordId) -> Result<Result<(), Problem>, Problem> {
    again(|| async {
        match org.delete(object, id).await {
            Err(Error::Salesforce(said)) if said.status == 404 => Ok(()),
            other => other,
        }
    })
    .await
}

/// Sends what may be sent twice; once more if Salesforce failed on it. Inside: its refusal. Outside: what stops the undo.
async fn again<T, F: Future<Output = Result<T, Error>>>(
    mut send: impl FnMut() -> F,
) -> Result<Result<T, Problem>, Problem> {
    let mut outcome = send().await;
    if matches!(&outcome, Err(Error::Salesforce(said)) if said.status >= 500) {
        sleep(SECOND_TRY).await;
        outcome = send().await;
    }
    match outcome {
        Ok(value) => Ok(Ok(value)),
        Err(error @ Error::Salesforce(_)) if !error.is_session_expired() => Ok(Err(error.into())),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalogue::ConnectKind;
    use crate::plan::{components, sample};

    #[test]
    fn a_part_of_an_app_is_not_named_when_it_is_deleted_or_another_thing_is() {
        for plan in [sample::plan(ConnectKind::Server), sample::plan(ConnectKind::WebApp), sample::jwt_plan()] {
            let made = components(&plan);
            let of_app = |part: &&salesforce::metadata::Component| {
                !matches!(part.kind(), ComponentType::Settings | ComponentType::PermissionSet)
            };
            let made: BTreeSet<_> = made.iter().filter(of_app).map(|part| (part.kind(), part.full_name())).collect();
            let package = deletion(plan.snapshot.version, &Names::of(&plan.blueprint.api_name));
            assert_eq!(package.deletions().collect::<BTreeSet<_>>(), made);
            assert!(package.components().is_empty());
        }
    }
}
