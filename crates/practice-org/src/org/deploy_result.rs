//! A deploy as it is told: `DeployResult` as JSON, from which SOAP makes its XML.
//!
//! Source: *Metadata API Developer Guide*, "DeployResult", "DeployDetails", "DeployMessage".

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    Org,
    deploy::{Deploy, Status},
};
use crate::metadata::DeployMessage;

/// How an API writes a moment.
pub(crate) type WriteTime = fn(Timestamp) -> String;

/// The result of a deploy as it stands.
pub(crate) fn result(org: &Org, deploy: &Deploy, details: bool, now: Timestamp, time: WriteTime) -> Value {
    let status = deploy.status(now);
    let messages = deploy.judgement.as_ref().map(|verdict| verdict.messages.as_slice()).unwrap_or_default();
    let components = || messages.iter().filter(|one| !one.component_type.is_empty());
    let errors = components().filter(|one| !one.success).count();
    let total = match (&deploy.judgement, &deploy.package, status) {
        (Some(_), ..) => components().count(),
        (None, Some(Ok(package)), Status::InProgress) => {
            let view = org.as_metadata(&deploy.by, &crate::fault::Faults::none());
            let verdict = crate::metadata::judge(package, &deploy.options, &view, deploy.api_version);
            verdict.messages.iter().filter(|one| !one.component_type.is_empty()).count()
        }
        _ => 0,
    };
    let name = |user_id: &str| org.user(user_id).map(super::person::User::name);
    let fault = deploy.judgement.as_ref().and_then(|verdict| verdict.fault.as_ref());
    let done = deploy.is_done(now);
    let begun = deploy.starts_at < now && !matches!(status, Status::Pending);
    let at = |moment: Timestamp| Value::from(time(moment));
    let canceler = deploy.canceled.as_ref().map(|cancel| cancel.by.as_str());
    let mut result = json!({
        "checkOnly": deploy.options.check_only,
        "ignoreWarnings": deploy.options.ignore_warnings,
        "rollbackOnError": deploy.options.rollback_on_error,
        "status": status.as_str(),
        "numberComponentsDeployed": if done { components().filter(|one| one.success).count() } else { 0 },
        "numberComponentsTotal": total,
        "numberComponentErrors": errors,
        "numberTestsCompleted": 0,
        "numberTestsTotal": 0,
        "numberTestErrors": 0,
        "details": if details { self::details(deploy, messages, time) } else { Value::Null },
        "createdDate": at(deploy.created_at),
        "startDate": if begun { at(deploy.starts_at) } else { Value::Null },
        "lastModifiedDate": at(if done { deploy.ends_at } else if begun { deploy.starts_at } else { deploy.created_at }),
        "completedDate": if done { at(deploy.ends_at) } else { Value::Null },
        "errorStatusCode": fault.map(|(code, _)| *code),
        "errorMessage": fault.map(|(_, message)| message.as_str()),
        "createdBy": crate::id::to_15(&deploy.by),
        "createdByName": name(&deploy.by),
        "canceledBy": canceler.map(crate::id::to_15),
        "canceledByName": canceler.and_then(name),
        "stateDetail": null,
        "runTestsEnabled": false,
        "id": deploy.id,
        "done": done,
        "success": matches!(status, Status::Succeeded | Status::SucceededPartial),
    });
    // What is not known yet is left out, not null: clients take a present `completedDate` for the end.
    if let Some(keys) = result.as_object_mut() {
        keys.retain(|key, value| !(value.is_null() && key == "completedDate"));
    }
    result
}

fn details(deploy: &Deploy, messages: &[DeployMessage], time: WriteTime) -> Value {
    let (successes, failures): (Vec<_>, Vec<_>) = messages.iter().partition(|one| one.success);
    let at = time(deploy.ends_at);
    let shown = |list: Vec<&DeployMessage>| -> Vec<Value> { list.into_iter().map(|one| message(&at, one)).collect() };
    json!({
        "allComponentMessages": [],
        "componentFailures": shown(failures),
        "componentSuccesses": shown(successes),
        "retrieveResult": null,
        "runTestResult": {
            "apexLogId": null,
            "codeCoverage": [],
            "codeCoverageWarnings": [],
            "failures": [],
            "flowCoverage": [],
            "flowCoverageWarnings": [],
            "numFailures": 0,
            "numTestsRun": 0,
            "successes": [],
            "totalTime": 0.0
        }
    })
}

fn message(at: &str, message: &DeployMessage) -> Value {
    let mut shown = Map::new();
    let mut put = |key: &str, value: Value| shown.insert(key.to_owned(), value);
    put("changed", message.changed.into());
    put("columnNumber", message.column_number.map_or(Value::Null, Value::from));
    put("componentType", message.component_type.as_str().into());
    put("created", message.created.into());
    put("createdDate", at.into());
    put("deleted", message.deleted.into());
    put("fileName", message.file_name.as_str().into());
    put("fullName", message.full_name.as_str().into());
    put("id", message.id.as_deref().map_or(Value::Null, Value::from));
    put("lineNumber", message.line_number.map_or(Value::Null, Value::from));
    put("problem", message.problem.as_deref().map_or(Value::Null, Value::from));
    put("problemType", message.problem_type.map_or(Value::Null, |kind| kind.as_str().into()));
    put("success", message.success.into());
    Value::Object(shown)
}
