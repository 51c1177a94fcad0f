//! Access tokens, refresh tokens, authorization codes and approvals of one org.
//!
//! Keeps them and lets them age. When they are issued, and what is said of them, is left to `oauth`.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;

use super::device::Device;
use crate::clock::later;
use crate::metadata::{RefreshTokenPolicyType, RefreshTokenValidityUnit};
use crate::oauth::scope::Scopes;

/// The time-out of a session where neither app nor profile sets one (*Session Settings*, two hours).
pub(crate) const DEFAULT_SESSION: Duration = Duration::from_secs(2 * 60 * 60);

/// How long a code can be exchanged.
pub(crate) const CODE_LIFE: Duration = Duration::from_secs(15 * 60);

/// How many approvals a user may have of one app; one more pushes the oldest out (*Salesforce Help*, "Manage OAuth
/// Access Policies").
pub(crate) const MAX_APPROVALS: usize = 5;

/// Which client holds a token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Holder {
    /// The command line's connected app.
    PlatformCli,
    /// An app, by its record id.
    App(String),
    /// Nobody: a session as a log-in makes it.
    Session,
}

/// Who has been allowed what.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    /// The client.
    pub(crate) holder: Holder,
    /// The user's id.
    pub(crate) user: String,
    /// The scopes.
    pub(crate) scopes: Scopes,
}

/// How long a refresh token lives unused where the app has the limit (*Salesforce Help*, `isEnforceRefreshTokenTTL`).
pub(crate) const IDLE_LIMIT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What the text of an access token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Nothing to anyone but the org. Using it keeps its session alive.
    Opaque,
    /// A JWT, which ends when it says.
    Jwt,
}

/// A live access token.
#[derive(Clone, Debug)]
pub(crate) struct AccessToken {
    /// Who has been allowed what.
    pub(crate) grant: Grant,
    /// What its text is.
    pub(crate) format: Format,
    /// When it was issued.
    pub(crate) issued_at: Timestamp,
    /// When it ends unless it is used.
    pub(crate) ends_at: Timestamp,
    /// How long it lives after its last use.
    pub(crate) time_out: Duration,
    /// The approval that it came from, or a number of its own.
    pub(crate) approval: u64,
}

/// A refresh token, live or spent.
#[derive(Clone, Debug)]
pub(crate) struct RefreshToken {
    /// Who has been allowed what.
    pub(crate) grant: Grant,
    /// The approval that it belongs to; rotation keeps it.
    pub(crate) approval: u64,
    /// When the first token of the approval was issued.
    pub(crate) issued_at: Timestamp,
    /// When it was last used.
    pub(crate) used_at: Timestamp,
    /// How often it was used.
    pub(crate) uses: u32,
    /// Whether it was exchanged for another by rotation.
    pub(crate) spent: bool,
    /// Whether a request with it is being answered.
    pub(crate) in_flight: bool,
}

/// An authorization code, kept after its use so that a second use can be told from an unknown code.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    /// Who has been allowed what.
    pub(crate) grant: Grant,
    /// The callback that was given to authorize.
    pub(crate) redirect_uri: String,
    /// The PKCE challenge, if one was given.
    pub(crate) challenge: Option<String>,
    /// `nonce`, for the id token.
    pub(crate) nonce: Option<String>,
    /// When it was issued.
    pub(crate) issued_at: Timestamp,
    /// Whether it was exchanged.
    pub(crate) used: bool,
}

/// How long refresh tokens of a client live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefreshLife {
    /// Until revoked.
    Infinite,
    /// Not at all.
    Zero,
    /// So long after the approval.
    Lifetime(Duration),
    /// So long after the last use.
    Inactivity(Duration),
}

impl RefreshLife {
    /// The life that a policy gives.
    pub(crate) fn new(policy: RefreshTokenPolicyType, period: i64, unit: RefreshTokenValidityUnit) -> Self {
        let hours = match unit {
            RefreshTokenValidityUnit::Hours => 1,
            RefreshTokenValidityUnit::Days => 24,
            RefreshTokenValidityUnit::Months => 30 * 24,
        };
        let seconds = u64::try_from(period).unwrap_or(0).saturating_mul(hours * 3600);
        let length = Duration::from_secs(seconds);
        match policy {
            RefreshTokenPolicyType::Infinite => Self::Infinite,
            RefreshTokenPolicyType::Zero => Self::Zero,
            RefreshTokenPolicyType::SpecificLifetime => Self::Lifetime(length),
            RefreshTokenPolicyType::SpecificInactivity => Self::Inactivity(length),
        }
    }

    /// Whether a token still lives.
    pub(crate) fn holds(self, token: &RefreshToken, now: Timestamp) -> bool {
        match self {
            Self::Infinite => true,
            Self::Zero => false,
            Self::Lifetime(length) => now < later(token.issued_at, length),
            Self::Inactivity(length) => now < later(token.used_at, length),
        }
    }
}

/// All tokens of an org.
#[derive(Debug)]
pub(crate) struct Tokens {
    /// Access tokens by their text.
    pub(crate) access: HashMap<String, AccessToken>,
    /// Refresh tokens by their text.
    pub(crate) refresh: HashMap<String, RefreshToken>,
    /// Codes by their text.
    pub(crate) codes: HashMap<String, Code>,
    /// Devices that wait, by their device code.
    pub(crate) devices: HashMap<String, Device>,
    /// What users have consented to.
    pub(crate) consents: Vec<Grant>,
    /// `jti` of assertions that were taken, with the client that signed them and the moment from which they are too old
    /// anyway.
    assertions: HashMap<(String, String), Timestamp>,
    /// Whether no JWT-format tokens are issued, whatever apps say.
    pub(crate) opaque_only: bool,
    /// How many approvals a user may have of one app.
    pub(crate) max_approvals: usize,
    last_approval: u64,
}

impl Default for Tokens {
    fn default() -> Self {
        Self {
            access: Default::default(),
            refresh: Default::default(),
            codes: Default::default(),
            devices: Default::default(),
            consents: Default::default(),
            assertions: Default::default(),
            opaque_only: false,
            max_approvals: MAX_APPROVALS,
            last_approval: 0,
        }
    }
}

impl Tokens {
    /// A number for a new approval.
    pub(crate) fn next_approval(&mut self) -> u64 {
        self.last_approval += 1;
        self.last_approval
    }

    /// Stores an opaque access token and returns its text.
    pub(crate) fn issue_access(
        &mut self,
        org_id: &str,
        grant: Grant,
        time_out: Duration,
        approval: Option<u64>,
        now: Timestamp,
    ) -> String {
        let text = crate::random::access_token(org_id);
        self.keep(text.clone(), Format::Opaque, grant, time_out, approval, now);
        text
    }

    /// Stores an access token that is a JWT.
    pub(crate) fn keep_jwt(&mut self, text: &str, grant: Grant, life: Duration, approval: Option<u64>, now: Timestamp) {
        self.keep(text.to_owned(), Format::Jwt, grant, life, approval, now);
    }

    fn keep(
        &mut self,
        text: String,
        format: Format,
        grant: Grant,
        time_out: Duration,
        approval: Option<u64>,
        now: Timestamp,
    ) {
        // One that comes without an approval is a connection of its own.
        let approval = approval.unwrap_or_else(|| self.next_approval());
        let ends_at = later(now, time_out);
        self.access.insert(text, AccessToken { grant, format, issued_at: now, ends_at, time_out, approval });
    }

    /// The live access token of that text; using it keeps its session alive.
    pub(crate) fn use_access(&mut self, text: &str, now: Timestamp) -> Option<&AccessToken> {
        let token = self.access.get_mut(text).filter(|token| now < token.ends_at)?;
        if token.format == Format::Opaque {
            token.ends_at = later(now, token.time_out);
        }
        Some(token)
    }

    /// Stores the first refresh token of a new approval, and drops the oldest approval beyond the fifth.
    pub(crate) fn issue_refresh(&mut self, grant: Grant, now: Timestamp) -> (String, u64) {
        let approval = self.next_approval();
        let text = crate::random::refresh_token();
        let mut alive: Vec<u64> = self
            .refresh
            .values()
            .filter(|one| !one.spent && one.grant.user == grant.user && one.grant.holder == grant.holder)
            .map(|one| one.approval)
            .collect();
        alive.sort_unstable();
        // The new one stands first, so that what was consented to does not end with the last of the old ones.
        self.refresh.insert(
            text.clone(),
            RefreshToken { grant, approval, issued_at: now, used_at: now, uses: 0, spent: false, in_flight: false },
        );
        let too_many = (alive.len() + 1).saturating_sub(self.max_approvals);
        for oldest in alive.into_iter().take(too_many) {
            self.end_approval(oldest);
        }
        (text, approval)
    }

    /// Ends an approval: its refresh tokens, the access tokens made from them, and with the last of a user's approvals of
    /// an app what was consented to.
    pub(crate) fn end_approval(&mut self, approval: u64) {
        let ended: Vec<Grant> =
            self.refresh.extract_if(|_, token| token.approval == approval).map(|(_, token)| token.grant).collect();
        for grant in ended {
            let same = |one: &Grant| one.holder == grant.holder && one.user == grant.user;
            if !self.refresh.values().any(|token| same(&token.grant)) {
                self.consents.retain(|one| !same(one));
            }
        }
        self.access.retain(|_, token| token.approval != approval);
    }

    /// Ends what a user who got a new password had: refresh tokens, sessions, codes.
    pub(crate) fn end_user(&mut self, user: &str) {
        self.access.retain(|_, token| token.grant.user != user);
        self.refresh.retain(|_, token| token.grant.user != user);
        self.codes.retain(|_, code| code.grant.user != user);
    }

    /// Ends every token, code and consent of an app.
    pub(crate) fn end_app(&mut self, app_id: &str) {
        let theirs = |holder: &Holder| matches!(holder, Holder::App(id) if id == app_id);
        self.access.retain(|_, token| !theirs(&token.grant.holder));
        self.refresh.retain(|_, token| !theirs(&token.grant.holder));
        self.codes.retain(|_, code| !theirs(&code.grant.holder));
        self.devices.retain(|_, device| !theirs(&device.holder));
        self.consents.retain(|grant| !theirs(&grant.holder));
    }

    /// Takes the `jti` of a client's assertion; `false` when it came before.
    pub(crate) fn take_assertion(&mut self, client: &str, jti: &str, until: Timestamp, now: Timestamp) -> bool {
        self.assertions.retain(|_, until| now < *until);
        self.assertions.insert((client.to_owned(), jti.to_owned()), until).is_none()
    }

    /// Keeps what a user consented to, once.
    pub(crate) fn consent(&mut self, grant: Grant) {
        if !self.has_consent(&grant.holder, &grant.user, &grant.scopes) {
            self.consents.push(grant);
        }
    }

    /// Whether a user has consented to all of these scopes for a client.
    pub(crate) fn has_consent(&self, holder: &Holder, user: &str, scopes: &Scopes) -> bool {
        self.consents.iter().any(|one| {
            one.holder == *holder && one.user == user && scopes.iter().all(|scope| one.scopes.contains(scope))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Grant, Holder, Tokens};
    use crate::oauth::scope;

    #[test]
    fn consent_ends_with_an_approval_that_another_has_pushed_out() {
        let now = jiff::Timestamp::UNIX_EPOCH;
        let grant = Grant { holder: Holder::PlatformCli, user: "005".to_owned(), scopes: scope::of_session() };
        let mut tokens = Tokens { max_approvals: 1, ..Tokens::default() };
        for _ in 0..3 {
            tokens.consent(grant.clone());
            tokens.issue_refresh(grant.clone(), now);
        }
        assert_eq!((tokens.refresh.len(), tokens.consents.len()), (1, 1));
    }
}
