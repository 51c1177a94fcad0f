//! Where the secret is, as a process says it that has a keychain.

use orgkey::{Line, words};
use serde_json::json;
use tokio::process::Command;

use crate::computer::{Computer, ended, orgkey};

#[tokio::test]
async fn a_secret_in_the_keychain_is_said_to_be_elsewhere_or_to_be_gone() {
    let computer = Computer::untouched().await;
    let made = ended(computer.set_up()).await;
    assert_eq!(made.code, Some(0), "{made:?}");
    assert_eq!(made.evidence()["secret"], json!({ "place": "keychain", "file": null }));
    // And there it is.
    computer.assert_whole("made").await;

    // Another process still has it, to prove the app with, and says so to a person too.
    let mut command = Command::new(orgkey());
    computer.given_for_a_person(command.args(["verify", "--last"]));
    let output = command.output().await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    let kept = words::line(&Line::new("cli_client_secret_kept").with("secret", "••••••••"));
    assert!(text.lines().any(|line| line == kept), "{text}");
    let gone = words::line(&Line::new("cli_client_secret").with("secret", "••••••••"));
    assert!(!text.contains(&gone) && !text.contains("FA4EFA4E"), "{text}");
}
