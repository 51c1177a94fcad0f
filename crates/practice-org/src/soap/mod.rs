//! The SOAP Metadata API of an org, for the calls that clients make beside REST deploys.
//!
//! Source: *Metadata API Developer Guide*, "Metadata API Calls". What the shape of an envelope must be is as seen in
//! public clients: prefixes on Envelope, Body and Fault, none below them.

mod deploy;
mod envelope;
pub(crate) mod login;
mod read;
mod retrieve;
mod single;
pub(crate) mod xml;

use axum::{
    Extension, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, RawPathParams, Request, rejection::RawPathParamsRejection},
    response::Response,
    routing::post,
};

use crate::front_door::Here;
use crate::metadata::Save;
use crate::oauth::{bearer, scope};
use crate::org::access::ApiClosed;
use crate::rest;
use crate::rules::soap as say;
use crate::world::State;
use envelope::{Call, Fault};

type Params = Result<RawPathParams, RawPathParamsRejection>;

/// A package in base64 is a third larger than it is.
const MAX_BODY: usize = rest::MAX_DEPLOY / 3 * 4 + 64 * 1024;

/// Every address below `/services/Soap/m`.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/services/Soap/m/{version}", post(call))
        .route("/services/Soap/m/{version}/{*rest}", post(call))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

/// A caller who was let in.
struct Caller {
    org: usize,
    user: String,
    version: u32,
}

async fn call(Extension(here): Extension<Here>, params: Params, request: Request) -> Response {
    let params = params.as_ref().ok();
    let version = params.and_then(|params| params.iter().find(|(name, _)| *name == "version").map(|(_, text)| text));
    let version = version.unwrap_or_default();
    let Ok(body) = Bytes::from_request(request, &()).await else { return Fault::from(say::TOO_LARGE).respond() };
    let answer = envelope::parse(&body).and_then(|call| {
        let caller = caller(&here, version, &call)?;
        let result = match call.operation.name.as_str() {
            "readMetadata" => read::read(&here, &caller, &call.operation),
            "listMetadata" => read::list(&here, &caller, &call.operation),
            "describeMetadata" => read::describe(&caller, &call.operation),
            "createMetadata" => single::save(&here, &caller, &call, Save::Create),
            "updateMetadata" => single::save(&here, &caller, &call, Save::Update),
            "upsertMetadata" => single::save(&here, &caller, &call, Save::Upsert),
            "deleteMetadata" => single::delete(&here, &caller, &call),
            "renameMetadata" => single::rename(&here, &caller, &call),
            "deploy" => deploy::start(&here, &caller, &call.operation),
            "deployRecentValidation" => deploy::validated(&here, &caller, &call.operation),
            "checkDeployStatus" => deploy::status(&here, &caller, &call.operation),
            "retrieve" => retrieve::start(&here, &caller, &call.operation),
            "checkRetrieveStatus" => retrieve::status(&here, &caller, &call.operation),
            "cancelDeploy" => deploy::cancel(&here, &caller, &call.operation),
            other => Err(Fault::with(say::NO_OPERATION, other)),
        }?;
        Ok((call.operation.name, result))
    });
    match answer {
        Ok((operation, result)) => envelope::reply(&operation, &result),
        Err(fault) => fault.respond(),
    }
}

/// The session is in the envelope; an Authorization header does not count.
fn caller(here: &Here, version: &str, call: &Call) -> Result<Caller, Fault> {
    let number = version.strip_suffix(".0").unwrap_or(version);
    let now = here.world.now();
    let mut state = here.world.state();
    let highest = state.faults.highest_version();
    let version = rest::version::parse(&format!("v{number}.0")).filter(|one| *one <= highest).ok_or(say::VERSION)?;
    let token = call.session_id.as_deref().ok_or(say::NO_SESSION)?;
    let State { orgs, faults, .. } = &mut *state;
    let (index, grant) = bearer::opaque_grant_of(here, orgs, token, now).ok_or(say::NO_SESSION)?;
    let org = orgs.get_mut(index).ok_or(say::NO_SESSION)?;
    if !scope::includes(&grant.scopes, "api") {
        return Err(say::NO_SESSION.into());
    }
    org.admit_to_api(&grant, faults, now, here.origin()).map_err(|closed| match closed {
        ApiClosed::ForOrg => say::API_DISABLED_FOR_ORG,
        ApiClosed::ForUser => say::API_DISABLED,
        ApiClosed::NoSession | ApiClosed::Unapproved => say::NO_SESSION,
    })?;
    if !rest::may_deploy(org, &grant.user) {
        return Err(say::METADATA_API_NEEDS.into());
    }
    if !org.usage.count(now) {
        return Err(say::LIMIT_EXCEEDED.into());
    }
    Ok(Caller { org: index, user: grant.user, version })
}
