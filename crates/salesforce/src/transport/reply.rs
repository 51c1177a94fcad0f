//! One answer: read within its limit, then judged.

use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Call, failure, redact, retry};
use crate::xml::Node;
use crate::{ApiUsage, Error, Result, SalesforceError};

/// A complete answer, whatever its status.
#[derive(Debug)]
pub(crate) struct Reply {
    call: &'static str,
    host: String,
    /// Secrets of the call, to strike out of error messages that repeat them.
    secrets: Vec<secrecy::SecretString>,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(super) async fn read(call: &Call<'_>, mut response: reqwest::Response) -> Result<Self> {
        let mut body = Vec::new();
        let host = call.host.display_name();
        loop {
            let chunk = response.chunk().await.map_err(|error| failure::network(call, None, error))?;
            let Some(chunk) = chunk else { break };
            if (body.len() + chunk.len()) as u64 > call.limit {
                return Err(Error::TooLarge { call: call.name.to_owned(), limit_bytes: call.limit });
            }
            body.extend_from_slice(&chunk);
        }
        let secrets = call.secrets().into_iter().map(secrecy::SecretString::from).collect();
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Self { call: call.name, host, secrets, status, headers, body })
    }

    /// An answer without a body, for tests.
    #[cfg(test)]
    pub(super) fn bare(status: u16, headers: &[(&'static str, &str)]) -> Self {
        let headers = headers
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), http::HeaderValue::from_str(value).unwrap()));
        Self {
            call: "test",
            host: "host".to_owned(),
            secrets: Vec::new(),
            status: StatusCode::from_u16(status).unwrap(),
            headers: headers.collect(),
            body: Vec::new(),
        }
    }

    /// One of the answers that this one holds.
    pub(crate) fn part(&self, status: u16, body: &Value) -> Self {
        Self {
            call: self.call,
            host: self.host.clone(),
            secrets: self.secrets.clone(),
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY),
            headers: self.headers.clone(),
            body: body.to_string().into_bytes(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// This answer if it is a success of the API, else the error that it means.
    pub(crate) fn success(self) -> Result<Self> {
        if self.status.is_redirection() {
            return Err(self.not_salesforce(format!("a redirect (HTTP {})", self.status.as_u16())));
        }
        // A page that says "not now" is a refusal too: maintenance is told by pages.
        if self.is_page() && self.status != StatusCode::SERVICE_UNAVAILABLE {
            return Err(self.not_salesforce(format!("a web page (HTTP {})", self.status.as_u16())));
        }
        if self.status.is_success() { Ok(self) } else { Err(self.refusal().into()) }
    }

    /// The body as JSON of a known shape.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T> {
        read_json(self.call, &self.body)
    }

    /// The body as XML.
    pub(crate) fn xml(&self) -> Result<Node> {
        Node::parse(&self.body).map_err(|detail| self.unreadable(detail))
    }

    pub(crate) fn unreadable(&self, detail: impl Into<String>) -> Error {
        Error::Unreadable { call: self.call.to_owned(), detail: detail.into() }
    }

    pub(crate) fn not_salesforce(&self, reason: impl Into<String>) -> Error {
        Error::NotSalesforce { call: self.call.to_owned(), host: self.host.clone(), reason: reason.into() }
    }

    /// By the content type or, where there is none, by the first characters.
    fn is_page(&self) -> bool {
        let kind = self.header("content-type").unwrap_or_default().to_ascii_lowercase();
        let start = self.body.trim_ascii_start();
        let looks = |prefix: &str| start.get(..prefix.len()).is_some_and(|s| s.eq_ignore_ascii_case(prefix.as_bytes()));
        looks("<!doctype html") || looks("<html") || (kind.starts_with("text/html") && start.starts_with(b"<"))
    }

    /// What Salesforce says in a refusal, from any of its shapes.
    pub(crate) fn refusal(&self) -> SalesforceError {
        let said = said(&self.body).unwrap_or_else(|| Said {
            code: format!("http_{}", self.status.as_u16()),
            message: self.status.canonical_reason().unwrap_or_default().to_owned(),
            fields: Vec::new(),
        });
        let secrets: Vec<&str> = self.secrets.iter().map(secrecy::ExposeSecret::expose_secret).collect();
        let request_id =
            ["x-request-id", "x-sfdc-request-id", "sfdc-request-id"].iter().find_map(|name| self.header(name));
        SalesforceError {
            call: self.call.to_owned(),
            status: self.status.as_u16(),
            code: said.code,
            message: redact::text(&said.message, &secrets),
            fields: said.fields,
            request_id: request_id.map(str::to_owned),
            retry_at: self.header("retry-after").and_then(|value| retry::retry_at(value, Timestamp::now())),
            usage: self.header("sforce-limit-info").and_then(ApiUsage::parse),
        }
    }
}

/// Reads JSON and names the place where it differs from what was expected.
pub(crate) fn read_json<T: DeserializeOwned>(call: &str, bytes: &[u8]) -> Result<T> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        // The inner message may quote a value; the kind of value that was found is enough.
        let inner = error.inner();
        let detail = format!("{} at {} (line {})", category(inner), error.path(), inner.line());
        Error::Unreadable { call: call.to_owned(), detail }
    })?;
    reader.end().map_err(|_| Error::Unreadable { call: call.to_owned(), detail: "more after the end".to_owned() })?;
    Ok(value)
}

fn category(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Data => {
            let text = error.to_string();
            match text.split_once(" at line ").map_or(text.as_str(), |(before, _)| before) {
                known if known.starts_with("missing field") => known.to_owned(),
                _ => "a value of another kind".to_owned(),
            }
        }
        serde_json::error::Category::Eof => "the end of the answer".to_owned(),
        _ => "no JSON".to_owned(),
    }
}

struct Said {
    code: String,
    message: String,
    fields: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Shape {
    Rest(Vec<RestError>),
    OAuth(OAuthError),
    One(RestError),
}

#[derive(Deserialize)]
struct RestError {
    #[serde(rename = "errorCode", alias = "statusCode")]
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    fields: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct OAuthError {
    error: String,
    #[serde(default)]
    error_description: Option<String>,
}

fn said(body: &[u8]) -> Option<Said> {
    if let Ok(value) = serde_json::from_slice::<Value>(body) {
        return said_in_json(value);
    }
    if body.trim_ascii_start().starts_with(b"<") {
        return Node::parse(body.trim_ascii()).ok().and_then(|node| said_in_fault(&node));
    }
    let text = std::str::from_utf8(body).ok()?.trim();
    if let Some((error, description)) = error_pair(text) {
        return Some(Said { code: error, message: description, fields: Vec::new() });
    }
    // The identity services answer one bare word.
    let bare = (1..=80).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_ ".contains(&byte));
    bare.then(|| Said { code: text.to_owned(), message: text.to_owned(), fields: Vec::new() })
}

fn said_in_json(value: Value) -> Option<Said> {
    match serde_json::from_value(value).ok()? {
        Shape::Rest(errors) => errors.into_iter().next().map(Said::from),
        Shape::One(error) => Some(Said::from(error)),
        Shape::OAuth(OAuthError { error, error_description }) => {
            Some(Said { code: error, message: error_description.unwrap_or_default(), fields: Vec::new() })
        }
    }
}

impl From<RestError> for Said {
    fn from(error: RestError) -> Self {
        Self { code: error.code, message: error.message, fields: error.fields.unwrap_or_default() }
    }
}

fn said_in_fault(node: &Node) -> Option<Said> {
    let fault = node.child("Body")?.child("Fault")?;
    let code = fault.child_text("faultcode").unwrap_or_default();
    let code = code.rsplit_once(':').map_or(code, |(_, local)| local);
    let message = fault.child_text("faultstring").unwrap_or_default();
    // The text repeats the code in front: `INVALID_SESSION_ID: Invalid Session ID found in …`.
    let message = message.strip_prefix(code).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(message);
    Some(Said { code: code.to_owned(), message: message.to_owned(), fields: Vec::new() })
}

/// `error=…&error_description=…`, as an authorize page or a callback carries it.
pub(crate) fn error_pair(text: &str) -> Option<(String, String)> {
    if text.len() > 4096 || text.contains(['<', '\n']) {
        return None;
    }
    let find = |wanted: &str| {
        url::form_urlencoded::parse(text.as_bytes())
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    let error = find("error").filter(|error| !error.is_empty())?;
    Some((error, find("error_description").unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(body: &str) -> Option<(String, String)> {
        said(body.as_bytes()).map(|said| (said.code, said.message))
    }

    #[test]
    fn every_shape_of_a_refusal_is_read() {
        let pair = |code: &str, message: &str| Some((code.to_owned(), message.to_owned()));
        assert_eq!(
            read(r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#),
            pair("INVALID_SESSION_ID", "Session expired or invalid")
        );
        assert_eq!(
            read(r#"{"error":"invalid_grant","error_description":"expired access/refresh token"}"#),
            pair("invalid_grant", "expired access/refresh token")
        );
        assert_eq!(
            read(concat!(
                r#"<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>"#,
                "<soapenv:Fault><faultcode>sf:INVALID_SESSION_ID</faultcode>",
                "<faultstring>INVALID_SESSION_ID: Invalid Session ID found</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>"
            )),
            pair("INVALID_SESSION_ID", "Invalid Session ID found")
        );
        assert_eq!(read("Bad_OAuth_Token"), pair("Bad_OAuth_Token", "Bad_OAuth_Token"));
        assert_eq!(read("error=invalid_token&error_description=a%20b"), pair("invalid_token", "a b"));
        assert_eq!(read(""), None);
        assert_eq!(read("<html>"), None);
        assert_eq!(read("[]"), None);
    }

    #[test]
    fn an_unreadable_value_is_located_and_not_quoted() {
        #[derive(Debug, Deserialize)]
        struct Outer {
            #[expect(dead_code, reason = "only its place matters")]
            inner: Vec<u32>,
        }
        let error = read_json::<Outer>("query", br#"{"inner":[1,"canary"]}"#).unwrap_err().to_string();
        assert!(error.contains("inner[1]") && !error.contains("canary"), "{error}");
        let error = read_json::<Outer>("query", b"{}").unwrap_err().to_string();
        assert!(error.contains("missing field `inner`"), "{error}");
    }

    #[test]
    fn deep_json_ends_in_an_error() {
        let deep = "[".repeat(1_000_000);
        assert!(read_json::<Value>("query", deep.as_bytes()).is_err());
    }

    proptest! {
        #[test]
        fn no_body_makes_the_reader_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = said(&body);
        }
    }
}
