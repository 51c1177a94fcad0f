//! What is wrong with a list of callback URLs, row by row, and what may be a slip.

use std::collections::{BTreeMap, BTreeSet};

use salesforce::types::{CallbackUrl, CallbackUrlProblem};
use url::Url;

use super::judge::push;
use super::{TEST_PORTS, test_callback};
use crate::problem::{Code, FieldProblem, Problem};
use crate::text;
use crate::wizard::ScopesAnswer;

/// All callbacks together, line breaks included.
const LIMIT: usize = 2000;

/// What has to change before Salesforce takes the list.
pub(super) fn callbacks(answer: &ScopesAnswer, problems: &mut Vec<FieldProblem>) {
    let rows = || answer.callbacks.iter().enumerate().filter(|(_, row)| !row.trim().is_empty());
    if rows().next().is_none() {
        // Test callbacks alone would make an app that works on this computer only.
        push(problems, "callbacks.0", Problem::new(Code::CallbackMissing));
    }
    let mut seen = BTreeSet::new();
    let mut one_too_long = false;
    for (position, row) in rows() {
        let field = format!("callbacks.{position}");
        if let Err(problem) = CallbackUrl::parse(row) {
            one_too_long |= problem == CallbackUrlProblem::TooLong;
            push(problems, &field, refused(row, problem));
        } else if !seen.insert(row) {
            push(problems, &field, Problem::new(Code::CallbackRepeated).with("callback", row));
        }
    }
    let own: usize = rows().map(|(_, row)| row.chars().count() + 1).sum();
    let test: usize = TEST_PORTS.iter().map(|port| test_callback(*port).len() + 1).sum();
    let length = (own + if answer.test_callbacks { test } else { 0 }).saturating_sub(1);
    if length > LIMIT && !one_too_long {
        let field = rows().next().map_or_else(|| "callbacks.0".to_owned(), |(first, _)| format!("callbacks.{first}"));
        push(problems, &field, Problem::new(Code::CallbacksTooLong).with("length", length).with("limit", LIMIT));
    }
}

/// Callbacks that a browser takes for the same and Salesforce, which compares them letter by letter, does not.
pub(super) fn alike(answer: &ScopesAnswer) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (position, row) in answer.callbacks.iter().enumerate() {
        let (Ok(_), Ok(mut url)) = (CallbackUrl::parse(row), Url::parse(row)) else { continue };
        if !url.cannot_be_a_base() {
            let path = url.path().trim_end_matches('/').to_owned();
            url.set_path(&path);
        }
        match seen.get(url.as_str()) {
            Some(other) if other != row => {
                let problem = Problem::new(Code::CallbackAlike).with("callback", row).with("other", other);
                push(&mut problems, &format!("callbacks.{position}"), problem);
            }
            Some(_) => {}
            None => drop(seen.insert(url.into(), row)),
        }
    }
    problems
}

fn refused(row: &str, problem: CallbackUrlProblem) -> Problem {
    let code = match problem {
        CallbackUrlProblem::HttpToPublicHost => Code::CallbackNotHttps,
        CallbackUrlProblem::TooLong => Code::CallbacksTooLong,
        _ => Code::CallbackMalformed,
    };
    let (reason, hint) = reason(row, problem);
    Problem::new(code)
        .with("callback", text::visible(row))
        .with("reason", reason)
        .with("hint", hint)
        .with("limit", LIMIT)
        .with("length", row.chars().count())
}

/// The id of the words that say what to type instead, and the text to type where one can be made.
fn reason(row: &str, problem: CallbackUrlProblem) -> (&'static str, String) {
    let with_https = || Some(format!("https://{}", row.trim_start_matches('/')));
    // A browser's way to write it: host names in their ASCII form, the rest percent-encoded.
    let in_ascii = || Url::parse(row).ok().filter(|url| url.has_host()).map(String::from);
    let (plain, hinted, hint): (_, _, Option<String>) = match problem {
        CallbackUrlProblem::Empty => ("callback_reason_empty", "", None),
        CallbackUrlProblem::Spaces if row.trim() != row => ("callback_reason_spaces_around", "", None),
        CallbackUrlProblem::Spaces => ("callback_reason_spaces", "", None),
        CallbackUrlProblem::Fragment => ("callback_reason_fragment", "", None),
        CallbackUrlProblem::HttpToPublicHost => ("callback_reason_http_to_public_host", "", None),
        CallbackUrlProblem::NoScheme => ("callback_reason_no_scheme", "callback_reason_no_scheme_hint", with_https()),
        CallbackUrlProblem::TooLong => ("callback_reason_too_long", "", None),
        CallbackUrlProblem::Userinfo => ("callback_reason_userinfo", "", None),
        CallbackUrlProblem::ForbiddenScheme => ("callback_reason_forbidden_scheme", "", None),
        CallbackUrlProblem::NoHost => ("callback_reason_no_host", "", None),
        CallbackUrlProblem::Wildcard => ("callback_reason_wildcard", "", None),
        CallbackUrlProblem::NotAscii => ("callback_reason_not_ascii", "callback_reason_not_ascii_hint", in_ascii()),
        CallbackUrlProblem::NotAUrl => ("callback_reason_not_a_url", "", None),
    };
    match hint.filter(|hint| CallbackUrl::parse(hint).is_ok()) {
        Some(hint) => (hinted, hint),
        None => (plain, String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[&str], test_callbacks: bool) -> Vec<(String, Code, String)> {
        let callbacks = rows.iter().map(ToString::to_string).collect();
        let mut problems = Vec::new();
        super::callbacks(&ScopesAnswer { callbacks, test_callbacks, ..ScopesAnswer::default() }, &mut problems);
        let with_words = |found: &FieldProblem| crate::words::problem(&found.problem).title;
        problems.iter().map(|found| (found.field.clone(), found.problem.code, with_words(found))).collect()
    }

    #[test]
    fn a_callback_that_salesforce_refuses_passes_or_its_words_do_not_say_what_to_type() {
        for (row, code, says) in [
            ("http://acme.com/cb", Code::CallbackNotHttps, "https://"),
            ("https://a.com/a b", Code::CallbackMalformed, "space"),
            (" https://a.com/cb", Code::CallbackMalformed, "before or after"),
            ("https://a.com/cb#x", Code::CallbackMalformed, "#"),
            ("https://*.acme.com/cb", Code::CallbackMalformed, "*"),
            ("acme.com/cb", Code::CallbackMalformed, "https://acme.com/cb"),
            ("https://bücher.example/cb", Code::CallbackMalformed, "https://xn--bcher-kva.example/cb"),
            ("https://acme.com/ü", Code::CallbackMalformed, "https://acme.com/%C3%BC"),
            ("https://ada@acme.com/cb", Code::CallbackMalformed, "user name"),
            ("javascript:alert(1)", Code::CallbackMalformed, "scheme"),
            ("data:text/html,x", Code::CallbackMalformed, "scheme"),
            ("file:///etc/passwd", Code::CallbackMalformed, "scheme"),
            ("https:///cb", Code::CallbackMalformed, "host"),
            ("https:/acme.com", Code::CallbackMalformed, "https://"),
            ("https://acme.com/\u{202e}cb", Code::CallbackMalformed, "%E2%80%AE"),
            ("https://a.com/1\r\nhttps://a.com/2", Code::CallbackMalformed, "space"),
            ("https://a.com/1\thttps://a.com/2", Code::CallbackMalformed, "space"),
        ] {
            let found = found(&["https://ok.example/cb", row], false);
            let [(field, seen, words)] = &found[..] else { panic!("{row}: {found:?}") };
            assert_eq!((field.as_str(), *seen), ("callbacks.1", code), "{row}");
            assert!(words.contains(says) && !words.contains(['{', '\u{202e}']), "{row}: {words}");
        }
        for row in ["myapp://x", "com.acme.app:/cb", "http://localhost:3000/cb", "https://xn--bcher-kva.example/cb"] {
            assert_eq!(found(&[row], false), [], "{row}");
        }
    }

    #[test]
    fn a_list_that_is_empty_repeated_or_too_long_passes() {
        let codes = |rows: &[&str], test| {
            found(rows, test).into_iter().map(|(field, code, _)| (field, code)).collect::<Vec<_>>()
        };
        let at = |field: &str, code| vec![(field.to_owned(), code)];
        assert_eq!(codes(&[], true), at("callbacks.0", Code::CallbackMissing));
        assert_eq!(codes(&["", " "], false), at("callbacks.0", Code::CallbackMissing));
        let twice = ["https://a.com/cb", "", "https://a.com/cb"];
        assert_eq!(codes(&twice, false), at("callbacks.2", Code::CallbackRepeated));
        let of = |length: usize| format!("https://a.com/{}", "x".repeat(length - 14));
        assert_eq!(codes(&[&of(2000)], false), []);
        assert_eq!(codes(&[&of(2001)], false), at("callbacks.0", Code::CallbacksTooLong));
        assert_eq!(codes(&[&of(1000), &of(999)], false), []);
        assert_eq!(codes(&["", &of(1000), &of(1001)], false), at("callbacks.1", Code::CallbacksTooLong));
        assert_eq!(codes(&[&of(1990)], true), at("callbacks.0", Code::CallbacksTooLong));
    }

    #[test]
    fn two_callbacks_that_only_look_the_same_are_merged_or_not_mentioned() {
        let answer = |rows: &[&str]| ScopesAnswer {
            callbacks: rows.iter().map(ToString::to_string).collect(),
            ..ScopesAnswer::default()
        };
        let both = ["https://a.com/cb", "https://A.com/cb/", "https://a.com:443/cb", "https://a.com/CB", "myapp:cb"];
        assert_eq!(found(&both, false), [], "Salesforce takes them all");
        let fields: Vec<_> = alike(&answer(&both)).into_iter().map(|found| found.field).collect();
        assert_eq!(fields, ["callbacks.1", "callbacks.2"]);
        assert!(alike(&answer(&["https://a.com/cb", "https://a.com/cb"])).is_empty(), "that is an error already");
    }
}
