//! What an org forgets, and when. Deploys are left to `deploy`, requests to `usage`.
//!
//! Sources: *Object Reference*, "LoginHistory" (six months), "SetupAuditTrail" (180 days). The rest is the practice
//! org's own: long enough that what has ended can still be told from what never was.

use std::time::Duration;

use jiff::Timestamp;

use super::{Org, token::Tokens};
use crate::clock::later;

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Log-ins and changes in Setup.
const HISTORY: Duration = Duration::from_secs(180 * DAY.as_secs());

/// Refresh tokens that were exchanged for another.
const SPENT: Duration = Duration::from_secs(30 * DAY.as_secs());

/// Retrieves that are kept.
const RETRIEVES: usize = 100;

impl Org {
    /// Forgets what is old, once an hour.
    pub(super) fn forget(&mut self, now: Timestamp) {
        let beyond = self.retrieves.len().saturating_sub(RETRIEVES);
        self.retrieves.drain(..beyond);
        if now < later(self.forgot_at, HOUR) {
            return;
        }
        self.forgot_at = now;
        self.tokens.forget(now);
        self.logins.retain(|entry| now < later(entry.login.at, HISTORY));
        self.audit.retain(|entry| now < later(entry.at, HISTORY));
    }
}

impl Tokens {
    fn forget(&mut self, now: Timestamp) {
        self.access.retain(|_, token| now < later(token.ends_at, DAY));
        self.refresh.retain(|_, token| !token.spent || now < later(token.used_at, SPENT));
        self.codes.retain(|_, code| now < later(code.issued_at, DAY));
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, HOUR, later};
    use crate::metadata::ComponentType;
    use crate::oauth::scope;
    use crate::org::{
        audit::SetupChange,
        kind::OrgKind,
        seed,
        token::{Code, DEFAULT_SESSION, Grant, Holder},
    };

    #[test]
    fn what_has_ended_long_ago_is_kept_for_ever() {
        let begun = jiff::Timestamp::UNIX_EPOCH;
        let mut org = seed::org(OrgKind::Developer, 0, begun);
        let grant = Grant { holder: Holder::PlatformCli, user: "005".to_owned(), scopes: scope::of_session() };
        let code = Code {
            grant: grant.clone(),
            redirect_uri: String::new(),
            challenge: None,
            nonce: None,
            issued_at: begun,
            used: true,
        };
        let before = (org.logins.len(), org.audit.len());
        org.tokens.codes.insert("code".to_owned(), code);
        let _ = org.tokens.issue_access("00D", grant.clone(), DEFAULT_SESSION, None, begun);
        let (refresh, _) = org.tokens.issue_refresh(grant, begun);
        for token in org.tokens.refresh.values_mut() {
            token.spent = true;
        }
        org.note_change("005", begun, &SetupChange::Created(ComponentType::App, "Acme"));
        org.retrieves.extend((0..200).map(|number| (number.to_string(), serde_json::Value::Null)));

        org.forget(later(begun, HOUR));
        let held = (org.tokens.codes.len(), org.tokens.access.len(), org.tokens.refresh.len());
        assert_eq!(held, (1, 1, 1), "what has just ended can be told from what never was");
        assert!(org.tokens.refresh.contains_key(&refresh));
        assert_eq!((org.retrieves.len(), org.retrieves[0].0.as_str()), (100, "100"));

        org.forget(later(begun, DAY * 2));
        assert_eq!((org.tokens.codes.len(), org.tokens.access.len(), org.tokens.refresh.len()), (0, 0, 1));
        assert_eq!(org.audit.len(), before.1 + 1);

        org.forget(later(begun, DAY * 181));
        assert_eq!((org.tokens.refresh.len(), org.audit.len()), (0, 0));
        assert!(org.logins.len() <= before.0);
    }
}
