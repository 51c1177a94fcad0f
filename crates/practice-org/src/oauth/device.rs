//! The device flow: a device shows a code, a person types it in a browser, the device asks until it is answered.
//!
//! Sources: *Salesforce Help*, "OAuth 2.0 Device Flow for IoT Integration"; RFC 8628 for the codes of errors; Salesforce
//! release notes for who may use it from 30 November 2026 on.

use serde_json::{Value, json};

use super::{
    OauthError, Params,
    admission::{Flow, may_have_a_token},
    attempt::Attempt,
    client::{Client, DeviceFlow},
    client_login::ClientLogin,
    reply::{Issue, TokenReply},
    scope,
};
use crate::fault::{Fault, Faults};
use crate::front_door::Here;
use crate::org::{
    audit::LoginKind,
    device::{Answer, Device, INTERVAL},
    token::Holder,
};
use crate::pages::CONNECT_PAGE;
use crate::rules::oauth as say;
use crate::world::State;

/// `response_type=device_code`: gives a device its two codes.
pub(super) fn start(here: &Here, params: &Params) -> Result<Value, OauthError> {
    let now = here.world.now();
    let mut state = here.world.state();
    let State { orgs, faults, .. } = &mut *state;
    let client = Client::find(here, orgs, params.need("client_id")?, now)?;
    check(&client, faults)?;
    let scopes = scope::asked(params.get("scope"), &client.scopes).map_err(|_| say::SCOPE_NOT_ALLOWED)?;
    let org = here.org().and_then(|index| orgs.get_mut(index)).ok_or(say::UNKNOWN_CLIENT)?;
    let (device_code, user_code) = (crate::random::device_code(), crate::random::user_code());
    org.tokens.devices.retain(|_, device| !device.is_over(now));
    org.tokens.devices.insert(
        device_code.clone(),
        Device {
            user_code: user_code.clone(),
            holder: client.holder,
            scopes,
            asked_at: now,
            polled_at: None,
            interval: INTERVAL,
            answer: Answer::Awaited,
        },
    );
    Ok(json!({
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri": format!("{}{CONNECT_PAGE}", here.url()),
        "interval": INTERVAL.as_secs(),
    }))
}

fn check(client: &Client, faults: &Faults) -> Result<(), OauthError> {
    // The command line's app lost the flow in August 2025.
    if client.holder == Holder::PlatformCli && faults.has(Fault::UninstalledAppBlocked) {
        return Err(say::NOT_INSTALLED.into());
    }
    match client.device_flow {
        DeviceFlow::On => Ok(()),
        DeviceFlow::Off => Err(say::UNSUPPORTED_GRANT.into()),
        DeviceFlow::Refused => Err(say::NO_DEVICE_FLOW.into()),
    }
}

/// `grant_type=device`: tells a device what the person said. A secret is not wanted, but a wrong one is refused.
pub(super) fn poll(here: &Here, params: &Params, login: &ClientLogin) -> Result<TokenReply, OauthError> {
    let now = here.world.now();
    let mut state = here.world.state();
    let client = login.client(here, &state.orgs, now)?;
    login.prove(here, &mut state.orgs, &client, true, now)?;
    check(&client, &state.faults)?;
    let code = params.need("code")?;
    let index = here.org().ok_or(say::UNKNOWN_DEVICE)?;
    let State { orgs, faults, .. } = &mut *state;
    let org = orgs.get_mut(index).ok_or(say::UNKNOWN_DEVICE)?;
    let device =
        org.tokens.devices.get_mut(code).filter(|device| device.holder == client.holder).ok_or(say::UNKNOWN_DEVICE)?;
    if device.is_over(now) {
        return Err(say::EXPIRED_DEVICE.into());
    }
    if !device.may_poll(now) {
        return Err(say::SLOW_DOWN.into());
    }
    let grant = match device.answer.clone() {
        Answer::Awaited => return Err(say::AUTHORIZATION_PENDING.into()),
        Answer::Denied => return Err(say::DEVICE_DENIED.into()),
        Answer::Allowed(grant) => grant,
    };
    org.tokens.devices.remove(code);
    let attempt = Attempt { here, kind: LoginKind::Device, app: &client.label };
    let user = org.user(&grant.user).ok_or(say::UNKNOWN_DEVICE)?;
    may_have_a_token(here, org, &client.holder, user, Flow::Device, faults)
        .map_err(|obstacle| attempt.refuse(org, &grant.user, obstacle.into()))?;
    let (refresh_token, approval) =
        scope::is_offline(&grant.scopes).then(|| org.tokens.issue_refresh(grant.clone(), now)).unzip();
    let issue = Issue { client: &client, org: index, grant, refresh_token, approval, nonce: None, kind: attempt.kind };
    Ok(TokenReply::issue(here, org, issue, now))
}
