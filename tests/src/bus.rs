//! A message bus of its own, and a keychain daemon that comes and goes on it.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Nothing on this bus is started by being asked for: a desktop would start its keychain.
const CONFIGURATION: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default">
<allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>"#;

/// A bus without a keychain, until one is started.
pub struct Bus {
    address: String,
    bus: Child,
    daemon: Option<Child>,
    folder: TempDir,
}

impl Default for Bus {
    fn default() -> Self {
        Self::new()
    }
}

impl Bus {
    /// A bus on which nobody keeps secrets.
    ///
    /// # Panics
    /// When it does not start.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let configuration = folder.path().join("bus.conf");
        fs::write(&configuration, CONFIGURATION).expect("a file");
        fs::create_dir_all(folder.path().join("data/keyrings")).expect("a folder");
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", configuration.display()))
            .args(["--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-daemon starts");
        let mut address = String::new();
        let output = bus.stdout.take().expect("its output is piped");
        BufReader::new(output).read_line(&mut address).expect("it says its address");
        Self { address: address.trim().to_owned(), bus, daemon: None, folder }
    }

    /// What tells a program to use this bus.
    pub fn environment(&self) -> (String, String) {
        ("DBUS_SESSION_BUS_ADDRESS".to_owned(), self.address.clone())
    }

    /// Starts the keychain with its one password, which makes or unlocks it.
    pub fn start_keychain(&mut self) {
        self.start(&["--unlock"]);
    }

    /// Starts the keychain, locked. It must have been unlocked once, so that there is one.
    pub fn start_locked_keychain(&mut self) {
        self.start(&[]);
    }

    fn start(&mut self, arguments: &[&str]) {
        self.end_keychain();
        let mut daemon = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--components=secrets"])
            .args(arguments)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("XDG_DATA_HOME", self.folder.path().join("data"))
            .env("XDG_RUNTIME_DIR", self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon starts");
        // One that stays locked does not read it.
        let _ = daemon.stdin.take().expect("its input is piped").write_all(b"one password");
        self.daemon = Some(daemon);
        let began = Instant::now();
        while !self.is_owned() {
            assert!(began.elapsed() < Duration::from_secs(20), "nobody took the keychain's name");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Ends the keychain, as an update of the system would.
    pub fn end_keychain(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }

    /// What the keychain says that it holds: attributes, no values.
    ///
    /// # Panics
    /// When it can't be asked.
    pub fn items(&self) -> String {
        let asked = Command::new("dbus-send")
            .arg(format!("--bus={}", self.address))
            .args(["--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
            .args(["org.freedesktop.Secret.Service.SearchItems", "dict:string:string:"])
            .output()
            .expect("dbus-send runs");
        let paths = String::from_utf8_lossy(&asked.stdout).into_owned();
        let paths = paths.lines().filter_map(|line| line.trim().strip_prefix("object path \"")?.strip_suffix('"'));
        paths.map(|path| self.attributes(path)).collect()
    }

    fn attributes(&self, item: &str) -> String {
        let asked = Command::new("dbus-send")
            .arg(format!("--bus={}", self.address))
            .args(["--print-reply", "--dest=org.freedesktop.secrets", item])
            .args(["org.freedesktop.DBus.Properties.Get", "string:org.freedesktop.Secret.Item", "string:Attributes"])
            .output()
            .expect("dbus-send runs");
        String::from_utf8_lossy(&asked.stdout).into_owned()
    }

    fn is_owned(&self) -> bool {
        let asked = Command::new("dbus-send")
            .arg(format!("--bus={}", self.address))
            .args(["--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
            .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"])
            .output()
            .expect("dbus-send runs");
        String::from_utf8_lossy(&asked.stdout).contains("boolean true")
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.end_keychain();
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }
}
