//! The rules for the policies of an app: who may use it, as whom it runs, how long its tokens live.
//!
//! Source: *Metadata API Developer Guide*, "ExtlClntAppOauthConfigurablePolicies",
//! "ExtlClntAppConfigurablePolicies".

use super::{draft::Draft, refusals};
use crate::metadata::{
    component::{AppPolicies, OauthPolicies},
    component_type::{ComponentType, Key},
};
use crate::rules::{Said, deploy as say};

/// Minutes that a JWT-format access token may live.
const JWT_MINUTES: [i64; 5] = [1, 5, 10, 15, 30];

/// Further minutes from version 65 on.
const JWT_MINUTES_V65: [i64; 6] = [60, 90, 120, 240, 480, 720];

pub(super) fn check_oauth(policies: &mut OauthPolicies, draft: &Draft) -> Result<(), Said> {
    check_access(draft)?;
    refusals::api_name(&policies.full_name)?;
    refusals::within("Label", policies.label.as_deref().unwrap_or_default(), 80)?;
    let app = &policies.external_client_application;
    let key = Key::new(ComponentType::OauthPolicies, policies.full_name.as_str());
    draft.check_child(&key, app, "ExtlClntAppOauthSettingsId")?;
    if draft.child(ComponentType::OauthSettings, app).is_none() {
        return Err(say::NO_OAUTH_SETTINGS.say(&[app]));
    }
    check_lists(policies, draft)?;
    let user = policies.client_credentials_flow_user.as_deref();
    let is_active = |user: &str| draft.org.active_usernames.iter().any(|active| active.eq_ignore_ascii_case(user));
    if user.map_or(policies.is_client_credentials_flow_enabled, |user| !is_active(user)) {
        return Err(say::RUN_AS_USER.said());
    }
    for minutes in [policies.named_user_jwt_timeout, policies.guest_jwt_timeout].into_iter().flatten() {
        let offered = JWT_MINUTES.contains(&minutes) || draft.version >= 65 && JWT_MINUTES_V65.contains(&minutes);
        if !offered {
            return Err(say::JWT_TIMEOUT.say(&[&minutes.to_string()]));
        }
    }
    if policies.refresh_token_validity_period.is_some_and(|period| period < 1) {
        return Err(say::REFRESH_PERIOD.said());
    }
    Ok(())
}

pub(super) fn check_app(policies: &mut AppPolicies, draft: &Draft) -> Result<(), Said> {
    check_access(draft)?;
    refusals::api_name(&policies.full_name)?;
    refusals::within("Label", policies.label.as_deref().unwrap_or_default(), 80)?;
    let key = Key::new(ComponentType::AppPolicies, policies.full_name.as_str());
    draft.check_child(&key, &policies.external_client_application, "ExternalClientApplicationId")
}

fn check_access(draft: &Draft) -> Result<(), Said> {
    let caller = &draft.org.caller;
    let may = caller.external_client_app_developer || caller.external_client_app_admin;
    if may { Ok(()) } else { Err(say::NO_ACCESS.said()) }
}

/// Permission sets by API name, those of the same package included; profiles by name.
fn check_lists(policies: &OauthPolicies, draft: &Draft) -> Result<(), Said> {
    let is_set = |name: &&str| {
        draft.find(&Key::new(ComponentType::PermissionSet, *name)).is_some()
            || draft.org.permission_sets.iter().any(|set| set.eq_ignore_ascii_case(name))
    };
    let is_profile = |name: &&str| draft.org.profiles.iter().any(|profile| profile.eq_ignore_ascii_case(name));
    let sets = refusals::listed(policies.comma_separated_permission_set.as_ref());
    let profiles = refusals::listed(policies.comma_separated_profile.as_ref());
    let unknown_sets: Vec<&str> = sets.filter(|name| !is_set(name)).collect();
    let unknown_profiles: Vec<&str> = profiles.filter(|name| !is_profile(name)).collect();
    for (what, unknown) in [("permission sets", unknown_sets), ("profiles", unknown_profiles)] {
        if !unknown.is_empty() {
            return Err(say::NOT_FOUND_BY_NAME.say(&[what, &unknown.join(", ")]));
        }
    }
    Ok(())
}
