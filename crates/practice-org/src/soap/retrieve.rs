//! `retrieve` and `checkRetrieveStatus`: components as files in a zip.
//!
//! A retrieve has nothing to wait for here: its first status call finds it done.

use std::io::{Cursor, Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use zip::{ZipWriter, result::ZipResult, write::SimpleFileOptions};

use super::{
    Caller,
    envelope::Fault,
    read::{Kind, properties, version, written},
    xml::{self, Element},
};
use crate::front_door::Here;
use crate::metadata::{self, Component, ComponentType};
use crate::org::Org;
use crate::rules::{Said, soap as say};

/// `retrieve`
pub(super) fn start(here: &Here, caller: &Caller, call: &Element) -> Result<String, Fault> {
    let request = call.child("request").or_else(|| call.child("retrieveRequest")).unwrap_or(call);
    let mut state = here.world.state();
    let org = state.orgs.get_mut(caller.org).ok_or(say::NO_JOB)?;
    let result = packed(org, request, caller.version)?;
    let id = org.ids.next("09S");
    org.retrieves.push((id.clone(), result));
    let mut out = String::new();
    xml::write("result", &json!({ "done": false, "id": id, "state": "Queued" }), &mut out);
    Ok(out)
}

/// `checkRetrieveStatus`. The zip is handed out once: then the server forgets it.
pub(super) fn status(here: &Here, caller: &Caller, call: &Element) -> Result<String, Fault> {
    let asked = call.text_of("asyncProcessId");
    let with_zip = !call.text_of("includeZip").eq_ignore_ascii_case("false");
    let mut state = here.world.state();
    let org = state.orgs.get_mut(caller.org).ok_or(say::NO_JOB)?;
    let (id, stored) = org.retrieves.iter_mut().find(|(id, _)| crate::id::same(id, asked)).ok_or(say::NO_JOB)?;
    let mut result = stored.clone();
    let zip_of = if with_zip { stored } else { &mut result };
    if let Some(forgetful) = zip_of.as_object_mut() {
        forgetful.shift_remove("zipFile");
    }
    result["id"] = id.as_str().into();
    let mut out = String::new();
    xml::write("result", &result, &mut out);
    Ok(out)
}

/// The result of a retrieve: what was found in the zip, and a message for each name that was not.
fn packed(org: &Org, request: &Element, usual: u32) -> Result<Value, Fault> {
    if let Some(package) = request.all("packageNames").map(|name| name.text.trim()).find(|name| !name.is_empty()) {
        let rule = say::NO_PACKAGE;
        let message = format!("{}: {}", rule.code, rule.say(&[package]));
        return Ok(json!({
            "done": true, "errorMessage": message, "errorStatusCode": rule.code, "fileProperties": [], "messages": [],
            "status": "Failed", "success": false,
        }));
    }
    let unpackaged = request.child("unpackaged");
    let asked = unpackaged.map(|package| package.text_of("version")).filter(|version| !version.is_empty());
    let version = version(asked.unwrap_or(request.text_of("apiVersion")), usual)?;
    let folder = if request.text_of("singlePackage").eq_ignore_ascii_case("true") { "" } else { "unpackaged/" };
    let message = |text: Said| json!({ "fileName": format!("{folder}package.xml"), "problem": text.as_str() });
    let settings = org.settings();
    let (mut files, mut listed, mut messages, mut types) = (Vec::new(), Vec::new(), Vec::new(), String::new());
    for wanted in unpackaged.map(|package| package.all("types")).into_iter().flatten() {
        let type_name = wanted.text_of("name");
        let names = wanted.all("members").map(|member| member.text.trim());
        let kind = match Kind::of(type_name, version) {
            Ok(Kind::Held(kind)) => kind,
            Ok(Kind::Empty(kind)) => {
                let missing = names.filter(|name| *name != "*");
                messages.extend(missing.map(|name| message(say::NOT_FOUND.say(&[kind.xml_name, name]))));
                continue;
            }
            Err(_) => {
                messages.push(message(say::ENTITY_TYPE_UNKNOWN.say(&[type_name])));
                continue;
            }
        };
        let all = || {
            let stored = org.components.iter().map(|stored| &stored.component);
            let there =
                |one: &&Component| one.component_type() == kind && one.key().since() <= version && !one.is_hidden();
            stored.chain(&settings).filter(there)
        };
        let mut members = String::new();
        for member in names {
            let found: Vec<&Component> =
                all().filter(|one| member == "*" || one.full_name().eq_ignore_ascii_case(member)).collect();
            if found.is_empty() && member != "*" {
                messages.push(message(say::NOT_FOUND.say(&[kind.xml_name(), member])));
            }
            for component in found {
                let path = kind.path(component.full_name());
                if files.iter().any(|(file, _)| *file == path) {
                    continue;
                }
                members.push_str(&format!("<members>{}</members>", component.full_name()));
                let mut told = properties(org, component);
                told["fileName"] = format!("{folder}{path}").into();
                listed.push(told);
                files.push((path, metadata::file(component, &written(org, component), version)));
            }
        }
        types.push_str(&entry(kind, &members));
    }
    let manifest = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><Package xmlns="{}">{types}<version>{version}.0</version></Package>"#,
        metadata::NAMESPACE
    );
    files.push(("package.xml".to_owned(), manifest));
    let zip = zipped(folder, &files).map_err(|error| Fault::with(say::UNREADABLE, &error.to_string()))?;
    Ok(json!({
        "done": true, "fileProperties": listed, "messages": messages, "status": "Succeeded", "success": true,
        "zipFile": STANDARD.encode(zip),
    }))
}

fn entry(kind: ComponentType, members: &str) -> String {
    format!("<types>{members}<name>{}</name></types>", kind.xml_name())
}

fn zipped(folder: &str, files: &[(String, String)]) -> ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(format!("{folder}{name}"), SimpleFileOptions::default())?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}
