//! `orgkey man` and `orgkey completions`: made from the same definitions as the arguments.

use std::io::{self, Write as _};

use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use orgkey::{Line, words};

/// The page of `orgkey` or of one of its commands, as groff source.
pub(crate) fn man(whole: &clap::Command, of: Option<&str>) -> io::Result<()> {
    let mut page = Vec::new();
    let found = of.and_then(|name| whole.get_subcommands().find(|command| command.get_name() == name));
    let command = match found {
        Some(command) => {
            let name = command.get_name();
            command.clone().display_name(format!("orgkey-{name}")).bin_name(format!("orgkey {name}"))
        }
        None => whole.clone(),
    };
    Man::new(command.clone()).render(&mut page)?;
    if found.is_none() {
        environment().to_writer(&mut page)?;
    }
    io::stdout().write_all(&page)
}

fn environment() -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["ENVIRONMENT"]);
    for name in ["ORGKEY_ACCESS_TOKEN", "ORGKEY_KEY_PASSWORD", "ORGKEY_PRACTICE_BEARER", "ORGKEY_HOME"] {
        roff.control("TP", []);
        roff.text([bold(name)]);
        roff.text([roman(words::line(&Line::new(&format!("cli_env_{}", name.to_lowercase()))))]);
    }
    roff
}

/// The completions for a shell.
pub(crate) fn completions(mut whole: clap::Command, shell: Shell) -> io::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut whole, "orgkey", &mut script);
    io::stdout().write_all(&script)
}
