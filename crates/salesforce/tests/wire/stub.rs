//! A server that answers what it was given and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use salesforce::types::{AccessToken, ApiVersion, OrgId, RecordId};
use salesforce::{Host, Org, Session, Transport};

/// One answer.
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("content-type", kind.to_owned())], body: body.into() }
    }

    pub(crate) fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "application/json;charset=UTF-8", body)
    }

    pub(crate) fn xml(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "text/xml;charset=UTF-8", body)
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

pub(crate) struct Stub {
    pub(crate) host: Host,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Stub {
    /// Answers in the given order, then with status 500.
    pub(crate) async fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let answers: Arc<Mutex<VecDeque<Answer>>> = Arc::new(Mutex::new(answers.into_iter().collect()));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = Host::practice(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let log = asked.clone();
        let router = Router::new().fallback(move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let body = String::from_utf8_lossy(&body).into_owned();
            log.lock().unwrap().push(Asked { method, uri, headers, body });
            let answer = answers.lock().unwrap().pop_front().unwrap_or_else(|| Answer::json(500, "[]"));
            let mut response = Response::builder().status(answer.status);
            for (name, value) in answer.headers {
                response = response.header(name, value);
            }
            let response = response.body(Body::from(answer.body)).unwrap();
            async move { response }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { host, asked }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn org(&self, transport: Transport, token: &str) -> Org {
        let session = Session {
            host: self.host.clone(),
            access_token: AccessToken::new(token),
            org: OrgId::parse("00Dxx0000001gPLEAY").unwrap(),
            user: RecordId::parse("005xx000001SwiUAAS").unwrap(),
        };
        Org::new(transport, session, ApiVersion::new(67))
    }
}
