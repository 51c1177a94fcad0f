//! The Salesforce CLI.

use std::path::PathBuf;

use serde_json::Value;

use crate::home::{Home, folder};
use crate::practice::Practice;
use crate::project::Project;

/// The CLI in a home of its own, where somebody is logged in to the practice org.
pub(crate) struct Sf {
    home: Home,
    folder: PathBuf,
    settings: Vec<(&'static str, &'static str)>,
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    _err: String,
}

impl Ran {
    /// The output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

impl Sf {
    /// Logs the administrator in, by access token.
    pub(crate) async fn logged_in(practice: &Practice) -> Self {
        let (sf, reply) = Self::log_in(practice, &practice.user("dana").access_token).await;
        assert_eq!(reply["status"], 0, "{reply:#}");
        sf
    }

    /// The same for any token, and what the CLI says to it.
    pub(crate) async fn log_in(practice: &Practice, token: &str) -> (Self, Value) {
        let home = Home::new();
        let mut sf = Self { folder: home.path().to_owned(), home, settings: Vec::new() };
        let arguments = "org login access-token --no-prompt --alias harbour --json --instance-url";
        let mut command = sf.command(&words(arguments, &[practice.url()]));
        command.env("SF_ACCESS_TOKEN", token);
        let reply = sf.run_command(command).await.json();
        sf.settings.push(("SF_TARGET_ORG", "harbour"));
        (sf, reply)
    }

    /// Works in a project.
    pub(crate) fn within(mut self, project: &Project) -> Self {
        self.folder = project.path().to_owned();
        self
    }

    /// Gives the CLI a setting.
    pub(crate) fn with(mut self, setting: &'static str, value: &'static str) -> Self {
        self.settings.push((setting, value));
        self
    }

    /// Runs a command, whatever comes of it.
    pub(crate) async fn run(&self, arguments: &str, more: &[&str]) -> Ran {
        self.run_command(self.command(&words(arguments, more))).await
    }

    /// Runs a command that has to succeed, and returns its result.
    pub(crate) async fn result(&self, arguments: &str, more: &[&str]) -> Value {
        let ran = self.run(arguments, &[more, &["--json"]].concat()).await;
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        ran.json()["result"].clone()
    }

    async fn run_command(&self, command: tokio::process::Command) -> Ran {
        let output = self.home.run(command).await;
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code(), out: text(output.stdout), _err: text(output.stderr) }
    }

    fn command(&self, arguments: &[String]) -> tokio::process::Command {
        let program = folder("node_modules/@salesforce/cli/bin/run.js");
        let mut command = self.home.command(&program);
        command.args(arguments).current_dir(&self.folder).env("NO_COLOR", "1");
        for setting in [
            "SF_DISABLE_TELEMETRY",
            "SF_DISABLE_AUTOUPDATE",
            "SF_AUTOUPDATE_DISABLE",
            "SF_SKIP_NEW_VERSION_CHECK",
            "SF_DISABLE_LOG_FILE",
            "SF_USE_GENERIC_UNIX_KEYCHAIN",
        ] {
            command.env(setting, "true");
        }
        command.envs(self.settings.iter().copied());
        command
    }
}

fn words(arguments: &str, more: &[&str]) -> Vec<String> {
    arguments.split(' ').chain(more.iter().copied()).map(str::to_owned).collect()
}

#[tokio::test]
async fn sf_cannot_log_in_with_an_access_token() {
    let practice = Practice::start().await;
    let dana = practice.user("dana");
    let (sf, login) = Sf::log_in(&practice, &dana.access_token).await;
    assert_eq!(login["result"]["username"], "dana@practice.example", "{login:#}");
    assert_eq!(login["result"]["orgId"].as_str().unwrap().len(), 18);
    assert_eq!(login["result"]["name"], "Orgkey Practice");
    assert_eq!(login["result"]["instanceApiVersion"], "67.0");
    assert_eq!(login["result"]["isDevHub"], false, "the org passes for a Dev Hub");
    assert_eq!(login["result"]["isSandbox"], false);

    let display = sf.result("org display", &[]).await;
    assert_eq!(display["connectedStatus"], "Connected", "{display:#}");
    assert_eq!(display["alias"], "harbour");
    let list = sf.result("org list", &[]).await;
    assert_eq!(list["other"][0]["username"], "dana@practice.example", "{list:#}");
    assert_eq!(list["other"][0]["connectedStatus"], "Connected", "{list:#}");
    let user = sf.result("org display user", &[]).await;
    assert_eq!(user["id"], dana.id.as_str(), "{user:#}");
    assert_eq!(user["profileName"], "System Administrator");
}

#[tokio::test]
async fn sf_takes_a_token_that_is_not_one() {
    let practice = Practice::start().await;
    let token = &practice.user("dana").access_token;
    let (_, reply) = Sf::log_in(&practice, &token.replace('!', "!x")).await;
    assert_eq!(reply["status"], 1, "{reply:#}");
    assert!(reply["message"].as_str().unwrap().contains("Bad_OAuth_Token"), "{reply:#}");
}

#[tokio::test]
async fn sf_does_not_notice_that_its_session_is_over() {
    let practice = Practice::start().await;
    let sf = Sf::logged_in(&practice).await;
    practice.advance(std::time::Duration::from_secs(13 * 3600));
    let display = sf.result("org display", &[]).await;
    assert_ne!(display["connectedStatus"], "Connected", "{display:#}");
    let query = sf.run("data query --json --query", &["SELECT Id FROM Account"]).await;
    assert_eq!(query.code, Some(1), "{query:#?}");
    assert_eq!(query.json()["name"], "INVALID_SESSION_ID", "{query:#?}");
}

#[tokio::test]
async fn sf_cannot_show_the_rows_or_columns_of_a_query() {
    let practice = Practice::start().await;
    let sf = Sf::logged_in(&practice).await;
    let soql = "SELECT Name, Account.Name FROM Contact ORDER BY Name LIMIT 2";
    let found = sf.result("data query --query", &[soql]).await;
    assert_eq!(found["totalSize"], 2, "{found:#}");
    assert_eq!(found["records"][0]["Name"], "Ada Moreau");
    assert_eq!(found["records"][0]["Account"]["Name"], "Abbott Marine");

    let table = sf.run("data query --query", &[soql]).await;
    assert_eq!(table.code, Some(0), "{table:#?}");
    assert!(table.out.contains("ACCOUNT.NAME") && table.out.contains("Abbott Marine"), "{}", table.out);
    let csv = sf.run("data query --result-format csv --query", &[soql]).await;
    assert_eq!(csv.out.lines().next(), Some("Name,Account.Name"), "{csv:#?}");
    let count = sf.run("data query --query", &["SELECT COUNT() FROM Account"]).await;
    assert!(count.out.contains("records retrieved: 12"), "{count:#?}");

    let wrong = sf.run("data query --json --query", &["SELECT Mood FROM Account"]).await.json();
    assert_eq!(wrong["name"], "INVALID_FIELD", "{wrong:#}");
    assert!(wrong["message"].as_str().unwrap().contains("No such column 'Mood'"), "{wrong:#}");
}

#[tokio::test]
async fn sf_cannot_assign_a_permission_set() {
    let practice = Practice::start().await;
    let sf = Sf::logged_in(&practice).await;
    practice.deploy(&Project::new()).await;
    let assign = "org assign permset --on-behalf-of etl@practice.example --name";
    let assigned = sf.result(assign, &["Harbour_Log_Users"]).await;
    assert_eq!(assigned["successes"][0]["value"], "Harbour_Log_Users", "{assigned:#}");
    let held = "SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Harbour_Log_Users' \
                AND Assignee.Username = 'etl@practice.example'";
    assert_eq!(practice.query(held).await.len(), 1);

    for (set, problem) in [("Harbour_Log_Users", "Duplicate"), ("Nobody_Holds_This", "not found")] {
        let refused = sf.run(&format!("{assign} {set} --json"), &[]).await.json();
        let said = refused.to_string().to_lowercase();
        assert!(refused["status"] == 1 && said.contains(&problem.to_lowercase()), "{refused:#}");
    }
}
