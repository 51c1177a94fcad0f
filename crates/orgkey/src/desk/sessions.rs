//! Sessions: the access token of each org, in the vault until it ends, pinned to the host that it was issued for.

use jiff::Timestamp;
use salesforce::types::AccessToken;
use salesforce::{Host, Org, Session};

use super::{Desk, lock};
use crate::orgs::{KnownOrg, OrgKind, highest_version, identify};
use crate::problem::{Code, Problem};
use crate::vault::{Namespace, Slot};

pub(super) fn namespace(org: &KnownOrg) -> Namespace {
    if org.kind == OrgKind::Practice { Namespace::Practice } else { Namespace::Orgkey }
}

impl Desk {
    /// Whether a session is at hand without asking the keychain.
    pub(super) fn is_signed_in(&self, org: &str) -> bool {
        lock(&self.0.sessions).contains_key(org)
    }

    /// Whether a session is at hand or kept. A keychain that can't be asked has none.
    pub(super) async fn has_session(&self, org: &KnownOrg) -> bool {
        if self.is_signed_in(&org.id) {
            return true;
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
        self.0.vault.set(&slot, org.session().access_token.expose()).await?;
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
            access_token: AccessToken::new(token),
            org: known.id.parse().map_err(|_| ended())?,
            user: known.user_id.parse().map_err(|_| ended())?,
            host,
        };
        let version = highest_version(&self.0.transport, &session.host).await?;
        let org = Org::new(self.0.transport.clone(), session, version);
        lock(&self.0.sessions).insert(known.id.clone(), (org.clone(), known.clone()));
        Ok((org, known))
    }

    /// Forgets a session that Salesforce no longer takes, and says whose it was.
    pub(super) async fn ended(&self, org: &str, problem: Problem) -> Problem {
        if problem.code != Code::SessionEnded {
            return problem;
        }
        let found = lock(&self.0.sessions).remove(org);
        if let Some((_, known)) = found {
            // What can't be deleted is dead all the same.
            let _ = self.0.vault.delete(&Slot::session(namespace(&known), org)).await;
        }
        problem.with("org", org)
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
