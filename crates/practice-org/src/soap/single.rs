//! `createMetadata`, `updateMetadata`, `upsertMetadata`, `deleteMetadata`, `renameMetadata`: single components, at once.
//!
//! Source: *Metadata API Developer Guide*, "CRUD-Based Metadata Calls".

use serde_json::{Value, json};

use super::{
    Caller,
    envelope::{Call, Fault},
    read::{Kind, MAX_COMPONENTS},
    xml::{self, Element},
};
use crate::front_door::Here;
use crate::metadata::{self, CONNECTED_APP, Component, ComponentType, Key, Node, OrgMetadata, Outcome, Outcomes, Save};
use crate::org::deploy::Conditions;
use crate::rules::{Said, deploy, soap as say};
use crate::world::State;

/// The code of an error whose text brings none.
const USUAL_CODE: &str = "FIELD_INTEGRITY_EXCEPTION";

/// `createMetadata`, `updateMetadata`, `upsertMetadata`
pub(super) fn save(here: &Here, caller: &Caller, call: &Call, how: Save) -> Result<String, Fault> {
    let sent: Vec<&Element> = call.operation.all("metadata").collect();
    if sent.len() > MAX_COMPONENTS {
        return Err(say::TOO_MANY_RECORDS.into());
    }
    let read: Result<Vec<_>, Fault> = sent.into_iter().map(|one| component(one, caller.version)).collect();
    let read = read?;
    let outcomes = carry_out(here, caller, |org| metadata::save(read, how, call.all_or_none, org, caller.version))?;
    Ok(told(&outcomes, how == Save::Upsert))
}

/// `deleteMetadata`
pub(super) fn delete(here: &Here, caller: &Caller, call: &Call) -> Result<String, Fault> {
    let names: Vec<&str> = call.operation.all("fullNames").map(|name| name.text.trim()).collect();
    if names.len() > MAX_COMPONENTS {
        return Err(say::TOO_MANY_RECORDS.into());
    }
    let outcomes = match Kind::of(call.operation.text_of("type"), caller.version)? {
        Kind::Held(kind) => {
            carry_out(here, caller, |org| metadata::delete(kind, &names, call.all_or_none, org, caller.version))?
        }
        Kind::Empty(kind) => {
            let missing = |name: &&str| deploy::NO_COMPONENT.say(&[kind.xml_name, name]);
            let outcome =
                |name: &&str| Outcome { full_name: (*name).to_owned(), created: false, problem: Some(missing(name)) };
            names.iter().map(outcome).collect()
        }
    };
    Ok(told(&outcomes, false))
}

/// `renameMetadata`
pub(super) fn rename(here: &Here, caller: &Caller, call: &Call) -> Result<String, Fault> {
    let text = |name: &str| call.operation.text_of(name);
    let Kind::Held(kind) = Kind::of(text("type"), caller.version)? else {
        return Err(Fault::with(say::UNKNOWN_TYPE, text("type")));
    };
    let key = Key::new(kind, text("oldFullName"));
    let to = text("newFullName");
    Ok(told(&carry_out(here, caller, |org| metadata::rename(&key, to, org, caller.version))?, false))
}

/// Judges, and does what comes of it.
fn carry_out(
    here: &Here,
    caller: &Caller,
    judge: impl FnOnce(&OrgMetadata) -> Outcomes,
) -> Result<Vec<Outcome>, Fault> {
    let now = here.world.now();
    let mut state = here.world.state();
    let State { orgs, faults, timing, .. } = &mut *state;
    let org = orgs.get_mut(caller.org).ok_or(say::NO_SESSION)?;
    let (outcomes, changes) = judge(&org.as_metadata(&caller.user, faults));
    for change in changes {
        org.carry_out(change, &caller.user, now, Conditions { now, faults, timing: *timing });
    }
    Ok(outcomes)
}

/// One component of a request. What breaks the schema of its type is no request at all.
fn component(sent: &Element, version: u32) -> Result<Result<Component, (String, Said)>, Fault> {
    let type_name = sent.type_name.as_deref().unwrap_or_default();
    let full_name = sent.text_of("fullName").to_owned();
    let kind = match Kind::of(type_name, version)? {
        Kind::Held(kind) => kind,
        Kind::Empty(kind) if kind == CONNECTED_APP => return Ok(Err((full_name, deploy::NO_CONNECTED_APPS.said()))),
        Kind::Empty(kind) => return Err(Fault::with(say::UNKNOWN_TYPE, kind.xml_name)),
    };
    if full_name.is_empty() {
        return Ok(Err((full_name, deploy::REQUIRED_FIELD.say(&["fullName"]))));
    }
    if kind == ComponentType::Settings && Key::new(kind, full_name.as_str()).root_element() != Some(type_name) {
        let problem = deploy::UNKNOWN_SETTINGS.say(&[&full_name]);
        return Ok(Err((full_name, problem)));
    }
    match Component::read(kind, &full_name, &node(sent), version) {
        Ok(component) => Ok(Ok(component)),
        Err(refusal) if refusal.breaks_schema => Err(Fault::of_schema(refusal.problem)),
        Err(refusal) => Ok(Err((full_name, refusal.problem))),
    }
}

/// The element as a file would hold it. `fullName` may stand anywhere.
fn node(element: &Element) -> Node {
    let inside = element.children.iter().filter(|child| child.name != "fullName" && !child.is_nil);
    Node { children: inside.map(node).collect(), ..Node::leaf(&element.name, &element.text) }
}

/// One `result` for each component: *SaveResult*, *UpsertResult* or *DeleteResult*.
fn told(outcomes: &[Outcome], with_created: bool) -> String {
    let mut out = String::new();
    for Outcome { full_name, created, problem } in outcomes {
        let error = problem.as_ref().map(|problem| {
            let (code, message) = split(problem);
            json!({ "message": message, "statusCode": code })
        });
        let created = if with_created { Value::from(*created) } else { Value::Null };
        let result =
            json!({ "created": created, "errors": error, "fullName": full_name, "success": problem.is_none() });
        xml::write("result", &result, &mut out);
    }
    out
}

/// Code and text of a problem, which a deploy writes in one.
fn split(problem: &Said) -> (&str, &str) {
    let is_code = |text: &str| text.chars().all(|character| character.is_ascii_uppercase() || character == '_');
    match problem.split_once(": ") {
        Some((code, message)) if is_code(code) => (code, message),
        _ if problem.starts_with("Required field is missing") => ("REQUIRED_FIELD_MISSING", problem),
        _ => (USUAL_CODE, problem),
    }
}
