//! The kept inputs, tried in every test run: shapes that Salesforce is known to send or take, and every input that
//! once broke something.

use std::fs;
use std::path::Path;

#[test]
fn a_kept_input_breaks_what_must_hold() {
    for (name, holds) in orgkey_fuzz::TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
        let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(files.len() >= 5, "{} has {} inputs", folder.display(), files.len());
        for file in files {
            let data = fs::read(&file).unwrap();
            if let Err(panic) = std::panic::catch_unwind(|| holds(&data)) {
                panic!("{}: {panic:?}", file.display());
            }
        }
    }
}

#[test]
fn a_kind_of_input_has_no_program_that_searches() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let programs: Vec<_> = manifest.lines().filter_map(|line| line.strip_prefix("path = \"targets/")).collect();
    let targets: Vec<_> = orgkey_fuzz::TARGETS.iter().map(|(name, _)| format!("{name}.rs\"")).collect();
    assert_eq!(programs, targets);
}
