//! Zips: limits, names, manifests.

use std::io::{Cursor, Write as _};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::{COMPLETE, Files, message, org, zipped};
use crate::metadata::{ComponentType, DeployOptions, PackageFault, judge, judge_fault, open};

const EMPTY: &[u8] = br#"<Package xmlns="http://soap.sforce.com/2006/04/metadata"><version>66.0</version></Package>"#;

#[test]
fn no_zip_or_no_manifest_passes() {
    assert!(matches!(open(b"this is no zip", true), Err(PackageFault::BadZip(_))));
    assert_eq!(open(&zipped(&[("read.me", b"x")]), true), Err(PackageFault::NoPackageXml));
    assert_eq!(open(&zipped(&[("a/package.xml", EMPTY)]), true), Err(PackageFault::NoPackageXml));
    let two = zipped(&[("a/package.xml", EMPTY), ("b/package.xml", EMPTY)]);
    assert_eq!(open(&two, false), Err(PackageFault::SeveralPackages));
    let verdict = judge_fault(&PackageFault::NoPackageXml, 67);
    assert_eq!(verdict.messages[0].problem.as_deref(), Some("No package.xml found"));
    assert!(!verdict.success);
}

#[test]
fn a_package_in_a_folder_is_refused() {
    let files: Vec<(String, &[u8])> =
        COMPLETE.iter().map(|(path, text)| (format!("zip/{path}"), text.as_bytes())).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, bytes)| (path.as_str(), *bytes)).collect();
    let package = open(&zipped(&files), false).unwrap();
    let judgement = judge(&package, &DeployOptions::default(), &org(), 67);
    assert!(judgement.success, "{:#?}", judgement.messages);
    assert_eq!(message(&judgement, ".eca").file_name, "zip/externalClientApps/Tide_Tables.eca");
}

#[test]
fn folder_entries_or_strange_folders_are_refused() {
    let mut files: Vec<(&str, &[u8])> = vec![("externalClientApps/", b""), ("externalClientApps/deep/", b"")];
    files.extend(COMPLETE.iter().map(|(path, text)| {
        let path = path.strip_prefix("extlClntAppOauthPolicies/").unwrap_or(path);
        (path, text.as_bytes())
    }));
    let package = open(&zipped(&files), true).unwrap();
    assert_eq!(package.files.len(), 7);
    assert!(judge(&package, &DeployOptions::default(), &org(), 67).success);
}

#[test]
fn a_name_that_leads_out_of_the_package_passes() {
    for name in ["../x.eca", "a/../../x.eca", "/x.eca", "a//x.eca", "a\\x.eca", "C:x.eca", "./x.eca", "a\0.eca"] {
        let zip = zipped(&[("package.xml", EMPTY), (name, b"x")]);
        assert!(matches!(open(&zip, true), Err(PackageFault::IllegalName(_))), "{name:?}");
    }
}

#[test]
fn a_link_passes() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("package.xml", SimpleFileOptions::default()).unwrap();
    writer.write_all(EMPTY).unwrap();
    writer.add_symlink("x.eca", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    let zip = writer.finish().unwrap().into_inner();
    assert!(matches!(open(&zip, true), Err(PackageFault::IllegalName(_))));
}

#[test]
fn a_name_twice_passes() {
    let folded = zipped(&[("package.xml", EMPTY), ("x.eca", b"1"), ("X.eca", b"2")]);
    assert!(matches!(open(&folded, true), Err(PackageFault::DuplicateName(_))));
    // A writer refuses equal names, so one is renamed in place: local header and directory.
    let mut same = zipped(&[("package.xml", EMPTY), ("x.eca", b"1"), ("y.eca", b"2")]);
    for at in 0..same.len() - 5 {
        if &same[at..at + 5] == b"y.eca" {
            same[at] = b'x';
        }
    }
    assert!(matches!(open(&same, true), Err(PackageFault::DuplicateName(_))));
}

#[test]
fn a_bomb_or_a_flood_of_entries_is_inflated() {
    // Deflate shrinks one byte without end a little more than a thousandfold.
    let zeroes = vec![b' '; 8 * 1024 * 1024];
    let bomb = zipped(&[("package.xml", EMPTY), ("x.eca", &zeroes)]);
    assert_eq!(open(&bomb, true), Err(PackageFault::TooLarge));
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..10_001 {
        writer.start_file(format!("{number}.eca"), SimpleFileOptions::default()).unwrap();
    }
    assert_eq!(open(&writer.finish().unwrap().into_inner(), true), Err(PackageFault::TooManyFiles));
    assert_eq!(open(&vec![0; 39 * 1024 * 1024 + 1], true), Err(PackageFault::TooLarge));
}

#[test]
fn files_and_members_need_not_match() {
    let extra = Files::complete().with("externalClientApps/Other.eca", COMPLETE[1].1);
    assert_eq!(extra.refusal(&org(), "Other.eca"), "Not in package.xml");
    let stray = Files::complete().with("notes/read.me", "hello");
    assert_eq!(stray.refusal(&org(), "read.me"), "Not in package.xml");
    let missing = Files::complete().edit("package.xml", "<members>Tide_Tables</members>", "<members>Gone</members>");
    assert_eq!(
        missing.refusal(&org(), "package.xml"),
        "An object 'Gone' of type ExternalClientApplication was named in package.xml, but was not found in zipped \
         directory"
    );
    let star = Files::complete().edit("package.xml", "<members>Tide_Tables</members>", "<members>*</members>");
    star.is_taken(&org());
    let unknown = Files::complete().edit("package.xml", "<name>Settings<", "<name>Setings<");
    assert_eq!(unknown.refusal(&org(), "package.xml"), "Unknown type name 'Setings' specified in package.xml");
    let wrong = Files::complete().edit(".eca", "<ExternalClientApplication", "<PermissionSet").edit(
        ".eca",
        "</ExternalClientApplication",
        "</PermissionSet",
    );
    assert!(wrong.refusal(&org(), ".eca").contains("Unexpected element PermissionSet"));
}

#[test]
fn a_broken_manifest_is_not_a_message() {
    for (from, to, problem) in [
        ("66.0", "sixty", "Invalid version specified: sixty"),
        ("66.0", "99.0", "Invalid version specified: 99.0"),
        ("<version>", "<vers>1</vers><version>", "invalid at this location in type Package"),
        ("<name>Settings</name>", "", "Required field is missing: name"),
        ("</Package>", "", "Error parsing file"),
    ] {
        let refusal = Files::complete().edit("package.xml", from, to).refusal(&org(), "package.xml");
        assert!(refusal.contains(problem), "{refusal}");
    }
}

#[test]
fn the_manifest_has_no_row_of_its_own() {
    let judgement = Files::complete().judge(&org());
    let row = message(&judgement, "package.xml");
    assert_eq!((row.component_type.as_str(), row.full_name.as_str(), row.success), ("", "package.xml", true));
    assert_eq!(judgement.messages.len(), 8);
    assert_eq!(judgement.package_version, 66);
}

#[test]
fn a_type_is_known_by_other_names() {
    for kind in ComponentType::ALL {
        assert_eq!(ComponentType::from_suffix(kind.suffix()), Some(kind));
        assert_eq!(ComponentType::from_xml_name(kind.xml_name()), Some(kind));
    }
    assert_eq!(ComponentType::from_suffix("ecaGlobalOauth"), None);
    let path = ComponentType::GlobalOauthSettings.path("X");
    assert_eq!(path, "extlClntAppGlobalOauthSets/X.ecaGlblOauth");
}
