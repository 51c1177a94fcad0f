//! What goes over the wire, seen from the other end: recorded shapes, a transport under attack, planted secrets.

#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

mod middle;
mod redaction;
mod renewal;
mod secure;
mod shapes;
mod stub;
mod transport;
