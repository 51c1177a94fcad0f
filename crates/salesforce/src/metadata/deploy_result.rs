//! What a status call tells about a deploy (Metadata API Developer Guide, "DeployResult" and "DeployMessage").
//!
//! Read with patience: one message or a list, booleans as `true` or `"true"`, numbers as numbers or text.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::transport::read_json;
use crate::types::RecordId;

/// Where a deploy stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DeployStatus {
    /// Waiting for its turn.
    Pending,
    /// Being worked on.
    InProgress,
    /// Components are in; the rest is being finished.
    FinalizingDeploy,
    /// Finishing failed.
    FinalizingDeployFailed,
    /// Everything is in.
    Succeeded,
    /// Some of it is in.
    SucceededPartial,
    /// Nothing is in.
    Failed,
    /// Being called off.
    Canceling,
    /// Called off.
    Canceled,
}

/// How far a deploy is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployResult {
    /// The deploy.
    pub id: RecordId,
    /// Whether it has ended, in whatever way.
    pub done: bool,
    /// Whether everything is in.
    pub success: bool,
    /// Where it stands.
    pub status: DeployStatus,
    /// Components in the package.
    pub number_components_total: u32,
    /// Components done so far.
    pub number_components_deployed: u32,
    /// Components with an error so far.
    pub number_component_errors: u32,
    /// What is being worked on.
    pub state_detail: Option<String>,
    /// Why the deploy as a whole failed.
    pub error_message: Option<String>,
    /// The code of that.
    pub error_status_code: Option<String>,
    /// Full name of whoever submitted it.
    pub created_by_name: Option<String>,
    /// Messages of components that are in.
    pub successes: Vec<DeployMessage>,
    /// Messages of components that are not.
    pub failures: Vec<DeployMessage>,
}

/// What became of one component.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DeployMessage {
    /// Such as `ExternalClientApplication`; empty for `package.xml` itself.
    #[serde(deserialize_with = "text")]
    pub component_type: String,
    /// API name.
    #[serde(deserialize_with = "text")]
    pub full_name: String,
    /// Path in the package.
    #[serde(deserialize_with = "text")]
    pub file_name: String,
    /// It was not there before.
    #[serde(deserialize_with = "flag")]
    pub created: bool,
    /// It was there and differs now.
    #[serde(deserialize_with = "flag")]
    pub changed: bool,
    /// It is gone.
    #[serde(deserialize_with = "flag")]
    pub deleted: bool,
    /// Whether this component is in.
    #[serde(deserialize_with = "flag")]
    pub success: bool,
    /// What is wrong, in Salesforce's words.
    #[serde(deserialize_with = "maybe_text")]
    pub problem: Option<String>,
    /// `Error` or `Warning`.
    #[serde(deserialize_with = "maybe_text")]
    pub problem_type: Option<String>,
    /// Where in the file.
    #[serde(deserialize_with = "maybe_number")]
    pub line_number: Option<u32>,
    /// Where in the line.
    #[serde(deserialize_with = "maybe_number")]
    pub column_number: Option<u32>,
    /// The record behind the component.
    #[serde(deserialize_with = "maybe_id")]
    pub id: Option<RecordId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatusReply {
    deploy_result: Wire,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    id: RecordId,
    #[serde(deserialize_with = "flag")]
    done: bool,
    #[serde(default, deserialize_with = "flag")]
    success: bool,
    status: DeployStatus,
    #[serde(default, deserialize_with = "number")]
    number_components_total: u32,
    #[serde(default, deserialize_with = "number")]
    number_components_deployed: u32,
    #[serde(default, deserialize_with = "number")]
    number_component_errors: u32,
    #[serde(default, deserialize_with = "maybe_text")]
    state_detail: Option<String>,
    #[serde(default, deserialize_with = "maybe_text")]
    error_message: Option<String>,
    #[serde(default, deserialize_with = "maybe_text")]
    error_status_code: Option<String>,
    #[serde(default, deserialize_with = "maybe_text")]
    created_by_name: Option<String>,
    #[serde(default)]
    details: Option<Details>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Details {
    #[serde(deserialize_with = "one_or_many")]
    component_successes: Vec<DeployMessage>,
    #[serde(deserialize_with = "one_or_many")]
    component_failures: Vec<DeployMessage>,
}

impl DeployResult {
    /// Reads the body of a status reply.
    ///
    /// # Errors
    /// [`crate::Error::Unreadable`] when it has another shape, or contradicts itself about how the deploy ended: then
    /// nothing in it can be believed.
    pub fn parse(body: &[u8]) -> crate::Result<Self> {
        const CALL: &str = "deploy status";
        let StatusReply { deploy_result: wire } = read_json(CALL, body)?;
        let ended = match wire.status {
            DeployStatus::Pending | DeployStatus::InProgress | DeployStatus::Canceling => Some(false),
            // Between the two.
            DeployStatus::FinalizingDeploy => None,
            _ => Some(true),
        };
        let succeeded = matches!(wire.status, DeployStatus::Succeeded | DeployStatus::SucceededPartial);
        if (wire.done && ended == Some(false)) || (wire.success && !(wire.done && succeeded)) {
            let detail = format!("done {}, success {}, and status {:?}", wire.done, wire.success, wire.status);
            return Err(crate::Error::Unreadable { call: CALL.to_owned(), detail });
        }
        let details = wire.details.unwrap_or_default();
        Ok(Self {
            id: wire.id,
            done: wire.done,
            success: wire.success,
            status: wire.status,
            number_components_total: wire.number_components_total,
            number_components_deployed: wire.number_components_deployed,
            number_component_errors: wire.number_component_errors,
            state_detail: wire.state_detail,
            error_message: wire.error_message,
            error_status_code: wire.error_status_code,
            created_by_name: wire.created_by_name,
            successes: details.component_successes,
            failures: details.component_failures,
        })
    }
}

fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Bool(value) => Ok(value),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        Value::Null => Ok(false),
        _ => Err(serde::de::Error::custom("neither true nor false")),
    }
}

fn maybe_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let number = match Value::deserialize(deserializer)? {
        Value::Null => return Ok(None),
        Value::String(text) if text.is_empty() => return Ok(None),
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_u64().and_then(|number| u32::try_from(number).ok()),
        _ => None,
    };
    number.map(Some).ok_or_else(|| serde::de::Error::custom("not a count"))
}

fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    maybe_number(deserializer).map(Option::unwrap_or_default)
}

/// Empty is as good as absent.
fn maybe_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::<String>::deserialize(deserializer).map(|text| text.filter(|text| !text.is_empty()))
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::<String>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Some components have no record, and some of those have other texts in the id's place.
fn maybe_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RecordId>, D::Error> {
    maybe_text(deserializer).map(|text| text.and_then(|text| RecordId::parse(&text).ok()))
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<DeployMessage>, D::Error> {
    let messages = match Value::deserialize(deserializer)? {
        Value::Null => Vec::new(),
        Value::Array(items) => items,
        one => vec![one],
    };
    messages.into_iter().map(|item| serde_json::from_value(item).map_err(serde::de::Error::custom)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> crate::Result<DeployResult> {
        DeployResult::parse(value.to_string().as_bytes())
    }

    #[test]
    fn one_message_and_texts_for_booleans_are_understood() {
        let result = read(json!({ "id": "0Afxx0000000abc", "deployResult": {
            "id": "0Afxx0000000abc", "done": "true", "success": false, "status": "Failed",
            "numberComponentsTotal": "5", "numberComponentsDeployed": 0, "numberComponentErrors": 1,
            "details": {
                "componentFailures": { "success": "false", "fullName": "App", "componentType": "ExternalClientApplication",
                    "fileName": "externalClientApps/App.eca", "problem": "no", "problemType": "Error", "lineNumber": "3",
                    "columnNumber": null, "id": "", "created": "false", "changed": false, "deleted": false },
                "componentSuccesses": null,
            },
        }}))
        .unwrap();
        assert!(result.done && !result.success);
        assert_eq!(result.number_components_total, 5);
        assert_eq!(result.failures[0].problem.as_deref(), Some("no"));
        assert_eq!((result.failures[0].line_number, result.failures[0].column_number), (Some(3), None));
        assert_eq!(result.failures[0].id, None);
    }

    #[test]
    fn the_first_reply_has_no_details() {
        let result = read(
            json!({ "deployResult": { "id": "0Afxx0000000abc", "done": false, "status": "Pending", "details": null }}),
        );
        assert_eq!(result.map(|result| (result.status, result.successes.len())), Ok((DeployStatus::Pending, 0)));
    }

    #[test]
    fn a_reply_without_done_is_not_taken_for_an_end() {
        assert!(read(json!({ "deployResult": { "id": "0Afxx0000000abc", "status": "Succeeded" }})).is_err());
    }

    #[test]
    fn a_reply_that_contradicts_itself_is_believed() {
        let said = |done: bool, success: bool, status: &str| {
            let id = "0Afxx0000000abc";
            read(json!({ "deployResult": { "id": id, "done": done, "success": success, "status": status }}))
        };
        for (done, success, status) in
            [(true, true, "Failed"), (true, true, "Canceled"), (false, true, "Succeeded"), (true, false, "Pending")]
        {
            assert!(said(done, success, status).is_err(), "{status}");
        }
        for (done, success, status) in [
            (true, true, "Succeeded"),
            (true, false, "Failed"),
            (false, false, "InProgress"),
            (true, false, "Canceled"),
        ] {
            assert!(said(done, success, status).is_ok(), "{status}");
        }
    }

    proptest! {
        #[test]
        fn no_reply_makes_the_reader_panic(
            name in "done|status|numberComponentsTotal|details|id|stateDetail",
            value in prop_oneof![any::<i64>().prop_map(|n| json!(n)), "\\PC{0,30}".prop_map(|s| json!(s)), Just(json!(null)),
                Just(json!({"componentFailures": [[]]})), Just(json!({"componentSuccesses": "x"}))],
        ) {
            let mut reply = json!({ "id": "0Afxx0000000abc", "done": true, "status": "Failed" });
            reply[&name] = value;
            let _ = read(json!({ "deployResult": reply }));
        }
    }
}
