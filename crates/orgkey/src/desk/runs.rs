//! Runs: created from a plan that was shown, continued where they stopped, looked at, told things.

use std::collections::BTreeSet;
use std::fs::File;
use std::sync::Arc;

use jiff::Timestamp;
use salesforce::types::ConsumerSecret;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::sessions::namespace;
use super::{Desk, Planned, lock};
use crate::Line;
use crate::apply::{Driver, Entry, Live, Progress, Record, RunSummary, RunView, SecretPlace, Signal, UndoStep, drive};
use crate::orgs::{KnownOrg, OrgKind};
use crate::plan::Consent;
use crate::problem::{Code, Problem};
use crate::store::StoredRun;
use crate::vault::Slot;
use crate::views::KeychainState;
use crate::wizard::{Draft, Step, StepState, StepView, rail};
use crate::{credentials, export};

/// A run that was looked at or driven since Orgkey started.
pub(super) struct Open {
    pub(super) live: Arc<Live>,
    // Taken by whoever drives the run.
    signals: Option<mpsc::Receiver<Signal>>,
}

impl Desk {
    /// Creates the app of a draft, if the plan is still the one that Review showed.
    ///
    /// # Errors
    /// `plan_outdated`, `org_name_not_typed`, `loosenings_not_accepted`, `checks_block`, `run_already_open`; what the plan
    /// needs first.
    pub async fn create(&self, draft: Uuid, fingerprint: &str, consent: &Consent) -> Result<RunView, Problem> {
        let (_, known) = self.org_of(&self.0.store.draft(draft)?).await?;
        allowed(&known, &consent.org_name)?;
        let planned = self.planned(draft).await?;
        if planned.plan.as_ref().map_err(Clone::clone)?.fingerprint() != fingerprint {
            return Err(Problem::new(Code::PlanOutdated));
        }
        self.create_planned(planned, consent)
    }

    /// Creates the app of a plan that was made a moment ago and that nobody had to look at since.
    ///
    /// # Errors
    /// What has to be answered differently first; `org_name_not_typed`, `loosenings_not_accepted`, `checks_block`,
    /// `run_already_open`; `store_failed`.
    pub fn create_planned(&self, planned: Planned, consent: &Consent) -> Result<RunView, Problem> {
        let Planned { draft, org, known, plan, checkup, problems, read_at } = planned;
        let plan = plan?;
        if let Some(found) = problems.into_iter().next() {
            return Err(found.problem.with("field", found.field));
        }
        allowed(&known, &consent.org_name)?;
        if !consent.loosenings && !plan.loosenings().is_empty() {
            return Err(Problem::new(Code::LooseningsNotAccepted));
        }
        if checkup.blocked {
            return Err(Problem::new(Code::ChecksBlock));
        }
        let record = Record {
            id: Uuid::new_v4(),
            draft: Some(draft.id),
            steps: answered(&draft, &known),
            org: known,
            plan,
            started_at: Timestamp::now(),
        };
        let turn = self.0.store.turn(&record.org)?;
        let just_read = self.is_quiet_since(&record.org.id, read_at)?;
        self.0.store.open_run(&record)?;
        let id = record.id;
        self.insert(record, Progress::default());
        self.drive(id, org, turn, just_read)?;
        self.run(id)
    }

    /// Whether no run of this computer did anything in an org since then: what was read there is as new as it was.
    fn is_quiet_since(&self, org: &str, at: Timestamp) -> Result<bool, Problem> {
        let mut quiet = true;
        for run in self.0.store.kept_runs()?.into_iter().filter(|run| run.org == org) {
            // A journal that can't be read says nothing of quiet.
            let last = self.0.store.journal(run.id).ok().map(|journal| journal.last().map(|(at, _)| *at));
            quiet &= last.is_some_and(|last| last.unwrap_or(run.started_at) < at);
        }
        Ok(quiet)
    }

    /// A run as it stands.
    ///
    /// # Errors
    /// `not_found`; `store_failed`.
    pub fn run(&self, id: Uuid) -> Result<RunView, Problem> {
        self.load(id)?;
        let mut view = self.live(id)?.view();
        // The draft may have been thrown away since.
        if view.draft.is_some_and(|draft| self.0.store.draft(draft).is_err()) {
            view.draft = None;
        }
        Ok(view)
    }

    /// Goes on where a run stopped. A finished run that went on without its secret asks for it again.
    ///
    /// # Errors
    /// `run_undone` when all of it is taken back; `session_ended` when the person has to sign in first.
    pub async fn continue_run(&self, id: Uuid) -> Result<RunView, Problem> {
        self.resume(id, Entry::Continued).await
    }

    /// Makes the proof of an app anew, and nothing else.
    ///
    /// # Errors
    /// `run_undone`; `nothing_to_prove` when something is still to be made, or its undo has begun; `session_ended` when the
    /// person has to sign in first.
    pub async fn prove_again(&self, id: Uuid) -> Result<RunView, Problem> {
        self.resume(id, Entry::ProveAgain).await
    }

    pub(super) async fn resume(&self, id: Uuid, entry: Entry) -> Result<RunView, Problem> {
        self.load(id)?;
        let live = self.live(id)?;
        if live.is_driven() {
            return Ok(live.view());
        }
        is_there(&live, &entry)?;
        let (org, known) = self.session(&live.record().org.id).await?;
        // A session that ended in the meantime is found before anything is written.
        if let Err(error) = org.limits().await
            && error.is_session_expired()
        {
            return Err(self.ended(&org, &known, error.into()).await);
        }
        if known.user_id != live.record().org.user_id {
            return Err(Problem::new(Code::DifferentIdentity).with("username", &live.record().org.username));
        }
        let turn = self.0.store.turn(&known)?;
        self.read_again(&live).await?;
        // Another window may have gone on with it.
        is_there(&live, &entry)?;
        // Going on would make, or take back, what nobody asked for.
        if matches!(entry, Entry::ProveAgain) && !live.progress().can_be_proven() {
            return Err(Problem::new(Code::NothingToProve));
        }
        if !live.progress().is_over() {
            self.note(&live, entry)?;
            self.drive(id, org, turn, false)?;
        }
        Ok(live.view())
    }

    /// Takes back what a run made, wherever it stopped, and nothing else; what has to stay is listed in the answer's
    /// undo. One that stopped half way goes on; what was left is tried again.
    ///
    /// # Errors
    /// `org_name_not_typed` in production; `session_ended` when the person has to sign in first.
    pub async fn undo_run(&self, id: Uuid, typed_name: &str) -> Result<RunView, Problem> {
        let (record, _) = self.0.store.run(id)?;
        allowed(&record.org, typed_name)?;
        self.resume(id, Entry::Undo { step: UndoStep::Started }).await
    }

    /// Leaves a run as it is; it can be continued later. The org's switch for secrets goes back first, if this run turned
    /// it on; where that can't be done now it is named in what the run left over.
    ///
    /// # Errors
    /// `not_found`; `store_failed`.
    pub async fn leave_run(&self, id: Uuid) -> Result<RunView, Problem> {
        self.load(id)?;
        let live = self.live(id)?;
        if live.is_driven() {
            return Ok(live.view());
        }
        if live.progress().switch_is_on
            && let Ok((org, known)) = self.session(&live.record().org.id).await
            && let Ok(turn) = self.0.store.turn(&known)
            && self.read_again(&live).await.is_ok()
            && let Some(driver) = self.driver(id, org)?
        {
            // A failure is not lost: the journal still says that the switch is on.
            let _ = driver.switch_back().await;
            self.driven(id, driver.signals, turn);
        }
        self.note(&live, Entry::Left)?;
        Ok(live.view())
    }

    /// Tells a waiting run something.
    ///
    /// # Errors
    /// `not_found` when the run waits for nothing.
    pub fn signal(&self, id: Uuid, signal: Signal) -> Result<RunView, Problem> {
        let live = self.live(id)?;
        if live.signal(signal) { Ok(live.view()) } else { Err(Problem::new(Code::NotFound).with("what", "wait")) }
    }

    /// Brings the secret that the person fetched in Setup.
    ///
    /// # Errors
    /// `secret_not_accepted` when it can't be one.
    pub fn bring_secret(&self, id: Uuid, secret: &str) -> Result<RunView, Problem> {
        self.signal(id, Signal::Secret(credentials::parse_pasted(secret)?))
    }

    /// The secret that a run keeps. The caller shows it only when the person asks.
    ///
    /// # Errors
    /// `not_found` when none is kept; what the keychain answered.
    pub async fn secret(&self, id: Uuid) -> Result<ConsumerSecret, Problem> {
        self.load(id)?;
        let live = self.live(id)?;
        let slot = Slot::client_secret(namespace(&live.record().org), id);
        match (self.0.vault.get(&slot).await?, self.0.vault.state()) {
            (Some(kept), _) => Ok(ConsumerSecret::new(kept.as_str())),
            // It is in the keychain, which is not used.
            (None, KeychainState::UntilClosed { problem, .. }) if live.progress().secret == SecretPlace::Keychain => {
                Err(problem)
            }
            (None, _) => Err(Problem::new(Code::NotFound).with("what", "secret")),
        }
    }

    /// The hand-over sheet of a run: suggested file name and text, without a secret.
    ///
    /// # Errors
    /// `not_found`; `store_failed`.
    pub fn hand_over(&self, id: Uuid) -> Result<(String, String), Problem> {
        let view = self.run(id)?;
        Ok((export::file_name(&view.api_name), export::hand_over_sheet(&view, &self.live(id)?.record().plan)))
    }

    /// Notes that secrets which were kept in memory are in the keychain now.
    pub(super) fn note_moved(&self, slots: &[Slot]) -> Result<(), Problem> {
        for run in slots.iter().filter_map(Slot::run) {
            self.load(run)?;
            self.note(&*self.live(run)?, Entry::SecretStored { place: SecretPlace::Keychain })?;
        }
        Ok(())
    }

    /// All runs, open ones first, then newest first.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn runs(&self) -> Result<Vec<RunSummary>, Problem> {
        let orgs = self.0.store.orgs()?;
        let name_of = |run: &StoredRun| {
            let known = orgs.iter().find(|org| org.id == run.org).map(|org| org.name.clone());
            run.record.as_ref().map_or_else(|_| known.unwrap_or_default(), |record| record.org.name.clone())
        };
        let summaries = self.0.store.kept_runs()?.into_iter().map(|run| {
            let progress = self.progress_of(&run);
            let readable = progress.is_some();
            let progress = progress.unwrap_or_default();
            RunSummary {
                id: run.id,
                org: name_of(&run),
                part: progress.part(),
                open: run.open,
                running: lock(&self.0.runs).get(&run.id).is_some_and(|open| open.live.is_driven()),
                undoing: progress.undo.is_some() && !progress.is_undone(),
                made: progress.app_is_there(),
                readable,
                started_at: run.started_at,
                label: run.record.map(|record| record.plan.blueprint.label).unwrap_or_default(),
            }
        });
        Ok(summaries.collect())
    }

    /// How far a run is; none when it or its journal can't be read.
    pub(super) fn progress_of(&self, run: &StoredRun) -> Option<Progress> {
        let record = run.record.as_ref().ok()?;
        Some(Progress::of(&record.plan, &self.0.store.journal(run.id).ok()?))
    }

    /// Drafts with a run that Salesforce did not refuse and whose app is not taken back.
    pub(super) fn drafts_made(&self) -> Result<BTreeSet<Uuid>, Problem> {
        let runs = self.0.store.kept_runs()?;
        let made = runs.into_iter().filter(|run| self.progress_of(run).is_some_and(|progress| progress.keeps_an_app()));
        Ok(made.filter_map(|run| run.record.ok()?.draft).collect())
    }

    /// Leaves a run that can't be read: it is open no longer, and its org is free for the next one.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn leave_unreadable_run(&self, id: Uuid) -> Result<(), Problem> {
        if self.0.store.kept_runs()?.iter().any(|run| run.id == id && self.progress_of(run).is_none()) {
            self.0.store.append(id, &Entry::Left, Timestamp::now())?;
        }
        Ok(())
    }

    /// Calls off a run's deployment that still waits or is under way. How it ended is seen later: it may have been
    /// quicker.
    ///
    /// # Errors
    /// `session_ended`; what Salesforce answered.
    pub async fn cancel_deployment(&self, id: Uuid) -> Result<RunView, Problem> {
        self.load(id)?;
        let live = self.live(id)?;
        let progress = live.progress();
        if let Some((deployment, _)) = progress.deployment.as_ref().filter(|_| progress.can_cancel()) {
            let (org, known) = self.session(&live.record().org.id).await?;
            let asked = org.cancel_deploy(deployment).await.map_err(Problem::from);
            self.heard(&org, &known, asked).await?;
        }
        Ok(live.view())
    }

    pub(super) fn load(&self, id: Uuid) -> Result<(), Problem> {
        if lock(&self.0.runs).contains_key(&id) {
            return Ok(());
        }
        let (record, _) = self.0.store.run(id)?;
        let mut progress = Progress::of(&record.plan, &self.0.store.journal(id)?);
        if progress.secret == SecretPlace::Memory {
            // It was kept only until Orgkey closed.
            progress.lose_secret();
        }
        self.insert(record, progress);
        Ok(())
    }

    /// Another process may have driven the run on: its journal is the truth, and the vault about the secret.
    async fn read_again(&self, live: &Live) -> Result<(), Problem> {
        let mut progress = Progress::of(&live.record().plan, &self.0.store.journal(live.id())?);
        let slot = Slot::client_secret(namespace(&live.record().org), live.id());
        if progress.secret != SecretPlace::None && self.0.vault.get(&slot).await?.is_none() {
            progress.lose_secret();
        }
        live.reset(progress);
        Ok(())
    }

    fn insert(&self, record: Record, progress: Progress) {
        let id = record.id;
        let (live, signals) = Live::new(record, progress, self.0.changes.clone());
        lock(&self.0.runs).entry(id).or_insert(Open { live, signals: Some(signals) });
    }

    pub(super) fn note(&self, live: &Live, entry: Entry) -> Result<(), Problem> {
        let at = Timestamp::now();
        self.0.store.append(live.id(), &entry, at)?;
        live.take(at, &entry);
        Ok(())
    }

    /// Drives a run in a task of its own, which holds `turn` until the run can be driven again.
    fn drive(&self, id: Uuid, org: salesforce::Org, turn: File, just_read: bool) -> Result<(), Problem> {
        let Some(mut driver) = self.driver(id, org)? else { return Ok(()) };
        driver.just_read = just_read;
        let desk = self.clone();
        tokio::spawn(async move {
            let signals = drive(driver).await;
            desk.driven(id, signals, turn);
        });
        Ok(())
    }

    /// The driver of a run, which is driven from now on; none when somebody drives it: they hold the line of signals.
    fn driver(&self, id: Uuid, org: salesforce::Org) -> Result<Option<Driver>, Problem> {
        let mut runs = lock(&self.0.runs);
        let open = runs.get_mut(&id).ok_or_else(|| Problem::new(Code::RunUnknown))?;
        let Some(signals) = open.signals.take() else { return Ok(None) };
        let live = Arc::clone(&open.live);
        drop(runs);
        live.begin_drive();
        Ok(Some(Driver {
            namespace: namespace(&live.record().org),
            live,
            signals,
            org,
            store: self.0.store.clone(),
            vault: self.0.vault.clone(),
            browser: self.0.browser.clone(),
            just_read: false,
        }))
    }

    /// A run is driven no longer: what the next driver needs is free before anyone hears of it.
    fn driven(&self, id: Uuid, signals: mpsc::Receiver<Signal>, turn: File) {
        let mut runs = lock(&self.0.runs);
        let Some(open) = runs.get_mut(&id) else { return };
        open.signals = Some(signals);
        let live = Arc::clone(&open.live);
        drop(runs);
        drop(turn);
        live.end_drive();
    }
}

/// Refuses to go on with what is taken back.
fn is_there(live: &Live, entry: &Entry) -> Result<(), Problem> {
    let goes_on = matches!(entry, Entry::Continued | Entry::ProveAgain);
    if goes_on && live.progress().is_undone() { Err(Problem::new(Code::RunUndone)) } else { Ok(()) }
}

/// Production changes only for somebody who typed its name.
fn allowed(org: &KnownOrg, typed_name: &str) -> Result<(), Problem> {
    if org.kind == OrgKind::Production && typed_name.trim() != org.name {
        return Err(Problem::new(Code::OrgNameNotTyped).with("org", &org.name));
    }
    Ok(())
}

/// The rail of a draft whose every step is done.
fn answered(draft: &Draft, org: &KnownOrg) -> Vec<StepView> {
    let rail = rail(draft, Some(org), &[]);
    let done = rail.into_iter().map(|step| StepView { state: StepState::Done, ..step });
    let approved = |step: StepView| match step.step {
        Step::Review => StepView { answer: Some(Line::new("rail_review_approved")), ..step },
        _ => step,
    };
    done.map(approved).collect()
}
