//! `readMetadata`, `listMetadata`, `describeMetadata`.

use serde_json::{Value, json};

use super::{
    Caller,
    envelope::Fault,
    xml::{self, Element},
};
use crate::clock::soap_time;
use crate::front_door::Here;
use crate::metadata::{self, Component, ComponentType, Key, OTHER_TYPES, OrgWritten, OtherType};
use crate::objects;
use crate::org::{Org, person::User};
use crate::rest::version::HIGHEST;
use crate::rules::soap as say;

/// How many components one call may hold.
pub(super) const MAX_COMPONENTS: usize = 10;

/// How many queries one list may hold.
const MAX_QUERIES: usize = 3;

/// A type that a version of the API knows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// The org can hold components of it.
    Held(ComponentType),
    /// The org never does.
    Empty(OtherType),
}

impl Kind {
    /// The type of that name; what the version does not know is refused.
    pub(super) fn of(name: &str, version: u32) -> Result<Self, Fault> {
        let held = ComponentType::from_xml_name(name).filter(|kind| kind.since() <= version).map(Self::Held);
        let other = || OTHER_TYPES.into_iter().find(|kind| kind.xml_name == name && kind.since <= version);
        held.or_else(|| other().map(Self::Empty)).ok_or_else(|| Fault::with(say::UNKNOWN_TYPE, name))
    }
}

/// `asOfVersion`; without one, the version of the address.
fn as_of(caller: &Caller, call: &Element) -> Result<u32, Fault> {
    version(call.text_of("asOfVersion"), caller.version)
}

/// A version in a request, `67.0`.
pub(super) fn version(text: &str, usual: u32) -> Result<u32, Fault> {
    if text.is_empty() {
        return Ok(usual);
    }
    let whole = text.strip_suffix(".0").unwrap_or(text);
    whole.parse().ok().filter(|version| *version <= HIGHEST).ok_or_else(|| say::VERSION.into())
}

/// `readMetadata`: one record for each name, nil for one that is not there.
pub(super) fn read(here: &Here, caller: &Caller, call: &Element) -> Result<String, Fault> {
    let type_name = call.text_of("type");
    let kind = Kind::of(type_name, caller.version)?;
    let names: Vec<&str> = call.all("fullNames").map(|name| name.text.trim()).collect();
    if names.len() > MAX_COMPONENTS {
        return Err(say::TOO_MANY_RECORDS.into());
    }
    let state = here.world.state();
    let org = state.orgs.get(caller.org).ok_or(say::NO_SESSION)?;
    let settings = org.settings();
    let found: Vec<Option<(&Component, OrgWritten)>> = names
        .into_iter()
        .map(|name| {
            let Kind::Held(kind) = kind else { return None };
            let key = Key::new(kind, name);
            let is_meant = |one: &&Component| one.key() == key && key.root_element() == Some(type_name);
            let component =
                settings.iter().find(is_meant).or_else(|| org.component(&key).map(|stored| &stored.component));
            let component = component.filter(|component| !component.is_hidden());
            component.map(|component| (component, written(org, component)))
        })
        .collect();
    Ok(format!("<result>{}</result>", metadata::records(&found, caller.version)))
}

/// The elements that the org writes by itself.
pub(super) fn written(org: &Org, component: &Component) -> OrgWritten {
    let app = match component {
        Component::App(app) => org.app(&app.full_name),
        Component::OauthSettings(settings) => org.app(&settings.external_client_application),
        _ => None,
    };
    app.map(|app| OrgWritten {
        org_scoped_external_app: Some(objects::org_scoped(&org.id, &app)),
        oauth_link: objects::oauth_link(&org.id, &app),
    })
    .unwrap_or_default()
}

/// `listMetadata`: one result for each component of the types asked.
pub(super) fn list(here: &Here, caller: &Caller, call: &Element) -> Result<String, Fault> {
    let queries: Vec<&Element> = call.all("queries").collect();
    if queries.len() > MAX_QUERIES {
        return Err(say::TOO_MANY_QUERIES.into());
    }
    let version = as_of(caller, call)?;
    let state = here.world.state();
    let org = state.orgs.get(caller.org).ok_or(say::NO_SESSION)?;
    let settings = org.settings();
    let mut out = String::new();
    for query in queries {
        let Kind::Held(kind) = Kind::of(query.text_of("type"), version)? else { continue };
        let all = org.components.iter().map(|stored| &stored.component).chain(&settings);
        for component in all.filter(|one| one.component_type() == kind && !one.is_hidden()) {
            xml::write("result", &properties(org, component), &mut out);
        }
    }
    Ok(out)
}

/// *FileProperties* of a component. The switches are no record: they have no id, and are as old as the org.
pub(super) fn properties(org: &Org, component: &Component) -> Value {
    let name = |user: &str| org.user(user).map(User::name);
    let file = metadata::file_properties(component);
    let first = (org.created_at, org.users.first().map(|user| user.id.clone()).unwrap_or_default());
    let stored = org.component(&component.key());
    let (id, created, modified) =
        stored.map_or(("", &first, &first), |stored| (stored.id.as_str(), &stored.created, &stored.modified));
    json!({
        "createdById": created.1, "createdByName": name(&created.1), "createdDate": soap_time(created.0),
        "fileName": file.file_name, "fullName": file.full_name, "id": id,
        "lastModifiedById": modified.1, "lastModifiedByName": name(&modified.1),
        "lastModifiedDate": soap_time(modified.0), "manageableState": file.manageable_state,
        "namespacePrefix": file.namespace, "type": file.component_type,
    })
}

/// `describeMetadata`: the types of a version.
pub(super) fn describe(caller: &Caller, call: &Element) -> Result<String, Fault> {
    let version = as_of(caller, call)?;
    let held = ComponentType::ALL.into_iter().filter(|kind| kind.since() <= version);
    let mut types: Vec<_> = held.map(|kind| (kind.xml_name(), kind.folder(), kind.suffix())).collect();
    let others = OTHER_TYPES.into_iter().filter(|kind| kind.since <= version);
    types.extend(others.map(|kind| (kind.xml_name, kind.folder, kind.suffix)));
    types.sort_unstable();
    let objects: Vec<Value> = types
        .into_iter()
        .map(|(xml_name, folder, suffix)| {
            json!({
                "directoryName": folder, "inFolder": false, "metaFile": xml_name == "Certificate", "suffix": suffix,
                "xmlName": xml_name,
            })
        })
        .collect();
    let described = json!({
        "metadataObjects": objects, "organizationNamespace": "", "partialSaveAllowed": true, "testRequired": false,
    });
    let mut out = String::new();
    xml::write("result", &described, &mut out);
    Ok(out)
}
