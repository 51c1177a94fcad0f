//! How progress is said: lines for people, JSON lines for machines.

use std::io::Write as _;

use orgkey::{Line, Problem, words};
use serde::Serialize;

/// Where progress goes.
pub(crate) struct Reporter {
    json: bool,
}

impl Reporter {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// One thing that happened: a sentence, or an object with `event` and its values.
    pub(crate) fn say(&self, event: &str, line: &Line, values: impl Serialize) {
        if self.json {
            self.object(event, values);
        } else {
            write_line(&words::line(line));
        }
    }

    /// Only for machines.
    pub(crate) fn object(&self, event: &str, values: impl Serialize) {
        if self.json {
            write_line(&serde_json::json!({ "event": event, "value": values }).to_string());
        }
    }

    /// Only for people.
    pub(crate) fn text(&self, text: &str) {
        if !self.json {
            write_line(text);
        }
    }

    /// What stopped the work: what happened, why, what to do next, and Salesforce's own words.
    pub(crate) fn problem(&self, problem: &Problem) {
        if self.json {
            return self.object("problem", problem);
        }
        let said = words::problem(problem);
        for part in [&said.title, &said.what, &said.why, &said.next] {
            write_line(part);
        }
        if let Some(salesforce) = &problem.salesforce {
            write_line(&words::line(
                &Line::new("cli_salesforce_said")
                    .with("error", &salesforce.error)
                    .with("description", &salesforce.description),
            ));
        }
    }
}

fn write_line(text: &str) {
    // A closed pipe means that nobody reads on; there is nothing to do about it.
    let _ = writeln!(std::io::stdout(), "{text}");
}
