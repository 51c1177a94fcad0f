//! The faults that are a state of the org: rights that an administrator lacks, apps that are already there.

use super::{Org, deploy::Conditions, token::MAX_APPROVALS};
use crate::fault::Fault;
use crate::metadata::{
    AppPolicies, Change, Component, ComponentType, ExternalClientApplication, GlobalOauthSettings, Key, OauthPolicies,
    OauthSettings,
};

/// The app that `name-taken` puts in the org.
const TAKEN: &str = "Acme_Billing_Sync";

/// The app that `half-created-app` puts in the org.
const HALF: &str = "Acme_Half_Created";

/// The app that `foreign-oauth-link` puts in the org, and the org that its links name.
const COPIED: &str = "Acme_Copied";
const COPIED_FROM: &str = "00DPRACTICE0999";

impl Org {
    /// Makes a fault show, or go away.
    pub(crate) fn play(&mut self, fault: Fault, is_on: bool, on: Conditions<'_>) {
        match fault {
            Fault::MissingCreatePermission => self.administrators_may("ExternalClientAppDeveloper", !is_on),
            Fault::MissingViewSecretPermission => self.administrators_may("ViewClientSecret", !is_on),
            Fault::NameTaken if is_on => self.seed_app(TAKEN, whole_app(TAKEN), on),
            Fault::NameTaken => self.drop_app(TAKEN, on),
            Fault::HalfCreatedApp if is_on => self.seed_app(HALF, half_app(HALF), on),
            Fault::HalfCreatedApp => self.drop_app(HALF, on),
            Fault::SandboxRefreshed if self.kind.is_sandbox() => self.play_refresh(is_on, on),
            Fault::PkceRequired => self.oauth_oidc_settings.is_pkce_required = Some(is_on),
            Fault::OpaqueTokens => self.tokens.opaque_only = is_on,
            Fault::OneApproval => self.tokens.max_approvals = if is_on { 1 } else { MAX_APPROVALS },
            Fault::ForeignOauthLink if is_on => {
                self.seed_app(COPIED, whole_app(COPIED), on);
                self.copy_links(COPIED);
            }
            Fault::ForeignOauthLink => self.drop_app(COPIED, on),
            Fault::SecretSwitchStaysOff if !is_on => self.credentials_refusals_left = 0,
            _ => {}
        }
    }

    /// Refreshes the sandbox, or puts back what it was before.
    fn play_refresh(&mut self, is_on: bool, on: Conditions<'_>) {
        if is_on {
            let refreshed = self.refreshed(on);
            let before = std::mem::replace(self, refreshed);
            self.before_refresh = Some(Box::new((before, on.faults.clone())));
        } else if let Some(before) = self.before_refresh.take() {
            let (before, faults) = *before;
            *self = before;
            // It has missed what was turned on and off in the meantime.
            for fault in Fault::ALL.iter().filter(|fault| faults.has(**fault) != on.faults.has(**fault)) {
                if *fault != Fault::SandboxRefreshed {
                    self.play(*fault, on.faults.has(*fault), on);
                }
            }
        }
    }

    /// The sandbox as a refresh makes it: a new copy with another org id, which the world's faults do not spare.
    pub(crate) fn refreshed(&self, on: Conditions<'_>) -> Self {
        let mut copy = super::seed::org(self.kind, self.refreshes + 1, on.now);
        copy.keys_elsewhere.clone_from(&self.keys_elsewhere);
        copy.usage.max = self.usage.max;
        for fault in Fault::ALL.iter().filter(|fault| on.faults.has(**fault)) {
            if *fault != Fault::SandboxRefreshed {
                copy.play(*fault, true, on);
            }
        }
        copy
    }

    fn administrators_may(&mut self, permission: &'static str, may: bool) {
        for profile in self.profiles.iter_mut().filter(|profile| profile.name == "System Administrator") {
            if may {
                profile.permissions.insert(permission);
            } else {
                profile.permissions.remove(permission);
            }
        }
    }

    /// Puts an app in, unless somebody has made one of that name.
    fn seed_app(&mut self, name: &'static str, components: Vec<Component>, on: Conditions<'_>) {
        if self.app(name).is_some() {
            return;
        }
        self.apps_of_faults.insert(name);
        let by = self.users.first().map(|user| user.id.clone()).unwrap_or_default();
        for component in components {
            let created = self.component(&component.key()).is_none();
            self.carry_out(Change::Put { component, created, automatic: false }, &by, on.now, on);
        }
    }

    /// Gives an app the links of the org that it was copied from.
    fn copy_links(&mut self, name: &str) {
        if !self.apps_of_faults.contains(name) {
            return;
        }
        for stored in &mut self.components {
            match &mut stored.component {
                Component::App(app) if app.full_name == name => {
                    app.org_scoped_external_app = Some(format!("{COPIED_FROM}:{name}"));
                }
                Component::OauthSettings(settings) if settings.external_client_application == name => {
                    settings.oauth_link = Some(format!("{COPIED_FROM}:888PR0000000999"));
                }
                _ => {}
            }
        }
    }

    /// Takes an app of a fault away again.
    fn drop_app(&mut self, name: &str, on: Conditions<'_>) {
        if !self.apps_of_faults.remove(name) {
            return;
        }
        let by = self.users.first().map(|user| user.id.clone()).unwrap_or_default();
        let children: Vec<Key> = self
            .components
            .iter()
            .filter(|stored| stored.component.app() == Some(name))
            .map(|stored| stored.component.key())
            .collect();
        for key in children.into_iter().chain([Key::new(ComponentType::App, name)]) {
            self.carry_out(Change::Remove(key), &by, on.now, on);
        }
    }
}

/// An app as Setup makes it, with the names that Setup gives.
fn whole_app(name: &str) -> Vec<Component> {
    let label = || Some(name.replace('_', " "));
    let mut components = half_app(name);
    components.extend([
        Component::GlobalOauthSettings(GlobalOauthSettings {
            full_name: format!("{name}_glbloauth"),
            external_client_application: name.to_owned(),
            callback_url: Some("https://billing.example/callback".to_owned()),
            is_pkce_required: true,
            is_secret_required_for_refresh_token: true,
            label: label(),
            ..GlobalOauthSettings::default()
        }),
        Component::OauthPolicies(OauthPolicies {
            full_name: format!("{name}_oauthPlcy"),
            external_client_application: name.to_owned(),
            refresh_token_validity_period: Some(365),
            label: label(),
            ..OauthPolicies::default()
        }),
        Component::AppPolicies(AppPolicies {
            full_name: format!("{name}_plcy"),
            external_client_application: name.to_owned(),
            is_enabled: true,
            is_oauth_plugin_enabled: true,
            label: label(),
            ..AppPolicies::default()
        }),
    ]);
    components
}

/// An app whose making stopped half-way.
fn half_app(name: &str) -> Vec<Component> {
    let label = name.replace('_', " ");
    vec![
        Component::App(ExternalClientApplication {
            full_name: name.to_owned(),
            contact_email: "dana@practice.example".to_owned(),
            label: label.clone(),
            ..ExternalClientApplication::default()
        }),
        Component::OauthSettings(OauthSettings {
            full_name: format!("{name}_oauth"),
            external_client_application: name.to_owned(),
            comma_separated_oauth_scopes: Some("Api, RefreshToken".to_owned()),
            label: Some(label),
            ..OauthSettings::default()
        }),
    ]
}
