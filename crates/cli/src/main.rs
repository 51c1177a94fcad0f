//! The command `orgkey`: the same work as the window's, for scripts and machines with no display. Thin: it asks the
//! core and prints what it answers.

mod follow;
mod go_on;
mod open;
mod report;
mod set_up;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Sets up Salesforce external client apps.
#[derive(Parser)]
#[command(name = "orgkey", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Creates an external client app for a server, and proves it with a real token and a real call.
    ///
    /// Exit codes: 0 created and proven, 1 stopped (the reason is printed), 2 wrong arguments.
    SetUp(set_up::Arguments),
    /// Goes on with a run that stopped or was cut short.
    ///
    /// Exit codes: 0 created and proven, 1 stopped (the reason is printed), 2 wrong arguments.
    Continue(go_on::Arguments),
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    orgkey::process::keep_to_itself();
    let (json, proven) = match Arguments::parse().command {
        Command::SetUp(arguments) => (arguments.json, set_up::set_up(&arguments).await),
        Command::Continue(arguments) => (arguments.json, go_on::go_on(&arguments).await),
    };
    match proven {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            report::Reporter::new(json).problem(&problem);
            ExitCode::FAILURE
        }
    }
}
