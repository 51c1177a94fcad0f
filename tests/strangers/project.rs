//! The project `strangers/project`: one app with its settings and policies, the permission set that opens it, and the
//! org's switch for secrets, in source format. A test gets a copy, which it may spoil.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::home::folder;

/// The type of each file, by its ending, in the order of a manifest (Metadata API Developer Guide).
const TYPES: [(&str, &str); 7] = [
    ("eca", "ExternalClientApplication"),
    ("ecaPlcy", "ExtlClntAppConfigurablePolicies"),
    ("ecaGlblOauth", "ExtlClntAppGlobalOauthSettings"),
    ("ecaOauthPlcy", "ExtlClntAppOauthConfigurablePolicies"),
    ("ecaOauth", "ExtlClntAppOauthSettings"),
    ("permissionset", "PermissionSet"),
    ("settings", "Settings"),
];

/// A copy of the project.
pub(crate) struct Project(TempDir);

impl Project {
    pub(crate) fn new() -> Self {
        let project = Self(TempDir::new().unwrap());
        copy(&folder("project"), project.path());
        project
    }

    /// The same app, which everybody may allow for themselves.
    pub(crate) fn for_everybody() -> Self {
        let project = Self::new();
        let policies = "Harbour_Log_oauthPlcy.ecaOauthPlcy-meta.xml";
        project.change(policies, "AdminApprovedPreAuthorized", "AllSelfAuthorized");
        let set = "<commaSeparatedPermissionSet>Harbour_Log_Users</commaSeparatedPermissionSet>";
        project.change(policies, set, "");
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Changes a text in a file.
    pub(crate) fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.files().into_iter().find(|path| path.ends_with(file)).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(path, text.replace(from, to)).unwrap();
    }

    /// The text of a file.
    pub(crate) fn read(&self, file: &str) -> String {
        let path = self.files().into_iter().find(|path| path.ends_with(file));
        fs::read_to_string(path.unwrap_or_else(|| panic!("there is no {file}"))).unwrap()
    }

    /// Every file below `force-app`.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.path().join("force-app")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { found.push(path) }
            }
        }
        found
    }

    /// The project as a package, zipped.
    pub(crate) fn zip(&self) -> Vec<u8> {
        let files = self.files();
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut types = String::new();
        for (suffix, name) in TYPES {
            let ending = format!(".{suffix}-meta.xml");
            let path = files.iter().find(|path| path.to_string_lossy().ends_with(&ending)).unwrap();
            let member = path.file_name().unwrap().to_string_lossy().replace(&ending, "");
            let folder = path.parent().unwrap().file_name().unwrap().to_string_lossy();
            zip.start_file(format!("{folder}/{member}.{suffix}"), SimpleFileOptions::default()).unwrap();
            zip.write_all(&fs::read(path).unwrap()).unwrap();
            types += &format!("<types><members>{member}</members><name>{name}</name></types>");
        }
        zip.start_file("package.xml", SimpleFileOptions::default()).unwrap();
        let manifest = format!(
            "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">{types}<version>66.0</version></Package>"
        );
        zip.write_all(manifest.as_bytes()).unwrap();
        zip.finish().unwrap().into_inner()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
