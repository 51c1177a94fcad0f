//! Deploys: their life from `Pending` to the end, and the carrying out of what was judged.
//!
//! A deploy ends when the world's clock says so, whenever someone next looks. What a package means is left to
//! `metadata`, how the result is told to `deploy_result`.
//!
//! Source: *Metadata API Developer Guide*, "deploy()", "DeployResult".

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::{Org, Stored, app, app::Consumer, audit::SetupChange};
use crate::clock::later;
use crate::fault::{Fault, Faults};
use crate::metadata::{
    self, Caller, Change, Component, ComponentType, DeployOptions, GlobalOauthSettings, Judgement, Key, OrgMetadata,
    Package, PackageFault, ProblemType,
};
use crate::org::person::USER_PERMISSIONS;
use crate::rules;
use crate::timing::Timing;

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
    /// When `InProgress` ends.
    pub(crate) ends_at: Timestamp,
    /// Who stopped it, and when.
    pub(crate) canceled: Option<(String, Timestamp)>,
    /// The package, as it was opened.
    pub(crate) package: Result<Package, PackageFault>,
    /// The verdict, once it has ended.
    pub(crate) judgement: Option<Judgement>,
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
            Self::Canceled => "Canceled",
        }
    }
}

impl Deploy {
    /// Where the deploy stands.
    pub(crate) fn status(&self, now: Timestamp) -> Status {
        match &self.judgement {
            _ if self.canceled.is_some() => Status::Canceled,
            Some(verdict) if verdict.success => Status::Succeeded,
            Some(verdict) if self.is_partial(verdict) => Status::SucceededPartial,
            Some(_) => Status::Failed,
            // A deploy is never further than queued in the reply to its own request.
            None if now <= self.starts_at => Status::Pending,
            None => Status::InProgress,
        }
    }

    /// Whether some components were taken although others were refused.
    fn is_partial(&self, verdict: &Judgement) -> bool {
        !self.options.rollback_on_error
            && verdict.fault.is_none()
            && verdict.messages.iter().any(|one| one.success && !one.component_type.is_empty())
    }

    /// Whether nothing more will happen.
    pub(crate) fn is_done(&self) -> bool {
        self.canceled.is_some() || self.judgement.is_some()
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
    pub(crate) fn queue_deploy(&mut self, by: &str, request: DeployRequest, on: Conditions<'_>) -> String {
        let free_at = self.deploys.iter().filter(|one| !one.is_done()).map(|one| one.ends_at).max();
        let starts_at = later(free_at.unwrap_or(on.now).max(on.now), on.timing.deploy_pending);
        let id = self.ids.next("0Af");
        self.deploys.push(Deploy {
            id: id.clone(),
            by: by.to_owned(),
            options: request.options,
            sent_options: request.sent_options,
            api_version: request.api_version,
            validated: request.validated,
            created_at: on.now,
            starts_at,
            ends_at: later(starts_at, on.timing.deploy_in_progress),
            canceled: None,
            package: request.package,
            judgement: None,
        });
        id
    }

    /// Ends every deploy whose time has come, in the order in which they were queued.
    pub(crate) fn settle(&mut self, on: Conditions<'_>) {
        for index in 0..self.deploys.len() {
            if !self.deploys[index].is_done() && self.deploys[index].ends_at <= on.now {
                self.end_deploy(index, on);
            }
        }
    }

    fn end_deploy(&mut self, index: usize, on: Conditions<'_>) {
        let deploy = &self.deploys[index];
        let (by, at, check_only) = (deploy.by.clone(), deploy.ends_at, deploy.options.check_only);
        let mut verdict = match &deploy.package {
            Ok(package) => {
                let view = self.as_metadata(&deploy.by, on.faults);
                metadata::judge(package, &deploy.options, &view, deploy.api_version)
            }
            Err(fault) => metadata::judge_fault(fault, deploy.api_version),
        };
        if on.faults.has(Fault::SecretSwitchRefused) {
            refuse_switch(&mut verdict);
        }
        if !check_only {
            for change in std::mem::take(&mut verdict.changes) {
                self.carry_out(change, &by, at, on);
            }
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
            highest_version: crate::rest::version::HIGHEST,
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
            consumer_keys: self.apps().filter_map(|app| app.key().map(str::to_owned)).collect(),
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
            },
        }
    }

    /// Does one thing that a judgement asks for.
    pub(crate) fn carry_out(&mut self, change: Change, by: &str, at: Timestamp, on: Conditions<'_>) {
        match change {
            Change::Put { component, .. } => self.put(component, by, at, on),
            Change::Rotate { settings, consumer_key, consumer_secret } => {
                self.rotate(&settings, consumer_key, consumer_secret);
                self.note_change(by, at, &SetupChange::CredentialsRotated(&settings.full_name));
            }
            Change::Remove(key) => self.remove(&key, by, at),
        }
    }

    fn put(&mut self, mut component: Component, by: &str, at: Timestamp, on: Conditions<'_>) {
        match &mut component {
            Component::ExternalClientAppSettings(settings) => {
                let was_on = self.secret_access();
                self.switches = settings.clone();
                if self.secret_access() != was_on {
                    self.note_change(by, at, &SetupChange::Switch(SECRET_SWITCH, !was_on));
                }
                if self.secret_access() && !was_on && on.faults.has(Fault::SecretSwitchStaysOff) {
                    self.credentials_refusals_left = 2;
                }
                return;
            }
            Component::ConnectedAppSettings(settings) => {
                self.connected_app_settings = settings.clone();
                return;
            }
            Component::OauthOidcSettings(settings) => {
                self.oauth_oidc_settings = settings.clone();
                return;
            }
            Component::GlobalOauthSettings(global) => self.make_consumer(global, at, on),
            Component::OauthSettings(settings) => {
                let app = settings.external_client_application.clone();
                self.consumer_of(&app, at, on);
            }
            Component::OauthPolicies(policies) if on.faults.has(Fault::NoRunAsUser) => {
                policies.client_credentials_flow_user = None;
            }
            _ => {}
        }
        let key = component.key();
        if let Some(stored) = self.components.iter_mut().find(|stored| stored.component.key() == key) {
            stored.component = component;
            stored.modified = (at, by.to_owned());
            self.note_change(by, at, &SetupChange::Changed(key.component_type, &key.full_name));
            return;
        }
        let id = self.ids.next(key_prefix(key.component_type));
        let stamp = (at, by.to_owned());
        self.components.push(Stored { id, component, created: stamp.clone(), modified: stamp });
        self.note_change(by, at, &SetupChange::Created(key.component_type, &key.full_name));
    }

    /// The consumer of an app, made if there is none yet.
    fn consumer_of(&mut self, app: &str, at: Timestamp, on: Conditions<'_>) -> &mut Consumer {
        let ids = &mut self.ids;
        self.consumers.entry(app.to_owned()).or_insert_with(|| Consumer {
            id: ids.next("888"),
            secret: crate::random::consumer_secret(),
            known_from: later(at, on.propagation()),
            earlier_callbacks: None,
        })
    }

    /// Gives new global settings their key, and lets a changed callback spread.
    fn make_consumer(&mut self, global: &mut GlobalOauthSettings, at: Timestamp, on: Conditions<'_>) {
        let name = global.external_client_application.clone();
        let old = self.app(&name).and_then(|app| app.global.cloned());
        let consumer = self.consumer_of(&name, at, on);
        match old {
            Some(old) => {
                // Immutable once made: another key is taken without a word and the first one stays.
                global.consumer_key = old.consumer_key.clone();
                let before = app::callback_list(&old);
                if before != app::callback_list(global) && !on.propagation().is_zero() {
                    consumer.earlier_callbacks = Some((before, later(at, on.propagation())));
                }
            }
            None => {
                consumer.known_from = later(at, on.propagation());
                global.consumer_key.get_or_insert_with(crate::random::consumer_key);
            }
        }
        global.consumer_secret = None;
        global.should_rotate_consumer_key = false;
        global.should_rotate_consumer_secret = false;
    }

    fn rotate(&mut self, settings: &Key, key: bool, secret: bool) {
        let Some(stored) = self.components.iter_mut().find(|stored| stored.component.key() == *settings) else {
            return;
        };
        let Component::GlobalOauthSettings(global) = &mut stored.component else { return };
        if key {
            global.consumer_key = Some(crate::random::consumer_key());
        }
        if secret && let Some(consumer) = self.consumers.get_mut(&global.external_client_application) {
            consumer.secret = crate::random::consumer_secret();
        }
    }

    fn remove(&mut self, key: &Key, by: &str, at: Timestamp) {
        let Some(position) = self.components.iter().position(|stored| stored.component.key() == *key) else { return };
        let gone = self.components.remove(position);
        match &gone.component {
            Component::App(app) => {
                self.consumers.remove(&app.full_name);
                self.tokens.end_app(&gone.id);
                self.entity_access.retain(|row| row.entity != gone.id);
            }
            Component::PermissionSet(_) => {
                self.assignments.retain(|one| one.permission_set != gone.id);
                self.entity_access.retain(|row| row.parent != gone.id);
            }
            _ => {}
        }
        self.note_change(by, at, &SetupChange::Deleted(key.component_type, &key.full_name));
    }

    /// Stops a deploy that has not ended; tells whether there was anything to stop.
    pub(crate) fn cancel_deploy(&mut self, deploy_id: &str, by: &str, now: Timestamp) -> bool {
        let open = self.deploys.iter_mut().find(|one| crate::id::same(&one.id, deploy_id) && !one.is_done());
        open.map(|deploy| deploy.canceled = Some((by.to_owned(), now))).is_some()
    }
}

/// What the switch that opens consumer secrets to the REST API is called in Setup.
const SECRET_SWITCH: &str = "Allow access to External Client App consumer secrets via REST API";

/// The key prefix of the record that a component becomes. Those of the app's children are not published.
fn key_prefix(kind: ComponentType) -> &'static str {
    match kind {
        ComponentType::App => "0xI",
        ComponentType::OauthSettings => "0xK",
        ComponentType::GlobalOauthSettings => "0xG",
        ComponentType::OauthPolicies => "0xP",
        ComponentType::AppPolicies => "0xQ",
        ComponentType::PermissionSet => "0PS",
        ComponentType::Settings => "000",
    }
}

/// The fault `secret-switch-refused`: whatever would turn the switch on fails, and the deploy with it.
fn refuse_switch(verdict: &mut Judgement) {
    let turns_on = |change: &Change| {
        matches!(change, Change::Put { component: Component::ExternalClientAppSettings(settings), .. }
            if settings.enable_client_secret_in_rest_api_access == Some(true))
    };
    if !verdict.changes.iter().any(turns_on) {
        return;
    }
    verdict.success = false;
    verdict.changes.clear();
    for message in &mut verdict.messages {
        if message.key.as_ref().is_some_and(|key| key.component_type == ComponentType::Settings) {
            message.success = false;
            message.changed = false;
            message.problem = Some(rules::deploy::SWITCH_REFUSED.said());
            message.problem_type = Some(ProblemType::Error);
        }
    }
}
