//! The message catalogue, for whoever has no page: the command line, and the page that the browser shows after a
//! sign-in. One file for all: `messages/en.json`.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use crate::{Code, Line, Problem};

static ENGLISH: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    // A test holds that the catalogue parses; an empty one shows ids instead of words.
    serde_json::from_str(include_str!("../../../messages/en.json")).unwrap_or_default()
});

/// A sentence with its values put in; the id itself when the catalogue lacks it.
pub fn text(id: &str, params: &BTreeMap<String, String>) -> String {
    let Some(template) = ENGLISH.get(id) else { return id.to_owned() };
    let mut rest = template.as_str();
    let mut sentence = String::with_capacity(rest.len());
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        sentence.push_str(before);
        match after[1..].split_once('}') {
            Some((name, tail)) => {
                sentence.push_str(params.get(name).map_or(name, String::as_str));
                rest = tail;
            }
            None => {
                sentence.push_str(after);
                rest = "";
            }
        }
    }
    sentence.push_str(rest);
    sentence
}

/// A line in words. A reason may be the id of words of its own.
pub fn line(line: &Line) -> String {
    text(&line.id, &with_reason(&line.params))
}

fn with_reason(params: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut params = params.clone();
    if let Some(id) = params.get("reason").filter(|id| ENGLISH.contains_key(*id)) {
        let reason = text(id, &params);
        params.insert("reason".to_owned(), reason);
    }
    params
}

/// The id of the words that say in short what a problem is.
pub(crate) fn title_id(of: Code) -> String {
    format!("problem_{}_title", code(of))
}

/// What happened, why, and what to do next.
pub struct ProblemWords {
    /// In a few words.
    pub title: String,
    /// What happened.
    pub what: String,
    /// Why.
    pub why: String,
    /// What to do next.
    pub next: String,
}

/// A problem in words.
pub fn problem(problem: &Problem) -> ProblemWords {
    let mut params = with_reason(&problem.params);
    // A field is named as its label names it.
    if let Some(id) = field_id(&problem.params).filter(|id| ENGLISH.contains_key(id)) {
        params.insert("field".to_owned(), text(&id, &problem.params));
    }
    let part = |part: &str| text(&format!("problem_{}_{part}", code(problem.code)), &params);
    ProblemWords { title: part("title"), what: part("what"), why: part("why"), next: part("next") }
}

fn field_id(params: &BTreeMap<String, String>) -> Option<String> {
    params.get("field").map(|field| format!("field_{}", field.split('.').next().unwrap_or(field)))
}

/// A code as it is written, such as `name_taken`.
pub fn code(code: Code) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(name)) => name,
        _ => "unexpected".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_shown_by_its_id() {
        let refused = Line::new("run_note_connection_refused").with("seconds", 8);
        let said = line(&refused.with("reason", title_id(Code::ProxyNeedsPassword)));
        assert!(said.starts_with("The proxy wants a user name and a password. Trying again in 8 s."), "{said}");
    }

    #[test]
    fn a_problem_has_no_words() {
        for code_ in Code::ALL {
            for part in ["title", "what", "why", "next"] {
                let id = format!("problem_{}_{part}", code(*code_));
                assert!(ENGLISH.contains_key(&id), "{id}");
            }
        }
    }
}
