//! One deployment: handed over once, never twice; watched until it ends; its failures read.

use std::time::Duration;

use jiff::Timestamp;
use salesforce::Org;
use salesforce::metadata::{ComponentType, DeployMessage, DeployOptions, DeployResult, DeployStatus, Package};
use salesforce::rest::soql;
use salesforce::types::RecordId;
use serde::Deserialize;

use crate::plan::{Plan, components};
use crate::problem::{Code, Problem, SalesforceWords};
use crate::views::Validation;

/// How often a deployment is asked after: quickly at first, then ever more slowly.
pub(super) struct Pace {
    waited: Duration,
    step: Duration,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self { waited: Duration::ZERO, step: Duration::from_millis(150) }
    }

    pub(super) fn next(&mut self) -> Duration {
        let step = match self.waited.as_secs() {
            0..60 => self.step,
            60..600 => Duration::from_secs(5),
            _ => Duration::from_secs(30),
        };
        self.waited += step;
        self.step = (self.step * 8 / 5).min(Duration::from_secs(2));
        step
    }
}

/// The package of a plan.
pub(super) fn package(plan: &Plan) -> Result<Vec<u8>, Problem> {
    let mut package = Package::new(plan.snapshot.version);
    for component in components(plan) {
        package.add(component);
    }
    Ok(package.to_zip()?)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    id: RecordId,
}

/// The person's own deployments since a moment, last first: Salesforce tells no more of them than their times.
pub(super) async fn deployments(org: &Org, since: Timestamp) -> Result<Vec<RecordId>, Problem> {
    // A quarter of an hour of grace for two clocks that differ.
    let since = since.saturating_sub(jiff::SignedDuration::from_mins(15)).unwrap_or(since);
    let soql = format!(
        "SELECT Id FROM DeployRequest WHERE CreatedById = {} AND CreatedDate >= {} AND CheckOnly = false \
         ORDER BY CreatedDate DESC LIMIT 20",
        soql::quote(org.session().user.as_str()),
        since.strftime("%Y-%m-%dT%H:%M:%SZ"),
    );
    Ok(org.tooling_query::<Found>(&soql).await?.into_iter().map(|found| found.id).collect())
}

/// Whether a deployment that has ended was about the app.
pub(super) fn holds_app(result: &DeployResult, api_name: &str) -> bool {
    let app = ComponentType::App.metadata_name();
    let mut messages = result.successes.iter().chain(&result.failures);
    messages.any(|message| message.component_type == app && message.full_name == api_name)
}

/// "Test without changing anything": Salesforce judges the package and makes nothing.
///
/// # Errors
/// What stood in the way of asking.
pub async fn validate(org: &Org, plan: &Plan) -> Result<Validation, Problem> {
    let options = DeployOptions { check_only: true, ..DeployOptions::default() };
    let id = org.deploy(package(plan)?, &options).await?;
    let result = finished(org, &id).await?;
    Ok(Validation { accepted: result.success, problems: deploy_problems(&result) })
}

/// A short deployment's result, waited for.
pub(super) async fn finished(org: &Org, id: &RecordId) -> Result<DeployResult, Problem> {
    let mut pace = Pace::new();
    loop {
        let result = org.deploy_status(id).await?;
        if result.done {
            return Ok(result);
        }
        tokio::time::sleep(pace.next()).await;
    }
}

/// Whether the app's own message says that it was made, not overwritten.
pub(super) fn app_was_created(result: &DeployResult, api_name: &str) -> bool {
    let app = ComponentType::App.metadata_name();
    result
        .successes
        .iter()
        .any(|message| message.component_type == app && message.full_name == api_name && message.created)
}

/// A failed deployment's messages, read. The first is the one to show first.
pub fn deploy_problems(result: &DeployResult) -> Vec<Problem> {
    if result.success {
        return Vec::new();
    }
    if result.status == DeployStatus::Canceled {
        return vec![Problem::new(Code::DeployCancelled)];
    }
    let mut problems: Vec<_> = result.failures.iter().map(message_problem).collect();
    if problems.is_empty() {
        let words = SalesforceWords {
            call: "deploy".to_owned(),
            error: result.error_status_code.clone().unwrap_or_else(|| format!("{:?}", result.status)),
            description: result.error_message.clone().or_else(|| result.state_detail.clone()).unwrap_or_default(),
            status: None,
            request_id: None,
        };
        problems.push(Problem::new(Code::DeployFailed).with("component", "").said(words));
    }
    problems
}

/// Salesforce's texts for failures that an answer caused, and what they mean. Compared in lower case.
const READINGS: &[(&str, Code)] = &[
    ("duplicate value found", Code::NameTaken),
    ("duplicate developer name", Code::NameTaken),
    ("already exists", Code::NameTaken),
    ("name is already", Code::NameTaken),
    ("we couldn't find permission sets", Code::PermissionSetMissing),
    ("enter a valid execution user", Code::RunAsNotUsable),
    ("insufficient_access", Code::PermissionMissing),
    ("insufficient access", Code::PermissionMissing),
];

fn message_problem(message: &DeployMessage) -> Problem {
    let said = message.problem.clone().unwrap_or_default();
    let lower = said.to_lowercase();
    let code = READINGS.iter().find(|(text, _)| lower.contains(text)).map_or(Code::DeployFailed, |(_, code)| *code);
    let words = SalesforceWords {
        call: "deploy".to_owned(),
        error: message.component_type.clone(),
        description: match (message.line_number, message.column_number) {
            (Some(line), Some(column)) => format!("{said} ({}:{line}:{column})", message.file_name),
            _ => said,
        },
        status: None,
        request_id: None,
    };
    let name = message.full_name.clone();
    Problem::new(code)
        .with("component", &message.component_type)
        .with("name", &name)
        .with("api_name", &name)
        .with("label", &name)
        .with("username", "")
        .said(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_deployment_is_asked_after_too_often_or_a_short_one_too_late() {
        let mut pace = Pace::new();
        assert_eq!(pace.next(), Duration::from_millis(150));
        assert_eq!(pace.next(), Duration::from_millis(240));
        let mut asked = 2;
        while pace.waited < Duration::from_secs(600) {
            pace.next();
            asked += 1;
        }
        assert!(asked < 160, "{asked}");
        assert_eq!(pace.next(), Duration::from_secs(30));
    }

    fn message(problem: &str) -> DeployMessage {
        DeployMessage {
            component_type: "ExtlClntAppOauthConfigurablePolicies".to_owned(),
            full_name: "Acme_policy".to_owned(),
            file_name: "a/b.xml".to_owned(),
            problem: Some(problem.to_owned()),
            ..DeployMessage::default()
        }
    }

    #[test]
    fn salesforces_reason_is_read_as_another_or_lost() {
        for (said, code) in [
            ("Duplicate value found: DeveloperName duplicates value on record with id: 0xI", Code::NameTaken),
            ("We couldn't find permission sets with these names: Nobody", Code::PermissionSetMissing),
            ("Enter a valid execution user.", Code::RunAsNotUsable),
            ("INSUFFICIENT_ACCESS: you may not", Code::PermissionMissing),
            ("Something that nobody has seen before", Code::DeployFailed),
        ] {
            let problem = message_problem(&message(said));
            assert_eq!(problem.code, code, "{said}");
            assert_eq!(problem.salesforce.unwrap().description, said, "word for word");
        }
        let at = DeployMessage { line_number: Some(3), column_number: Some(9), ..message("Bad element") };
        assert_eq!(message_problem(&at).salesforce.unwrap().description, "Bad element (a/b.xml:3:9)");
    }

    #[test]
    fn a_deployment_that_failed_says_nothing() {
        let mut result = DeployResult {
            id: "0Af000000000001".parse().unwrap(),
            done: true,
            success: false,
            status: DeployStatus::Failed,
            number_components_total: 0,
            number_components_deployed: 0,
            number_component_errors: 0,
            state_detail: None,
            error_message: Some("No package.xml found".to_owned()),
            error_status_code: Some("INVALID_OPERATION".to_owned()),
            created_by_name: None,
            successes: Vec::new(),
            failures: Vec::new(),
        };
        let problems = deploy_problems(&result);
        assert_eq!(problems[0].code, Code::DeployFailed);
        assert_eq!(problems[0].salesforce.as_ref().unwrap().description, "No package.xml found");
        result.status = DeployStatus::Canceled;
        assert_eq!(deploy_problems(&result)[0].code, Code::DeployCancelled);
        result.success = true;
        assert!(deploy_problems(&result).is_empty());
    }

    #[test]
    fn an_app_that_was_changed_counts_as_made() {
        let app = |name: &str, created| DeployMessage {
            component_type: "ExternalClientApplication".to_owned(),
            full_name: name.to_owned(),
            created,
            success: true,
            ..DeployMessage::default()
        };
        let result = |message| DeployResult {
            id: "0Af000000000001".parse().unwrap(),
            done: true,
            success: true,
            status: DeployStatus::Succeeded,
            number_components_total: 1,
            number_components_deployed: 1,
            number_component_errors: 0,
            state_detail: None,
            error_message: None,
            error_status_code: None,
            created_by_name: None,
            successes: vec![message],
            failures: Vec::new(),
        };
        assert!(app_was_created(&result(app("Acme", true)), "Acme"));
        assert!(!app_was_created(&result(app("Acme", false)), "Acme"));
        assert!(!app_was_created(&result(app("Other", true)), "Acme"));
        assert!(holds_app(&result(app("Acme", false)), "Acme"));
        assert!(!holds_app(&result(app("Other", true)), "Acme"));
    }
}
