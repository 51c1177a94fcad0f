//! Plans: the org checked and read, and everything that Create needs of it. What can be asked together is.

use jiff::Timestamp;
use salesforce::Org;
use salesforce::oauth::UserInfo;
use uuid::Uuid;

use super::{Desk, lock};
use crate::apply::validate;
use crate::blueprint::{Access, Blueprint, Facts, judge as judge_answers, parse};
use crate::key_pair::Check as CertificateCheck;
use crate::orgs::{KnownOrg, OrgKind, arrive, describe};
use crate::plan::{Assignee, OrgSnapshot, Plan, PlanView, RunAs, snapshot};
use crate::preflight::{Checkup, Findings, judge, look};
use crate::problem::{Code, FieldProblem, Problem};
use crate::views::Validation;
use crate::wizard::{Draft, Step};

/// A plan that was made a moment ago, with everything that creating needs.
pub struct Planned {
    pub(super) draft: Draft,
    pub(super) org: Org,
    pub(super) known: KnownOrg,
    pub(super) plan: Result<Plan, Problem>,
    /// Whether the org is ready.
    pub checkup: Checkup,
    /// Answers that the org does not let pass. None: all do.
    pub problems: Vec<FieldProblem>,
}

impl Planned {
    /// The plan as Review shows it.
    ///
    /// # Errors
    /// What has to be answered differently first.
    pub fn view(&self) -> Result<PlanView, Problem> {
        self.plan.as_ref().map(|plan| plan.view(&self.known, &self.checkup)).map_err(Clone::clone)
    }

    /// The org, and the person in it.
    pub fn org(&self) -> &KnownOrg {
        &self.known
    }
}

impl Desk {
    /// Checks again, reads the org again, and makes the plan.
    ///
    /// # Errors
    /// What has to be answered differently first; `session_ended`.
    pub async fn plan(&self, id: Uuid) -> Result<PlanView, Problem> {
        self.planned(id).await?.view()
    }

    /// The same, to be created at once by [`Self::create_planned`].
    ///
    /// # Errors
    /// What has to be answered differently before the org is asked; `session_ended`.
    pub async fn planned(&self, id: Uuid) -> Result<Planned, Problem> {
        let draft = self.0.store.draft(id)?;
        let (org, known) = self.org_of(&draft).await?;
        let blueprint = self.blueprint(&draft, Some(known.kind)).await?;
        let read = read(&org, Assignee::signed_in_to(&known)?, &blueprint).await;
        let read = self.heard(&org, &known, read).await?;
        self.judged(draft, (org, known), blueprint, read).await
    }

    /// Signs in with a token that somebody else owns, for as long as this desk is open, and plans a draft in the token's
    /// org: who it is, whether it is ready and what is there are asked together.
    ///
    /// # Errors
    /// Those of [`Self::sign_in_with_token`] and [`Self::planned`].
    pub async fn planned_with_token(&self, id: Uuid, address: &str, token: &str) -> Result<Planned, Problem> {
        self.planned_on_arrival(id, self.arrived_with_token(address, token)).await
    }

    /// The same in the practice org, as its administrator.
    ///
    /// # Errors
    /// `practice_org_not_started`; those of [`Self::planned`].
    pub async fn planned_in_practice(&self, id: Uuid) -> Result<Planned, Problem> {
        let practice = self.0.practice.started().await?;
        let host = practice.orgs.into_iter().next().ok_or_else(|| Problem::new(Code::NotAPracticeOrg))?;
        self.planned_on_arrival(id, arrive(&self.0.transport, host, practice.administrator.token)).await
    }

    async fn planned_on_arrival(
        &self,
        id: Uuid,
        arrival: impl Future<Output = Result<(Org, UserInfo), Problem>>,
    ) -> Result<Planned, Problem> {
        let mut draft = self.0.store.draft(id)?;
        // What the org is can't change what has to be read of it.
        let blueprint = self.blueprint(&draft, None).await?;
        let (org, user) = arrival.await?;
        let (known, (findings, seen)) =
            tokio::try_join!(describe(&org, &user, Timestamp::now()), read(&org, Assignee::from(&user), &blueprint))?;
        draft.enter(&known);
        self.save(&mut draft)?;
        self.0.store.save_org(&known)?;
        lock(&self.0.sessions).insert(known.id.clone(), (org.clone(), known.clone()));
        let blueprint = self.blueprint(&draft, Some(known.kind)).await?;
        self.judged(draft, (org, known), blueprint, (findings, seen)).await
    }

    /// Judges the answers by what the org says of them, and makes the plan.
    async fn judged(
        &self,
        draft: Draft,
        (org, known): (Org, KnownOrg),
        blueprint: Blueprint,
        (findings, seen): (Findings, OrgSnapshot),
    ) -> Result<Planned, Problem> {
        let certificate = if draft.answers.flows.jwt_bearer { self.certificate_checks(&draft).await? } else { None };
        let facts = facts(&known, &blueprint, &seen, certificate);
        let problems = Step::ALL.into_iter().flat_map(|step| judge_answers(step, &draft.answers, &facts)).collect();
        let checkup = judge(&findings, &known);
        Ok(Planned { plan: Plan::new(blueprint, seen), checkup, problems, draft, org, known })
    }

    /// "Test without changing anything".
    ///
    /// # Errors
    /// `plan_outdated` when the org or the answers changed since Review; what stood in the way of asking.
    pub async fn validate_plan(&self, id: Uuid, fingerprint: &str) -> Result<Validation, Problem> {
        let draft = self.0.store.draft(id)?;
        let (org, known) = self.org_of(&draft).await?;
        let blueprint = self.blueprint(&draft, Some(known.kind)).await?;
        let seen = snapshot(&org, Assignee::signed_in_to(&known)?, &blueprint).await;
        let plan = Plan::new(blueprint, self.heard(&org, &known, seen).await?)?;
        if plan.fingerprint() != fingerprint {
            return Err(Problem::new(Code::PlanOutdated));
        }
        self.heard(&org, &known, validate(&org, &plan).await).await
    }

    pub(super) async fn checkup(&self, org: &Org, known: &KnownOrg) -> Result<Checkup, Problem> {
        let findings = look(org, Timestamp::now).await;
        Ok(judge(&self.heard(org, known, findings).await?, known))
    }

    /// What a draft's answers add up to, in an org of this kind if that is known.
    async fn blueprint(&self, draft: &Draft, kind: Option<OrgKind>) -> Result<Blueprint, Problem> {
        let certificate = if draft.answers.flows.jwt_bearer { self.certificate_checks(draft).await? } else { None };
        parse(&draft.answers, &Facts { kind, certificate, ..Facts::default() }).map_err(first)
    }
}

/// What the org says of the answers that add up to `blueprint`.
fn facts(
    org: &KnownOrg,
    blueprint: &Blueprint,
    seen: &OrgSnapshot,
    certificate: Option<Vec<CertificateCheck>>,
) -> Facts {
    let user = |wanted: bool, found: &Option<RunAs>| wanted.then(|| found.as_ref().map(|user| user.of(&seen.me)));
    let sets = || seen.permission_sets.keys().cloned().collect();
    Facts {
        kind: Some(org.kind),
        name_taken_by: seen.app.as_ref().map(|app| app.master_label.clone()),
        run_as: user(blueprint.client_credentials.is_some(), &seen.run_as),
        speaks_for: user(blueprint.jwt_bearer.is_some(), &seen.speaks_for),
        certificate,
        permission_sets: matches!(blueprint.access, Access::ExistingPermissionSets { .. }).then(sets),
    }
}

/// Whether the org is ready, and what `blueprint` depends on.
async fn read(org: &Org, me: Assignee, blueprint: &Blueprint) -> Result<(Findings, OrgSnapshot), Problem> {
    tokio::try_join!(look(org, Timestamp::now), snapshot(org, me, blueprint))
}

/// Review names one thing to change; the step it is in shows them all.
fn first(problems: Vec<FieldProblem>) -> Problem {
    problems
        .into_iter()
        .next()
        .map_or_else(|| Problem::new(Code::Unexpected), |found| found.problem.with("field", found.field))
}
