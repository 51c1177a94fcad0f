//! Forgetting an org: its access is taken back, and nothing secret of it stays on this computer.

use salesforce::types::AccessToken;

use super::sessions::namespace;
use super::{Desk, lock};
use crate::apply::{Entry, SecretPlace};
use crate::orgs::KnownOrg;
use crate::problem::{Code, Problem};
use crate::store::KeptDraft;
use crate::vault::Slot;
use crate::views::{KeychainState, Start};

impl Desk {
    /// Forgets an org: ends its session, deletes the session and the secrets and keys of apps made in it, and takes it off the
    /// list. Drafts and runs stay, without their secrets; nothing in the org changes.
    ///
    /// # Errors
    /// `not_found`; `run_already_open` while a run of it is driven; a `keychain_…` problem when the keychain may hold
    /// something and can't be asked: then nothing is forgotten.
    pub async fn forget_org(&self, id: &str) -> Result<Start, Problem> {
        let known = self.known_org(id)?;
        let _turn = self.0.store.turn(&known)?;
        self.0.vault.settle().await;
        if let KeychainState::UntilClosed { problem, .. } = self.0.vault.state()
            && problem.code != Code::KeychainMissing
        {
            return Err(problem);
        }
        // A renewal under way would keep a new token after all were deleted.
        let in_turn = self.0.store.session_turn(id).await?;
        let session = Slot::session(namespace(&known), &known.id);
        self.take_back(&known, &session).await?;
        lock(&self.0.sessions).remove(id);
        self.0.vault.delete(&session).await?;
        self.forget_renewal(&known).await?;
        self.set_borrowed(&known, false)?;
        for run in self.0.store.kept_runs()?.into_iter().filter(|run| run.org == id) {
            // One that can't be read has its secret all the same.
            let slots = match &run.record {
                Ok(record) => Slot::all_of(namespace(&known), record),
                Err(_) => vec![Slot::client_secret(namespace(&known), run.id)],
            };
            for slot in slots {
                self.0.vault.delete(&slot).await?;
            }
            if self.load(run.id).is_err() {
                continue;
            }
            let live = self.live(run.id)?;
            if live.progress().secret != SecretPlace::None {
                self.note(&live, Entry::SecretForgotten)?;
            }
        }
        for kept in self.0.store.drafts()? {
            if let KeptDraft::Whole(draft) = kept
                && draft.org.as_deref() == Some(id)
                && let Some(certificate) = &draft.answers.certificate
            {
                self.0.vault.delete(&Slot::private_key(namespace(&known), &certificate.fingerprint)).await?;
            }
        }
        self.0.store.forget_org(id)?;
        drop(in_turn);
        self.start().await
    }

    /// Ends the session at Salesforce.
    async fn take_back(&self, known: &KnownOrg, session: &Slot) -> Result<(), Problem> {
        if self.is_borrowed(known)? {
            return Ok(());
        }
        if let (Some(token), Ok(host)) = (self.refresh_token(known).await?, self.host(known)) {
            // Ends the access token made with it too.
            let _ = salesforce::oauth::revoke(&self.0.transport, &host, &token).await;
            return Ok(());
        }
        let Some(token) = self.0.vault.get(session).await? else { return Ok(()) };
        let token = AccessToken::new(token.as_str());
        // What a practice org tells to whoever starts it is not ours to end.
        let told = self.0.practice.known().is_some_and(|practice| practice.administrator.token == token);
        if let (false, Ok(host)) = (told, self.host(known)) {
            // What can't be taken back now ends by itself, and is not kept any more.
            let _ = salesforce::oauth::revoke(&self.0.transport, &host, &token).await;
        }
        Ok(())
    }
}
