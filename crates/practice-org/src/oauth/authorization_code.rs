//! The grant `authorization_code`: a code, once, with its callback, secret and verifier.
//!
//! Sources: RFC 6749 section 4.1.3; RFC 7636 section 4.6; texts as seen in public traces.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::{
    OauthError, Params,
    admission::{Flow, may_have_a_token},
    attempt::Attempt,
    client_login::ClientLogin,
    reply::{Issue, TokenReply},
    scope,
};
use crate::clock::later;
use crate::fault::Fault;
use crate::front_door::Here;
use crate::org::{
    audit::LoginKind,
    token::{CODE_LIFE, Code},
};
use crate::rules::oauth as say;
use crate::world::State;

/// Exchanges a code.
pub(super) fn exchange(here: &Here, params: &Params, login: &ClientLogin) -> Result<TokenReply, OauthError> {
    let now = here.world.now();
    let mut state = here.world.state();
    let client = login.client(here, &state.orgs, now)?;
    login.prove(here, &mut state.orgs, &client, client.secret_optional, now)?;
    let text = params.need("code")?;
    let redirect_uri = params.need("redirect_uri")?;
    let index = match here.org() {
        Some(index) => index,
        None => state.orgs.iter().position(|org| org.tokens.codes.contains_key(text)).ok_or(say::UNKNOWN_CODE)?,
    };
    let State { orgs, faults, .. } = &mut *state;
    let org = orgs.get_mut(index).ok_or(say::UNKNOWN_CODE)?;
    let code =
        org.tokens.codes.get_mut(text).filter(|code| code.grant.holder == client.holder).ok_or(say::UNKNOWN_CODE)?;
    if code.used {
        return Err(say::UNKNOWN_CODE.into());
    }
    if now >= later(code.issued_at, CODE_LIFE) {
        return Err(say::EXPIRED_CODE.into());
    }
    if code.redirect_uri != redirect_uri {
        return Err(say::WRONG_CALLBACK.into());
    }
    check_verifier(code, params.get("code_verifier"))?;
    if code.challenge.is_some() && faults.has(Fault::WrongVerifier) {
        return Err(say::WRONG_VERIFIER.into());
    }
    code.used = true;
    let code = code.clone();
    let attempt = Attempt { here, kind: LoginKind::WebServer, app: &client.label };
    let user = org.user(&code.grant.user).ok_or(say::UNKNOWN_CODE)?;
    may_have_a_token(here, org, &client.holder, user, Flow::Code, faults)
        .map_err(|obstacle| attempt.refuse(org, &code.grant.user, obstacle.into()))?;
    let (refresh_token, approval) =
        scope::is_offline(&code.grant.scopes).then(|| org.tokens.issue_refresh(code.grant.clone(), now)).unzip();
    let Code { grant, nonce, .. } = code;
    let issue = Issue { client: &client, org: index, grant, refresh_token, approval, nonce, kind: attempt.kind };
    Ok(TokenReply::issue(here, org, issue, now))
}

/// The verifier must hash to the challenge. It may be longer than the 128 characters of RFC 7636: the Salesforce CLI
/// sends 171, and is served.
fn check_verifier(code: &Code, verifier: Option<&str>) -> Result<(), OauthError> {
    let Some(challenge) = &code.challenge else { return Ok(()) };
    let verifier = verifier.ok_or(say::MISSING_VERIFIER)?;
    let hashed = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    if (43..=256).contains(&verifier.len()) && hashed == *challenge { Ok(()) } else { Err(say::WRONG_VERIFIER.into()) }
}
