//! The only home of secrets: the operating system's keychain, or memory until Orgkey closes.
//!
//! Small values, one entry per secret. Real and practice orgs have separate namespaces, so that neither can be read
//! for the other. A keychain that does not take a secret is no reason to lose it: it stays in memory, the state says
//! why, and it moves to the keychain when a person lets the keychain be tried again.

mod keychain;

#[cfg(all(unix, not(target_os = "macos")))]
#[cfg(test)]
pub(crate) mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use keyring::Error;
use tokio::sync::watch;
use zeroize::Zeroizing;

use crate::Line;
use crate::apply::Record;
use crate::problem::{Code, Problem};
use crate::text;
use crate::views::KeychainState;
use keychain::{Keychain, Open};

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

/// Where one secret is kept: namespace and a name such as `session/00D…`, `secret/<run>` or
/// `private-key/<fingerprint>`.
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

    /// What renews the session of an org.
    pub fn refresh_token(namespace: Namespace, org: &str) -> Self {
        Self { namespace, name: format!("refresh/{org}") }
    }

    /// Where what renews a session is, when the keychain did not take it: told by a word that is in the same place.
    pub(crate) fn renewal_home(namespace: Namespace, org: &str) -> Self {
        Self { namespace, name: format!("refresh-home/{org}") }
    }

    /// The client secret that a run fetched.
    pub fn client_secret(namespace: Namespace, run: uuid::Uuid) -> Self {
        Self { namespace, name: format!("secret/{run}") }
    }

    /// The run whose client secret this is.
    pub(crate) fn run(&self) -> Option<uuid::Uuid> {
        self.name.strip_prefix("secret/")?.parse().ok()
    }

    /// What is kept there, in words: `left_<kind>`, with whose it is. None for what is no secret.
    pub(crate) fn line(&self) -> Option<Line> {
        let (kind, of) = self.name.split_once('/')?;
        let id = match kind {
            "session" => "left_session",
            "refresh" => "left_refresh_token",
            "secret" => "left_client_secret",
            "private-key" => "left_private_key",
            _ => return None,
        };
        Some(Line::new(id).with("of", text::visible(of)))
    }

    /// Whether every process that works in the org writes there: what is read may then be what another one has written
    /// a moment later, and says nothing against the keychain.
    fn has_many_writers(&self) -> bool {
        ["session/", "refresh/", "refresh-home/"].iter().any(|kind| self.name.starts_with(kind))
    }

    /// The private key of a certificate, by the certificate's fingerprint: another pair never takes its place.
    pub fn private_key(namespace: Namespace, fingerprint: &str) -> Self {
        Self { namespace, name: format!("private-key/{fingerprint}") }
    }

    pub(crate) fn is_private_key(&self) -> bool {
        self.name.starts_with("private-key/")
    }

    /// Every place where a run keeps something.
    pub fn all_of(namespace: Namespace, record: &Record) -> Vec<Self> {
        let certificate = record.plan.blueprint.jwt_bearer.as_ref().map(|jwt| &jwt.certificate.fingerprint);
        let key = certificate.map(|fingerprint| Self::private_key(namespace, fingerprint));
        [Self::client_secret(namespace, record.id)].into_iter().chain(key).collect()
    }
}

/// Keeps secrets. Cheap to clone.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    // None where everything stays in memory by intent.
    keychain: Option<Keychain>,
    memory: Mutex<HashMap<Slot, Zeroizing<String>>>,
    state: watch::Sender<KeychainState>,
    // One call at a time, awaited; the lock is held over the call on purpose.
    turn: tokio::sync::Mutex<()>,
}

impl Vault {
    /// This computer's keychain, asked at once and in the background whether it keeps a value: its answer may be a
    /// question to the person, and the window does not wait for that. Needs a Tokio runtime.
    pub fn open() -> Self {
        Self::over(Arc::new(keychain::system), keychain::LIMIT)
    }

    /// A keychain whose store is opened by `open`, anew after each failure.
    fn over(open: Open, limit: Duration) -> Self {
        let vault = Self::new(Some(Keychain::new(open, limit)), KeychainState::Asking);
        let asked = vault.clone();
        tokio::spawn(async move { asked.settle().await });
        vault
    }

    /// Memory until Orgkey closes, and why.
    pub fn in_memory(reason: Problem) -> Self {
        Self::new(None, KeychainState::UntilClosed { problem: reason, accepted: false })
    }

    fn new(keychain: Option<Keychain>, state: KeychainState) -> Self {
        Self(Arc::new(Inner {
            keychain,
            memory: Mutex::default(),
            state: watch::Sender::new(state),
            turn: tokio::sync::Mutex::default(),
        }))
    }

    /// Where secrets go, for the page.
    pub fn state(&self) -> KeychainState {
        self.0.state.borrow().clone()
    }

    /// Hears when that changes.
    pub fn states(&self) -> watch::Receiver<KeychainState> {
        self.0.state.subscribe()
    }

    /// Waits until it is known whether the keychain works: half a minute at most.
    pub async fn settle(&self) {
        let _turn = self.0.turn.lock().await;
        self.answered().await;
    }

    /// Asks the keychain anew; if it works now, what was kept in memory moves into it. Returns what moved.
    pub async fn try_again(&self) -> Vec<Slot> {
        let _turn = self.0.turn.lock().await;
        if self.0.keychain.is_none() {
            return Vec::new();
        }
        self.0.state.send_replace(KeychainState::Asking);
        if !self.answered().await {
            return Vec::new();
        }
        let mut kept: Vec<_> = self.memory().iter().map(|(slot, value)| (slot.clone(), value.clone())).collect();
        // The word for the place of a refresh token never goes ahead of the token itself.
        kept.sort_by_key(|(slot, _)| slot.name.starts_with("refresh-home/"));
        let mut moved = Vec::new();
        for (slot, value) in kept {
            if let Err(problem) = self.write(&slot, value).await {
                self.fall_back(problem);
                break;
            }
            self.memory().remove(&slot);
            moved.push(slot);
        }
        moved
    }

    /// The person has read why the keychain is not used, and goes on without it.
    pub fn accept_memory(&self) {
        self.0.state.send_modify(|state| {
            if let KeychainState::UntilClosed { accepted, .. } = state {
                *accepted = true;
            }
        });
    }

    /// Keeps a secret: in the keychain, read back from there, or in memory if the keychain fails. [`Self::state`] says
    /// which. False when an older value may be left in a keychain that failed.
    pub async fn set(&self, slot: &Slot, value: &str) -> bool {
        let _turn = self.0.turn.lock().await;
        let value = Zeroizing::new(value.to_owned());
        if self.answered().await {
            match self.write(slot, value.clone()).await {
                Ok(()) => {
                    self.memory().remove(slot);
                    return true;
                }
                Err(problem) => self.fall_back(problem),
            }
        }
        self.memory().insert(slot.clone(), value);
        self.0.keychain.is_none()
    }

    /// A secret, if there is one in that place. While the keychain is not used, nothing of what it holds is found.
    ///
    /// # Errors
    /// A `keychain_…` problem when the keychain fails now.
    pub async fn get(&self, slot: &Slot) -> Result<Option<Zeroizing<String>>, Problem> {
        let _turn = self.0.turn.lock().await;
        let works = self.answered().await;
        if let Some(kept) = self.memory().get(slot) {
            return Ok(Some(kept.clone()));
        }
        if !works {
            return Ok(None);
        }
        self.read(slot).await.inspect_err(|problem| self.fall_back(problem.clone()))
    }

    /// Forgets a secret; nothing happens if there is none. While the keychain is not used, what it holds stays there.
    ///
    /// # Errors
    /// A `keychain_…` problem when the keychain fails now.
    pub async fn delete(&self, slot: &Slot) -> Result<(), Problem> {
        let _turn = self.0.turn.lock().await;
        let works = self.answered().await;
        self.memory().remove(slot);
        if !works {
            return Ok(());
        }
        self.remove(slot).await.inspect_err(|problem| self.fall_back(problem.clone()))
    }

    /// Every place in which the keychain holds something of Orgkey's. None while the keychain is not used.
    ///
    /// # Errors
    /// `keychain_without_list` in one that has no list of what it holds; another `keychain_…` problem when the keychain fails now.
    pub async fn slots(&self) -> Result<Vec<Slot>, Problem> {
        let _turn = self.0.turn.lock().await;
        if !self.answered().await {
            return Ok(Vec::new());
        }
        let keychain = self.keychain()?;
        let mut slots = keychain.slots(Namespace::Orgkey).await?;
        slots.extend(keychain.slots(Namespace::Practice).await?);
        Ok(slots)
    }

    /// Whether the keychain is in use; asks it if that is not known yet. Only in one's turn.
    async fn answered(&self) -> bool {
        match self.state() {
            KeychainState::Working => return true,
            KeychainState::UntilClosed { .. } => return false,
            KeychainState::Asking => {}
        }
        let probe = Slot { namespace: Namespace::Orgkey, name: format!("probe/{}", std::process::id()) };
        let kept = match self.write(&probe, Zeroizing::new("probe".to_owned())).await {
            Ok(()) => self.remove(&probe).await,
            refused => refused,
        };
        match kept {
            Ok(()) => {
                self.0.state.send_replace(KeychainState::Working);
                true
            }
            Err(problem) => {
                self.fall_back(problem);
                false
            }
        }
    }

    fn fall_back(&self, problem: Problem) {
        tracing::warn!(code = ?problem.code, detail = problem.params.get("detail").map(tracing::field::display), "secrets stay in memory");
        self.0.state.send_replace(KeychainState::UntilClosed { problem, accepted: false });
    }

    /// Writes to the keychain and reads it again: some stores take what they don't keep.
    async fn write(&self, slot: &Slot, value: Zeroizing<String>) -> Result<(), Problem> {
        let written = value.clone();
        self.keychain()?.call(slot, move |entry| entry.set_secret(written.as_bytes())).await?;
        match self.read(slot).await? {
            Some(found) if found == value || slot.has_many_writers() => Ok(()),
            _ => Err(Problem::new(Code::KeychainDenied).with("detail", "a written value could not be read again")),
        }
    }

    async fn read(&self, slot: &Slot) -> Result<Option<Zeroizing<String>>, Problem> {
        let found = self.keychain()?.call(slot, |entry| match entry.get_password() {
            Ok(value) => Ok(Some(Zeroizing::new(value))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        });
        found.await
    }

    async fn remove(&self, slot: &Slot) -> Result<(), Problem> {
        let gone = self.keychain()?.call(slot, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        });
        gone.await
    }

    fn keychain(&self) -> Result<&Keychain, Problem> {
        self.0.keychain.as_ref().ok_or_else(|| Problem::new(Code::KeychainMissing))
    }

    fn memory(&self) -> MutexGuard<'_, HashMap<Slot, Zeroizing<String>>> {
        self.0.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
