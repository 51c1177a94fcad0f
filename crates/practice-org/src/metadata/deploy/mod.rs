//! Judges a package against an org: which components are taken, which are refused and in which words, and what
//! changes.
//!
//! Pure: ids, dates, generated keys and the carrying out are left to whoever keeps the org.
//!
//! Source: *Metadata API Developer Guide*, "deploy()" and the page of each type.
//!
//! Which of its words and rules are guesses stands in `rules::deploy` and in the README of the crate.

mod app;
mod callback;
mod certificate;
mod draft;
mod files;
mod global_oauth_settings;
mod oauth_settings;
mod org_settings;
mod permission_set;
mod policies;
mod refusals;
mod removal;
mod single;
mod view;

pub(crate) use refusals::is_api_name;
pub(crate) use single::{Outcome, Outcomes, Save, delete, rename, save};
pub(crate) use view::{Caller, Change, DeployOptions, Faults, Judgement, OrgMetadata};

use self::{draft::Draft, files::Named};
use super::{
    component::Component,
    component_type::ComponentType,
    message::{DeployMessage, ProblemType},
    package::{Package, PackageFault},
    xml::XmlError,
};
use crate::rules::{Rule, deploy as say};

/// Judges a package. `api_version` is the one that the request was addressed to.
pub(crate) fn judge(package: &Package, options: &DeployOptions, org: &OrgMetadata, api_version: u32) -> Judgement {
    let version = package.manifest.version.unwrap_or(api_version);
    if let Some(rule) = options_fault(options, org) {
        return Judgement { fault: Some((rule.code, rule.said())), package_version: version, ..Judgement::default() };
    }
    let mut messages: Vec<DeployMessage> = package.broken.iter().map(|(path, error)| unreadable(path, error)).collect();
    if version > org.highest_version {
        messages.push(unreadable(
            &package.manifest_path,
            &XmlError {
                problem: say::VERSION.say(&[&format!("{version}.0")]),
                line: 1,
                column: 1,
                breaks_schema: false,
            },
        ));
    }
    if !messages.is_empty() {
        return Judgement { messages, package_version: version, ..Judgement::default() };
    }

    let mut draft = Draft::new(org, version, *options);
    removal::remove(package, false, &mut draft, &mut messages);
    let named = files::sort(package, options, version, &mut messages);
    if org.faults.auto_policy_first {
        take(named.iter().filter(|named| !is_policy(named)), &mut draft, &mut messages);
        draft.add_default_policies();
        take(named.iter().filter(|named| is_policy(named)), &mut draft, &mut messages);
    } else {
        take(named.iter(), &mut draft, &mut messages);
        draft.add_default_policies();
    }
    removal::remove(package, true, &mut draft, &mut messages);

    let success = messages.iter().all(|message| message.success);
    messages.push(DeployMessage {
        changed: true,
        file_name: package.manifest_path.clone(),
        full_name: "package.xml".to_owned(),
        success: true,
        ..DeployMessage::default()
    });
    let stands = !options.check_only && (success || !options.rollback_on_error);
    let changes = if stands { draft.into_changes() } else { Vec::new() };
    Judgement { success, fault: None, messages, changes, package_version: version }
}

/// The verdict on a zip that is no package.
pub(crate) fn judge_fault(fault: &PackageFault, api_version: u32) -> Judgement {
    let mut judgement = Judgement { package_version: api_version, ..Judgement::default() };
    match fault {
        // The one fault that Salesforce reports as a message about a file.
        PackageFault::NoPackageXml => judgement.messages.push(unreadable(
            "package.xml",
            &XmlError { problem: fault.said(), line: 0, column: 0, breaks_schema: false },
        )),
        other => judgement.fault = Some((other.rule().code, other.said())),
    }
    judgement
}

fn options_fault(options: &DeployOptions, org: &OrgMetadata) -> Option<&'static Rule> {
    if !org.production {
        None
    } else if !options.rollback_on_error {
        Some(say::ROLLBACK_NEEDED)
    } else if options.purge_on_delete {
        Some(say::NO_PURGE)
    } else {
        None
    }
}

fn unreadable(path: &str, error: &XmlError) -> DeployMessage {
    let name = path.rsplit('/').next().unwrap_or(path);
    DeployMessage { file_name: path.to_owned(), full_name: name.to_owned(), ..DeployMessage::default() }.refused(error)
}

fn is_policy(named: &Named) -> bool {
    matches!(named.key.component_type, ComponentType::OauthPolicies | ComponentType::AppPolicies)
}

/// Takes or refuses files, parents before children whatever their order in the zip.
fn take<'n, 'x: 'n>(
    named: impl Iterator<Item = &'n Named<'x>> + Clone,
    draft: &mut Draft,
    messages: &mut Vec<DeployMessage>,
) {
    for kind in ComponentType::ALL {
        for Named { key, path, root } in named.clone().filter(|named| named.key.component_type == kind) {
            let message = DeployMessage::about(kind, &key.full_name, path);
            messages.push(match Component::read(kind, &key.full_name, root, draft.version) {
                Err(error) => message.refused(&error),
                Ok(component) => admit(component, draft, message),
            });
        }
    }
}

/// Puts a component through the rules of its type, and into the draft if it passes.
fn admit(mut component: Component, draft: &mut Draft, mut message: DeployMessage) -> DeployMessage {
    if component.in_package().is_some() && draft.find(&component.key()).is_some() {
        let problem = say::MANAGED.say(&[component.component_type().xml_name(), component.full_name()]);
        return message.refused_because(problem);
    }
    let mut warning = None;
    let checked = match &mut component {
        Component::App(app) => app::check(app, draft),
        Component::OauthSettings(settings) => oauth_settings::check(settings, draft),
        Component::GlobalOauthSettings(settings) => {
            global_oauth_settings::check(settings, draft).map(|rotation| warning = rotation)
        }
        Component::OauthPolicies(policies) => policies::check_oauth(policies, draft),
        Component::AppPolicies(policies) => policies::check_app(policies, draft),
        Component::PermissionSet(set) => permission_set::check(set, draft),
        settings => org_settings::check(settings, draft),
    };
    if let Err(problem) = checked {
        return message.refused_because(problem);
    }
    let rotates = warning.is_some();
    let (created, altered) = draft.put(component, false);
    message.created = created;
    message.changed = created || altered || rotates;
    message.success = true;
    message.problem_type = warning.is_some().then_some(ProblemType::Warning);
    message.problem = warning;
    message
}
