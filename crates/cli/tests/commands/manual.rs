//! The manual and the completions, compared with what `--help` says: clap makes that from the definitions by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::support::{Computer, Ended};

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

/// Every command as it is typed, nested ones too and first of all `orgkey` itself, with its options.
async fn commands(computer: &Computer) -> Vec<(Vec<String>, Vec<String>)> {
    let mut found = Vec::new();
    let mut ahead = vec![Vec::new()];
    while let Some(command) = ahead.pop() {
        let arguments: Vec<_> = command.iter().map(String::as_str).chain(["--help"]).collect();
        let help = Ended::of(computer.bare(&arguments).output().await.unwrap()).text;
        let below = help.split_once("\nCommands:\n").map_or("", |(_, rest)| rest);
        for line in below.lines().take_while(|line| !line.is_empty()) {
            let name = line.split_whitespace().next().unwrap();
            // It only says what `--help` says.
            if name != "help" {
                ahead.push([&*command, &[name.to_owned()]].concat());
            }
        }
        let options = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
        let options = options.filter_map(|line| line.split([' ', ',', '=']).find(|word| word.starts_with("--")));
        let options = options.map(str::to_owned).collect();
        found.push((command, options));
    }
    assert!(found.len() > 10, "nested ones are not found: {found:?}");
    found
}

/// A page of the manual, as groff source.
async fn page(computer: &Computer, name: Option<&str>) -> String {
    let arguments: Vec<_> = ["man"].into_iter().chain(name).collect();
    let page = Ended::of(computer.bare(&arguments).output().await.unwrap());
    assert_eq!(page.code, 0, "{name:?}: {}", page.all);
    page.text
}

/// The same with hyphens and apostrophes as they are read.
fn unescaped(page: &str) -> String {
    page.replace("\\-", "-").replace("\\*(Aq", "'")
}

/// The words of the catalogue whose names begin so, by the rest of their names.
fn catalogue(prefix: &str) -> BTreeMap<String, String> {
    let all: BTreeMap<String, String> = serde_json::from_str(include_str!("../../../../messages/en.json")).unwrap();
    all.into_iter().filter_map(|(id, words)| Some((id.strip_prefix(prefix)?.to_owned(), words))).collect()
}

#[tokio::test]
async fn a_command_or_an_option_stands_on_no_page_or_a_page_has_another_name() {
    let computer = Computer::new().await;
    let (mut there, mut named) = (BTreeSet::new(), BTreeSet::new());
    for (command, options) in commands(&computer).await {
        let name = command.join("-");
        let page = unescaped(&page(&computer, Some(&*name).filter(|name| !name.is_empty())).await);
        let full = [&["orgkey".to_owned()], &*command].concat();
        let (title, typed) = (full.join("-"), full.join(" "));
        let version = env!("CARGO_PKG_VERSION");
        assert!(page.contains(&format!("\n.TH {title} 1  \"orgkey {version}\"")), "{page}");
        assert!(page.contains(&format!("\n.SH NAME\n{title} - ")), "{page}");
        assert!(page.contains(&format!("\n.SH SYNOPSIS\n\\fB{typed}\\fR ")), "{page}");
        assert!(page.contains("\n.SH DESCRIPTION\n"), "{page}");
        assert!(options.contains(&"--help".to_owned()), "{title}: the options are not found");
        for option in options {
            let explained = |entry: &str| entry.lines().next().unwrap().contains(&format!("\\fB{option}\\fR"));
            assert!(page.split("\n.TP\n").skip(1).any(explained), "{option} is not explained: {page}");
        }
        named.extend(page.lines().filter_map(|line| line.strip_suffix("(1)")).map(str::to_owned));
        there.insert(title);
    }
    there.remove("orgkey");
    assert_eq!(named, there, "what the pages name is not what there is");
}

#[tokio::test]
async fn the_manual_lacks_an_exit_code_or_an_environment_variable() {
    let computer = Computer::new().await;
    let codes = catalogue("cli_exit_");
    let codes: Vec<_> = codes.iter().filter(|(code, _)| code.parse::<u8>().is_ok()).collect();
    assert_eq!(codes.len(), 6);
    for (command, _) in commands(&computer).await {
        let name = command.join("-");
        let page = unescaped(&page(&computer, Some(&*name).filter(|name| !name.is_empty())).await);
        let status = page.split_once("\n.SH \"EXIT STATUS\"\n").unwrap().1;
        for (code, meaning) in &codes {
            assert!(status.contains(&format!("\\fB{code}\\fR\n{meaning}\n")), "{code} {meaning}: {status}");
        }
    }
    let whole = unescaped(&page(&computer, None).await);
    let environment = whole.split_once("\n.SH ENVIRONMENT\n").unwrap().1;
    let readme = include_str!("../../../../README.md");
    let words = readme.split(|letter: char| !letter.is_ascii_uppercase() && letter != '_');
    let in_readme: BTreeSet<_> = words.filter(|word| word.starts_with("ORGKEY_")).map(str::to_owned).collect();
    let meanings = catalogue("cli_env_");
    assert_eq!(meanings.keys().map(|name| name.to_uppercase()).collect::<BTreeSet<_>>(), in_readme);
    for (name, meaning) in meanings {
        let entry = format!("\\fB{}\\fR\n{meaning}\n", name.to_uppercase());
        assert!(environment.contains(&entry), "{entry}: {environment}");
    }
}

#[tokio::test]
async fn the_manual_is_no_groff() {
    let computer = Computer::new().await;
    let page = page(&computer, None).await;
    // A control line begins with a dot and a name; nothing else may begin with a dot.
    for line in page.lines().filter(|line| line.starts_with('.')) {
        assert!(line[1..].starts_with(|first: char| first.is_ascii_alphabetic() || first == '\\'), "{line}");
    }
    if let Some(shown) = through("man", &["-l", "-"], &page).await {
        assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    }
}

#[tokio::test]
async fn a_token_or_another_secret_can_be_given_by_argument() {
    let computer = Computer::new().await;
    let mut taking = BTreeSet::new();
    for (command, _) in commands(&computer).await {
        let arguments: Vec<_> = command.iter().map(String::as_str).chain(["--help"]).collect();
        let help = Ended::of(computer.bare(&arguments).output().await.unwrap()).text;
        // An option with its value, `-t, --token <TOKEN>`, or the value alone: `[TOKEN]`.
        for line in help.lines().map(str::trim_start).filter(|line| line.starts_with(['-', '<', '['])) {
            let words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '-').map(str::to_lowercase);
            let option = words.clone().find(|word| word.starts_with("--")).filter(|_| line.contains('<'));
            let value = line.starts_with(['<', '[']).then(|| words.clone().find(|word| !word.is_empty())).flatten();
            taking.extend(option.or(value).map(|taken| (command.join(" "), taken)));
        }
    }
    assert!(taking.contains(&("set-up".to_owned(), "--org".to_owned())), "{taking:?}");
    assert!(taking.contains(&("undo".to_owned(), "run".to_owned())), "{taking:?}");
    for (command, taken) in taking {
        // A file of the person's own may hold one.
        let names_a_file = taken.ends_with("-file") || taken == "--key";
        let secret = ["token", "secret", "password", "bearer", "key"].iter().any(|word| taken.contains(word));
        assert!(names_a_file || !secret, "{command} takes {taken}");
    }
    for wrong in [&["check", "--org", "x", "--token", "y"], &["check", "--org", "x", "--token-stdin", "y"]] {
        assert_eq!(computer.bare(wrong).output().await.unwrap().status.code(), Some(2), "{wrong:?}");
    }
}

#[tokio::test]
async fn the_completions_are_no_script_or_lack_a_command() {
    let computer = Computer::new().await;
    let commands = commands(&computer).await;
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = Ended::of(computer.bare(&["completions", shell]).output().await.unwrap()).text;
        let words = script.split(|letter: char| !letter.is_alphanumeric() && letter != '-');
        let words: BTreeSet<_> = words.map(|word| word.trim_start_matches('-')).collect();
        for (command, options) in &commands {
            for word in command.iter().map(String::as_str).chain(options.iter().map(|option| &option[2..])) {
                assert!(words.contains(word), "{word} for {shell}");
            }
        }
    }
    let script = Ended::of(computer.bare(&["completions", "bash"]).output().await.unwrap()).text;
    let asked =
        format!("{script}\nCOMP_WORDS=(orgkey bl); COMP_CWORD=1; _orgkey orgkey bl orgkey; echo \"${{COMPREPLY[*]}}\"");
    let completed = through("bash", &["--norc"], &asked).await.unwrap();
    assert_eq!(String::from_utf8(completed.stdout).unwrap().trim(), "blueprint");
}
