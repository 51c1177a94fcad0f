//! One process, run to its end and watched.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a process needed.
pub(crate) struct Needed {
    pub(crate) wall: Duration,
    /// Time on the processors, its own and the system's for it.
    pub(crate) busy: Duration,
    /// Most memory that it had at once, in KiB.
    pub(crate) peak: u64,
    pub(crate) succeeded: bool,
    pub(crate) out: String,
}

/// How often the process is looked at: what the system counts only grows, so that little is missed.
const GLANCE: Duration = Duration::from_millis(1);

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Needed {
    let began = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut out = child.stdout.take().expect("its output is piped");
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        let _ = std::io::Read::read_to_string(&mut out, &mut text);
        text
    });
    let (mut peak, mut busy) = (0, Duration::ZERO);
    let status = loop {
        let seen = (peak_of(child.id()), busy_of(child.id()));
        (peak, busy) = (peak.max(seen.0.unwrap_or(0)), busy.max(seen.1.unwrap_or_default()));
        match child.try_wait().expect("it can be waited for") {
            Some(status) => break status,
            None => std::thread::sleep(GLANCE),
        }
    };
    let wall = began.elapsed();
    Needed { wall, busy, peak, succeeded: status.success(), out: reader.join().unwrap_or_default() }
}

pub(crate) fn peak_of(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// From the fields `utime` and `stime` of `/proc/<pid>/stat` (proc(5)), in hundredths of a second.
fn busy_of(process: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<_> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// The middle one; of an even number, the later of the two in the middle.
pub(crate) fn median<T: Ord + Copy>(mut values: Vec<T>) -> T {
    values.sort_unstable();
    values[values.len() / 2]
}
