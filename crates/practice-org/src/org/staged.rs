//! Staged credentials: a second pair of key and secret, which takes the place of the first without a gap.
//!
//! Source: *Connect REST API Developer Guide*, "OAuth Staged Credentials"; *Salesforce Help*, "Stage OAuth Credentials
//! for an External Client App".

use std::time::Duration;

use jiff::Timestamp;

use super::{Org, audit::SetupChange};
use crate::clock::later;
use crate::metadata::Component;

/// How long a pair stays in the slot unless it is deleted.
const LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The slot of a consumer beside its live pair.
#[derive(Clone, Debug)]
pub(crate) struct Staged {
    /// The record id.
    pub(crate) id: String,
    /// The consumer key.
    pub(crate) key: String,
    /// The consumer secret.
    pub(crate) secret: String,
    /// Who staged it: the user's id.
    pub(crate) created_by: String,
    /// When it was staged.
    pub(crate) created_at: Timestamp,
    /// When it ends.
    pub(crate) ends_at: Timestamp,
    /// Whether this is the former live pair, which still works.
    pub(crate) is_rotated: bool,
}

impl Staged {
    /// `Active`, `Rotated` or `Expired`.
    pub(crate) fn state(&self, now: Timestamp) -> &'static str {
        match self.is_rotated {
            _ if now >= self.ends_at => "Expired",
            true => "Rotated",
            false => "Active",
        }
    }

    /// Whether clients may still prove themselves with the pair.
    pub(crate) fn works(&self, now: Timestamp) -> bool {
        self.is_rotated && now < self.ends_at
    }
}

impl Org {
    /// Stages a new pair for the consumer of an app (API name). Nothing happens if the slot is taken.
    pub(crate) fn stage(&mut self, app: &str, by: &str, now: Timestamp) -> bool {
        let Some(consumer) = self.consumers.get_mut(app) else { return false };
        if consumer.staged.as_ref().is_some_and(|staged| now < staged.ends_at) {
            return false;
        }
        consumer.staged = Some(Staged {
            id: self.ids.next("0xS"),
            key: crate::random::consumer_key(),
            secret: crate::random::consumer_secret(),
            created_by: by.to_owned(),
            created_at: now,
            ends_at: later(now, LIFE),
            is_rotated: false,
        });
        self.note_change(by, now, &SetupChange::CredentialsStaged(app));
        true
    }

    /// Empties the slot; a former live pair in it works no more.
    pub(crate) fn discard_staged(&mut self, app: &str, by: &str, now: Timestamp) {
        let staged = self.consumers.get_mut(app).and_then(|consumer| consumer.staged.take());
        if staged.is_some() {
            self.note_change(by, now, &SetupChange::CredentialsDiscarded(app));
        }
    }

    /// Puts the staged pair in the place of the live one, and that into the slot, where it works for 30 days more.
    /// Nothing happens unless an active pair is staged.
    pub(crate) fn rotate_staged(&mut self, app: &str, by: &str, now: Timestamp) -> bool {
        let global = self.components.iter_mut().find_map(|stored| match &mut stored.component {
            Component::GlobalOauthSettings(global) if global.external_client_application.eq_ignore_ascii_case(app) => {
                Some(global)
            }
            _ => None,
        });
        let (Some(global), Some(consumer)) = (global, self.consumers.get_mut(app)) else { return false };
        let (Some(key), Some(staged)) = (&mut global.consumer_key, &mut consumer.staged) else { return false };
        if staged.state(now) != "Active" {
            return false;
        }
        std::mem::swap(key, &mut staged.key);
        std::mem::swap(&mut consumer.secret, &mut staged.secret);
        staged.is_rotated = true;
        staged.ends_at = later(now, LIFE);
        self.note_change(by, now, &SetupChange::CredentialsRotated(app));
        true
    }
}
