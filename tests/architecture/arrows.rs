//! Who may know whom.

use std::collections::BTreeSet;
use std::fs;

use orgkey_tests::root;
use toml::Table;

/// Each crate and the ones of ours that it may depend on. Development dependencies may also name the practice org.
const ARROWS: &[(&str, &[&str])] = &[
    ("crates/salesforce", &[]),
    ("crates/orgkey", &["salesforce"]),
    ("crates/practice-org", &[]),
    ("crates/cli", &["orgkey", "practice-org"]),
    // `salesforce` for the types that the core's own answers are made of.
    ("src-tauri", &["orgkey", "practice-org", "salesforce"]),
    ("fuzz", &["salesforce", "orgkey", "practice-org"]),
    ("tests", &["salesforce", "orgkey", "practice-org"]),
];

fn manifest(folder: &str) -> Table {
    fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap().parse().unwrap()
}

fn ours(manifest: &Table, section: &str) -> BTreeSet<String> {
    let names = ["salesforce", "orgkey", "practice-org", "orgkey-cli", "orgkey-window", "orgkey-tests"];
    let Some(section) = manifest.get(section).and_then(|section| section.as_table()) else { return BTreeSet::new() };
    section.keys().filter(|name| names.contains(&name.as_str())).cloned().collect()
}

#[test]
fn a_crate_knows_one_that_it_must_not_know() {
    for (folder, allowed) in ARROWS {
        let manifest = manifest(folder);
        for name in ours(&manifest, "dependencies") {
            assert!(allowed.contains(&name.as_str()), "{folder} must not depend on {name}");
        }
        for name in ours(&manifest, "dev-dependencies") {
            assert!(allowed.contains(&name.as_str()) || name == "practice-org", "{folder} must not depend on {name}");
        }
    }
}

#[test]
fn a_crate_is_missing_from_the_rules() {
    let listed: BTreeSet<_> = ARROWS.iter().map(|(folder, _)| (*folder).to_owned()).collect();
    let mut there: BTreeSet<_> = ["fuzz".to_owned(), "src-tauri".to_owned(), "tests".to_owned()].into();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        there.insert(format!("crates/{}", entry.unwrap().file_name().to_string_lossy()));
    }
    assert_eq!(listed, there);
}

#[test]
fn a_package_of_the_first_plan_is_not_used_directly() {
    for (folder, name, word) in [
        ("src-tauri", "tauri", "tauri::"),
        ("crates/orgkey", "serde", "use serde::"),
        ("crates/orgkey", "tokio", "tokio::"),
        ("crates/orgkey", "keyring", "keyring::"),
        ("crates/orgkey", "open", "open::"),
        ("crates/salesforce", "reqwest", "reqwest::"),
        ("crates/salesforce", "oauth2", "oauth2::"),
    ] {
        let manifest = manifest(folder);
        assert!(manifest["dependencies"].as_table().unwrap().contains_key(name), "{folder} lacks {name}");
        let used = super::sources::files(&root().join(folder).join("src"), "rs")
            .into_iter()
            .any(|(_, text)| text.contains(word));
        assert!(used, "{folder} names {name} and does not use it");
    }
}

#[test]
fn two_versions_of_the_http_crate_are_linked() {
    let lock: Table = fs::read_to_string(root().join("Cargo.lock")).unwrap().parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    let versions: Vec<_> = packages.iter().filter(|package| package["name"].as_str() == Some("reqwest")).collect();
    assert_eq!(versions.len(), 1, "{versions:?}");
    for name in ["openssl", "native-tls", "webpki-roots", "aws-lc-rs"] {
        assert!(!packages.iter().any(|package| package["name"].as_str() == Some(name)), "{name} is linked");
    }
}

#[test]
fn a_window_library_with_a_known_hole_is_used() {
    let lock: Table = fs::read_to_string(root().join("Cargo.lock")).unwrap().parse().unwrap();
    let tauri =
        lock["package"].as_array().unwrap().iter().find(|package| package["name"].as_str() == Some("tauri")).unwrap();
    let version = tauri["version"].as_str().unwrap();
    let numbers: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
    // CVE-2026-42184: below this a remote page could pass as local.
    assert!(numbers.as_slice() >= [2, 11, 1].as_slice(), "tauri {version}");
}
