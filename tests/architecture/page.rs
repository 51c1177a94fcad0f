//! What the page may do.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use orgkey_tests::root;
use serde_json::Value;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src ipc: http://ipc.localhost; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

fn json(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(root().join(path)).unwrap()).unwrap()
}

fn commands() -> BTreeSet<String> {
    let list = fs::read_to_string(root().join("src-tauri/commands.rs")).unwrap();
    let lines = list.lines().map(str::trim).filter(|line| line.contains(") -> ") && line.ends_with(';'));
    lines.filter_map(|line| Some(line.split_once('(')?.0.to_owned())).collect()
}

#[test]
fn the_content_security_policy_is_weaker_than_it_has_to_be() {
    let config = json("src-tauri/tauri.conf.json");
    let security = &config["app"]["security"];
    assert_eq!(security["csp"], POLICY);
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(config["app"]["withGlobalTauri"], false);
}

#[test]
fn a_command_can_be_called_that_is_not_listed_or_one_that_is_listed_cannot() {
    let capability = json("src-tauri/capabilities/main.json");
    assert!(capability.get("remote").is_none(), "a remote page may call commands");
    let allowed: BTreeSet<String> =
        capability["permissions"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect();
    let mut wanted: BTreeSet<String> =
        commands().into_iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
    assert!(wanted.len() > 40, "the list of commands could not be read");
    wanted.extend(["core:event:allow-listen".to_owned(), "core:event:allow-unlisten".to_owned()]);
    assert_eq!(allowed, wanted);
}

/// Of all scripts of the built page, gzipped, in bytes.
const SCRIPT_BUDGET: usize = 150_000;

#[test]
fn the_page_takes_long_to_load() {
    let built = fs::read_dir(root().join("ui/dist/assets")).unwrap();
    let scripts =
        built.flatten().map(|file| file.path()).filter(|path| path.extension().is_some_and(|end| end == "js"));
    let zipped = |path: PathBuf| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&fs::read(path).unwrap()).unwrap();
        gzip.finish().unwrap().len()
    };
    let weight: usize = scripts.map(zipped).sum();
    assert!((1..=SCRIPT_BUDGET).contains(&weight), "{weight} bytes of script, gzipped");
}

#[test]
fn something_else_than_the_host_door_talks_to_the_window() {
    for (path, text) in super::sources::files(&root().join("ui/src"), "") {
        if path.contains("/src/host/") {
            continue;
        }
        assert!(!text.contains("@tauri-apps"), "{path} goes past the host door");
        // A test may read the page back.
        if path.ends_with(".test.ts") {
            continue;
        }
        for word in ["{@html", "innerHTML", "localStorage", "sessionStorage", "indexedDB", "eval("] {
            assert!(!text.contains(word), "{path} uses {word}");
        }
    }
}
