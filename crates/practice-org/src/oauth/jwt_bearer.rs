//! The grant `jwt-bearer`: an app names a user in a JWT that it signed with the key of its certificate.
//!
//! Sources: RFC 7523 section 2.1; *Salesforce Help*, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration"; texts
//! as seen in public traces.

use super::{
    OauthError, Params,
    admission::{Flow, may_have_a_token},
    assertion::{self, Claims},
    attempt::Attempt,
    client::Client,
    reply::{Issue, TokenReply},
    scope,
};
use crate::fault::Fault;
use crate::front_door::Here;
use crate::org::{
    Org,
    audit::LoginKind,
    token::{Grant, Holder},
};
use crate::rules::oauth as say;
use crate::world::State;

/// Issues a token for the user that the assertion names. No secret is wanted, and no refresh token given.
pub(super) fn issue(here: &Here, params: &Params) -> Result<TokenReply, OauthError> {
    let now = here.world.now();
    let mut state = here.world.state();
    let text = params.need("assertion")?;
    let key = Claims::unverified(text).and_then(|claims| claims.iss).ok_or(say::INVALID_ASSERTION)?;
    let client = Client::find(here, &state.orgs, &key, now)?;
    let claims = assertion::verify(text, &client, now)?;
    // A client without an org of its own has no certificate either.
    let index = here.org().ok_or(say::INVALID_ASSERTION)?;
    let State { orgs, faults, .. } = &mut *state;
    let org = orgs.get_mut(index).ok_or(say::INVALID_ASSERTION)?;
    if !claims.is_for(here, Some(org), false) {
        return Err(say::ASSERTION_AUDIENCE.into());
    }
    let username = claims.prn.as_deref().or(claims.sub.as_deref()).ok_or(say::INVALID_ASSERTION)?;
    let user = org.user_named(username).ok_or(say::NOT_PREAPPROVED)?.clone();
    let attempt = Attempt { here, kind: LoginKind::JwtBearer, app: &client.label };
    may_have_a_token(here, org, &client.holder, &user, Flow::JwtBearer, faults)
        .map_err(|obstacle| attempt.refuse(org, &user.id, obstacle.into()))?;
    let scopes = approved(org, &client, &user.id, now).ok_or(say::NOT_PREAPPROVED)?;
    if faults.has(Fault::JwtNeedsRefreshScope) && !scope::is_offline(&client.scopes) {
        return Err(say::NEEDS_REFRESH_SCOPE.into());
    }
    if !claims.is_first(&mut org.tokens, &client.key, now) {
        return Err(say::INVALID_ASSERTION.into());
    }
    let grant = Grant { holder: client.holder.clone(), user: user.id, scopes };
    let issue = Issue {
        client: &client,
        org: index,
        grant,
        refresh_token: None,
        approval: None,
        nonce: None,
        kind: attempt.kind,
    };
    Ok(TokenReply::issue(here, org, issue, now).without_signature())
}

/// The scopes that an administrator approved by the policy, or the user by an approval with a refresh scope that still
/// stands.
fn approved(org: &Org, client: &Client, user: &str, now: jiff::Timestamp) -> Option<scope::Scopes> {
    let Holder::App(app_id) = &client.holder else { return None };
    if Org::is_pre_authorized(&org.app_by_id(app_id)?) {
        return Some(client.scopes.clone());
    }
    let mut standing = org.tokens.refresh.values().filter(|token| {
        !token.spent && token.grant.holder == client.holder && token.grant.user == user && client.holds(token, now)
    });
    let first = standing.next()?.grant.scopes.clone();
    Some(standing.fold(first, |scopes, token| &scopes | &token.grant.scopes))
}
