//! The person's word before something changes. Where nobody can be asked, the answer is no.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use orgkey::{Line, words};

use crate::exit::Exit;
use crate::report::{Event, Reporter, for_people};

/// What was answered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Go on; `name` is what was typed as the org's name.
    Go { name: String },
    /// No.
    No,
    /// The name of this org was wanted, and nobody gave it.
    NameWanted { org: String },
}

impl Answer {
    /// Says that nothing was changed, and why.
    pub(crate) fn declined(&self, reporter: &Reporter) -> Exit {
        if let Self::NameWanted { org } = self {
            reporter.say(Event::NameWanted, &Line::new("cli_name_wanted").with("org", org), org);
        }
        reporter.say(Event::Declined, &Line::new("cli_nothing_changed"), ());
        Exit::Declined
    }
}

/// The name of a production org: given, or typed. A yes is not enough.
pub(crate) fn name_of_org(given: Option<&str>, org: &str) -> Answer {
    let typed = match given {
        Some(given) => Some(given.to_owned()),
        None => ask(&Line::new("cli_name_question").with("org", org)),
    };
    match typed.filter(|name| !name.trim().is_empty()) {
        Some(name) => Answer::Go { name },
        None => Answer::NameWanted { org: org.to_owned() },
    }
}

/// A yes: given, or typed.
pub(crate) fn yes(given: bool, name: Option<&str>, question: &Line) -> Answer {
    if given || says_yes(question) { Answer::Go { name: name.unwrap_or_default().to_owned() } } else { Answer::No }
}

/// Whether what a plan has looser than the safe defaults is accepted: given, or typed. `unasked`: nobody wants to be asked.
pub(crate) fn loosenings_accepted(given: bool, unasked: bool) -> bool {
    given || !unasked && says_yes(&Line::new("cli_loosenings_question"))
}

fn says_yes(question: &Line) -> bool {
    ask(question).is_some_and(|typed| matches!(typed.trim(), "y" | "yes"))
}

fn ask(question: &Line) -> Option<String> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    // Not on standard output: that may be JSON lines for a machine.
    let mut out = std::io::stderr();
    let _ = write!(out, "{} ", for_people(&words::line(question)));
    let _ = out.flush();
    let mut typed = String::new();
    std::io::stdin().lock().read_line(&mut typed).ok().map(|_| typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_production_org_is_changed_without_its_name() {
        // Cargo's tests may run on a terminal; a name that is given is asked for nowhere.
        assert_eq!(name_of_org(Some("Acme"), "Acme"), Answer::Go { name: "Acme".to_owned() });
        assert_eq!(name_of_org(Some("  "), "Acme"), Answer::NameWanted { org: "Acme".to_owned() });
    }
}
