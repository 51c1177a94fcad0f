//! The log-in page.

use axum::{
    Extension,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{escape, foreign_form, is_local, oauth_error, page};
use crate::browser::{self, Session};
use crate::fault::Fault;
use crate::front_door::Here;
use crate::oauth::{APPROVAL_PAGE, Params, approval, authorization::Authorization};
use crate::org::{
    Org,
    audit::{Login, LoginKind, Outcome},
    person::User,
};
use crate::rules::oauth as say;
use crate::world::State;

const WRONG: &str =
    "Please check your username and password. If you still can't log in, contact your Salesforce administrator.";

/// `GET /`: the form, or who is logged in.
pub(super) async fn show(Extension(here): Extension<Here>, headers: HeaderMap, params: Params) -> Response {
    let state = here.world.state();
    let cookie = browser::cookie(&here, &headers);
    let start = start_url(&params);
    if start.is_none()
        && let Some(session) = state.browsers.session(cookie.as_deref(), here.site)
    {
        let user = state.orgs.get(session.org).and_then(|org| org.user(&session.user));
        let name = escape(&user.map(User::name).unwrap_or_default());
        let body = format!(r#"<p>You are logged in as {name}.</p><p><a href="/secur/logout.jsp">Log out</a></p>"#);
        return page(StatusCode::OK, "Home", &body, "");
    }
    form(&here, &state, &headers, start, None, None)
}

/// `POST /`: checks username and password.
pub(super) async fn log_in(Extension(here): Extension<Here>, headers: HeaderMap, params: Params) -> Response {
    let now = here.world.now();
    let mut state = here.world.state();
    let old = browser::cookie(&here, &headers);
    if !state.browsers.is_own_form(old.as_deref(), params.get("csrf")) {
        return foreign_form();
    }
    let start = start_url(&params);
    let username = params.get("username").unwrap_or_default();
    if here.org().is_none() && state.faults.has(Fault::MyDomainOnly) {
        return form(&here, &state, &headers, start, Some(username), Some(WRONG));
    }
    let own = here.org();
    let user = state.orgs.iter().enumerate().filter(|(index, _)| own.is_none_or(|own| own == *index)).find_map(
        |(index, org)| {
            let user = org.user_named(username)?;
            (Some(user.password.as_str()) == params.get("pw"))
                .then(|| (index, user.clone(), org.may(user, "ApiUserOnly")))
        },
    );
    let Some((org, user, api_only)) = user else {
        note_wrong_password(&here, &mut state, username);
        return form(&here, &state, &headers, start, Some(username), Some(WRONG));
    };
    let waiting = authorization(&state, start).map(|(handle, one)| (handle.to_owned(), one.clone()));
    if !user.may_log_in() || api_only {
        let outcome = if user.may_log_in() { Outcome::RestrictedToApi } else { Outcome::of(&user) };
        note(&here, &mut state, org, &user.id, outcome);
        let Some((handle, waiting)) = waiting else {
            return form(&here, &state, &headers, start, Some(username), Some(WRONG));
        };
        state.browsers.close(&handle);
        let address = if api_only {
            oauth_error::address(&here, &say::GENERIC.into(), waiting.state.as_deref())
        } else {
            approval::refusal(&here, &mut state, &waiting, &say::INACTIVE_IN_BROWSER.into())
        };
        return redirect(&here, None, &address);
    }
    // An app's policy may let people in that their profile shuts out; what waits is judged by it at the approval page.
    if waiting.is_none()
        && let Some(outcome) = shut_out(&here, &state, org, &user)
    {
        note(&here, &mut state, org, &user.id, outcome);
        return form(&here, &state, &headers, start, Some(username), Some(WRONG));
    }
    if let Some(old) = old {
        state.browsers.log_out(&old);
    }
    note(&here, &mut state, org, &user.id, Outcome::Success);
    let cookie = state.browsers.log_in(Session::new(here.site, org, user.id, now));
    redirect(&here, Some(&cookie), &format!("{}{}", here.url(), start.unwrap_or("/")))
}

/// Why the profile of a user lets nobody in now, or from here.
fn shut_out(here: &Here, state: &State, org: usize, user: &User) -> Option<Outcome> {
    let org = state.orgs.get(org)?;
    if !org.takes_hour(user, here.world.now()) {
        Some(Outcome::RestrictedHours)
    } else if !org.takes_address(user, here.peer, &state.faults) {
        Some(Outcome::RestrictedAddress)
    } else {
        None
    }
}

fn note(here: &Here, state: &mut State, org: usize, user: &str, outcome: Outcome) {
    if let Some(org) = state.orgs.get_mut(org) {
        org.note_login(Login {
            user: user.to_owned(),
            at: here.world.now(),
            kind: LoginKind::Browser,
            application: "Browser".to_owned(),
            outcome,
            from: here.origin(),
        });
    }
}

/// A wrong password shows in the history of the user; a wrong name shows nowhere.
fn note_wrong_password(here: &Here, state: &mut State, username: &str) {
    let found = state.orgs.iter().enumerate().find_map(|(index, org)| {
        let is_here = here.org().is_none_or(|own| own == index);
        org.user_named(username).filter(|_| is_here).map(|user| (index, user.id.clone()))
    });
    if let Some((org, user)) = found {
        note(here, state, org, &user, Outcome::InvalidPassword);
    }
}

/// `GET /secur/logout.jsp`
pub(super) async fn log_out(Extension(here): Extension<Here>, headers: HeaderMap) -> Response {
    if let Some(cookie) = browser::cookie(&here, &headers) {
        here.world.state().browsers.log_out(&cookie);
    }
    redirect(&here, None, &format!("{}/", here.url()))
}

/// Where to go after the log-in: only ever a path of this host.
fn start_url(params: &Params) -> Option<&str> {
    params.get("startURL").filter(|path| is_local(path))
}

/// The authorization that waits behind a log-in.
fn authorization<'a>(state: &'a State, start: Option<&'a str>) -> Option<(&'a str, &'a Authorization)> {
    let handle = start?.strip_prefix(APPROVAL_PAGE)?.strip_prefix("?source=")?;
    Some((handle, state.browsers.authorization(handle)?))
}

/// 302 to an address, with a new cookie for a browser that was logged in.
pub(crate) fn redirect(here: &Here, cookie: Option<&str>, address: &str) -> Response {
    let mut response = (StatusCode::FOUND, [(header::LOCATION, address.to_owned())]).into_response();
    if let Some(cookie) = cookie {
        let (name, value) = browser::set_cookie(here, cookie);
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The people of the orgs that this host logs in to: a practice org has no secrets from who practises in it.
fn people(here: &Here, state: &State) -> String {
    let own = here.org();
    let orgs = state.orgs.iter().enumerate().filter(|(index, _)| own.is_none_or(|own| own == *index));
    let list = |org: &Org| {
        let users = org.users.iter().filter(|user| user.may_log_in() && !org.may(user, "ApiUserOnly"));
        let user = |user: &User| {
            let (username, password) = (escape(&user.username), escape(&user.password));
            format!("<li>{}: <code>{username}</code>, password <code>{password}</code></li>", escape(user.profile))
        };
        format!("<p>{}</p><ul>{}</ul>", escape(&org.name), users.map(user).collect::<String>())
    };
    orgs.map(|(_, org)| list(org)).collect()
}

fn form(
    here: &Here,
    state: &State,
    headers: &HeaderMap,
    start: Option<&str>,
    username: Option<&str>,
    error: Option<&str>,
) -> Response {
    let waiting = authorization(state, start).map(|(_, authorization)| authorization);
    let known = browser::cookie(here, headers);
    let cookie = known.clone().unwrap_or_else(crate::random::handle);
    let hint = username.or_else(|| waiting.and_then(|one| one.login_hint.as_deref())).unwrap_or_default();
    let alert = error.map(|text| format!(r#"<p class="error" role="alert" id="error">{}</p>"#, escape(text)));
    let body = format!(
        r#"{alert}<form method="post" action="/">
<input type="hidden" name="csrf" value="{csrf}">
<input type="hidden" name="startURL" value="{start}">
<label for="username">Username</label>
<input id="username" name="username" type="text" autocomplete="username" required value="{hint}">
<label for="password">Password</label>
<input id="password" name="pw" type="password" autocomplete="current-password" required>
<button class="main" id="Login" name="Login" type="submit">Log In</button>
</form>
<details><summary>Who can log in here?</summary>{people}</details>"#,
        alert = alert.unwrap_or_default(),
        csrf = state.browsers.form_token(&cookie),
        start = escape(start.unwrap_or_default()),
        people = people(here, state),
        hint = escape(hint),
    );
    let target = waiting.map(Authorization::form_target).unwrap_or_default();
    let mut response = page(StatusCode::OK, "Log in", &body, &target);
    if known.is_none() {
        let (name, value) = browser::set_cookie(here, &cookie);
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
