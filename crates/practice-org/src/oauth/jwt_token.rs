//! Access tokens in the form of a JWT, which the REST API takes and the SOAP API does not.
//!
//! Sources: *Salesforce Help*, "JWT-Based Access Tokens"; claims besides as seen in the Mobile SDK.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::{client::Client, scope};
use crate::front_door::Here;
use crate::metadata::{OauthPolicies, choice::JwtSessionTimeoutType};
use crate::org::{Org, token::Grant};

/// How long a token lives where the policy names no time.
const DEFAULT_MINUTES: i64 = 30;

/// How long the policy lets a token live. It ends then, used or not.
pub(super) fn life(policies: Option<&OauthPolicies>, session: Duration) -> Duration {
    let minutes = policies.and_then(|one| one.named_user_jwt_timeout).unwrap_or(DEFAULT_MINUTES);
    match policies.and_then(|one| one.named_user_jwt_session_timeout_type) {
        Some(JwtSessionTimeoutType::UserSession) => session,
        Some(JwtSessionTimeoutType::Custom) | None => Duration::from_secs(u64::try_from(minutes).unwrap_or(0) * 60),
    }
}

/// Makes a token that ends after a time.
pub(super) fn sign(
    here: &Here,
    org: &Org,
    index: usize,
    client: &Client,
    grant: &Grant,
    life: Duration,
    now: Timestamp,
) -> Option<String> {
    let (base, seconds) = (here.org_url(index), now.as_second());
    let claims = json!({
        "scp": scope::text(&grant.scopes),
        "aud": [base],
        "sub": format!("uid:{}", grant.user),
        "nbf": seconds - 15,
        "mty": "oauth",
        // Names the session, so that no two tokens are the same text.
        "sfi": crate::random::handle(),
        "roles": [],
        "iss": base,
        "hsc": false,
        "exp": seconds + i64::try_from(life.as_secs()).unwrap_or(0),
        "iat": seconds,
        "client_id": client.key,
    });
    let header = [
        ("tnk", format!("core/practice/{}", org.id)),
        ("ver", "1.0".to_owned()),
        ("tty", "sfdc-core-token".to_owned()),
    ];
    here.world.signing_key().sign_with(&header, &claims)
}
