//! One way onto the wire for every call.
//!
//! The operating system decides which certificates are good, no redirect is followed, nothing leaves for another host
//! than the call names, loopback never goes through a proxy, and each attempt is offered as an [`Exchange`].

mod call;
mod exchange;
mod failure;
mod redact;
mod reply;
mod retry;

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::{Error, Result};

pub(crate) use call::{Body, Call};
pub use exchange::{Exchange, ExchangeSink};
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
        let client = |builder: reqwest::ClientBuilder| {
            builder
                .user_agent(concat!("Orgkey/", env!("CARGO_PKG_VERSION")))
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(CONNECT)
                .build()
                .map_err(|error| failure::network("start", "this computer", error, &[]))
        };
        Ok(Self {
            outside: client(reqwest::Client::builder())?,
            loopback: client(reqwest::Client::builder().no_proxy())?,
            sinks: Vec::new(),
        })
    }

    /// The same transport, which also tells `sink` of each exchange.
    pub fn observed_by(&self, sink: Arc<dyn ExchangeSink>) -> Self {
        let mut observed = self.clone();
        observed.sinks.push(sink);
        observed
    }

    /// Sends a call, again if that is safe, and returns whatever was answered, refusals included.
    pub(crate) async fn send(&self, call: &Call<'_>) -> Result<Reply> {
        if !call.host.owns(&call.url) {
            return Err(call.not_salesforce("the call is for another host"));
        }
        let mut attempt = 0;
        loop {
            let outcome = self.once(call).await;
            let pause = if call.is_safe() { retry::pause(&outcome, attempt) } else { None };
            let Some(pause) = pause else { return outcome };
            tracing::debug!(call = call.name, attempt, ?pause, "asking again");
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    /// Sends a call and takes anything but a success as an error.
    pub(crate) async fn ask(&self, call: &Call<'_>) -> Result<Reply> {
        self.send(call).await?.success()
    }

    async fn once(&self, call: &Call<'_>) -> Result<Reply> {
        let at = jiff::Timestamp::now();
        let started = Instant::now();
        let client = if call.host.is_practice() { &self.loopback } else { &self.outside };
        let outcome = match call.request(client).send().await {
            Ok(response) => Reply::read(call, response).await,
            Err(error) => Err(failure::network(call.name, &call.host.display_name(), error, &call.secrets())),
        };
        if !self.sinks.is_empty() {
            let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            let exchange = exchange::record(call, at, milliseconds, &outcome);
            self.sinks.iter().for_each(|sink| sink.record(exchange.clone()));
        }
        outcome
    }
}
