//! A person signs in: a code for a token with PKCE, calls with it, staying connected once.

use salesforce::oauth::{self, CodeGrant, Pkce};
use salesforce::types::AuthorizationCode;

use super::client_credentials::{calls, got_token, take_back};
use super::evidence::{Evidence, code};
use super::{Flow, FlowProof, ProofId, Subject, refusals};
use crate::Line;
use crate::problem::{Code, Problem};
use crate::sign_in::Callback;

/// What became of asking a person to sign in to the new app.
pub enum PersonSignIn {
    /// The browser came back.
    CameBack {
        /// With this.
        callback: Callback,
        /// The verifier of the attempt.
        pkce: Pkce,
        /// The callback that was used.
        redirect_uri: String,
    },
    /// Nobody was asked, or they left it out: why.
    LeftOut(Line),
    /// Nobody was asked, since Salesforce refuses the link itself: the browser would only show that.
    Refused {
        /// The callback that was asked for.
        redirect_uri: String,
        /// Salesforce's code.
        error: String,
        /// Salesforce's sentence.
        description: String,
    },
}

/// Proves the authorization code flow.
pub async fn prove_authorization_code(subject: &Subject, person: PersonSignIn) -> FlowProof {
    let mut evidence = Evidence::new(Flow::AuthorizationCode);
    refusals::dry(subject).await.note(&mut evidence);
    let (code, pkce, redirect_uri) = match person {
        PersonSignIn::LeftOut(because) => return evidence.dry_check_only(because),
        PersonSignIn::CameBack { callback: Callback::Code(code), pkce, redirect_uri } => (code, pkce, redirect_uri),
        PersonSignIn::CameBack { callback: Callback::Refused { error, description }, .. } => {
            return refused(evidence, &error, &description, None);
        }
        PersonSignIn::Refused { redirect_uri, error, description } => {
            return refused(evidence, &error, &description, Some(&redirect_uri));
        }
    };
    if subject.plan.blueprint.secret_when_signing_in && subject.secret.is_none() {
        return evidence.dry_check_only(Line::new("proof_because_no_secret"));
    }
    let asked = subject.asked(async |subject| exchange(subject, &code, &pkce, &redirect_uri).await).await;
    let reply = match got_token(&mut evidence, asked, Some(Line::new("proof_detail_pkce"))) {
        Ok(reply) => reply,
        Err(problem) => return evidence.not_proven(problem),
    };
    let (calls, wrong) = tokio::join!(calls(subject, &reply), async {
        if subject.plan.blueprint.secret_when_signing_in { refusals::wrong_secret(subject).await } else { None }
    });
    calls.note(None, &mut evidence);
    if let Some(wrong) = wrong {
        wrong.note(subject, &mut evidence).await;
    }
    // Taken back first: refusing the used-up refresh token may end every token of the connection.
    take_back(subject, &reply, &mut evidence).await;
    stay_connected(subject, &reply, &mut evidence).await;
    evidence.verdict()
}

/// No code came: Salesforce said why, at the callback or before anyone signed in.
fn refused(mut evidence: Evidence, error: &str, description: &str, callback: Option<&str>) -> FlowProof {
    evidence.not_asked(ProofId::GotToken, Some(Line::new("proof_detail_code").with("error", error)));
    let problem = Problem::new(Code::FlowFailed).with("proof", "got_token");
    let problem = callback.map_or(problem.clone(), |callback| problem.with("callback", callback));
    evidence.not_proven(problem.said(refusals::authorize_words(error, description)))
}

async fn exchange(
    subject: &Subject,
    code: &AuthorizationCode,
    pkce: &Pkce,
    redirect_uri: &str,
) -> Result<oauth::TokenReply, salesforce::Error> {
    let grant = CodeGrant {
        client_id: &subject.key,
        client_secret: subject.secret.as_ref(),
        code,
        redirect_uri,
        verifier: Some(&pkce.verifier),
    };
    oauth::authorization_code(&subject.transport, &subject.host, &grant).await
}

/// Renews once; where tokens rotate, the used-up one must be refused. That refusal ends the renewed connection too,
/// which is as it should be: nothing of a proof stays alive.
async fn stay_connected(subject: &Subject, reply: &oauth::TokenReply, evidence: &mut Evidence) {
    let Some(first) = &reply.refresh_token else { return };
    let renew = async |subject: &Subject| {
        oauth::refresh(&subject.transport, &subject.host, &subject.key, subject.secret.as_ref(), first).await
    };
    let renewed = evidence.granted(ProofId::Refreshed, subject.asked(renew).await, |_| None);
    if renewed.is_some() && subject.plan.blueprint.rotate_refresh_tokens {
        let again = subject.asked(renew).await;
        let code = code(&again.answer);
        if let Ok(again) = evidence.refused(ProofId::RefusedUsedRefreshToken, again, code, &["invalid_grant"]) {
            subject.let_go(&again).await;
        }
    }
    // With rotation all of these may be dead already, which is just as well.
    if let Some(renewed) = renewed {
        subject.let_go(&renewed).await;
    }
    let _ = oauth::revoke(&subject.transport, &subject.host, first).await;
}
