//! The SOAP call `login()`: a session for username, password and security token. Newer orgs have it turned off.
//!
//! Source: *SOAP API Developer Guide*, "login()"; Salesforce release notes for versions and new orgs; envelopes and
//! texts as seen in public clients.

use axum::{
    Extension, Router,
    body::Bytes,
    extract::RawPathParams,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::json;

use super::{envelope, xml};
use crate::front_door::Here;
use crate::oauth::{
    admission::{Flow, Obstacle, may_have_a_token},
    attempt::Attempt,
    scope,
};
use crate::org::{
    audit::{LoginKind, Outcome},
    token::{DEFAULT_SESSION, Grant, Holder},
};
use crate::pages::escape;
use crate::rest::version;
use crate::rules::{Rule, soap as say};
use crate::world::State;

/// The last version that has the call.
const LAST: u32 = 64;

/// Partner and Enterprise API, of which `login()` is all that is here. The login host has it too.
pub(crate) fn routes() -> Router {
    ["u", "c"].into_iter().fold(Router::new(), |router, api| {
        router
            .route(&format!("/services/Soap/{api}/{{version}}"), post(login))
            .route(&format!("/services/Soap/{api}/{{version}}/{{*rest}}"), post(login))
    })
}

async fn login(Extension(here): Extension<Here>, params: RawPathParams, body: Bytes) -> Response {
    let version = params.iter().find(|(name, _)| *name == "version").map(|(_, text)| text).unwrap_or_default();
    match envelope::parse(&body) {
        Ok(call) if call.operation.name == "login" => {
            let (username, password) = (call.operation.text_of("username"), call.operation.text_of("password"));
            session(&here, version, username, password).unwrap_or_else(fault)
        }
        Ok(call) => envelope::Fault::with(say::NO_OPERATION, &call.operation.name).respond(),
        Err(fault) => fault.respond(),
    }
}

fn session(here: &Here, version: &str, username: &str, password: &str) -> Result<Response, &'static Rule> {
    let number = version.strip_suffix(".0").unwrap_or(version);
    let version = number.parse::<u32>().ok().filter(|version| *version <= version::HIGHEST).ok_or(say::VERSION)?;
    if version > LAST {
        return Err(say::NO_LOGIN);
    }
    let now = here.world.now();
    let mut state = here.world.state();
    let State { orgs, faults, .. } = &mut *state;
    let own = here.org();
    let mut candidates = orgs.iter_mut().enumerate().filter(|(index, _)| own.is_none_or(|own| own == *index));
    let (index, org) = candidates.find(|(_, org)| org.user_named(username).is_some()).ok_or(say::INVALID_LOGIN)?;
    if !org.has_soap_login {
        return Err(say::LOGIN_OFF);
    }
    let user = org.user_named(username).cloned().ok_or(say::INVALID_LOGIN)?;
    let attempt = Attempt { here, kind: LoginKind::Soap, app: "N/A" };
    if password != format!("{}{}", user.password, user.security_token) {
        attempt.note(org, &user.id, Outcome::InvalidPassword);
        return Err(say::INVALID_LOGIN);
    }
    if let Err(obstacle) = may_have_a_token(here, org, &Holder::Session, &user, Flow::Soap, faults) {
        attempt.refuse(org, &user.id, obstacle.into());
        return Err(match obstacle {
            Obstacle::AddressOrHours => say::RESTRICTED_DOMAIN,
            _ => say::INVALID_LOGIN,
        });
    }
    attempt.note(org, &user.id, Outcome::Success);
    let grant = Grant { holder: Holder::Session, user: user.id.clone(), scopes: scope::of_session() };
    let session_id = org.tokens.issue_access(&org.id, grant, DEFAULT_SESSION, None, now);
    let (base, org_id) = (here.org_url(index), crate::id::to_15(&org.id));
    let profile = org.profile_of(&user).map(|profile| profile.id.clone());
    let result = json!({
        "metadataServerUrl": format!("{base}/services/Soap/m/{version}.0/{org_id}"),
        "passwordExpired": false,
        "sandbox": org.kind.is_sandbox(),
        "serverUrl": format!("{base}/services/Soap/u/{version}.0/{org_id}"),
        "sessionId": session_id,
        "userId": user.id,
        "userInfo": {
            "organizationId": org.id, "organizationName": org.name, "profileId": profile,
            "sessionSecondsValid": DEFAULT_SESSION.as_secs(), "userEmail": user.username,
            "userFullName": user.name(), "userId": user.id, "userLanguage": "en_US", "userLocale": "en_GB",
            "userName": user.username, "userTimeZone": "Europe/London", "userType": "Standard",
        },
    });
    let mut inside = String::new();
    xml::write("result", &result, &mut inside);
    let body = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><loginResponse>{inside}</loginResponse></soapenv:Body></soapenv:Envelope>"#
    );
    Ok(([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response())
}

/// The fault, whose detail repeats code and text: clients read them there.
fn fault(rule: &'static Rule) -> Response {
    let (code, text) = (rule.code, escape(rule.said().as_str()));
    let body = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{code}: {text}</faultstring><detail><sf:LoginFault xsi:type="sf:LoginFault"><sf:exceptionCode>{code}</sf:exceptionCode><sf:exceptionMessage>{text}</sf:exceptionMessage></sf:LoginFault></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>"#
    );
    (StatusCode::INTERNAL_SERVER_ERROR, [(header::CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response()
}
