//! The listener that the browser comes back to: only the callback of this very attempt ends its wait.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use orgkey::Code;
use orgkey::sign_in::{Callback, CallbackListener, CallbackProfile};
use salesforce::Host;
use salesforce::oauth::State;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::support::{Door, get, raw};

/// A listener on a port of its own, and the state that it waits for.
struct Waiting {
    port: u16,
    state: State,
    wait: JoinHandle<Callback>,
}

fn profile(port: u16) -> CallbackProfile {
    CallbackProfile {
        redirect_uri: format!("http://127.0.0.1:{port}/callback"),
        port,
        path: "/callback",
        host: "127.0.0.1",
        ipv6: false,
    }
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

impl Waiting {
    fn begin() -> Self {
        let port = free_port();
        let listener = CallbackListener::bind(profile(port)).unwrap();
        let state = State::new();
        let wanted = state.clone();
        let wait =
            tokio::spawn(async move { listener.wait(&wanted, &Host::practice("http://127.0.0.1:1").unwrap()).await });
        Self { port, state, wait }
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    async fn get(&self, path: &str) -> String {
        get(self.port, &self.host(), path).await
    }

    /// The callback that ends the wait.
    async fn right(&self) -> String {
        self.get(&format!("/callback?code=the-code&state={}", self.state.as_str())).await
    }

    async fn ended(self) -> Callback {
        tokio::time::timeout(Duration::from_secs(5), self.wait).await.expect("still waiting").unwrap()
    }
}

fn status(reply: &str) -> u16 {
    reply.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

fn body(reply: &str) -> &str {
    reply.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

#[tokio::test]
async fn any_web_page_can_end_a_sign_in() {
    let waiting = Waiting::begin();
    let state = waiting.state.as_str().to_owned();
    let (first, rest) = state.split_at(1);
    let flipped = format!("{}{rest}", if first == "A" { "B" } else { "A" });
    let other = State::new();
    // More than 500 requests.
    for round in 0..25 {
        for (path, wanted) in [
            ("/".to_owned(), 404),
            ("/favicon.ico".to_owned(), 404),
            (format!("/callback/?code=x&state={state}"), 404),
            (format!("//callback?code=x&state={state}"), 404),
            (format!("/CALLBACK?code=x&state={state}"), 404),
            ("/callback".to_owned(), 400),
            ("/callback?code=x".to_owned(), 400),
            ("/callback?code=x&state=".to_owned(), 400),
            (format!("/callback?code=x&state={flipped}"), 400),
            (format!("/callback?code=x&state={}", other.as_str()), 400),
            (format!("/callback?code=x&state={state}&state={state}"), 400),
            (format!("/callback?state={state}"), 400),
            (format!("/callback?code=&state={state}"), 400),
            ("/callback?error=access_denied&error_description=Call+1-900".to_owned(), 400),
            (format!("/callback?error=access_denied&state={flipped}"), 400),
            (format!("/callback?code=x&state={state}&iss=https://evil.example"), 400),
        ] {
            let reply = waiting.get(&path).await;
            assert_eq!(status(&reply), wanted, "{round} {path}: {reply}");
        }
        for method in ["POST", "PUT", "HEAD", "OPTIONS", "DELETE"] {
            let line = format!("{method} /callback?code=x&state={state} HTTP/1.1\r\nHost: {}\r\n\r\n", waiting.host());
            assert_eq!(status(&raw(waiting.port, line.as_bytes()).await), 405, "{method}");
        }
        let junk = raw(waiting.port, b"\x16\x03\x01\x02\x00 not HTTP at all\r\n\r\n").await;
        assert!(!junk.contains(" 200 "), "{junk}");
    }
    assert!(!waiting.wait.is_finished());
    assert_eq!(status(&waiting.right().await), 200);
    let Callback::Code(code) = waiting.ended().await else { panic!("no code") };
    assert_eq!(code.expose(), "the-code");
}

#[tokio::test]
async fn a_rebound_name_reaches_the_listener() {
    let waiting = Waiting::begin();
    let (port, state) = (waiting.port, waiting.state.as_str());
    let path = format!("/callback?code=x&state={state}");
    for head in [
        format!("GET {path} HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n"),
        format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"),
        format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}.evil.example\r\n\r\n"),
        format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
        format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n\r\n"),
        format!("GET http://127.0.0.1:{port}{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
        format!("GET http://evil.example{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
        format!("GET {path} HTTP/1.1\r\n\r\n"),
        format!("GET {path} HTTP/1.0\r\n\r\n"),
    ] {
        let reply = raw(port, head.as_bytes()).await;
        assert!(matches!(status(&reply), 400 | 421), "{head}{reply}");
        assert_eq!(body(&reply), "", "{head}");
    }
    waiting.right().await;
    assert!(matches!(waiting.ended().await, Callback::Code(_)));
}

#[tokio::test]
async fn a_page_shows_what_a_request_said_or_lets_a_script_run() {
    let plain = {
        let waiting = Waiting::begin();
        let reply = waiting.get(&format!("/callback?error=access_denied&state={}", waiting.state.as_str())).await;
        assert!(matches!(waiting.ended().await, Callback::Refused { error, .. } if error == "access_denied"));
        reply
    };
    let waiting = Waiting::begin();
    let wicked = format!(
        "/callback?error=%3Cscript%3Ealert(1)%3C%2Fscript%3E&error_description=%22%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E\
         &error_uri=javascript:alert(1)&next=https%3A%2F%2Fevil.example&state={}",
        waiting.state.as_str()
    );
    let reply = waiting.get(&wicked).await;
    assert_eq!(body(&reply), body(&plain));
    let Callback::Refused { error, description } = waiting.ended().await else { panic!("a code") };
    assert!(error.contains("<script>") && description.contains("<img"), "kept as text, shown by whoever escapes it");

    let lower = reply.to_lowercase();
    for header in [
        "content-type: text/html; charset=utf-8",
        "content-security-policy: default-src 'none'; style-src 'sha256-",
        "x-content-type-options: nosniff",
        "cache-control: no-store",
        "referrer-policy: no-referrer",
        "connection: close",
    ] {
        assert!(lower.contains(header), "{header}: {reply}");
    }
    assert!(!lower.contains("\r\nlocation:"));
    assert!(!lower.contains("<script") && !lower.contains("href=") && !lower.contains("src="));
}

#[tokio::test]
async fn two_sign_ins_at_once_take_each_others_answers() {
    let (one, other) = (Waiting::begin(), Waiting::begin());
    for (waiting, state) in [(&one, other.state.as_str()), (&other, one.state.as_str())] {
        let reply = waiting.get(&format!("/callback?code=theirs&state={state}")).await;
        assert_eq!(status(&reply), 400, "{reply}");
    }
    assert!(!one.wait.is_finished() && !other.wait.is_finished());
    for waiting in [one, other] {
        waiting.right().await;
        let Callback::Code(code) = waiting.ended().await else { panic!("no code") };
        assert_eq!(code.expose(), "the-code");
    }
}

#[tokio::test]
async fn a_second_callback_is_believed_or_the_port_stays_open() {
    let waiting = Waiting::begin();
    let port = waiting.port;
    let path = format!("/callback?code=first&state={}", waiting.state.as_str());
    let again = format!("/callback?code=second&state={}", waiting.state.as_str());
    // Both lines are open before either speaks.
    let mut late = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    waiting.get(&path).await;
    let head = format!("GET {again} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    let _ = late.write_all(head.as_bytes()).await;
    let Callback::Code(code) = waiting.ended().await else { panic!("no code") };
    assert_eq!(code.expose(), "first");
    Door::closed(port).await;
}

#[tokio::test]
async fn a_wait_that_is_given_up_keeps_its_port() {
    let waiting = Waiting::begin();
    let port = waiting.port;
    assert!(Door::is_open(port).await);
    waiting.wait.abort();
    Door::closed(port).await;
    for _ in 0..100 {
        let listener = CallbackListener::bind(profile(port)).expect("free again at once");
        drop(listener);
    }
}

#[tokio::test]
async fn somebody_elses_port_is_used() {
    let theirs = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = theirs.local_addr().unwrap().port();
    let busy = CallbackListener::bind(profile(port)).unwrap_err();
    assert_eq!(busy.code, Code::CallbackPortBusy);
    assert_eq!(busy.params["port"], port.to_string());

    // The next of several is taken; when none is left, that is said.
    let free = free_port();
    let held = CallbackListener::bind_first([profile(port), profile(free)].into_iter()).unwrap();
    assert_eq!(held.redirect_uri(), format!("http://127.0.0.1:{free}/callback"));
    let none = CallbackListener::bind_first([profile(port), profile(free)].into_iter()).unwrap_err();
    assert_eq!(none.code, Code::CallbackPortBusy);
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_share_a_held_port() {
    let port = free_port();
    let _held = CallbackListener::bind(profile(port)).unwrap();
    for address in [Ipv4Addr::LOCALHOST, Ipv4Addr::UNSPECIFIED] {
        assert!(squatter(address, port).is_err(), "{address}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_port_is_shared_with_a_program_that_lets_others_in() {
    for address in [Ipv4Addr::LOCALHOST, Ipv4Addr::UNSPECIFIED] {
        let theirs = squatter(address, 0).unwrap();
        let port = theirs.local_addr().unwrap().port();
        let busy = CallbackListener::bind(profile(port)).unwrap_err();
        assert_eq!(busy.code, Code::CallbackPortBusy, "{address}");
        assert!(theirs.accept().now_or_never().is_none(), "nobody spoke to them");
    }
}

/// A listener with everything set that lets two share a port.
#[cfg(unix)]
fn squatter(address: Ipv4Addr, port: u16) -> std::io::Result<tokio::net::TcpListener> {
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.set_reuseport(true)?;
    socket.bind((address, port).into())?;
    socket.listen(1)
}

#[tokio::test]
async fn slow_and_huge_requests_keep_the_browser_out() {
    let waiting = Waiting::begin();
    let slow = join_all((0..200).map(|_| async {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, waiting.port)).await.unwrap();
        let _ = stream.write_all(b"GET /callback?code=x HTTP/1.1\r\nX-Slow: ").await;
        stream
    }))
    .await;
    let huge = format!("/callback?code={}&state={}", "x".repeat(1 << 20), waiting.state.as_str());
    let reply = waiting.get(&huge).await;
    assert!(!reply.contains(" 200 "), "{reply}");
    let endless = format!("GET /callback HTTP/1.1\r\n{}", "X-More: and more\r\n".repeat(4096));
    assert!(!raw(waiting.port, endless.as_bytes()).await.contains(" 200 "));

    let asked = Instant::now();
    assert_eq!(status(&waiting.right().await), 200);
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    assert!(matches!(waiting.ended().await, Callback::Code(_)));
    drop(slow);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_network_reaches_the_listener() {
    let waiting = Waiting::begin();
    let open = |address: &str| format!("{address}:{:04X} 00000000:0000 0A", waiting.port);
    let tcp = std::fs::read_to_string("/proc/net/tcp").unwrap();
    assert!(tcp.contains(&open("0100007F")), "127.0.0.1 and nothing else");
    assert!(!tcp.contains(&open("00000000")));
    let tcp6 = std::fs::read_to_string("/proc/net/tcp6").unwrap_or_default();
    assert!(!tcp6.contains(&format!("{}:{:04X}", "0".repeat(32), waiting.port)));
    nobody_comes_in(waiting.port).await;
    waiting.right().await;

    let _door = Door::held().await;
    let _held = CallbackListener::bind(CallbackProfile::platform_cli()).unwrap();
    nobody_comes_in(Door::PORT).await;
}

/// By none of this computer's other addresses: its own in the network, where it has one, and further loopback ones.
#[cfg(target_os = "linux")]
async fn nobody_comes_in(port: u16) {
    // Nothing is sent: this only asks which address would be used.
    let asks = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    let network = asks.connect("192.0.2.1:9").and_then(|()| asks.local_addr()).map(|address| address.ip());
    let others = ["127.0.0.2", "127.255.255.254"].map(|address| address.parse().unwrap());
    for address in others.into_iter().chain(network.ok()) {
        let came = TcpStream::connect((address, port)).await;
        assert_eq!(came.unwrap_err().kind(), ErrorKind::ConnectionRefused, "{address}:{port}");
    }
    assert!(Door::is_open(port).await);
}
