//! Sessions: the access token of each org, in the vault until it ends, pinned to the host that it was issued for.

use jiff::Timestamp;
use salesforce::types::{AccessToken, ConsumerKey, RefreshToken};
use salesforce::{Host, Org, Session, oauth};

use super::{Desk, lock};
use crate::orgs::{KnownOrg, OrgKind, highest_version, identify};
use crate::problem::{Code, Problem};
use crate::vault::{Namespace, Slot};

pub(super) fn namespace(org: &KnownOrg) -> Namespace {
    if org.kind == OrgKind::Practice { Namespace::Practice } else { Namespace::Orgkey }
}

/// How the access to an org was got, and so what becomes of it when the person does not want it.
pub(super) enum Access {
    /// For Orgkey alone: it is taken back.
    Own,
    /// For Orgkey alone, and it can be renewed: all of it is taken back.
    Renewable {
        /// The own client id.
        client: ConsumerKey,
        /// What renews it.
        token: RefreshToken,
    },
    /// It belongs to `sf`, or to whoever gave the token: it is left as it is.
    Borrowed,
}

impl Access {
    fn renewal(&self) -> Option<(&ConsumerKey, &RefreshToken)> {
        match self {
            Self::Renewable { client, token } => Some((client, token)),
            Self::Own | Self::Borrowed => None,
        }
    }
}

impl Desk {
    /// Whether a session is at hand without asking the keychain.
    pub(super) fn is_signed_in(&self, org: &str) -> bool {
        lock(&self.0.sessions).contains_key(org)
    }

    /// Whether a session is kept. A keychain that can't be asked has none.
    pub(super) async fn keeps_session(&self, org: &KnownOrg) -> bool {
        let slot = Slot::session(namespace(org), &org.id);
        self.host(org).is_ok() && self.0.vault.get(&slot).await.is_ok_and(|token| token.is_some())
    }

    /// Asks who and where a fresh session is.
    pub(super) async fn identify(&self, session: &Session) -> Result<(Org, KnownOrg), Problem> {
        identify(&self.0.transport, session, Timestamp::now()).await
    }

    /// Keeps a session that a person has confirmed, and what renews it, if anything does.
    pub(super) async fn keep_session(&self, org: Org, known: KnownOrg, access: &Access) -> Result<(), Problem> {
        // Somebody may be renewing the session that was there before: org, token and what is known of it change together.
        let _turn = self.0.store.session_turn(&known.id).await?;
        self.0.store.save_org(&known)?;
        let borrowed = matches!(access, Access::Borrowed);
        if borrowed {
            self.set_borrowed(&known, true)?;
        }
        self.why_not_renewed(&known.id);
        match access.renewal() {
            Some((client, token)) => self.keep_renewal(&known, client, token).await?,
            None if self.is_renewable(&known.id)? => self.forget_renewal(&known).await?,
            None => {}
        }
        let slot = Slot::session(namespace(&known), &known.id);
        let replaced = self.0.vault.set(&slot, org.session().access_token.expose()).await;
        // A keychain that did not take the new token may still hold the borrowed one, which is never ended.
        if !borrowed && replaced {
            self.set_borrowed(&known, false)?;
        }
        let org = self.renewable(org, &known)?;
        lock(&self.0.sessions).insert(known.id.clone(), (org, known));
        Ok(())
    }

    /// Whether the access to an org belongs to `sf` or to whoever gave it: then it is never ended from here.
    pub(super) fn is_borrowed(&self, known: &KnownOrg) -> Result<bool, Problem> {
        Ok(self.0.store.setting(&format!("borrowed/{}", known.id))?.is_some())
    }

    pub(super) fn set_borrowed(&self, known: &KnownOrg, borrowed: bool) -> Result<(), Problem> {
        let name = format!("borrowed/{}", known.id);
        if borrowed { self.0.store.set_setting(&name, "yes") } else { self.0.store.forget_setting(&name) }
    }

    /// Keeps what the org says of itself now; its session stays as it is.
    pub(super) fn keep_known(&self, org: Org, known: KnownOrg) -> Result<(), Problem> {
        self.0.store.save_org(&known)?;
        lock(&self.0.sessions).insert(known.id.clone(), (org, known));
        Ok(())
    }

    /// The session of an org: at hand, or from the vault.
    ///
    /// # Errors
    /// `session_ended` with the org's id when there is none: the person signs in again; `different_org` or
    /// `different_identity` when one from the vault is another org's or person's than what is known of it.
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
        let transport = &self.0.transport;
        let (version, user) = tokio::join!(
            highest_version(transport, &session.host),
            oauth::userinfo(transport, &session.host, &session.access_token)
        );
        let version = version?;
        match user {
            Ok(user) if user.organization_id != session.org => {
                return Err(different_org(&known, user.organization_id.as_str()));
            }
            // The keychain may hold what an earlier person left there.
            Ok(user) if user.user_id != session.user => {
                return Err(Problem::new(Code::DifferentIdentity).with("username", &known.username));
            }
            Err(error) if !error.is_session_expired() => return Err(error.into()),
            // What is done with a session that ended finds that out again, and renews it where that can be done.
            Ok(_) | Err(_) => {}
        }
        let org = self.renewable(Org::new(self.0.transport.clone(), session, version), &known)?;
        lock(&self.0.sessions).insert(known.id.clone(), (org.clone(), known.clone()));
        Ok((org, known))
    }

    /// Forgets the session that was used, if Salesforce no longer takes it, and says whose it was. One that a person
    /// has got since stays: the refusal of an old token may come late.
    pub(super) async fn ended(&self, used: &Org, known: &KnownOrg, problem: Problem) -> Problem {
        if problem.code != Code::SessionEnded {
            return problem;
        }
        let problem = match self.why_not_renewed(&known.id) {
            // The refusal to renew says why; what the call itself was told says nothing more.
            Some(reason) if reason.code == Code::SessionEnded => Problem { salesforce: reason.salesforce, ..problem },
            // The keychain is in the way: the session itself may be good yet.
            Some(reason) => return reason,
            None => problem,
        };
        let token = used.session().access_token;
        let found = {
            let mut sessions = lock(&self.0.sessions);
            let is_used = sessions.get(&known.id).is_some_and(|(org, _)| org.session().access_token == token);
            is_used.then(|| sessions.remove(&known.id)).flatten()
        };
        let slot = Slot::session(namespace(known), &known.id);
        // What can't be deleted is dead all the same; what another process has got since stays.
        if found.is_some()
            && let Ok(_turn) = self.0.store.session_turn(&known.id).await
            && let Ok(Some(kept)) = self.0.vault.get(&slot).await
            && *kept == token.expose()
        {
            let _ = self.0.vault.delete(&slot).await;
        }
        problem.with("org", &known.id)
    }

    /// The host of a known org, judged anew: what is on disk is not believed.
    pub(super) fn host(&self, known: &KnownOrg) -> Result<Host, Problem> {
        if known.kind == OrgKind::Practice {
            self.0.practice.host(&known.origin)
        } else {
            Ok(Host::parse(&known.origin)?)
        }
    }
}

/// A known org whose address answers as another one.
pub(super) fn different_org(known: &KnownOrg, found: &str) -> Problem {
    Problem::new(Code::DifferentOrg).with("found", found).with("host", &known.host).with("known", &known.id)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use salesforce::Session;
    use salesforce::types::AccessToken;

    use super::Access;
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
        let fresh = Session { access_token, user: other.id.parse().unwrap(), ..old.session() };
        let (fresh, fresh_known) = desk.identify(&fresh).await.unwrap();
        desk.keep_session(fresh.clone(), fresh_known.clone(), &Access::Own).await.unwrap();

        desk.ended(&old, &known, Problem::new(Code::SessionEnded)).await;
        assert!(desk.is_signed_in(&id), "the new session stays");
        desk.ended(&fresh, &fresh_known, Problem::new(Code::SessionEnded)).await;
        assert!(!desk.is_signed_in(&id), "one that was refused itself goes");
    }
}
