//! The manual and the completions.

use std::process::Stdio;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::support::{Computer, Ended};

const COMMANDS: [&str; 7] = ["set-up", "check", "verify", "undo", "continue", "practice-org", "blueprint"];

/// Runs a program over a text, where it is installed.
async fn through(program: &str, arguments: &[&str], text: &str) -> Option<std::process::Output> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().ok()?;
    let mut stdin = child.stdin.take()?;
    // One that does not read to the end says so by how it ends.
    let _ = stdin.write_all(text.as_bytes()).await;
    drop(stdin);
    child.wait_with_output().await.ok()
}

#[tokio::test]
async fn the_manual_lacks_a_command_an_exit_code_or_is_no_groff() {
    let computer = Computer::new().await;
    let page = Ended::of(computer.bare(&["man"]).output().await.unwrap());
    assert_eq!(page.code, 0);
    assert!(page.text.contains(".TH orgkey 1"), "{}", page.text);
    for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "SUBCOMMANDS", "ENVIRONMENT"] {
        assert!(page.text.contains(&format!(".SH {section}")), "{section}");
    }
    for word in ["refused by the checks", "ORGKEY_ACCESS_TOKEN"] {
        assert!(page.text.contains(word), "{word}");
    }
    for command in COMMANDS {
        assert!(page.text.contains(&command.replace('-', "\\-")), "{command}");
        let own = Ended::of(computer.bare(&["man", command]).output().await.unwrap()).text;
        assert!(own.contains(".SH SYNOPSIS") && own.contains(".TH"), "{command}");
    }
    // A control line begins with a dot and a name; nothing else may begin with a dot.
    for line in page.text.lines().filter(|line| line.starts_with('.')) {
        assert!(line[1..].starts_with(|first: char| first.is_ascii_alphabetic() || first == '\\'), "{line}");
    }
    if let Some(shown) = through("man", &["-l", "-"], &page.text).await {
        assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    }
}

#[tokio::test]
async fn the_completions_are_no_script_or_lack_a_command() {
    let computer = Computer::new().await;
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = Ended::of(computer.bare(&["completions", shell]).output().await.unwrap()).text;
        for command in COMMANDS {
            assert!(script.contains(command), "{command} for {shell}");
        }
        assert!(script.contains("token-stdin"), "{shell}");
    }
    let script = Ended::of(computer.bare(&["completions", "bash"]).output().await.unwrap()).text;
    let asked =
        format!("{script}\nCOMP_WORDS=(orgkey bl); COMP_CWORD=1; _orgkey orgkey bl orgkey; echo \"${{COMPREPLY[*]}}\"");
    let completed = through("bash", &["--norc"], &asked).await.unwrap();
    assert_eq!(String::from_utf8(completed.stdout).unwrap().trim(), "blueprint");
}
