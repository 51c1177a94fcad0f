//! A server works alone: a token with ID and secret, as the run-as user, and calls with it.

use salesforce::oauth;
use serde_json::Value;

use super::evidence::{Asked, Evidence, code};
use super::{Flow, FlowProof, ProofId, Subject, refusals};
use crate::Line;
use crate::blueprint::Access;
use crate::problem::{Code, Problem};
use salesforce::oauth::{TokenReply, UserInfo};
use salesforce::{Error, Org, Session};

/// Proves the client credentials flow.
pub async fn prove_client_credentials(subject: &Subject) -> FlowProof {
    let mut evidence = Evidence::new(Flow::ClientCredentials);
    let Some(secret) = &subject.secret else {
        refusals::dry(subject).await.note(&mut evidence);
        return evidence.dry_check_only(Line::new("proof_because_no_secret"));
    };
    let (dry, asked) = tokio::join!(
        refusals::dry(subject),
        subject.asked(async |subject| {
            oauth::client_credentials(&subject.transport, &subject.host, &subject.key, secret).await
        }),
    );
    dry.note(&mut evidence);
    let reply = match got_token(&mut evidence, asked, None) {
        Ok(reply) => reply,
        Err(problem) => return evidence.not_proven(problem),
    };
    let run_as = subject.plan.blueprint.client_credentials.as_ref().map(ToString::to_string);
    let (calls, wrong) = tokio::join!(calls(subject, &reply), refusals::wrong_secret(subject));
    calls.note(run_as.as_deref(), &mut evidence);
    if let Some(wrong) = wrong {
        wrong.note(subject, &mut evidence).await;
    }
    take_back(subject, &reply, &mut evidence).await;
    evidence.verdict()
}

/// Notes whether the flow gave a token.
///
/// # Errors
/// `flow_failed` with Salesforce's reason when it gave none.
pub(super) fn got_token(
    evidence: &mut Evidence,
    asked: Asked<Result<TokenReply, Error>>,
    detail: Option<Line>,
) -> Result<TokenReply, Problem> {
    let refused = code(&asked.answer).map(|code| Line::new("proof_detail_code").with("error", code));
    let detail = if asked.answer.is_ok() { detail } else { refused };
    evidence.note(ProofId::GotToken, asked.answer.is_ok(), detail, asked).map_err(|error| {
        let words = Problem::from(error).salesforce;
        Problem { salesforce: words, ..Problem::new(Code::FlowFailed).with("proof", "got_token") }
    })
}

/// What a token's calls gave.
pub(super) struct Calls {
    /// None when the reply names another org than the one that was asked: then nothing is called.
    who: Option<Asked<Result<UserInfo, Error>>>,
    organization: Option<Asked<Rows>>,
    accounts: Option<Asked<Rows>>,
}

type Rows = Result<Vec<Value>, Error>;

/// Who is it, what is the org's name, and accounts where the app may read them.
pub(super) async fn calls(subject: &Subject, reply: &TokenReply) -> Calls {
    // The token goes to the org that it was asked of, and to no other that a reply may name.
    if reply.instance_url.trim_end_matches('/') != subject.host.origin() {
        return Calls { who: None, organization: None, accounts: None };
    }
    let blueprint = &subject.plan.blueprint;
    let may_query = blueprint.scopes.iter().any(|scope| matches!(scope.as_str(), "api" | "full"));
    let may_read_accounts = matches!(&blueprint.access, Access::NewPermissionSet { objects, .. }
        if objects.iter().any(|rights| rights.object == "Account" && rights.read));
    let rows = async |asks: bool, soql: &str| {
        if !asks {
            return None;
        }
        Some(subject.asked(async |subject| session(subject, reply).query::<Value>(soql).await).await)
    };
    let (who, organization, accounts) = tokio::join!(
        subject
            .asked(async |subject| { oauth::userinfo(&subject.transport, &subject.host, &reply.access_token).await }),
        rows(may_query, "SELECT Id, Name FROM Organization"),
        rows(may_query && may_read_accounts, "SELECT Id, Name FROM Account LIMIT 5"),
    );
    Calls { who: Some(who), organization, accounts }
}

impl Calls {
    /// The token must be that of `expected`, where somebody is, and each call must succeed.
    pub(super) fn note(self, expected: Option<&str>, evidence: &mut Evidence) {
        let Some(who) = self.who else { return evidence.not_asked(ProofId::WhoAmI, None) };
        match &who.answer {
            Ok(found) => {
                let username = found.preferred_username.to_string();
                let as_expected = expected.is_none_or(|expected| expected == username);
                let detail = Line::new("proof_detail_who").with("name", username);
                let _ = evidence.note(ProofId::WhoAmI, as_expected, Some(detail), who);
            }
            Err(_) => drop(evidence.granted(ProofId::WhoAmI, who, |_| None)),
        }
        if let Some(organization) = self.organization {
            evidence.granted(ProofId::ReadOrganization, organization, |rows| {
                let name = rows.first().and_then(|row| row["Name"].as_str()).unwrap_or_default();
                Some(Line::new("proof_detail_organization").with("name", name))
            });
        }
        if let Some(accounts) = self.accounts {
            evidence.granted(ProofId::ReadAccounts, accounts, |rows| {
                Some(Line::new("proof_detail_accounts").with("count", rows.len()))
            });
        }
    }
}

/// Takes the token back and shows that it is dead.
pub(super) async fn take_back(subject: &Subject, reply: &TokenReply, evidence: &mut Evidence) {
    let token = &reply.access_token;
    let revoked = subject.asked(async |subject| oauth::revoke(&subject.transport, &subject.host, token).await).await;
    evidence.granted(ProofId::Revoked, revoked, |()| None);
    let after = subject
        .asked(async |subject| session(subject, reply).query::<Value>("SELECT Id FROM Organization").await)
        .await;
    let code = code(&after.answer);
    let _ = evidence.refused(ProofId::RefusedRevokedToken, after, code, &["INVALID_SESSION_ID"]);
}

fn session(subject: &Subject, reply: &TokenReply) -> Org {
    let session = Session {
        host: subject.host.clone(),
        access_token: reply.access_token.clone(),
        org: reply.id.org.clone(),
        user: reply.id.user.clone(),
    };
    Org::new(subject.transport.clone(), session, subject.plan.snapshot.version)
}
