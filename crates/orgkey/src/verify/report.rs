//! What was proved, row by row, with the masked exchanges behind each.

use jiff::Timestamp;
use salesforce::Exchange;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Line, Problem};

/// OAuth flows that Orgkey sets up. Words: `flow_<flow>_title`, `_setup`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// A person signs in.
    AuthorizationCode,
    /// A server works alone.
    ClientCredentials,
    /// A server proves itself with a certificate.
    JwtBearer,
}

impl Flow {
    /// The id as it stands in the message catalogue.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::ClientCredentials => "client_credentials",
            Self::JwtBearer => "jwt_bearer",
        }
    }
}

/// How far a flow is proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// With token and call.
    Proven,
    /// The dry check only.
    DryCheckOnly {
        /// Why no more.
        because: Line,
    },
    /// Not at all.
    NotProven {
        /// Why.
        problem: Problem,
    },
}

/// Which proof. Words: `proof_<id>_title`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProofId {
    /// Salesforce knows the client ID, callback and scopes.
    Known,
    /// Got a token.
    GotToken,
    /// Asked who it is.
    WhoAmI,
    /// Read the org's name.
    ReadOrganization,
    /// Read accounts.
    ReadAccounts,
    /// Stayed connected once.
    Refreshed,
    /// The used-up refresh token was refused.
    RefusedUsedRefreshToken,
    /// A wrong secret was refused.
    RefusedWrongSecret,
    /// What another key signed was refused.
    RefusedWrongKey,
    /// An assertion whose time is over was refused.
    RefusedExpiredAssertion,
    /// An unlisted callback was refused.
    RefusedUnlistedCallback,
    /// A request without PKCE was refused.
    RefusedWithoutPkce,
    /// The tokens were taken back.
    Revoked,
    /// The revoked token was refused.
    RefusedRevokedToken,
}

impl ProofId {
    /// The id as it stands in the message catalogue.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::GotToken => "got_token",
            Self::WhoAmI => "who_am_i",
            Self::ReadOrganization => "read_organization",
            Self::ReadAccounts => "read_accounts",
            Self::Refreshed => "refreshed",
            Self::RefusedUsedRefreshToken => "refused_used_refresh_token",
            Self::RefusedWrongSecret => "refused_wrong_secret",
            Self::RefusedWrongKey => "refused_wrong_key",
            Self::RefusedExpiredAssertion => "refused_expired_assertion",
            Self::RefusedUnlistedCallback => "refused_unlisted_callback",
            Self::RefusedWithoutPkce => "refused_without_pkce",
            Self::Revoked => "revoked",
            Self::RefusedRevokedToken => "refused_revoked_token",
        }
    }
}

/// How a proof ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProofOutcome {
    /// As it should be: granted what must be granted, refused what must be refused.
    Passed,
    /// Not as it should be.
    Failed,
}

/// The shape of [`Exchange`] in TypeScript: the wire crate knows no page.
#[derive(TS)]
#[ts(rename = "Exchange")]
#[expect(dead_code, reason = "only its shape is used")]
struct ExchangeShape {
    call: String,
    method: String,
    url: String,
    at: String,
    #[ts(type = "number")]
    milliseconds: u64,
    status: Option<u16>,
    request: Vec<(String, String)>,
    response: Option<String>,
    failure: Option<String>,
}

/// One proof.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Proof {
    /// Which.
    pub id: ProofId,
    /// How it ended.
    pub outcome: ProofOutcome,
    /// A few words more, such as who it was.
    pub detail: Option<Line>,
    /// What went over the wire, masked.
    #[ts(as = "Vec<ExchangeShape>")]
    pub exchanges: Vec<Exchange>,
}

/// Everything about one flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FlowProof {
    /// Which flow.
    pub flow: Flow,
    /// How far it is proven.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// The proofs, in their order.
    pub proofs: Vec<Proof>,
}

/// What was proved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Report {
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Flow by flow.
    pub flows: Vec<FlowProof>,
}
