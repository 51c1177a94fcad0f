//! What was written is read again and compared: Salesforce has been seen to answer "Succeeded" and keep an old value.
//! What can't be read is said, never called confirmed.

use salesforce::metadata::{Component, ComponentType};
use salesforce::rest::soql;
use salesforce::types::RecordId;
use salesforce::{Error, Org};
use serde::Deserialize;

use crate::Line;
use crate::plan::{Names, Plan, components};
use crate::problem::Problem;

const KINDS: [ComponentType; 5] = [
    ComponentType::App,
    ComponentType::OauthSettings,
    ComponentType::GlobalOauthSettings,
    ComponentType::OauthPolicies,
    ComponentType::AppPolicies,
];

/// What differs or could not be read.
///
/// # Errors
/// No connection or an ended session; a refusal becomes a line.
pub(super) async fn read_back(org: &Org, plan: &Plan, app: &RecordId) -> Result<Vec<Line>, Problem> {
    let (mut remainders, access) = tokio::try_join!(metadata(org, plan), access(org, plan, app))?;
    remainders.extend(access);
    Ok(remainders)
}

/// The five parts, as metadata.
async fn metadata(org: &Org, plan: &Plan) -> Result<Vec<Line>, Problem> {
    let names = Names::of(&plan.blueprint.api_name);
    let wanted = components(plan);
    let name = |kind| match kind {
        ComponentType::OauthSettings => &names.oauth_settings,
        ComponentType::GlobalOauthSettings => &names.global_oauth_settings,
        ComponentType::OauthPolicies => &names.oauth_policies,
        ComponentType::AppPolicies => &names.app_policies,
        _ => &names.app,
    };
    let answers = futures_util::future::join_all(
        KINDS.map(|kind| async move { (kind, org.read_metadata(kind, &[name(kind)]).await) }),
    )
    .await;
    let mut remainders = Vec::new();
    for (kind, answer) in answers {
        match answer {
            Ok(found) => {
                let wanted = wanted.iter().find(|component| component.kind() == kind);
                match (wanted, found.first()) {
                    (Some(wanted), Some(found)) => remainders.extend(differences(wanted, found)),
                    (Some(_), None) => remainders.push(not_read(kind)),
                    (None, _) => {}
                }
            }
            Err(error) if error.is_session_expired() => return Err(error.into()),
            Err(Error::Salesforce(_) | Error::NeedsOpaqueToken { .. } | Error::Unreadable { .. }) => {
                remainders.push(not_read(kind));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(remainders)
}

fn not_read(kind: ComponentType) -> Line {
    Line::new("remainder_not_read_back").with("what", kind.metadata_name())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PermissionSet {
    id: RecordId,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EntityAccess {
    parent_id: RecordId,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Assignment {
    assignee_id: RecordId,
}

/// Whether the permission sets of the policy open the app (rows of SetupEntityAccess), and whether those who were to
/// get one hold it.
async fn access(org: &Org, plan: &Plan, app: &RecordId) -> Result<Vec<Line>, Problem> {
    let names = plan.blueprint.permission_sets();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let list = soql::list(names.iter().map(String::as_str));
    let of_sets = format!("SELECT Id, Name FROM PermissionSet WHERE Name IN {list}");
    let of_app = format!("SELECT ParentId FROM SetupEntityAccess WHERE SetupEntityId = {}", soql::quote(app.as_str()));
    let of_people = format!("SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Name IN {list}");
    let asked = async {
        let [sets, opened, held] = org.queries([&of_sets, &of_app, &of_people]).await?;
        Ok((sets?.of::<PermissionSet>()?, opened?.of::<EntityAccess>()?, held?.of::<Assignment>()?))
    };
    let (sets, opened, held) = match asked.await {
        Ok(found) => found,
        Err(error) if error.is_session_expired() => return Err(error.into()),
        Err(Error::Salesforce(_)) => {
            return Ok(vec![Line::new("remainder_not_read_back").with("what", "SetupEntityAccess")]);
        }
        Err(error) => return Err(error.into()),
    };
    let closed = sets.iter().filter(|set| !opened.iter().any(|row| row.parent_id == set.id));
    let without = plan.assignees.iter().filter(|one| !held.iter().any(|row| row.assignee_id == one.user));
    Ok(closed
        .map(|set| Line::new("remainder_access_not_confirmed").with("name", &set.name))
        .chain(without.map(|one| Line::new("remainder_assignment_not_confirmed").with("name", &one.name)))
        .collect())
}

/// The values that were set and are not what was set, one line each.
fn differences(wanted: &Component, found: &Component) -> Vec<Line> {
    compared(wanted)
        .into_iter()
        .zip(compared(found))
        .filter(|((_, wanted), (_, found))| wanted != found)
        .map(|((what, wanted), (_, found))| {
            Line::new("remainder_read_back_differs").with("what", what).with("wanted", wanted).with("found", found)
        })
        .collect()
}

/// The elements that a blueprint decides, as comparable text. Lists without order are sorted.
fn compared(component: &Component) -> Vec<(&'static str, String)> {
    let sorted = |values: &[String]| {
        let mut values = values.to_vec();
        values.sort_unstable();
        values.join(", ")
    };
    let optional = |value: &Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
    match component {
        Component::App(app) => vec![
            ("label", app.label.clone()),
            ("contactEmail", app.contact_email.clone().unwrap_or_default()),
            ("distributionState", app.distribution_state.map(|state| state.as_str().to_owned()).unwrap_or_default()),
        ],
        Component::OauthSettings(settings) => {
            let ranges = settings.trusted_ip_ranges.iter();
            let ranges = ranges.map(|range| format!("{} – {}", range.start_ip_address, range.end_ip_address));
            vec![
                ("commaSeparatedOauthScopes", sorted(&settings.comma_separated_oauth_scopes)),
                ("trustedIpRanges", sorted(&ranges.collect::<Vec<_>>())),
            ]
        }
        Component::GlobalOauthSettings(settings) => vec![
            ("callbackUrl", settings.callback_urls.join("\n")),
            ("isPkceRequired", settings.is_pkce_required.to_string()),
            ("isConsumerSecretOptional", settings.is_consumer_secret_optional.to_string()),
            ("isSecretRequiredForRefreshToken", settings.is_secret_required_for_refresh_token.to_string()),
            ("isRefreshTokenRotationEnabled", settings.is_refresh_token_rotation_enabled.to_string()),
            ("isClientCredentialsFlowEnabled", settings.is_client_credentials_flow_enabled.to_string()),
        ],
        Component::OauthPolicies(policies) => vec![
            ("permittedUsersPolicyType", policies.permitted_users_policy_type.as_str().to_owned()),
            ("commaSeparatedPermissionSet", sorted(&policies.comma_separated_permission_set)),
            ("ipRelaxationPolicyType", policies.ip_relaxation_policy_type.as_str().to_owned()),
            ("refreshTokenPolicyType", policies.refresh_token_policy_type.as_str().to_owned()),
            ("refreshTokenValidityPeriod", optional(&policies.refresh_token_validity_period)),
            ("isClientCredentialsFlowEnabled", policies.is_client_credentials_flow_enabled.to_string()),
            ("clientCredentialsFlowUser", policies.client_credentials_flow_user.clone().unwrap_or_default()),
            ("requiredSessionLevel", policies.required_session_level.as_str().to_owned()),
            ("sessionTimeoutInMinutes", optional(&policies.session_timeout_in_minutes)),
        ],
        Component::AppPolicies(policies) => vec![
            ("isEnabled", policies.is_enabled.to_string()),
            ("isOauthPluginEnabled", policies.is_oauth_plugin_enabled.unwrap_or(false).to_string()),
        ],
        Component::Settings(_) | Component::PermissionSet(_) => Vec::new(),
    }
}
