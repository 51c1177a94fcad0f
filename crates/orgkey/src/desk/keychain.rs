//! Where secrets are kept: told as it changes, tried again, or left in memory because a person says so.

use tokio::sync::broadcast;

use super::Desk;
use crate::problem::Problem;
use crate::vault::Vault;
use crate::views::{Change, Start};

/// Hands on what changes about the keychain, for as long as there is the vault.
pub(super) fn tell_of_changes(vault: &Vault, changes: broadcast::Sender<Change>) {
    let mut states = vault.states();
    tokio::spawn(async move {
        while states.changed().await.is_ok() {
            // Nobody listening is no loss: the state is asked for.
            let _ = changes.send(Change::Keychain);
        }
    });
}

impl Desk {
    /// Tries the keychain again, whatever it said. If it works now, what was kept until Orgkey closes moves into it.
    ///
    /// # Errors
    /// `store_failed`. That the keychain still does not work is no error: the answer says it.
    pub async fn check_keychain(&self) -> Result<Start, Problem> {
        let moved = self.0.vault.try_again().await;
        self.note_moved(&moved)?;
        self.start().await
    }

    /// Goes on without the keychain: secrets are kept until Orgkey closes.
    ///
    /// # Errors
    /// `store_failed`.
    pub async fn keep_until_closed(&self) -> Result<Start, Problem> {
        self.0.vault.accept_memory();
        self.start().await
    }
}
