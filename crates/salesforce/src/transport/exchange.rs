//! A record of each request and its answer, for the flow viewer and the log.
//!
//! Made only of masked text: there is no way back from a record to a secret.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Body, Call, Reply, redact};
use crate::{Error, Result};

/// Listens to exchanges. Called once for each attempt, on the task that made it; it should return quickly.
pub trait ExchangeSink: Send + Sync {
    /// Takes one finished exchange.
    fn record(&self, exchange: Exchange);

    /// Hears that a wait began or ended: see [`crate::Transport::pauses`].
    fn pauses_changed(&self) {}
}

/// One attempt of one call, with every secret masked as `••••••`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Name of the call, such as `token` or `deploy`.
    pub call: String,
    /// HTTP method.
    pub method: String,
    /// Address, with secret query values masked.
    pub url: String,
    /// When the request was begun.
    pub at: Timestamp,
    /// How long it took until the answer was complete or given up.
    pub milliseconds: u64,
    /// HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// Fields of the form, or one `body`; `Authorization` comes first where one was sent.
    pub request: Vec<(String, String)>,
    /// The answer, indented, cut after 16 KiB.
    pub response: Option<String>,
    /// Why there was no complete answer.
    pub failure: Option<String>,
}

pub(super) fn record(call: &Call<'_>, at: Timestamp, milliseconds: u64, outcome: &Result<Reply, Error>) -> Exchange {
    let secrets = call.secrets();
    let reply = outcome.as_ref().ok();
    Exchange {
        call: call.name.to_owned(),
        method: call.method.to_string(),
        url: redact::url(&call.url),
        at,
        milliseconds,
        status: reply.map(|reply| reply.status.as_u16()),
        request: request(call, &secrets),
        response: reply.map(|reply| redact::body(&reply.body, &secrets)),
        failure: outcome.as_ref().err().map(|error| redact::text(&error.to_string(), &secrets)),
    }
}

fn request(call: &Call<'_>, secrets: &[&str]) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    if call.bearer.is_some() {
        fields.push(("Authorization".to_owned(), format!("Bearer {}", redact::MASK)));
    }
    match &call.body {
        Body::Nothing => {}
        Body::Form(form) => fields.extend(form.iter().map(|(name, value)| {
            let shown = if redact::is_secret(name) { redact::MASK.to_owned() } else { redact::text(value, secrets) };
            (name.clone(), shown)
        })),
        Body::Json(value) => fields.push(("body".to_owned(), redact::body(value.to_string().as_bytes(), secrets))),
        Body::Xml(text) => fields.push(("body".to_owned(), redact::body(text.as_bytes(), secrets))),
        Body::Package(options, zip) => {
            fields.push(("json".to_owned(), redact::body(options.to_string().as_bytes(), secrets)));
            fields.push(("file".to_owned(), format!("deploy.zip, {} bytes", zip.len())));
        }
    }
    fields
}
