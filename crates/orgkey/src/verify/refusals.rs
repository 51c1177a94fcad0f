//! What Salesforce must refuse, whatever the flow.

use salesforce::oauth::{self, CodeGrant, DryCheck};
use salesforce::types::{AuthorizationCode, ConsumerSecret};

use super::evidence::Evidence;
use super::{ProofId, Subject};
use crate::Line;

/// Known as it is; refused with another callback; refused without PKCE where that is required.
pub(super) async fn dry(subject: &Subject, evidence: &mut Evidence) {
    let callback = subject.callback();
    let known = subject.dry_check(&callback, true).await;
    evidence.note(ProofId::Known, matches!(known, Ok(DryCheck::Known)), said(&known));
    let unlisted = subject.dry_check(&format!("{callback}/not-listed"), true).await;
    evidence.note(ProofId::RefusedUnlistedCallback, matches!(unlisted, Ok(DryCheck::Refused { .. })), said(&unlisted));
    if subject.plan.blueprint.require_pkce {
        let open = subject.dry_check(&callback, false).await;
        evidence.note(ProofId::RefusedWithoutPkce, matches!(open, Ok(DryCheck::Refused { .. })), said(&open));
    }
}

fn said(answer: &Result<DryCheck, crate::Problem>) -> Option<Line> {
    match answer {
        Ok(DryCheck::Refused { error, .. }) => Some(Line::new("proof_detail_code").with("error", error)),
        _ => None,
    }
}

/// A secret that is off by one character must not get a token. A code that means nothing is sent with it, so that no
/// real code is used up; Salesforce judges the client first.
pub(super) async fn wrong_secret(subject: &Subject, evidence: &mut Evidence) {
    let Some(secret) = &subject.secret else { return };
    let wrong = off_by_one(secret);
    if subject.plan.blueprint.client_credentials.is_some() {
        let reply = oauth::client_credentials(&subject.transport, &subject.host, &subject.key, &wrong).await;
        return evidence.refused(ProofId::RefusedWrongSecret, reply);
    }
    let reply = oauth::authorization_code(
        &subject.transport,
        &subject.host,
        &CodeGrant {
            client_id: &subject.key,
            client_secret: Some(&wrong),
            code: &AuthorizationCode::new("orgkey-proof"),
            redirect_uri: &subject.callback(),
            verifier: None,
        },
    )
    .await;
    evidence.refused(ProofId::RefusedWrongSecret, reply);
}

fn off_by_one(secret: &ConsumerSecret) -> ConsumerSecret {
    let mut text = secret.expose().to_owned();
    let last = text.pop();
    text.push(if last == Some('0') { '1' } else { '0' });
    ConsumerSecret::new(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wrong_secret_is_the_right_one() {
        for secret in ["A0", "A1", "FF", "0"] {
            let wrong = off_by_one(&ConsumerSecret::new(secret));
            assert_ne!(wrong.expose(), secret);
            assert_eq!(wrong.expose().len(), secret.len());
        }
    }
}
