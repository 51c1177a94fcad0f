//! The vault over keychains that are locked, refuse, are missing, hang, appear later or forget.

use std::any::Any;
use std::sync::atomic::{AtomicBool, Ordering};

use keyring_core::CredentialStore;
use keyring_core::api::{Credential, CredentialApi, CredentialStoreApi};

use super::*;

/// What the fake keychain does when it is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Works,
    Missing,
    Locked,
    Denies,
    Hangs,
    /// Says yes and keeps nothing.
    Forgets,
    /// Works, but another process writes to the same place right after.
    Contested,
    /// The program behind it was started again: what is open is worth nothing, what is opened anew works.
    Restarted,
}

#[derive(Clone)]
pub(crate) struct Fake(Arc<FakeInner>);

struct FakeInner {
    mood: Mutex<Mood>,
    values: Mutex<HashMap<(String, String), Vec<u8>>>,
    opened: Mutex<u32>,
    asked: Mutex<u32>,
    // Two calls at once would corrupt a real one.
    busy: AtomicBool,
}

impl Fake {
    pub(crate) fn that(mood: Mood) -> Self {
        let inner = FakeInner {
            mood: Mutex::new(mood),
            values: Mutex::default(),
            opened: Mutex::default(),
            asked: Mutex::default(),
            busy: AtomicBool::new(false),
        };
        Self(Arc::new(inner))
    }

    pub(crate) fn now(&self, mood: Mood) {
        *self.0.mood.lock().unwrap() = mood;
    }

    pub(crate) fn vault(&self) -> Vault {
        self.vault_within(keychain::LIMIT)
    }

    fn vault_within(&self, limit: Duration) -> Vault {
        let fake = self.clone();
        let open: Open = Arc::new(move || {
            *fake.0.opened.lock().unwrap() += 1;
            let mut mood = fake.0.mood.lock().unwrap();
            match *mood {
                Mood::Missing => return Err(Error::PlatformFailure(secret_service::Error::Unavailable.into())),
                Mood::Restarted => *mood = Mood::Works,
                _ => {}
            }
            Ok(Arc::new(fake.clone()) as Arc<CredentialStore>)
        });
        Vault::over(open, limit)
    }

    pub(crate) fn holds(&self, value: &str) -> bool {
        self.0.values.lock().unwrap().values().any(|kept| kept == value.as_bytes())
    }
}

impl CredentialStoreApi for Fake {
    fn vendor(&self) -> String {
        "a test".to_owned()
    }

    fn id(&self) -> String {
        "fake".to_owned()
    }

    fn build(
        &self,
        service: &str,
        user: &str,
        _: Option<&HashMap<&str, &str>>,
    ) -> keyring::Result<keyring_core::Entry> {
        let entry = FakeEntry { fake: self.clone(), key: (service.to_owned(), user.to_owned()) };
        Ok(keyring_core::Entry::new_with_credential(Arc::new(entry)))
    }

    fn search(&self, spec: &HashMap<&str, &str>) -> keyring::Result<Vec<keyring_core::Entry>> {
        let asking = FakeEntry { fake: self.clone(), key: Default::default() };
        let keys: Vec<_> = asking.asked(|values| values.keys().cloned().collect())?;
        let found = keys.into_iter().filter(|(service, _)| spec.get("service") == Some(&service.as_str()));
        found.map(|(service, user)| self.build(&service, &user, None)).collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

struct FakeEntry {
    fake: Fake,
    key: (String, String),
}

impl FakeEntry {
    fn asked<T>(&self, answer: impl FnOnce(&mut HashMap<(String, String), Vec<u8>>) -> T) -> keyring::Result<T> {
        let inner = &self.fake.0;
        *inner.asked.lock().unwrap() += 1;
        let mood = *inner.mood.lock().unwrap();
        match mood {
            Mood::Locked => return Err(Error::NoStorageAccess(secret_service::Error::Locked.into())),
            Mood::Denies => return Err(Error::NoStorageAccess(secret_service::Error::Prompt.into())),
            Mood::Missing | Mood::Restarted => {
                return Err(Error::PlatformFailure(secret_service::Error::Unavailable.into()));
            }
            Mood::Hangs => loop {
                std::thread::park();
            },
            Mood::Works | Mood::Forgets | Mood::Contested => {}
        }
        assert!(!inner.busy.swap(true, Ordering::SeqCst), "two calls at once");
        let answered = answer(&mut inner.values.lock().unwrap());
        inner.busy.store(false, Ordering::SeqCst);
        Ok(answered)
    }
}

impl CredentialApi for FakeEntry {
    fn set_secret(&self, secret: &[u8]) -> keyring::Result<()> {
        let mood = *self.fake.0.mood.lock().unwrap();
        self.asked(|values| {
            let kept = match mood {
                Mood::Forgets => return,
                Mood::Contested => b"another's",
                _ => secret,
            };
            values.insert(self.key.clone(), kept.to_vec());
        })
    }

    fn get_secret(&self) -> keyring::Result<Vec<u8>> {
        self.asked(|values| values.get(&self.key).cloned())?.ok_or(Error::NoEntry)
    }

    fn delete_credential(&self) -> keyring::Result<()> {
        self.asked(|values| values.remove(&self.key))?.map(drop).ok_or(Error::NoEntry)
    }

    fn get_credential(&self) -> keyring::Result<Option<Arc<Credential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        Some(self.key.clone())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn slot(name: &str) -> Slot {
    Slot::session(Namespace::Orgkey, name)
}

async fn kept(vault: &Vault, name: &str) -> Option<String> {
    vault.get(&slot(name)).await.unwrap().map(|value| value.to_string())
}

fn why(vault: &Vault) -> Option<Code> {
    match vault.state() {
        KeychainState::UntilClosed { problem, .. } => Some(problem.code),
        _ => None,
    }
}

/// Each keychain that does not work has its own words, loses no secret, and is found when it works again.
#[tokio::test]
async fn a_keychain_that_does_not_work_loses_a_secret_or_is_never_tried_again() {
    for (mood, code) in [
        (Mood::Missing, Code::KeychainMissing),
        (Mood::Locked, Code::KeychainLocked),
        (Mood::Denies, Code::KeychainDenied),
        (Mood::Forgets, Code::KeychainDenied),
    ] {
        let fake = Fake::that(mood);
        let vault = fake.vault();
        vault.settle().await;
        assert_eq!(why(&vault), Some(code));
        vault.set(&slot("a"), "token").await;
        assert_eq!(kept(&vault, "a").await.as_deref(), Some("token"), "{code:?}");

        assert_eq!(vault.try_again().await, [], "{code:?} still");
        assert_eq!(why(&vault), Some(code));
        vault.accept_memory();
        assert!(matches!(vault.state(), KeychainState::UntilClosed { accepted: true, .. }));

        fake.now(Mood::Works);
        assert!(!fake.holds("token"), "nothing moves unasked");
        assert_eq!(vault.try_again().await, [slot("a")]);
        assert_eq!(vault.state(), KeychainState::Working);
        assert!(fake.holds("token"), "{code:?}: what was in memory moves");
        assert_eq!(kept(&vault, "a").await.as_deref(), Some("token"));
    }
}

#[tokio::test]
async fn a_keychain_that_is_locked_in_between_loses_a_secret() {
    let fake = Fake::that(Mood::Works);
    let vault = fake.vault();
    vault.set(&slot("before"), "old").await;
    assert_eq!(vault.state(), KeychainState::Working);
    fake.now(Mood::Locked);
    assert_eq!(vault.get(&slot("before")).await.unwrap_err().code, Code::KeychainLocked);
    vault.set(&slot("after"), "new").await;
    assert_eq!(kept(&vault, "after").await.as_deref(), Some("new"));
    assert_eq!(kept(&vault, "before").await, None, "what can't be read is not guessed");
    fake.now(Mood::Works);
    vault.try_again().await;
    assert_eq!(kept(&vault, "before").await.as_deref(), Some("old"));
    assert_eq!(kept(&vault, "after").await.as_deref(), Some("new"));
}

#[tokio::test]
async fn a_keychain_that_was_started_again_is_not_found() {
    let fake = Fake::that(Mood::Works);
    let vault = fake.vault();
    vault.set(&slot("a"), "token").await;
    fake.now(Mood::Restarted);
    assert_eq!(kept(&vault, "a").await.as_deref(), Some("token"));
    assert_eq!(vault.state(), KeychainState::Working);
    assert_eq!(*fake.0.opened.lock().unwrap(), 2);
}

#[tokio::test]
async fn a_keychain_that_hangs_stops_everything() {
    assert_eq!(keychain::LIMIT, Duration::from_secs(30));
    let limit = Duration::from_millis(50);
    let fake = Fake::that(Mood::Hangs);
    let vault = fake.vault_within(limit);
    assert_eq!(vault.state(), KeychainState::Asking, "opening does not wait");
    vault.set(&slot("a"), "token").await;
    assert_eq!(why(&vault), Some(Code::KeychainSilent));
    assert_eq!(kept(&vault, "a").await.as_deref(), Some("token"));
    assert_eq!(*fake.0.asked.lock().unwrap(), 1, "it is not asked again unasked");

    fake.now(Mood::Works);
    vault.try_again().await;
    assert_eq!(vault.state(), KeychainState::Working, "the thread that hangs is in nobody's way");
    assert!(fake.holds("token"));
}

#[tokio::test]
async fn many_at_once_corrupt_each_other() {
    let fake = Fake::that(Mood::Works);
    let vault = fake.vault();
    let tasks: Vec<_> = (0..100)
        .map(|number| {
            let vault = vault.clone();
            tokio::spawn(async move {
                let (name, value) = (format!("org{number}"), format!("token{number}"));
                vault.set(&slot(&name), &value).await;
                assert_eq!(kept(&vault, &name).await, Some(value));
                if number % 2 == 0 {
                    vault.delete(&slot(&name)).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    for number in 0..100 {
        let expected = (number % 2 == 1).then(|| format!("token{number}"));
        assert_eq!(kept(&vault, &format!("org{number}")).await, expected);
    }
    assert_eq!(vault.state(), KeychainState::Working);
}

#[test]
fn a_refusal_of_the_keychain_repeats_a_value() {
    let canary = "FA4EFA4ECANARY";
    for error in [
        Error::BadEncoding(canary.into()),
        Error::BadDataFormat(canary.into(), "cause".into()),
        Error::TooLong("password".to_owned(), 2560),
    ] {
        let problem = keychain::refused(&error);
        assert!(!format!("{problem:?} {problem}").contains("CANARY"));
    }
}

#[test]
fn real_and_practice_orgs_share_a_namespace() {
    assert_ne!(Namespace::Orgkey.service(), Namespace::Practice.service());
}

/// Every process that works in an org keeps its session in one place; a client secret has a place of its own.
#[tokio::test]
async fn another_process_that_signs_in_at_once_makes_the_keychain_look_broken() {
    let fake = Fake::that(Mood::Works);
    let vault = fake.vault();
    vault.settle().await;
    fake.now(Mood::Contested);
    vault.set(&slot("a"), "mine").await;
    assert_eq!(vault.state(), KeychainState::Working);
    assert_eq!(kept(&vault, "a").await.as_deref(), Some("another's"));

    let secret = Slot::client_secret(Namespace::Orgkey, uuid::Uuid::nil());
    vault.set(&secret, "mine").await;
    assert_eq!(why(&vault), Some(Code::KeychainDenied), "a secret that reads differently is not kept");
    assert_eq!(vault.get(&secret).await.unwrap().as_deref().map(String::as_str), Some("mine"));
}
