//! Tables of what Salesforce offers: scopes, and good answers for each kind of thing that connects. Ids only; the
//! words are in the message catalogue.

mod connect;
mod scopes;

pub use connect::{ConnectKind, Suggestion};
pub use scopes::{Risk, SCOPES, ScopeEntry, is_refresh_scope, token};
