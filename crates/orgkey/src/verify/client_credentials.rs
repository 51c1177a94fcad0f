//! A server works alone: a token with ID and secret, as the run-as user, and calls with it.

use salesforce::oauth;
use serde_json::Value;

use super::evidence::{Evidence, code};
use super::{Flow, FlowProof, ProofId, Subject, refusals};
use crate::Line;
use crate::blueprint::Access;
use crate::problem::{Code, Problem};
use salesforce::oauth::TokenReply;
use salesforce::{Error, Org, Session};

/// Proves the client credentials flow.
pub async fn prove_client_credentials(subject: &Subject) -> FlowProof {
    let mut evidence = Evidence::new(Flow::ClientCredentials);
    let subject = &subject.observed_by(evidence.recorder());
    refusals::dry(subject, &mut evidence).await;
    let Some(secret) = &subject.secret else {
        return evidence.dry_check_only(Line::new("proof_because_no_secret"));
    };
    let reply = match oauth::client_credentials(&subject.transport, &subject.host, &subject.key, secret).await {
        Ok(reply) => reply,
        Err(error) => return failed(evidence, error),
    };
    evidence.note(ProofId::GotToken, true, None);
    let run_as = subject.plan.blueprint.client_credentials.as_ref().map(ToString::to_string);
    calls(subject, &reply, run_as.as_deref(), &mut evidence).await;
    refusals::wrong_secret(subject, &mut evidence).await;
    take_back(subject, &reply, &mut evidence).await;
    evidence.verdict()
}

/// The flow gave no token: the reason is Salesforce's.
pub(super) fn failed(mut evidence: Evidence, error: Error) -> FlowProof {
    let code = error.salesforce().map(|said| Line::new("proof_detail_code").with("error", &said.code));
    evidence.note(ProofId::GotToken, false, code);
    let words = Problem::from(error).salesforce;
    evidence.not_proven(Problem { salesforce: words, ..Problem::new(Code::FlowFailed).with("proof", "got_token") })
}

/// Who is it, what is the org's name, and accounts where the app may read them.
pub(super) async fn calls(subject: &Subject, reply: &TokenReply, expected: Option<&str>, evidence: &mut Evidence) {
    // The token goes to the org that it was asked of, and to no other that a reply may name.
    if reply.instance_url.trim_end_matches('/') != subject.host.origin() {
        return evidence.note(ProofId::WhoAmI, false, None);
    }
    let who = oauth::userinfo(&subject.transport, &subject.host, &reply.access_token).await;
    match who {
        Ok(who) => {
            let username = who.preferred_username.to_string();
            let as_expected = expected.is_none_or(|expected| expected == username);
            evidence.note(ProofId::WhoAmI, as_expected, Some(Line::new("proof_detail_who").with("name", username)));
        }
        Err(error) => {
            evidence.granted(ProofId::WhoAmI, Err::<(), _>(error), |()| None);
        }
    }
    let scopes = &subject.plan.blueprint.scopes;
    if !scopes.iter().any(|scope| matches!(scope.as_str(), "api" | "full")) {
        return;
    }
    let org = session(subject, reply);
    let organization = org.query::<Value>("SELECT Id, Name FROM Organization").await;
    evidence.granted(ProofId::ReadOrganization, organization, |rows| {
        let name = rows.first().and_then(|row| row["Name"].as_str()).unwrap_or_default();
        Some(Line::new("proof_detail_organization").with("name", name))
    });
    if let Access::NewPermissionSet { objects, .. } = &subject.plan.blueprint.access
        && objects.iter().any(|rights| rights.object == "Account" && rights.read)
    {
        let accounts = org.query::<Value>("SELECT Id, Name FROM Account LIMIT 5").await;
        evidence.granted(ProofId::ReadAccounts, accounts, |rows| {
            Some(Line::new("proof_detail_accounts").with("count", rows.len()))
        });
    }
}

/// Takes the token back and shows that it is dead.
pub(super) async fn take_back(subject: &Subject, reply: &TokenReply, evidence: &mut Evidence) {
    let revoked = oauth::revoke(&subject.transport, &subject.host, &reply.access_token).await;
    evidence.granted(ProofId::Revoked, revoked, |()| None);
    let after = session(subject, reply).query::<Value>("SELECT Id FROM Organization").await;
    evidence.refused(ProofId::RefusedRevokedToken, code(&after), &["INVALID_SESSION_ID"]);
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
