//! The last requests, without anything secret: no query, no headers, no bodies.

use std::collections::VecDeque;

use serde::Serialize;

/// How many requests are kept.
const KEPT: usize = 500;

/// One request.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LoggedRequest {
    /// When it came, in the world's time.
    pub(crate) time: String,
    /// Its method.
    pub(crate) method: String,
    /// Its path, without the query.
    pub(crate) path: String,
    /// The status of the reply.
    pub(crate) status: u16,
    /// The org that was asked; none for the login host.
    pub(crate) org: Option<String>,
    /// What it brought that looks like a secret of a real org, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) real_secrets: Vec<String>,
}

/// The last requests, oldest first.
#[derive(Debug, Default)]
pub(crate) struct RequestLog(VecDeque<LoggedRequest>);

impl RequestLog {
    /// Adds a request and drops the oldest beyond what is kept.
    pub(crate) fn add(&mut self, request: LoggedRequest) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(request);
    }

    /// The requests, oldest first.
    pub(crate) fn all(&self) -> Vec<LoggedRequest> {
        self.0.iter().cloned().collect()
    }
}
