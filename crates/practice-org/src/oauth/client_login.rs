//! How a client proves itself: a secret in the form, HTTP Basic, or an assertion signed with its key.
//!
//! Sources: RFC 6749 section 2.3; RFC 7523 section 2.2; *Salesforce Help*, "OpenID Connect Discovery Endpoint"
//! (`token_endpoint_auth_methods_supported`).

use axum::http::{HeaderMap, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;

use super::{
    OauthError, Params,
    assertion::{self, Claims},
    client::Client,
};
use crate::front_door::Here;
use crate::org::Org;
use crate::rules::oauth as say;

/// RFC 7523 section 2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Client id and proof of a request.
#[derive(Clone, Debug)]
pub(crate) struct ClientLogin {
    key: Option<String>,
    proof: Option<Proof>,
}

#[derive(Clone, Debug)]
enum Proof {
    Secret(String),
    Assertion(String),
}

impl ClientLogin {
    /// Reads what a request holds. The client id may be told twice, the proof only once.
    pub(crate) fn of(headers: &HeaderMap, params: &Params) -> Result<Self, OauthError> {
        let basic = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(basic);
        let (basic_key, basic_secret) = basic.unzip();
        let assertion = match params.get("client_assertion") {
            Some(assertion) if params.need("client_assertion_type")? == ASSERTION_TYPE => Some(assertion.to_owned()),
            Some(_) => return Err(say::WRONG_CLIENT_ASSERTION.into()),
            None => None,
        };
        let asserted_key = assertion.as_deref().and_then(Claims::unverified).and_then(|claims| claims.sub);
        let mut proofs = [
            params.get("client_secret").map(|secret| Proof::Secret(secret.to_owned())),
            basic_secret.filter(|secret| !secret.is_empty()).map(Proof::Secret),
            assertion.map(Proof::Assertion),
        ]
        .into_iter()
        .flatten();
        let proof = proofs.next();
        if proofs.next().is_some() {
            return Err(say::TWO_LOGINS.into());
        }
        Ok(Self { key: params.get("client_id").map(str::to_owned).or(basic_key).or(asserted_key), proof })
    }

    /// The client that is named.
    pub(crate) fn client(&self, here: &Here, orgs: &[Org], now: Timestamp) -> Result<Client, OauthError> {
        let key = self.key.as_deref().ok_or_else(|| OauthError::missing("client_id"))?;
        Client::find(here, orgs, key, now)
    }

    /// Checks the proof. One that is absent passes only where it may be left out.
    pub(crate) fn prove(
        &self,
        here: &Here,
        orgs: &mut [Org],
        client: &Client,
        optional: bool,
        now: Timestamp,
    ) -> Result<(), OauthError> {
        match &self.proof {
            Some(Proof::Assertion(text)) => {
                let refused = |_| say::WRONG_CLIENT_ASSERTION;
                let claims = assertion::verify(text, client, now).map_err(refused)?;
                let itself = |name: &Option<String>| name.as_deref() == Some(client.key.as_str());
                let org = here.org().and_then(|index| orgs.get_mut(index));
                let fits = itself(&claims.iss) && itself(&claims.sub) && claims.is_for(here, org.as_deref(), true);
                let fresh = fits && org.is_none_or(|org| claims.is_first(&mut org.tokens, &client.key, now));
                if fresh { Ok(()) } else { Err(say::WRONG_CLIENT_ASSERTION.into()) }
            }
            Some(Proof::Secret(secret)) => client.check_secret(Some(secret), optional),
            None => client.check_secret(None, optional),
        }
    }
}

/// Id and secret of HTTP Basic, where both are form-encoded first (RFC 6749 section 2.3.1).
pub(crate) fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, rest) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    let (key, secret) = pair.split_once(':')?;
    let decode = |text: &str| {
        percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8().ok().map(|text| text.into_owned())
    };
    Some((decode(key)?, decode(secret)?))
}
