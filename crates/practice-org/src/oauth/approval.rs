//! The approval page: who is logged in, may they use this app, and do they agree?
//!
//! Sources: *Salesforce Help*, "OAuth 2.0 Web Server Flow"; which error goes to the callback and which to a page, as
//! seen in public traces.

use axum::{Extension, http::HeaderMap, response::Response};

use super::{
    APPROVAL_PAGE, OauthError, Params,
    admission::{Flow, Obstacle, may_have_a_token},
    attempt::Attempt,
    authorization::{Authorization, End, ResponseType},
    authorize::found,
    client::Client,
    encode,
    reply::{Issue, TokenReply},
};
use crate::browser::{self, Session};
use crate::fault::Fault;
use crate::front_door::Here;
use crate::metadata::{PolicyAction, RequiredSessionLevel};
use crate::org::{
    Org,
    audit::LoginKind,
    device::Answer,
    person::User,
    token::{Code, Holder},
};
use crate::pages::{self, account, consent, oauth_error, verification};
use crate::rules::oauth as say;
use crate::world::State;

/// What comes of an authorization and a user.
enum Outcome {
    /// The user has to be asked.
    Ask,
    /// Nothing to ask: the code is issued.
    Grant,
    /// The app wants a session of high assurance, and the user can raise theirs.
    Verify,
    /// They may not.
    Refuse(OauthError),
}

/// `GET`: sends to the log-in, asks, or goes straight to the callback.
pub(super) async fn show(Extension(here): Extension<Here>, headers: HeaderMap, params: Params) -> Response {
    let handle = params.get("source").unwrap_or_default();
    let mut state = here.world.state();
    let Some(authorization) = state.browsers.authorization(handle).cloned() else { return stale(&here) };
    let cookie = browser::cookie(&here, &headers);
    let session = state
        .browsers
        .session(cookie.as_deref(), here.site)
        .filter(|session| !authorization.log_in_again || session.since >= authorization.at)
        .cloned();
    let (Some(session), Some(cookie)) = (session, cookie) else {
        if authorization.immediate {
            state.browsers.close(handle);
            return found(&authorization.with_error(&here, &say::NOT_LOGGED_IN.into()));
        }
        let back = encode(&format!("{APPROVAL_PAGE}?source={handle}"));
        return found(&format!("{}/?ec=302&startURL={back}", here.url()));
    };
    let is_old = session.since < authorization.at;
    if authorization.choose_account && is_old && !authorization.immediate && params.get("account") != Some("this") {
        return account::choice(handle, &user(&state, &session).map(|user| user.username.clone()).unwrap_or_default());
    }
    match outcome(&here, &state, &authorization, &session) {
        Outcome::Ask | Outcome::Verify if authorization.immediate => {
            state.browsers.close(handle);
            found(&authorization.with_error(&here, &say::NOT_APPROVED.into()))
        }
        Outcome::Ask => {
            let user = user(&state, &session).map(User::name).unwrap_or_default();
            let token = state.browsers.form_token(&cookie);
            consent::page(&authorization, handle, &user, &token)
        }
        Outcome::Verify => {
            let token = state.browsers.form_token(&cookie);
            verification::ask(&authorization, handle, &session, &token, false)
        }
        Outcome::Grant => grant(&here, &mut state, handle, &authorization, &session),
        Outcome::Refuse(error) => refuse(&here, &mut state, handle, &authorization, &session, error),
    }
}

/// `POST`: takes the person's answer.
pub(super) async fn decide(Extension(here): Extension<Here>, headers: HeaderMap, params: Params) -> Response {
    let handle = params.get("source").unwrap_or_default();
    let mut state = here.world.state();
    let cookie = browser::cookie(&here, &headers);
    if !state.browsers.is_own_form(cookie.as_deref(), params.get("csrf")) {
        return pages::foreign_form();
    }
    let session = state.browsers.session(cookie.as_deref(), here.site).cloned();
    let (Some(authorization), Some(session), Some(cookie)) =
        (state.browsers.authorization(handle).cloned(), session, cookie)
    else {
        return stale(&here);
    };
    match outcome(&here, &state, &authorization, &session) {
        Outcome::Refuse(error) => refuse(&here, &mut state, handle, &authorization, &session, error),
        Outcome::Verify => verify(&here, &mut state, handle, &authorization, &session, &cookie, params.get("smc")),
        Outcome::Ask | Outcome::Grant if params.get("decision") == Some("allow") => {
            if let Some(org) = state.orgs.get_mut(session.org) {
                org.tokens.consent(authorization.grant(&session.user));
            }
            grant(&here, &mut state, handle, &authorization, &session)
        }
        Outcome::Ask | Outcome::Grant => {
            refuse(&here, &mut state, handle, &authorization, &session, say::DENIED.into())
        }
    }
}

/// Takes the code that raises a session, and goes on, or asks again.
fn verify(
    here: &Here,
    state: &mut State,
    handle: &str,
    authorization: &Authorization,
    session: &Session,
    cookie: &str,
    code: Option<&str>,
) -> Response {
    if code == Some(session.verification_code.as_str()) {
        state.browsers.verify(cookie);
        return found(&format!("{}{APPROVAL_PAGE}?source={handle}", here.url()));
    }
    let token = state.browsers.form_token(cookie);
    verification::ask(authorization, handle, session, &token, true)
}

fn user<'a>(state: &'a State, session: &Session) -> Option<&'a User> {
    state.orgs.get(session.org)?.user(&session.user)
}

fn outcome(here: &Here, state: &State, authorization: &Authorization, session: &Session) -> Outcome {
    let Some((org, user)) = state.orgs.get(session.org).and_then(|org| Some((org, org.user(&session.user)?))) else {
        return Outcome::Refuse(say::GENERIC.into());
    };
    // Two orgs may give two apps the same record id.
    let admission = if authorization.is_foreign {
        Err(Obstacle::NoApp)
    } else {
        may_have_a_token(here, org, &authorization.holder, user, Flow::Browser, &state.faults)
    };
    if let Err(obstacle) = admission {
        return Outcome::Refuse(obstacle.in_browser());
    }
    match level(org, authorization, session) {
        Level::Reached => {}
        Level::CanBeRaised => return Outcome::Verify,
        Level::Blocked => return Outcome::Refuse(say::SESSION_LEVEL.into()),
    }
    let chosen = match &authorization.holder {
        Holder::App(app_id) => org.app_by_id(app_id).is_some_and(|app| Org::is_pre_authorized(&app)),
        Holder::PlatformCli | Holder::Session => false,
    };
    let approved = org.tokens.has_consent(&authorization.holder, &user.id, &authorization.scopes);
    if chosen || (approved && !authorization.consent_again) { Outcome::Grant } else { Outcome::Ask }
}

fn grant(here: &Here, state: &mut State, handle: &str, authorization: &Authorization, session: &Session) -> Response {
    let now = here.world.now();
    let Some(org) = state.orgs.get_mut(session.org) else { return stale(here) };
    let grant = authorization.grant(&session.user);
    let told = match &authorization.end {
        End::Callback { redirect_uri, response: ResponseType::Code } => {
            let code = crate::random::authorization_code();
            org.tokens.codes.insert(
                code.clone(),
                Code {
                    grant,
                    redirect_uri: redirect_uri.clone(),
                    challenge: authorization.challenge.clone(),
                    nonce: authorization.nonce.clone(),
                    issued_at: now,
                    used: false,
                },
            );
            format!("code={}", encode(&code))
        }
        End::Callback { response: ResponseType::Token, .. } => {
            if org.oauth_oidc_settings.block_oauth_usr_agt_flow == Some(true) {
                return refuse(here, state, handle, authorization, session, say::RESPONSE_TYPE.into());
            }
            let Some(client) = Client::of_holder(org, &grant.holder, now) else { return stale(here) };
            let kind = LoginKind::UserAgent;
            let index = session.org;
            let issue =
                Issue { client: &client, org: index, grant, refresh_token: None, approval: None, nonce: None, kind };
            TokenReply::issue(here, org, issue, now).as_form()
        }
        End::Device { user_code } => {
            let device = org.tokens.devices.values_mut().find(|one| one.user_code == *user_code && one.is_open(now));
            let Some(device) = device else { return stale(here) };
            device.answer = Answer::Allowed(grant);
            String::new()
        }
    };
    state.browsers.close(handle);
    found(&authorization.answer(here, &told, true))
}

fn refuse(
    here: &Here,
    state: &mut State,
    handle: &str,
    authorization: &Authorization,
    session: &Session,
    error: OauthError,
) -> Response {
    state.browsers.close(handle);
    let attempt = Attempt { here, kind: authorization.login_kind(), app: &authorization.label };
    let error = match state.orgs.get_mut(session.org) {
        Some(org) => attempt.refuse(org, &session.user, error),
        None => error,
    };
    found(&refusal(here, state, authorization, &error))
}

/// Where a refusal is told: to the callback, or on a page of the org when the app is not installed. Faults turn both
/// round.
pub(crate) fn refusal(here: &Here, state: &mut State, authorization: &Authorization, error: &OauthError) -> String {
    let is_generic = error.rule() == say::GENERIC;
    let on_page = match &authorization.end {
        End::Callback { .. } if is_generic => !state.faults.has(Fault::UninstalledAppAtCallback),
        End::Callback { .. } => state.faults.has(Fault::RefusalOnErrorPage),
        End::Device { user_code } => {
            let is_no = error.rule() == say::DENIED;
            let mut devices = state.orgs.iter_mut().flat_map(|org| org.tokens.devices.values_mut());
            if is_no && let Some(device) = devices.find(|device| device.user_code == *user_code) {
                device.answer = Answer::Denied;
            }
            !is_no
        }
    };
    if on_page {
        oauth_error::address(here, error, authorization.state.as_deref())
    } else {
        authorization.with_error(here, error)
    }
}

/// The handle is unknown, or was used.
fn stale(here: &Here) -> Response {
    found(&oauth_error::address(here, &say::GENERIC.into(), None))
}

/// Whether a session is of the level that an app's policy wants.
enum Level {
    Reached,
    CanBeRaised,
    Blocked,
}

/// Where the session stands (*Metadata API Developer Guide*, "ExtlClntAppOauthConfigurablePolicies",
/// `requiredSessionLevel`, `policyAction`). A log-in with a password is of the standard level.
fn level(org: &Org, authorization: &Authorization, session: &Session) -> Level {
    let app = match &authorization.holder {
        Holder::App(app_id) => org.app_by_id(app_id),
        Holder::PlatformCli | Holder::Session => None,
    };
    let policies = app.and_then(|app| app.oauth_policies);
    let Some(policies) = policies.filter(|one| one.required_session_level == RequiredSessionLevel::HighAssurance)
    else {
        return Level::Reached;
    };
    match policies.policy_action {
        _ if session.is_verified => Level::Reached,
        Some(PolicyAction::Block) => Level::Blocked,
        Some(PolicyAction::RaiseSessionLevel | PolicyAction::StepUpMfa) | None => Level::CanBeRaised,
    }
}
