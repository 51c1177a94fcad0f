//! Connections: taken from a socket, only so many at a time, and served until they end or have taken too long.
//!
//! Times here are those of the real network: a peer that says nothing does not hurry when the world's clock is moved.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::Service;

use crate::gate::{Gateway, Stage};

/// What is read before a request is understood: four times what the front door allows.
const MAX_BUFFER: usize = 64 * 1024;

/// How long nothing is accepted after the system refused a socket, for example because too many are open.
const BREATH: Duration = Duration::from_millis(100);

/// What connections may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// How many of them each socket serves at a time. Others wait until one ends.
    pub connections: usize,
    /// How long the head of a request may take, and how long a connection may lie idle.
    pub head: Duration,
    /// How long the body of a request may take as a whole.
    pub body: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self { connections: 500, head: Duration::from_secs(30), body: Duration::from_secs(60) }
    }
}

/// Serves a site behind its gate on a socket until `stop` changes, and then what was begun.
pub(crate) async fn serve(
    socket: TcpListener,
    site: (Router, Gateway),
    limits: ConnectionLimits,
    mut stop: watch::Receiver<()>,
) {
    let mut open = JoinSet::new();
    loop {
        let has_room = open.len() < limits.connections;
        tokio::select! {
            _ = stop.changed() => break,
            Some(_) = open.join_next() => {}
            accepted = socket.accept(), if has_room => match accepted {
                Ok((stream, peer)) => {
                    open.spawn(connection(stream, peer, site.clone(), limits, stop.clone()));
                }
                Err(error) if is_of_peer(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "no connection can be taken");
                    tokio::time::sleep(BREATH).await;
                }
            },
        }
    }
    drop(socket);
    while open.join_next().await.is_some() {}
}

/// Whether the peer went away before it was taken in.
fn is_of_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    (site, gateway): (Router, Gateway),
    limits: ConnectionLimits,
    mut stop: watch::Receiver<()>,
) {
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let (mut site, gateway) = (site.clone(), gateway.clone());
        async move {
            let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
            // hyper ends a connection whose service fails, and writes nothing.
            let cut = || Err(io::Error::from(io::ErrorKind::ConnectionAborted));
            let number = gateway.next();
            if !gateway.pass(number, Stage::Arrived, &method, &path).await {
                return cut();
            }
            let Ok(response) = site.call(request).await;
            if gateway.pass(number, Stage::Answered, &method, &path).await { Ok(response) } else { cut() }
        }
    });
    let mut serving = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_buf_size(MAX_BUFFER)
            // Who has asked and says so by closing one direction still wants the reply.
            .half_close(true)
            .serve_connection(TokioIo::new(stream), service)
    );
    let mut is_stopping = false;
    loop {
        tokio::select! {
            ended = serving.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection broke");
                }
                return;
            }
            _ = stop.changed(), if !is_stopping => {
                is_stopping = true;
                serving.as_mut().graceful_shutdown();
            }
        }
    }
}
