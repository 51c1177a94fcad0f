//! `orgkey set-up --practice`, as a person and as a script would run it.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::process::{Command, Output};

use serde_json::Value;

fn orgkey(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_orgkey")).args(arguments).output().unwrap()
}

#[test]
fn a_machine_without_a_display_cannot_do_the_whole_job() {
    let output = orgkey(&["set-up", "--practice", "--yes", "--json"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let evidence = &lines.last().unwrap()["value"];
    assert_eq!(lines.last().unwrap()["event"], "evidence");
    assert!(evidence["client_id"].as_str().unwrap().starts_with("3MVG9PRACTICE"));
    assert_eq!(evidence["proven"], true);
    let proofs = evidence["report"]["flows"][0]["proofs"].as_array().unwrap();
    for id in ["got_token", "read_organization", "refused_wrong_secret", "refused_unlisted_callback", "revoked"] {
        assert!(proofs.iter().any(|proof| proof["id"] == id && proof["outcome"] == "passed"), "{id}");
    }
    for event in ["signed_in", "check", "plan", "part"] {
        assert!(lines.iter().any(|line| line["event"] == event), "{event} is not said");
    }
    for secret in ["FA4EFA4E", "!PRACTICE."] {
        assert!(!text.contains(secret), "a secret is printed");
    }
}

#[test]
fn a_person_is_shown_ids_instead_of_words() {
    let output = orgkey(&["set-up", "--practice", "--yes"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    for id in ["plan_", "check_", "part_", "proof_", "cli_", "{"] {
        assert!(!text.contains(id), "{id} in {text}");
    }
}

#[test]
fn something_is_created_though_nobody_said_yes() {
    let output = orgkey(&["set-up", "--practice"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(text.contains("Nothing was changed"), "{text}");
}

#[test]
fn wrong_arguments_pass_for_something_else() {
    assert_eq!(orgkey(&["set-up"]).status.code(), Some(2));
    assert_eq!(orgkey(&["set-up", "--practice", "--token", "x"]).status.code(), Some(2));
    assert_eq!(orgkey(&["set-up", "--practice", "--token-stdin"]).status.code(), Some(2));
    // What comes by standard input is for some org.
    let no_org = orgkey(&["set-up", "app.json", "--token-stdin"]);
    let said = String::from_utf8(no_org.stderr).unwrap();
    assert_eq!(no_org.status.code(), Some(2));
    assert!(said.contains("<--org <URL>|--practice|--practice-at <URL>>"), "{said}");
}
