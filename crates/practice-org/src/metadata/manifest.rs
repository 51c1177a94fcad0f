//! `package.xml` and the `destructiveChanges` files: which components a package names.
//!
//! Whether the org or the zip has them is left to `deploy`.
//!
//! Source: *Metadata API Developer Guide*, "Package", "Deleting Components from an Organization".

use super::xml::{self, Node, XmlError};
use crate::rules::deploy as say;

/// What a manifest says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// The API version that the components are written in.
    pub(crate) version: Option<u32>,
    /// The components named.
    pub(crate) members: Vec<Member>,
}

/// One component that a manifest names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// XML name of the type as written, known or not.
    pub(crate) type_name: String,
    /// Full name, or `*`.
    pub(crate) full_name: String,
    /// Line of the `members` element.
    pub(crate) line: u32,
    /// Column of the `members` element.
    pub(crate) column: u32,
}

const ELEMENTS: [&str; 10] = [
    "apiAccessLevel",
    "description",
    "fullName",
    "namespacePrefix",
    "objectPermissions",
    "postInstallClass",
    "setupWeblink",
    "types",
    "uninstallClass",
    "version",
];

/// Reads a manifest.
pub(super) fn read(bytes: &[u8]) -> Result<Manifest, XmlError> {
    let root = xml::read(bytes)?;
    if root.name != "Package" {
        return Err(root.refuse(say::WRONG_ROOT.say(&[&root.name, "Package"])));
    }
    let mut manifest = Manifest::default();
    for child in &root.children {
        match child.name.as_str() {
            "version" => manifest.version = Some(version(child)?),
            "types" => manifest.members.extend(members(child)?),
            name if ELEMENTS.contains(&name) => {}
            _ => return Err(misplaced(child, "Package")),
        }
    }
    Ok(manifest)
}

fn version(node: &Node) -> Result<u32, XmlError> {
    let text = node.text.trim();
    let whole = text.strip_suffix(".0").unwrap_or(text);
    whole.parse().map_err(|_| node.refuse(say::VERSION.say(&[text])))
}

fn members(types: &Node) -> Result<Vec<Member>, XmlError> {
    if let Some(stranger) = types.children.iter().find(|child| child.name != "members" && child.name != "name") {
        return Err(misplaced(stranger, "PackageTypeMembers"));
    }
    let mut names = types.children.iter().filter(|child| child.name == "name" && !child.is_empty());
    let (Some(name), None) = (names.next(), names.next()) else {
        return Err(types.refuse(say::REQUIRED_FIELD.say(&["name"])));
    };
    let members = types.children.iter().filter(|child| child.name == "members" && !child.is_empty());
    Ok(members
        .map(|member| Member {
            type_name: name.text.trim().to_owned(),
            full_name: member.text.trim().to_owned(),
            line: member.line,
            column: member.column,
        })
        .collect())
}

fn misplaced(node: &Node, type_name: &str) -> XmlError {
    node.refuse(say::NO_ELEMENT.say(&[&node.name, type_name]))
}
