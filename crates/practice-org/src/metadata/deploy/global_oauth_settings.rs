//! The rules for the global OAuth settings of an app: callback, certificate, key.
//!
//! Source: *Metadata API Developer Guide*, "ExtlClntAppGlobalOauthSettings".

use super::{callback, certificate, draft::Draft, refusals};
use crate::metadata::{
    component::{Component, GlobalOauthSettings},
    component_type::{ComponentType, Key},
};

/// Answers with a warning when a key or secret is being rotated.
pub(super) fn check(settings: &mut GlobalOauthSettings, draft: &mut Draft) -> Result<Option<String>, String> {
    if !draft.org.caller.external_client_app_developer {
        return Err(refusals::no_access());
    }
    refusals::api_name(&settings.full_name)?;
    refusals::within("Label", settings.label.as_deref().unwrap_or_default(), 80)?;
    let key = Key::new(ComponentType::GlobalOauthSettings, settings.full_name.as_str());
    draft.check_child(&key, &settings.external_client_application, "ExternalClientApplicationId")?;
    settings.callback_url = Some(callback::check(settings.callback_url.as_deref(), &draft.org.faults)?);
    if let Some(text) = &settings.certificate {
        certificate::check(text)?;
    }
    let minutes = settings.id_token_config.as_ref().and_then(|config| config.id_token_validity_in_minutes);
    if minutes.is_some_and(|minutes| !(0..=720).contains(&minutes)) {
        return Err("idTokenValidityInMinutes must be between 1 and 720".to_owned());
    }
    settings.consumer_secret = None;
    let existing = match draft.find(&key) {
        Some(Component::GlobalOauthSettings(existing)) => Some(existing.consumer_key.clone()),
        _ => None,
    };
    let rotation = rotation(settings, draft, existing.is_some())?;
    match existing {
        // The key of an app never changes by a deploy, whatever the file says.
        Some(kept) => settings.consumer_key = kept,
        None => check_key(settings.consumer_key.as_deref(), draft)?,
    }
    if rotation.is_some() {
        draft.rotate(key, settings.should_rotate_consumer_key, settings.should_rotate_consumer_secret);
    }
    settings.should_rotate_consumer_key = false;
    settings.should_rotate_consumer_secret = false;
    Ok(rotation)
}

fn rotation(settings: &GlobalOauthSettings, draft: &Draft, exists: bool) -> Result<Option<String>, String> {
    if !settings.should_rotate_consumer_key && !settings.should_rotate_consumer_secret {
        return Ok(None);
    }
    if !draft.org.caller.client_secret_rotation {
        return Err(refusals::no_access());
    }
    let warning = "Rotating the consumer key or secret takes effect at once and stops clients that use the old one";
    if !draft.options.ignore_warnings {
        return Err(format!("{warning}. To go on, deploy with ignoreWarnings set to true."));
    }
    Ok(exists.then(|| warning.to_owned()))
}

fn check_key(key: Option<&str>, draft: &Draft) -> Result<(), String> {
    let Some(key) = key else { return Ok(()) };
    let plain = key.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '.' | '_'));
    if !plain || !(8..=256).contains(&key.len()) {
        return Err("Enter a consumer key of 8 to 256 letters, digits, dots and underscores".to_owned());
    }
    let in_draft = draft.of_type(ComponentType::GlobalOauthSettings).any(|component| {
        matches!(component, Component::GlobalOauthSettings(other) if other.consumer_key.as_deref() == Some(key))
    });
    if in_draft || draft.org.consumer_keys.iter().any(|used| used == key) {
        return Err("DUPLICATE_VALUE: duplicate value found: the consumer key is already in use".to_owned());
    }
    Ok(())
}
