//! What no source may hold.

use std::fs;
use std::path::Path;

use orgkey_tests::root;

/// All files below a folder with an ending (any, if empty), with their text.
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        // In a worktree of git's, `.git` is a file with a place of this machine.
        if name == ".git" {
            continue;
        }
        if path.is_dir() {
            if !matches!(name.as_str(), "node_modules" | "compiled" | "target" | "dist" | "gen" | "pictures") {
                found.extend(files(&path, ending));
            }
        } else if (ending.is_empty() || path.extension().is_some_and(|extension| extension == ending))
            && let Ok(text) = fs::read_to_string(&path)
        {
            found.push((path.display().to_string(), text));
        }
    }
    found
}

#[test]
fn the_core_knows_a_window() {
    for folder in ["crates/salesforce/src", "crates/orgkey/src", "crates/practice-org/src"] {
        for (path, text) in files(&root().join(folder), "rs") {
            assert!(!text.contains("tauri"), "{path} names the window's library");
        }
    }
}

#[test]
fn a_bad_certificate_could_be_accepted() {
    let word = ["danger", "accept"].join("_");
    let own_verdict = ["Verified::asser", "tion"].concat();
    let own_signature = ["SignatureValid::asser", "tion"].concat();
    let installs = [".dangerous", "()"].concat();
    for (path, text) in files(&root(), "rs") {
        assert!(!text.contains(&word), "{path}");
        assert!(!text.contains(&own_verdict) && !text.contains(&own_signature), "{path} passes a verdict of its own");
        let one_place = path.ends_with("crates/salesforce/src/transport/certificate.rs");
        assert_eq!(text.contains(&installs), one_place, "{path}");
    }
}

#[test]
fn an_archive_of_somebody_else_is_opened() {
    for folder in ["crates/salesforce/src", "crates/orgkey/src", "src-tauri/src", "crates/cli/src"] {
        for (path, text) in files(&root().join(folder), "rs") {
            // Packages are sent, never read: no bomb, no name that leads out.
            let product = text.split("#[cfg(test)]").next().unwrap_or_default();
            assert!(!product.contains("ZipArchive"), "{path}");
        }
    }
}

#[test]
fn a_file_is_longer_than_a_reader_can_hold() {
    for ending in ["rs", "ts", "svelte", "css"] {
        for (path, text) in files(&root(), ending) {
            assert!(text.lines().count() <= 600, "{path} has {} lines", text.lines().count());
        }
    }
}

#[test]
fn a_place_of_one_machine_or_one_registry_is_written_down() {
    let words = [["/wo", "rk/"].concat(), ["registry", ".npmjs", ".org"].concat(), ["/ro", "ot/"].concat()];
    for ending in ["rs", "ts", "svelte", "json", "toml", "md", "sh", ""] {
        for (path, text) in files(&root(), ending) {
            for word in &words {
                assert!(!text.contains(word.as_str()), "{path} holds {word}");
            }
        }
    }
}

#[test]
fn an_english_message_is_not_in_the_catalogue_in_order() {
    let text = fs::read_to_string(root().join("messages/en.json")).unwrap();
    let catalogue: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert!(catalogue.len() > 500 && catalogue.values().all(serde_json::Value::is_string));
    assert_eq!(text.matches("\": \"").count(), catalogue.len(), "a key stands twice");
}
