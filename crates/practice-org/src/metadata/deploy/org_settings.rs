//! The rules for the settings member `ExternalClientApp`: switches for the whole org.
//!
//! Source: *Metadata API Developer Guide*, "ExternalClientAppSettings".

use super::draft::Draft;
use crate::metadata::{
    component::{Component, ExternalClientAppSettings},
    component_type::{ComponentType, Key},
};
use crate::rules::{Said, deploy as say};

/// The only settings that the practice org has.
const MEMBER: &str = "ExternalClientApp";

pub(super) fn check(settings: &mut ExternalClientAppSettings, draft: &Draft) -> Result<(), Said> {
    if !draft.org.caller.customize_application {
        return Err(say::NO_ACCESS.said());
    }
    if settings.full_name != MEMBER {
        return Err(say::UNKNOWN_SETTINGS.say(&[&settings.full_name]));
    }
    let before = match draft.find(&Key::new(ComponentType::Settings, MEMBER)) {
        Some(Component::Settings(before)) => before.clone(),
        _ => ExternalClientAppSettings::default(),
    };
    // Up to version 61 the same switch went by another name.
    let secret_access = settings
        .enable_client_secret_in_rest_api_access
        .or(settings.enable_consumer_secret_api_access)
        .or(before.enable_client_secret_in_rest_api_access);
    settings.enable_client_secret_in_rest_api_access = secret_access;
    settings.enable_consumer_secret_api_access = None;
    settings.enable_external_client_apps = settings.enable_external_client_apps.or(before.enable_external_client_apps);
    settings.enable_package_eca_oauth_from_dev_org =
        settings.enable_package_eca_oauth_from_dev_org.or(before.enable_package_eca_oauth_from_dev_org);
    Ok(())
}
