//! The only home of secrets: the operating system's keychain, or memory until Orgkey closes.
//!
//! Small values, one entry per secret. Real and practice orgs have separate namespaces, so that neither can be read
//! for the other. Calls go through one worker at a time with a time limit: keychains hang, and D-Bus ones dislike
//! being called from many threads.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::problem::{Code, Problem};
use crate::views::KeychainState;

/// How long a keychain may take, prompts for its password included.
const LIMIT: Duration = Duration::from_secs(30);

/// What kind of org a secret belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Namespace {
    /// Real orgs.
    Orgkey,
    /// The practice org.
    Practice,
}

impl Namespace {
    fn service(self) -> &'static str {
        match self {
            Self::Orgkey => "orgkey",
            Self::Practice => "orgkey-practice",
        }
    }
}

/// Where one secret is kept: namespace and a name such as `session/00D…` or `secret/<run>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    namespace: Namespace,
    name: String,
}

impl Slot {
    /// The access token for an org.
    pub fn session(namespace: Namespace, org: &str) -> Self {
        Self { namespace, name: format!("session/{org}") }
    }

    /// The client secret that a run fetched.
    pub fn client_secret(namespace: Namespace, run: uuid::Uuid) -> Self {
        Self { namespace, name: format!("secret/{run}") }
    }
}

/// Keeps secrets. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    home: Home,
    // One call at a time, awaited; the lock is held over the call on purpose.
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Clone)]
enum Home {
    Keychain,
    Memory(Arc<Mutex<HashMap<Slot, String>>>, Problem),
}

impl Vault {
    /// The keychain if a value can be written, read and deleted in it; else memory, with the reason.
    pub async fn open() -> Self {
        let keychain = Self { home: Home::Keychain, turn: Arc::default() };
        match keychain.probe().await {
            Ok(()) => keychain,
            Err(problem) => Self::in_memory(problem),
        }
    }

    /// Memory until Orgkey closes, and why.
    pub fn in_memory(reason: Problem) -> Self {
        Self { home: Home::Memory(Arc::default(), reason), turn: Arc::default() }
    }

    /// Where secrets go, for the page.
    pub fn state(&self) -> KeychainState {
        match &self.home {
            Home::Keychain => KeychainState::Working,
            Home::Memory(_, problem) => KeychainState::UntilClosed { problem: problem.clone() },
        }
    }

    /// Keeps a secret.
    ///
    /// # Errors
    /// `keychain_missing`, `keychain_denied`.
    pub async fn set(&self, slot: &Slot, value: &str) -> Result<(), Problem> {
        match &self.home {
            Home::Memory(map, _) => {
                map.lock().unwrap_or_else(PoisonError::into_inner).insert(slot.clone(), value.to_owned());
                Ok(())
            }
            Home::Keychain => {
                let value = value.to_owned();
                self.call(slot, move |entry| entry.set_password(&value)).await
            }
        }
    }

    /// A secret, if there is one in that place.
    ///
    /// # Errors
    /// `keychain_missing`, `keychain_denied`.
    pub async fn get(&self, slot: &Slot) -> Result<Option<String>, Problem> {
        match &self.home {
            Home::Memory(map, _) => Ok(map.lock().unwrap_or_else(PoisonError::into_inner).get(slot).cloned()),
            Home::Keychain => {
                self.call(slot, |entry| match entry.get_password() {
                    Ok(value) => Ok(Some(value)),
                    Err(keyring::Error::NoEntry) => Ok(None),
                    Err(error) => Err(error),
                })
                .await
            }
        }
    }

    /// Forgets a secret; nothing happens if there is none.
    ///
    /// # Errors
    /// `keychain_missing`, `keychain_denied`.
    pub async fn delete(&self, slot: &Slot) -> Result<(), Problem> {
        match &self.home {
            Home::Memory(map, _) => {
                map.lock().unwrap_or_else(PoisonError::into_inner).remove(slot);
                Ok(())
            }
            Home::Keychain => {
                self.call(slot, |entry| match entry.delete_credential() {
                    Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
                    Err(error) => Err(error),
                })
                .await
            }
        }
    }

    async fn probe(&self) -> Result<(), Problem> {
        let slot = Slot { namespace: Namespace::Orgkey, name: format!("probe/{}", std::process::id()) };
        self.set(&slot, "probe").await?;
        let read = self.get(&slot).await?;
        self.delete(&slot).await?;
        if read.as_deref() == Some("probe") {
            Ok(())
        } else {
            Err(Problem::new(Code::KeychainMissing).with("detail", "a written value could not be read"))
        }
    }

    async fn call<T: Send + 'static>(
        &self,
        slot: &Slot,
        work: impl FnOnce(&keyring::Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let _turn = self.turn.lock().await;
        let slot = slot.clone();
        let task = tokio::task::spawn_blocking(move || {
            let entry = keyring::Entry::new(slot.namespace.service(), &slot.name)?;
            work(&entry)
        });
        match tokio::time::timeout(LIMIT, task).await {
            Ok(Ok(result)) => result.map_err(|error| refused(&error)),
            Ok(Err(_)) => Err(Problem::new(Code::Unexpected).with("detail", "keychain call ended early")),
            Err(_) => Err(Problem::new(Code::KeychainDenied).with("detail", "no answer within 30 seconds")),
        }
    }
}

fn refused(error: &keyring::Error) -> Problem {
    let code = match error {
        keyring::Error::NoStorageAccess(_) => Code::KeychainDenied,
        _ => Code::KeychainMissing,
    };
    // keyring's messages name attributes and causes, never values.
    Problem::new(code).with("detail", error)
}
