//! The approval page: who is logged in, may they use this app, and do they agree?
//!
//! Sources: *Salesforce Help*, "OAuth 2.0 Web Server Flow"; which error goes to the callback and which to a page, as
//! seen in public traces.

use axum::{Extension, http::HeaderMap, response::Response};

use super::{
    APPROVAL_PAGE, OauthError, Params,
    admission::{Flow, Obstacle, may_have_a_token},
    attempt::Attempt,
    authorization::Authorization,
    authorize::found,
    encode,
};
use crate::browser::{self, Session};
use crate::front_door::Here;
use crate::org::{Org, audit::LoginKind, person::User, token::Code, token::Holder};
use crate::pages::{self, consent, oauth_error};
use crate::rules::oauth as say;
use crate::world::State;

/// What comes of an authorization and a user.
enum Outcome {
    /// The user has to be asked.
    Ask,
    /// Nothing to ask: the code is issued.
    Grant,
    /// The callback is told.
    Refuse(OauthError),
    /// A page tells it, and the callback never learns.
    Page(OauthError),
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
        let back = encode(&format!("{APPROVAL_PAGE}?source={handle}"));
        return found(&format!("{}/?ec=302&startURL={back}", here.url()));
    };
    match outcome(&here, &state, &authorization, &session) {
        Outcome::Ask if authorization.immediate => {
            state.browsers.close(handle);
            found(&authorization.with_error(&say::NOT_APPROVED.into()))
        }
        Outcome::Ask => {
            let user = user(&state, &session).map(User::name).unwrap_or_default();
            let token = state.browsers.form_token(&cookie);
            consent::page(&authorization, handle, &user, &token)
        }
        Outcome::Grant => grant(&here, &mut state, handle, &authorization, &session),
        Outcome::Refuse(error) => refuse(&here, &mut state, handle, &authorization, &session, error),
        Outcome::Page(error) => page(&here, &mut state, handle, &authorization, &error),
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
    let (Some(authorization), Some(session)) =
        (state.browsers.authorization(handle).cloned(), state.browsers.session(cookie.as_deref(), here.site).cloned())
    else {
        return stale(&here);
    };
    match outcome(&here, &state, &authorization, &session) {
        Outcome::Refuse(error) => refuse(&here, &mut state, handle, &authorization, &session, error),
        Outcome::Page(error) => page(&here, &mut state, handle, &authorization, &error),
        Outcome::Ask | Outcome::Grant if params.get("decision") == Some("allow") => {
            if let Some(org) = state.orgs.get_mut(session.org) {
                org.tokens.consents.push(authorization.grant(&session.user));
            }
            grant(&here, &mut state, handle, &authorization, &session)
        }
        Outcome::Ask | Outcome::Grant => {
            refuse(&here, &mut state, handle, &authorization, &session, say::DENIED.into())
        }
    }
}

fn user<'a>(state: &'a State, session: &Session) -> Option<&'a User> {
    state.orgs.get(session.org)?.user(&session.user)
}

fn outcome(here: &Here, state: &State, authorization: &Authorization, session: &Session) -> Outcome {
    let Some((org, user)) = state.orgs.get(session.org).and_then(|org| Some((org, org.user(&session.user)?))) else {
        return Outcome::Page(say::GENERIC.into());
    };
    match may_have_a_token(here, org, &authorization.holder, user, Flow::Browser, &state.faults) {
        Err(obstacle @ Obstacle::Uninstalled) => return Outcome::Page(obstacle.in_browser()),
        Err(obstacle) => return Outcome::Refuse(obstacle.in_browser()),
        Ok(()) => {}
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
    let code = crate::random::authorization_code();
    org.tokens.codes.insert(
        code.clone(),
        Code {
            grant: authorization.grant(&session.user),
            redirect_uri: authorization.redirect_uri.clone(),
            challenge: authorization.challenge.clone(),
            nonce: authorization.nonce.clone(),
            issued_at: now,
            used: false,
        },
    );
    state.browsers.close(handle);
    found(&authorization.with_code(&code))
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
    let attempt = Attempt { here, kind: LoginKind::WebServer, app: &authorization.label };
    let error = match state.orgs.get_mut(session.org) {
        Some(org) => attempt.refuse(org, &session.user, error),
        None => error,
    };
    found(&authorization.with_error(&error))
}

fn page(here: &Here, state: &mut State, handle: &str, authorization: &Authorization, error: &OauthError) -> Response {
    state.browsers.close(handle);
    found(&oauth_error::address(here, error, authorization.state.as_deref()))
}

/// The handle is unknown, or was used.
fn stale(here: &Here) -> Response {
    found(&oauth_error::address(here, &say::GENERIC.into(), None))
}
