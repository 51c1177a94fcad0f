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
    read::{kind, properties, written},
    xml::{self, Element},
};
use crate::front_door::Here;
use crate::metadata::{self, Component, ComponentType};
use crate::org::Org;
use crate::rules::soap as say;

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

/// `checkRetrieveStatus`
pub(super) fn status(here: &Here, caller: &Caller, call: &Element) -> Result<String, Fault> {
    let asked = call.text_of("asyncProcessId");
    let with_zip = !call.text_of("includeZip").eq_ignore_ascii_case("false");
    let state = here.world.state();
    let retrieves = state.orgs.get(caller.org).map(|org| org.retrieves.as_slice()).unwrap_or_default();
    let (id, result) = retrieves.iter().find(|(id, _)| crate::id::same(id, asked)).ok_or(say::NO_JOB)?;
    let mut result = result.clone();
    if let Some(result) = result.as_object_mut() {
        result.insert("id".to_owned(), id.as_str().into());
        if !with_zip {
            result.shift_remove("zipFile");
        }
    }
    let mut out = String::new();
    xml::write("result", &result, &mut out);
    Ok(out)
}

/// The result of a retrieve: what was found in the zip, and a message for each name that was not.
fn packed(org: &Org, request: &Element, version: u32) -> Result<Value, Fault> {
    let folder = if request.text_of("singlePackage").eq_ignore_ascii_case("true") { "" } else { "unpackaged/" };
    let settings = org.settings();
    let (mut files, mut listed, mut messages, mut types) = (Vec::new(), Vec::new(), Vec::new(), String::new());
    for wanted in request.child("unpackaged").map(|package| package.all("types")).into_iter().flatten() {
        let kind = kind(wanted.text_of("name"))?;
        let all = || {
            let stored = org.components.iter().map(|stored| &stored.component);
            stored.chain(&settings).filter(move |one| one.component_type() == kind)
        };
        let mut members = String::new();
        for member in wanted.all("members").map(|member| member.text.trim()) {
            let found: Vec<&Component> =
                all().filter(|one| member == "*" || one.full_name().eq_ignore_ascii_case(member)).collect();
            if found.is_empty() && member != "*" {
                let text = format!("Entity of type '{}' named '{member}' cannot be found", kind.xml_name());
                messages.push(json!({ "fileName": format!("{folder}package.xml"), "problem": text }));
            }
            for component in found {
                members.push_str(&format!("<members>{}</members>", component.full_name()));
                let mut told = properties(org, component);
                told["fileName"] = format!("{folder}{}", kind.path(component.full_name())).into();
                listed.push(told);
                let text = metadata::file(component, &written(org, component), version);
                files.push((kind.path(component.full_name()), text));
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
