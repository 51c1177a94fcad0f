//! The app in a package: as its publisher, the Dev Hub, holds it, and as it is installed in a subscriber.
//!
//! Only the app and its OAuth settings travel in a package; key and secret stay with the publisher and hold for every
//! subscriber, who writes policies of their own and never sees the secret (*Salesforce Help*, "Package an External
//! Client App").

use super::{Org, Stored, app::Consumer, kind::OrgKind, kind::PACKAGE_NAMESPACE};
use crate::metadata::{
    AppPolicies, Component, ComponentType, DistributionState, ExternalClientApplication, GlobalOauthSettings,
    OauthPolicies, OauthSettings, PermittedUsersPolicyType,
};

/// The app, without its namespace.
const APP: &str = "Ledger_Sync";

/// Key and secret, the same in every org, as a publisher's are.
const KEY: &str = "3MVG9PRACTICEPACKAGEDLEDGERSYNC000000000000000000000000000000000000000000000000000000000";
const SECRET: &str = "FA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4E";

impl Org {
    /// Puts the app in: the Dev Hub has made it, the subscriber has installed it, the others do not know it.
    pub(super) fn seed_package(&mut self) {
        let (name, state) = match self.kind {
            OrgKind::DevHub => (APP.to_owned(), DistributionState::Packaged),
            OrgKind::Subscriber => (format!("{PACKAGE_NAMESPACE}__{APP}"), DistributionState::Managed),
            _ => return,
        };
        let stamp = (self.created_at, self.users.first().map(|user| user.id.clone()).unwrap_or_default());
        for component in components(&name, state, &self.kind.username("etl")) {
            let prefix = match component.component_type() {
                ComponentType::App => "0xI",
                ComponentType::OauthSettings => "0xK",
                ComponentType::GlobalOauthSettings => "0xG",
                ComponentType::OauthPolicies => "0xP",
                _ => "0xQ",
            };
            let id = self.ids.next(prefix);
            self.components.push(Stored { id, component, created: stamp.clone(), modified: stamp.clone() });
        }
        let consumer = Consumer {
            id: self.ids.next("888"),
            secret: SECRET.to_owned(),
            staged: None,
            known_from: self.created_at,
            earlier_callbacks: None,
        };
        self.consumers.insert(name, consumer);
    }
}

fn components(app: &str, state: DistributionState, run_as: &str) -> Vec<Component> {
    let label = || Some("Ledger Sync".to_owned());
    vec![
        Component::App(ExternalClientApplication {
            full_name: app.to_owned(),
            contact_email: "support@practicehub.example".to_owned(),
            distribution_state: state,
            label: "Ledger Sync".to_owned(),
            ..ExternalClientApplication::default()
        }),
        Component::OauthSettings(OauthSettings {
            full_name: format!("{app}_oauth"),
            external_client_application: app.to_owned(),
            comma_separated_oauth_scopes: Some("Api".to_owned()),
            label: label(),
            ..OauthSettings::default()
        }),
        Component::GlobalOauthSettings(GlobalOauthSettings {
            full_name: format!("{app}_glbloauth"),
            external_client_application: app.to_owned(),
            callback_url: Some("https://ledger.practicehub.example/callback".to_owned()),
            consumer_key: Some(KEY.to_owned()),
            is_client_credentials_flow_enabled: true,
            is_pkce_required: true,
            is_secret_required_for_refresh_token: true,
            label: label(),
            ..GlobalOauthSettings::default()
        }),
        Component::OauthPolicies(OauthPolicies {
            full_name: format!("{APP}_oauthPlcy"),
            external_client_application: app.to_owned(),
            client_credentials_flow_user: Some(run_as.to_owned()),
            comma_separated_permission_set: Some("Acme_Billing_Users".to_owned()),
            is_client_credentials_flow_enabled: true,
            permitted_users_policy_type: PermittedUsersPolicyType::AdminApprovedPreAuthorized,
            refresh_token_validity_period: Some(365),
            label: label(),
            ..OauthPolicies::default()
        }),
        Component::AppPolicies(AppPolicies {
            full_name: format!("{APP}_plcy"),
            external_client_application: app.to_owned(),
            is_enabled: true,
            is_oauth_plugin_enabled: true,
            label: label(),
            ..AppPolicies::default()
        }),
    ]
}
