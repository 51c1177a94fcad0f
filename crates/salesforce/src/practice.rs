//! The one call that only a practice org answers: its handshake.

use serde::Deserialize;
use serde_json::Value;

use crate::transport::{Call, Transport};
use crate::types::AccessToken;
use crate::{Error, Host, Result};

#[derive(Deserialize)]
struct Hand {
    practice_org: bool,
    description: Option<Value>,
}

/// Asks a practice org for its description of itself, as JSON. `bearer` is the one that it printed when it started.
///
/// # Errors
/// [`Error::NotSalesforce`] when it is no practice org, or one whose bearer this is not.
pub async fn handshake(t: &Transport, host: &Host, bearer: &AccessToken) -> Result<String, Error> {
    let call = Call::get("handshake", host, "/__practice/").bearer(bearer);
    let hand: Hand = t.ask(&call).await?.json()?;
    match hand {
        Hand { practice_org: true, description: Some(description) } => Ok(description.to_string()),
        _ => Err(call.not_salesforce("it does not shake hands as a practice org")),
    }
}
