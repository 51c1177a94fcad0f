//! A server proves itself with a certificate: a token for what its key signed, as the user that it speaks for.

use jiff::{SignedDuration, Timestamp};
use salesforce::Error;
use salesforce::oauth::{self, TokenReply};
use salesforce::types::{JwtAssertion, PrivateKey};

use super::client_credentials::{calls, got_token, take_back};
use super::evidence::{Asked, Evidence, code};
use super::{Flow, FlowProof, ProofId, Subject, refusals};
use crate::Line;
use crate::key_pair::{self, Claims};
use crate::orgs::{KnownOrg, OrgKind};

/// How long an assertion counts: Salesforce takes three minutes at most, and clocks differ by seconds.
const LASTS: SignedDuration = SignedDuration::from_mins(2);
/// Above this, this computer's clock is not believed and Salesforce's is taken. Salesforce forgives three minutes.
const SKEW: SignedDuration = SignedDuration::from_mins(1);

/// `aud` of an assertion: the login host of the org's kind (Salesforce Help, "OAuth 2.0 JWT Bearer Flow"). The practice
/// org is its own.
pub fn audience(org: &KnownOrg) -> String {
    match org.kind {
        OrgKind::Sandbox | OrgKind::Scratch => "https://test.salesforce.com".to_owned(),
        OrgKind::Production | OrgKind::Developer => "https://login.salesforce.com".to_owned(),
        OrgKind::Practice => org.origin.clone(),
    }
}

/// Proves the JWT bearer flow.
pub async fn prove_jwt_bearer(subject: &Subject) -> FlowProof {
    let mut evidence = Evidence::new(Flow::JwtBearer);
    // Before the rest: its answer tells how Salesforce's clock stands.
    refusals::dry(subject).await.note(&mut evidence);
    let (Some(key), Some(jwt)) = (&subject.private_key, &subject.plan.blueprint.jwt_bearer) else {
        return evidence.dry_check_only(Line::new("proof_because_no_private_key"));
    };
    let user = jwt.speaks_for.as_str();
    let (now, skewed) = believed(Timestamp::now(), subject.transport.clock_ahead(&subject.host));
    let sign = |key: &PrivateKey, until| {
        let claims = Claims { app: &subject.key, user, audience: &subject.audience, until };
        key_pair::assertion(key, &claims)
    };
    let Some(good) = sign(key, later(now, LASTS)) else {
        return evidence.dry_check_only(Line::new("proof_because_no_private_key"));
    };
    let stranger = tokio::task::spawn_blocking(move || key_pair::make("Orgkey", now));
    let asked = ask(subject, &good).await;
    let reply = match got_token(&mut evidence, asked, skewed.then(|| Line::new("proof_detail_their_clock"))) {
        Ok(reply) => reply,
        Err(problem) => return evidence.not_proven(problem),
    };
    let wrong = async {
        let stranger = stranger.await.ok().and_then(Result::ok);
        let assertion = stranger.and_then(|(_, key)| sign(&key, later(now, LASTS)))?;
        Some(ask(subject, &assertion).await)
    };
    let over = async {
        let assertion = sign(key, later(now, SignedDuration::from_mins(-10)))?;
        Some(ask(subject, &assertion).await)
    };
    let (calls, wrong, over) = tokio::join!(calls(subject, &reply), wrong, over);
    calls.note(Some(user), &mut evidence);
    match wrong {
        Some(asked) => must_refuse(subject, asked, ProofId::RefusedWrongKey, &mut evidence).await,
        None => evidence.not_asked(ProofId::RefusedWrongKey, None),
    }
    if let Some(asked) = over {
        must_refuse(subject, asked, ProofId::RefusedExpiredAssertion, &mut evidence).await;
    }
    take_back(subject, &reply, &mut evidence).await;
    evidence.verdict()
}

type Answer = Result<TokenReply, Error>;

async fn ask(subject: &Subject, assertion: &JwtAssertion) -> Asked<Answer> {
    subject.asked(async |subject| oauth::jwt_bearer(&subject.transport, &subject.host, assertion).await).await
}

async fn must_refuse(subject: &Subject, asked: Asked<Answer>, id: ProofId, evidence: &mut Evidence) {
    let code = code(&asked.answer);
    if let Ok(reply) = evidence.refused(id, asked, code, &["invalid_grant"]) {
        subject.let_go(&reply).await;
    }
}

/// The time to sign with, and whether it is Salesforce's because this computer's is wrong.
fn believed(here: Timestamp, ahead: Option<SignedDuration>) -> (Timestamp, bool) {
    match ahead {
        Some(ahead) if ahead.abs() > SKEW => (here.saturating_sub(ahead).unwrap_or(here), true),
        _ => (here, false),
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_is_believed_or_a_right_one_is_not() {
        let there: Timestamp = "2026-11-23T14:32:00Z".parse().unwrap();
        for (seconds, wrong) in [
            (0, false),
            (59, false),
            (-60, false),
            (61, true),
            (-61, true),
            (600, true),
            (-86_400, true),
            (63_000_000, true),
        ] {
            let ahead = SignedDuration::from_secs(seconds);
            let here = there + ahead;
            assert_eq!(believed(here, Some(ahead)), (if wrong { there } else { here }, wrong), "{seconds}");
        }
        assert_eq!(believed(there, None), (there, false));
    }
}
