//! What the org says to a suspicion: read only, asked together.

use salesforce::metadata::{AppPolicies, Component, ComponentType, GlobalOauthSettings, OauthPolicies};
use salesforce::oauth::{self, CodeGrant, DryCheck};
use salesforce::types::AuthorizationCode;
use salesforce::{Error, Org};

use super::{Case, found};
use crate::orgs::KnownOrg;
use crate::plan::{Assignee, OrgSnapshot, snapshot};
use crate::problem::{Code, Problem};
use crate::verify::Subject;

/// A component as far as it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Read<T> {
    /// As it is.
    Found(T),
    /// It is not there.
    Absent,
    /// Salesforce did not tell, or told more than can be written back.
    Unknown,
}

impl<T> Read<T> {
    pub(super) fn found(&self) -> Option<&T> {
        match self {
            Self::Found(value) => Some(value),
            _ => None,
        }
    }
}

/// What one look found.
pub(super) struct Look {
    pub(super) snapshot: OrgSnapshot,
    pub(super) global: Read<GlobalOauthSettings>,
    pub(super) policies: Read<OauthPolicies>,
    pub(super) app_policies: Read<AppPolicies>,
    /// What the authorize service says now to the callback that failed: `known`, or its code.
    pub(super) answer: Option<String>,
    /// Whether the kept secret is refused now; none where there is none, or nobody can say.
    pub(super) secret_refused: Option<bool>,
}

pub(super) async fn look(org: &Org, known: &KnownOrg, case: &Case<'_>) -> Result<Look, Problem> {
    let app = &case.plan.blueprint.api_name;
    let (snapshot, global, policies, app_policies, answer, secret_refused) = tokio::try_join!(
        snapshot(org, Assignee::signed_in_to(known)?, &case.plan.blueprint),
        read(org, ComponentType::GlobalOauthSettings, app),
        read(org, ComponentType::OauthPolicies, app),
        read(org, ComponentType::AppPolicies, app),
        answer(org, case),
        secret_refused(org, case),
    )?;
    Ok(Look {
        snapshot,
        global: of(global, |component| match component {
            Component::GlobalOauthSettings(settings) => Some(settings),
            _ => None,
        }),
        policies: of(policies, |component| match component {
            Component::OauthPolicies(policies) => Some(policies),
            _ => None,
        }),
        app_policies: of(app_policies, |component| match component {
            Component::AppPolicies(policies) => Some(policies),
            _ => None,
        }),
        answer,
        secret_refused,
    })
}

fn of<T>(read: Read<Component>, as_kind: impl FnOnce(Component) -> Option<T>) -> Read<T> {
    match read {
        Read::Found(component) => as_kind(component).map_or(Read::Unknown, Read::Found),
        Read::Absent => Read::Absent,
        Read::Unknown => Read::Unknown,
    }
}

async fn read(org: &Org, kind: ComponentType, app: &str) -> Result<Read<Component>, Problem> {
    match found(org, kind, app).await {
        Ok(Some(component)) => Ok(Read::Found(component)),
        Ok(None) => Ok(Read::Absent),
        Err(error) if error.is_session_expired() => Err(error.into()),
        Err(Error::Salesforce(_) | Error::NeedsOpaqueToken { .. } | Error::Unreadable { .. }) => Ok(Read::Unknown),
        Err(error) => Err(error.into()),
    }
}

/// The app as the proofs see it, at the org's own host.
fn subject(org: &Org, case: &Case<'_>) -> Option<Subject> {
    Some(Subject {
        transport: org.transport().clone(),
        host: org.session().host.clone(),
        plan: case.plan.clone(),
        key: case.key?.clone(),
        secret: None,
        private_key: None,
        audience: String::new(),
    })
}

async fn answer(org: &Org, case: &Case<'_>) -> Result<Option<String>, Problem> {
    let Some(subject) = subject(org, case) else { return Ok(None) };
    let callback = case.callback().map_or_else(|| subject.callback(), str::to_owned);
    match subject.dry_check(&callback, true).await {
        Ok(DryCheck::Known) => Ok(Some("known".to_owned())),
        Ok(DryCheck::Refused { error, .. }) => Ok(Some(error)),
        Ok(DryCheck::Unexpected { .. }) => Ok(None),
        Err(problem) if matches!(problem.code, Code::Offline | Code::TimedOut) => Err(problem),
        Err(_) => Ok(None),
    }
}

/// A code that means nothing is sent with the secret: Salesforce judges the client first.
async fn secret_refused(org: &Org, case: &Case<'_>) -> Result<Option<bool>, Problem> {
    let (Some(key), Some(secret)) = (case.key, &case.secret) else { return Ok(None) };
    let grant = CodeGrant {
        client_id: key,
        client_secret: Some(secret),
        code: &AuthorizationCode::new("orgkey-check"),
        redirect_uri: "https://localhost",
        verifier: None,
    };
    match oauth::authorization_code(org.transport(), &org.session().host, &grant).await {
        Err(Error::Salesforce(said)) => match said.code.as_str() {
            "invalid_client" | "invalid_client_credentials" => Ok(Some(true)),
            "invalid_grant" => Ok(Some(false)),
            _ => Ok(None),
        },
        Err(error) => Err(error.into()),
        Ok(_) => Ok(None),
    }
}
