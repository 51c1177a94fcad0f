//! Token replies, and what can be asked about a token.

use serde::{Deserialize, Serialize};

use super::identity::IdentityUrl;
use crate::transport::{Body, Call, Transport, read_json};
use crate::types::{AccessToken, ConsumerKey, ConsumerSecret, IdToken, RefreshToken, Scope, Secret};
use crate::{Error, Host, Result};

/// A successful token reply (Salesforce Help, "OAuth 2.0 token response").
#[derive(Clone, Debug)]
pub struct TokenReply {
    /// Opens the APIs on `instance_url`.
    pub access_token: AccessToken,
    /// Only with a refresh scope, and never for client credentials or JWT.
    pub refresh_token: Option<RefreshToken>,
    /// A signed JWT about the user; only with scope `openid`.
    pub id_token: Option<IdToken>,
    /// Where the token may be used, **as received**: ask [`crate::Trust`] before believing it.
    pub instance_url: String,
    /// Whose token it is.
    pub id: IdentityUrl,
    /// What was granted; empty if the reply does not say.
    pub scopes: Vec<Scope>,
    /// `opaque` or `jwt`, in newer replies.
    pub token_format: Option<String>,
}

impl TokenReply {
    /// Reads the body of a successful token reply.
    ///
    /// # Errors
    /// [`Error::Unreadable`] with the place, never with a value.
    pub fn parse(body: &[u8]) -> Result<Self> {
        read(read_json("token", body)?)
    }
}

/// Salesforce's members beside those of RFC 6749.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Extra {
    instance_url: String,
    id: String,
    #[serde(default)]
    id_token: Option<Redacted>,
    #[serde(default)]
    token_format: Option<String>,
}

impl oauth2::ExtraTokenFields for Extra {}

/// A token inside a struct that must be printable.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
struct Redacted(String);

impl std::fmt::Debug for Redacted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

pub(super) type Fields = oauth2::StandardTokenResponse<Extra, oauth2::basic::BasicTokenType>;

pub(super) fn read(fields: Fields) -> Result<TokenReply> {
    use oauth2::TokenResponse as _;
    let unreadable = |detail: String| Error::Unreadable { call: "token".into(), detail };
    let extra = fields.extra_fields();
    let id = IdentityUrl::parse(&extra.id).map_err(|problem| unreadable(format!("id: {problem}")))?;
    if fields.access_token().secret().is_empty() {
        return Err(unreadable("an empty access_token".to_owned()));
    }
    let scopes = fields.scopes().into_iter().flatten();
    let scopes: Result<Vec<Scope>, _> = scopes.filter(|s| !s.is_empty()).map(|scope| Scope::parse(scope)).collect();
    Ok(TokenReply {
        access_token: AccessToken::new(fields.access_token().secret().as_str()),
        refresh_token: fields.refresh_token().map(|token| RefreshToken::new(token.secret().as_str())),
        id_token: extra.id_token.as_ref().map(|token| IdToken::new(token.0.as_str())),
        instance_url: extra.instance_url.clone(),
        id,
        scopes: scopes.map_err(|problem| unreadable(format!("scope: {problem}")))?,
        token_format: extra.token_format.clone(),
    })
}

/// Ends an access or refresh token (RFC 7009; Salesforce Help, "Revoke OAuth Tokens").
///
/// Ending a refresh token ends the access tokens made from it too; ending an access token leaves the refresh token.
/// A token that is not known any more is a refusal, `invalid_token` or `unsupported_token_type`.
pub async fn revoke(t: &Transport, host: &Host, token: &(impl Secret + Sync)) -> Result<(), Error> {
    let fields = vec![("token".to_owned(), token.expose().to_owned())];
    t.ask(&Call::post("revoke", host, "/services/oauth2/revoke", Body::Form(fields))).await.map(|_| ())
}

/// What the org knows about a token (RFC 7662).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Introspection {
    /// False for unknown, ended and other apps' tokens; then nothing else is given.
    pub active: bool,
    /// Scopes, separated by spaces.
    #[serde(default)]
    pub scope: Option<String>,
    /// The app's consumer key.
    #[serde(default)]
    pub client_id: Option<String>,
    /// The user's login name.
    #[serde(default)]
    pub username: Option<String>,
    /// `access_token` or `refresh_token`.
    #[serde(default)]
    pub token_type: Option<String>,
    /// End of life, seconds since 1970.
    #[serde(default)]
    pub exp: Option<i64>,
    /// Birth, seconds since 1970.
    #[serde(default)]
    pub iat: Option<i64>,
}

/// Asks as an app about one of its own tokens.
pub async fn introspect(
    t: &Transport,
    host: &Host,
    key: &ConsumerKey,
    secret: &ConsumerSecret,
    token: &(impl Secret + Sync),
) -> Result<Introspection, Error> {
    let fields = vec![
        ("token".to_owned(), token.expose().to_owned()),
        ("client_id".to_owned(), key.as_str().to_owned()),
        ("client_secret".to_owned(), secret.expose().to_owned()),
    ];
    let reply = t.ask(&Call::post("introspect", host, "/services/oauth2/introspect", Body::Form(fields))).await?;
    read_json("introspect", &reply.body)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn reply(change: impl FnOnce(&mut serde_json::Value)) -> Result<TokenReply> {
        let mut value = json!({
            "access_token": "00Dxx0000001gPL!canary.token", "signature": "c2ln", "scope": "refresh_token api",
            "instance_url": "https://acme.my.salesforce.com", "token_type": "Bearer", "issued_at": "1763898000000",
            "id": "https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS",
            "refresh_token": "5Aep861canary", "token_format": "opaque",
        });
        change(&mut value);
        read(read_json("token", value.to_string().as_bytes())?)
    }

    #[test]
    fn a_whole_reply_is_read() {
        let reply = reply(|_| {}).unwrap();
        assert_eq!(reply.access_token.expose(), "00Dxx0000001gPL!canary.token");
        assert_eq!(reply.id.org.as_str(), "00Dxx0000001gPLEAY");
        assert_eq!(reply.scopes.iter().map(Scope::as_str).collect::<Vec<_>>(), ["refresh_token", "api"]);
        assert!(!format!("{reply:?}").contains("canary"));
    }

    #[test]
    fn a_reply_without_scope_or_refresh_token_is_enough() {
        let reply = reply(|value| {
            let members = value.as_object_mut().unwrap();
            for name in ["scope", "refresh_token", "signature", "issued_at", "token_format"] {
                members.remove(name);
            }
        })
        .unwrap();
        assert!(reply.scopes.is_empty() && reply.refresh_token.is_none());
    }

    #[test]
    fn a_reply_without_its_owner_is_refused() {
        for name in ["id", "instance_url", "access_token"] {
            let error = reply(|value| {
                value.as_object_mut().unwrap().remove(name);
            });
            assert!(matches!(error, Err(Error::Unreadable { .. })), "{name}");
        }
        assert!(reply(|value| value["id"] = json!("https://login.salesforce.com/id/x")).is_err());
        assert!(reply(|value| value["access_token"] = json!("")).is_err(), "no token is no session");
    }

    proptest! {
        #[test]
        fn no_reply_makes_the_reader_panic(
            name in "access_token|scope|id|instance_url|token_type|expires_in",
            value in prop_oneof![any::<i64>().prop_map(|n| json!(n)), "\\PC{0,30}".prop_map(|s| json!(s)), Just(json!(null)), Just(json!([{}]))],
        ) {
            let _ = reply(|reply| reply[&name] = value);
        }
    }
}
