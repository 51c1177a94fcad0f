//! Waits that a server asked for, for whoever shows them and wants to end one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;

use super::ExchangeSink;

/// A wait between two tries of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Who asked for it.
    pub host: String,
    /// When the call is tried again.
    pub until: Timestamp,
}

/// All waits that are going on, shared by every clone of a transport.
#[derive(Debug, Default)]
pub(super) struct Patience {
    pauses: Mutex<BTreeMap<u64, Pause>>,
    ended: Notify,
}

impl Patience {
    pub(super) fn pauses(&self) -> Vec<Pause> {
        self.lock().values().cloned().collect()
    }

    /// Ends every wait; the calls give the answer that they have.
    pub(super) fn end(&self) {
        self.ended.notify_waiters();
    }

    /// Waits, seen by `sinks`. False when it was ended before its time.
    pub(super) async fn pause(&self, host: String, wait: Duration, sinks: &[Arc<dyn ExchangeSink>]) -> bool {
        // Ready before the wait is shown: whoever ends it at once is heard.
        let ended = self.ended.notified();
        let mut ended = std::pin::pin!(ended);
        ended.as_mut().enable();
        let until = Timestamp::now().saturating_add(wait).unwrap_or(Timestamp::MAX);
        let number = {
            let mut pauses = self.lock();
            let number = pauses.last_key_value().map_or(0, |(last, _)| last + 1);
            pauses.insert(number, Pause { host, until });
            number
        };
        let _shown = Shown { patience: self, number, sinks };
        sinks.iter().for_each(|sink| sink.pauses_changed());
        tokio::select! {
            () = tokio::time::sleep(wait) => true,
            () = ended => false,
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Pause>> {
        self.pauses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a wait off the list however it ends: a dropped call too.
struct Shown<'a> {
    patience: &'a Patience,
    number: u64,
    sinks: &'a [Arc<dyn ExchangeSink>],
}

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        self.patience.lock().remove(&self.number);
        self.sinks.iter().for_each(|sink| sink.pauses_changed());
    }
}
