//! The system's keychain: one worker thread, one call at a time, an answer within half a minute.
//!
//! Keychains hang, and those over D-Bus dislike being called from many threads. The platform's store is opened here and
//! not by keyring, which does so once: a keychain that starts later, or starts again, would never be found.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use keyring::{Entry, Error};
use keyring_core::CredentialStore;
use tokio::sync::oneshot;

use super::{Namespace, Slot};
use crate::problem::{Code, Problem};

/// How long a keychain may take, a question for its password included.
pub(super) const LIMIT: Duration = Duration::from_secs(30);

/// Opens a store.
pub(super) type Open = Arc<dyn Fn() -> keyring::Result<Arc<CredentialStore>> + Send + Sync>;

/// The platform's own store. A platform without one does not compile.
pub(super) fn system() -> keyring::Result<Arc<CredentialStore>> {
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new()?;
    #[cfg(target_os = "windows")]
    let store = windows_native_keyring_store::Store::new()?;
    #[cfg(all(unix, not(target_os = "macos")))]
    let store = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

type Job = Box<dyn FnOnce(&mut Worker) + Send>;

/// A keychain that may be there.
pub(super) struct Keychain {
    open: Open,
    limit: Duration,
    // None before the first call and after one that did not answer: that thread is left to itself.
    worker: Mutex<Option<mpsc::Sender<Job>>>,
}

impl Keychain {
    pub(super) fn new(open: Open, limit: Duration) -> Self {
        Self { open, limit, worker: Mutex::default() }
    }

    /// Does one thing with the entry of a slot.
    ///
    /// # Errors
    /// `keychain_missing`, `keychain_locked`, `keychain_denied`; `keychain_silent` after the limit.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        slot: &Slot,
        work: impl Fn(&Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let slot = slot.clone();
        self.ask(move |store| {
            let inner = store.build(slot.namespace.service(), &slot.name, None)?;
            work(&Entry { inner })
        })
        .await
    }

    /// The places of a namespace that hold something.
    ///
    /// # Errors
    /// `keychain_without_list`; those of [`Self::call`].
    pub(super) async fn slots(&self, namespace: Namespace) -> Result<Vec<Slot>, Problem> {
        self.ask(move |store| {
            let found = store.search(&HashMap::from([("service", namespace.service())]))?;
            // One that is gone since has no name.
            let names = found.iter().filter_map(name_of);
            Ok(names.map(|name| Slot { namespace, name }).collect())
        })
        .await
    }

    async fn ask<T: Send + 'static>(
        &self,
        work: impl Fn(&CredentialStore) -> keyring::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let (answer, answered) = oneshot::channel();
        self.send(Box::new(move |worker| drop(answer.send(worker.work(&work)))));
        match tokio::time::timeout(self.limit, answered).await {
            Ok(Ok(result)) => result.map_err(|error| refused(&error)),
            Ok(Err(_)) | Err(_) => {
                *self.worker.lock().unwrap_or_else(PoisonError::into_inner) = None;
                Err(Problem::new(Code::KeychainSilent))
            }
        }
    }

    fn send(&self, job: Job) {
        let mut worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
        let job = match &*worker {
            Some(jobs) => match jobs.send(job) {
                Ok(()) => return,
                // A worker that is gone did not take the job.
                Err(unsent) => unsent.0,
            },
            None => job,
        };
        *worker = Worker::start(&self.open, job);
    }
}

struct Worker {
    open: Open,
    store: Option<Arc<CredentialStore>>,
}

impl Worker {
    /// A thread that does jobs until nobody can send any; none when the system gives no thread.
    fn start(open: &Open, first: Job) -> Option<mpsc::Sender<Job>> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let mut worker = Self { open: Arc::clone(open), store: None };
        let run = move || {
            first(&mut worker);
            while let Ok(job) = queue.recv() {
                job(&mut worker);
            }
        };
        std::thread::Builder::new().name("keychain".to_owned()).spawn(run).ok().map(|_| jobs)
    }

    fn work<T>(&mut self, work: &dyn Fn(&CredentialStore) -> keyring::Result<T>) -> keyring::Result<T> {
        let known = self.store.is_some();
        match self.once(work) {
            // The keychain may have been started again since.
            Err(Error::PlatformFailure(_)) if known => self.once(work),
            result => result,
        }
    }

    fn once<T>(&mut self, work: &dyn Fn(&CredentialStore) -> keyring::Result<T>) -> keyring::Result<T> {
        let store = match &self.store {
            Some(store) => Arc::clone(store),
            None => Arc::clone(self.store.insert((self.open)()?)),
        };
        let result = work(&*store);
        if result.is_err() {
            self.store = None;
        }
        result
    }
}

/// The name of an entry that a search found: stores tell it in one of two ways.
fn name_of(entry: &keyring_core::Entry) -> Option<String> {
    match entry.get_specifiers() {
        Some((_, name)) => Some(name),
        None => entry.get_attributes().ok()?.remove("username"),
    }
}

/// keyring's messages name attributes and causes, never values; the two errors that hold a value do not print it.
pub(super) fn refused(error: &Error) -> Problem {
    let code = match error {
        Error::NotSupportedByStore(_) => Some(Code::KeychainWithoutList),
        Error::NoStorageAccess(cause) | Error::PlatformFailure(cause) => platform_code(&**cause),
        _ => None,
    };
    let usual = if matches!(error, Error::NoStorageAccess(_)) { Code::KeychainDenied } else { Code::KeychainMissing };
    Problem::new(code.unwrap_or(usual)).with("detail", error)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn platform_code(cause: &(dyn std::error::Error + 'static)) -> Option<Code> {
    use secret_service::Error as Cause;
    match cause.downcast_ref()? {
        Cause::Locked => Some(Code::KeychainLocked),
        Cause::Prompt | Cause::PromptDisconnected => Some(Code::KeychainDenied),
        // There is a service, and no keychain in it.
        Cause::NoResult => Some(Code::KeychainMissing),
        _ => None,
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn platform_code(_: &(dyn std::error::Error + 'static)) -> Option<Code> {
    None
}
