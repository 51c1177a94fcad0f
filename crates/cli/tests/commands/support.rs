//! One org and one computer without a keychain.

use std::fs;
use std::path::PathBuf;
use std::process::{Output, Stdio};

use practice_org::{Options, Running};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::Command;

pub(crate) struct Computer {
    pub(crate) practice: Running,
    pub(crate) home: TempDir,
}

/// How a process ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) text: String,
    /// Standard output and standard error.
    pub(crate) all: String,
}

impl Ended {
    pub(crate) fn of(output: Output) -> Self {
        let text = String::from_utf8(output.stdout).unwrap();
        let all = format!("{text}{}", String::from_utf8(output.stderr).unwrap());
        for secret in ["FA4EFA4E", "!PRACTICE.", "PRIVATE KEY"] {
            assert!(!all.contains(secret), "{secret} is shown: {all}");
        }
        Self { code: output.status.code().unwrap(), text, all }
    }

    /// What it said to a machine.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
    }

    /// The values of an event.
    pub(crate) fn said(&self, event: &str) -> Vec<Value> {
        self.lines().into_iter().filter(|line| line["event"] == event).map(|line| line["value"].clone()).collect()
    }

    /// The code of each problem, and the setting that it is about.
    pub(crate) fn problems(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        self.said("problem").iter().map(|one| (text(&one["code"]), text(&one["params"]["setting"]))).collect()
    }

    /// The last line, which has to be this event.
    pub(crate) fn last(&self, event: &str) -> Value {
        let last = self.lines().pop().unwrap();
        assert_eq!(last["event"], event, "{}", self.all);
        last["value"].clone()
    }
}

fn asked_for(one: &Value) -> (String, String) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&one["method"]), text(&one["path"]))
}

impl Computer {
    pub(crate) async fn new() -> Self {
        Self::with(Options::default()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        Self { practice: practice_org::start(options).await.unwrap(), home: tempfile::tempdir().unwrap() }
    }

    /// `orgkey` with arguments and nothing else, where there is no keychain.
    pub(crate) fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_orgkey"));
        command
            .args(arguments)
            .env("ORGKEY_HOME", self.home.path())
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
            .env_remove("ORGKEY_ACCESS_TOKEN")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// The same, told of the practice org.
    pub(crate) fn orgkey(&self, arguments: &[&str]) -> Command {
        let description = self.practice.description();
        let mut command = self.bare(arguments);
        command.args(["--practice-at", &description.login_url]);
        command.env("ORGKEY_PRACTICE_BEARER", &description.control.bearer);
        command
    }

    /// A command of `orgkey` for machines, done.
    pub(crate) async fn done(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.orgkey(arguments).arg("--json").output().await.unwrap())
    }

    /// The address of the org.
    pub(crate) fn address(&self) -> String {
        self.practice.description().orgs[0].url.clone()
    }

    /// The access token of its administrator.
    pub(crate) fn token(&self) -> String {
        self.practice.description().orgs[0].users[0].access_token.clone()
    }

    /// A blueprint's file for a server, changed.
    pub(crate) fn blueprint(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut blueprint = json!({
            "schema": 1,
            "connects": "server",
            "label": "Acme Loader",
            "contact_email": "it@acme.example",
            "client_credentials": { "run_as": "etl@practice.example" },
            "access": { "objects": [{ "object": "Account", "read": true }] },
        });
        change(&mut blueprint);
        self.file("app.json", &blueprint.to_string())
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// A request past everything of ours.
    async fn ask(&self, base: &str, method: &str, path: &str, bearer: &str, body: &str) -> Value {
        let host = base.strip_prefix("http://").unwrap().split('/').next().unwrap();
        let mut stream = TcpStream::connect(host).await.unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {bearer}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await.unwrap();
        let body = reply.split_once("\r\n\r\n").unwrap().1;
        // Chunked or not, the JSON is between the first and the last bracket.
        let begin = body.find(['[', '{']).unwrap_or(0);
        let end = body.rfind([']', '}']).map_or(body.len(), |at| at + 1);
        serde_json::from_str(&body[begin..end]).unwrap_or_else(|_| panic!("{reply}"))
    }

    /// Every request that is still remembered.
    async fn remembered(&self) -> Vec<Value> {
        let control = &self.practice.description().control;
        let log = self.ask(&control.url, "GET", "/__practice/log", &control.bearer, "").await;
        log.as_array().unwrap().clone()
    }

    /// Method and path of every request to the org that is still remembered.
    pub(crate) async fn log(&self) -> Vec<(String, String)> {
        let log = self.remembered().await;
        log.iter().filter(|one| !one["org"].is_null()).map(asked_for).collect()
    }

    /// The same, with those to the login host, and without those that only a practice org knows.
    pub(crate) async fn asked(&self) -> Vec<(String, String)> {
        let log = self.remembered().await.iter().map(asked_for).collect::<Vec<_>>();
        log.into_iter().filter(|(_, path)| !path.starts_with("/__practice")).collect()
    }

    /// Ends a session, as its time-out does.
    pub(crate) async fn expire(&self, token: &str) {
        let control = &self.practice.description().control;
        let body = json!({ "access_token": token }).to_string();
        self.ask(&control.url, "POST", "/__practice/expire-token", &control.bearer, &body).await;
    }

    /// How many rows a query finds.
    pub(crate) async fn count(&self, soql: &str) -> usize {
        let path = format!("/services/data/v67.0/query?q={}", soql.replace(' ', "+"));
        let found = self.ask(&self.address(), "GET", &path, &self.token(), "").await;
        found["records"].as_array().unwrap_or_else(|| panic!("{found}")).len()
    }

    /// How many apps the org has.
    pub(crate) async fn apps(&self) -> usize {
        self.count("SELECT Id FROM ExternalClientApplication").await
    }
}
