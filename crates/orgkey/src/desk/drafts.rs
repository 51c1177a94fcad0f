//! Drafts, and what their steps ask of the org.

use futures_util::future::try_join_all;
use jiff::Timestamp;
use salesforce::Org;
use uuid::Uuid;

use super::{Desk, lock};
use crate::blueprint::{BlueprintFile, Facts, advise, api_name_problem, api_name_refused, judge};
use crate::catalogue::ConnectKind;
use crate::orgs::{self, KnownOrg, app_named, run_as_user};
use crate::preflight::{Checkup, Outcome};
use crate::problem::{Code, Problem};
use crate::views::{NameState, ObjectView, OrgUser, PermissionSetView, UserList};
use crate::wizard::{Answer, Checked, Draft, DraftView, PermissionSetChoice, Step, Submitted, Who, adds_up, rail};

impl Desk {
    /// A new draft with the safe defaults.
    ///
    /// # Errors
    /// `store_failed`.
    pub fn new_draft(&self) -> Result<DraftView, Problem> {
        let draft = Draft::new(Timestamp::now());
        self.0.store.save_draft(&draft)?;
        self.draft_view(draft, &[])
    }

    /// A new draft with the answers of a blueprint's file, at its first step: they are judged as typed ones are.
    ///
    /// # Errors
    /// `key_file_unreadable` when its certificate is none; `store_failed`.
    pub fn draft_from_blueprint(&self, file: &BlueprintFile) -> Result<DraftView, Problem> {
        let draft = file.draft(Timestamp::now())?;
        self.0.store.save_draft(&draft)?;
        self.draft_view(draft, &[])
    }

    /// A draft as it was left.
    ///
    /// # Errors
    /// `not_found`; `store_failed`.
    pub fn open_draft(&self, id: Uuid) -> Result<DraftView, Problem> {
        self.draft_view(self.0.store.draft(id)?, &[])
    }

    /// Forgets a draft, and the private key that was made or brought for it alone.
    ///
    /// # Errors
    /// `store_failed`; what the keychain answered.
    pub async fn delete_draft(&self, id: Uuid) -> Result<(), Problem> {
        if let Ok(draft) = self.0.store.draft(id) {
            self.let_key_go(&draft).await?;
        }
        lock(&self.0.edits).remove(&id);
        self.0.store.delete_draft(id)
    }

    /// Saves a step's answer as it is, unjudged.
    ///
    /// # Errors
    /// `not_found`; `store_failed`.
    pub fn save_answer(&self, id: Uuid, answer: Answer) -> Result<DraftView, Problem> {
        self.change(id, |draft| draft.take(answer))
    }

    /// Takes the answer to "What will connect?".
    ///
    /// # Errors
    /// `not_found`; `store_failed`.
    pub fn choose_connect(&self, id: Uuid, kind: ConnectKind) -> Result<DraftView, Problem> {
        self.change(id, |draft| draft.connect(kind))
    }

    /// Takes the last edit in the step that is open back; several, one after another. Nothing happens without one.
    ///
    /// # Errors
    /// `not_found`; `store_failed`.
    pub fn undo_edit(&self, id: Uuid) -> Result<DraftView, Problem> {
        let mut draft = self.0.store.draft(id)?;
        let before = lock(&self.0.edits).get_mut(&id).and_then(|edits| edits.take_back(draft.step, &draft.answers));
        if let Some(answers) = before {
            draft.answers = answers;
            self.save(&mut draft)?;
        }
        self.draft_view(draft, &[])
    }

    /// Opens a step that was reached before.
    ///
    /// # Errors
    /// `not_found`; `store_failed`.
    pub fn go_to(&self, id: Uuid, step: Step) -> Result<DraftView, Problem> {
        self.change(id, |draft| {
            if step <= draft.reached {
                draft.open(step);
            }
        })
    }

    /// Saves a step's answer, judges it, and opens the next step if nothing is wrong.
    ///
    /// # Errors
    /// `session_ended`; what asking the org answered.
    pub async fn submit_answer(&self, id: Uuid, answer: Answer) -> Result<Submitted, Problem> {
        let step = step_of(&answer);
        let mut draft = self.0.store.draft(id)?;
        let before = draft.clone();
        draft.take(answer);
        self.save(&mut draft)?;
        self.note_edit(before, &draft);
        let facts = self.facts(&draft, step).await?;
        let problems = judge(step, &draft.answers, &facts);
        if problems.is_empty() {
            draft.open(step.next());
            self.save(&mut draft)?;
            lock(&self.0.edits).remove(&id);
        }
        let steps: &[Step] = if problems.is_empty() { &[] } else { &[step] };
        Ok(Submitted { view: self.draft_view(draft, steps)?, problems })
    }

    /// Judges every step's answer as it is saved, and opens Review, or the first step in which something has to change.
    ///
    /// # Errors
    /// `session_ended`; what asking the org answered.
    pub async fn submit_answers(&self, id: Uuid) -> Result<Submitted, Problem> {
        let draft = self.0.store.draft(id)?;
        let facts = try_join_all(Step::ALL.map(|step| self.facts(&draft, step))).await?;
        let judged = Step::ALL.into_iter().zip(&facts).map(|(step, facts)| (step, judge(step, &draft.answers, facts)));
        let wrong: Vec<_> = judged.filter(|(_, problems)| !problems.is_empty()).collect();
        let steps: Vec<_> = wrong.iter().map(|(step, _)| *step).collect();
        self.change(id, |draft| draft.open(steps.first().copied().unwrap_or(Step::Review)))?;
        let view = self.draft_view(self.0.store.draft(id)?, &steps)?;
        Ok(Submitted { view, problems: wrong.into_iter().flat_map(|(_, problems)| problems).collect() })
    }

    /// Looks whether the org is ready. Changes nothing in it.
    ///
    /// # Errors
    /// `session_ended`; a failure that no check can judge.
    pub async fn check(&self, id: Uuid) -> Result<Checkup, Problem> {
        let (org, known) = self.org_of(&self.0.store.draft(id)?).await?;
        let checkup = self.checkup(&org, &known).await?;
        let count = |outcome| checkup.checks.iter().filter(|check| check.outcome == outcome).count();
        let checked = Checked {
            to_fix: u32::try_from(count(Outcome::Block)).unwrap_or(u32::MAX),
            to_know: u32::try_from(count(Outcome::Warn)).unwrap_or(u32::MAX),
        };
        // As it is now: something may have been answered meanwhile.
        self.change(id, |draft| draft.checked = Some(checked))?;
        Ok(checkup)
    }

    /// The same for an org whose session is at hand, without a draft.
    ///
    /// # Errors
    /// As [`Desk::check`].
    pub async fn check_org(&self, org: &str) -> Result<Checkup, Problem> {
        let (org, known) = self.session(org).await?;
        self.checkup(&org, &known).await
    }

    /// Whether an API name can be used in the draft's org.
    ///
    /// # Errors
    /// `session_ended`; what the query answered.
    pub async fn name_state(&self, id: Uuid, api_name: &str) -> Result<NameState, Problem> {
        if let Some(problem) = api_name_refused(api_name) {
            return Ok(NameState::Unusable { problem });
        }
        let (org, known) = self.org_of(&self.0.store.draft(id)?).await?;
        match app_named(&org, api_name).await {
            Ok(None) => Ok(NameState::Free),
            Ok(Some(app)) => Ok(NameState::Taken {
                label: app.master_label,
                setup_link: crate::apply::app_link(&known.origin, app.id.short()).unwrap_or_default(),
            }),
            Err(error) => Err(self.ended(&org, &known, error.into()).await),
        }
    }

    /// People of the draft's org.
    ///
    /// # Errors
    /// `session_ended`; what a query answered.
    pub async fn users(&self, id: Uuid, find: &str) -> Result<UserList, Problem> {
        let (org, known) = self.org_of(&self.0.store.draft(id)?).await?;
        self.heard(&org, &known, orgs::find_users(&org, find).await).await
    }

    /// Permission sets of the draft's org.
    ///
    /// # Errors
    /// `session_ended`; what a query answered.
    pub async fn permission_sets(&self, id: Uuid) -> Result<Vec<PermissionSetView>, Problem> {
        let (org, known) = self.org_of(&self.0.store.draft(id)?).await?;
        self.heard(&org, &known, orgs::permission_sets(&org).await).await
    }

    /// Objects of the draft's org.
    ///
    /// # Errors
    /// `session_ended`; what the call answered.
    pub async fn objects(&self, id: Uuid) -> Result<Vec<ObjectView>, Problem> {
        let (org, known) = self.org_of(&self.0.store.draft(id)?).await?;
        self.heard(&org, &known, orgs::objects(&org).await).await
    }

    /// The address that the signed-in person comes from, as the draft's org saw it; none where it is not told.
    ///
    /// # Errors
    /// `session_ended`; what the query answered.
    pub async fn own_address(&self, id: Uuid) -> Result<Option<String>, Problem> {
        let (org, known) = self.org_of(&self.0.store.draft(id)?).await?;
        self.heard(&org, &known, orgs::own_address(&org).await).await
    }

    /// What the org says about the answer to `step`.
    async fn facts(&self, draft: &Draft, step: Step) -> Result<Facts, Problem> {
        let answers = &draft.answers;
        let (org, known) = match step {
            Step::Name | Step::Distribution | Step::Flows | Step::Access => self.org_of(draft).await?,
            _ => return Ok(Facts::default()),
        };
        let mut facts = Facts { kind: Some(known.kind), ..Facts::default() };
        let asked = async {
            match step {
                Step::Name if api_name_problem(&answers.name.api_name).is_none() => {
                    let found = app_named(&org, &answers.name.api_name).await?;
                    facts.name_taken_by = found.map(|app| app.master_label);
                }
                Step::Flows => {
                    if answers.flows.client_credentials {
                        facts.run_as = user(&org, answers.flows.run_as.as_deref()).await?;
                    }
                    if answers.flows.jwt_bearer {
                        facts.certificate = self.certificate_checks(draft).await?;
                    }
                }
                Step::Access => {
                    if answers.flows.jwt_bearer {
                        facts.speaks_for = user(&org, answers.access.speaks_for.as_deref()).await?;
                    }
                    let existing = answers.access.permission_set == PermissionSetChoice::Existing;
                    if answers.access.who == Who::Chosen && existing {
                        let sets = orgs::permission_sets(&org).await?;
                        facts.permission_sets = Some(sets.into_iter().map(|set| set.name).collect());
                    }
                }
                _ => {}
            }
            Ok::<_, Problem>(facts)
        };
        let outcome = asked.await;
        self.heard(&org, &known, outcome).await
    }

    pub(super) async fn org_of(&self, draft: &Draft) -> Result<(Org, KnownOrg), Problem> {
        match &draft.org {
            Some(id) => self.session(id).await,
            None => Err(Problem::new(Code::NotFound).with("what", "org")),
        }
    }

    /// Hands an answer on; a session that ended is forgotten on the way.
    pub(super) async fn heard<T>(
        &self,
        org: &Org,
        known: &KnownOrg,
        outcome: Result<T, Problem>,
    ) -> Result<T, Problem> {
        match outcome {
            Ok(value) => Ok(value),
            Err(problem) => Err(self.ended(org, known, problem).await),
        }
    }

    /// Puts a draft into a known org, and opens Check.
    ///
    /// # Errors
    /// `not_found`; `store_failed`.
    pub fn enter(&self, draft: Uuid, known: &KnownOrg) -> Result<DraftView, Problem> {
        self.change(draft, |draft| draft.enter(known))
    }

    pub(super) fn change(&self, id: Uuid, change: impl FnOnce(&mut Draft)) -> Result<DraftView, Problem> {
        let mut draft = self.0.store.draft(id)?;
        let before = draft.clone();
        change(&mut draft);
        self.save(&mut draft)?;
        self.note_edit(before, &draft);
        self.draft_view(draft, &[])
    }

    /// An edit can be taken back while its step is open, in the same org.
    fn note_edit(&self, before: Draft, after: &Draft) {
        let mut edits = lock(&self.0.edits);
        if (before.step, &before.org) == (after.step, &after.org) {
            edits.entry(after.id).or_default().note(after.step, before.answers, &after.answers);
        } else {
            edits.remove(&after.id);
        }
    }

    pub(super) fn save(&self, draft: &mut Draft) -> Result<(), Problem> {
        draft.saved_at = Timestamp::now();
        self.0.store.save_draft(draft)
    }

    fn draft_view(&self, draft: Draft, problems: &[Step]) -> Result<DraftView, Problem> {
        let mut org = match &draft.org {
            Some(id) => self.0.store.org(id)?,
            None => None,
        };
        if let Some(org) = &mut org {
            org.signed_in = self.is_signed_in(&org.id);
        }
        let steps = rail(&draft, org.as_ref(), problems);
        let (adds_up, advice) = (adds_up(&draft.answers), advise(&draft.answers));
        let undoable = lock(&self.0.edits).get(&draft.id).is_some_and(|edits| edits.any(draft.step));
        Ok(DraftView { draft, org, steps, adds_up, advice, undoable })
    }
}

/// What the org says of a user who was chosen; the outer none when nobody was.
async fn user(org: &Org, chosen: Option<&str>) -> Result<Option<Option<OrgUser>>, Problem> {
    match chosen.filter(|name| !name.is_empty()) {
        Some(username) => Ok(Some(run_as_user(org, username).await?)),
        None => Ok(None),
    }
}

fn step_of(answer: &Answer) -> Step {
    match answer {
        Answer::Check(_) => Step::Check,
        Answer::Name(_) => Step::Name,
        Answer::Distribution(_) => Step::Distribution,
        Answer::Flows(_) => Step::Flows,
        Answer::Scopes(_) => Step::Scopes,
        Answer::Access(_) => Step::Access,
    }
}
