//! Answers to blueprint: the one place where typed text becomes parsed values.

use salesforce::types::{CallbackUrl, Scope, Username};

use super::judge::stay_is_offered;
use super::{Access, Blueprint, Facts, JwtBearer, SCHEMA, addresses, judge};
use crate::problem::FieldProblem;
use crate::wizard::{Answers, PermissionSetChoice, Stay, Step, Who};

/// The blueprint that `answers` describe.
///
/// # Errors
/// Everything that some step would refuse, step by step.
pub fn parse(answers: &Answers, facts: &Facts) -> Result<Blueprint, Vec<FieldProblem>> {
    let problems: Vec<_> = Step::ALL.into_iter().flat_map(|step| judge(step, answers, facts)).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(assemble(answers))
}

/// What answers that passed the judgement describe; of others, as much as can be said.
pub(super) fn assemble(answers: &Answers) -> Blueprint {
    let Answers { check, name, distribution, flows, scopes, access, certificate } = answers.clone();
    let access_rule = match (access.who, access.permission_set) {
        (Who::Anyone, _) => Access::Anyone,
        (Who::Chosen, PermissionSetChoice::New) => {
            Access::NewPermissionSet { objects: access.objects, assign_me: access.assign_me }
        }
        (Who::Chosen, PermissionSetChoice::Existing) => {
            Access::ExistingPermissionSets { names: access.existing, assign_me: access.assign_me }
        }
    };
    let speaks_for = access.speaks_for.and_then(|username| username.parse::<Username>().ok());
    let jwt_bearer = match (flows.jwt_bearer, certificate, speaks_for) {
        (true, Some(certificate), Some(speaks_for)) => {
            Some(JwtBearer { certificate, speaks_for, remind_before: flows.remind_before })
        }
        _ => None,
    };
    // Nobody was asked for a number of days, where nobody stays connected.
    let stay = if stay_is_offered(access.stay) { access.stay } else { Stay::default() };
    Blueprint {
        schema: SCHEMA,
        label: name.label.trim().to_owned(),
        api_name: name.api_name,
        contact_email: name.contact_email.trim().to_owned(),
        description: name.description.trim().to_owned(),
        distribution: distribution.distribution,
        authorization_code: flows.authorization_code,
        client_credentials: flows
            .run_as
            .filter(|_| flows.client_credentials)
            .and_then(|username| username.parse::<Username>().ok()),
        jwt_bearer,
        require_pkce: flows.require_pkce,
        secret_when_signing_in: flows.secret_when_signing_in,
        secret_when_staying_connected: flows.secret_when_staying_connected,
        rotate_refresh_tokens: flows.rotate_refresh_tokens,
        scopes: scopes.scopes.iter().filter_map(|scope| scope.parse::<Scope>().ok()).collect(),
        callbacks: if flows.authorization_code {
            // Rows that were left empty fall out here.
            scopes.callbacks.iter().filter_map(|row| CallbackUrl::parse(row).ok()).collect()
        } else {
            Vec::new()
        },
        test_callbacks: flows.authorization_code && scopes.test_callbacks,
        access: access_rule,
        stay,
        network: access.network,
        trusted_addresses: if flows.authorization_code { addresses::parse(&access.ip_ranges) } else { Vec::new() },
        sign_out_after: access.sign_out_after,
        stronger_sign_in: access.stronger_sign_in,
        secret_switch: check.secret_switch,
    }
}
