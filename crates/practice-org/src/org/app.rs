//! An app seen whole: its five components, its consumer, and what follows from them.
//!
//! Who may use it is left to `access`, what a flow asks of it to `oauth`.

use jiff::Timestamp;

use super::{Org, Stored, staged::Staged};
use crate::metadata::{
    AppPolicies, Component, ExternalClientApplication, GlobalOauthSettings, OauthPolicies, OauthSettings,
};
use crate::oauth::scope::{self, Scopes};

/// An app and its children. A half-created app lacks some.
#[derive(Clone, Copy, Debug)]
pub(crate) struct App<'a> {
    /// The app's own record.
    pub(crate) stored: &'a Stored,
    /// The app.
    pub(crate) application: &'a ExternalClientApplication,
    /// Its OAuth settings.
    pub(crate) settings: Option<&'a OauthSettings>,
    /// Its global OAuth settings.
    pub(crate) global: Option<&'a GlobalOauthSettings>,
    /// Its OAuth policies.
    pub(crate) oauth_policies: Option<&'a OauthPolicies>,
    /// Its policies.
    pub(crate) policies: Option<&'a AppPolicies>,
    /// Its consumer.
    pub(crate) consumer: Option<&'a Consumer>,
}

/// The consumer of an app: what the metadata does not show, and when OAuth will know it.
#[derive(Clone, Debug)]
pub(crate) struct Consumer {
    /// `888…`, 18 characters.
    pub(crate) id: String,
    /// The consumer secret.
    pub(crate) secret: String,
    /// The slot beside key and secret.
    pub(crate) staged: Option<Staged>,
    /// When OAuth knows the app.
    pub(crate) known_from: Timestamp,
    /// Callbacks that hold until a change has spread, and when it has.
    pub(crate) earlier_callbacks: Option<(Vec<String>, Timestamp)>,
}

impl<'a> App<'a> {
    /// The app that a stored component is, with its children.
    pub(crate) fn of(org: &'a Org, stored: &'a Stored) -> Option<Self> {
        let Component::App(application) = &stored.component else { return None };
        let mut app = App {
            stored,
            application,
            settings: None,
            global: None,
            oauth_policies: None,
            policies: None,
            consumer: org.consumers.get(&application.full_name),
        };
        let name = application.full_name.as_str();
        for child in org.components.iter().map(|stored| &stored.component) {
            if !child.app().is_some_and(|parent| parent.eq_ignore_ascii_case(name)) {
                continue;
            }
            match child {
                Component::OauthSettings(settings) => app.settings = Some(settings),
                Component::GlobalOauthSettings(global) => app.global = Some(global),
                Component::OauthPolicies(policies) => app.oauth_policies = Some(policies),
                Component::AppPolicies(policies) => app.policies = Some(policies),
                _ => {}
            }
        }
        Some(app)
    }

    /// Whether a package brought it.
    pub(crate) fn is_installed(&self) -> bool {
        self.stored.component.in_package().is_some()
    }

    /// The consumer key, once there are global settings.
    pub(crate) fn key(&self) -> Option<&'a str> {
        self.global.and_then(|global| global.consumer_key.as_deref())
    }

    /// The secret that belongs to a consumer key: of the live pair, or of the former one while it still works.
    pub(crate) fn secret_for(&self, key: &str, now: Timestamp) -> Option<&'a str> {
        let consumer = self.consumer?;
        if self.key() == Some(key) {
            return Some(&consumer.secret);
        }
        let former = consumer.staged.as_ref().filter(|staged| staged.works(now) && staged.key == key);
        former.map(|staged| staged.secret.as_str())
    }

    /// The callbacks that OAuth takes now.
    pub(crate) fn callbacks(&self, now: Timestamp) -> Vec<String> {
        if let Some((earlier, until)) = self.consumer.and_then(|consumer| consumer.earlier_callbacks.as_ref())
            && now < *until
        {
            return earlier.clone();
        }
        self.global.map(callback_list).unwrap_or_default()
    }

    /// The scopes that the app may ask for.
    pub(crate) fn scopes(&self) -> Scopes {
        scope::of_metadata(self.settings.and_then(|settings| settings.comma_separated_oauth_scopes.as_deref()))
    }

    /// Whether app and OAuth plug-in are switched on.
    pub(crate) fn is_active(&self) -> bool {
        self.policies.is_some_and(|policies| policies.is_enabled && policies.is_oauth_plugin_enabled)
    }
}

/// The callbacks of one element: one a line.
pub(crate) fn callback_list(global: &GlobalOauthSettings) -> Vec<String> {
    global
        .callback_url
        .as_deref()
        .unwrap_or_default()
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The names in a comma-separated element.
pub(crate) fn names(list: Option<&str>) -> impl Iterator<Item = &str> {
    list.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty())
}
