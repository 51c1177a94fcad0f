//! A package: the zip of a deploy, opened and sorted into manifest, removals and component files.
//!
//! Unzipping is left to `archive`, the meaning of a manifest to `manifest`, the verdict to `deploy`.
//!
//! Source: *Metadata API Developer Guide*, "deploy()"; any folder will do, the suffix decides the type.

use super::{
    archive::{Entry, unzip},
    component_type::{ComponentType, Key},
    manifest::{self, Manifest, Member},
    xml::XmlError,
};
use crate::rules::{Rule, Said, deploy as say};

/// What a zip brings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Package {
    /// Path of `package.xml` in the zip.
    pub(crate) manifest_path: String,
    /// What `package.xml` says.
    pub(crate) manifest: Manifest,
    /// What the `destructiveChanges` files name.
    pub(crate) removals: Vec<Removal>,
    /// Every other file, in the order of the zip.
    pub(crate) files: Vec<PackageFile>,
    /// Manifests that could not be read, by path.
    pub(crate) broken: Vec<(String, XmlError)>,
}

impl Package {
    /// About how much memory it takes, in bytes.
    pub(crate) fn size(&self) -> usize {
        let files = self.files.iter().map(|file| size_of::<PackageFile>() + file.path.len() + file.bytes.len());
        let members = self.manifest.members.iter().chain(self.removals.iter().map(|removal| &removal.member));
        let named = members.map(|one| size_of::<Member>() + one.type_name.len() + one.full_name.len());
        files.chain(named).sum()
    }
}

/// One component that is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Removal {
    /// What is named.
    pub(crate) member: Member,
    /// Name of the file that names it, `destructiveChanges.xml`.
    pub(crate) file_name: &'static str,
    /// After the files of the package were taken, not before.
    pub(crate) after: bool,
}

/// One file of a package that is no manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PackageFile {
    /// Path in the zip.
    pub(crate) path: String,
    /// What it is, where the suffix is known.
    pub(crate) key: Option<Key>,
    /// What it holds.
    pub(crate) bytes: Vec<u8>,
}

/// Why a zip is no package. The job fails as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PackageFault {
    /// There is no `package.xml` where it must be.
    NoPackageXml,
    /// Several folders hold a `package.xml`.
    SeveralPackages,
    /// It is no zip, or a damaged one.
    BadZip(String),
    /// A name leads out of the package, or is a link.
    IllegalName(String),
    /// The zip has a name twice.
    DuplicateName(String),
    /// Too many entries.
    TooManyFiles,
    /// Too many bytes, zipped or not.
    TooLarge,
}

impl PackageFault {
    /// What speaks for it; its code is the `errorStatusCode` of the deploy result.
    pub(crate) fn rule(&self) -> &'static Rule {
        match self {
            PackageFault::NoPackageXml => say::NO_PACKAGE_XML,
            PackageFault::SeveralPackages => say::SEVERAL_PACKAGES,
            PackageFault::BadZip(_) => say::BAD_ZIP,
            PackageFault::IllegalName(_) => say::ILLEGAL_NAME,
            PackageFault::DuplicateName(_) => say::DUPLICATE_NAME,
            PackageFault::TooManyFiles => say::TOO_MANY_FILES,
            PackageFault::TooLarge => say::TOO_LARGE,
        }
    }

    /// What is said about it.
    pub(crate) fn said(&self) -> Said {
        match self {
            PackageFault::BadZip(what) | PackageFault::IllegalName(what) | PackageFault::DuplicateName(what) => {
                self.rule().say(&[what])
            }
            _ => self.rule().said(),
        }
    }

    pub(super) fn bad_zip(error: impl std::fmt::Display) -> PackageFault {
        PackageFault::BadZip(error.to_string())
    }
}

const MANIFEST: &str = "package.xml";

/// The manifests of removals, and whether each comes after the files.
const REMOVALS: [(&str, bool); 3] =
    [("destructiveChangesPre.xml", false), ("destructiveChanges.xml", false), ("destructiveChangesPost.xml", true)];

/// Opens a zip. With `single_package` the package lies at its root, without it may lie in one folder of any name.
pub(crate) fn open(zip: &[u8], single_package: bool) -> Result<Package, PackageFault> {
    let entries = unzip(zip)?;
    let root = root(&entries, single_package)?;
    let mut package = Package { manifest_path: format!("{root}{MANIFEST}"), ..Package::default() };
    for Entry { path, bytes } in entries {
        let Some(inner) = path.strip_prefix(root.as_str()) else { continue };
        let removals = REMOVALS.into_iter().find(|(name, _)| *name == inner);
        if inner != MANIFEST && removals.is_none() {
            package.files.push(PackageFile { key: key_of(inner), path, bytes });
            continue;
        }
        match (manifest::read(&bytes), removals) {
            (Ok(manifest), None) => package.manifest = manifest,
            (Ok(manifest), Some((file_name, after))) => {
                let removal = |member| Removal { member, file_name, after };
                package.removals.extend(manifest.members.into_iter().map(removal));
            }
            (Err(error), _) => package.broken.push((path, error)),
        }
    }
    Ok(package)
}

/// The folder that holds `package.xml`, with its slash; empty for the root of the zip.
fn root(entries: &[Entry], single_package: bool) -> Result<String, PackageFault> {
    if entries.iter().any(|entry| entry.path == MANIFEST) {
        return Ok(String::new());
    }
    let mut folders = entries.iter().filter_map(|entry| {
        let folder = entry.path.strip_suffix(MANIFEST)?;
        (folder.ends_with('/') && folder.matches('/').count() == 1).then(|| folder.to_owned())
    });
    match (single_package, folders.next(), folders.next()) {
        (false, Some(folder), None) => Ok(folder),
        (false, Some(_), Some(_)) => Err(PackageFault::SeveralPackages),
        _ => Err(PackageFault::NoPackageXml),
    }
}

/// Type and full name, from the last part of a path.
fn key_of(path: &str) -> Option<Key> {
    let file = path.rsplit('/').next()?;
    let (name, suffix) = file.rsplit_once('.')?;
    let kind = ComponentType::from_suffix(suffix)?;
    (!name.is_empty()).then(|| Key::new(kind, name))
}
