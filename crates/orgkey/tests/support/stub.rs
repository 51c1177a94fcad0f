//! A server on loopback that answers what a test wants, and notes what it was asked.

use std::sync::{Arc, Mutex};

use salesforce::Host;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

type Answering = dyn Fn(&str) -> String + Send + Sync;

pub(crate) struct Stub {
    pub(crate) host: Host,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Stub {
    /// `answer` gets each request, head and body, and gives the whole reply.
    pub(crate) async fn answering(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = Host::practice(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (log, answer): (_, Arc<Answering>) = (Arc::clone(&asked), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                tokio::spawn(serve(stream, answer, log));
            }
        });
        Self { host, asked }
    }

    /// One that nobody should ask anything.
    pub(crate) async fn untouched() -> Self {
        Self::answering(|_| reply("200 OK", "application/json", "{}")).await
    }

    /// Every request so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// A whole reply. `status` may carry further header lines.
pub(crate) fn reply(status: &str, kind: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

async fn serve(mut stream: TcpStream, answer: Arc<Answering>, log: Arc<Mutex<Vec<String>>>) {
    let mut request = Vec::new();
    let mut some = [0; 4096];
    while !is_whole(&request) {
        match stream.read(&mut some).await {
            Ok(0) | Err(_) => return,
            Ok(read) => request.extend_from_slice(&some[..read]),
        }
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let reply = answer(&request);
    log.lock().unwrap().push(request);
    let _ = stream.write_all(reply.as_bytes()).await;
    let _ = stream.shutdown().await;
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head
        .to_ascii_lowercase()
        .split("content-length:")
        .nth(1)
        .map_or(0, |rest| rest.lines().next().unwrap_or_default().trim().parse::<usize>().unwrap_or(0));
    body.len() >= length
}
