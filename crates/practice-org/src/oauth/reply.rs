//! The token reply: its keys, their order, the signature.
//!
//! Source: *Salesforce Help*, "OAuth 2.0 Web Server Flow", "OAuth 2.0 Client Credentials Flow".

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sha2::Sha256;

use super::{
    attempt::Attempt,
    client::Client,
    id_token::{self, IdToken},
    jwt_token, scope,
};
use crate::front_door::Here;
use crate::org::{
    Org,
    audit::{LoginKind, Outcome},
    token::Grant,
};

/// A token reply, keys in published order.
#[derive(Clone, Debug, Serialize)]
pub(super) struct TokenReply {
    access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
    token_format: &'static str,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    instance_url: String,
    id: String,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<u64>,
}

/// What a grant has come to, before tokens are made of it.
pub(super) struct Issue<'a> {
    /// The client.
    pub(super) client: &'a Client,
    /// The org.
    pub(super) org: usize,
    /// Who has been allowed what.
    pub(super) grant: Grant,
    /// A refresh token to hand out.
    pub(super) refresh_token: Option<String>,
    /// The approval that the access token belongs to.
    pub(super) approval: Option<u64>,
    /// The grant. There is an id token only where a person logged in.
    pub(super) kind: LoginKind,
    /// `nonce` of the authorize request.
    pub(super) nonce: Option<String>,
}

impl TokenReply {
    /// Makes an access token and the reply around it, and writes the log-in down.
    pub(super) fn issue(here: &Here, org: &mut Org, issue: Issue<'_>, now: Timestamp) -> Self {
        let Issue { client, org: index, grant, refresh_token, approval, nonce, kind } = issue;
        Attempt { here, kind, app: &client.label }.note(org, &grant.user, Outcome::Success);
        let id = identity_url(here, org, &grant.user);
        let issued_at = now.as_millisecond().to_string();
        let scope = scope::text(&grant.scopes);
        let jwt = client.jwt.filter(|_| !org.tokens.opaque_only);
        let jwt = jwt.and_then(|life| Some((jwt_token::sign(here, org, index, client, &grant, life, now)?, life)));
        let expires_in = jwt.as_ref().map(|(_, life)| life.as_secs());
        let access_token = match jwt {
            Some((text, life)) => {
                org.tokens.keep_jwt(&text, grant.clone(), life, approval, now);
                text
            }
            None => org.tokens.issue_access(&org.id, grant.clone(), client.session, approval, now),
        };
        let wants_id_token =
            !matches!(kind, LoginKind::ClientCredentials | LoginKind::JwtBearer) && grant.scopes.contains("openid");
        let about = IdToken { client, org: index, grant: &grant, access_token: &access_token, nonce: nonce.as_deref() };
        let id_token = wants_id_token.then(|| id_token::sign(here, org, about, now)).flatten();
        let signature =
            expires_in.is_none().then(|| signature(&id, &issued_at, client.secret.as_deref().unwrap_or_default()));
        Self {
            access_token,
            refresh_token,
            signature,
            token_format: if expires_in.is_some() { "jwt" } else { "opaque" },
            scope,
            id_token,
            instance_url: here.org_url(index),
            id,
            token_type: "Bearer",
            issued_at: Some(issued_at),
            expires_in,
        }
    }

    /// As JWT bearer answers: neither signature nor time of issue (*Salesforce Help*, "OAuth 2.0 JWT Bearer Flow").
    pub(super) fn without_signature(self) -> Self {
        Self { signature: None, issued_at: None, ..self }
    }

    fn pairs(&self) -> Vec<(String, String)> {
        let value = serde_json::to_value(self).unwrap_or_default();
        let Value::Object(map) = value else { return Vec::new() };
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        map.into_iter().map(|(key, value)| (key, text(&value))).collect()
    }

    /// `format=urlencoded`
    pub(super) fn as_form(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish()
    }

    /// `format=xml`
    pub(super) fn as_xml(&self) -> String {
        let elements: String =
            self.pairs().iter().map(|(key, value)| format!("<{key}>{}</{key}>", crate::pages::escape(value))).collect();
        format!(r#"<?xml version="1.0" encoding="UTF-8"?><OAuth>{elements}</OAuth>"#)
    }
}

/// The identity URL of a user, which names the login host.
pub(super) fn identity_url(here: &Here, org: &Org, user: &str) -> String {
    format!("{}/id/{}/{user}", here.login_url(), org.id)
}

/// Base64 of HMAC-SHA256 over id and time of issue, keyed with the consumer secret.
fn signature(id: &str, issued_at: &str, secret: &str) -> String {
    Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_or_else(
        |_| String::new(),
        |mac| STANDARD.encode(mac.chain_update(id).chain_update(issued_at).finalize().into_bytes()),
    )
}
