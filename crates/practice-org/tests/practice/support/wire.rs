//! Bytes on a connection, for what no HTTP client would send.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a test waits before it calls something a hang.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A connection to a site.
pub(crate) struct Wire(pub(crate) TcpStream);

impl Wire {
    /// Connects to the site of an address.
    pub(crate) async fn to(site: &str) -> Self {
        Self(TcpStream::connect(host(site)).await.unwrap())
    }

    /// Sends what the other side still takes.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.0.write_all(bytes.as_ref()).await;
    }

    /// Says that nothing more will come.
    pub(crate) async fn finish(&mut self) {
        let _ = self.0.shutdown().await;
    }

    /// All that comes until the other side closes the connection, or breaks it.
    pub(crate) async fn rest(&mut self) -> String {
        let mut all = Vec::new();
        let read = timeout(PATIENCE, self.0.read_to_end(&mut all)).await;
        assert!(read.is_ok(), "the connection is never closed: {}", String::from_utf8_lossy(&all));
        String::from_utf8_lossy(&all).into_owned()
    }

    /// What comes until a text is there.
    pub(crate) async fn until(&mut self, text: &str) -> String {
        let mut all = Vec::new();
        let read = async {
            while !String::from_utf8_lossy(&all).contains(text) {
                match self.0.read_u8().await {
                    Ok(byte) => all.push(byte),
                    Err(_) => break,
                }
            }
        };
        let read = timeout(PATIENCE, read).await;
        let all = String::from_utf8_lossy(&all).into_owned();
        assert!(read.is_ok() && all.contains(text), "there never came {text:?}: {all}");
        all
    }
}

/// Sends bytes and returns all that comes back.
pub(crate) async fn exchange(site: &str, bytes: impl AsRef<[u8]>) -> String {
    let mut wire = Wire::to(site).await;
    wire.send(bytes).await;
    wire.rest().await
}

/// `localhost:8080`
pub(crate) fn host(site: &str) -> &str {
    let host = site.strip_prefix("http://").unwrap_or(site);
    host.split('/').next().unwrap_or(host)
}

/// The status of the first reply; zero where there is none.
pub(crate) fn status(replies: &str) -> u16 {
    replies.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)).and_then(|code| code.parse().ok()).unwrap_or(0)
}

/// The body of the only reply.
pub(crate) fn body(reply: &str) -> &str {
    reply.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}
