//! From the network layer's errors to ours, without URLs and secrets.

use std::error::Error as _;

use super::certificate::Refused;
use super::{Call, redact};
use crate::{Error, NetworkKind, NetworkProblem};

/// Sorts a failure and words its chain of causes. A certificate is named before a proxy, TLS before plain connecting,
/// because the later ones are true of the earlier as well.
pub(super) fn network(call: &Call<'_>, proxy: Option<String>, error: reqwest::Error) -> Error {
    let error = error.without_url();
    let mut kind = if error.is_timeout() {
        NetworkKind::Timeout
    } else if error.is_connect() {
        NetworkKind::Connect
    } else if error.is_body() || error.is_decode() || error.is_request() {
        NetworkKind::Broken
    } else {
        NetworkKind::Other
    };
    let connecting = kind == NetworkKind::Connect;
    let mut detail = error.to_string();
    let mut issuer = None;
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        let lower = text.to_ascii_lowercase();
        // Once connected the request may have been heard, whatever broke then.
        if connecting {
            if let Some(tls) = tls(inner) {
                kind = NetworkKind::Tls;
                if let Some(refused) = Refused::within(tls) {
                    kind = NetworkKind::Certificate(refused.fault);
                    issuer.clone_from(&refused.issuer);
                }
            } else if lower.contains("proxy authorization required") {
                kind = NetworkKind::ProxyPassword;
            } else if lower.contains("dns error") {
                kind = NetworkKind::Dns;
            } else if lower.contains("proxy") || lower.contains("tunnel") {
                kind = NetworkKind::Proxy;
            }
        }
        if !detail.contains(&text) {
            detail.push_str(": ");
            detail.push_str(&text);
        }
        cause = inner.source();
    }
    let detail = redact::text(&detail, &call.secrets());
    NetworkProblem { call: call.name.to_owned(), host: call.host.display_name(), kind, issuer, proxy, detail }.into()
}

/// No answer began in the time allowed.
pub(super) fn silent(call: &Call<'_>) -> Error {
    NetworkProblem {
        call: call.name.to_owned(),
        host: call.host.display_name(),
        kind: NetworkKind::Timeout,
        issuer: None,
        proxy: None,
        detail: format!("no answer within {} s", call.first_byte.as_secs()),
    }
    .into()
}

/// What the system's certificates or settings refused before any call.
pub(super) fn start(error: &dyn std::error::Error) -> Error {
    NetworkProblem {
        call: "start".to_owned(),
        host: "this computer".to_owned(),
        kind: NetworkKind::Tls,
        issuer: None,
        proxy: None,
        detail: error.to_string(),
    }
    .into()
}

/// Looks inside I/O errors as well, since those leave what they wrap out of the chain of causes.
fn tls<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    error.downcast_ref::<rustls::Error>().or_else(|| {
        error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref).and_then(|inner| tls(inner))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Host, Transport};

    /// What a request to this address fails with. The address carries a query that must not be repeated.
    async fn failure(address: &str) -> NetworkProblem {
        let client = Transport::new().unwrap().loopback;
        let error = client.get(format!("{address}/?code=canary")).send().await.unwrap_err();
        let host = Host::practice("http://127.0.0.1:1").unwrap();
        match network(&Call::get("test", &host, "/"), None, error) {
            Error::Network(problem) => *problem,
            other => panic!("{other}"),
        }
    }

    #[tokio::test]
    async fn each_kind_of_failure_has_its_name() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            use tokio::io::AsyncWriteExt as _;
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            }
        });
        for (address, kind) in [
            (format!("https://127.0.0.1:{port}"), NetworkKind::Tls),
            ("http://127.0.0.1:1".to_owned(), NetworkKind::Connect),
            ("https://no-such-name.invalid".to_owned(), NetworkKind::Dns),
        ] {
            let problem = failure(&address).await;
            assert_eq!(problem.kind, kind, "{address}: {}", problem.detail);
            assert!(!problem.detail.contains("canary") && !problem.detail.contains("://"), "{}", problem.detail);
        }
    }

    #[tokio::test]
    async fn a_proxy_that_refuses_is_named_as_one() {
        refused_by_proxy("407 Proxy Authentication Required", NetworkKind::ProxyPassword).await;
        refused_by_proxy("403 Forbidden", NetworkKind::Proxy).await;
    }

    async fn refused_by_proxy(status: &'static str, kind: NetworkKind) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 1024]).await;
                let _ = stream.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes()).await;
            }
        });
        Transport::new().unwrap();
        let client = reqwest::Client::builder().proxy(reqwest::Proxy::all(address).unwrap()).build().unwrap();
        let error = client.get("https://login.salesforce.com").send().await.unwrap_err();
        let host = Host::login();
        let Error::Network(problem) = network(&Call::get("test", &host, "/"), None, error) else { panic!() };
        assert_eq!(problem.kind, kind, "{}", problem.detail);
    }
}
