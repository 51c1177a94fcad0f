//! The org as it would stand after what was taken so far, and the changes that lead there.
//!
//! Which components may enter is left to the rules of each type.

use super::view::{Change, DeployOptions, OrgMetadata};
use crate::metadata::{
    component::{AppPolicies, Component, ExternalClientApplication, OauthPolicies, OauthSettings},
    component_type::{ComponentType, Key},
};
use crate::rules::{Said, deploy as say};

/// An org under change.
pub(super) struct Draft<'o> {
    pub(super) org: &'o OrgMetadata,
    /// The version that the components of the package are read with.
    pub(super) version: u32,
    pub(super) options: DeployOptions,
    components: Vec<Component>,
    changes: Vec<Change>,
}

impl<'o> Draft<'o> {
    pub(super) fn new(org: &'o OrgMetadata, version: u32, options: DeployOptions) -> Draft<'o> {
        Draft { org, version, options, components: org.components.clone(), changes: Vec::new() }
    }

    pub(super) fn find(&self, key: &Key) -> Option<&Component> {
        self.components.iter().find(|component| component.key() == *key)
    }

    pub(super) fn of_type(&self, kind: ComponentType) -> impl Iterator<Item = &Component> {
        self.components.iter().filter(move |component| component.component_type() == kind)
    }

    pub(super) fn has_app(&self, app: &str) -> bool {
        self.find(&Key::new(ComponentType::App, app)).is_some()
    }

    /// The child of that type that an app has.
    pub(super) fn child(&self, kind: ComponentType, app: &str) -> Option<&Component> {
        self.of_type(kind).find(|component| component.app().is_some_and(|parent| parent.eq_ignore_ascii_case(app)))
    }

    /// Refuses a child without its app, one that comes second, and one that changes sides.
    pub(super) fn check_child(&self, key: &Key, app: &str, parent_field: &str) -> Result<(), Said> {
        if !self.has_app(app) {
            return Err(say::NO_SUCH_APP.say(&[app]));
        }
        let before = self.find(key).and_then(Component::app);
        if before.is_some_and(|before| !before.eq_ignore_ascii_case(app)) {
            return Err(say::PARENT_CHANGED.said());
        }
        match self.child(key.component_type, app) {
            Some(holder) if holder.key() != *key => Err(say::DUPLICATE_CHILD.say(&[parent_field, holder.full_name()])),
            _ => Ok(()),
        }
    }

    /// Takes a component in; answers whether it is new and, if not, whether it alters anything.
    pub(super) fn put(&mut self, mut component: Component, automatic: bool) -> (bool, bool) {
        self.keep_names(&mut component);
        let key = component.key();
        let held = self.components.iter_mut().find(|held| held.key() == key);
        let (created, altered) = match held {
            None => {
                self.components.push(component.clone());
                (true, true)
            }
            Some(held) => {
                let altered = *held != component;
                held.clone_from(&component);
                (false, altered)
            }
        };
        if created || altered {
            self.changes.push(Change::Put { component, created, automatic });
        }
        (created, altered)
    }

    /// A name means the same in any casing: the one that the org has stays, its own and that of its app.
    fn keep_names(&self, component: &mut Component) {
        if let Some(held) = self.find(&component.key()) {
            component.rename(held.full_name());
        }
        let app = component.app().map(|app| Key::new(ComponentType::App, app));
        if let Some(app) = app
            && let Some(held) = self.find(&app)
        {
            component.follow(&app, held.full_name());
        }
    }

    pub(super) fn rotate(&mut self, settings: Key, consumer_key: bool, consumer_secret: bool) {
        self.changes.push(Change::Rotate { settings, consumer_key, consumer_secret });
    }

    pub(super) fn remove(&mut self, key: &Key) {
        self.components.retain(|component| component.key() != *key);
        self.changes.push(Change::Remove(key.clone()));
    }

    /// Gives what this deploy created, and has no policies of its own, the ones that Salesforce makes by itself.
    pub(super) fn add_default_policies(&mut self) {
        let created: Vec<Component> = self.changes.iter().filter_map(created).cloned().collect();
        for component in created {
            match component {
                Component::OauthSettings(settings) => self.add_default_oauth_policies(&settings),
                Component::App(app) => self.add_default_app_policies(&app),
                _ => {}
            }
        }
    }

    fn add_default_oauth_policies(&mut self, settings: &OauthSettings) {
        let app = &settings.external_client_application;
        if self.child(ComponentType::OauthPolicies, app).is_some() {
            return;
        }
        let full_name = self.default_name(ComponentType::OauthPolicies, &settings.full_name);
        let policies = OauthPolicies {
            label: Some(full_name.clone()),
            external_client_application: app.clone(),
            full_name,
            ..OauthPolicies::default()
        };
        self.put(Component::OauthPolicies(policies), true);
    }

    fn add_default_app_policies(&mut self, app: &ExternalClientApplication) {
        if self.child(ComponentType::AppPolicies, &app.full_name).is_some() {
            return;
        }
        let full_name = self.default_name(ComponentType::AppPolicies, &app.full_name);
        let policies = AppPolicies {
            label: Some(full_name.clone()),
            external_client_application: app.full_name.clone(),
            is_oauth_plugin_enabled: true,
            full_name,
            ..AppPolicies::default()
        };
        self.put(Component::AppPolicies(policies), true);
    }

    /// `…_defaultPolicy`, with a number behind it where the policies of another app have that name.
    fn default_name(&self, kind: ComponentType, of: &str) -> String {
        let usual = format!("{of}_defaultPolicy");
        let numbered = (1..).map(|number| format!("{usual}{number}"));
        let mut names = std::iter::once(usual.clone()).chain(numbered);
        names.find(|name| self.find(&Key::new(kind, name.as_str())).is_none()).unwrap_or(usual)
    }

    pub(super) fn into_changes(self) -> Vec<Change> {
        self.changes
    }
}

fn created(change: &Change) -> Option<&Component> {
    match change {
        Change::Put { component, created: true, .. } => Some(component),
        _ => None,
    }
}
