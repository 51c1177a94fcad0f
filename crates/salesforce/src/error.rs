//! Everything that can go wrong with a call, in the words of the side that said it.
//!
//! No advice and no sentences for people: those belong to whoever knows what the call was for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Salesforce answered and refused.
    #[error(transparent)]
    Salesforce(Box<SalesforceError>),
    /// No complete answer came back.
    #[error(transparent)]
    Network(Box<NetworkProblem>),
    /// Something answered that is not the API that was asked: a page, a redirect, another host.
    #[error("{call}: {host} did not answer as Salesforce: {reason}")]
    NotSalesforce {
        /// Name of the call.
        call: String,
        /// Host that was asked, without scheme.
        host: String,
        /// What came instead.
        reason: String,
    },
    /// The answer has another shape than documented.
    #[error("{call}: unreadable answer: {detail}")]
    Unreadable {
        /// Name of the call.
        call: String,
        /// Where in the answer, and what was wrong there.
        detail: String,
    },
    /// The answer, once decompressed, is larger than this call accepts.
    #[error("{call}: the answer is larger than {limit_bytes} bytes")]
    TooLarge {
        /// Name of the call.
        call: String,
        /// The limit that was passed.
        limit_bytes: u64,
    },
    /// A value cannot be put into the request: a name with a slash, a control character in XML.
    #[error("{call}: cannot be written: {detail}")]
    Unwritable {
        /// Name of the call.
        call: String,
        /// Which value, and what is wrong with it.
        detail: String,
    },
    /// The SOAP API of the versions in use refuses JWT-format access tokens, so the call was not made.
    #[error("{call}: a JWT-format access token cannot be used here")]
    NeedsOpaqueToken {
        /// Name of the call.
        call: String,
    },
}

impl Error {
    /// What Salesforce said, if it was Salesforce that refused.
    pub fn salesforce(&self) -> Option<&SalesforceError> {
        match self {
            Self::Salesforce(error) => Some(error),
            _ => None,
        }
    }

    /// Whether signing in again is the cure: the access token has ended or was revoked.
    ///
    /// A session that was never allowed to call the REST API has the same code and is not counted.
    pub fn is_session_expired(&self) -> bool {
        self.salesforce().is_some_and(|error| match error.code.as_str() {
            "INVALID_SESSION_ID" => !error.message.contains("not valid for use with"),
            "Bad_OAuth_Token" => true,
            _ => false,
        })
    }
}

impl From<SalesforceError> for Error {
    fn from(error: SalesforceError) -> Self {
        Self::Salesforce(Box::new(error))
    }
}

impl From<NetworkProblem> for Error {
    fn from(problem: NetworkProblem) -> Self {
        Self::Network(Box::new(problem))
    }
}

/// A refusal in Salesforce's own words, whichever of its shapes it came in.
///
/// REST answers an array of `{message, errorCode, fields}`, OAuth an object `{error, error_description}` (RFC 6749
/// section 5.2), SOAP a `Fault`, and the identity services a bare word such as `Bad_OAuth_Token`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{call}: {code}: {message} (HTTP {status})")]
pub struct SalesforceError {
    /// Name of the call that was refused.
    pub call: String,
    /// HTTP status.
    pub status: u16,
    /// `errorCode`, `error`, fault code without prefix, or the bare word; `http_503` and the like if the body has none.
    pub code: String,
    /// `message`, `error_description` or `faultstring`, unchanged save for masked secrets.
    pub message: String,
    /// Names of the fields at fault, where Salesforce gives them.
    pub fields: Vec<String>,
    /// The request id of the reply's headers, to quote to Salesforce support.
    pub request_id: Option<String>,
    /// When it may be tried again, by `Retry-After`.
    pub retry_at: Option<Timestamp>,
    /// API calls of the org, by the header `Sforce-Limit-Info`.
    pub usage: Option<ApiUsage>,
}

/// How many API calls of an org are used (REST API Developer Guide, "Limit Info Header").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiUsage {
    /// Calls within the last 24 hours.
    pub used: u64,
    /// How many there may be.
    pub limit: u64,
}

impl ApiUsage {
    /// Reads `api-usage=18/5000`, alone or among others.
    pub(crate) fn parse(header: &str) -> Option<Self> {
        let usage = header.split([',', ';']).find_map(|part| part.trim().strip_prefix("api-usage="))?;
        let (used, limit) = usage.split_once('/')?;
        Some(Self { used: used.trim().parse().ok()?, limit: limit.trim().parse().ok()? })
    }
}

/// A call that got no complete answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{call}: {host}: {detail}")]
pub struct NetworkProblem {
    /// Name of the call.
    pub call: String,
    /// Host that was asked, without scheme.
    pub host: String,
    /// What kind of failure.
    pub kind: NetworkKind,
    /// Who issued the certificate that was refused, as it says itself.
    pub issuer: Option<String>,
    /// The proxy on the way: scheme, host and port.
    pub proxy: Option<String>,
    /// The chain of causes as the network layer words them; never a URL's query.
    pub detail: String,
}

/// Kinds of network failure that are mended in different ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NetworkKind {
    /// No answer in the time allowed.
    Timeout,
    /// Nothing accepted the connection.
    Connect,
    /// The name has no address.
    Dns,
    /// The handshake failed.
    Tls,
    /// The certificate was refused.
    Certificate(CertificateFault),
    /// The proxy refused or failed.
    Proxy,
    /// The proxy wants a user name and a password, or others.
    ProxyPassword,
    /// The connection ended in the middle.
    Broken,
    /// Anything else.
    Other,
}

/// What was wrong with a server's certificate, by the system's verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateFault {
    /// It ended, by this computer's clock.
    Expired,
    /// It begins later, by this computer's clock.
    NotYetValid,
    /// It belongs to another host.
    OtherHost,
    /// It vouches for itself.
    SelfSigned,
    /// This computer does not trust whoever issued it.
    UnknownIssuer,
    /// Anything else, such as a broken or revoked one.
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(status: u16, code: &str, message: &str) -> Error {
        SalesforceError {
            call: "query".into(),
            status,
            code: code.into(),
            message: message.into(),
            fields: Vec::new(),
            request_id: None,
            retry_at: None,
            usage: None,
        }
        .into()
    }

    #[test]
    fn an_ended_session_is_told_from_one_that_was_never_allowed() {
        assert!(said(401, "INVALID_SESSION_ID", "Session expired or invalid").is_session_expired());
        assert!(said(403, "Bad_OAuth_Token", "Bad_OAuth_Token").is_session_expired());
        let never = said(401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API");
        assert!(!never.is_session_expired());
        assert!(!said(403, "INSUFFICIENT_ACCESS", "no").is_session_expired());
    }
}
