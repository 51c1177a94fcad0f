//! The Orgkey window: a thin shell over the core. It parses what the page sends, calls one thing, and hands the answer
//! back. No HTTP, no decisions.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod clipboard;
mod commands;
mod drop;
mod editing;
mod frame;
mod menu;
mod practice;
mod shell;
mod window;
mod zoom;

use std::process::ExitCode;

use orgkey::log::Log;
use orgkey::{Code, Problem, words};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

fn main() -> ExitCode {
    // Two logs of the same events: what the environment asks for on standard error, and what the page can show and save.
    let log = Log::new(concat!("Orgkey ", env!("CARGO_PKG_VERSION"), ", the window"));
    let filter = EnvFilter::from_default_env();
    let written = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_filter(filter);
    tracing_subscriber::registry().with(log.layer()).with(written).init();
    tracing::info!(system = std::env::consts::OS, processor = std::env::consts::ARCH, "started");
    orgkey::process::keep_to_itself();
    match window::run(log) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[cfg(unix)]
            if window::is_of_a_window_that_ended(&*error) {
                start_again();
            }
            say(error
                .downcast()
                .map_or_else(|error| Problem::new(Code::Unexpected).with("detail", error), |known| *known));
            ExitCode::FAILURE
        }
    }
}

/// Starts once more in the place of this process, and only once.
#[cfg(unix)]
fn start_again() {
    use std::os::unix::process::CommandExt as _;
    const AGAIN: &str = "ORGKEY_STARTED_AGAIN";
    if std::env::var_os(AGAIN).is_none()
        && let Ok(program) = std::env::current_exe()
    {
        let failed = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(AGAIN, "1").exec();
        tracing::warn!(%failed, "not started again");
    }
}

/// What stands in the way of a window, in words: in the log, and in the system's own dialog where there is a display.
fn say(problem: Problem) {
    let words = words::problem(&problem);
    let text = format!("{}\n\n{}\n\n{}", words.what, words.why, words.next);
    tracing::error!("{}. {}", words.title, text.replace("\n\n", " "));
    if cfg!(not(target_os = "linux"))
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some())
    {
        rfd::MessageDialog::new()
            .set_level(rfd::MessageLevel::Error)
            .set_title(words.title)
            .set_description(text)
            .show();
    }
}
