//! SOAP 1.1 envelopes, coming and going.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::xml::{self, Element};
use crate::metadata::NAMESPACE;
use crate::pages::escape;
use crate::rules::{Rule, Said, soap as say};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// A call.
pub(super) struct Call {
    /// `SessionHeader/sessionId`
    pub(super) session_id: Option<String>,
    /// `AllOrNoneHeader/allOrNone`: one refusal undoes the whole call.
    pub(super) all_or_none: bool,
    /// What is asked, the first element of the body.
    pub(super) operation: Element,
}

/// A refusal: HTTP 500 and `soapenv:Fault`.
#[derive(Debug)]
pub(super) struct Fault {
    /// The code; none if the request broke the schema.
    code: Option<&'static str>,
    text: Said,
}

impl From<&'static Rule> for Fault {
    fn from(rule: &'static Rule) -> Self {
        Self::with(rule, "")
    }
}

impl Fault {
    /// A fault whose text holds a value.
    pub(super) fn with(rule: &'static Rule, value: &str) -> Self {
        Self { code: Some(rule.code), text: rule.say(&[value]) }
    }

    /// A fault of the client: the request is not what the schema of the API allows.
    pub(super) fn of_schema(text: Said) -> Self {
        Self { code: None, text }
    }

    /// The reply. The code carries the prefix `sf:`, and the text repeats the code.
    pub(super) fn respond(&self) -> Response {
        let text = escape(self.text.as_str());
        let (code, text) = match self.code {
            Some(code) => (format!("sf:{code}"), format!("{code}: {text}")),
            None => ("soapenv:Client".to_owned(), text),
        };
        let body = format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:sf="{NAMESPACE}" xmlns:xsi="{XSI}"><soapenv:Body><soapenv:Fault><faultcode>{code}</faultcode><faultstring>{text}</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>"#
        );
        (StatusCode::INTERNAL_SERVER_ERROR, [(header::CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response()
    }
}

/// Reads a call. Prefixes and namespaces do not matter, nor does text between elements.
pub(super) fn parse(body: &[u8]) -> Result<Call, Fault> {
    let text = std::str::from_utf8(body).map_err(|error| Fault::with(say::UNREADABLE, &error.to_string()))?;
    let root = xml::parse(text).map_err(|reason| Fault::with(say::UNREADABLE, &reason))?;
    if root.name != "Envelope" {
        return Err(say::NO_ENVELOPE.into());
    }
    let header = |name: &str| root.child("Header").and_then(|header| header.child(name));
    let session_id =
        header("SessionHeader").and_then(|session| session.child("sessionId")).map(|id| id.text.trim().to_owned());
    let all_or_none =
        header("AllOrNoneHeader").is_some_and(|one| one.text_of("allOrNone").eq_ignore_ascii_case("true"));
    let operation = root
        .children
        .into_iter()
        .find(|element| element.name == "Body")
        .and_then(|body| body.children.into_iter().next())
        .ok_or(say::EMPTY_BODY)?;
    Ok(Call { session_id, all_or_none, operation })
}

/// The reply to an operation, around its `result` elements.
pub(super) fn reply(operation: &str, results: &str) -> Response {
    let operation = escape(operation);
    let body = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns="{NAMESPACE}" xmlns:xsi="{XSI}" xmlns:xsd="{XSD}"><soapenv:Body><{operation}Response>{results}</{operation}Response></soapenv:Body></soapenv:Envelope>"#
    );
    ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response()
}
