//! Carries out what a judgement asks for: components stored, renamed, removed, keys and secrets made.
//!
//! What is to be done is left to `metadata`; when, to `deploy` and to the calls on single components.

use jiff::Timestamp;

use super::{Org, Stored, app, app::Consumer, audit::SetupChange, deploy::Conditions};
use crate::clock::later;
use crate::fault::Fault;
use crate::metadata::{Change, Component, ComponentType, GlobalOauthSettings, Key};
use crate::rest::version::HIGHEST;

/// The element of the switch that opens consumer secrets to the REST API, and what Setup calls it.
const SECRET_SWITCH: (&str, &str) =
    ("enableClientSecretInRestApiAccess", "Allow access to External Client App consumer secrets via REST API");

impl Org {
    /// Does one thing that a judgement asks for.
    pub(crate) fn carry_out(&mut self, change: Change, by: &str, at: Timestamp, on: Conditions<'_>) {
        match change {
            Change::Put { component, .. } => self.put(component, by, at, on),
            Change::Rotate { settings, consumer_key, consumer_secret } => {
                self.rotate(&settings, consumer_key, consumer_secret);
                self.note_change(by, at, &SetupChange::CredentialsRotated(&settings.full_name));
            }
            Change::Rename { key, to } => self.rename(&key, &to, by, at),
            Change::Remove(key) => self.remove(&key, by, at),
        }
    }

    fn put(&mut self, mut component: Component, by: &str, at: Timestamp, on: Conditions<'_>) {
        match &mut component {
            Component::ExternalClientAppSettings(_)
            | Component::ConnectedAppSettings(_)
            | Component::OauthOidcSettings(_) => return self.put_settings(component, by, at, on),
            Component::GlobalOauthSettings(global) => {
                global.is_pkce_required |= on.faults.has(Fault::PkceRequired);
                self.make_consumer(global, at, on);
            }
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

    /// Turns org-wide switches. They are no record, so what is written down is each switch.
    fn put_settings(&mut self, component: Component, by: &str, at: Timestamp, on: Conditions<'_>) {
        let before = self.settings().into_iter().find(|settings| settings.key() == component.key());
        let before = before.map(|settings| settings.shown(HIGHEST)).unwrap_or_default();
        let after = component.shown(HIGHEST);
        match component {
            Component::ExternalClientAppSettings(settings) => {
                let was_on = self.secret_access();
                self.switches = settings;
                if self.secret_access() && !was_on && on.faults.has(Fault::SecretSwitchStaysOff) {
                    self.credentials_refusals_left = 2;
                }
            }
            Component::ConnectedAppSettings(settings) => self.connected_app_settings = settings,
            Component::OauthOidcSettings(settings) => self.oauth_oidc_settings = settings,
            _ => {}
        }
        for switch in after.iter().filter(|switch| !before.contains(switch)) {
            let name = if switch.name == SECRET_SWITCH.0 { SECRET_SWITCH.1 } else { &switch.name };
            self.note_change(by, at, &SetupChange::Switch(name, switch.text == "true"));
        }
    }

    /// The consumer of an app, made if there is none yet.
    fn consumer_of(&mut self, app: &str, at: Timestamp, on: Conditions<'_>) -> &mut Consumer {
        let ids = &mut self.ids;
        self.consumers.entry(app.to_owned()).or_insert_with(|| Consumer {
            id: ids.next("888"),
            secret: crate::random::consumer_secret(),
            staged: None,
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
                consumer.secret = crate::random::consumer_secret();
                consumer.staged = None;
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

    /// Children and lists of permission sets name by the new name from then on.
    fn rename(&mut self, key: &Key, to: &str, by: &str, at: Timestamp) {
        for stored in &mut self.components {
            if stored.component.key() == *key {
                stored.component.rename(to);
                stored.modified = (at, by.to_owned());
            } else {
                stored.component.follow(key, to);
            }
        }
        if key.component_type == ComponentType::App
            && let Some(name) = self.consumers.keys().find(|name| name.eq_ignore_ascii_case(&key.full_name)).cloned()
            && let Some(consumer) = self.consumers.remove(&name)
        {
            self.consumers.insert(to.to_owned(), consumer);
        }
        self.note_change(by, at, &SetupChange::Changed(key.component_type, to));
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
}

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
