//! Requests byte for byte, and the one door that tests have to share.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, MutexGuard};

/// Salesforce's own CLI sign-in has one address only: whoever needs its port takes turns.
pub(crate) struct Door(#[expect(dead_code, reason = "held, not read")] MutexGuard<'static, ()>);

impl Door {
    pub(crate) const PORT: u16 = 1717;

    pub(crate) async fn held() -> Self {
        static TURN: Mutex<()> = Mutex::const_new(());
        Self(TURN.lock().await)
    }

    /// Whether somebody listens.
    pub(crate) async fn is_open(port: u16) -> bool {
        TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.is_ok()
    }

    /// Waits until nobody listens any more.
    pub(crate) async fn closed(port: u16) {
        let closed = async {
            while Self::is_open(port).await {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(1), closed).await.expect("the port is still held");
    }
}

/// Sends these very bytes and returns everything that comes back.
pub(crate) async fn raw(port: u16, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.unwrap();
    // A listener that has heard enough may hang up before the last byte.
    let _ = stream.write_all(bytes).await;
    let mut reply = Vec::new();
    let _ = stream.read_to_end(&mut reply).await;
    String::from_utf8_lossy(&reply).into_owned()
}

/// A plain request as a browser sends it.
pub(crate) async fn get(port: u16, host: &str, path: &str) -> String {
    raw(port, format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).await
}
