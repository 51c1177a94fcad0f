//! Our reading of what went wrong on the wire. A table from kinds of failure to situations; Salesforce's words stay
//! beside it. Readings that depend on what was being done (a sign-in, a deployment) are made where it is done.

use salesforce::{Error, HostProblem, NetworkKind, SalesforceError};

use super::{Code, Problem, SalesforceWords};

impl From<&SalesforceError> for SalesforceWords {
    fn from(error: &SalesforceError) -> Self {
        Self {
            call: error.call.clone(),
            error: error.code.clone(),
            description: error.message.clone(),
            status: Some(error.status),
            request_id: error.request_id.clone(),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        if error.is_session_expired() {
            return with_words(Self::new(Code::SessionEnded), &error);
        }
        match &error {
            Error::Salesforce(said) => Self::new(reading(said)).with("error", &said.code).said((&**said).into()),
            Error::Network(network) => {
                let code = match network.kind {
                    NetworkKind::Timeout => Code::TimedOut,
                    NetworkKind::Tls => Code::TlsFailed,
                    NetworkKind::Proxy => Code::ProxyFailed,
                    NetworkKind::Connect | NetworkKind::Dns | NetworkKind::Broken | NetworkKind::Other => Code::Offline,
                };
                Self::new(code).with("host", &network.host).with("detail", &network.detail)
            }
            Error::NotSalesforce { host, reason, .. } => {
                Self::new(Code::NotSalesforce).with("host", host).with("reason", reason)
            }
            Error::Unreadable { call, detail } => Self::new(Code::Unreadable).with("call", call).with("detail", detail),
            Error::TooLarge { call, limit_bytes } => {
                Self::new(Code::Unreadable).with("call", call).with("detail", format!("more than {limit_bytes} bytes"))
            }
            Error::Unwritable { detail, .. } => Self::new(Code::Unexpected).with("detail", detail),
            Error::NeedsOpaqueToken { call } => {
                Self::new(Code::Unreadable).with("call", call).with("detail", "a JWT-format session can't ask this")
            }
        }
    }
}

impl From<HostProblem> for Problem {
    fn from(problem: HostProblem) -> Self {
        let reason = match problem {
            HostProblem::Empty | HostProblem::NotAnAddress => "address_reason_empty",
            HostProblem::Scheme => "address_reason_scheme",
            HostProblem::Userinfo => "address_reason_userinfo",
            HostProblem::Port => "address_reason_port",
            HostProblem::Path | HostProblem::Characters => "address_reason_characters",
            HostProblem::NotSalesforce | HostProblem::NotPractice => "address_reason_not_salesforce",
            HostProblem::NotAnOrg => "address_reason_not_an_org",
        };
        Self::new(Code::NotASalesforceAddress).with("reason", reason)
    }
}

fn with_words(problem: Problem, error: &Error) -> Problem {
    match error.salesforce() {
        Some(said) => problem.said(said.into()),
        None => problem,
    }
}

fn reading(said: &SalesforceError) -> Code {
    match said.code.as_str() {
        "REQUEST_LIMIT_EXCEEDED" => Code::ApiLimitReached,
        "API_DISABLED_FOR_ORG" | "API_CURRENTLY_DISABLED" => Code::ApiDisabled,
        "INSUFFICIENT_ACCESS" | "INSUFFICIENT_ACCESS_OR_READONLY" | "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY" => {
            Code::PermissionMissing
        }
        "FUNCTIONALITY_NOT_ENABLED" => Code::SecretSwitchOff,
        _ => Code::SalesforceRefused,
    }
}
