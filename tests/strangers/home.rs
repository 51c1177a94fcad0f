//! The home of a client: a folder that it takes for a person's own, and an environment without anything of this machine.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio::process::Command;

/// How long a client may take over one thing. The slowest takes 3 seconds alone on two cores.
pub(crate) const LIMIT: Duration = Duration::from_secs(90);

/// A folder of the tests of strangers.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("strangers").join(name)
}

/// The node that the clients want: the one that was installed with them, else the system's.
fn node() -> PathBuf {
    let cpu = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    let installed = folder("node_modules");
    assert!(installed.exists(), "{} is missing: scripts/set-up --tests", installed.display());
    let node = installed.join(format!("node-{}-{cpu}/bin/node", std::env::consts::OS));
    if node.exists() { node } else { PathBuf::from("node") }
}

/// A home.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// A program of node, ready to run here.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(node());
        command
            .arg(program)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.0.path())
            .env("TMPDIR", self.0.path())
            .env("LANG", "C.UTF-8")
            .env("NODE_OPTIONS", format!("--import=\"{}\"", folder("loopback.mjs").display()))
            .env("STRANGERS_OUTSIDE", self.outside())
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Runs a command to its end.
    pub(crate) async fn run(&self, mut command: Command) -> Output {
        let output = tokio::time::timeout(LIMIT, command.output()).await;
        let output = output.unwrap_or_else(|_| panic!("{:?} does not end", command.as_std())).unwrap();
        self.assert_nobody_left(&output);
        output
    }

    /// Fails when a client in this home wanted to reach another computer.
    pub(crate) fn assert_nobody_left(&self, about: &dyn std::fmt::Debug) {
        let hosts = std::fs::read_to_string(self.outside()).unwrap_or_default();
        assert_eq!(hosts, "", "a client wanted to leave this computer: {about:#?}");
    }

    fn outside(&self) -> PathBuf {
        self.0.path().join("outside")
    }
}

#[tokio::test]
async fn a_client_that_leaves_this_computer_is_not_noticed() {
    let home = Home::new();
    for address in ["http://192.0.2.1/", "https://[2001:db8::1]/"] {
        let mut command = home.command(Path::new("--eval"));
        command.arg(format!("fetch({address:?}).catch((error) => console.log(error.cause.message))"));
        let output = command.output().await.unwrap();
        assert!(String::from_utf8_lossy(&output.stdout).contains("is not on this computer"), "{output:?}");
    }
    assert_eq!(std::fs::read_to_string(home.outside()).unwrap().lines().count(), 2);
}
