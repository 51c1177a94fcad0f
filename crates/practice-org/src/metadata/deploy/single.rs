//! Judges the calls on single components (`createMetadata` and its kin) by the rules of a deploy.
//!
//! Reading the components is left to the caller, and so is the carrying out.
//!
//! Source: *Metadata API Developer Guide*, "CRUD-Based Metadata Calls", "AllOrNoneHeader".

use super::{
    admit,
    draft::Draft,
    refusals, removal,
    view::{Change, DeployOptions, OrgMetadata},
};
use crate::metadata::{
    component::Component,
    component_type::{ComponentType, Key},
    message::DeployMessage,
};
use crate::rules::{Said, deploy as say};

/// What a call wants of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Save {
    /// It must not be there.
    Create,
    /// It must be there.
    Update,
    /// Either.
    Upsert,
}

/// What became of one component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Its full name.
    pub(crate) full_name: String,
    /// It was not there before.
    pub(crate) created: bool,
    /// Why it was refused.
    pub(crate) problem: Option<Said>,
}

/// The outcomes of a call, and what the org has to do.
pub(crate) type Outcomes = (Vec<Outcome>, Vec<Change>);

/// Takes or refuses components in the order given. One that could not be read brings its full name and the reason.
pub(crate) fn save(
    components: Vec<Result<Component, (String, Said)>>,
    how: Save,
    all_or_none: bool,
    org: &OrgMetadata,
    version: u32,
) -> Outcomes {
    let mut draft = Draft::new(org, version, DeployOptions::default());
    let outcomes = components
        .into_iter()
        .map(|component| match component {
            Ok(component) => save_one(component, how, &mut draft),
            Err((full_name, problem)) => Outcome { full_name, created: false, problem: Some(problem) },
        })
        .collect();
    draft.add_default_policies();
    ended(outcomes, draft, all_or_none)
}

/// Removes components of one type, each with what cannot stay without it.
pub(crate) fn delete(
    kind: ComponentType,
    names: &[&str],
    all_or_none: bool,
    org: &OrgMetadata,
    version: u32,
) -> Outcomes {
    let mut draft = Draft::new(org, version, DeployOptions::default());
    let delete_one = |name: &&str| {
        let removed = removal::take_away(&Key::new(kind, *name), &mut draft);
        let missing = || Err(say::NO_COMPONENT.say(&[kind.xml_name(), name]));
        let problem = removed.unwrap_or_else(missing).err();
        Outcome { full_name: (*name).to_owned(), created: false, problem }
    };
    let outcomes = names.iter().map(delete_one).collect();
    ended(outcomes, draft, all_or_none)
}

/// Gives a component another name.
pub(crate) fn rename(key: &Key, to: &str, org: &OrgMetadata, version: u32) -> Outcomes {
    let draft = Draft::new(org, version, DeployOptions::default());
    let problem = check_rename(key, to, &draft).err();
    let change = Change::Rename { key: key.clone(), to: to.to_owned() };
    let changes = if problem.is_none() { vec![change] } else { Vec::new() };
    (vec![Outcome { full_name: to.to_owned(), created: false, problem }], changes)
}

fn check_rename(key: &Key, to: &str, draft: &Draft) -> Result<(), Said> {
    let kind = key.component_type;
    let caller = &draft.org.caller;
    let may = match kind {
        ComponentType::Settings => return Err(say::SETTINGS_STAY.said()),
        ComponentType::PermissionSet => caller.manage_profiles_permissionsets,
        _ => caller.external_client_app_developer,
    };
    if !may {
        return Err(say::NO_ACCESS.said());
    }
    let component = draft.find(key).ok_or_else(|| say::NO_COMPONENT.say(&[kind.xml_name(), &key.full_name]))?;
    if component.in_package().is_some() {
        return Err(say::MANAGED.say(&[kind.xml_name(), &key.full_name]));
    }
    refusals::api_name(to)?;
    let target = Key::new(kind, to);
    if target != *key && draft.find(&target).is_some() {
        return Err(say::NAME_IN_USE.say(&[to]));
    }
    Ok(())
}

fn save_one(component: Component, how: Save, draft: &mut Draft) -> Outcome {
    let key = component.key();
    let full_name = key.full_name.clone();
    let problem = match (how, draft.find(&key).is_some()) {
        (Save::Create, true) => Some(say::NAME_IN_USE.say(&[&full_name])),
        (Save::Update, false) => Some(say::NO_COMPONENT.say(&[key.component_type.xml_name(), &full_name])),
        _ => None,
    };
    if problem.is_some() {
        return Outcome { full_name, created: false, problem };
    }
    let message = admit(component, draft, DeployMessage::about(key.component_type, &full_name, ""));
    Outcome { full_name, created: message.created, problem: message.problem.filter(|_| !message.success) }
}

/// With `all_or_none` one refusal undoes everything.
fn ended(mut outcomes: Vec<Outcome>, draft: Draft, all_or_none: bool) -> Outcomes {
    if !all_or_none || outcomes.iter().all(|outcome| outcome.problem.is_none()) {
        return (outcomes, draft.into_changes());
    }
    for outcome in outcomes.iter_mut().filter(|outcome| outcome.problem.is_none()) {
        outcome.created = false;
        outcome.problem = Some(say::ROLLED_BACK.said());
    }
    (outcomes, Vec::new())
}
