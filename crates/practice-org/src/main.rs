//! The binary `practice-org`.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser;

/// A stand-in Salesforce on this machine, for practice and for tests.
#[derive(Debug, Parser)]
#[command(name = "practice-org", version)]
struct Arguments {
    #[command(flatten)]
    command: practice_org::Command,
}

#[tokio::main]
async fn main() -> ExitCode {
    match Arguments::parse().command.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "practice-org: {error}");
            ExitCode::FAILURE
        }
    }
}
