//! Sessions of an own client id, renewed: one request at a time in all of this computer, its answer kept before it is
//! used, and never the same refresh token again once its answer may have been lost.
//!
//! With rotation a refresh token is dead when it was used, and using it again ends everything that came of it. So a mark
//! on disk says that a request is on its way; whoever finds one that nobody holds asks the person to sign in instead.
//! Where the keychain did not take the answer, the mark stays with a word that is kept beside the answer: whoever has
//! the word has the newest token, and nobody else may use what an older keychain still holds.
//! Sources: RFC 9700 section 4.14; Salesforce Help, "Refresh Token Rotation".

use std::sync::{Arc, Weak};

use jiff::Timestamp;
use salesforce::rest::{Renewal, Renewed};
use salesforce::types::{AccessToken, ConsumerKey, RefreshToken};
use salesforce::{Error, Host, NetworkKind, Org, SalesforceError, oauth};

use super::sessions::namespace;
use super::{Desk, Inner, lock};
use crate::orgs::KnownOrg;
use crate::problem::{Code, Problem};
use crate::vault::Slot;
use crate::views::KeychainState;

/// Renews the session of one org, for as long as the desk is open.
struct Renewer {
    desk: Weak<Inner>,
    org: KnownOrg,
    host: Host,
}

impl Renewal for Renewer {
    fn renew<'a>(&'a self, used: &'a AccessToken) -> Renewed<'a> {
        Box::pin(async move {
            let Some(desk) = self.desk.upgrade().map(Desk) else { return Ok(None) };
            let (org, host, used) = (self.org.clone(), self.host.clone(), used.clone());
            // A task of its own: whoever asked may go away, the answer must not.
            let renewal = tokio::spawn(async move { desk.renewed(&org, &host, &used).await });
            renewal.await.unwrap_or(Ok(None))
        })
    }
}

/// Why there is no newer token.
enum Stop {
    /// It could not be asked for; another time it may be.
    Failed(Error),
    /// There will be none: the person signs in again, or lets Orgkey use the keychain.
    Ended(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Ended(problem)
    }
}

fn client_setting(org: &str) -> String {
    format!("client/{org}")
}

fn mark(org: &str) -> String {
    format!("renewal_under_way/{org}")
}

impl Desk {
    /// The org, renewing its session if it came by an own client id.
    pub(super) fn renewable(&self, org: Org, known: &KnownOrg) -> Result<Org, Problem> {
        if self.0.store.setting(&client_setting(&known.id))?.is_none() {
            return Ok(org);
        }
        let host = org.host().clone();
        let renewer = Renewer { desk: Arc::downgrade(&self.0), org: known.clone(), host };
        Ok(org.renewed_by(Arc::new(renewer)))
    }

    /// Whether the session of an org can be renewed.
    pub(super) fn is_renewable(&self, org: &str) -> Result<bool, Problem> {
        Ok(self.0.store.setting(&client_setting(org))?.is_some())
    }

    /// Keeps what renews a session, before the session itself.
    pub(super) async fn keep_renewal(
        &self,
        known: &KnownOrg,
        client: &ConsumerKey,
        token: &RefreshToken,
    ) -> Result<(), Problem> {
        self.0.vault.set(&Slot::refresh_token(namespace(known), &known.id), token.expose()).await;
        self.0.store.set_setting(&client_setting(&known.id), client.as_str())?;
        self.unmark(known).await
    }

    /// The newest token is kept: takes the mark off, or ties it to the place where the token is.
    async fn unmark(&self, known: &KnownOrg) -> Result<(), Problem> {
        if self.0.vault.state() == KeychainState::Working {
            return self.0.store.forget_setting(&mark(&known.id));
        }
        let word = uuid::Uuid::new_v4().to_string();
        self.0.vault.set(&Slot::renewal_home(namespace(known), &known.id), &word).await;
        self.0.store.set_setting(&mark(&known.id), &word)
    }

    /// Whether the refresh token that is at hand may be used: nothing became of it that nobody knows.
    async fn is_newest(&self, known: &KnownOrg) -> Result<bool, Problem> {
        let Some(mark) = self.0.store.setting(&mark(&known.id))? else { return Ok(true) };
        let word = self.0.vault.get(&Slot::renewal_home(namespace(known), &known.id)).await?;
        Ok(word.is_some_and(|word| *word == mark))
    }

    /// What renews a session, if anything does.
    pub(super) async fn refresh_token(&self, known: &KnownOrg) -> Result<Option<RefreshToken>, Problem> {
        let kept = self.0.vault.get(&Slot::refresh_token(namespace(known), &known.id)).await?;
        Ok(kept.map(|token| RefreshToken::new(token.as_str())))
    }

    /// Forgets what renewed a session.
    pub(super) async fn forget_renewal(&self, known: &KnownOrg) -> Result<(), Problem> {
        // First the word that there is one: a token that can't be deleted is then never used.
        self.0.store.forget_setting(&client_setting(&known.id))?;
        self.0.vault.delete(&Slot::refresh_token(namespace(known), &known.id)).await?;
        self.0.vault.delete(&Slot::renewal_home(namespace(known), &known.id)).await?;
        self.0.store.forget_setting(&mark(&known.id))
    }

    /// A token newer than `used`; none when there will be none, and why is noted.
    async fn renewed(&self, known: &KnownOrg, host: &Host, used: &AccessToken) -> Result<Option<AccessToken>, Error> {
        // Within this process, then between processes.
        let _here = self.0.renewing.lock().await;
        let renewed = match self.0.store.session_turn(&known.id).await {
            Ok(_everywhere) => self.renew_in_turn(known, host, used).await,
            Err(problem) => Err(problem.into()),
        };
        match renewed {
            Ok(token) => Ok(Some(token)),
            Err(Stop::Failed(error)) => Err(error),
            Err(Stop::Ended(problem)) => {
                // Still in turn: whoever comes next only learns that it is over, not why.
                let mut told = lock(&self.0.not_renewed);
                if problem.salesforce.is_some() || !told.contains_key(&known.id) {
                    told.insert(known.id.clone(), problem);
                }
                Ok(None)
            }
        }
    }

    /// The token that somebody got meanwhile, else one that is asked for now.
    async fn renew_in_turn(&self, known: &KnownOrg, host: &Host, used: &AccessToken) -> Result<AccessToken, Stop> {
        let ended = || Problem::new(Code::SessionEnded).with("org", &known.id);
        let session = Slot::session(namespace(known), &known.id);
        if let Some(kept) = self.0.vault.get(&session).await?.map(|token| AccessToken::new(token.as_str()))
            && kept != *used
        {
            // Somebody else may have signed in to the org since: their access is not for what this person began.
            let now = self.0.store.org(&known.id)?.map(|org| org.user_id);
            return if now.as_ref() == Some(&known.user_id) { Ok(kept) } else { Err(ended().into()) };
        }
        let client = self.0.store.setting(&client_setting(&known.id))?;
        let client = client.and_then(|client| client.parse::<ConsumerKey>().ok()).ok_or_else(ended)?;
        if !self.is_newest(known).await? {
            // An answer was lost. Its token may be spent, and would end all others if it came again.
            self.forget_renewal(known).await?;
            return Err(ended().into());
        }
        let slot = Slot::refresh_token(namespace(known), &known.id);
        let token = self.refresh_token(known).await?.ok_or_else(ended)?;
        self.0.store.set_setting(&mark(&known.id), &Timestamp::now().to_string())?;
        let reply = match oauth::refresh(&self.0.transport, host, &client, None, &token).await {
            Ok(reply) => reply,
            Err(error) => return Err(self.not_renewed(known, error).await),
        };
        if reply.id.org.as_str() != known.id || reply.id.user.as_str() != known.user_id {
            self.forget_renewal(known).await?;
            return Err(ended().into());
        }
        // Kept before it is used; the mark goes last.
        if let Some(next) = &reply.refresh_token {
            self.0.vault.set(&slot, next.expose()).await;
        }
        self.0.vault.set(&session, reply.access_token.expose()).await;
        self.unmark(known).await?;
        Ok(reply.access_token)
    }

    async fn not_renewed(&self, known: &KnownOrg, error: Error) -> Stop {
        match &error {
            Error::Salesforce(said) if is_over(said) => {
                let ended = Problem::new(Code::SessionEnded).with("org", &known.id).said((&**said).into());
                match self.forget_renewal(known).await {
                    Ok(()) => Stop::Ended(ended),
                    Err(problem) => Stop::Ended(problem),
                }
            }
            // Salesforce's own answer without a token in it, or a request that never left: the token is as good as before.
            // What stands in between may say something else after Salesforce has answered.
            Error::Salesforce(said) if is_own(said) => {
                self.unmark(known).await.map_or_else(Stop::Ended, |()| Stop::Failed(error))
            }
            Error::Network(network)
                if matches!(
                    network.kind,
                    NetworkKind::Connect
                        | NetworkKind::Dns
                        | NetworkKind::Tls
                        | NetworkKind::Certificate(_)
                        | NetworkKind::Proxy
                        | NetworkKind::ProxyPassword
                ) =>
            {
                self.unmark(known).await.map_or_else(Stop::Ended, |()| Stop::Failed(error))
            }
            // Whether Salesforce answered is not known: the mark stays.
            _ => Stop::Failed(error),
        }
    }

    /// Why a session could not be renewed, told once.
    pub(super) fn why_not_renewed(&self, org: &str) -> Option<Problem> {
        lock(&self.0.not_renewed).remove(org)
    }
}

/// Whether a refusal is for good: the token expired or was revoked, the user may not any more, the app is gone. A token
/// that is just being used elsewhere, too many log-ins in an hour, a network or an hour that is not allowed, pass.
fn is_over(said: &SalesforceError) -> bool {
    let passes = said.status >= 500 || said.status == 429 || said.code == "rate_limit_exceeded";
    let elsewhere = ["already being processed", "ip restricted"].iter().any(|words| said.message.contains(words));
    !passes && !elsewhere && is_own(said)
}

/// Whether Salesforce itself said it, in the form of RFC 6749 section 5.2 or with a code of its own such as
/// `OAUTH_APP_BLOCKED`: anything else may be a proxy's.
fn is_own(said: &SalesforceError) -> bool {
    let code = said.code.strip_prefix("OAUTH_").map_or_else(|| said.code.clone(), str::to_ascii_lowercase);
    code.contains('_') && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

#[cfg(test)]
mod tests;
