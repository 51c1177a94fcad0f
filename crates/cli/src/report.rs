//! How progress is said: lines for people, a live line on a terminal, JSON lines for machines.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{IsTerminal as _, Write as _};

use orgkey::blueprint::place_in_file;
use orgkey::problem::FieldProblem;
use orgkey::{Code, Line, Problem, visible, words};
use serde::Serialize;

/// What a JSON line is about. `README.md` lists them.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(clap::ValueEnum), value(rename_all = "snake_case"))]
pub(crate) enum Event {
    Notice,
    NotWanted,
    SignedIn,
    Check,
    Plan,
    Validated,
    NameWanted,
    Declined,
    Part,
    Run,
    Waiting,
    Remainder,
    WillUndo,
    Left,
    Explained,
    Problem,
    Evidence,
    Undone,
}

/// Where progress goes.
pub(crate) struct Reporter {
    json: bool,
    /// Whether a line that changes can be shown: on a terminal that can erase one.
    live: bool,
    shown: Cell<Option<usize>>,
}

impl Reporter {
    pub(crate) fn new(json: bool) -> Self {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
        Self { json, live: !json && !dumb && std::io::stderr().is_terminal(), shown: Cell::new(None) }
    }

    /// Whether [`Reporter::live`] shows anything.
    pub(crate) fn is_live(&self) -> bool {
        self.live
    }

    /// One thing that happened: a sentence, or an object with `event` and its values.
    pub(crate) fn say(&self, event: Event, line: &Line, values: impl Serialize) {
        if self.json {
            self.object(event, values);
        } else {
            self.write_line(&words::line(line));
        }
    }

    /// Only for machines.
    pub(crate) fn object(&self, event: Event, values: impl Serialize) {
        if self.json {
            self.write_line(&serde_json::json!({ "event": event, "value": values }).to_string());
        }
    }

    /// Only for people.
    pub(crate) fn text(&self, text: &str) {
        if !self.json {
            self.write_line(text);
        }
    }

    /// What goes on this moment, in a line that the next one replaces.
    pub(crate) fn live(&self, text: &str) {
        if !self.live {
            return;
        }
        let turn = self.shown.get().map_or(0, |turn| turn + 1);
        self.shown.set(Some(turn));
        // Longer than a line, it could not be erased again.
        let text: String = visible(text).chars().take(70).collect();
        let mut terminal = std::io::stderr();
        let _ = write!(terminal, "\r\x1b[K{} {text}", ['|', '/', '-', '\\'][turn % 4]);
        let _ = terminal.flush();
    }

    /// Takes the live line away.
    pub(crate) fn clear(&self) {
        if self.shown.take().is_some() {
            let mut terminal = std::io::stderr();
            let _ = write!(terminal, "\r\x1b[K");
            let _ = terminal.flush();
        }
    }

    /// What stopped the work: what happened, why, what to do next, and Salesforce's own words.
    pub(crate) fn problem(&self, problem: &Problem) {
        if self.json {
            return self.object(Event::Problem, problem);
        }
        let said = words::problem(problem);
        if let Some(setting) = problem.params.get("setting").filter(|_| problem.code != Code::BlueprintUnreadable) {
            self.write_line(&words::line(&Line::new("cli_setting").with("setting", setting)));
        }
        for part in [&said.title, &said.what, &said.why, &said.next] {
            self.write_line(part);
        }
        if let Some(salesforce) = &problem.salesforce {
            self.write_line(&words::line(
                &Line::new("cli_salesforce_said")
                    .with("error", visible(&salesforce.error))
                    .with("description", indented(&salesforce.description)),
            ));
        }
    }

    /// What is wrong with the answers of a blueprint, each with the setting that it is about.
    pub(crate) fn answers(&self, problems: Vec<FieldProblem>) {
        for found in problems {
            let setting = place_in_file(&found);
            self.problem(&found.problem.with("setting", setting));
        }
    }

    fn write_line(&self, text: &str) {
        self.clear();
        let text = if self.json { Cow::from(text) } else { for_people(text).into() };
        // A closed pipe means that nobody reads on; there is nothing to do about it.
        let _ = writeln!(std::io::stdout(), "{text}");
    }
}

/// A text as a terminal may get it. An org's own words are in it: none of them moves the cursor or turns the text round.
pub(crate) fn for_people(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(visible).collect();
    lines.join("\n")
}

/// Words of an org in lines of which none but the first begins where ours do.
fn indented(text: &str) -> String {
    text.replace('\n', "\n  ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::ValueEnum as _;

    use super::*;

    #[test]
    fn words_of_an_org_move_the_cursor_or_turn_a_line_round() {
        let said = "invalid_grant – \u{1b}[2J\u{9b}1mexpired\rSigned in\u{202e}\nsecond line";
        let shown = "invalid_grant – [U+001B][2J[U+009B]1mexpired[U+000D]Signed in[U+202E]\nsecond line";
        assert_eq!(for_people(said), shown);
        assert_eq!(indented("refused\nSigned in as admin"), "refused\n  Signed in as admin");
    }

    #[test]
    fn the_readme_lacks_an_event_or_lists_one_that_is_never_said() {
        let readme = include_str!("../../../README.md");
        let list = readme.split_once("`{\"event\", \"value\"}`:").unwrap_or_default().1;
        let list = list.split_once('.').unwrap_or_default().0;
        // Between each two backticks.
        let listed: BTreeSet<_> = list.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        let name = |event: &Event| serde_json::to_value(event).unwrap_or_default().as_str().map(str::to_owned);
        let said: BTreeSet<_> = Event::value_variants().iter().filter_map(name).collect();
        assert_eq!(listed, said);
    }
}
