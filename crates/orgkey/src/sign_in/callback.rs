//! Where the browser comes back to: the addresses a client id has registered, and a listener on one of them.
//!
//! The port is bound before the browser opens and is the only one the redirect names. Whatever is not the callback of
//! this very attempt (path, method, Host, state) gets an error and changes nothing; waiting goes on. The pages are
//! fixed: nothing of a request is ever shown. Sources: RFC 8252 sections 7.3 and 8.3, RFC 9700 section 4.7.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use salesforce::Host;
use salesforce::oauth::State;
use salesforce::types::AuthorizationCode;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

use super::{holder::holder, page};
use crate::blueprint::{TEST_PORTS, test_callback};
use crate::problem::{Code, Problem};

const CONNECTIONS: usize = 16;
const READ_LIMIT: Duration = Duration::from_secs(5);
const HEADER_BYTES: usize = 8 * 1024;

/// A client id's registered address: what the redirect says, where to listen for it, which Host is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackProfile {
    /// The redirect URI, byte for byte as registered.
    pub redirect_uri: String,
    /// Port.
    pub port: u16,
    /// Path.
    pub path: &'static str,
    /// Host name in the redirect URI.
    pub host: &'static str,
    /// Whether `[::1]` is listened to as well: `localhost` may mean either.
    pub ipv6: bool,
}

impl CallbackProfile {
    /// Salesforce's own CLI sign-in: one fixed address.
    pub fn platform_cli() -> Self {
        Self {
            redirect_uri: "http://localhost:1717/OauthRedirect".to_owned(),
            port: 1717,
            path: "/OauthRedirect",
            host: "localhost",
            ipv6: true,
        }
    }

    /// This computer's test callbacks, in the order in which they are tried.
    pub fn tests() -> impl Iterator<Item = Self> {
        TEST_PORTS.into_iter().map(|port| Self {
            redirect_uri: test_callback(port),
            port,
            path: "/callback",
            host: "127.0.0.1",
            ipv6: false,
        })
    }
}

/// What the browser brought back, from the server that was asked.
#[derive(Debug)]
pub enum Callback {
    /// A code.
    Code(AuthorizationCode),
    /// A refusal.
    Refused {
        /// OAuth's `error`.
        error: String,
        /// OAuth's `error_description`.
        description: String,
    },
}

/// A held port. Dropping it frees the port.
#[derive(Debug)]
pub struct CallbackListener {
    profile: CallbackProfile,
    listeners: Vec<TcpListener>,
}

impl CallbackListener {
    /// Binds the address that the profile registered.
    ///
    /// # Errors
    /// `callback_port_busy`, with the port, when another program holds it or the system forbids it.
    pub fn bind(profile: CallbackProfile) -> Result<Self, Problem> {
        let busy = |error: &std::io::Error| {
            let problem = Problem::new(Code::CallbackPortBusy).with("port", profile.port).with("detail", error);
            match holder(profile.port) {
                Some(program) => problem.with("program", program),
                None => problem,
            }
        };
        let mut listeners = vec![listen(IpAddr::V4(Ipv4Addr::LOCALHOST), profile.port).map_err(|error| busy(&error))?];
        if profile.ipv6 {
            match listen(IpAddr::V6(Ipv6Addr::LOCALHOST), profile.port) {
                Ok(listener) => listeners.push(listener),
                // A computer without IPv6 has no [::1]; nobody else can answer there either.
                Err(error) if error.kind() != ErrorKind::AddrInUse && error.kind() != ErrorKind::PermissionDenied => {}
                Err(error) => return Err(busy(&error)),
            }
        }
        Ok(Self { profile, listeners })
    }

    /// The first of several profiles whose port is free.
    ///
    /// # Errors
    /// The last one's `callback_port_busy` when none is.
    pub fn bind_first(profiles: impl Iterator<Item = CallbackProfile>) -> Result<Self, Problem> {
        let mut refused = Problem::new(Code::CallbackPortBusy);
        for profile in profiles {
            match Self::bind(profile) {
                Ok(listener) => return Ok(listener),
                Err(problem) => refused = problem,
            }
        }
        Err(refused)
    }

    /// The redirect URI of the held port.
    pub fn redirect_uri(&self) -> &str {
        &self.profile.redirect_uri
    }

    /// Waits until the browser brings back `state` from the host that was asked, once. Waits for ever: the caller sets the limit and cancels by
    /// dropping the future.
    pub async fn wait(&self, state: &State, asked: &Host) -> Callback {
        let (sender, mut arrived) = mpsc::channel(1);
        let attempt = Arc::new(Attempt {
            profile: self.profile.clone(),
            state: state.clone(),
            asked: asked.clone(),
            used: AtomicBool::new(false),
            sender,
        });
        let mut open: VecDeque<AbortHandle> = VecDeque::with_capacity(CONNECTIONS);
        // Dropped with this future: nothing of an attempt outlives it.
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                Some(callback) = arrived.recv() => {
                    // The browser gets its page before the port closes.
                    let _ = tokio::time::timeout(Duration::from_secs(1), async {
                        while connections.join_next().await.is_some() {}
                    }).await;
                    return callback;
                }
                stream = accept(&self.listeners) => {
                    open.retain(|connection| !connection.is_finished());
                    // Whoever says nothing makes room: the browser speaks at once.
                    if open.len() >= CONNECTIONS && let Some(oldest) = open.pop_front() {
                        oldest.abort();
                    }
                    let attempt = Arc::clone(&attempt);
                    open.push_back(connections.spawn(async move {
                        let _ = tokio::time::timeout(READ_LIMIT, serve(stream, attempt)).await;
                    }));
                }
                Some(_) = connections.join_next() => {}
            }
        }
    }
}

fn listen(address: IpAddr, port: u16) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // On Unix this only forgives connections that have just ended; two listeners stay impossible. On Windows it
    // would let another program share the port.
    socket.set_reuseaddr(cfg!(unix))?;
    socket.bind(SocketAddr::new(address, port))?;
    socket.listen(64)
}

async fn accept(listeners: &[TcpListener]) -> TcpStream {
    loop {
        let next = futures_util::future::select_all(listeners.iter().map(|listener| Box::pin(listener.accept()))).await;
        match next.0 {
            Ok((stream, peer)) if peer.ip().is_loopback() => return stream,
            Ok(_) => {}
            // Out of file handles or the like: give the system a moment instead of spinning.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

struct Attempt {
    profile: CallbackProfile,
    state: State,
    asked: Host,
    used: AtomicBool,
    sender: mpsc::Sender<Callback>,
}

/// Answers one connection, as the listener answers each of its own: what it brought, if that was the callback.
pub async fn answer_once<S>(stream: S, profile: &CallbackProfile, state: &State, asked: &Host) -> Option<Callback>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (sender, mut arrived) = mpsc::channel(1);
    let used = AtomicBool::new(false);
    let (profile, state, asked) = (profile.clone(), state.clone(), asked.clone());
    serve(stream, Arc::new(Attempt { profile, state, asked, used, sender })).await;
    arrived.try_recv().ok()
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(stream: S, attempt: Arc<Attempt>) {
    let service = service_fn(move |request| {
        let attempt = Arc::clone(&attempt);
        async move { Ok::<_, Infallible>(answer(&request, &attempt)) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(READ_LIMIT)
        .max_buf_size(HEADER_BYTES)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    // Junk on the line is the sender's affair.
    let _ = connection.await;
}

fn answer(request: &Request<Incoming>, attempt: &Attempt) -> Response<Full<Bytes>> {
    if !is_for_us(request, &attempt.profile) {
        return reply(StatusCode::MISDIRECTED_REQUEST, String::new());
    }
    if request.method() != Method::GET {
        return reply(StatusCode::METHOD_NOT_ALLOWED, String::new());
    }
    if request.uri().path() != attempt.profile.path {
        return reply(StatusCode::NOT_FOUND, String::new());
    }
    match read(request.uri().query().unwrap_or_default(), &attempt.state, &attempt.asked) {
        Some(callback) if !attempt.used.swap(true, Ordering::SeqCst) => {
            let shown = match &callback {
                Callback::Code(_) => page::arrived(),
                Callback::Refused { .. } => page::refused(),
            };
            // One place in the channel and one use of the state: there is always room.
            let _ = attempt.sender.try_send(callback);
            reply(StatusCode::OK, shown)
        }
        Some(_) => reply(StatusCode::BAD_REQUEST, page::used()),
        None => reply(StatusCode::BAD_REQUEST, page::not_ours()),
    }
}

fn is_for_us(request: &Request<Incoming>, profile: &CallbackProfile) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter();
    let expected = format!("{}:{}", profile.host, profile.port);
    let one = hosts.next().is_some_and(|host| host.as_bytes() == expected.as_bytes()) && hosts.next().is_none();
    // An absolute-form request line would overrule the Host header.
    one && request.uri().authority().is_none()
}

/// Reads a callback's query. Nothing is believed before the state is right, an error neither.
fn read(query: &str, state: &State, asked: &Host) -> Option<Callback> {
    let mut code = None;
    let mut error = None;
    let mut description = String::new();
    let mut states = Vec::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "state" => states.push(value.into_owned()),
            "iss" if !is_issuer(&value, asked) => return None,
            "code" if code.is_none() => code = Some(value.into_owned()),
            "error" if error.is_none() => error = Some(value.into_owned()),
            "error_description" => description = value.chars().take(500).collect(),
            _ => {}
        }
    }
    if states.len() != 1 || !state.matches(&states[0]) {
        return None;
    }
    match (code, error) {
        (_, Some(error)) => Some(Callback::Refused { error: error.chars().take(100).collect(), description }),
        (Some(code), None) if !code.is_empty() => Some(Callback::Code(AuthorizationCode::new(code))),
        _ => None,
    }
}

/// Whether an answer that names its issuer (RFC 9207) can come from the host that was asked. A log-in host hands people
/// over to their My Domain, which then may name itself; a My Domain names nobody else.
fn is_issuer(issuer: &str, asked: &Host) -> bool {
    match asked {
        Host::Practice(_) => Host::practice(issuer.trim_end_matches('/')).is_ok(),
        Host::Salesforce(_) => {
            Host::parse(issuer).is_ok_and(|host| host == *asked || (!asked.is_my_domain() && host.is_my_domain()))
        }
    }
}

/// Reads the address that a browser ended on, as pasted: the same rules as for the listener.
///
/// # Errors
/// `not_the_callback` when it is not the callback of this attempt.
pub fn read_pasted(address: &str, redirect_uri: &str, state: &State, asked: &Host) -> Result<Callback, Problem> {
    let refused = || Problem::new(Code::NotTheCallback).with("callback", redirect_uri);
    let (base, query) = address.trim().split_once('?').ok_or_else(refused)?;
    if base != redirect_uri {
        return Err(refused());
    }
    read(query, state, asked).ok_or_else(refused)
}

fn reply(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    if let Ok(policy) = HeaderValue::from_str(&page::policy()) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callback_is_believed_before_its_state() {
        let state = State::new();
        let good = state.as_str();
        for query in [
            "code=X".to_owned(),
            "code=X&state=".to_owned(),
            format!("code=X&state={good}&state={good}"),
            format!("code=X&state={}x", good),
            "error=access_denied&error_description=call+1-900".to_owned(),
        ] {
            assert!(read(&query, &state, &Host::login()).is_none(), "{query}");
        }
        let read = read(&format!("code=a%3D%3D&state={good}"), &state, &Host::login());
        assert!(matches!(read, Some(Callback::Code(_))));
    }

    #[test]
    fn a_code_of_another_issuer_is_believed() {
        let state = State::new();
        let believed = |asked: &Host, issuer: &str| {
            read(&format!("code=x&iss={issuer}&state={}", state.as_str()), &state, asked).is_some()
        };
        let acme = Host::parse("https://acme.my.salesforce.com").unwrap();
        for (asked, issuer, expected) in [
            (&acme, "https%3A%2F%2Facme.my.salesforce.com", true),
            (&acme, "https%3A%2F%2Fother.my.salesforce.com", false),
            (&acme, "https%3A%2F%2Flogin.salesforce.com", false),
            (&Host::login(), "https%3A%2F%2Flogin.salesforce.com", true),
            (&Host::login(), "https%3A%2F%2Facme.my.salesforce.com", true),
            (&Host::login(), "https%3A%2F%2Ftest.salesforce.com", false),
            (&Host::login(), "https%3A%2F%2Fevil.example", false),
            (&Host::login(), "https%3A%2F%2Flogin.salesforce.com.evil.example", false),
            (&Host::login(), "", false),
        ] {
            assert_eq!(believed(asked, issuer), expected, "{asked} {issuer}");
        }
    }

    #[test]
    fn an_address_pasted_from_another_attempt_is_taken() {
        let state = State::new();
        let uri = "https://app.acme.com/cb";
        let asked = Host::login();
        assert!(read_pasted(&format!("{uri}?code=X&state=old"), uri, &state, &asked).is_err());
        let elsewhere = format!("https://evil.example/cb?code=X&state={}", state.as_str());
        assert!(read_pasted(&elsewhere, uri, &state, &asked).is_err());
        assert!(read_pasted(&format!(" {uri}?code=X&state={}\n", state.as_str()), uri, &state, &asked).is_ok());
    }
}
