//! Deploys: their life from `Pending` to the end, one after the other.
//!
//! A deploy ends when the world's clock says so, whenever someone next looks. What a package means is left to
//! `metadata`, the carrying out to `change`, how the result is told to `deploy_result`.
//!
//! Source: *Metadata API Developer Guide*, "deploy()", "DeployResult".

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::Org;
use crate::clock::later;
use crate::fault::{Fault, Faults};
use crate::metadata::{
    self, Caller, Change, Component, DeployOptions, Judgement, OrgMetadata, Package, PackageFault, ProblemType,
};
use crate::org::person::USER_PERMISSIONS;
use crate::rules::deploy as say;
use crate::timing::Timing;

/// How long the result of a deploy can be asked for (*Metadata API Developer Guide*, "deploy()").
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How long a validation can be deployed (*Metadata API Developer Guide*, "deployRecentValidation()").
const VALIDATION_HOLDS: Duration = Duration::from_secs(10 * 24 * 60 * 60);

/// How much the packages may take that wait in an org, in bytes, and how much its validations. Both are the practice
/// org's own.
const MAX_WAITING: usize = 128 * 1024 * 1024;

/// The packages that wait leave no room for another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QueueFull;

/// How much longer a deploy takes under the fault `deploy-slow`.
const SLOW: Duration = Duration::from_secs(60);

/// What the world imposes on an org at a moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conditions<'a> {
    /// The moment.
    pub(crate) now: Timestamp,
    /// The faults.
    pub(crate) faults: &'a Faults,
    /// The delays.
    pub(crate) timing: Timing,
}

impl Conditions<'_> {
    /// How long a new app stays unknown.
    pub(crate) fn propagation(&self) -> Duration {
        let fault = if self.faults.has(Fault::Propagation) { self.faults.propagation } else { Duration::ZERO };
        self.timing.propagation.max(fault)
    }
}

/// One deploy.
#[derive(Debug)]
pub(crate) struct Deploy {
    /// `0Af…`
    pub(crate) id: String,
    /// The user who deploys.
    pub(crate) by: String,
    /// The options that bear on the verdict.
    pub(crate) options: DeployOptions,
    /// The options as they were sent.
    pub(crate) sent_options: Value,
    /// The version that the request was addressed to.
    pub(crate) api_version: u32,
    /// The validation that this deploy repeats.
    pub(crate) validated: Option<String>,
    /// When it was asked for.
    pub(crate) created_at: Timestamp,
    /// When `Pending` ends.
    pub(crate) starts_at: Timestamp,
    /// When `InProgress` ends, or `Canceling`.
    pub(crate) ends_at: Timestamp,
    /// Who asked for its end.
    pub(crate) canceled: Option<Cancel>,
    /// The package, as it was opened; none once nobody will look into it again.
    pub(crate) package: Option<Result<Package, PackageFault>>,
    /// The verdict, once it has ended.
    pub(crate) judgement: Option<Judgement>,
}

/// The end of a deploy that someone asked for. One that has begun takes a while to stop.
#[derive(Clone, Debug)]
pub(crate) struct Cancel {
    /// The user who asked.
    pub(crate) by: String,
    /// Whether the deploy had begun.
    had_begun: bool,
}

/// Where a deploy stands (*DeployResult*, `status`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Not begun.
    Pending,
    /// Begun.
    InProgress,
    /// Done as a whole.
    Succeeded,
    /// Done in part, which `rollbackOnError` false allows.
    SucceededPartial,
    /// Nothing was done.
    Failed,
    /// Begun, and about to stop.
    Canceling,
    /// Stopped.
    Canceled,
}

impl Status {
    /// The word on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::InProgress => "InProgress",
            Self::Succeeded => "Succeeded",
            Self::SucceededPartial => "SucceededPartial",
            Self::Failed => "Failed",
            Self::Canceling => "Canceling",
            Self::Canceled => "Canceled",
        }
    }
}

impl Deploy {
    /// Where the deploy stands.
    pub(crate) fn status(&self, now: Timestamp) -> Status {
        match (&self.canceled, &self.judgement) {
            // A deploy that had begun is never further than stopping in the reply to the request that stops it.
            (Some(cancel), _) if cancel.had_begun && now <= self.ends_at => Status::Canceling,
            (Some(_), _) => Status::Canceled,
            (None, Some(verdict)) if verdict.success => Status::Succeeded,
            (None, Some(verdict)) if self.is_partial(verdict) => Status::SucceededPartial,
            (None, Some(_)) => Status::Failed,
            // A deploy is never further than queued in the reply to its own request.
            (None, None) if now <= self.starts_at => Status::Pending,
            (None, None) => Status::InProgress,
        }
    }

    /// Whether some components were taken although others were refused.
    fn is_partial(&self, verdict: &Judgement) -> bool {
        !self.options.rollback_on_error
            && verdict.fault.is_none()
            && verdict.messages.iter().any(|one| one.success && !one.component_type.is_empty())
    }

    /// Whether nothing more will happen.
    pub(crate) fn is_done(&self, now: Timestamp) -> bool {
        !matches!(self.status(now), Status::Pending | Status::InProgress | Status::Canceling)
    }

    /// Whether it can be deployed anew, as only validations can, and only for a while.
    fn is_validation(&self, now: Timestamp) -> bool {
        self.options.check_only
            && self.status(now) == Status::Succeeded
            && now < later(self.ends_at, VALIDATION_HOLDS)
            && self.package.is_some()
    }

    /// How much memory its package takes, in bytes.
    fn held(&self) -> usize {
        self.package.as_ref().and_then(|package| package.as_ref().ok()).map_or(0, Package::size)
    }

    /// Whether it is still to be judged.
    fn is_open(&self) -> bool {
        self.canceled.is_none() && self.judgement.is_none()
    }
}

/// A deploy as it is asked for.
pub(crate) struct DeployRequest {
    /// The options that bear on the verdict.
    pub(crate) options: DeployOptions,
    /// The options as they were sent.
    pub(crate) sent_options: Value,
    /// The version that the request was addressed to.
    pub(crate) api_version: u32,
    /// The package, as it was opened.
    pub(crate) package: Result<Package, PackageFault>,
    /// The validation that this deploy repeats.
    pub(crate) validated: Option<String>,
}

impl Org {
    /// Queues a deploy behind those that have not ended, and returns its id.
    ///
    /// # Errors
    /// When the packages that wait take too much with this one.
    pub(crate) fn queue_deploy(
        &mut self,
        by: &str,
        request: DeployRequest,
        on: Conditions<'_>,
    ) -> Result<String, QueueFull> {
        let waiting: usize = self.deploys.iter().filter(|one| one.is_open()).map(Deploy::held).sum();
        if waiting + request.package.as_ref().map_or(0, Package::size) > MAX_WAITING {
            return Err(QueueFull);
        }
        let id = self.ids.next("0Af");
        self.deploys.push(Deploy {
            id: id.clone(),
            by: by.to_owned(),
            options: request.options,
            sent_options: request.sent_options,
            api_version: request.api_version,
            validated: request.validated,
            created_at: on.now,
            starts_at: Timestamp::MAX,
            ends_at: Timestamp::MAX,
            canceled: None,
            package: Some(request.package),
            judgement: None,
        });
        self.line_up(on);
        Ok(id)
    }

    /// Sets when each deploy that has not begun will: one after the other, in the order in which they were asked for.
    fn line_up(&mut self, on: Conditions<'_>) {
        let longer = if on.faults.has(Fault::DeploySlow) { SLOW } else { Duration::ZERO };
        let waits = |one: &Deploy| one.is_open() && one.starts_at >= on.now;
        let others = self.deploys.iter().filter(|one| !waits(one));
        let mut free_at = others.map(|one| one.ends_at).max().unwrap_or(Timestamp::MIN);
        for deploy in self.deploys.iter_mut().filter(|one| waits(one)) {
            deploy.starts_at = later(free_at.max(deploy.created_at), on.timing.deploy_pending).max(on.now);
            deploy.ends_at = later(deploy.starts_at, on.timing.deploy_in_progress + longer);
            free_at = deploy.ends_at;
        }
    }

    /// The validation that can be deployed under that id: it succeeded not long ago, and was not deployed yet.
    pub(crate) fn validation(&self, id: &str, now: Timestamp) -> Option<DeployRequest> {
        let validation = self.deploys.iter().find(|one| crate::id::same(&one.id, id) && one.is_validation(now))?;
        if self.deploys.iter().any(|one| one.validated.as_ref() == Some(&validation.id) && one.canceled.is_none()) {
            return None;
        }
        Some(DeployRequest {
            options: DeployOptions { check_only: false, ..validation.options },
            sent_options: validation.sent_options.clone(),
            api_version: validation.api_version,
            package: validation.package.clone()?,
            validated: Some(validation.id.clone()),
        })
    }

    /// Ends every deploy whose time has come, in the order in which they were queued, and forgets the oldest.
    pub(crate) fn settle(&mut self, on: Conditions<'_>) {
        for index in 0..self.deploys.len() {
            if self.deploys[index].is_open() && self.deploys[index].ends_at <= on.now {
                self.end_deploy(index, on);
            }
        }
        self.forget(on.now);
        self.deploys.retain(|one| one.is_open() || on.now < later(one.ends_at, KEPT));
        self.let_packages_go(on.now);
    }

    /// Drops the packages that nobody will look into again, and of validations the oldest where they take too much.
    fn let_packages_go(&mut self, now: Timestamp) {
        let mut room = MAX_WAITING;
        for deploy in self.deploys.iter_mut().rev().filter(|one| !one.is_open()) {
            match room.checked_sub(deploy.held()).filter(|_| deploy.is_validation(now)) {
                Some(left) => room = left,
                None => deploy.package = None,
            }
        }
    }

    fn end_deploy(&mut self, index: usize, on: Conditions<'_>) {
        if on.faults.has(Fault::DeployCanceled) {
            let somebody = self.users.get(1).map(|user| user.id.clone()).unwrap_or_default();
            self.deploys[index].canceled = Some(Cancel { by: somebody, had_begun: true });
            return;
        }
        let deploy = &self.deploys[index];
        let (by, at, check_only) = (deploy.by.clone(), deploy.ends_at, deploy.options.check_only);
        let mut verdict = match &deploy.package {
            Some(Ok(package)) => {
                let view = self.as_metadata(&deploy.by, on.faults);
                metadata::judge(package, &deploy.options, &view, deploy.api_version)
            }
            Some(Err(fault)) => metadata::judge_fault(fault, deploy.api_version),
            None => return,
        };
        if on.faults.has(Fault::DeployPartlyFails) {
            refuse_last(&mut verdict, deploy.options.rollback_on_error);
        }
        if !check_only {
            for change in std::mem::take(&mut verdict.changes) {
                self.carry_out(change, &by, at, on);
            }
        }
        for message in &mut verdict.messages {
            message.id = message.key.as_ref().and_then(|key| self.component(key)).map(|stored| stored.id.clone());
        }
        self.deploys[index].judgement = Some(verdict);
    }

    /// The org as `metadata` judges it.
    pub(crate) fn as_metadata(&self, by: &str, faults: &Faults) -> OrgMetadata {
        let caller = self.user(by).map(|user| self.permissions_of(user)).unwrap_or_default();
        let mut components: Vec<Component> = self.components.iter().map(|stored| stored.component.clone()).collect();
        components.extend(self.settings());
        OrgMetadata {
            organization_id: self.id.clone(),
            production: self.kind.is_production(),
            sandbox: self.kind.is_sandbox(),
            highest_version: faults.highest_version(),
            components,
            permission_sets: Vec::new(),
            assigned_permission_sets: self
                .permission_sets()
                .filter(|(stored, _)| self.assignments.iter().any(|one| one.permission_set == stored.id))
                .map(|(_, set)| set.full_name.clone())
                .collect(),
            profiles: self.profiles.iter().map(|profile| profile.name.to_owned()).collect(),
            active_usernames: self
                .users
                .iter()
                .filter(|user| user.is_active)
                .map(|user| user.username.clone())
                .collect(),
            user_permissions: USER_PERMISSIONS.iter().map(|name| (*name).to_owned()).collect(),
            objects: crate::objects::names().map(str::to_owned).collect(),
            consumer_keys: self.consumer_keys().into_iter().chain(self.keys_elsewhere.iter().cloned()).collect(),
            taken_names: Vec::new(),
            caller: Caller {
                external_client_app_developer: caller.contains("ExternalClientAppDeveloper"),
                external_client_app_admin: caller.contains("ExternalClientAppAdmin"),
                client_secret_rotation: caller.contains("ClientSecretRotation"),
                manage_profiles_permissionsets: caller.contains("ManageProfilesPermissionsets"),
                customize_application: caller.contains("CustomizeApplication"),
            },
            faults: metadata::Faults {
                auto_policy_first: faults.has(Fault::AutoPolicyFirst),
                loopback_literal_refused: faults.has(Fault::LoopbackLiteralRefused),
                secret_switch_refused: faults.has(Fault::SecretSwitchRefused),
            },
        }
    }

    /// Every consumer key of the org, staged ones included.
    pub(crate) fn consumer_keys(&self) -> Vec<String> {
        let staged = self.consumers.values().filter_map(|consumer| consumer.staged.as_ref());
        let live = self.apps().filter_map(|app| app.key().map(str::to_owned));
        live.chain(staged.map(|staged| staged.key.clone())).collect()
    }

    /// Stops a deploy that has not ended; those behind it move up. Tells whether there was anything to stop.
    pub(crate) fn cancel_deploy(&mut self, id: &str, by: &str, on: Conditions<'_>) -> bool {
        let Some(deploy) = self.deploys.iter_mut().find(|one| crate::id::same(&one.id, id) && one.is_open()) else {
            return false;
        };
        let had_begun = deploy.status(on.now) == Status::InProgress;
        deploy.canceled = Some(Cancel { by: by.to_owned(), had_begun });
        deploy.ends_at = if had_begun { later(on.now, on.timing.deploy_pending) } else { on.now };
        self.line_up(on);
        true
    }
}

/// The fault `deploy-partly-fails`: the last component that was taken is refused. With `rollbackOnError` nothing is done.
fn refuse_last(verdict: &mut Judgement, rollback: bool) {
    let last = verdict.messages.iter_mut().rev().find(|message| message.success && message.key.is_some());
    let Some((message, key)) = last.and_then(|message| message.key.clone().map(|key| (message, key))) else { return };
    message.success = false;
    message.changed = false;
    message.created = false;
    message.problem = Some(say::UNEXPECTED.said());
    message.problem_type = Some(ProblemType::Error);
    verdict.success = false;
    verdict.changes.retain(|change| {
        !rollback
            && match change {
                // What the org would have made for the refused component is not made either.
                Change::Put { component, automatic, .. } => {
                    component.key() != key && !(*automatic && component.app() == Some(key.full_name.as_str()))
                }
                Change::Rotate { settings, .. } => *settings != key,
                Change::Remove(removed) => *removed != key,
                Change::Rename { .. } => true,
            }
    });
}
