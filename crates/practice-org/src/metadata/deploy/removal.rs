//! Takes away what the `destructiveChanges` files name.
//!
//! Source: *Metadata API Developer Guide*, "Deleting Components from an Organization".

use super::draft::Draft;
use crate::metadata::{
    component::Component,
    component_type::{ComponentType, Key},
    message::{DeployMessage, ProblemType},
    package::{Package, Removal},
};
use crate::rules::{Said, deploy as say};

/// Removes what is named before (or after) the files of the package, children before parents.
pub(super) fn remove(package: &Package, after: bool, draft: &mut Draft, messages: &mut Vec<DeployMessage>) {
    let mut removals: Vec<&Removal> = package.removals.iter().filter(|removal| removal.after == after).collect();
    let place = |kind| ComponentType::ALL.into_iter().position(|other| other == kind);
    removals
        .sort_by_key(|removal| std::cmp::Reverse(ComponentType::from_xml_name(&removal.member.type_name).map(place)));
    for removal in removals {
        messages.push(remove_one(removal, draft));
    }
}

fn remove_one(removal: &Removal, draft: &mut Draft) -> DeployMessage {
    let Removal { member, file_name, .. } = removal;
    let message = DeployMessage {
        component_type: member.type_name.clone(),
        file_name: (*file_name).to_owned(),
        full_name: member.full_name.clone(),
        ..DeployMessage::default()
    };
    let Some(kind) = ComponentType::from_xml_name(&member.type_name) else {
        return message.refused_because(say::UNKNOWN_TYPE.say(&[&member.type_name, file_name]));
    };
    let key = Key::new(kind, member.full_name.as_str());
    match take_away(&key, draft) {
        None => DeployMessage {
            full_name: (*file_name).to_owned(),
            problem: Some(say::NOT_THERE.say(&[&member.type_name, &member.full_name])),
            problem_type: Some(ProblemType::Warning),
            success: true,
            ..message
        },
        Some(Err(problem)) => message.refused_because(problem),
        Some(Ok(())) => DeployMessage { changed: true, deleted: true, success: true, key: Some(key), ..message },
    }
}

/// Removes a component and what cannot stay without it; none if it is not there.
pub(super) fn take_away(key: &Key, draft: &mut Draft) -> Option<Result<(), Said>> {
    let component = draft.find(key).cloned()?;
    if let Err(problem) = check(&component, draft) {
        return Some(Err(problem));
    }
    for child in followers(&component, draft) {
        draft.remove(&child);
    }
    draft.remove(key);
    Some(Ok(()))
}

fn check(component: &Component, draft: &Draft) -> Result<(), Said> {
    if component.in_package().is_some() {
        return Err(say::MANAGED.say(&[component.component_type().xml_name(), component.full_name()]));
    }
    let caller = &draft.org.caller;
    match component.component_type() {
        ComponentType::Settings => Err(say::SETTINGS_STAY.said()),
        ComponentType::PermissionSet if !caller.manage_profiles_permissionsets => Err(say::NO_ACCESS.said()),
        ComponentType::PermissionSet => {
            let name = component.full_name();
            let assigned = draft.org.assigned_permission_sets.iter().any(|set| set.eq_ignore_ascii_case(name));
            if assigned {
                return Err(say::SET_ASSIGNED.say(&[name]));
            }
            Ok(())
        }
        _ if !caller.external_client_app_developer => Err(say::NO_ACCESS.said()),
        _ => Ok(()),
    }
}

/// What cannot stay without the component: the children of an app, the policies of OAuth settings.
fn followers(component: &Component, draft: &Draft) -> Vec<Key> {
    let kinds: &[ComponentType] = match component.component_type() {
        ComponentType::App => &[
            ComponentType::AppPolicies,
            ComponentType::OauthPolicies,
            ComponentType::GlobalOauthSettings,
            ComponentType::OauthSettings,
        ],
        ComponentType::OauthSettings => &[ComponentType::OauthPolicies],
        _ => &[],
    };
    let app = component.app().unwrap_or(component.full_name());
    kinds.iter().filter_map(|kind| draft.child(*kind, app)).map(Component::key).collect()
}
