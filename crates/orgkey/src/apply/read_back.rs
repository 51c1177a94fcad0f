//! What was written is read again and compared: Salesforce has been seen to answer "Succeeded" and keep an old value.
//! What can't be read is said, never called confirmed.

use salesforce::metadata::{Component, ComponentType};
use salesforce::{Error, Org};

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
pub(super) async fn read_back(org: &Org, plan: &Plan) -> Result<Vec<Line>, Problem> {
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
            vec![("commaSeparatedOauthScopes", sorted(&settings.comma_separated_oauth_scopes))]
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
