//! Takes away what the `destructiveChanges` files name.
//!
//! Source: *Metadata API Developer Guide*, "Deleting Components from an Organization".

use super::{draft::Draft, refusals};
use crate::metadata::{
    component::Component,
    component_type::{ComponentType, Key},
    message::{DeployMessage, ProblemType},
    package::{Package, Removal},
};

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
        return message.refused_because(format!("Unknown type name '{}' specified in {file_name}", member.type_name));
    };
    let key = Key::new(kind, member.full_name.as_str());
    let Some(component) = draft.find(&key).cloned() else {
        return DeployMessage {
            full_name: (*file_name).to_owned(),
            problem: Some(format!("No {} named: {} found", member.type_name, member.full_name)),
            problem_type: Some(ProblemType::Warning),
            success: true,
            ..message
        };
    };
    if let Err(problem) = check(&component, draft) {
        return message.refused_because(problem);
    }
    for child in followers(&component, draft) {
        draft.remove(&child);
    }
    draft.remove(&key);
    DeployMessage { changed: true, deleted: true, success: true, key: Some(key), ..message }
}

fn check(component: &Component, draft: &Draft) -> Result<(), String> {
    let caller = &draft.org.caller;
    match component.component_type() {
        ComponentType::Settings => Err("Settings can't be deleted".to_owned()),
        ComponentType::PermissionSet if !caller.manage_profiles_permissionsets => Err(refusals::no_access()),
        ComponentType::PermissionSet => {
            let name = component.full_name();
            let assigned = draft.org.assigned_permission_sets.iter().any(|set| set.eq_ignore_ascii_case(name));
            if assigned {
                return Err(format!("DELETE_FAILED: The permission set {name} is assigned to users"));
            }
            Ok(())
        }
        _ if !caller.external_client_app_developer => Err(refusals::no_access()),
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
