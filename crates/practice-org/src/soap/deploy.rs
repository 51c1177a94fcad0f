//! `deploy`, `deployRecentValidation`, `checkDeployStatus`, `cancelDeploy`: the same deploys as over REST.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use super::{
    Caller,
    envelope::Fault,
    xml::{self, Element},
};
use crate::clock::soap_time;
use crate::front_door::Here;
use crate::metadata;
use crate::org::{
    deploy::{Conditions, DeployRequest, QueueFull},
    deploy_result,
};
use crate::rest;
use crate::rules::soap as say;
use crate::world::State;

/// `deploy`
pub(super) fn start(here: &Here, caller: &Caller, call: &Element) -> Result<String, Fault> {
    let encoded: String = call.text_of("ZipFile").split_whitespace().collect();
    let zip = STANDARD.decode(encoded).map_err(|_| say::NOT_BASE64)?;
    let sent: Map<String, Value> = call
        .child("DeployOptions")
        .map(|options| options.children.iter().map(|one| (one.name.clone(), one.text.trim().into())).collect())
        .unwrap_or_default();
    let length = |(name, value): (&String, &Value)| name.len() + value.as_str().map_or(0, str::len);
    if sent.iter().map(length).sum::<usize>() > rest::MAX_OPTIONS {
        return Err(say::TOO_LARGE.into());
    }
    let sent_options = Value::Object(sent);
    let options = rest::options_of(&sent_options);
    let package = metadata::open(&zip, options.single_package);
    let request = DeployRequest { options, sent_options, api_version: caller.version, package, validated: None };
    let now = here.world.now();
    let mut state = here.world.state();
    let State { orgs, faults, timing, .. } = &mut *state;
    let org = orgs.get_mut(caller.org).ok_or(say::NO_JOB)?;
    let on = Conditions { now, faults, timing: *timing };
    let id = org.queue_deploy(&caller.user, request, on).map_err(|QueueFull| say::QUEUE_FULL)?;
    let mut out = String::new();
    xml::write("result", &json!({ "done": false, "id": id, "state": "Queued" }), &mut out);
    Ok(out)
}

/// `deployRecentValidation`, which answers with the bare id of the new deploy.
pub(super) fn validated(here: &Here, caller: &Caller, call: &Element) -> Result<String, Fault> {
    let now = here.world.now();
    let mut state = here.world.state();
    let State { orgs, faults, timing, .. } = &mut *state;
    let org = orgs.get_mut(caller.org).ok_or(say::NO_JOB)?;
    let request = org.validation(call.text_of("validationId"), now).ok_or(say::NO_VALIDATION)?;
    let on = Conditions { now, faults, timing: *timing };
    let id = org.queue_deploy(&caller.user, request, on).map_err(|QueueFull| say::QUEUE_FULL)?;
    let mut out = String::new();
    xml::write("result", &id.into(), &mut out);
    Ok(out)
}

/// `checkDeployStatus`
pub(super) fn status(here: &Here, caller: &Caller, call: &Element) -> Result<String, Fault> {
    let asked = call.text_of("asyncProcessId");
    let details = call.text_of("includeDetails").eq_ignore_ascii_case("true");
    let now = here.world.now();
    let state = here.world.state();
    let org = state.orgs.get(caller.org).ok_or(say::NO_JOB)?;
    let deploy = org.deploys.iter().find(|one| crate::id::same(&one.id, asked)).ok_or(say::NO_JOB)?;
    let mut out = String::new();
    xml::write("result", &deploy_result::result(org, deploy, details, now, soap_time), &mut out);
    Ok(out)
}

/// `cancelDeploy`
pub(super) fn cancel(here: &Here, caller: &Caller, call: &Element) -> Result<String, Fault> {
    let asked =
        [call.text_of("id"), call.text_of("String")].into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    let now = here.world.now();
    let mut state = here.world.state();
    let State { orgs, faults, timing, .. } = &mut *state;
    let org = orgs.get_mut(caller.org).ok_or(say::NO_JOB)?;
    let id = org.deploys.iter().find(|one| crate::id::same(&one.id, asked)).map(|one| one.id.clone());
    let id = id.ok_or(say::NO_JOB)?;
    if !org.cancel_deploy(&id, &caller.user, Conditions { now, faults, timing: *timing }) {
        return Err(say::DEPLOY_DONE.into());
    }
    let done = org.deploys.iter().any(|one| one.id == id && one.is_done(now));
    let mut out = String::new();
    xml::write("result", &json!({ "done": done, "id": id }), &mut out);
    Ok(out)
}
