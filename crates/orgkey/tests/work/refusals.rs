//! Every text that the practice org can refuse with, read by Orgkey: each lands in a class that has words, keeps
//! Salesforce's own words whole, and what nobody has a reading for is called just that.

use orgkey::apply::deploy_problems;
use orgkey::diagnosis::{Cause, suspect};
use orgkey::problem::{Problem, SalesforceWords};
use orgkey::{Code, words};
use practice_org::rules::{self, Rule};
use salesforce::SalesforceError;
use salesforce::metadata::{DeployMessage, DeployResult, DeployStatus};

fn area(rule: &Rule) -> &str {
    rule.id.split("::").next().unwrap()
}

/// As REST, SOAP and OAuth hand it over.
fn error(rule: &Rule) -> SalesforceError {
    SalesforceError {
        call: area(rule).to_owned(),
        status: if rule.status == 0 { 400 } else { rule.status },
        code: if rule.code.is_empty() { rule.text } else { rule.code }.to_owned(),
        message: rule.text.to_owned(),
        fields: Vec::new(),
        request_id: Some("r-1".to_owned()),
        retry_at: None,
        usage: None,
    }
}

/// As a deployment hands it over: at a component, or as the end of the job.
fn deployment(rule: &Rule) -> DeployResult {
    let message = DeployMessage {
        component_type: "ExternalClientApplication".to_owned(),
        full_name: "Acme".to_owned(),
        problem: Some(rule.text.to_owned()),
        ..DeployMessage::default()
    };
    let of_job = !rule.code.is_empty();
    DeployResult {
        id: "0Af000000000001".parse().unwrap(),
        done: true,
        success: false,
        status: DeployStatus::Failed,
        number_components_total: 1,
        number_components_deployed: 0,
        number_component_errors: 1,
        state_detail: None,
        error_message: of_job.then(|| rule.text.to_owned()),
        error_status_code: of_job.then(|| rule.code.to_owned()),
        created_by_name: None,
        successes: Vec::new(),
        failures: if of_job { Vec::new() } else { vec![message] },
    }
}

fn has_words(problem: &Problem, rule: &Rule) {
    let said = words::problem(problem);
    for part in [&said.title, &said.what, &said.why, &said.next] {
        assert!(!part.is_empty() && !part.starts_with("problem_"), "{}: {part}", rule.id);
    }
}

#[test]
fn some_refusal_has_no_words_or_loses_salesforces_own() {
    let mut read = 0;
    for rule in rules::all() {
        let problems = match area(rule) {
            "deploy" => deploy_problems(&deployment(rule)),
            _ => vec![salesforce::Error::from(error(rule)).into()],
        };
        assert!(!problems.is_empty(), "{}", rule.id);
        for problem in problems {
            has_words(&problem, rule);
            let said = problem.salesforce.as_ref().unwrap_or_else(|| panic!("{}: nothing said", rule.id));
            assert!(said.description.contains(rule.text), "{}: {said:?}", rule.id);
            read += 1;
        }
    }
    assert!(read > 250, "{read}: the registry was not read");
}

/// Refusals of a token that say nothing about the app: what was sent was malformed, which is Orgkey's own fault.
const OF_THE_REQUEST: &[&str] = &[
    "oauth::MISSING_PARAMETER",
    "oauth::FORM_TOO_LONG",
    "oauth::NOT_POST",
    "oauth::TWO_LOGINS",
    "oauth::UNSUPPORTED_TOKEN",
    "oauth::GENERIC",
    "oauth::IDENTITY_INACTIVE",
    "oauth::IDENTITY_NO_TOKEN",
    "oauth::IDENTITY_BAD_TOKEN",
    "oauth::IDENTITY_WRONG_ORG",
    "oauth::IDENTITY_BAD_ID",
    "oauth::SINGLE_ACCESS_REFUSED",
];

#[test]
fn a_refused_sign_in_has_no_cause() {
    for rule in rules::all().filter(|rule| area(rule) == "oauth") {
        let words = SalesforceWords::from(&error(rule));
        let unknown = suspect(&words) == Cause::Other;
        assert_eq!(unknown, OF_THE_REQUEST.contains(&rule.id), "{}: {:?}", rule.id, suspect(&words));
    }
}

#[test]
fn words_that_nobody_has_seen_are_taken_for_something_else() {
    let unknown = SalesforceError {
        call: "query".to_owned(),
        status: 400,
        code: "NEW_IN_A_LATER_RELEASE".to_owned(),
        message: "Something — with \"quotes\", <tags> and\nlines — that nobody has seen.".to_owned(),
        fields: Vec::new(),
        request_id: Some("r-2".to_owned()),
        retry_at: None,
        usage: None,
    };
    assert_eq!(suspect(&SalesforceWords::from(&unknown)), Cause::Other);
    let problem = Problem::from(salesforce::Error::from(unknown.clone()));
    assert_eq!(problem.code, Code::SalesforceRefused);
    let said = problem.salesforce.unwrap();
    assert_eq!((said.error, said.description), (unknown.code, unknown.message));
    assert_eq!((said.status, said.request_id), (Some(400), unknown.request_id));
}
