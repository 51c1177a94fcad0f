//! What this process keeps to itself: its memory is written to no core file and read by no other process of the same
//! user, and a panic says where it was and not what it held.

/// Closes this process. To be called first in each program.
///
/// What the system refuses is no reason not to work; it is logged.
pub fn keep_to_itself() {
    std::panic::set_hook(Box::new(|panic| {
        // The payload may be anything, a value from the wire too.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a fault in Orgkey");
    }));
    close_memory();
}

#[cfg(target_os = "linux")]
fn close_memory() {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "core files are not turned off");
    }
    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "other processes of this user may read this one");
    }
}

#[cfg(not(target_os = "linux"))]
fn close_memory() {}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{Command, Output};

    use super::*;

    const CANARY: &str = "FA4EFA4ECANARY";

    /// Runs one of the tests below that are ignored as a process of its own, to which the system would give core files.
    fn child(name: &str, folder: &std::path::Path) -> Output {
        let test = std::env::current_exe().unwrap();
        Command::new("sh")
            .args(["-c", "ulimit -c unlimited; exec \"$0\" --exact --ignored --nocapture \"$1\""])
            .arg(test)
            .arg(format!("process::tests::{name}"))
            .current_dir(folder)
            .output()
            .unwrap()
    }

    #[test]
    #[ignore = "it is what a child does"]
    fn falls_with_a_secret() {
        keep_to_itself();
        panic!("{CANARY}");
    }

    #[test]
    #[ignore = "it is what a child does"]
    fn is_killed_by_a_fault() {
        keep_to_itself();
        use rustix::process::{DumpableBehavior, Signal, dumpable_behavior, getpid, kill_process};
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
        let core: Vec<_> = limits.lines().filter(|line| line.starts_with("Max core file size")).collect();
        assert_eq!(core[0].split_whitespace().filter(|word| *word == "0").count(), 2, "{core:?}");
        // The first is taken by Rust's guard of the stack, which then steps aside; two that come too close are one.
        loop {
            kill_process(getpid(), Signal::SEGV).unwrap();
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_panic_prints_what_it_held() {
        let folder = tempfile::tempdir().unwrap();
        let output = child("falls_with_a_secret", folder.path());
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(said.contains("falls_with_a_secret"), "{said}");
        assert!(!said.contains("CANARY"), "{said}");
    }

    #[test]
    fn a_crash_writes_its_memory_down() {
        let folder = tempfile::tempdir().unwrap();
        let output = child("is_killed_by_a_fault", folder.path());
        assert_eq!(output.status.signal(), Some(11), "{}", String::from_utf8_lossy(&output.stdout));
        assert!(!output.status.core_dumped());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "a core file");
    }
}
