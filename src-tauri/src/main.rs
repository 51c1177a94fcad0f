//! The Orgkey window: a thin shell over the core. It parses what the page sends, calls one thing, and hands the answer
//! back. No HTTP, no decisions.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod clipboard;
mod commands;
mod practice;
mod shell;
mod window;

use std::process::ExitCode;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    match window::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            match error.downcast_ref::<orgkey::Problem>() {
                Some(problem) => {
                    let said = orgkey::words::problem(problem);
                    tracing::error!("{}. {} {} {}", said.title, said.what, said.why, said.next);
                }
                None => tracing::error!("{error}"),
            }
            ExitCode::FAILURE
        }
    }
}
