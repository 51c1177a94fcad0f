//! One org and one computer, on which `orgkey` runs as a process of its own.

use std::process::Stdio;

use orgkey::Uuid;
use orgkey::apply::{Entry, SecretPlace};
use orgkey::store::Store;
use orgkey::vault::{Namespace, Slot, Vault};
use orgkey::views::KeychainState;
use orgkey_tests::{OrgWitness, program};
use practice_org::{Options, Running};
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;

/// The API name of the app that `orgkey set-up` makes.
const APP: &str = "Practice_Loader";

pub(crate) struct Computer {
    pub(crate) practice: Running,
    pub(crate) home: TempDir,
    /// How the org's switch for secrets was before.
    switch: bool,
}

/// How a process ended, and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) lines: Vec<Value>,
}

impl Ended {
    /// The code of the problem that it ended with.
    pub(crate) fn problem(&self) -> &str {
        let said = self.lines.iter().rev().find(|line| line["event"] == "problem");
        said.and_then(|line| line["value"]["code"].as_str()).unwrap_or_else(|| panic!("no problem: {self:?}"))
    }

    /// What it said came of the run.
    pub(crate) fn evidence(&self) -> &Value {
        let said = self.lines.iter().find(|line| line["event"] == "evidence");
        &said.unwrap_or_else(|| panic!("no evidence: {self:?}"))["value"]
    }

    /// What it said is left over.
    pub(crate) fn remainders(&self) -> Vec<&str> {
        let lines = self.lines.iter().filter(|line| line["event"] == "remainder");
        lines.filter_map(|line| line["value"]["id"].as_str()).collect()
    }
}

impl Computer {
    pub(crate) async fn new() -> Self {
        Self::with(Options::default()).await
    }

    /// One whose org hands secrets out already.
    pub(crate) async fn with_switch_on() -> Self {
        let computer = Self { switch: true, ..Self::new().await };
        let on = "<enableClientSecretInRestApiAccess>true</enableClientSecretInRestApiAccess>";
        computer.org().change("ExternalClientAppSettings", "ExternalClientApp", on).await;
        assert!(computer.org().secret_switch().await);
        computer
    }

    async fn with(options: Options) -> Self {
        let computer = Self::untouched_with(options).await;
        // The file is there before the first process, so that a test can look into it from the start.
        Store::open(computer.home.path()).unwrap();
        computer
    }

    /// A computer on which Orgkey never ran.
    pub(crate) async fn untouched() -> Self {
        Self::untouched_with(Options::default()).await
    }

    async fn untouched_with(options: Options) -> Self {
        let practice = practice_org::start(options).await.unwrap();
        Self { practice, home: tempfile::tempdir().unwrap(), switch: false }
    }

    /// `orgkey` with arguments, and the practice org at hand.
    pub(crate) fn orgkey(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(orgkey());
        self.given(command.args(arguments));
        command
    }

    /// Gives a command what `orgkey` needs here, and has it talk to a machine.
    pub(crate) fn given(&self, command: &mut Command) {
        self.given_for_a_person(command);
        command.arg("--json");
    }

    /// Gives a command what `orgkey` needs here.
    pub(crate) fn given_for_a_person(&self, command: &mut Command) {
        let description = self.practice.description();
        command
            .args(["--practice-at", &description.login_url])
            .env("ORGKEY_HOME", self.home.path())
            .env("ORGKEY_PRACTICE_BEARER", &description.control.bearer)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
    }

    /// The whole job, begun.
    pub(crate) fn set_up(&self) -> Child {
        self.orgkey(&["set-up", "--yes"]).spawn().unwrap()
    }

    /// The newest run, gone on with to its end.
    pub(crate) async fn go_on(&self) -> Ended {
        ended(self.orgkey(&["continue", "--last"]).spawn().unwrap()).await
    }

    /// The file, to look into it.
    pub(crate) fn file(&self) -> Connection {
        Connection::open(self.home.path().join("orgkey.sqlite")).unwrap()
    }

    /// The only run, and its journal.
    pub(crate) fn journal(&self) -> (Uuid, Vec<Entry>) {
        let (store, notices) = Store::open(self.home.path()).unwrap();
        assert_eq!(notices, [], "the file is damaged");
        let runs = store.runs().unwrap();
        assert_eq!(runs.len(), 1, "runs");
        let id = runs[0].0.id;
        (id, store.journal(id).unwrap().into_iter().map(|(_, entry)| entry).collect())
    }

    /// Whether the run is among those that are not finished.
    pub(crate) fn is_listed_as_open(&self) -> bool {
        Store::open(self.home.path()).unwrap().0.runs().unwrap()[0].1
    }

    pub(crate) fn org(&self) -> OrgWitness<'_> {
        OrgWitness(&self.practice.description().orgs[0])
    }

    /// How many apps the org has.
    pub(crate) async fn apps(&self) -> usize {
        let rows = self.org().query("SELECT DeveloperName FROM ExternalClientApplication").await;
        assert!(rows.iter().all(|row| row["DeveloperName"] == APP), "{rows:?}");
        rows.len()
    }

    /// Everything is made, once; the secret is kept and right; the switch for secrets is as it was.
    pub(crate) async fn assert_whole(&self, at: &str) {
        assert_eq!(self.apps().await, 1, "{at}: apps");
        let holders = format!("SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = '{APP}_Users'");
        assert_eq!(self.org().query(&holders).await.len(), 1, "{at}: assignments");
        assert_eq!(self.org().secret_switch().await, self.switch, "{at}: the switch is another");
        let (run, journal) = self.journal();
        assert_eq!(journal.last(), Some(&Entry::Done), "{at}");
        let stored = |entry: &Entry| matches!(entry, Entry::SecretStored { place: SecretPlace::Keychain });
        assert!(journal.iter().any(stored), "{at}: {journal:?}");
        let key = journal.iter().rev().find_map(|entry| match entry {
            Entry::KeyRead { key } => Some(key.as_str().to_owned()),
            _ => None,
        });
        let secret = keychain().await.get(&Slot::client_secret(Namespace::Practice, run)).await.unwrap();
        let secret = secret.unwrap_or_else(|| panic!("{at}: the secret is lost"));
        assert!(self.org().gives_token(&key.unwrap(), &secret).await, "{at}: the secret is wrong");
    }
}

/// The program.
pub(crate) fn orgkey() -> std::path::PathBuf {
    program("orgkey")
}

/// The system's keychain, which a killed process leaves as it is. All computers of this process share it.
pub(crate) async fn keychain() -> &'static Vault {
    static VAULT: OnceCell<Vault> = OnceCell::const_new();
    let vault = VAULT.get_or_init(async || Vault::open()).await;
    vault.settle().await;
    assert_eq!(vault.state(), KeychainState::Working, "run this in a desktop: scripts/with-desktop");
    vault
}

/// Waits for a process to end, and reads what it said.
pub(crate) async fn ended(child: Child) -> Ended {
    let output = child.wait_with_output().await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for secret in ["FA4EFA4E", "!PRACTICE."] {
        assert!(!text.contains(secret), "a secret is printed");
    }
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    // What was looked at and planned before is not what these tests are about.
    let about = |line: &Value| matches!(line["event"].as_str(), Some("problem" | "remainder" | "evidence"));
    let lines = lines.filter(about).collect();
    Ended { code: output.status.code(), lines }
}
