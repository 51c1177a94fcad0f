//! Everything that is open at once: orgs with their sessions, drafts, sign-ins, runs. Behind the window and the
//! command line alike; both are thin over it.

mod copy;
mod diagnosis;
mod drafts;
mod forgetting;
mod key_pairs;
mod keychain;
mod left_secrets;
mod other_ways;
mod planning;
mod practice;
mod renewing;
mod revealing;
mod runs;
mod sessions;
mod signing_in;

pub use planning::Planned;
pub use practice::{Administrator, PracticeOrg, PracticeStart};

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use salesforce::{Exchange, ExchangeSink, Host, Org, Transport};
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::apply::Live;
use crate::catalogue::{ConnectKind, SCOPES};
use crate::problem::{Code, Problem};
use crate::sign_in::{Browser, SfOrg};
use crate::store::{KeptDraft, Store};
use crate::vault::{Slot, Vault};
use crate::views::{AskedWait, Catalogue, Change, KeychainState, ScopeSet, Start, Theme};
use crate::wizard::{DraftSummary, Edits, Step};
use crate::{Line, orgs::KnownOrg};

/// What a desk is opened with.
pub struct Setting {
    /// The folder of Orgkey's own file.
    pub folder: PathBuf,
    /// Where secrets go.
    pub vault: Vault,
    /// How a browser is opened; none when no person can be asked anything.
    pub browser: Option<Arc<dyn Browser>>,
    /// How a practice org is started in this process.
    pub practice: PracticeStart,
    /// A practice org of another process, after its handshake.
    pub practice_at: Option<PracticeOrg>,
}

/// Everything that is open. Cheap to clone.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    store: Store,
    vault: Vault,
    transport: Transport,
    requests: Arc<Requests>,
    browser: Option<Arc<dyn Browser>>,
    practice: practice::Practice,
    notices: Vec<Line>,
    changes: broadcast::Sender<Change>,
    // Each held for moments, never over an await.
    sessions: Mutex<HashMap<String, (Org, KnownOrg)>>,
    sign_ins: Mutex<HashMap<Uuid, signing_in::SignIn>>,
    runs: Mutex<HashMap<Uuid, runs::Open>>,
    reveals: Mutex<revealing::Reveals>,
    // Key files that wait for their password, by draft.
    locked: Mutex<HashMap<Uuid, Vec<Vec<u8>>>>,
    /// The edits of the steps that are open, by draft.
    edits: Mutex<HashMap<Uuid, Edits>>,
    /// What `sf` told last: the page names an org of it, never an address.
    sf_orgs: Mutex<Vec<SfOrg>>,
    /// Secrets without an owner, as they were last shown: those, and nothing that came since, are deleted.
    left: Mutex<Vec<Slot>>,
    /// Why the session of an org could not be renewed, until it is told.
    not_renewed: Mutex<HashMap<String, Problem>>,
    /// One renewal at a time; held over the request on purpose.
    renewing: tokio::sync::Mutex<()>,
}

/// Counts requests, writes one line of the log for each (no body, no query), and tells of waits.
struct Requests {
    number: AtomicU64,
    changes: broadcast::Sender<Change>,
}

impl ExchangeSink for Requests {
    fn record(&self, exchange: Exchange) {
        self.number.fetch_add(1, Ordering::Relaxed);
        tracing::debug!(
            call = exchange.call,
            method = exchange.method,
            status = exchange.status,
            milliseconds = exchange.milliseconds,
            failure = exchange.failure,
            "exchange"
        );
    }

    fn pauses_changed(&self) {
        let _ = self.changes.send(Change::Waits);
    }
}

impl Desk {
    /// Opens Orgkey's file and gets ready to talk. Needs a Tokio runtime.
    ///
    /// # Errors
    /// `store_failed`; `tls_failed` when the system's trust store can't be used.
    pub fn open(setting: Setting) -> Result<Self, Problem> {
        let (store, mut notices) = Store::open(&setting.folder)?;
        let (changes, _) = broadcast::channel(256);
        keychain::tell_of_changes(&setting.vault, changes.clone());
        let requests = Arc::new(Requests { number: AtomicU64::new(0), changes: changes.clone() });
        let transport = Transport::new()?.observed_by(Arc::clone(&requests) as Arc<dyn ExchangeSink>);
        // Any program could have set it for this one: whoever reads along is named.
        notices.extend(transport.proxy(&Host::login()).map(|proxy| Line::new("notice_proxy").with("proxy", proxy)));
        Ok(Self(Arc::new(Inner {
            store,
            vault: setting.vault,
            transport,
            requests,
            browser: setting.browser,
            practice: practice::Practice::new(setting.practice, setting.practice_at),
            notices,
            changes,
            sessions: Mutex::default(),
            sign_ins: Mutex::default(),
            runs: Mutex::default(),
            reveals: Mutex::default(),
            locked: Mutex::default(),
            edits: Mutex::default(),
            sf_orgs: Mutex::default(),
            left: Mutex::default(),
            not_renewed: Mutex::default(),
            renewing: tokio::sync::Mutex::default(),
        })))
    }

    /// How many requests went to Salesforce since the desk was opened, retries included.
    pub fn requests(&self) -> u64 {
        self.0.requests.number.load(Ordering::Relaxed)
    }

    /// Waits that Salesforce asked for, going on now.
    pub fn waits(&self) -> Vec<AskedWait> {
        let wait = |pause: salesforce::Pause| AskedWait { host: pause.host, until: pause.until };
        self.0.transport.pauses().into_iter().map(wait).collect()
    }

    /// Ends those waits: what waited ends with the refusal.
    pub fn end_waits(&self) {
        self.0.transport.end_pauses();
    }

    /// Things to say once, such as a damaged file that was set aside.
    pub fn notices(&self) -> &[Line] {
        &self.0.notices
    }

    /// Hears what changes.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.0.changes.subscribe()
    }

    /// What the first screen shows. A keychain that has not answered yet is not waited for: [`Change::Keychain`] tells when
    /// it has, and what only the keychain knows of is missing until then.
    ///
    /// # Errors
    /// `store_failed`.
    pub async fn start(&self) -> Result<Start, Problem> {
        // Read once: whoever is told that it works has been told what it holds.
        let keychain = self.0.vault.state();
        let asked = keychain != KeychainState::Asking;
        let mut orgs = self.0.store.orgs()?;
        for org in &mut orgs {
            org.signed_in = self.is_signed_in(&org.id) || asked && self.keeps_session(org).await;
        }
        let name_of = |id: &Option<String>| {
            let id = id.as_ref()?;
            orgs.iter().find(|org| &org.id == id).map(|org| org.name.clone())
        };
        // A draft whose app was made is no longer something to go on with.
        let made = self.drafts_made()?;
        let drafts = self.0.store.drafts()?.into_iter().filter_map(|kept| match kept {
            KeptDraft::Whole(draft) => (!made.contains(&draft.id)).then(|| DraftSummary {
                id: draft.id,
                label: draft.answers.name.label.clone(),
                org: name_of(&draft.org),
                step: draft.step,
                saved_at: draft.saved_at,
                trouble: None,
            }),
            KeptDraft::Unreadable { id, saved_at, trouble } => (!made.contains(&id)).then(|| DraftSummary {
                id,
                label: String::new(),
                org: None,
                step: Step::Org,
                saved_at,
                trouble: Some(trouble),
            }),
        });
        let drafts = drafts.collect();
        Ok(Start {
            drafts,
            orgs,
            runs: self.runs()?,
            reminders: self.reminders(jiff::Timestamp::now())?,
            keychain,
            practice_running: self.0.practice.is_known(),
            theme: self.theme()?,
            notices: self.0.notices.clone(),
            copy_offered: self.0.store.copy_offered()?,
        })
    }

    /// Tables that do not change while Orgkey runs.
    pub fn catalogue(&self) -> Catalogue {
        let set = |id: &str, scopes: &[&str]| ScopeSet {
            id: id.to_owned(),
            scopes: scopes.iter().map(ToString::to_string).collect(),
        };
        Catalogue {
            scopes: SCOPES.to_vec(),
            suggestions: ConnectKind::ALL.into_iter().map(ConnectKind::suggestion).collect(),
            scope_sets: vec![
                set("records", &["api", "refresh_token"]),
                set("sign_in_only", &["openid", "profile", "email"]),
                set("data_cloud", &["api", "refresh_token", "cdp_query_api"]),
            ],
        }
    }

    fn theme(&self) -> Result<Theme, Problem> {
        Ok(match self.0.store.setting("theme")?.as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        })
    }

    /// Keeps the theme.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn set_theme(&self, theme: Theme) -> Result<(), Problem> {
        let name = match theme {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        self.0.store.set_setting("theme", name)
    }

    /// What the window keeps for its next start, under a name of its own.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn remembered(&self, name: &str) -> Result<Option<String>, Problem> {
        self.0.store.setting(name)
    }

    /// Keeps something for the window's next start. Nothing private.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn remember(&self, name: &str, value: &str) -> Result<(), Problem> {
        self.0.store.set_setting(name, value)
    }

    /// Opens a link in the person's browser: a page of Salesforce's or of the practice org's, and no other.
    ///
    /// # Errors
    /// `browser_not_opened`.
    pub fn open_in_browser(&self, link: &url::Url) -> Result<(), Problem> {
        let failed = |detail: String| Problem::new(Code::BrowserNotOpened).with("link", link).with("detail", detail);
        // Links are made from what is on disk and from what an org answered.
        let practice = self.0.practice.known().is_some_and(|practice| practice.owns(link));
        if !practice && !Host::opens_in_browser(link) {
            return Err(failed("not a page of Salesforce".to_owned()));
        }
        let browser = self.0.browser.as_ref().ok_or_else(|| failed("no browser here".to_owned()))?;
        browser.open(link).map_err(|error| failed(error.to_string()))
    }

    /// A known org.
    ///
    /// # Errors
    /// `not_found`; `store_failed`.
    pub fn known_org(&self, id: &str) -> Result<KnownOrg, Problem> {
        self.0.store.org(id)?.ok_or_else(|| Problem::new(Code::NotFound).with("what", "org"))
    }

    fn live(&self, id: Uuid) -> Result<Arc<Live>, Problem> {
        lock(&self.0.runs).get(&id).map(|open| Arc::clone(&open.live)).ok_or_else(|| Problem::new(Code::RunUnknown))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
