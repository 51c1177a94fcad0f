//! JWTs that a client signs: is the signature its certificate's, are they for us, and in time?
//!
//! Sources: RFC 7523 section 3; *Salesforce Help*, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration".

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use super::client::Client;
use crate::front_door::{Here, Site};
use crate::metadata::certificate::Certificate;
use crate::org::{Org, token::Tokens};
use crate::rules::{Rule, oauth as say};

/// How far a clock may be off, in seconds (*Salesforce Help*: three minutes).
const SKEW: f64 = 180.0;

/// The claims that matter here.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Claims {
    /// The client.
    pub(super) iss: Option<String>,
    /// The user, or in a client assertion the client again.
    pub(super) sub: Option<String>,
    /// The older name of `sub`, which wins.
    pub(super) prn: Option<String>,
    aud: Option<Audience>,
    /// Seconds since the epoch. The Salesforce CLI sends milliseconds, so it may be far ahead.
    exp: Option<f64>,
    nbf: Option<f64>,
    jti: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Claims {
    /// What a JWT says of itself, to find out whose it is.
    pub(super) fn unverified(text: &str) -> Option<Self> {
        let payload = text.split('.').nth(1)?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?).ok()
    }

    /// Whether the audience is the login host, the org's own host or the public login host of its kind; for a client
    /// that proves itself, also the token endpoint of one of them (RFC 7523 section 3).
    pub(super) fn is_for(&self, here: &Here, org: Option<&Org>, endpoint_counts: bool) -> bool {
        const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
        let sites = [Some(Site::Login), here.org().map(Site::Org)];
        let ours = sites.into_iter().flatten().flat_map(|site| NAMES.map(|name| here.world.url(site, name)));
        let public = org.map(|org| org.public_login_url().to_owned());
        let hosts: Vec<String> = ours.chain(public).collect();
        let fits = |audience: &String| {
            let audience = audience.trim_end_matches('/');
            let endpoint = audience.strip_suffix("/services/oauth2/token").filter(|_| endpoint_counts);
            hosts.iter().any(|one| one == endpoint.unwrap_or(audience))
        };
        match &self.aud {
            Some(Audience::One(one)) => fits(one),
            Some(Audience::Many(many)) => many.iter().any(fits),
            None => false,
        }
    }

    /// Whether the time of the claims is over.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.exp.is_none_or(|exp| now.as_second() as f64 > exp + SKEW)
    }

    /// Takes the `jti`, if there is one; `false` when it came before.
    pub(super) fn is_first(&self, tokens: &mut Tokens, client: &str, now: Timestamp) -> bool {
        let Some(jti) = &self.jti else { return true };
        let over = self.exp.map(|exp| exp + SKEW + 1.0).filter(|over| *over < Timestamp::MAX.as_second() as f64);
        let until = over.and_then(|over| Timestamp::from_second(over as i64).ok()).unwrap_or(Timestamp::MAX);
        tokens.take_assertion(client, jti, until, now)
    }
}

/// The claims of an assertion whose signature is good and whose time is not over.
pub(super) fn verify(text: &str, client: &Client, now: Timestamp) -> Result<Claims, &'static Rule> {
    let certificate = client.certificate.as_deref().and_then(Certificate::read).ok_or(say::INVALID_ASSERTION)?;
    if !(certificate.valid.0..=certificate.valid.1).contains(&now.as_second()) {
        return Err(say::INVALID_ASSERTION);
    }
    let mut validation = Validation::new(Algorithm::RS256);
    // Times are judged by the clock of the world, audiences by who was asked.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let key = DecodingKey::from_rsa_der(&certificate.key_der);
    let claims = jsonwebtoken::decode::<Claims>(text, &key, &validation).map_err(|_| say::INVALID_ASSERTION)?.claims;
    if claims.exp.is_none() || claims.nbf.is_some_and(|nbf| now.as_second() as f64 + SKEW < nbf) {
        return Err(say::INVALID_ASSERTION);
    }
    if claims.is_over(now) { Err(say::EXPIRED_ASSERTION) } else { Ok(claims) }
}
