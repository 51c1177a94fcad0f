//! What Salesforce must refuse, whatever the flow.

use salesforce::oauth::{self, CodeGrant, DryCheck};
use salesforce::types::{AuthorizationCode, ConsumerSecret};

use super::evidence::{Evidence, code};
use super::{ProofId, Subject};
use crate::Line;
use crate::problem::SalesforceWords;

/// Known as it is; refused with another callback; refused without PKCE where that is required.
pub(super) async fn dry(subject: &Subject, evidence: &mut Evidence) {
    let callback = subject.callback();
    let known = subject.dry_check(&callback, true).await;
    let said = dry_code(&known).map(|code| Line::new("proof_detail_code").with("error", code));
    evidence.note(ProofId::Known, matches!(known, Ok(DryCheck::Known)), said);
    if let Ok(DryCheck::Refused { error, description }) = &known {
        evidence.said(authorize_words(error, description), Some(&callback));
    }
    let unlisted = subject.dry_check(&format!("{callback}/not-listed"), true).await;
    evidence.refused(ProofId::RefusedUnlistedCallback, dry_code(&unlisted), &["redirect_uri_mismatch"]);
    if subject.plan.blueprint.require_pkce {
        let open = subject.dry_check(&callback, false).await;
        evidence.refused(ProofId::RefusedWithoutPkce, dry_code(&open), &["invalid_request"]);
    }
}

/// Salesforce's words at the authorize address, before or after a sign-in.
pub(super) fn authorize_words(error: &str, description: &str) -> SalesforceWords {
    SalesforceWords {
        call: "authorize".to_owned(),
        error: error.to_owned(),
        description: description.to_owned(),
        status: None,
        request_id: None,
    }
}

fn dry_code(answer: &Result<DryCheck, crate::Problem>) -> Option<&str> {
    match answer {
        Ok(DryCheck::Refused { error, .. }) => Some(error),
        _ => None,
    }
}

/// A secret that is off by one character must not get a token. A code that means nothing is sent with it, so that no
/// real code is used up; Salesforce judges the client first.
pub(super) async fn wrong_secret(subject: &Subject, evidence: &mut Evidence) {
    let Some(secret) = &subject.secret else { return };
    let wrong = off_by_one(secret);
    let reply = if subject.plan.blueprint.client_credentials.is_some() {
        oauth::client_credentials(&subject.transport, &subject.host, &subject.key, &wrong).await
    } else {
        let grant = CodeGrant {
            client_id: &subject.key,
            client_secret: Some(&wrong),
            code: &AuthorizationCode::new("orgkey-proof"),
            redirect_uri: &subject.callback(),
            verifier: None,
        };
        oauth::authorization_code(&subject.transport, &subject.host, &grant).await
    };
    evidence.refused(ProofId::RefusedWrongSecret, code(&reply), &["invalid_client", "invalid_client_credentials"]);
    if let Ok(reply) = reply {
        subject.let_go(&reply).await;
    }
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
