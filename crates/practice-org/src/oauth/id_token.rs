//! The id token of a grant with the scope `openid`.
//!
//! Sources: OpenID Connect Core section 2; *Metadata API Developer Guide*, "ExtlClntAppGlobalOauthSettings"
//! (`idTokenConfig`).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::{Map, json};
use sha2::{Digest, Sha256};

use super::{claims, client::Client, reply::identity_url};
use crate::front_door::Here;
use crate::org::{Org, token::Grant};

/// What an id token is about.
pub(super) struct IdToken<'a> {
    /// The client.
    pub(super) client: &'a Client,
    /// The org.
    pub(super) org: usize,
    /// Who has been allowed what.
    pub(super) grant: &'a Grant,
    /// The access token that comes with it.
    pub(super) access_token: &'a str,
    /// `nonce` of the authorize request.
    pub(super) nonce: Option<&'a str>,
}

/// Signs an id token whose issuer is the host that was asked.
pub(super) fn sign(here: &Here, org: &Org, about: IdToken<'_>, now: Timestamp) -> Option<String> {
    let IdToken { client, org: index, grant, access_token, nonce } = about;
    let user = org.user(&grant.user)?;
    let config = client.id_token.as_ref();
    let minutes = config.and_then(|config| config.id_token_validity_in_minutes).filter(|one| *one > 0).unwrap_or(2);
    let extra_audience = config.and_then(|config| config.id_token_audience.as_deref()).unwrap_or_default();
    let audience: Vec<&str> = [client.key.as_str()].into_iter().chain(extra_audience.split_whitespace()).collect();
    let mut token = json!({
        "iss": here.url(),
        "at_hash": at_hash(access_token),
        "sub": identity_url(here, org, &user.id),
        "aud": if audience.len() == 1 { json!(audience[0]) } else { json!(audience) },
        "iat": now.as_second(),
        "exp": now.as_second() + minutes * 60,
    });
    let object = token.as_object_mut()?;
    if let Some(nonce) = nonce {
        object.insert("nonce".to_owned(), nonce.into());
    }
    if let Some(config) = config {
        if config.id_token_include_standard_claims {
            let mut standard: Map<_, _> = claims::of_user(here, org, index, user, &grant.scopes);
            standard.remove("sub");
            object.extend(standard);
        }
        if config.id_token_include_attributes {
            object.insert("custom_attributes".to_owned(), claims::custom_attributes(org, user, &grant.holder));
        }
        if config.id_token_include_custom_permissions {
            object.insert("custom_permissions".to_owned(), claims::custom_permissions(org, user));
        }
    }
    here.world.signing_key().sign(&token)
}

/// Binds the id token to the access token (OpenID Connect Core section 3.1.3.6).
fn at_hash(access_token: &str) -> String {
    let digest = Sha256::digest(access_token);
    URL_SAFE_NO_PAD.encode(digest.get(..16).unwrap_or_default())
}
