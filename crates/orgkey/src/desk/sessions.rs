//! Sessions: the access token of each org, in the vault until it ends, pinned to the host that it was issued for.

use jiff::Timestamp;
use salesforce::types::AccessToken;
use salesforce::{Host, Org, Session};

use super::{Desk, lock};
use crate::orgs::{KnownOrg, OrgKind, highest_version, identify};
use crate::problem::{Code, Problem};
use crate::vault::{Namespace, Slot};
use crate::views::KeychainState;

pub(super) fn namespace(org: &KnownOrg) -> Namespace {
    if org.kind == OrgKind::Practice { Namespace::Practice } else { Namespace::Orgkey }
}

impl Desk {
    /// Whether a session is at hand without asking the keychain.
    pub(super) fn is_signed_in(&self, org: &str) -> bool {
        lock(&self.0.sessions).contains_key(org)
    }

    /// Whether a session is at hand or kept. A keychain that can't be asked, or has not answered yet, has none.
    pub(super) async fn has_session(&self, org: &KnownOrg) -> bool {
        if self.is_signed_in(&org.id) {
            return true;
        }
        if self.0.vault.state() == KeychainState::Asking {
            return false;
        }
        let slot = Slot::session(namespace(org), &org.id);
        self.host(org).is_ok() && self.0.vault.get(&slot).await.is_ok_and(|token| token.is_some())
    }

    /// Asks who and where a fresh session is.
    pub(super) async fn identify(&self, session: &Session) -> Result<(Org, KnownOrg), Problem> {
        identify(&self.0.transport, session, Timestamp::now()).await
    }

    /// Keeps a session that a person has confirmed.
    pub(super) async fn keep_session(&self, org: Org, known: KnownOrg) -> Result<(), Problem> {
        self.0.store.save_org(&known)?;
        let slot = Slot::session(namespace(&known), &known.id);
        self.0.vault.set(&slot, org.session().access_token.expose()).await;
        lock(&self.0.sessions).insert(known.id.clone(), (org, known));
        Ok(())
    }

    /// The session of an org: at hand, or from the vault.
    ///
    /// # Errors
    /// `session_ended` with the org's id when there is none: the person signs in again.
    pub async fn session(&self, org: &str) -> Result<(Org, KnownOrg), Problem> {
        if let Some(found) = lock(&self.0.sessions).get(org) {
            return Ok(found.clone());
        }
        let ended = || Problem::new(Code::SessionEnded).with("org", org);
        let known = self.0.store.org(org)?.ok_or_else(ended)?;
        if known.kind == OrgKind::Practice && !self.0.practice.is_known() {
            // The practice org ended with the last window: it is started again, with nothing in it.
            self.sign_in_to_practice().await?;
            return lock(&self.0.sessions).get(org).cloned().ok_or_else(ended);
        }
        let host = self.host(&known).map_err(|_| ended())?;
        let slot = Slot::session(namespace(&known), &known.id);
        let token = self.0.vault.get(&slot).await?.ok_or_else(ended)?;
        let session = Session {
            access_token: AccessToken::new(token.as_str()),
            org: known.id.parse().map_err(|_| ended())?,
            user: known.user_id.parse().map_err(|_| ended())?,
            host,
        };
        let version = highest_version(&self.0.transport, &session.host).await?;
        let org = Org::new(self.0.transport.clone(), session, version);
        lock(&self.0.sessions).insert(known.id.clone(), (org.clone(), known.clone()));
        Ok((org, known))
    }

    /// Forgets the session that was used, if Salesforce no longer takes it, and says whose it was. One that a person
    /// has got since stays: the refusal of an old token may come late.
    pub(super) async fn ended(&self, used: &Org, known: &KnownOrg, problem: Problem) -> Problem {
        if problem.code != Code::SessionEnded {
            return problem;
        }
        let token = used.session().access_token.expose();
        let found = {
            let mut sessions = lock(&self.0.sessions);
            let is_used = sessions.get(&known.id).is_some_and(|(org, _)| org.session().access_token.expose() == token);
            is_used.then(|| sessions.remove(&known.id)).flatten()
        };
        if found.is_some() {
            // What can't be deleted is dead all the same.
            let _ = self.0.vault.delete(&Slot::session(namespace(known), &known.id)).await;
        }
        problem.with("org", &known.id)
    }

    /// The host of a known org, judged anew: what is on disk is not believed.
    fn host(&self, known: &KnownOrg) -> Result<Host, Problem> {
        if known.kind == OrgKind::Practice {
            self.0.practice.host(&known.origin)
        } else {
            Ok(Host::parse(&known.origin)?)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use salesforce::Session;
    use salesforce::types::AccessToken;

    use crate::desk::{Desk, PracticeOrg, Setting};
    use crate::problem::{Code, Problem};
    use crate::vault::Vault;

    #[tokio::test]
    async fn the_late_refusal_of_an_old_token_ends_the_session_that_came_after_it() {
        let practice = practice_org::start(practice_org::Options::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let told = serde_json::to_string(practice.description()).unwrap();
        let desk = Desk::open(Setting {
            folder: folder.path().to_owned(),
            vault: Vault::in_memory(Problem::new(Code::KeychainMissing)),
            browser: None,
            practice: Arc::new(|| Box::pin(async { Err(Problem::new(Code::PracticeOrgNotStarted)) })),
            practice_at: Some(PracticeOrg::described(&told).unwrap()),
        })
        .unwrap();
        desk.sign_in_to_practice().await.unwrap();
        let id = practice.description().orgs[0].id.clone();
        let (old, known) = desk.session(&id).await.unwrap();

        // Somebody signs in again while a request with the old token is on its way.
        let other = practice.description().orgs[0].users[1].clone();
        let access_token = AccessToken::new(other.access_token);
        let fresh = Session { access_token, user: other.id.parse().unwrap(), ..old.session().clone() };
        let (fresh, fresh_known) = desk.identify(&fresh).await.unwrap();
        desk.keep_session(fresh.clone(), fresh_known.clone()).await.unwrap();

        desk.ended(&old, &known, Problem::new(Code::SessionEnded)).await;
        assert!(desk.is_signed_in(&id), "the new session stays");
        desk.ended(&fresh, &fresh_known, Problem::new(Code::SessionEnded)).await;
        assert!(!desk.is_signed_in(&id), "one that was refused itself goes");
    }
}
