//! The rules for the OAuth settings of an app: scopes, asset tokens, trusted addresses.
//!
//! Source: *Metadata API Developer Guide*, "ExtlClntAppOauthSettings".

use std::net::IpAddr;

use super::{draft::Draft, refusals, view::OrgMetadata};
use crate::metadata::{
    component::{IpRange, OauthSettings},
    component_type::{ComponentType, Key},
    scope::SCOPES,
};
use crate::rules::{Said, deploy as say};

pub(super) fn check(settings: &mut OauthSettings, draft: &Draft) -> Result<(), Said> {
    if !draft.org.caller.external_client_app_developer {
        return Err(say::NO_ACCESS.said());
    }
    refusals::api_name(&settings.full_name)?;
    refusals::within("Label", settings.label.as_deref().unwrap_or_default(), 80)?;
    let key = Key::new(ComponentType::OauthSettings, settings.full_name.as_str());
    draft.check_child(&key, &settings.external_client_application, "ExternalClientApplicationId")?;
    let scopes: Vec<&str> = refusals::listed(settings.comma_separated_oauth_scopes.as_ref()).collect();
    if let Some(unknown) = scopes.iter().find(|scope| !SCOPES.contains(scope)) {
        return Err(say::SCOPE.say(&[unknown, &SCOPES.join(", ")]));
    }
    let scopes = scopes.join(", ");
    settings.comma_separated_oauth_scopes = (!scopes.is_empty()).then_some(scopes);
    for range in &settings.trusted_ip_ranges {
        check_range(range)?;
    }
    if settings.oauth_link.as_ref().is_some_and(|link| !is_of_org(link, draft.org)) {
        return Err(say::OAUTH_LINK.said());
    }
    settings.oauth_link = None;
    Ok(())
}

/// Whether `{orgId}:{something}` names this org.
pub(super) fn is_of_org(link: &str, org: &OrgMetadata) -> bool {
    let first15 = |id: &str| id.get(..15).map(str::to_owned);
    match link.split_once(':') {
        Some((id, rest)) => !rest.is_empty() && first15(id).is_some() && first15(id) == first15(&org.organization_id),
        None => false,
    }
}

fn check_range(range: &IpRange) -> Result<(), Said> {
    let (start, end) = (&range.start_ip_address, &range.end_ip_address);
    let in_order = match (start.parse(), end.parse()) {
        (Ok(IpAddr::V4(start)), Ok(IpAddr::V4(end))) => start <= end,
        (Ok(IpAddr::V6(start)), Ok(IpAddr::V6(end))) => start <= end,
        _ => false,
    };
    if in_order { Ok(()) } else { Err(say::IP_RANGE.say(&[start, end])) }
}
