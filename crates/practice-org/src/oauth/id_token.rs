//! The id token of a grant with the scope `openid`.
//!
//! Sources: OpenID Connect Core section 2; *Metadata API Developer Guide*, "ExtlClntAppGlobalOauthSettings"
//! (`idTokenConfig`).

use jiff::Timestamp;
use serde_json::{Value, json};

use super::client::Client;
use crate::front_door::Here;
use crate::org::{Org, token::Grant};

/// Signs an id token whose issuer is the host that was asked.
pub(super) fn sign(
    here: &Here,
    org: &Org,
    client: &Client,
    grant: &Grant,
    subject: &str,
    nonce: Option<&str>,
    now: Timestamp,
) -> Option<String> {
    let user = org.user(&grant.user)?;
    let config = client.id_token.as_ref();
    let minutes = config.and_then(|config| config.id_token_validity_in_minutes).filter(|one| *one > 0).unwrap_or(2);
    let extra_audience = config.and_then(|config| config.id_token_audience.as_deref()).unwrap_or_default();
    let audience: Vec<&str> = [client.key.as_str()].into_iter().chain(extra_audience.split_whitespace()).collect();
    let mut claims = json!({
        "iss": here.url(),
        "sub": subject,
        "aud": if audience.len() == 1 { json!(audience[0]) } else { json!(audience) },
        "iat": now.as_second(),
        "exp": now.as_second() + minutes * 60,
    });
    let object = claims.as_object_mut()?;
    if let Some(nonce) = nonce {
        object.insert("nonce".to_owned(), nonce.into());
    }
    if config.is_some_and(|config| config.id_token_include_standard_claims) {
        let standard = [
            ("user_id", Value::from(user.id.as_str())),
            ("organization_id", org.id.as_str().into()),
            ("preferred_username", user.username.as_str().into()),
            ("name", user.name().into()),
            ("email", user.username.as_str().into()),
            ("active", user.is_active.into()),
        ];
        object.extend(standard.into_iter().map(|(key, value)| (key.to_owned(), value)));
    }
    here.world.signing_key().sign(&claims)
}
