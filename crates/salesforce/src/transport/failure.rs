//! From the network layer's errors to ours, without URLs and secrets.

use std::error::Error as _;

use super::redact;
use crate::{Error, NetworkKind, NetworkProblem};

/// Sorts a failure and words its chain of causes. A proxy is named before TLS, and TLS before plain connecting, because
/// the later ones are true of the earlier as well.
pub(super) fn network(call: &str, host: &str, error: reqwest::Error, secrets: &[&str]) -> Error {
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
    let mut detail = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        let lower = text.to_ascii_lowercase();
        if kind != NetworkKind::Timeout {
            if is_tls(inner) || lower.contains("certificate") {
                kind = NetworkKind::Tls;
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
    let detail = redact::text(&detail, secrets);
    NetworkProblem { call: call.to_owned(), host: host.to_owned(), kind, detail }.into()
}

/// Looks inside I/O errors as well, since those leave what they wrap out of the chain of causes.
fn is_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<rustls::Error>()
        || error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref).is_some_and(|inner| is_tls(inner))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Transport;

    /// What a request to this address fails with. The address carries a query that must not be repeated.
    async fn failure(address: &str) -> NetworkProblem {
        let client = Transport::new().unwrap().loopback;
        let error = client.get(format!("{address}/?code=canary")).send().await.unwrap_err();
        match network("test", "host", error, &[]) {
            Error::Network(problem) => problem,
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
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 1024]).await;
                let _ = stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").await;
            }
        });
        Transport::new().unwrap();
        let client = reqwest::Client::builder().proxy(reqwest::Proxy::all(address).unwrap()).build().unwrap();
        let error = client.get("https://login.salesforce.com").send().await.unwrap_err();
        assert!(
            matches!(network("test", "host", error, &[]), Error::Network(problem) if problem.kind == NetworkKind::Proxy)
        );
    }
}
