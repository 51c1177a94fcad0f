//! A package: the zip that a deploy takes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

use super::component::NAMESPACE;
use super::{Component, ComponentType};
use crate::types::ApiVersion;
use crate::xml::Node;
use crate::{Error, Result};

/// Components to create or change, and names to delete, in one deploy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    version: ApiVersion,
    components: Vec<Component>,
    deletions: BTreeSet<(ComponentType, String)>,
}

impl Package {
    /// An empty package of this version.
    pub fn new(version: ApiVersion) -> Self {
        Self { version, components: Vec::new(), deletions: BTreeSet::new() }
    }

    /// Adds a component, in place of one of the same kind and name.
    pub fn add(&mut self, component: impl Into<Component>) -> &mut Self {
        let component = component.into();
        self.components.retain(|c| (c.kind(), c.full_name()) != (component.kind(), component.full_name()));
        self.components.push(component);
        self
    }

    /// Names a component to delete.
    pub fn delete(&mut self, kind: ComponentType, full_name: &str) -> &mut Self {
        self.deletions.insert((kind, full_name.to_owned()));
        self
    }

    /// What was added.
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// What is named to be deleted.
    pub fn deletions(&self) -> impl Iterator<Item = (ComponentType, &str)> {
        self.deletions.iter().map(|(kind, full_name)| (*kind, full_name.as_str()))
    }

    /// The zip: `package.xml`, then `destructiveChanges.xml` if anything is to be deleted, then one file for each
    /// component. The same package always gives the same bytes.
    pub fn to_zip(&self) -> Result<Vec<u8>, Error> {
        let broken = |error: zip::result::ZipError| unwritable(error.to_string());
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (path, text) in self.files()? {
            zip.start_file(path, SimpleFileOptions::default()).map_err(broken)?;
            zip.write_all(text.as_bytes()).map_err(|error| unwritable(error.to_string()))?;
        }
        zip.finish().map(Cursor::into_inner).map_err(broken)
    }

    fn files(&self) -> Result<Vec<(String, String)>> {
        let added = self.components.iter().map(|c| (c.kind(), c.full_name().to_owned()));
        let manifest = manifest(added, Some(self.version))?;
        let mut files = vec![("package.xml".to_owned(), manifest)];
        if !self.deletions.is_empty() {
            files.push(("destructiveChanges.xml".to_owned(), manifest_of(&self.deletions)?));
        }
        for component in &self.components {
            let node = component.to_node(self.version);
            if !node.is_writable() {
                return Err(unwritable(format!("{}: a control character in a text", component.full_name())));
            }
            let kind = component.kind();
            files.push((format!("{}/{}.{}", kind.folder(), component.full_name(), kind.suffix()), node.document()));
        }
        Ok(files)
    }
}

fn manifest_of(names: &BTreeSet<(ComponentType, String)>) -> Result<String> {
    manifest(names.iter().cloned(), None)
}

/// Types and members in alphabetical order, as the official CLI writes them.
fn manifest(names: impl Iterator<Item = (ComponentType, String)>, version: Option<ApiVersion>) -> Result<String> {
    let mut types: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (kind, name) in names {
        check(&name)?;
        types.entry(kind.metadata_name()).or_default().insert(name);
    }
    let types = types.into_iter().map(|(kind, members)| {
        let members = members.into_iter().map(|name| Node::leaf("members", name));
        Node::new("types").with(members).with([Node::leaf("name", kind)])
    });
    let version = version.map(|version| Node::leaf("version", version.to_string()));
    Ok(Node::new("Package").attribute("xmlns", NAMESPACE).with(types).with(version).document())
}

/// A name becomes part of a path and of a list, so it must be an API name.
fn check(name: &str) -> Result<()> {
    let good = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if good { Ok(()) } else { Err(unwritable(format!("{name:?} is not an API name"))) }
}

fn unwritable(detail: String) -> Error {
    Error::Unwritable { call: "package".to_owned(), detail }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::{ExternalClientApplication, PermissionSet};

    fn package() -> Package {
        let mut package = Package::new(ApiVersion::new(67));
        let app = ExternalClientApplication { full_name: "App".into(), label: "App".into(), ..Default::default() };
        package.add(PermissionSet { full_name: "App_Users".into(), label: "x".into(), ..Default::default() });
        package.add(app).delete(ComponentType::OauthPolicies, "Old_plcy");
        package
    }

    #[test]
    fn the_manifest_is_the_first_entry() {
        let bytes = package().to_zip().unwrap();
        let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let names: Vec<String> =
            (0..zip.len()).map(|index| zip.by_index(index).unwrap().name().unwrap().into_owned()).collect();
        assert_eq!(
            names,
            [
                "package.xml",
                "destructiveChanges.xml",
                "permissionsets/App_Users.permissionset",
                "externalClientApps/App.eca"
            ]
        );
        assert_eq!(bytes, package().to_zip().unwrap());
    }

    #[test]
    fn types_stand_in_order_and_members_before_the_name() {
        let files = package().files().unwrap();
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
    <types>
        <members>App</members>
        <name>ExternalClientApplication</name>
    </types>
    <types>
        <members>App_Users</members>
        <name>PermissionSet</name>
    </types>
    <version>67.0</version>
</Package>
"#;
        assert_eq!(files[0].1, expected);
        assert!(!files[1].1.contains("version>") && files[1].1.contains("Old_plcy"));
    }

    #[test]
    fn a_name_cannot_leave_its_folder() {
        for name in ["../App", "a/b", "", "1App", "App\0", "a.b"] {
            let mut package = Package::new(ApiVersion::new(67));
            package.delete(ComponentType::App, name);
            assert!(matches!(package.to_zip(), Err(Error::Unwritable { .. })), "{name:?}");
        }
    }

    #[test]
    fn a_control_character_is_refused_rather_than_dropped() {
        let mut package = package();
        package.add(ExternalClientApplication { full_name: "App".into(), label: "a\0b".into(), ..Default::default() });
        assert!(package.to_zip().is_err());
    }
}
