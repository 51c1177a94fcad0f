//! The rules of the org as tables: rule id, standing, when it holds, the request, the exact reply.
//!
//! Replies are written out here and not taken from the registry, so that a changed text is noticed. Who says that
//! Salesforce speaks so stands with each rule in `src/rules`.

mod access;
mod authorize;
mod deploy;
mod device;
mod files;
mod http;
mod identity;
mod jobs;
mod jwt_bearer;
mod login;
mod records;
mod rest;
mod soap;
mod soql;
mod token;

use std::collections::BTreeMap;

use practice_org::rules::{self, Standing};

/// What every row begins with.
type Mark = (&'static str, Standing);

/// Rules that no request can reach in a Developer org without faults, why, and the test that holds them instead.
const OUT_OF_REACH: &[(&str, &str, &str)] = &[
    ("deploy::ROLLBACK_NEEDED", "only in production", "orgs::production_takes_options_that_it_must_refuse"),
    ("deploy::NO_PURGE", "only in production", "orgs::production_takes_options_that_it_must_refuse"),
    ("deploy::MANAGED", "only of a package", "packages::what_a_package_brought_can_be_changed_but_for_its_policies"),
    ("oauth::IN_FLIGHT", "two requests need not meet", "refresh::tests::a_token_is_used_by_two_requests_at_once"),
    ("oauth::SESSION_LEVEL", "only after a log-in", "access::a_session_below_the_level_of_the_app_passes"),
    ("deploy::UNEXPECTED", "only under its fault", "faults::a_fault_does_not_show_when_it_is_turned_on"),
    ("rest::FAILED", "only under its fault", "faults::a_fault_does_not_show_when_it_is_turned_on"),
    (
        "oauth::TOO_MANY_LOGINS",
        "3,600 requests are too many for a table",
        "admission::tests::a_user_logs_in_without_end",
    ),
    (
        "soql::AGGREGATE_BATCH",
        "no object has so many groups from the start",
        "query::tests::groups_that_fill_more_than_a_batch_are_sent",
    ),
    ("soql::TOO_LONG", "addresses are shorter", "soql::tests::a_statement_without_end_is_read"),
];

#[test]
fn a_reply_text_has_no_row() {
    let mut held: BTreeMap<&str, Standing> = BTreeMap::new();
    let tables = [
        access::marks(),
        authorize::marks(),
        deploy::marks(),
        device::marks(),
        http::marks(),
        identity::marks(),
        jobs::marks(),
        jwt_bearer::marks(),
        login::marks(),
        rest::marks(),
        soap::marks(),
        soql::marks(),
        token::marks(),
    ];
    for (id, standing) in tables.concat() {
        let rule = rules::all().find(|rule| rule.id == id).unwrap_or_else(|| panic!("no rule is called {id}"));
        assert_eq!(rule.standing, standing, "{id}");
        held.insert(id, standing);
    }
    let out_of_reach = |id: &str| OUT_OF_REACH.iter().any(|(rule, ..)| *rule == id);
    let missing: Vec<&str> =
        rules::all().map(|rule| rule.id).filter(|id| !held.contains_key(id) && !out_of_reach(id)).collect();
    assert!(missing.is_empty(), "rules without a row: {missing:#?}");
    let needless: Vec<&str> = OUT_OF_REACH.iter().map(|row| row.0).filter(|id| held.contains_key(id)).collect();
    assert!(needless.is_empty(), "rules with a row after all: {needless:?}");
}

#[test]
fn a_rule_is_there_twice() {
    let mut ids: Vec<&str> = rules::all().map(|rule| rule.id).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn the_readme_does_not_own_up_to_a_guess() {
    const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    const HEAD: &str = "| Rule | Reply | Known, and not |\n|---|---|---|\n";
    let line = |rule: &rules::Rule| {
        let text = rule.text.replace('|', "\\|");
        format!("| `{}` | `{}` | {} |\n", rule.id, format!("{} {text}", rule.code).trim(), rule.source)
    };
    let guesses = rules::all().filter(|rule| rule.standing == Standing::Guess);
    let table: String = guesses.map(line).collect();
    let readme = std::fs::read_to_string(README).unwrap();
    let (before, listed) = readme.split_once(HEAD).unwrap();
    if std::env::var_os("ORGKEY_BLESS").is_some() {
        std::fs::write(README, format!("{before}{HEAD}{table}")).unwrap();
    } else {
        assert!(listed == table, "the last table of the README is stale: ORGKEY_BLESS=1 writes it anew");
    }
}

/// The text of every Rust file below a folder of the crate.
fn sources(folder: &std::path::Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            text.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
    text
}

#[test]
fn a_test_that_the_readme_names_is_not_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let code = sources(&root.join("src")) + &sources(&root.join("tests"));
    let (table, _) = readme.split_once("## Not imitated").unwrap();
    let named = table.split('`').skip(1).step_by(2).filter(|text| text.contains("::") && !text.contains(['(', '[']));
    for name in named {
        let (modules, last) = name.rsplit_once("::").unwrap();
        let module = modules.rsplit("::").next().unwrap();
        let found = match last {
            "*" => code.contains(&format!("mod {module}")),
            test if test.ends_with('…') => code.contains(&format!("fn {}", test.trim_end_matches('…'))),
            item => code.contains(&format!("fn {item}(")) || code.contains(&format!("mod {item};")),
        };
        assert!(found, "{name}");
    }
}
