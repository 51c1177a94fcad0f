//! The command `orgkey`: the same work as the window's, for scripts and machines with no display. Thin: it asks the
//! core and prints what it answers.

mod blueprint;
mod check;
mod confirm;
mod evidence;
mod exit;
mod follow;
mod manual;
mod open;
mod report;
mod runs;
mod secrets;
mod set_up;
mod sign_in;

use std::io;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use clap_complete::Shell;
use exit::Exit;
use orgkey::Problem;
use report::Reporter;

/// Sets up Salesforce external client apps.
#[derive(Parser)]
#[command(name = "orgkey", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Creates an external client app as a blueprint says, and proves it with real tokens and real calls.
    SetUp(set_up::Arguments),
    /// Looks whether an org is ready. Changes nothing.
    Check(check::Arguments),
    /// Lists the runs of this computer. Asks no org.
    Runs(runs::Runs),
    /// Proves the app of a run again.
    Verify(runs::Verify),
    /// Takes back what a run made, and nothing else.
    Undo(runs::Undo),
    /// Goes on with a run that stopped or was cut short.
    Continue(runs::Continue),
    /// Starts a practice org and runs until Ctrl+C.
    PracticeOrg(practice_org::Command),
    /// Makes and explains blueprints, without any org.
    #[command(subcommand)]
    Blueprint(blueprint::Command),
    /// Prints the manual page, as groff source.
    Man {
        /// The page of one command.
        command: Option<String>,
    },
    /// Prints the completions for a shell.
    Completions {
        /// Which shell.
        #[arg(value_parser = clap::value_parser!(Shell))]
        shell: Shell,
    },
}

impl Command {
    fn is_json(&self) -> bool {
        match self {
            Self::SetUp(arguments) => arguments.json,
            Self::Check(arguments) => arguments.json,
            Self::Runs(arguments) => arguments.json,
            Self::Verify(arguments) => arguments.json,
            Self::Undo(arguments) => arguments.json,
            Self::Continue(arguments) => arguments.json,
            Self::Blueprint(command) => command.is_json(),
            Self::PracticeOrg(_) | Self::Man { .. } | Self::Completions { .. } => false,
        }
    }

    async fn run(self, reporter: &Reporter) -> Result<Exit, Problem> {
        match self {
            Self::SetUp(arguments) => set_up::set_up(&arguments, reporter).await,
            Self::Check(arguments) => check::check(&arguments, reporter).await,
            Self::Runs(_) => runs::runs(reporter).await,
            Self::Verify(arguments) => runs::verify(&arguments, reporter).await,
            Self::Undo(arguments) => runs::undo(&arguments, reporter).await,
            Self::Continue(arguments) => runs::go_on(&arguments, reporter).await,
            Self::Blueprint(command) => command.run(reporter),
            Self::PracticeOrg(command) => Ok(match command.run().await {
                Ok(()) => Exit::Done,
                // It says itself what to do.
                Err(error) => {
                    reporter.text(&error.to_string());
                    Exit::Stopped
                }
            }),
            Self::Man { command } => Ok(printed(manual::man(&whole(), command.as_deref()))),
            Self::Completions { shell } => Ok(printed(manual::completions(whole(), shell))),
        }
    }
}

/// Whoever has read enough may close the pipe.
fn printed(written: io::Result<()>) -> Exit {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Stopped,
        _ => Exit::Done,
    }
}

/// All commands, each with what its exit codes mean and with a page of the manual.
fn whole() -> clap::Command {
    let whole = with_exit_codes(Arguments::command());
    // Clap wants names that live as long as the program; they are few.
    let pages = manual::pages(&whole).into_iter().map(|page| &*page.leak());
    let pages = PossibleValuesParser::new(pages);
    whole.mut_subcommand("man", |man| man.mut_arg("command", |command| command.value_parser(pages)))
}

fn with_exit_codes(command: clap::Command) -> clap::Command {
    let names: Vec<_> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let command = names.into_iter().fold(command, |command, name| command.mut_subcommand(name, with_exit_codes));
    command.after_help(Exit::table())
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(io::stderr)
        .init();
    orgkey::process::keep_to_itself();
    let command = match Arguments::from_arg_matches(&whole().get_matches()) {
        Ok(arguments) => arguments.command,
        Err(error) => error.exit(),
    };
    let reporter = Reporter::new(command.is_json());
    let exit = command.run(&reporter).await.unwrap_or_else(|problem| {
        reporter.problem(&problem);
        Exit::of(&problem)
    });
    exit.into()
}
