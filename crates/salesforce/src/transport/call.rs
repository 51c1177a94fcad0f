//! One request, described before it is made.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;
use url::Url;

use super::redact;
use crate::types::AccessToken;
use crate::{Error, Host};

const MIB: u64 = 1024 * 1024;

/// What a request carries.
pub(crate) enum Body {
    Nothing,
    Form(Vec<(String, String)>),
    Json(Value),
    Xml(String),
    /// A deploy: the options, then the zip.
    Package(Value, Vec<u8>),
}

/// A request with everything that decides how it may be sent.
pub(crate) struct Call<'a> {
    /// Short name for errors and records, such as `token`.
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) host: &'a Host,
    pub(crate) url: Url,
    pub(crate) bearer: Option<AccessToken>,
    pub(crate) body: Body,
    pub(crate) limit: u64,
    /// Until the answer begins.
    pub(crate) first_byte: Duration,
    /// Until the answer is whole.
    pub(crate) timeout: Duration,
    /// A secret that is inside the body rather than in a field of its own.
    pub(crate) hidden: Option<AccessToken>,
    /// It is posted, and changes nothing all the same.
    pub(crate) only_reads: bool,
}

impl<'a> Call<'a> {
    pub(crate) fn new(name: &'static str, method: Method, host: &'a Host, url: Url) -> Self {
        Self {
            name,
            method,
            host,
            url,
            bearer: None,
            body: Body::Nothing,
            limit: 10 * MIB,
            first_byte: Duration::from_secs(30),
            timeout: Duration::from_secs(60),
            hidden: None,
            only_reads: false,
        }
    }

    pub(crate) fn get(name: &'static str, host: &'a Host, path: &str) -> Self {
        Self::new(name, Method::GET, host, host.url(path))
    }

    pub(crate) fn post(name: &'static str, host: &'a Host, path: &str, body: Body) -> Self {
        Self { body, ..Self::new(name, Method::POST, host, host.url(path)) }
    }

    pub(crate) fn bearer(mut self, token: &AccessToken) -> Self {
        self.bearer = Some(token.clone());
        self
    }

    pub(crate) fn hiding(mut self, token: &AccessToken) -> Self {
        self.hidden = Some(token.clone());
        self
    }

    /// For deploys, whose upload may be slow.
    pub(crate) fn slow(mut self) -> Self {
        self.first_byte = Duration::from_secs(120);
        self.timeout = Duration::from_secs(120);
        self
    }

    /// For the details of a deploy, which may be long.
    pub(crate) fn large(mut self) -> Self {
        self.limit = 32 * MIB;
        self
    }

    /// Whether asking twice changes nothing.
    pub(crate) fn is_safe(&self) -> bool {
        self.method == Method::GET || self.only_reads
    }

    /// A question that has to be posted.
    pub(crate) fn that_only_reads(self) -> Self {
        Self { only_reads: true, ..self }
    }

    pub(crate) fn not_salesforce(&self, reason: impl Into<String>) -> Error {
        Error::NotSalesforce { call: self.name.to_owned(), host: self.host.display_name(), reason: reason.into() }
    }

    /// The secret values of this call, to be struck out wherever they turn up.
    pub(crate) fn secrets(&self) -> Vec<&str> {
        let mut secrets: Vec<&str> = Vec::new();
        secrets.extend(self.bearer.as_ref().map(AccessToken::expose));
        secrets.extend(self.hidden.as_ref().map(AccessToken::expose));
        if let Body::Form(fields) = &self.body {
            secrets.extend(fields.iter().filter(|(name, _)| redact::is_secret(name)).map(|(_, value)| value.as_str()));
        }
        secrets
    }

    pub(super) fn request(&self, client: &reqwest::Client) -> reqwest::RequestBuilder {
        let mut request = client.request(self.method.clone(), self.url.clone()).timeout(self.timeout);
        if let Some(token) = &self.bearer {
            request = request.bearer_auth(token.expose());
        }
        match &self.body {
            Body::Nothing => request,
            Body::Form(fields) => request.header("accept", "application/json").form(fields),
            Body::Json(value) => request.header("accept", "application/json").json(value),
            Body::Xml(text) => request
                .header("content-type", "text/xml; charset=UTF-8")
                .header("soapaction", "\"\"")
                .body(text.clone()),
            Body::Package(options, zip) => {
                request.header("accept", "application/json").multipart(package(options, zip))
            }
        }
    }
}

/// The two parts in the order of the Metadata API's manual: `json`, then `file`.
fn package(options: &Value, zip: &[u8]) -> reqwest::multipart::Form {
    let json = typed(reqwest::multipart::Part::text(options.to_string()), "application/json");
    let file = typed(reqwest::multipart::Part::bytes(zip.to_vec()).file_name("deploy.zip"), "application/zip");
    reqwest::multipart::Form::new().part("json", json).part("file", file)
}

fn typed(part: reqwest::multipart::Part, kind: &'static str) -> reqwest::multipart::Part {
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert(reqwest::header::CONTENT_TYPE, reqwest::header::HeaderValue::from_static(kind));
    part.headers(headers)
}
