//! Changing a component that is there: found by the app that it belongs to, read whole, written whole.

use salesforce::metadata::{Component, ComponentType};
use salesforce::{Error, Org};

use super::Amendment;
use crate::plan::{Names, Plan, components};
use crate::problem::Problem;

/// The app that a component belongs to.
fn parent(component: &Component) -> &str {
    match component {
        Component::OauthSettings(settings) => &settings.external_client_application,
        Component::GlobalOauthSettings(settings) => &settings.external_client_application,
        Component::OauthPolicies(policies) => &policies.external_client_application,
        Component::AppPolicies(policies) => &policies.external_client_application,
        Component::App(app) => &app.full_name,
        Component::Settings(_) | Component::PermissionSet(_) => "",
    }
}

/// The component of a kind that belongs to an app, whatever its name: by the name that Orgkey gives it if that is there,
/// else by asking all of the kind.
///
/// # Errors
/// What a call answered; [`Error::Unreadable`] when it has an element that a change would lose.
pub(crate) async fn found(org: &Org, kind: ComponentType, app: &str) -> Result<Option<Component>, Error> {
    let names = Names::of(app);
    let usual = match kind {
        ComponentType::GlobalOauthSettings => names.global_oauth_settings,
        ComponentType::OauthPolicies => names.oauth_policies,
        ComponentType::AppPolicies => names.app_policies,
        ComponentType::OauthSettings => names.oauth_settings,
        _ => names.app,
    };
    if let Some(component) = org.read_to_edit(kind, &usual).await?.filter(|component| parent(component) == app) {
        return Ok(Some(component));
    }
    let listed = org.list_metadata(kind).await?;
    let names: Vec<&str> = listed.iter().map(|one| one.full_name.as_str()).collect();
    let all = org.read_metadata(kind, &names).await?;
    match all.iter().find(|component| parent(component) == app) {
        Some(component) => org.read_to_edit(kind, component.full_name()).await,
        None => Ok(None),
    }
}

/// The components that amendments change, each as it is in the org with the change in it. What is so already is absent.
///
/// # Errors
/// What a call answered; an element that is not known and would be lost.
pub(crate) async fn edited(org: &Org, plan: &Plan, amendments: &[Amendment]) -> Result<Vec<Component>, Problem> {
    let app = &plan.blueprint.api_name;
    let mut changed = Vec::new();
    for kind in [ComponentType::GlobalOauthSettings, ComponentType::OauthPolicies, ComponentType::AppPolicies] {
        if !amendments.iter().any(|amendment| amendment.kind() == Some(kind)) {
            continue;
        }
        let missing = || Error::Unreadable { call: "readMetadata".to_owned(), detail: kind.root().to_owned() };
        let before = found(org, kind, app).await?.ok_or_else(missing)?;
        let mut after = before.clone();
        amendments.iter().for_each(|amendment| amendment.apply(&mut after));
        if after != before {
            keep_certificate(&mut after, plan);
            changed.push(after);
        }
    }
    Ok(changed)
}

/// A certificate is never read back, and one that is left out is cleared: the plan's own is sent again.
fn keep_certificate(component: &mut Component, plan: &Plan) {
    let Component::GlobalOauthSettings(settings) = component else { return };
    settings.certificate = components(plan).into_iter().find_map(|wanted| match wanted {
        Component::GlobalOauthSettings(wanted) => wanted.certificate,
        _ => None,
    });
}
