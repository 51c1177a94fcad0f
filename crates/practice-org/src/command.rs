//! The command that starts a practice world, says where it is, and runs until it is told to stop: the binary
//! `practice-org`, and a part of `orgkey`.

use std::io::{self, Write};
use std::str::FromStr;

use clap::{Args, ValueEnum};

use crate::{Description, Fault, Options, OrgKind, Timing, UnknownOrgKind, start};

/// What it is told.
#[derive(Clone, Debug, Args)]
pub struct Command {
    /// Port of the login host; each org takes the next one, or any where that is taken. 0 means any.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// A kind of org (see --list), or `all`; may be given more than once.
    #[arg(long = "org", value_name = "KIND", default_value = "developer")]
    orgs: Vec<Orgs>,
    /// A fault to start with (see --list); may be given more than once.
    #[arg(long = "fault", value_name = "NAME")]
    faults: Vec<Fault>,
    /// How long things take.
    #[arg(long, value_enum, default_value_t = Pace::People)]
    timing: Pace,
    /// Say everything in one line of JSON.
    #[arg(long)]
    json: bool,
    /// List the kinds of org and the faults, and stop.
    #[arg(long)]
    list: bool,
}

/// One value of `--org`.
#[derive(Clone, Debug)]
enum Orgs {
    All,
    One(OrgKind),
}

impl FromStr for Orgs {
    type Err = UnknownOrgKind;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        if name == "all" { Ok(Self::All) } else { name.parse().map(Self::One) }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Pace {
    /// Nothing takes any time.
    Instant,
    /// Each state can be seen.
    People,
}

impl Command {
    /// Starts the world and runs until somebody asks the process to end.
    ///
    /// # Errors
    /// When a port is taken, or nothing can be printed.
    pub async fn run(self) -> io::Result<()> {
        run(self).await
    }
}

async fn run(arguments: Command) -> io::Result<()> {
    if arguments.list {
        return list();
    }
    let timing = match arguments.timing {
        Pace::Instant => Timing::instant(),
        Pace::People => Timing::for_people(),
    };
    let running = start(Options {
        login_port: arguments.port,
        orgs: kinds(&arguments.orgs),
        faults: arguments.faults,
        timing,
        ..Options::default()
    })
    .await
    .map_err(|error| told(error, arguments.port))?;
    running.world().set_warned(warn);
    tell(running.description(), arguments.json)?;
    stop_signal().await?;
    running.stop().await;
    Ok(())
}

/// The same error, with what to do about it.
fn told(error: io::Error, port: u16) -> io::Error {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            let text = format!("port {port} is taken: choose another with --port, or any free one with --port 0");
            io::Error::new(io::ErrorKind::AddrInUse, text)
        }
        _ => error,
    }
}

/// Every kind named, once each, in the order of [`OrgKind::ALL`].
fn kinds(named: &[Orgs]) -> Vec<OrgKind> {
    let is_named = |kind: &OrgKind| {
        named.iter().any(|one| match one {
            Orgs::All => true,
            Orgs::One(name) => name == kind,
        })
    };
    OrgKind::ALL.into_iter().filter(is_named).collect()
}

/// Prints the kinds of org and the faults. A reader who has seen enough may close the pipe.
fn list() -> io::Result<()> {
    let kinds = OrgKind::ALL.into_iter().map(|kind| (format!("--org {kind}"), kind.explanation()));
    let faults = Fault::ALL.iter().map(|fault| (format!("--fault {fault}"), fault.explanation()));
    let mut out = io::stdout().lock();
    for (option, explanation) in kinds.chain(faults) {
        match writeln!(out, "{option:<40}{explanation}") {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            written => written?,
        }
    }
    Ok(())
}

fn tell(description: &Description, json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if json {
        serde_json::to_writer(&mut out, description)?;
        writeln!(out)?;
    } else {
        writeln!(out, "Practice login host  {}", description.login_url)?;
        for org in &description.orgs {
            writeln!(out, "{} ({}, {})  {}", org.name, org.kind, org.id, org.url)?;
            let names = org.users.iter().map(|user| user.username.len()).max().unwrap_or(0);
            let passwords = org.users.iter().map(|user| user.password.len()).max().unwrap_or(0);
            for user in &org.users {
                let note = if user.access_token.is_empty() { " (frozen or inactive)" } else { "" };
                writeln!(out, "  {:<names$}  {:<passwords$}  {}{note}", user.username, user.password, user.profile)?;
            }
        }
        writeln!(out, "Control  {}  bearer {}", description.control.url, description.control.bearer)?;
    }
    out.flush()
}

/// Says what came that does not belong here.
fn warn(what: &str) {
    // Who reads no warnings gets none.
    let _ = writeln!(io::stderr(), "practice-org: {what}. Its value is in no log. Send nothing of a real org here.");
}

/// Ready when someone asks the process to end.
async fn stop_signal() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut ended = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = ended.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
