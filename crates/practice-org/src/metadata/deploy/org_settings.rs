//! The rules for the members of `Settings`: switches for the whole org, of which a file changes those that it names.
//!
//! Source: *Metadata API Developer Guide*, "ExternalClientAppSettings", "ConnectedAppSettings", "OauthOidcSettings".

use super::draft::Draft;
use crate::metadata::{
    component::Component,
    component_type::{ComponentType, Key},
    settings::ExternalClientAppSettings,
};
use crate::rules::{Said, deploy as say};

pub(super) fn check(settings: &mut Component, draft: &Draft) -> Result<(), Said> {
    if !draft.org.caller.customize_application {
        return Err(say::NO_ACCESS.said());
    }
    let before = draft.find(&Key::new(ComponentType::Settings, settings.full_name()));
    match (settings, before) {
        (Component::ExternalClientAppSettings(now), before) => {
            // Up to version 61 the same switch went by another name.
            let old_name = now.enable_consumer_secret_api_access.take();
            now.enable_client_secret_in_rest_api_access = now.enable_client_secret_in_rest_api_access.or(old_name);
            if let Some(Component::ExternalClientAppSettings(before)) = before {
                let is_on = |switches: &ExternalClientAppSettings| {
                    switches.enable_client_secret_in_rest_api_access == Some(true)
                };
                if draft.org.faults.secret_switch_refused && is_on(now) && !is_on(before) {
                    return Err(say::SWITCH_REFUSED.said());
                }
                if draft.org.sandbox && now.enable_package_eca_oauth_from_dev_org == Some(true) {
                    return Err(say::SWITCH_REFUSED.said());
                }
                keep(&mut now.enable_client_secret_in_rest_api_access, before.enable_client_secret_in_rest_api_access);
                keep(&mut now.enable_external_client_apps, before.enable_external_client_apps);
                keep(&mut now.enable_package_eca_oauth_from_dev_org, before.enable_package_eca_oauth_from_dev_org);
            }
        }
        (Component::ConnectedAppSettings(now), Some(Component::ConnectedAppSettings(before))) => {
            let external_users = before.enable_admin_approved_apps_only_for_external_user;
            let welcome_page = before.enable_skip_user_provisioning_wizard_welcome_page;
            keep(&mut now.enable_admin_approved_apps_only, before.enable_admin_approved_apps_only);
            keep(&mut now.enable_admin_approved_apps_only_for_external_user, external_users);
            keep(&mut now.enable_skip_user_provisioning_wizard_welcome_page, welcome_page);
        }
        (Component::OauthOidcSettings(now), Some(Component::OauthOidcSettings(before))) => {
            keep(&mut now.agent_auth_linking, before.agent_auth_linking);
            keep(&mut now.block_oauth_un_pw_flow, before.block_oauth_un_pw_flow);
            keep(&mut now.block_oauth_usr_agt_flow, before.block_oauth_usr_agt_flow);
            keep(&mut now.is_pkce_required, before.is_pkce_required);
            keep(&mut now.oauth_cd_crdt_flow_enable, before.oauth_cd_crdt_flow_enable);
        }
        _ => {}
    }
    Ok(())
}

/// What a file leaves out stays as it was.
fn keep(now: &mut Option<bool>, before: Option<bool>) {
    *now = now.or(before);
}
