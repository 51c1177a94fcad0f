//! Matches the files of a package with the members that its `package.xml` names, and reads their XML.
//!
//! What a file means is left to the rules of its type.

use super::view::DeployOptions;
use crate::metadata::{
    component_type::{ComponentType, Key},
    manifest::Member,
    message::DeployMessage,
    other_type::CONNECTED_APP,
    package::{Package, PackageFile},
    xml::{self, Node},
};
use crate::rules::{Said, deploy as say};

/// A file that `package.xml` names and that is well-formed.
pub(super) struct Named<'x> {
    pub(super) key: Key,
    pub(super) path: &'x str,
    pub(super) root: Node,
}

/// Sorts out what can be judged; everything else becomes a message.
pub(super) fn sort<'x>(
    package: &'x Package,
    options: &DeployOptions,
    version: u32,
    messages: &mut Vec<DeployMessage>,
) -> Vec<Named<'x>> {
    let members = &package.manifest.members;
    messages.extend(package.files.iter().filter_map(connected_app));
    for member in members {
        if let Some(problem) = unmet(member, package, options, version) {
            let message = DeployMessage {
                component_type: member.type_name.clone(),
                file_name: package.manifest_path.clone(),
                full_name: member.full_name.clone(),
                line_number: Some(member.line),
                column_number: Some(member.column),
                ..DeployMessage::default()
            };
            messages.push(message.refused_because(problem));
        }
    }
    let mut named: Vec<Named> = Vec::new();
    for file in package.files.iter().filter(|file| connected_app(file).is_none()) {
        let Some(key) = file.key.clone().filter(|key| options.auto_update_package || names(members, key)) else {
            messages.push(unnamed(file).refused_because(say::NOT_NAMED.said()));
            continue;
        };
        let message = DeployMessage::about(key.component_type, &key.full_name, &file.path);
        if named.iter().any(|earlier| earlier.key == key) {
            messages.push(message.refused_because(say::DUPLICATE_FILE.say(&[&key.full_name])));
            continue;
        }
        match xml::read(&file.bytes) {
            Err(error) => messages.push(message.refused(&error)),
            Ok(root) if key.root_element().is_some_and(|expected| expected != root.name) => {
                let problem = say::WRONG_ROOT.say(&[&root.name, key.root_element().unwrap_or_default()]);
                messages.push(message.refused(&root.refuse(problem)));
            }
            // A type that the version does not have was refused as a member already.
            Ok(_) if version < key.since() => {}
            Ok(root) => named.push(Named { key, path: &file.path, root }),
        }
    }
    named
}

/// Why a member cannot be met.
fn unmet(member: &Member, package: &Package, options: &DeployOptions, version: u32) -> Option<Said> {
    let Member { type_name, full_name, .. } = member;
    if type_name == CONNECTED_APP.xml_name {
        let there = package.files.iter().filter_map(connected_app).any(|app| app.full_name == *full_name);
        return (!there && !options.allow_missing_files).then(|| say::NO_FILE.say(&[full_name, type_name]));
    }
    let Some(kind) = ComponentType::from_xml_name(type_name) else {
        return Some(say::UNKNOWN_TYPE.say(&[type_name, "package.xml"]));
    };
    let key = Key::new(kind, full_name.as_str());
    if version < key.since() {
        return Some(say::TYPE_TOO_NEW.say(&[type_name]));
    }
    let there = package.files.iter().any(|file| file.key.as_ref() == Some(&key));
    (full_name != "*" && !there && !options.allow_missing_files).then(|| say::NO_FILE.say(&[full_name, type_name]))
}

/// The refusal of a connected app.
fn connected_app(file: &PackageFile) -> Option<DeployMessage> {
    let (name, suffix) = file.path.rsplit('/').next()?.rsplit_once('.')?;
    let message = DeployMessage {
        component_type: CONNECTED_APP.xml_name.to_owned(),
        file_name: file.path.clone(),
        full_name: name.to_owned(),
        ..DeployMessage::default()
    };
    (suffix == CONNECTED_APP.suffix).then(|| message.refused_because(say::NO_CONNECTED_APPS.said()))
}

fn names(members: &[Member], key: &Key) -> bool {
    members.iter().any(|member| {
        ComponentType::from_xml_name(&member.type_name) == Some(key.component_type)
            && (member.full_name == "*" || member.full_name.eq_ignore_ascii_case(&key.full_name))
    })
}

fn unnamed(file: &PackageFile) -> DeployMessage {
    match &file.key {
        Some(key) => DeployMessage::about(key.component_type, &key.full_name, &file.path),
        None => DeployMessage {
            file_name: file.path.clone(),
            full_name: file.path.rsplit('/').next().unwrap_or_default().to_owned(),
            ..DeployMessage::default()
        },
    }
}
