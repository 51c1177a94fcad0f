//! The rules for the global OAuth settings of an app: callback, certificate, key.
//!
//! Source: *Metadata API Developer Guide*, "ExtlClntAppGlobalOauthSettings".

use super::{callback, certificate, draft::Draft, refusals};
use crate::metadata::{
    component::{Component, GlobalOauthSettings},
    component_type::{ComponentType, Key},
};
use crate::rules::{Said, deploy as say};

/// Answers with a warning when a key or secret is being rotated.
pub(super) fn check(settings: &mut GlobalOauthSettings, draft: &mut Draft) -> Result<Option<Said>, Said> {
    if !draft.org.caller.external_client_app_developer {
        return Err(say::NO_ACCESS.said());
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
        return Err(say::ID_TOKEN_MINUTES.said());
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

fn rotation(settings: &GlobalOauthSettings, draft: &Draft, exists: bool) -> Result<Option<Said>, Said> {
    if !settings.should_rotate_consumer_key && !settings.should_rotate_consumer_secret {
        return Ok(None);
    }
    if !draft.org.caller.client_secret_rotation {
        return Err(say::NO_ACCESS.said());
    }
    if !draft.options.ignore_warnings {
        return Err(say::ROTATION_REFUSED.said());
    }
    Ok(exists.then(|| say::ROTATION.said()))
}

fn check_key(key: Option<&str>, draft: &Draft) -> Result<(), Said> {
    let Some(key) = key else { return Ok(()) };
    let plain = key.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '.' | '_'));
    if !plain || !(8..=256).contains(&key.len()) {
        return Err(say::CONSUMER_KEY.said());
    }
    let in_draft = draft.of_type(ComponentType::GlobalOauthSettings).any(|component| {
        matches!(component, Component::GlobalOauthSettings(other) if other.consumer_key.as_deref() == Some(key))
    });
    if in_draft || draft.org.consumer_keys.iter().any(|used| used == key) {
        return Err(say::CONSUMER_KEY_TAKEN.said());
    }
    Ok(())
}
