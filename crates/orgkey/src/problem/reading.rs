//! Our reading of what went wrong on the wire. A table from kinds of failure to situations; Salesforce's words stay
//! beside it. Readings that depend on what was being done (a sign-in, a deployment) are made where it is done.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use salesforce::{CertificateFault, Error, HostProblem, NetworkKind, NetworkProblem, SalesforceError};

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
            Error::Salesforce(said) => refusal(said),
            Error::Network(network) => no_answer(network),
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

/// Values for the words beside what was said: figures that the reply had, or a question mark.
fn refusal(said: &SalesforceError) -> Problem {
    let code = reading(said);
    let problem = Problem::new(code).with("error", &said.code).said(said.into());
    match code {
        Code::ApiLimitReached => {
            let figure = |figure: Option<u64>| figure.map_or_else(|| "?".to_owned(), |figure| figure.to_string());
            problem
                .with("used", figure(said.usage.map(|it| it.used)))
                .with("limit", figure(said.usage.map(|it| it.limit)))
        }
        Code::AskedToWait => problem.with("time", said.retry_at.map(on_the_clock).unwrap_or_default()),
        _ => problem,
    }
}

fn no_answer(network: &NetworkProblem) -> Problem {
    let code = match network.kind {
        NetworkKind::Timeout => Code::TimedOut,
        NetworkKind::Tls | NetworkKind::Certificate(CertificateFault::Other) => Code::TlsFailed,
        NetworkKind::Certificate(CertificateFault::SelfSigned) => Code::CertificateSelfSigned,
        NetworkKind::Certificate(CertificateFault::UnknownIssuer) => Code::CertificateUntrusted,
        NetworkKind::Certificate(CertificateFault::Expired) => Code::CertificateExpired,
        NetworkKind::Certificate(CertificateFault::NotYetValid) => Code::CertificateNotYetValid,
        NetworkKind::Certificate(CertificateFault::OtherHost) => Code::CertificateForOtherHost,
        NetworkKind::Proxy => Code::ProxyFailed,
        NetworkKind::ProxyPassword => Code::ProxyNeedsPassword,
        NetworkKind::Connect | NetworkKind::Dns | NetworkKind::Broken | NetworkKind::Other => Code::Offline,
    };
    let problem = Problem::new(code).with("host", &network.host).with("detail", &network.detail);
    match code {
        Code::ProxyFailed | Code::ProxyNeedsPassword => problem.with("proxy", network.proxy.as_deref().unwrap_or("?")),
        Code::CertificateUntrusted | Code::CertificateForOtherHost => {
            problem.with("issuer", network.issuer.as_deref().unwrap_or("?"))
        }
        // Whether the certificate or this computer's clock is wrong, a person sees at once.
        Code::CertificateExpired | Code::CertificateNotYetValid => {
            problem.with("now", Timestamp::now().to_zoned(TimeZone::system()).strftime("%-d %B %Y, %H:%M"))
        }
        _ => problem,
    }
}

/// A moment as this computer's clock shows it.
fn on_the_clock(moment: Timestamp) -> String {
    moment.to_zoned(TimeZone::system()).strftime("%H:%M, %-d %B").to_string()
}

fn reading(said: &SalesforceError) -> Code {
    match said.code.as_str() {
        // One code for two situations; the words tell them apart.
        "INSUFFICIENT_ACCESS_OR_READONLY" if is_read_only(&said.message) => Code::SalesforceUnavailable,
        // Whether it has ended was asked before.
        "INVALID_SESSION_ID" => Code::SessionNotForApi,
        "REQUEST_LIMIT_EXCEEDED" => Code::ApiLimitReached,
        "API_DISABLED_FOR_ORG" | "API_CURRENTLY_DISABLED" => Code::ApiDisabled,
        "INSUFFICIENT_ACCESS" | "INSUFFICIENT_ACCESS_OR_READONLY" | "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY" => {
            Code::PermissionMissing
        }
        "FUNCTIONALITY_NOT_ENABLED" => Code::SecretSwitchOff,
        _ if matches!(said.status, 429 | 502 | 503) && said.retry_at.is_some() => Code::AskedToWait,
        "SERVER_UNAVAILABLE" => Code::SalesforceUnavailable,
        _ if matches!(said.status, 429 | 502 | 503) => Code::SalesforceUnavailable,
        _ => Code::SalesforceRefused,
    }
}

/// Whether an org's words say that it is open for reading alone, as in maintenance.
fn is_read_only(message: &str) -> bool {
    let message = message.to_lowercase();
    ["read-only", "read only"].iter().any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    fn network(kind: NetworkKind) -> Problem {
        Error::from(NetworkProblem {
            call: "versions".to_owned(),
            host: "acme.my.salesforce.com".to_owned(),
            kind,
            issuer: Some("CN=Acme Inspection CA".to_owned()),
            proxy: Some("http://proxy.acme.example:3128".to_owned()),
            detail: "the chain of causes".to_owned(),
        })
        .into()
    }

    fn said(status: u16, code: &str, retry_at: Option<Timestamp>) -> Problem {
        Error::from(SalesforceError {
            call: "limits".to_owned(),
            status,
            code: code.to_owned(),
            message: "in Salesforce\u{2019}s words".to_owned(),
            fields: Vec::new(),
            request_id: None,
            retry_at,
            usage: Some(salesforce::ApiUsage { used: 15_000, limit: 15_000 }),
        })
        .into()
    }

    /// Every word of a problem's panel.
    fn panel(problem: &Problem) -> String {
        let words = words::problem(problem);
        [words.title, words.what, words.why, words.next].join("\n")
    }

    #[test]
    fn two_failures_that_are_mended_differently_read_the_same() {
        use CertificateFault::{Expired, NotYetValid, OtherHost, SelfSigned, UnknownIssuer};
        let kinds = [SelfSigned, UnknownIssuer, Expired, NotYetValid, OtherHost].map(NetworkKind::Certificate);
        let others = [
            NetworkKind::Timeout,
            NetworkKind::Connect,
            NetworkKind::Tls,
            NetworkKind::Proxy,
            NetworkKind::ProxyPassword,
        ];
        let mut seen = std::collections::BTreeSet::new();
        for kind in kinds.into_iter().chain(others) {
            let problem = network(kind);
            let panel = panel(&problem);
            assert!(!panel.contains('{') && !panel.to_lowercase().contains("ignore"), "{panel}");
            assert!(seen.insert(panel), "{kind:?}");
        }
    }

    #[test]
    fn whoever_has_to_act_is_not_named() {
        for (kind, name) in [
            (NetworkKind::Certificate(CertificateFault::UnknownIssuer), "Acme Inspection CA"),
            (NetworkKind::Proxy, "http://proxy.acme.example:3128"),
            (NetworkKind::ProxyPassword, "http://proxy.acme.example:3128"),
            (NetworkKind::Certificate(CertificateFault::NotYetValid), "clock"),
            (NetworkKind::Certificate(CertificateFault::Expired), "clock"),
            (NetworkKind::Timeout, "acme.my.salesforce.com"),
        ] {
            let panel = panel(&network(kind));
            assert!(panel.contains(name), "{panel}");
        }
        assert!(panel(&said(403, "REQUEST_LIMIT_EXCEEDED", None)).contains("15000 of 15000"));
    }

    #[test]
    fn being_told_to_wait_reads_as_a_refusal() {
        let later = Timestamp::now() + jiff::SignedDuration::from_hours(2);
        for (status, code, retry_at, expected) in [
            (503, "http_503", Some(later), Code::AskedToWait),
            (429, "REQUEST_RUNNING_TOO_LONG", Some(later), Code::AskedToWait),
            (503, "SERVER_UNAVAILABLE", None, Code::SalesforceUnavailable),
            (500, "SERVER_UNAVAILABLE", None, Code::SalesforceUnavailable),
            (502, "http_502", None, Code::SalesforceUnavailable),
            (403, "REQUEST_LIMIT_EXCEEDED", Some(later), Code::ApiLimitReached),
            (500, "UNKNOWN_EXCEPTION", None, Code::SalesforceRefused),
        ] {
            let problem = said(status, code, retry_at);
            assert_eq!(problem.code, expected, "{status} {code}");
            assert!(!panel(&problem).contains('{'));
        }
    }
}
