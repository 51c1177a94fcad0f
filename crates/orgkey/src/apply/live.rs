//! What a run is doing this moment: notes and waits that the journal need not remember.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use salesforce::types::ConsumerSecret;
use tokio::sync::{broadcast, mpsc};
use uuid::Uuid;

use super::{Part, PartState, PartView, Progress, Record, RunState, RunView, Waiting, curl, undoes};
use crate::Line;
use crate::key_pair::CertificateView;
use crate::orgs::setup_link;
use crate::plan::Plan;
use crate::problem::Code;
use crate::verify::{Flow, Verdict};
use crate::views::Change;

/// What a person (or the command line) tells a waiting run.
///
/// Not printable: a pasted address holds a code.
pub enum Signal {
    /// Ask for readiness now.
    CheckNow,
    /// Here is the secret.
    Secret(ConsumerSecret),
    /// Turn the switch on, read, turn it off again.
    ReadSecretAfterAll,
    /// Go on without the secret.
    FinishWithoutSecret,
    /// Open the browser for the person's sign-in, or again.
    OpenPersonLink,
    /// The address that the browser ended on.
    PastedCallback(String),
    /// Leave the person's sign-in out.
    SkipPerson,
}

/// A run as it stands, shared between the one who drives it and those who look.
pub struct Live {
    record: Record,
    // Held for moments, never over an await.
    state: Mutex<State>,
    changes: broadcast::Sender<Change>,
    signals: mpsc::Sender<Signal>,
}

#[derive(Default)]
struct State {
    progress: Progress,
    driven: bool,
    notes: BTreeMap<Part, Line>,
    undo_note: Option<Line>,
    waiting: Option<Waiting>,
}

impl Live {
    /// A run at `progress`, with the end of the line on which its driver hears signals.
    pub fn new(
        record: Record,
        progress: Progress,
        changes: broadcast::Sender<Change>,
    ) -> (Arc<Self>, mpsc::Receiver<Signal>) {
        let (signals, receiver) = mpsc::channel(8);
        let state = Mutex::new(State { progress, ..State::default() });
        (Arc::new(Self { record, state, changes, signals }), receiver)
    }

    /// The run's fixed facts.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Which run.
    pub fn id(&self) -> Uuid {
        self.record.id
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.lock().progress.clone()
    }

    /// Whether somebody drives it.
    pub fn is_driven(&self) -> bool {
        self.lock().driven
    }

    /// Hands a signal to the driver; false when it is not waiting for any.
    pub fn signal(&self, signal: Signal) -> bool {
        // Under the lock, so that nothing is sent after the wait has ended.
        let state = self.lock();
        state.driven && state.waiting.is_some() && self.signals.try_send(signal).is_ok()
    }

    /// Marks the run as driven, before its driver's first step.
    pub fn begin_drive(&self) {
        self.set_driven(true);
    }

    /// Marks the run as no longer driven: everything that driving it needs is free again.
    pub fn end_drive(&self) {
        self.set_driven(false);
    }

    /// Takes the progress that the journal tells of, in place of what was known.
    pub fn reset(&self, progress: Progress) {
        self.update(|known| *known = progress);
    }

    /// Takes an entry that was just written to the journal.
    pub fn take(&self, at: jiff::Timestamp, entry: &super::Entry) {
        self.update(|progress| progress.take(&self.record.plan, at, entry));
    }

    fn set_driven(&self, driven: bool) {
        let mut state = self.lock();
        state.driven = driven;
        if !driven {
            state.waiting = None;
            state.notes.clear();
            state.undo_note = None;
        }
        drop(state);
        self.tell();
    }

    pub(super) fn note(&self, part: Part, line: Option<Line>) {
        let mut state = self.lock();
        match line {
            Some(line) => state.notes.insert(part, line),
            None => state.notes.remove(&part),
        };
        drop(state);
        self.tell();
    }

    /// What an undo is doing.
    pub(super) fn note_undo(&self, line: Option<Line>) {
        self.lock().undo_note = line;
        self.tell();
    }

    pub(super) fn wait_for(&self, waiting: Option<Waiting>) {
        self.lock().waiting = waiting;
        self.tell();
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.lock().progress);
        self.tell();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self) {
        // Nobody listening is fine: state is asked for, not pushed.
        let _ = self.changes.send(Change::Run { id: self.record.id.to_string() });
    }

    /// The run as the page shows it.
    pub fn view(&self) -> RunView {
        let state = self.lock();
        let progress = &state.progress;
        let plan = &self.record.plan;
        let origin = &self.record.org.origin;
        let setup_link = progress.app.as_ref().and_then(|app| app_link(origin, app.short()));
        RunView {
            id: self.record.id,
            draft: self.record.draft,
            steps: self.record.steps.clone(),
            label: plan.blueprint.label.clone(),
            api_name: plan.blueprint.api_name.clone(),
            org: self.record.org.clone(),
            started_at: self.record.started_at,
            ended_at: progress.ended,
            state: run_state(&state),
            parts: Part::ALL.into_iter().map(|part| part_view(&state, part)).collect(),
            client_id: progress.key.as_ref().map(ToString::to_string),
            secret: progress.secret,
            sign_in_address: origin.clone(),
            token_address: format!("{origin}/services/oauth2/token"),
            curl: progress.key.as_ref().map(|key| curl(plan, &self.record.org, key)),
            certificate: plan.blueprint.jwt_bearer.as_ref().map(CertificateView::of),
            setup_link,
            report: progress.report.clone(),
            mend_refused: progress.mend_refused.clone(),
            remainders: remainders(&state, plan),
            undoes: undoes(plan, progress),
            can_cancel: state.driven && progress.can_cancel(),
            undo: progress.undo.as_ref().map(|undo| undo.view(state.driven, state.undo_note.as_ref())),
        }
    }
}

/// The app's own page in Setup, as for [`setup_link`]; Salesforce's address takes the 15-character id.
pub fn app_link(origin: &str, app: &str) -> Option<String> {
    setup_link(origin, &format!("/lightning/setup/ManageExternalClientApplication/{app}/detail"))
}

fn run_state(state: &State) -> RunState {
    let progress = &state.progress;
    if let Some(waiting) = &state.waiting {
        return RunState::Waiting { for_what: waiting.clone() };
    }
    if state.driven {
        return RunState::Running;
    }
    if let Some((problem, _)) = &progress.refused {
        return RunState::Stopped { problem: problem.clone(), app_exists: Some(false) };
    }
    if progress.left {
        return RunState::Left;
    }
    if progress.undo.as_ref().is_some_and(|undo| undo.finished.is_some()) {
        return RunState::Undone;
    }
    if progress.ended.is_some() {
        return RunState::Done;
    }
    // Handed over but not heard of again: nobody knows until the org is asked.
    let app_exists = match (progress.deployed, progress.deploy_intended) {
        (None, Some(_)) => None,
        (deployed, _) => Some(deployed.is_some()),
    };
    match &progress.stopped {
        Some((problem, _)) if problem.code == Code::Overwritten => {
            RunState::Stopped { problem: problem.clone(), app_exists: Some(true) }
        }
        Some((problem, _)) => RunState::Stopped { problem: problem.clone(), app_exists },
        None => RunState::Interrupted { at: progress.part(), app_exists },
    }
}

fn part_view(state: &State, part: Part) -> PartView {
    let progress = &state.progress;
    let (started_at, ended_at) = progress.times(part);
    let current = progress.part();
    let now = if part == current && progress.ended.is_none() {
        match (state.driven, state.waiting.is_some(), progress.stopped.is_some()) {
            (true, true, _) => PartState::Waiting,
            (true, false, _) => PartState::Doing,
            (false, _, true) => PartState::Failed,
            (false, _, false) => PartState::Todo,
        }
    } else if progress.refused.is_some() && part == Part::App {
        PartState::Failed
    } else if ended_at.is_some() && part < current || part == Part::Proof && progress.proved.is_some() {
        if part == Part::Credentials && progress.secret_left { PartState::Skipped } else { PartState::Done }
    } else {
        PartState::Todo
    };
    PartView { part, state: now, started_at, ended_at, note: state.notes.get(&part).cloned() }
}

fn remainders(state: &State, plan: &Plan) -> Vec<Line> {
    let progress = &state.progress;
    if progress.undo.as_ref().is_some_and(|undo| undo.finished.is_some()) {
        // What stays is listed with where to deal with it.
        return Vec::new();
    }
    let mut lines = progress.remainders.clone();
    // While somebody drives the run, putting it back is still to come.
    if progress.switch_is_on && !state.driven {
        // After a problem it was tried and failed; after a sudden end nobody has tried yet.
        let tried = progress.stopped.is_some();
        lines.push(Line::new(if tried { "remainder_secret_switch_on" } else { "remainder_secret_switch_still_on" }));
    }
    // Salesforce never shows a certificate again: only a token that was got with it confirms it.
    let confirmed = progress.report.iter().flat_map(|report| &report.flows);
    let confirmed = confirmed.into_iter().any(|flow| flow.flow == Flow::JwtBearer && flow.verdict == Verdict::Proven);
    if plan.blueprint.jwt_bearer.is_some() && progress.read_back.is_some() && !confirmed {
        lines.push(Line::new("remainder_certificate_not_read_back"));
    }
    if progress.secret_left {
        lines.push(Line::new("remainder_secret_not_kept"));
    }
    lines
}
