//! REST errors: always an array.
//!
//! Source: *REST API Developer Guide*, "Status Codes and Error Responses".

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// One error.
#[derive(Clone, Debug)]
pub(crate) struct RestError {
    status: StatusCode,
    code: &'static str,
    message: String,
    fields: Option<Vec<&'static str>>,
}

impl RestError {
    /// An error.
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), fields: None }
    }

    /// A 400.
    pub(crate) fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// A 403.
    pub(crate) fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    /// There is no such resource.
    pub(crate) fn no_resource() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "The requested resource does not exist")
    }

    /// The session is none.
    pub(crate) fn no_session() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "INVALID_SESSION_ID", "Session expired or invalid")
    }

    /// The caller lacks a right.
    pub(crate) fn no_access() -> Self {
        Self::forbidden("INSUFFICIENT_ACCESS", "insufficient access rights on cross-reference id")
    }

    /// The same error with the fields that it is about.
    pub(crate) fn about(mut self, fields: Vec<&'static str>) -> Self {
        self.fields = Some(fields);
        self
    }

    /// The body is not what it should be.
    pub(crate) fn bad_json(reason: impl std::fmt::Display) -> Self {
        Self::bad("JSON_PARSER_ERROR", reason.to_string())
    }
}

impl From<crate::soql::SoqlError> for RestError {
    fn from(error: crate::soql::SoqlError) -> Self {
        Self::bad(error.code.as_str(), error.message)
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
