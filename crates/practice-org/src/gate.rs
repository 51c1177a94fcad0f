//! A gate across every connection, for whoever must know exactly how far a request has come: a request can be held
//! before it takes effect or before its reply leaves, and the connection can be broken at either place.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Its head is here; nothing has come of it.
    Arrived,
    /// All that comes of it has come; no byte of the reply has left.
    Answered,
}

/// A request at the gate.
#[derive(Clone, Debug)]
pub struct Passing {
    /// Which request it is: the same number at both stages.
    pub number: u64,
    /// How far it is.
    pub stage: Stage,
    /// Its method.
    pub method: String,
    /// Its path, without the query.
    pub path: String,
}

/// What becomes of a request at the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// It goes on.
    On,
    /// The connection ends here, without a reply.
    Cut,
}

/// Who stands at the gate. A future that never ends holds the request for good.
pub trait Gate: Send + Sync {
    /// Decides on a request, once at each [`Stage`].
    fn pass(&self, passing: Passing) -> BoxFuture<'static, Passage>;
}

/// The gate of a world; open while nobody stands there.
#[derive(Clone, Default)]
pub(crate) struct Gateway {
    gate: Arc<Mutex<Option<Arc<dyn Gate>>>>,
    requests: Arc<AtomicU64>,
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gateway")
    }
}

impl Gateway {
    /// Puts somebody at the gate, or opens it. Requests that are held stay held.
    pub(crate) fn set(&self, gate: Option<Arc<dyn Gate>>) {
        *self.gate.lock().unwrap_or_else(PoisonError::into_inner) = gate;
    }

    /// A number for one more request.
    pub(crate) fn next(&self) -> u64 {
        self.requests.fetch_add(1, Ordering::Relaxed)
    }

    /// Lets a request pass; false when its connection is to be broken.
    pub(crate) async fn pass(&self, number: u64, stage: Stage, method: &str, path: &str) -> bool {
        let gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(gate) = gate else { return true };
        gate.pass(Passing { number, stage, method: method.to_owned(), path: path.to_owned() }).await == Passage::On
    }
}
