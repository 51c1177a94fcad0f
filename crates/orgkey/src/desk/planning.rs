//! Plans: the org checked and read, and everything that Create needs of it. What can be asked together is.

use jiff::Timestamp;
use salesforce::Org;
use salesforce::oauth::UserInfo;
use uuid::Uuid;

use super::Desk;
use super::sessions::Access;
use crate::apply::validate;
use crate::blueprint::{self, Blueprint, Facts, judge as judge_answers, parse};
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
    /// Answers that can't pass, as far as reading for the plan tells; empty when all do. [`Desk::submit_answers`] judges
    /// every step.
    pub problems: Vec<FieldProblem>,
    /// When reading the org began.
    pub(super) read_at: Timestamp,
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
    /// `session_ended`; what the org answered. What is wrong with the answers is in what is given.
    pub async fn planned(&self, id: Uuid) -> Result<Planned, Problem> {
        let draft = self.0.store.draft(id)?;
        let (org, known) = self.org_of(&draft).await?;
        let blueprint = self.blueprint(&draft, Some(known.kind)).await?;
        let read_at = Timestamp::now();
        let read = read(&org, Assignee::signed_in_to(&known)?, blueprint.as_ref().ok()).await;
        let read = self.heard(&org, &known, read).await?;
        self.judged(draft, (org, known), blueprint, read, read_at).await
    }

    /// Signs in with a token that somebody else owns, and plans a draft in the token's org: who it is, whether it is ready
    /// and what is there are asked together.
    ///
    /// # Errors
    /// Those of [`Self::sign_in_with_token`] and [`Self::planned`].
    pub async fn planned_with_token(&self, id: Uuid, address: &str, token: &str) -> Result<Planned, Problem> {
        self.planned_on_arrival(id, self.arrived_with_token(address, token), Access::Borrowed).await
    }

    /// The same in the practice org, as its administrator.
    ///
    /// # Errors
    /// `practice_org_not_started`; those of [`Self::planned`].
    pub async fn planned_in_practice(&self, id: Uuid) -> Result<Planned, Problem> {
        let practice = self.0.practice.started().await?;
        let host = practice.orgs.into_iter().next().ok_or_else(|| Problem::new(Code::NotAPracticeOrg))?;
        self.planned_on_arrival(id, arrive(&self.0.transport, host, practice.administrator.token), Access::Own).await
    }

    async fn planned_on_arrival(
        &self,
        id: Uuid,
        arrival: impl Future<Output = Result<(Org, UserInfo), Problem>>,
        access: Access,
    ) -> Result<Planned, Problem> {
        let mut draft = self.0.store.draft(id)?;
        // What the org is can't change what has to be read of it.
        let wanted = self.blueprint(&draft, None).await?.ok();
        let (org, user) = arrival.await?;
        let read_at = Timestamp::now();
        let (known, read) =
            tokio::try_join!(describe(&org, &user, read_at), read(&org, Assignee::from(&user), wanted.as_ref()))?;
        draft.enter(&known);
        self.save(&mut draft)?;
        self.keep_session(org.clone(), known.clone(), &access).await?;
        let blueprint = self.blueprint(&draft, Some(known.kind)).await?;
        self.judged(draft, (org, known), blueprint, read, read_at).await
    }

    /// Judges the answers by what the org says of them, and makes the plan.
    async fn judged(
        &self,
        draft: Draft,
        (org, known): (Org, KnownOrg),
        blueprint: Result<Blueprint, Vec<FieldProblem>>,
        (findings, seen): (Findings, Option<OrgSnapshot>),
        read_at: Timestamp,
    ) -> Result<Planned, Problem> {
        let checkup = judge(&findings, &known);
        let (plan, problems) = match (blueprint, seen) {
            (Ok(blueprint), Some(seen)) => {
                let facts = facts(&known, &blueprint, &seen, self.looked_at(&draft).await?);
                let judged = Step::ALL.into_iter().flat_map(|step| judge_answers(step, &draft.answers, &facts));
                let problems = judged.collect();
                (Plan::new(blueprint, seen), problems)
            }
            // Nothing was read for answers that did not add up before their org was known.
            (Ok(_), None) => (Err(Problem::new(Code::PlanOutdated)), Vec::new()),
            (Err(problems), _) => (Err(first(problems.clone())), problems),
        };
        Ok(Planned { plan, checkup, problems, draft, org, known, read_at })
    }

    /// "Test without changing anything".
    ///
    /// # Errors
    /// `plan_outdated` when the org or the answers changed since Review; what stood in the way of asking.
    pub async fn validate_plan(&self, id: Uuid, fingerprint: &str) -> Result<Validation, Problem> {
        let draft = self.0.store.draft(id)?;
        let (org, known) = self.org_of(&draft).await?;
        let blueprint = self.blueprint(&draft, Some(known.kind)).await?.map_err(first)?;
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

    /// What a draft's answers add up to, or what keeps them from it; in an org of this kind, if that is known.
    async fn blueprint(
        &self,
        draft: &Draft,
        kind: Option<OrgKind>,
    ) -> Result<Result<Blueprint, Vec<FieldProblem>>, Problem> {
        // Without an org there is no place in the keychain in which a private key could be.
        let certificate = if kind.is_some() { self.looked_at(draft).await? } else { None };
        Ok(parse(&draft.answers, &Facts { kind, certificate, ..Facts::default() }))
    }

    /// What was looked at in the certificate of a draft that has one.
    async fn looked_at(&self, draft: &Draft) -> Result<Option<Vec<CertificateCheck>>, Problem> {
        if draft.answers.flows.jwt_bearer { self.certificate_checks(draft).await } else { Ok(None) }
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
        permission_sets: matches!(blueprint.access, blueprint::Access::ExistingPermissionSets { .. }).then(sets),
    }
}

/// Whether the org is ready, and what `blueprint` depends on, if there is one.
async fn read(
    org: &Org,
    me: Assignee,
    blueprint: Option<&Blueprint>,
) -> Result<(Findings, Option<OrgSnapshot>), Problem> {
    tokio::try_join!(look(org, Timestamp::now), async {
        match blueprint {
            Some(blueprint) => snapshot(org, me, blueprint).await.map(Some),
            None => Ok(None),
        }
    })
}

/// Review names one thing to change; the step it is in shows them all.
fn first(problems: Vec<FieldProblem>) -> Problem {
    problems
        .into_iter()
        .next()
        .map_or_else(|| Problem::new(Code::Unexpected), |found| found.problem.with("field", found.field))
}
