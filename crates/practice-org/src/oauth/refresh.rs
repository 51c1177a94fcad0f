//! The grant `refresh_token`: policies, rotation, and what a token that comes twice means.
//!
//! Sources: RFC 6749 section 6; *Salesforce Help*, "OAuth 2.0 Refresh Token Flow for Renewed Sessions", "Refresh Token
//! Rotation".

use super::{
    OauthError, Params,
    admission::{Flow, may_have_a_token},
    attempt::Attempt,
    client::Client,
    client_login::ClientLogin,
    reply::{Issue, TokenReply},
    scope,
};
use crate::fault::Fault;
use crate::front_door::Here;
use crate::org::{Org, audit::LoginKind, token::RefreshToken};
use crate::rules::oauth as say;
use crate::world::State;

/// Renews a session. The token is marked while its request is answered, so that a second request with it is told
/// apart from a later re-use.
pub(super) async fn refresh(here: &Here, params: &Params, login: &ClientLogin) -> Result<TokenReply, OauthError> {
    let text = params.need("refresh_token")?;
    let (client, index) = begin(here, text, login)?;
    let in_flight = InFlight { here, org: index, text };
    tokio::task::yield_now().await;
    drop(in_flight);
    let mut state = here.world.state();
    let State { orgs, faults, .. } = &mut *state;
    let org = orgs.get_mut(index).ok_or(say::EXPIRED_TOKEN)?;
    let token = org.tokens.refresh.get(text).filter(|token| !token.spent).ok_or(say::EXPIRED_TOKEN)?.clone();
    let now = here.world.now();
    let attempt = Attempt { here, kind: LoginKind::Refresh, app: &client.label };
    let user = org.user(&token.grant.user).ok_or(say::EXPIRED_TOKEN)?;
    may_have_a_token(here, org, &client.holder, user, Flow::Refresh, faults)
        .map_err(|obstacle| attempt.refuse(org, &token.grant.user, obstacle.into()))?;
    let mut grant = token.grant.clone();
    // Narrower is fine; wider is not.
    grant.scopes = scope::asked(params.get("scope"), &token.grant.scopes).map_err(|_| say::SCOPE_NOT_ALLOWED)?;
    let next = (client.rotates || faults.has(Fault::RefreshRotation)).then(crate::random::refresh_token);
    if let Some(next) = &next {
        let rotated = RefreshToken { used_at: now, uses: token.uses + 1, ..token.clone() };
        org.tokens.refresh.insert(next.clone(), rotated);
    }
    if let Some(used) = org.tokens.refresh.get_mut(text) {
        used.used_at = now;
        used.uses += 1;
        used.spent = next.is_some();
    }
    let approval = Some(token.approval);
    let issue =
        Issue { client: &client, org: index, grant, refresh_token: next, approval, nonce: None, kind: attempt.kind };
    Ok(TokenReply::issue(here, org, issue, now))
}

/// The mark on a token, taken off even when the caller goes away before the answer.
struct InFlight<'a> {
    here: &'a Here,
    org: usize,
    text: &'a str,
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        let mut state = self.here.world.state();
        let token = state.orgs.get_mut(self.org).and_then(|org| org.tokens.refresh.get_mut(self.text));
        if let Some(token) = token {
            token.in_flight = false;
        }
    }
}

/// Checks client and token, and marks the token.
fn begin(here: &Here, text: &str, login: &ClientLogin) -> Result<(Client, usize), OauthError> {
    let now = here.world.now();
    let mut state = here.world.state();
    let client = login.client(here, &state.orgs, now)?;
    login.prove(here, &mut state.orgs, &client, client.secret_optional_for_refresh, now)?;
    let expires_at_once = state.faults.has(Fault::RefreshExpiresAtOnce);
    let holds = |org: &Org| org.tokens.refresh.contains_key(text);
    let index = here.org().or_else(|| state.orgs.iter().position(holds)).ok_or(say::EXPIRED_TOKEN)?;
    let org = state.orgs.get_mut(index).ok_or(say::EXPIRED_TOKEN)?;
    let tokens = &mut org.tokens;
    let token =
        tokens.refresh.get_mut(text).filter(|token| token.grant.holder == client.holder).ok_or(say::EXPIRED_TOKEN)?;
    if token.in_flight {
        let user = token.grant.user.clone();
        let attempt = Attempt { here, kind: LoginKind::Refresh, app: &client.label };
        return Err(attempt.refuse(org, &user, say::IN_FLIGHT.into()));
    }
    if token.spent {
        // Somebody holds a copy: what was made from it dies too.
        let approval = token.approval;
        tokens.end_approval(approval);
        return Err(say::EXPIRED_TOKEN.into());
    }
    if expires_at_once || !client.holds(token, now) {
        return Err(say::EXPIRED_TOKEN.into());
    }
    token.in_flight = true;
    Ok((client, index))
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::{Here, Params, refresh};
    use crate::front_door::Site;
    use crate::oauth::{client_login::ClientLogin, scope};
    use crate::org::{
        kind::OrgKind,
        token::{Grant, Holder},
    };
    use crate::{Timing, World};

    /// From outside, two requests meet by chance only.
    #[test]
    fn a_token_is_used_by_two_requests_at_once() {
        let world = World::new(&[OrgKind::Developer], [], Timing::instant());
        let peer = std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
        let here = Here { world: world.clone(), site: Site::Org(0), host_name: "localhost", peer };
        let token = {
            let mut state = world.state();
            let user = state.orgs[0].users[0].id.clone();
            let grant = Grant { holder: Holder::PlatformCli, user, scopes: scope::of_session() };
            state.orgs[0].tokens.issue_refresh(grant, here.world.now()).0
        };
        let params = Params::of(&[("client_id", "PlatformCLI"), ("refresh_token", &token)]);
        let login = ClientLogin::of(&http::HeaderMap::new(), &params).unwrap();
        let mut context = Context::from_waker(Waker::noop());
        let mut first = pin!(refresh(&here, &params, &login));
        assert!(first.as_mut().poll(&mut context).is_pending(), "it is being answered");
        let Poll::Ready(second) = pin!(refresh(&here, &params, &login)).poll(&mut context) else { panic!("it waits") };
        let said = "error=invalid_grant&error_description=token%20request%20is%20already%20being%20processed";
        assert_eq!(second.unwrap_err().query(), said);
        assert!(matches!(first.as_mut().poll(&mut context), Poll::Ready(Ok(_))), "the first goes on");
        let mut third = pin!(refresh(&here, &params, &login));
        assert!(third.as_mut().poll(&mut context).is_pending());
        assert!(matches!(third.as_mut().poll(&mut context), Poll::Ready(Ok(_))), "the mark is off again");
    }
}
