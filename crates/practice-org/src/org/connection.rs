//! Who is connected to an app: its live tokens, those of one approval together.
//!
//! Source: *Connect REST API Developer Guide*, "OAuth Usage".

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Org, app::App, token::Holder};
use crate::clock::earlier;
use crate::oauth::client::Client;

/// The live tokens of one approval, or one access token that came without any.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    /// The approval.
    pub(crate) approval: u64,
    /// The user's id.
    pub(crate) user: String,
    /// When the first token was issued.
    pub(crate) first_at: Timestamp,
    /// When one of the tokens was last used.
    pub(crate) last_at: Timestamp,
    /// How often tokens were issued.
    pub(crate) uses: u32,
}

impl Connection {
    /// The id that it is revoked by.
    pub(crate) fn id(&self) -> String {
        crate::id::to_18(&format!("0OtPR{:010}", self.approval))
    }
}

impl Org {
    /// The connections of an app, oldest first.
    pub(crate) fn connections(&self, app: &App<'_>, now: Timestamp) -> Vec<Connection> {
        let holder = Holder::App(app.stored.id.clone());
        let Some(client) = Client::of_app(app, now) else { return Vec::new() };
        let mut found: BTreeMap<u64, Connection> = BTreeMap::new();
        let refresh = self.tokens.refresh.values().filter(|token| token.grant.holder == holder && !token.spent);
        for token in refresh.filter(|token| client.holds(token, now)) {
            let connection = Connection {
                approval: token.approval,
                user: token.grant.user.clone(),
                first_at: token.issued_at,
                last_at: token.used_at,
                uses: token.uses + 1,
            };
            found.insert(token.approval, connection);
        }
        for token in self.tokens.access.values().filter(|token| token.grant.holder == holder && now < token.ends_at) {
            let approval = token.approval;
            // Each use puts the end off by the time-out.
            let last_at = earlier(token.ends_at, token.time_out);
            let connection = found.entry(approval).or_insert_with(|| Connection {
                approval,
                user: token.grant.user.clone(),
                first_at: token.issued_at,
                last_at,
                uses: 1,
            });
            connection.last_at = connection.last_at.max(last_at);
        }
        found.into_values().collect()
    }

    /// Ends what a user (id) has with an app (id): tokens, codes, consent.
    pub(crate) fn disconnect(&mut self, app_id: &str, user: &str) {
        let theirs = |grant: &super::token::Grant| {
            matches!(&grant.holder, Holder::App(id) if crate::id::same(id, app_id))
                && crate::id::same(&grant.user, user)
        };
        self.tokens.access.retain(|_, token| !theirs(&token.grant));
        self.tokens.refresh.retain(|_, token| !theirs(&token.grant));
        self.tokens.codes.retain(|_, code| !theirs(&code.grant));
        self.tokens.consents.retain(|grant| !theirs(grant));
    }
}
