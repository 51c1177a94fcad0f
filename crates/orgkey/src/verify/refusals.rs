//! What Salesforce must refuse, whatever the flow.

use salesforce::Error;
use salesforce::oauth::{self, CodeGrant, DryCheck, TokenReply};
use salesforce::types::{AuthorizationCode, ConsumerSecret};

use super::evidence::{Asked, Evidence, code};
use super::{ProofId, Subject};
use crate::Line;
use crate::problem::{Problem, SalesforceWords};

/// What the app's authorize address answers to somebody who is not signed in.
pub(super) struct Dry {
    callback: String,
    known: Asked<Result<DryCheck, Problem>>,
    unlisted: Asked<Result<DryCheck, Problem>>,
    /// None where the app does not require PKCE.
    without_pkce: Option<Asked<Result<DryCheck, Problem>>>,
}

/// Asks without signing in: as it is, with another callback, without PKCE.
pub(super) async fn dry(subject: &Subject) -> Dry {
    let callback = subject.callback();
    let elsewhere = format!("{callback}/not-listed");
    let (known, unlisted, without_pkce) = tokio::join!(
        subject.asked(async |subject| subject.dry_check(&callback, true).await),
        subject.asked(async |subject| subject.dry_check(&elsewhere, true).await),
        async {
            if !subject.plan.blueprint.require_pkce {
                return None;
            }
            Some(subject.asked(async |subject| subject.dry_check(&callback, false).await).await)
        },
    );
    Dry { callback, known, unlisted, without_pkce }
}

impl Dry {
    /// Known as it is; refused with another callback; refused without PKCE where that is required.
    pub(super) fn note(self, evidence: &mut Evidence) {
        let said = dry_code(&self.known).map(|code| Line::new("proof_detail_code").with("error", code));
        let passed = matches!(self.known.answer, Ok(DryCheck::Known));
        if let Ok(DryCheck::Refused { error, description }) = evidence.note(ProofId::Known, passed, said, self.known) {
            evidence.said(authorize_words(&error, &description), Some(&self.callback));
        }
        let code = dry_code(&self.unlisted);
        let _ = evidence.refused(ProofId::RefusedUnlistedCallback, self.unlisted, code, &["redirect_uri_mismatch"]);
        if let Some(open) = self.without_pkce {
            let code = dry_code(&open);
            let _ = evidence.refused(ProofId::RefusedWithoutPkce, open, code, &["invalid_request"]);
        }
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

fn dry_code(asked: &Asked<Result<DryCheck, Problem>>) -> Option<String> {
    match &asked.answer {
        Ok(DryCheck::Refused { error, .. }) => Some(error.clone()),
        _ => None,
    }
}

/// What a secret that is off by one character gets.
pub(super) struct WrongSecret(Asked<Result<TokenReply, Error>>);

/// Asks with a secret that is off by one character; none where there is no secret. A code that means nothing is sent with
/// it, so that no real code is used up; Salesforce judges the client first.
pub(super) async fn wrong_secret(subject: &Subject) -> Option<WrongSecret> {
    let wrong = off_by_one(subject.secret.as_ref()?);
    let asked = subject.asked(async |subject| {
        let (transport, host, key) = (&subject.transport, &subject.host, &subject.key);
        if subject.plan.blueprint.client_credentials.is_some() {
            return oauth::client_credentials(transport, host, key, &wrong).await;
        }
        let grant = CodeGrant {
            client_id: key,
            client_secret: Some(&wrong),
            code: &AuthorizationCode::new("orgkey-proof"),
            redirect_uri: &subject.callback(),
            verifier: None,
        };
        oauth::authorization_code(transport, host, &grant).await
    });
    Some(WrongSecret(asked.await))
}

impl WrongSecret {
    /// It must not get a token; one that it gets all the same is taken back.
    pub(super) async fn note(self, subject: &Subject, evidence: &mut Evidence) {
        let code = code(&self.0.answer);
        let expected = ["invalid_client", "invalid_client_credentials"];
        if let Ok(reply) = evidence.refused(ProofId::RefusedWrongSecret, self.0, code, &expected) {
            subject.let_go(&reply).await;
        }
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
