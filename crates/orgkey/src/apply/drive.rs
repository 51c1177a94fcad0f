//! Drives a run from where its journal ends to its end: each change announced in the journal, made, and noted.
//!
//! Every stage asks the journal first, so driving a resumed run and a new one is the same thing. Stages that don't need
//! one another go together; each is heard to its end before the run stops, so that nothing that was sent goes unnoted.

use std::sync::Arc;

use jiff::Timestamp;
use salesforce::Org;
use salesforce::metadata::DeployOptions;
use salesforce::types::RecordId;
use serde_json::json;
use tokio::sync::mpsc;

use super::deploy::{PATIENT, deployments, is_of, made, package, plan_problems, watch};
use super::undo::assignment;
use super::{Entry, Live, Part, Signal, read_back, switch};
use crate::Line;
use crate::orgs::app_named;
use crate::problem::{Code, Problem};
use crate::sign_in::Browser;
use crate::store::Store;
use crate::vault::{Namespace, Vault};

/// How the id of a permission set begins (Object Reference, "Standard Object key prefixes").
const PERMISSION_SET: &str = "0PS";

/// How often a run begins anew with a newer token before it stops.
const RENEWALS: u32 = 4;

/// What a run needs to be driven.
pub struct Driver {
    /// The run.
    pub live: Arc<Live>,
    /// What a person tells it.
    pub signals: mpsc::Receiver<Signal>,
    /// The org, as the person who pressed Create.
    pub org: Org,
    /// Where the journal is.
    pub store: Store,
    /// Where the secret goes.
    pub vault: Vault,
    /// Which part of the vault.
    pub namespace: Namespace,
    /// How a browser is opened; none when no person can be asked anything.
    pub browser: Option<Arc<dyn Browser>>,
    /// The name was found free a moment ago, and nothing of this computer worked in the org since.
    pub just_read: bool,
}

/// Drives the run to its end, or to what stops it. What happened is in the journal and in [`Live`]. Gives the line of
/// signals back, for whoever drives the run next; the caller says when the run is no longer driven.
pub async fn drive(mut driver: Driver) -> mpsc::Receiver<Signal> {
    driver.end_wait();
    // A change that was refused for its token is not sent again by itself: the stages ask the journal and the org first,
    // as after a restart. A few times, since tokens that are refused as soon as they are new will not get better.
    for left in (0..RENEWALS).rev() {
        let used = driver.org.session().access_token;
        let Err(problem) = driver.run().await else { break };
        let renewed = problem.code == Code::SessionEnded && driver.org.session().access_token != used;
        driver.just_read = false;
        if left == 0 || !renewed {
            driver.stop(problem).await;
            break;
        }
    }
    driver.signals
}

impl Driver {
    async fn run(&mut self) -> Result<(), Problem> {
        if self.live.progress().undo.is_some() {
            return self.undo().await;
        }
        if !self.deploy().await? {
            return Ok(());
        }
        // Who may use the app, and its ID and secret, don't depend on each other.
        let (access, fetched) = tokio::join!(self.access(), self.fetched_at_once());
        access?;
        let fetched = fetched?;
        self.mend().await?;
        if fetched == Some(true) && self.proven_at_once().await? {
            return self.journal(Entry::Done);
        }
        loop {
            self.credentials(fetched).await?;
            self.ready().await?;
            // Only a published app can be asked whether a secret is right.
            if !self.brought_secret_is_wrong().await? {
                break;
            }
        }
        self.prove().await?;
        self.journal(Entry::Done)
    }

    /// A question is answered. What was said twice, or too late, never answers the next one.
    pub(super) fn end_wait(&mut self) {
        self.live.wait_for(None);
        while self.signals.try_recv().is_ok() {}
    }

    /// Writes an entry, then lets everyone see it.
    pub(super) fn journal(&self, entry: Entry) -> Result<(), Problem> {
        self.journal_at(Timestamp::now(), entry)
    }

    /// The same for what was so before it could be known.
    pub(super) fn journal_at(&self, at: Timestamp, entry: Entry) -> Result<(), Problem> {
        self.store.append(self.live.id(), &entry, at)?;
        tracing::info!(run = %self.live.id(), entry = entry.name(), "journal");
        self.live.take(at, &entry);
        Ok(())
    }

    /// Whatever stopped the run, the org's switch goes back to what it was; if it can't, that is the named remainder.
    async fn stop(&self, problem: Problem) {
        tracing::warn!(code = ?problem.code, "run stopped");
        if self.live.progress().switch_is_on && problem.code != Code::SessionEnded {
            let _ = self.switch_back().await;
        }
        // If the journal can't be written there is nobody left to tell but the live view.
        if self.journal(Entry::Stopped { problem: problem.clone() }).is_err() {
            let at = Timestamp::now();
            self.live.update(|progress| progress.stopped = Some((problem, at)));
        }
    }

    /// True when everything is made; false when Salesforce refused and nothing was.
    async fn deploy(&mut self) -> Result<bool, Problem> {
        let progress = self.live.progress();
        if progress.deployed.is_some() {
            return Ok(true);
        }
        let id = match (progress.deployment, progress.deploy_intended) {
            (Some((id, _)), _) => id,
            (None, Some(since)) => match self.find_lost(since).await? {
                Some(id) => {
                    self.journal(Entry::DeploySubmitted { id: id.clone() })?;
                    id
                }
                None => match self.submit().await? {
                    Some(id) => id,
                    None => return Ok(false),
                },
            },
            (None, None) => match self.submit().await? {
                Some(id) => id,
                None => return Ok(false),
            },
        };
        let result = watch(&self.org, &id, PATIENT, |note| self.live.note(Part::App, Some(note))).await?;
        if let Some(problem) = plan_problems(&result, &self.live.record().plan).into_iter().next() {
            self.journal(Entry::DeployRefused { problem })?;
            return Ok(false);
        }
        self.live.note(Part::App, None);
        let plan = &self.live.record().plan;
        let made = made(&result, plan);
        let overwritten = made.app.is_none();
        self.journal(Entry::Made { made })?;
        if overwritten {
            // Not noted as deployed, so that continuing never goes on with an app that is not ours.
            return Err(Problem::new(Code::Overwritten).with("api_name", &plan.blueprint.api_name));
        }
        self.journal(Entry::Deployed)?;
        Ok(true)
    }

    /// Hands the package over, unless the name was taken meanwhile: a deploy would change that app without a word.
    async fn submit(&self) -> Result<Option<RecordId>, Problem> {
        let plan = &self.live.record().plan;
        let taken_by = match self.just_read {
            // The plan says that the name is free, and it is as old as a question would be.
            true => None,
            false => app_named(&self.org, &plan.blueprint.api_name).await?,
        };
        if let Some(app) = taken_by {
            let problem = Problem::new(Code::NameTaken)
                .with("api_name", &plan.blueprint.api_name)
                .with("label", app.master_label);
            // Handed over before and not found again: the app may be ours, so nobody may say that nothing was made.
            if self.live.progress().deploy_intended.is_some() {
                return Err(problem);
            }
            self.journal(Entry::DeployRefused { problem })?;
            return Ok(None);
        }
        let zip = package(plan)?;
        self.journal(Entry::DeployIntended)?;
        match self.org.deploy(zip, &DeployOptions::default()).await {
            Ok(id) => {
                self.journal(Entry::DeploySubmitted { id: id.clone() })?;
                Ok(Some(id))
            }
            // Salesforce said no to the request itself: nothing began. Of one that it failed on nobody knows.
            Err(error) if error.salesforce().is_some_and(|said| said.status < 500) && !error.is_session_expired() => {
                self.journal(Entry::DeployRefused { problem: error.into() })?;
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Looks for the deployment that was handed over at `since` but whose id was lost.
    pub(super) async fn find_lost(&self, since: Timestamp) -> Result<Option<RecordId>, Problem> {
        for id in deployments(&self.org, since).await? {
            // One of another run, for an app of that name which is undone since, is not this one.
            if self.store.knows_deployment(&id)? {
                continue;
            }
            let result = watch(&self.org, &id, PATIENT, |note| self.live.note(Part::App, Some(note))).await?;
            if is_of(&result, &self.live.record().plan) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// Gives people the permission set, and reads everything back.
    async fn access(&self) -> Result<(), Problem> {
        let progress = self.live.progress();
        if progress.read_back.is_some() {
            return Ok(());
        }
        let plan = &self.live.record().plan;
        let ((), app) = if progress.app.is_some() {
            // Its id was told, so that giving it to people need not wait for the question.
            let (assigned, found) = tokio::join!(self.assign_all(), self.found_app());
            (assigned?, found?)
        } else {
            let found = self.found_app().await?;
            (self.assign_all().await?, found)
        };
        self.live.note(Part::Access, Some(Line::new("run_note_reading_back")));
        let remainders = read_back::read_back(&self.org, plan, &app).await?;
        self.live.note(Part::Access, None);
        self.journal(Entry::ReadBack { remainders })
    }

    /// The app as the org has it, which must be the one that was made.
    async fn found_app(&self) -> Result<RecordId, Problem> {
        let plan = &self.live.record().plan;
        let missing = || Problem::new(Code::NotFound).with("what", "app");
        let app = app_named(&self.org, &plan.blueprint.api_name).await?.ok_or_else(missing)?;
        // Somebody may have deleted ours and made another of that name since.
        if self.live.progress().made.and_then(|made| made.app).is_some_and(|ours| !ours.is(None, &app.id)) {
            return Err(Problem::new(Code::NameTaken)
                .with("api_name", &plan.blueprint.api_name)
                .with("label", app.master_label));
        }
        self.journal(Entry::AppFound { id: app.id.clone() })?;
        Ok(app.id)
    }

    async fn assign_all(&self) -> Result<(), Problem> {
        let plan = &self.live.record().plan;
        let Some(set) = plan.blueprint.permission_sets().into_iter().next() else { return Ok(()) };
        let done = self.live.progress().assigned;
        for assignee in plan.assignees.iter().filter(|assignee| !done.contains(&assignee.user)) {
            self.live.note(Part::Access, Some(Line::new("run_note_assigning").with("people", &assignee.name)));
            self.assign(&set, &assignee.user).await?;
        }
        Ok(())
    }

    pub(super) async fn assign(&self, set: &str, user: &RecordId) -> Result<(), Problem> {
        let set = match self.just_made(user) {
            // Held by nobody, but for somebody who was quicker: Salesforce then says so.
            Some(set) => set,
            None => match self.held(set, user).await? {
                Held::By(id) => {
                    // From a try whose answer was lost, else from somebody else in the meantime: that one stays if this
                    // is undone.
                    let ours = self.live.progress().assign_intended.contains(user);
                    return self.journal(Entry::Assigned { user: user.clone(), id: ours.then_some(id) });
                }
                Held::Not(set) => set,
            },
        };
        self.journal(Entry::AssignIntended { user: user.clone() })?;
        let body = json!({ "AssigneeId": user.as_str(), "PermissionSetId": set.as_str() });
        let id = match self.org.create("PermissionSetAssignment", &body).await {
            Ok(id) => Some(id),
            // Somebody else was quicker.
            Err(salesforce::Error::Salesforce(said)) if said.code == "DUPLICATE_VALUE" => None,
            Err(error) => return Err(error.into()),
        };
        self.journal(Entry::Assigned { user: user.clone(), id })
    }

    /// The permission set that this run made, if its id was told and this user was not about to get it before.
    fn just_made(&self, user: &RecordId) -> Option<RecordId> {
        let progress = self.live.progress();
        let tried = progress.assign_intended.contains(user) || progress.assigned.contains(user);
        progress.made?.permission_set?.id.filter(|id| !tried && id.as_str().starts_with(PERMISSION_SET))
    }

    /// Whether a user holds a permission set.
    async fn held(&self, set: &str, user: &RecordId) -> Result<Held, Problem> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Found {
            id: RecordId,
        }
        if let Some(id) = assignment(&self.org, set, user).await? {
            return Ok(Held::By(id));
        }
        let soql = format!("SELECT Id FROM PermissionSet WHERE Name = {}", salesforce::rest::soql::quote(set));
        let missing = || Problem::new(Code::PermissionSetMissing).with("name", set);
        let found = self.org.query::<Found>(&soql).await?.into_iter().next().ok_or_else(missing)?;
        Ok(Held::Not(found.id))
    }

    /// Turns the org's switch for secrets off again: true when that was read back.
    pub(crate) async fn switch_back(&self) -> Result<bool, Problem> {
        self.live.note(Part::Credentials, Some(Line::new("run_note_secret_switch_back")));
        self.journal(Entry::SwitchBackIntended)?;
        let outcome = switch::set(&self.org, false).await;
        self.live.note(Part::Credentials, None);
        match outcome {
            Ok(read) => self.journal(Entry::SwitchedBack { read }).map(|()| read),
            Err(problem) if problem.code == Code::SessionEnded => Err(problem),
            Err(problem) => Err(Problem {
                salesforce: problem.salesforce,
                ..Problem::new(Code::SecretSwitchNotRestored).with("reason", format!("{:?}", problem.code))
            }),
        }
    }
}

/// How a user stands to a permission set.
enum Held {
    /// The user has it, by this assignment.
    By(RecordId),
    /// Not; the permission set's id.
    Not(RecordId),
}
