//! The rules for an app itself.
//!
//! Source: *Metadata API Developer Guide*, "ExternalClientApplication".

use super::{draft::Draft, oauth_settings::is_of_org, refusals};
use crate::metadata::{
    choice::DistributionState,
    component::{Component, ExternalClientApplication},
    component_type::{ComponentType, Key},
};
use crate::rules::{Said, deploy as say};

pub(super) fn check(app: &mut ExternalClientApplication, draft: &Draft) -> Result<(), Said> {
    if !draft.org.caller.external_client_app_developer {
        return Err(say::NO_ACCESS.said());
    }
    refusals::api_name(&app.full_name)?;
    refusals::within("External Client App Name", &app.label, 80)?;
    refusals::within("Description", app.description.as_deref().unwrap_or_default(), 255)?;
    refusals::within("Contact Phone", app.contact_phone.as_deref().unwrap_or_default(), 40)?;
    if !is_email(&app.contact_email) {
        return Err(say::EMAIL.say(&[&app.contact_email]));
    }
    for url in [&app.icon_url, &app.info_url, &app.logo_url].into_iter().flatten() {
        if !url::Url::parse(url).is_ok_and(|url| url.scheme() == "https") {
            return Err(say::HTTPS_URL.say(&[url]));
        }
    }
    if matches!(app.distribution_state, DistributionState::Managed | DistributionState::AutoInstalled) {
        return Err(say::INTERNAL_STATE.say(&[app.distribution_state.as_str()]));
    }
    if app.distribution_state == DistributionState::Packaged && draft.org.sandbox {
        return Err(say::PACKAGED_IN_SANDBOX.said());
    }
    let before = draft.find(&Key::new(ComponentType::App, app.full_name.as_str()));
    let was_packaged =
        matches!(before, Some(Component::App(before)) if before.distribution_state == DistributionState::Packaged);
    if was_packaged && app.distribution_state != DistributionState::Packaged {
        return Err(say::STAYS_PACKAGED.said());
    }
    if before.is_none() && draft.org.taken_names.iter().any(|taken| taken.eq_ignore_ascii_case(&app.full_name)) {
        return Err(say::NAME_IN_USE.say(&[&app.full_name]));
    }
    if app.org_scoped_external_app.as_ref().is_some_and(|scope| !is_of_org(scope, draft.org)) {
        return Err(say::SCOPED_ELSEWHERE.said());
    }
    // The org writes it, so what it stores never differs from what it would write.
    app.org_scoped_external_app = None;
    Ok(())
}

/// Something, an at sign, a domain with a dot inside.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && part.chars().all(|character| character.is_ascii_graphic());
    let labels = || domain.split('.');
    text.len() <= 80
        && plain(local)
        && !local.contains(['@', ',', ';', '<', '>', '(', ')', '"'])
        && labels().count() >= 2
        && labels().all(|label| {
            !label.is_empty() && label.chars().all(|character| character.is_ascii_alphanumeric() || character == '-')
        })
}
