//! The bearer token of a request.
//!
//! Source: RFC 6750; `OAuth` is the older word that Salesforce takes for the scheme.

use axum::http::{HeaderMap, header};
use jiff::Timestamp;

use super::Params;
use crate::front_door::Here;
use crate::org::{
    Org,
    token::{Format, Grant},
};

/// The token in the Authorization header.
pub(crate) fn of_header(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth")).then(|| token.trim())
}

/// The token in the header, or in one of the parameters that the identity service takes.
pub(super) fn of_request<'a>(headers: &'a HeaderMap, params: &'a Params) -> Option<&'a str> {
    of_header(headers).or_else(|| params.get("oauth_token")).or_else(|| params.get("access_token"))
}

/// The same for a token that is no JWT, which the SOAP API does not take (*Salesforce Help*, "JWT-Based Access Tokens").
pub(crate) fn opaque_grant_of(here: &Here, orgs: &mut [Org], token: &str, now: Timestamp) -> Option<(usize, Grant)> {
    let is_jwt = |org: &Org| org.tokens.access.get(token).is_some_and(|token| token.format == Format::Jwt);
    if orgs.iter().any(is_jwt) { None } else { grant_of(here, orgs, token, now) }
}

/// The org and the grant of a live token at this site; on the login host, of any org.
pub(crate) fn grant_of(here: &Here, orgs: &mut [Org], token: &str, now: Timestamp) -> Option<(usize, Grant)> {
    let own = here.org();
    orgs.iter_mut()
        .enumerate()
        .filter(|(index, _)| own.is_none_or(|own| own == *index))
        .find_map(|(index, org)| org.tokens.use_access(token, now).map(|token| (index, token.grant.clone())))
}
