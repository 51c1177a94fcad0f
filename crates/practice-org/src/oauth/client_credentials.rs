//! The grant `client_credentials`: an app acts as its run-as user.
//!
//! Source: *Salesforce Help*, "OAuth 2.0 Client Credentials Flow for Server-to-Server Integration"; texts as seen in
//! public traces.

use super::{
    OauthError, Params,
    admission::{Flow, may_have_a_token},
    attempt::Attempt,
    client::Client,
    client_login::ClientLogin,
    reply::{Issue, TokenReply},
};
use crate::front_door::Here;
use crate::org::{
    Org,
    audit::LoginKind,
    person::User,
    token::{Grant, Holder},
};
use crate::rules::oauth as say;
use crate::world::State;

/// Issues a token to the app itself.
pub(super) fn issue(here: &Here, params: &Params, login: &ClientLogin) -> Result<TokenReply, OauthError> {
    let now = here.world.now();
    let mut state = here.world.state();
    let Some(index) = here.org() else {
        return Err(say::LOGIN_HOST.into());
    };
    let client = login.client(here, &state.orgs, now)?;
    if client.secret.is_none() {
        return Err(say::UNSUPPORTED_GRANT.into());
    }
    login.prove(here, &mut state.orgs, &client, false, now)?;
    if params.get("scope").is_some() {
        return Err(say::SCOPE_SENT.into());
    }
    let State { orgs, faults, .. } = &mut *state;
    let org = orgs.get_mut(index).ok_or(say::UNKNOWN_CLIENT)?;
    let attempt = Attempt { here, kind: LoginKind::ClientCredentials, app: &client.label };
    let user = run_as(org, &client)?;
    may_have_a_token(here, org, &client.holder, &user, Flow::ClientCredentials, faults)
        .map_err(|obstacle| attempt.refuse(org, &user.id, obstacle.into()))?;
    let user = user.id;
    let mut scopes = client.scopes.clone();
    scopes.retain(|scope| !["full", "web", "refresh_token", "offline_access"].contains(scope));
    let grant = Grant { holder: client.holder.clone(), user, scopes };
    let issue = Issue {
        client: &client,
        org: index,
        grant,
        refresh_token: None,
        approval: None,
        nonce: None,
        kind: attempt.kind,
    };
    Ok(TokenReply::issue(here, org, issue, now))
}

/// The run-as user. The flow must be on in the settings and in the policy.
fn run_as(org: &Org, client: &Client) -> Result<User, OauthError> {
    let Holder::App(app_id) = &client.holder else { return Err(say::UNSUPPORTED_GRANT.into()) };
    let app = org.app_by_id(app_id).ok_or(say::UNKNOWN_CLIENT)?;
    if !app.global.is_some_and(|global| global.is_client_credentials_flow_enabled) {
        return Err(say::UNSUPPORTED_GRANT.into());
    }
    let policies =
        app.oauth_policies.filter(|one| one.is_client_credentials_flow_enabled).ok_or(say::NO_RUN_AS_USER)?;
    let username = policies.client_credentials_flow_user.as_deref().ok_or(say::NO_RUN_AS_USER)?;
    Ok(org.user_named(username).ok_or(say::NO_RUN_AS_USER)?.clone())
}
