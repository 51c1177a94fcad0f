//! `orgkey man` and `orgkey completions`: made from the same definitions as the arguments.

use std::io::{self, Write as _};
use std::iter;

use clap::builder::Resettable;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use orgkey::{Line, words};

use crate::exit::Exit;

/// The names of the pages beside that of `orgkey`: of each command, and of those below it as in `blueprint-new`.
pub(crate) fn pages(of: &clap::Command) -> Vec<String> {
    let pages = of.get_subcommands().flat_map(|command| {
        let name = command.get_name();
        let below = pages(command).into_iter().map(move |page| format!("{name}-{page}"));
        iter::once(name.to_owned()).chain(below)
    });
    pages.collect()
}

/// The page of `orgkey` or of one of its commands, as groff source.
pub(crate) fn man(whole: &clap::Command, of: Option<&str>) -> io::Result<()> {
    // "help" has no page, so that no page may name one.
    let mut whole = whole.clone().disable_help_subcommand(true);
    // Gives each command its full name.
    whole.build();
    let found = of.and_then(|name| find(&whole, &format!("orgkey-{name}")));
    let source = format!("orgkey {}", whole.get_version().unwrap_or_default());
    let mut page = Vec::new();
    // What stands below the help of a command has a section of its own here.
    let command = found.unwrap_or(&whole).clone().after_help(Resettable::Reset);
    Man::new(command).source(source).render(&mut page)?;
    exit_status().to_writer(&mut page)?;
    if found.is_none() {
        environment().to_writer(&mut page)?;
    }
    io::stdout().write_all(&page)
}

fn find<'a>(below: &'a clap::Command, name: &str) -> Option<&'a clap::Command> {
    below
        .get_subcommands()
        .find_map(|command| if command.get_display_name() == Some(name) { Some(command) } else { find(command, name) })
}

fn exit_status() -> Roff {
    section("EXIT STATUS", Exit::meanings().map(|(code, meaning)| (code.to_string(), meaning)))
}

fn environment() -> Roff {
    let names = ["ORGKEY_ACCESS_TOKEN", "ORGKEY_KEY_PASSWORD", "ORGKEY_PRACTICE_BEARER", "ORGKEY_HOME"];
    let meaning = |name: &str| words::line(&Line::new(&format!("cli_env_{}", name.to_lowercase())));
    section("ENVIRONMENT", names.into_iter().map(|name| (name.to_owned(), meaning(name))))
}

/// A section of names with what each means.
fn section(title: &str, entries: impl Iterator<Item = (String, String)>) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [title]);
    for (name, meaning) in entries {
        roff.control("TP", []);
        roff.text([bold(name)]);
        roff.text([roman(meaning)]);
    }
    roff
}

/// The completions for a shell.
pub(crate) fn completions(mut whole: clap::Command, shell: Shell) -> io::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut whole, "orgkey", &mut script);
    io::stdout().write_all(&script)
}
