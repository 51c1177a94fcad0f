//! The Salesforce CLI, its queries and assignments.

use std::path::PathBuf;

use serde_json::Value;

use crate::home::{Home, folder};
use crate::practice::Practice;
use crate::project::Project;

/// The CLI in a home of its own, where somebody is logged in to the practice org.
pub(crate) struct Sf {
    home: Home,
    folder: PathBuf,
    settings: Vec<(String, String)>,
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    #[expect(dead_code, reason = "shown when a test fails")]
    err: String,
}

impl Ran {
    /// The output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

impl Sf {
    /// Nobody is logged in.
    pub(crate) fn nobody() -> Self {
        let home = Home::new();
        Self { folder: home.path().to_owned(), home, settings: Vec::new() }
    }

    /// Logs the administrator in, by access token.
    pub(crate) async fn logged_in(practice: &Practice) -> Self {
        let (sf, reply) = Self::log_in(practice, &practice.user("dana").access_token).await;
        assert_eq!(reply["status"], 0, "{reply:#}");
        sf
    }

    /// The same for any token, and what the CLI says to it.
    pub(crate) async fn log_in(practice: &Practice, token: &str) -> (Self, Value) {
        let sf = Self::nobody();
        let arguments = "org login access-token --no-prompt --alias harbour --json --instance-url";
        let mut command = sf.command(&words(arguments, &[practice.url()]));
        command.env("SF_ACCESS_TOKEN", token);
        let reply = sf.run_command(command).await.json();
        (sf.with("SF_TARGET_ORG", "harbour"), reply)
    }

    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    /// Works in a project.
    pub(crate) fn within(mut self, project: &Project) -> Self {
        self.folder = project.path().to_owned();
        self
    }

    /// Gives the CLI a setting.
    pub(crate) fn with(mut self, setting: &str, value: &str) -> Self {
        self.settings.push((setting.to_owned(), value.to_owned()));
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
        Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// A shell script that runs the CLI here, with these settings, for whoever wants a program.
    pub(crate) fn as_script(&self) -> String {
        let command = self.command(&[]);
        let quoted = |text: &std::ffi::OsStr| format!("'{}'", text.to_string_lossy().replace('\'', "'\\''"));
        let command = command.as_std();
        let settings =
            command.get_envs().filter_map(|(name, value)| Some(format!("{}={}", name.display(), quoted(value?))));
        let settings = settings.collect::<Vec<_>>().join(" ");
        let program = std::iter::once(command.get_program()).chain(command.get_args()).map(quoted);
        let program = program.collect::<Vec<_>>().join(" ");
        format!("#!/bin/sh\nexec env -i {settings} {program} \"$@\"\n")
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
        command.envs(self.settings.iter().cloned());
        command
    }
}

fn words(arguments: &str, more: &[&str]) -> Vec<String> {
    arguments.split(' ').chain(more.iter().copied()).map(str::to_owned).collect()
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

#[tokio::test]
async fn sf_cannot_change_a_record() {
    let practice = Practice::start().await;
    let sf = Sf::logged_in(&practice).await;
    let created =
        sf.result("data create record --sobject Account --values", &["Name='Pier 9' Industry=Shipping"]).await;
    let id = created["id"].as_str().unwrap_or_else(|| panic!("{created:#}"));
    let update = ["Industry=Retail", "--record-id", id];
    let updated = sf.result("data update record --sobject Account --values", &update).await;
    assert_eq!(updated["success"], true, "{updated:#}");
    let read = sf.result("data get record --sobject Account --where", &["Name='Pier 9'"]).await;
    assert_eq!((&read["Id"], &read["Industry"]), (&id.into(), &"Retail".into()), "{read:#}");
    let deleted = sf.result("data delete record --sobject Account --record-id", &[id]).await;
    assert_eq!(deleted["success"], true, "{deleted:#}");
    assert_eq!(practice.query("SELECT Id FROM Account WHERE Name = 'Pier 9'").await.len(), 0);
}
