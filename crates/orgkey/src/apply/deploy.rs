//! One deployment: handed over once, never twice; watched until it ends; its failures read.

use std::time::Duration;

use jiff::Timestamp;
use salesforce::Org;
use salesforce::metadata::{
    Component, ComponentType, DeployMessage, DeployOptions, DeployResult, DeployStatus, Package,
};
use salesforce::rest::soql;
use salesforce::types::RecordId;
use serde::Deserialize;
use tokio::time::{Instant, sleep};

use super::refusals::refusal;
use super::{Made, MadePart};
use crate::Line;
use crate::plan::{Plan, components};
use crate::problem::{Code, Problem, SalesforceWords};
use crate::views::Validation;
use crate::words;

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

/// How long between two tries without a connection.
struct Backoff(Duration);

impl Backoff {
    const fn new() -> Self {
        Self(Duration::from_secs(1))
    }

    fn next(&mut self) -> Duration {
        let step = self.0;
        self.0 = (step * 2).min(Duration::from_secs(30));
        step
    }
}

/// A deployment that waits longer than this waits for another one.
const SOON: Duration = Duration::from_secs(2);
/// A change under way is waited for, however long the connection is lost.
pub(super) const PATIENT: Duration = Duration::MAX;
/// Whatever only somebody can put right is waited for as long as a network may ask for a sign-in of its own.
const PATIENT_FOR_A_PERSON: Duration = Duration::from_secs(300);
/// Somebody sits before a question that changes nothing: it can be asked again.
const PATIENT_FOR_A_QUESTION: Duration = Duration::from_secs(30);

/// After so long nobody has to sit and look on.
const LONG: Duration = Duration::from_secs(600);

/// Whether nobody knows what Salesforce does: no answer came, or something in between gave it. What was handed over is
/// worked on meanwhile.
pub(super) fn is_lost(problem: &Problem) -> bool {
    let failed = problem.salesforce.as_ref().and_then(|said| said.status).is_some_and(|status| status >= 500);
    match problem.code {
        Code::Offline | Code::TimedOut | Code::NotSalesforce | Code::SalesforceUnavailable => true,
        _ if is_refused_on_the_way(problem) => true,
        // Salesforce said until when: it is not asked before that.
        Code::AskedToWait => false,
        _ => failed,
    }
}

/// Whether waiting alone hardly helps: a certificate or a proxy stands in between.
fn is_refused_on_the_way(problem: &Problem) -> bool {
    matches!(
        problem.code,
        Code::TlsFailed
            | Code::CertificateSelfSigned
            | Code::CertificateUntrusted
            | Code::CertificateExpired
            | Code::CertificateNotYetValid
            | Code::CertificateForOtherHost
            | Code::ProxyFailed
            | Code::ProxyNeedsPassword
    )
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

/// Whether a deployment that has ended was that of the plan: it speaks of the app, and if it went well of every part.
pub(super) fn is_of(result: &DeployResult, plan: &Plan) -> bool {
    let tells = |part: &Component| {
        let mut messages = result.successes.iter().chain(&result.failures);
        messages.any(|message| {
            message.component_type == part.kind().metadata_name()
                && message.full_name == part.full_name()
                && !message.deleted
        })
    };
    // Settings are told by several names.
    let parts = components(plan).into_iter().filter(|part| part.kind() != ComponentType::Settings);
    let mut needed = parts.filter(|part| result.success || part.kind() == ComponentType::App);
    needed.all(|part| tells(&part))
}

/// "Test without changing anything": Salesforce judges the package and makes nothing.
///
/// # Errors
/// What stood in the way of asking.
pub async fn validate(org: &Org, plan: &Plan) -> Result<Validation, Problem> {
    let options = DeployOptions { check_only: true, ..DeployOptions::default() };
    let id = org.deploy(package(plan)?, &options).await?;
    let result = watch(org, &id, PATIENT_FOR_A_QUESTION, |_| {}).await?;
    Ok(Validation { accepted: result.success, problems: plan_problems(&result, plan) })
}

/// Watches a deployment to its end, over lost connections too: Salesforce keeps working. `note` hears what is going on.
///
/// # Errors
/// What Salesforce answered; what [`is_lost`] after `patience` of it, or sooner if somebody has to put it right.
pub(super) async fn watch(
    org: &Org,
    id: &RecordId,
    patience: Duration,
    note: impl Fn(Line),
) -> Result<DeployResult, Problem> {
    let status = || async move { org.deploy_status(id).await.map_err(Problem::from) };
    follow(status, || others(org), patience, note).await
}

async fn follow<Status: Future<Output = Result<DeployResult, Problem>>, Others: Future<Output = bool>>(
    status: impl Fn() -> Status,
    others: impl Fn() -> Others,
    patience: Duration,
    note: impl Fn(Line),
) -> Result<DeployResult, Problem> {
    let begun = Instant::now();
    let mut pace = Pace::new();
    let mut backoff = Backoff::new();
    let mut lost_since = Instant::now();
    let mut refused_since = None;
    let mut behind = false;
    loop {
        let long = begun.elapsed() >= LONG;
        match status().await {
            Ok(result) if result.done => return Ok(result),
            Ok(result) => {
                backoff = Backoff::new();
                lost_since = Instant::now();
                refused_since = None;
                behind = result.status == DeployStatus::Pending && (behind || pace.waited > SOON && others().await);
                note(match behind {
                    true => Line::new("run_note_other_deployment"),
                    false if long => Line::new("run_note_deploy_long"),
                    false => deploy_note(&result),
                });
                sleep(pace.next()).await;
            }
            Err(problem) if is_lost(&problem) && lost_since.elapsed() < patience => {
                let step = backoff.next();
                let line = if is_refused_on_the_way(&problem) {
                    if refused_since.get_or_insert_with(Instant::now).elapsed() >= PATIENT_FOR_A_PERSON {
                        return Err(problem);
                    }
                    Line::new("run_note_connection_refused").with("reason", words::title_id(problem.code))
                } else {
                    refused_since = None;
                    Line::new(if long { "run_note_connection_lost_long" } else { "run_note_connection_lost" })
                };
                note(line.with("seconds", step.as_secs()));
                sleep(step).await;
            }
            Err(problem) => return Err(problem),
        }
    }
}

/// Whether another deployment is under way, as far as this user may see it.
async fn others(org: &Org) -> bool {
    let soql = "SELECT Id FROM DeployRequest WHERE Status = 'InProgress' LIMIT 1";
    org.tooling_query::<Found>(soql).await.is_ok_and(|found| !found.is_empty())
}

fn deploy_note(result: &DeployResult) -> Line {
    match result.status {
        DeployStatus::Canceling => Line::new("run_note_deploy_canceling"),
        _ if result.number_components_total == 0 => Line::new("run_note_deploy_pending"),
        _ => Line::new("run_note_deploy_in_progress")
            .with("done", result.number_components_deployed)
            .with("total", result.number_components_total),
    }
}

/// What the deployment's own messages say that it made, and did not overwrite.
pub(super) fn made(result: &DeployResult, plan: &Plan) -> Made {
    let made = |kind: ComponentType, name: &str| {
        let is = |message: &&DeployMessage| {
            message.component_type == kind.metadata_name() && message.full_name == name && message.created
        };
        result.successes.iter().find(is).map(|message| MadePart { id: message.id.clone() })
    };
    let blueprint = &plan.blueprint;
    Made {
        app: made(ComponentType::App, &blueprint.api_name),
        permission_set: made(ComponentType::PermissionSet, &blueprint.permission_set_name()),
    }
}

/// What a plan's deployment was refused for, with its answers' values.
pub(super) fn plan_problems(result: &DeployResult, plan: &Plan) -> Vec<Problem> {
    let run_as = plan.blueprint.client_credentials.as_ref().map(ToString::to_string).unwrap_or_default();
    deploy_problems(result).into_iter().map(|problem| problem.with("username", &run_as)).collect()
}

/// A failed deployment's messages, read. The first is the one to show first.
pub fn deploy_problems(result: &DeployResult) -> Vec<Problem> {
    if result.success {
        return Vec::new();
    }
    if result.status == DeployStatus::Canceled {
        return vec![Problem::new(Code::DeployCancelled)];
    }
    let mut problems: Vec<_> = result.failures.iter().map(refusal).collect();
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

#[cfg(test)]
mod tests {
    use std::future::ready;
    use std::sync::Mutex;

    use super::*;
    use crate::catalogue::ConnectKind;
    use crate::plan::sample;

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

    fn result(status: DeployStatus) -> DeployResult {
        DeployResult {
            id: "0Af000000000001".parse().unwrap(),
            done: matches!(status, DeployStatus::Succeeded | DeployStatus::Failed),
            success: status == DeployStatus::Succeeded,
            status,
            number_components_total: 0,
            number_components_deployed: 0,
            number_component_errors: 0,
            state_detail: None,
            error_message: None,
            error_status_code: None,
            created_by_name: None,
            successes: Vec::new(),
            failures: Vec::new(),
        }
    }

    fn said(code: Code, status: u16) -> Problem {
        Problem::new(code).said(SalesforceWords {
            call: "deployStatus".to_owned(),
            error: format!("http_{status}"),
            description: String::new(),
            status: Some(status),
            request_id: None,
        })
    }

    /// Follows a deployment whose status is asked for with these answers, the last one again and again: what was told,
    /// when each was asked for in seconds, and the end.
    async fn followed(
        patience: Duration,
        answers: Vec<Result<DeployResult, Problem>>,
    ) -> (Vec<String>, Vec<u64>, Result<DeployResult, Problem>) {
        let begun = Instant::now();
        let (told, asked) = (Mutex::default(), Mutex::new(Vec::new()));
        let status = || {
            let mut asked = asked.lock().unwrap();
            asked.push(begun.elapsed().as_secs());
            ready(answers.get(asked.len() - 1).or(answers.last()).unwrap().clone())
        };
        let note = |line: Line| {
            let mut told: std::sync::MutexGuard<'_, Vec<String>> = told.lock().unwrap();
            if told.last() != Some(&line.id) {
                told.push(line.id);
            }
        };
        let end = follow(status, || ready(false), patience, note).await;
        (told.into_inner().unwrap(), asked.into_inner().unwrap(), end)
    }

    #[tokio::test(start_paused = true)]
    async fn whatever_stands_between_ends_a_run_while_salesforce_works_on() {
        let lost = [
            said(Code::SalesforceUnavailable, 503),
            said(Code::SalesforceUnavailable, 502),
            said(Code::SalesforceRefused, 500),
            Problem::new(Code::NotSalesforce),
            Problem::new(Code::ProxyFailed),
            Problem::new(Code::ProxyNeedsPassword),
            Problem::new(Code::TlsFailed),
            Problem::new(Code::CertificateUntrusted),
            Problem::new(Code::Offline),
            Problem::new(Code::TimedOut),
        ];
        let mut answers = vec![Ok(result(DeployStatus::InProgress))];
        answers.extend(lost.into_iter().map(Err));
        answers.push(Ok(result(DeployStatus::Succeeded)));
        let (told, asked, end) = followed(PATIENT, answers).await;
        assert!(end.unwrap().success);
        let (lost, refused) = ("run_note_connection_lost", "run_note_connection_refused");
        assert_eq!(told, ["run_note_deploy_pending", lost, refused, lost]);
        assert_eq!(asked, [0, 0, 1, 3, 7, 15, 31, 61, 91, 121, 151, 181], "after 1, 2, 4 and at most 30 seconds");

        for refused in
            [said(Code::SalesforceRefused, 400), Problem::new(Code::SessionEnded), Problem::new(Code::AskedToWait)]
        {
            let (_, asked, end) = followed(PATIENT, vec![Err(refused.clone())]).await;
            assert_eq!((asked.len(), end.unwrap_err()), (1, refused));
        }
        let (_, asked, end) = followed(PATIENT_FOR_A_QUESTION, vec![Err(Problem::new(Code::Offline))]).await;
        assert_eq!(
            (asked, end.unwrap_err().code),
            (vec![0, 1, 3, 7, 15, 31], Code::Offline),
            "a question can be asked again"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_certificate_or_a_proxy_that_refuses_is_asked_for_ever_or_not_named() {
        for code in [Code::CertificateUntrusted, Code::TlsFailed, Code::ProxyFailed, Code::ProxyNeedsPassword] {
            let works = Ok(result(DeployStatus::InProgress));
            let (told, asked, end) = followed(PATIENT, vec![works, Err(Problem::new(code))]).await;
            assert_eq!(end.unwrap_err().code, code);
            assert_eq!(told, ["run_note_deploy_pending", "run_note_connection_refused"]);
            assert!((300..=330).contains(asked.last().unwrap()), "{asked:?}");
        }
        // A network that asks for a sign-in of its own, and then lets through; what was merely lost counts for nothing.
        let refused = |count| vec![Err(Problem::new(Code::CertificateUntrusted)); count];
        let lost = vec![Err(Problem::new(Code::Offline)); 20];
        let end = vec![Ok(result(DeployStatus::Succeeded))];
        let (.., end) = followed(PATIENT, [refused(8), lost, refused(8), end].concat()).await;
        assert!(end.unwrap().success);
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_hears_after_ten_minutes_that_one_may_leave() {
        let lost = |count| vec![Err(Problem::new(Code::Offline)); count];
        let end = || Ok(result(DeployStatus::Succeeded));
        let (told, asked, _) = followed(PATIENT, [lost(60), vec![end()]].concat()).await;
        assert!(asked.last() > Some(&600));
        assert_eq!(told, ["run_note_connection_lost", "run_note_connection_lost_long"]);
        let works = vec![Ok(result(DeployStatus::InProgress)); 170];
        let (told, ..) = followed(PATIENT, [works, vec![end()]].concat()).await;
        assert_eq!(told, ["run_note_deploy_pending", "run_note_deploy_long"]);
    }

    #[test]
    fn a_deployment_that_failed_says_nothing() {
        let mut result = result(DeployStatus::Failed);
        result.error_message = Some("No package.xml found".to_owned());
        result.error_status_code = Some("INVALID_OPERATION".to_owned());
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
        let result = |message| DeployResult { successes: vec![message], ..result(DeployStatus::Succeeded) };
        let plan = sample::plan(ConnectKind::Server);
        let name = plan.blueprint.api_name.as_str();
        let made = |message| made(&result(message), &plan).app.is_some();
        assert!(made(app(name, true)));
        assert!(!made(app(name, false)) && !made(app("Other", true)));

        let whole = |change: &dyn Fn(&mut DeployMessage)| {
            let message = |part: Component| {
                let mut message = app(part.full_name(), true);
                message.component_type = part.kind().metadata_name().to_owned();
                change(&mut message);
                message
            };
            let successes = components(&plan).into_iter().map(message).collect();
            DeployResult { successes, ..result(app(name, true)) }
        };
        assert!(is_of(&whole(&|_| {}), &plan));
        assert!(!is_of(&whole(&|message| message.deleted = true), &plan), "what deleted it did not make it");
        assert!(!is_of(&result(app(name, true)), &plan), "another one with the app alone");
        let failed = |name| DeployResult { success: false, ..result(app(name, true)) };
        assert!(is_of(&failed(name), &plan) && !is_of(&failed("Other"), &plan));
    }
}
