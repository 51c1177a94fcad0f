//! The Salesforce CLI's own sign-ins, reused: which orgs `sf` is signed in to, and the access token of one of them.
//!
//! The program that `PATH` names is run itself, never a shell. No secret is in its arguments, and what it writes is read
//! and dropped, never logged: a token may be in it. `sf` keeps its sign-in: nothing of it is changed or taken back.
//! Sources: plugin-org, `org list` and `org auth show-access-token`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use salesforce::types::{AccessToken, OrgId};
use serde::{Deserialize, Serialize};
use tokio::process::Command;
use ts_rs::TS;

use crate::problem::{Code, Problem};

/// How long `sf` may take over one answer.
const LIMIT: Duration = Duration::from_secs(20);

/// A shell's exit code for a command that is not there; oclif uses it too.
const NO_SUCH_COMMAND: i32 = 127;

/// Where installers put `sf`, for a window that was not started from a terminal and has a short `PATH`.
const USUAL: &[&str] = &["/usr/local/bin", "/opt/homebrew/bin"];

/// The `sf` of this computer.
#[derive(Clone, Debug)]
pub struct Sf {
    program: PathBuf,
    limit: Duration,
}

/// An org that `sf` is signed in to, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SfOrg {
    /// The name to sign in: what the org is asked for by.
    pub username: String,
    /// What `sf` calls it: alias, else its name, else the user name.
    pub name: String,
    /// Its address as `sf` has it. Judged before a token is sent there.
    pub address: String,
    /// Whether `sf` says that its sign-in works.
    pub connected: bool,
    /// The org that `sf` says it is; the token's own org is asked for all the same.
    pub org: String,
}

/// What `sf` answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "sf", rename_all = "snake_case")]
pub enum SfFound {
    /// Orgs, one at least.
    Orgs {
        /// Version of `sf`, empty if it did not say.
        version: String,
        /// One for each user name.
        orgs: Vec<SfOrg>,
    },
    /// None can be used, and why.
    Trouble {
        /// `sf_missing`, `sf_no_orgs`, `sf_timed_out`, `sf_too_old`, `sf_unreadable`.
        problem: Problem,
    },
}

#[derive(Deserialize)]
struct Answer<T> {
    result: T,
}

#[derive(Deserialize)]
struct Refused {
    #[serde(default)]
    name: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Listed {
    other: Vec<Entry>,
    sandboxes: Vec<Entry>,
    non_scratch_orgs: Vec<Entry>,
    dev_hubs: Vec<Entry>,
    scratch_orgs: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    username: String,
    instance_url: String,
    #[serde(default)]
    org_id: String,
    #[serde(default)]
    alias: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    connected_status: Option<String>,
    #[serde(default)]
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    access_token: String,
}

impl Sf {
    /// The `sf` that `PATH` names.
    ///
    /// # Errors
    /// `sf_missing`.
    pub fn on_path() -> Result<Self, Problem> {
        Self::among(&std::env::var_os("PATH").unwrap_or_default())
    }

    /// The first `sf` in these folders, written as `PATH` is.
    ///
    /// # Errors
    /// `sf_missing`.
    pub fn among(path: &OsStr) -> Result<Self, Problem> {
        let names: &[&str] = if cfg!(windows) { &["sf.exe", "sf.cmd"] } else { &["sf"] };
        let folders = std::env::split_paths(path).chain(USUAL.iter().map(PathBuf::from));
        // A relative folder would mean whatever folder Orgkey happens to be in.
        let mut programs = folders
            .filter(|folder| folder.is_absolute())
            .flat_map(|folder| names.iter().map(move |name| folder.join(name)));
        let program = programs.find(|program| program.is_file()).ok_or_else(|| Problem::new(Code::SfMissing))?;
        Ok(Self { program, limit: LIMIT })
    }

    /// This very program, with another limit for each answer.
    pub fn at(program: &Path, limit: Duration) -> Self {
        Self { program: program.to_owned(), limit }
    }

    /// The orgs that `sf` is signed in to.
    pub async fn orgs(&self) -> SfFound {
        match tokio::join!(self.listed(), self.version()) {
            (Ok(orgs), version) => SfFound::Orgs { version, orgs },
            (Err(problem), _) => SfFound::Trouble { problem },
        }
    }

    async fn listed(&self) -> Result<Vec<SfOrg>, Problem> {
        let output = self.run(&["org", "list", "--json"]).await?;
        let listed = read::<Listed>(&output).map_err(|_| self.not_understood(&output))?;
        let mut orgs: Vec<SfOrg> = Vec::new();
        let groups = [listed.non_scratch_orgs, listed.sandboxes, listed.dev_hubs, listed.other, listed.scratch_orgs];
        for entry in groups.into_iter().flatten() {
            // Dev Hubs and sandboxes are listed twice.
            if orgs.iter().all(|org| org.username != entry.username) {
                orgs.push(entry.into());
            }
        }
        if orgs.is_empty() { Err(Problem::new(Code::SfNoOrgs)) } else { Ok(orgs) }
    }

    /// Such as `2.150.6`; empty when it can't be told.
    async fn version(&self) -> String {
        let Ok(output) = self.run(&["--version"]).await else { return String::new() };
        let text = String::from_utf8_lossy(&output.stdout);
        let version = text.trim().strip_prefix("@salesforce/cli/").and_then(|rest| rest.split(' ').next());
        let plain = |version: &&str| version.bytes().all(|byte| byte.is_ascii_graphic()) && version.len() < 30;
        version.filter(plain).unwrap_or_default().to_owned()
    }

    /// The access token of a user's org. `sf` renews it first where it can.
    ///
    /// # Errors
    /// `sf_too_old`, `sf_hides_token`, `sf_session_ended`, `sf_timed_out`, `sf_unreadable`.
    pub async fn token(&self, username: &str) -> Result<AccessToken, Problem> {
        // A name that began with a dash would be read as an option.
        if username.starts_with('-') {
            return Err(Problem::new(Code::SfUnreadable).with("detail", "a user name that is an option"));
        }
        let arguments = ["org", "auth", "show-access-token", "--target-org", username, "--json", "--no-prompt"];
        let output = self.run(&arguments).await?;
        match read::<Shown>(&output) {
            Ok(shown) if shown.access_token.contains("[REDACTED]") => Err(Problem::new(Code::SfHidesToken)),
            Ok(shown) if shown.access_token.is_empty() => Err(ended(username)),
            Ok(shown) => Ok(AccessToken::new(shown.access_token)),
            // It told, as JSON, that there is none: signed out meanwhile, or its sign-in has ended.
            Err(Some(_)) => Err(ended(username)),
            Err(None) => Err(self.not_understood(&output)),
        }
    }

    fn not_understood(&self, output: &Output) -> Problem {
        let unknown_command = output.status.code() == Some(NO_SUCH_COMMAND)
            || String::from_utf8_lossy(&output.stderr).contains("is not a sf command");
        if unknown_command {
            return Problem::new(Code::SfTooOld);
        }
        let code = output.status.code().map_or_else(|| "none".to_owned(), |code| code.to_string());
        Problem::new(Code::SfUnreadable).with("detail", format!("exit code {code}, no JSON as expected"))
    }

    async fn run(&self, arguments: &[&str]) -> Result<Output, Problem> {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .env("NO_COLOR", "1")
            .env("FORCE_COLOR", "0")
            .env("SF_AUTOUPDATE_DISABLE", "true")
            .env("SF_SKIP_NEW_VERSION_CHECK", "true")
            // It would print every token in the list.
            .env_remove("SF_TEMP_SHOW_SECRETS")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        match tokio::time::timeout(self.limit, command.output()).await {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(error)) => Err(Problem::new(Code::SfMissing).with("detail", error)),
            Err(_) => Err(Problem::new(Code::SfTimedOut).with("seconds", self.limit.as_secs())),
        }
    }
}

impl From<Entry> for SfOrg {
    fn from(entry: Entry) -> Self {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        Self {
            name: given(entry.alias).or(given(entry.name)).unwrap_or_else(|| entry.username.clone()),
            // Scratch orgs have a `status` of their own.
            connected: matches!(entry.connected_status.as_deref(), Some("Connected"))
                || (entry.connected_status.is_none() && entry.status.as_deref() == Some("Active")),
            org: entry.org_id.parse::<OrgId>().map(|id| id.as_str().to_owned()).unwrap_or_default(),
            address: entry.instance_url,
            username: entry.username,
        }
    }
}

/// Reads the JSON that `sf` writes. What is none is `None`; a refusal in JSON is its name.
fn read<T: for<'a> Deserialize<'a>>(output: &Output) -> Result<T, Option<String>> {
    let text = String::from_utf8_lossy(&output.stdout);
    // A notice may stand before it.
    let json = text.find('{').map(|at| &text[at..]).ok_or(None)?;
    serde_json::from_str::<Answer<T>>(json).map(|answer| answer.result).map_err(|_| {
        let refused = serde_json::from_str::<Refused>(json).ok();
        refused.map(|refused| refused.name).filter(|name| !name.is_empty())
    })
}

fn ended(username: &str) -> Problem {
    Problem::new(Code::SfSessionEnded).with("username", username)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sf_is_given_up_too_early_or_waited_for_too_long() {
        let folder = tempfile::tempdir().unwrap();
        let name = if cfg!(windows) { "sf.exe" } else { "sf" };
        std::fs::write(folder.path().join(name), "").unwrap();
        let found = Sf::among(folder.path().as_os_str()).unwrap();
        assert_eq!(found.limit, Duration::from_secs(20));
    }
}
