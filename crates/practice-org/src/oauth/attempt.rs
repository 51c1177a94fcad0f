//! What a grant leaves in the login history of the user that it was for.
//!
//! Source: *Object Reference*, "LoginHistory"; texts of failures as seen in public traces.

use super::OauthError;
use crate::front_door::Here;
use crate::org::{
    Org,
    audit::{Login, LoginKind, Outcome},
};
use crate::rules::oauth as say;

/// One attempt to log in to an app.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt<'a> {
    /// Where it was made.
    pub(crate) here: &'a Here,
    /// By which grant.
    pub(crate) kind: LoginKind,
    /// The label of the app.
    pub(crate) app: &'a str,
}

impl Attempt<'_> {
    /// Writes down what came of it for a user (id).
    pub(crate) fn note(&self, org: &mut Org, user: &str, outcome: Outcome) {
        org.note_login(Login {
            user: user.to_owned(),
            at: self.here.world.now(),
            kind: self.kind,
            application: self.app.to_owned(),
            outcome,
            from: self.here.origin(),
        });
    }

    /// Writes down a refusal, and hands it back. Only refusals that are about the user or the moment show there.
    pub(crate) fn refuse(&self, org: &mut Org, user: &str, error: OauthError) -> OauthError {
        let rule = error.rule();
        let outcome = if rule == say::INACTIVE || rule == say::INACTIVE_IN_BROWSER {
            Some(org.user(user).map_or(Outcome::Inactive, Outcome::of))
        } else if rule == say::NOT_ADMITTED || rule == say::NOT_ADMITTED_IN_BROWSER {
            Some(Outcome::NotAdmitted)
        } else if rule == say::ADDRESS_OR_HOURS {
            let in_time = org.user(user).is_none_or(|user| org.takes_hour(user, self.here.world.now()));
            Some(if in_time { Outcome::RestrictedAddress } else { Outcome::RestrictedHours })
        } else if rule == say::IN_FLIGHT {
            Some(Outcome::AlreadyProcessed)
        } else {
            None
        };
        if let Some(outcome) = outcome {
            self.note(org, user, outcome);
        }
        error
    }
}
