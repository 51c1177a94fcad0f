//! The org-wide settings: state of the org, told and changed as metadata components that are no records.
//!
//! What each of them does is told where it is looked at.

use super::Org;
use crate::metadata::{Component, ConnectedAppSettings, ExternalClientAppSettings, OauthOidcSettings};

impl Org {
    /// Every settings member, as `readMetadata` and a deploy know them.
    pub(crate) fn settings(&self) -> [Component; 3] {
        [
            Component::ConnectedAppSettings(self.connected_app_settings.clone()),
            Component::ExternalClientAppSettings(self.switches.clone()),
            Component::OauthOidcSettings(self.oauth_oidc_settings.clone()),
        ]
    }
}

/// The switches for External Client Apps on the first day.
pub(super) fn external_client_app() -> ExternalClientAppSettings {
    ExternalClientAppSettings {
        full_name: "ExternalClientApp".to_owned(),
        enable_client_secret_in_rest_api_access: Some(false),
        enable_external_client_apps: Some(true),
        enable_package_eca_oauth_from_dev_org: Some(false),
        ..ExternalClientAppSettings::default()
    }
}

/// API Access Control on the first day: off.
pub(super) fn connected_app() -> ConnectedAppSettings {
    ConnectedAppSettings {
        full_name: "ConnectedApp".to_owned(),
        enable_admin_approved_apps_only: Some(false),
        enable_admin_approved_apps_only_for_external_user: Some(false),
        enable_skip_user_provisioning_wizard_welcome_page: Some(false),
    }
}

/// The flow switches on the first day: new orgs block the username-password flow (*Salesforce Help*, "OAuth and
/// OpenID Connect Settings").
pub(super) fn oauth_oidc() -> OauthOidcSettings {
    OauthOidcSettings {
        full_name: "OauthOidc".to_owned(),
        agent_auth_linking: Some(false),
        block_oauth_un_pw_flow: Some(true),
        block_oauth_usr_agt_flow: Some(false),
        is_pkce_required: Some(false),
        oauth_cd_crdt_flow_enable: Some(false),
    }
}
