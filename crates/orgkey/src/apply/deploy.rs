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
    // Half a minute of grace for two clocks that differ.
    let since = since.saturating_sub(jiff::SignedDuration::from_secs(30)).unwrap_or(since);
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
    let mut pace = Pace::new();
    loop {
        let result = org.deploy_status(&id).await?;
        if result.done {
            return Ok(Validation { accepted: result.success, problems: deploy_problems(&result) });
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
}
