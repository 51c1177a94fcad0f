//! REST errors: always an array.
//!
//! Source: *REST API Developer Guide*, "Status Codes and Error Responses".

use std::borrow::Cow;

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::rules::{Rule, rest as say};

/// One error, as a rule says it.
#[derive(Clone, Debug)]
pub(crate) struct RestError {
    status: StatusCode,
    code: &'static str,
    message: String,
    fields: Option<Vec<Cow<'static, str>>>,
}

impl From<&'static Rule> for RestError {
    fn from(rule: &'static Rule) -> Self {
        Self::with(rule, &[])
    }
}

impl RestError {
    /// An error whose text holds values.
    pub(crate) fn with(rule: &'static Rule, values: &[&str]) -> Self {
        Self {
            status: StatusCode::from_u16(rule.status).unwrap_or(StatusCode::BAD_REQUEST),
            code: rule.code,
            message: rule.say(values).to_string(),
            fields: None,
        }
    }

    /// The same error with the fields that it is about.
    pub(crate) fn about(self, fields: Vec<&'static str>) -> Self {
        self.about_names(fields.into_iter().map(Cow::Borrowed).collect())
    }

    /// The same error with the fields that it is about, where their names were put together.
    pub(crate) fn about_names(mut self, fields: Vec<Cow<'static, str>>) -> Self {
        self.fields = Some(fields);
        self
    }

    /// The error as one of several that stand in a reply of their own: `statusCode` instead of `errorCode`.
    pub(crate) fn as_item(&self) -> Value {
        let fields = self.fields.clone().unwrap_or_default();
        json!({ "statusCode": self.code, "message": self.message, "fields": fields })
    }

    /// The body is not what it should be.
    pub(crate) fn bad_json(reason: impl std::fmt::Display) -> Self {
        Self::with(say::BAD_JSON, &[&reason.to_string()])
    }
}

impl From<crate::soql::SoqlError> for RestError {
    fn from(error: crate::soql::SoqlError) -> Self {
        Self { message: error.message, ..Self::from(error.rule) }
    }
}

impl IntoResponse for RestError {
    fn into_response(self) -> Response {
        let mut error = json!({ "message": self.message, "errorCode": self.code });
        if let (Some(fields), Some(error)) = (self.fields, error.as_object_mut()) {
            error.insert("fields".to_owned(), fields.into());
        }
        (self.status, Json(Value::Array(vec![error]))).into_response()
    }
}
