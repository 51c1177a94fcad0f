//! One way onto the wire for every call.
//!
//! The operating system decides which certificates are good, no redirect is followed, nothing leaves for another host
//! than the call names, loopback never goes through a proxy, and each attempt is offered as an [`Exchange`].

mod call;
mod certificate;
mod desktop;
mod exchange;
mod failure;
mod patience;
mod proxy;
mod redact;
mod reply;
mod retry;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use hyper_util::client::proxy::matcher::Matcher;
use jiff::{SignedDuration, Timestamp};

use crate::{Error, Host, Result};

pub(crate) use call::{Body, Call};
pub use exchange::{Exchange, ExchangeSink};
pub use patience::Pause;
pub use redact::masked;
pub(crate) use reply::{Reply, error_pair, read_json};
pub(crate) use retry::http_date;

const CONNECT: Duration = Duration::from_secs(10);

/// Sends calls. Cloning is cheap and shares the connections.
#[derive(Clone)]
pub struct Transport {
    /// Through the system's proxy, if it has one.
    outside: reqwest::Client,
    /// For practice orgs: never through a proxy.
    loopback: reqwest::Client,
    /// The proxies of this computer, as `outside` uses them.
    proxies: Arc<Matcher>,
    patience: Arc<patience::Patience>,
    /// This computer's clock less each host's, from the newest answer.
    clocks: Arc<Mutex<HashMap<Host, SignedDuration>>>,
    sinks: Vec<Arc<dyn ExchangeSink>>,
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport").field("sinks", &self.sinks.len()).finish_non_exhaustive()
    }
}

impl Transport {
    /// A transport that nobody watches.
    ///
    /// Installs rustls' ring provider for the process if none is installed. Fails only if the TLS set-up of the system
    /// cannot be read.
    pub fn new() -> Result<Self, Error> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // A lost race means that another thread has just installed one, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let tls = certificate::client_config().map_err(|error| failure::start(&error))?;
        let client = |builder: reqwest::ClientBuilder| {
            builder
                .tls_backend_preconfigured(tls.clone())
                .user_agent(concat!("Orgkey/", env!("CARGO_PKG_VERSION")))
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(CONNECT)
                .build()
                .map_err(|error| failure::start(&error))
        };
        Ok(Self {
            outside: client(proxy::through(reqwest::Client::builder()))?,
            loopback: client(reqwest::Client::builder().no_proxy())?,
            proxies: Arc::new(proxy::system()),
            patience: Arc::default(),
            clocks: Arc::default(),
            sinks: Vec::new(),
        })
    }

    /// The same transport, which also tells `sink` of each exchange.
    pub fn observed_by(&self, sink: Arc<dyn ExchangeSink>) -> Self {
        let mut observed = self.clone();
        observed.sinks.push(sink);
        observed
    }

    /// The proxy that calls to a host go through: scheme, host and port.
    pub fn proxy(&self, host: &Host) -> Option<String> {
        proxy::of(&self.proxies, host)
    }

    /// This computer's clock less a host's, from the `Date` of its newest answer (whole seconds): above zero when this
    /// clock is ahead. None before the first answer.
    pub fn clock_ahead(&self, host: &Host) -> Option<SignedDuration> {
        self.clocks.lock().unwrap_or_else(PoisonError::into_inner).get(host).copied()
    }

    /// Waits that servers asked for and that are going on now.
    pub fn pauses(&self) -> Vec<Pause> {
        self.patience.pauses()
    }

    /// Ends those waits: each call then gives the refusal that asked for the wait.
    pub fn end_pauses(&self) {
        self.patience.end();
    }

    /// Sends a call, again if that is safe, and returns whatever was answered, refusals included.
    pub(crate) async fn send(&self, call: &Call<'_>) -> Result<Reply> {
        if !call.host.owns(&call.url) {
            return Err(call.not_salesforce("the call is for another host"));
        }
        let mut attempt = 0;
        loop {
            let outcome = self.once(call).await;
            let pause = if call.is_safe() { retry::pause(&outcome, attempt, Timestamp::now()) } else { None };
            let Some(pause) = pause else { return outcome };
            tracing::debug!(call = call.name, attempt, ?pause, "asking again");
            match pause {
                retry::Pause::Own(wait) => tokio::time::sleep(wait).await,
                retry::Pause::Asked(wait) => {
                    if !self.patience.pause(call.host.display_name(), wait, &self.sinks).await {
                        return outcome;
                    }
                }
            }
            attempt += 1;
        }
    }

    /// Sends a call and takes anything but a success as an error.
    pub(crate) async fn ask(&self, call: &Call<'_>) -> Result<Reply> {
        self.send(call).await?.success()
    }

    async fn once(&self, call: &Call<'_>) -> Result<Reply> {
        let at = Timestamp::now();
        let started = Instant::now();
        let client = if call.host.is_practice() { &self.loopback } else { &self.outside };
        let outcome = match tokio::time::timeout(call.first_byte, call.request(client).send()).await {
            Ok(Ok(response)) => {
                self.compare_clocks(call.host, response.headers());
                Reply::read(call, response).await
            }
            Ok(Err(error)) => Err(failure::network(call, self.proxy(call.host), error)),
            Err(_) => Err(failure::silent(call)),
        };
        if !self.sinks.is_empty() {
            let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            let exchange = exchange::record(call, at, milliseconds, &outcome);
            self.sinks.iter().for_each(|sink| sink.record(exchange.clone()));
        }
        outcome
    }

    fn compare_clocks(&self, host: &Host, headers: &http::HeaderMap) {
        let date = headers.get(http::header::DATE).and_then(|value| value.to_str().ok()).and_then(http_date);
        if let Some(there) = date {
            let ahead = Timestamp::now().duration_since(there);
            self.clocks.lock().unwrap_or_else(PoisonError::into_inner).insert(host.clone(), ahead);
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;
    use crate::NetworkKind;

    /// A server that begins each answer with `start` and then sends `more` for ever, or nothing if that is empty.
    async fn server(start: &'static str, more: &'static [u8]) -> Host {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = Host::practice(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let _ = stream.read(&mut [0; 4096]).await;
                    let _ = stream.write_all(start.as_bytes()).await;
                    while !more.is_empty() && stream.write_all(more).await.is_ok() {
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                    std::future::pending::<()>().await;
                });
            }
        });
        host
    }

    async fn failure(call: Call<'_>) -> NetworkKind {
        let started = Instant::now();
        let error = Transport::new().unwrap().send(&call).await.unwrap_err();
        assert!(started.elapsed() < Duration::from_secs(5));
        match error {
            Error::Network(problem) => problem.kind,
            other => panic!("{other}"),
        }
    }

    #[tokio::test]
    async fn a_server_that_never_answers_or_never_ends_is_waited_for() {
        let short = Duration::from_millis(100);
        let silent = server("", b"").await;
        let call = Call { first_byte: short, ..Call::get("limits", &silent, "/") };
        assert_eq!(failure(call).await, NetworkKind::Timeout);

        // One byte now and then keeps nobody waiting.
        let trickling = server("HTTP/1.1 200 OK\r\n\r\n", b"[").await;
        let call = Call { timeout: short, ..Call::get("limits", &trickling, "/") };
        assert_eq!(failure(call).await, NetworkKind::Timeout);
    }

    #[test]
    fn a_call_waits_longer_than_it_should() {
        let host = Host::login();
        let plain = Call::get("limits", &host, "/");
        assert_eq!((plain.first_byte.as_secs(), plain.timeout.as_secs(), CONNECT.as_secs()), (30, 60, 10));
        let submit = Call::get("deploy", &host, "/").slow();
        assert_eq!((submit.first_byte.as_secs(), submit.timeout.as_secs()), (120, 120));
    }
}
