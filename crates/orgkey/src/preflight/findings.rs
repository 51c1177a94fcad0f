//! One look at the org, read-only: everything that the checks judge, asked together.

use std::collections::BTreeSet;
use std::time::Instant;

use jiff::Timestamp;
use salesforce::metadata::{Component, ComponentType};
use salesforce::rest::Limit;
use salesforce::types::ApiVersion;
use salesforce::{Error, Org, rest};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::orgs::helpers;
use crate::problem::{Problem, SalesforceWords};

/// The user permissions that are asked after, as columns of UserPermissionAccess.
pub(super) const PERMISSIONS: [&str; 5] = [
    "PermissionsExternalClientAppDeveloper",
    "PermissionsModifyMetadata",
    "PermissionsViewClientSecret",
    "PermissionsCustomizeApplication",
    "PermissionsAssignPermissionSets",
];

/// The org's switch for secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SwitchState {
    /// Secrets can be read over REST.
    On,
    /// They can't.
    Off,
    /// It could not be read: a JWT-format session can't, or the org refused.
    Unknown,
}

/// What one look found.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The version talked.
    pub version: ApiVersion,
    /// Permissions that the person holds; what is not in here, the person lacks or the org does not know.
    pub permissions: BTreeSet<String>,
    /// Calls of the day.
    pub calls: Option<Limit>,
    /// The switch for secrets.
    pub secret_switch: SwitchState,
    /// Why external client apps can't be queried, if they can't.
    pub apps_refused: Option<SalesforceWords>,
    /// Name of who deploys something right now.
    pub deploying: Option<String>,
    /// This computer's clock less the org's, in seconds; none when the org did not say its time.
    pub clock_ahead: Option<f64>,
    /// People who may assign permission sets.
    pub helpers: Vec<String>,
}

/// Looks at the org. `now` is this computer's clock.
///
/// # Errors
/// A failure that no check can judge, such as no connection or an ended session.
pub async fn look(org: &Org, now: impl Fn() -> Timestamp) -> Result<Findings, Problem> {
    let (clock_ahead, permissions, calls, secret_switch, apps_refused, deploying) = tokio::try_join!(
        clock(org, now),
        held_permissions(org),
        calls(org),
        read_secret_switch(org),
        apps_refused(org),
        deploying(org),
    )?;
    let lacks = PERMISSIONS.iter().take(3).any(|permission| !permissions.contains(*permission));
    let helpers = if lacks { helpers(org).await.unwrap_or_default() } else { Vec::new() };
    Ok(Findings {
        version: org.version(),
        permissions,
        calls,
        secret_switch,
        apps_refused,
        deploying,
        clock_ahead,
        helpers,
    })
}

async fn clock(org: &Org, now: impl Fn() -> Timestamp) -> Result<Option<f64>, Problem> {
    let asked = Instant::now();
    let versions = rest::versions(org.transport(), &org.session().host).await?;
    let here = now();
    // The Date header has whole seconds and was written about half way.
    let half = asked.elapsed().as_secs_f64() / 2.0;
    Ok(versions.server_time.map(|there| here.as_millisecond() as f64 / 1000.0 - half - there.as_second() as f64 - 0.5))
}

async fn held_permissions(org: &Org) -> Result<BTreeSet<String>, Problem> {
    let rows = match ask_permissions(org, &PERMISSIONS).await {
        // An older org lacks a column: ask what it has.
        Err(Error::Salesforce(said)) if said.code == "INVALID_FIELD" => {
            let described = org.describe("UserPermissionAccess").await?;
            let known: BTreeSet<_> = described.fields.into_iter().map(|field| field.name).collect();
            let columns: Vec<_> = PERMISSIONS.into_iter().filter(|column| known.contains(*column)).collect();
            if columns.is_empty() { Vec::new() } else { ask_permissions(org, &columns).await? }
        }
        other => other?,
    };
    let held = rows.into_iter().flatten().filter(|(_, value)| value.as_bool() == Some(true));
    Ok(held.map(|(name, _)| name).collect())
}

async fn ask_permissions(org: &Org, columns: &[&str]) -> Result<Vec<Map<String, Value>>, Error> {
    org.query(&format!("SELECT {} FROM UserPermissionAccess", columns.join(", "))).await
}

async fn calls(org: &Org) -> Result<Option<Limit>, Problem> {
    match org.limits().await {
        Ok(limits) => Ok(limits.daily_api_requests),
        Err(error) if error.is_session_expired() => Err(error.into()),
        Err(Error::Salesforce(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// How the org's switch for secrets stands.
///
/// # Errors
/// No connection, an ended session. A refusal is [`SwitchState::Unknown`].
pub async fn read_secret_switch(org: &Org) -> Result<SwitchState, Problem> {
    match org.read_metadata(ComponentType::Settings, &["ExternalClientApp"]).await {
        Ok(found) => Ok(found
            .into_iter()
            .find_map(|component| match component {
                Component::Settings(settings) => Some(settings.enable_client_secret_in_rest_api_access),
                _ => None,
            })
            .map_or(SwitchState::Unknown, |on| if on { SwitchState::On } else { SwitchState::Off })),
        Err(error) if error.is_session_expired() => Err(error.into()),
        Err(Error::Salesforce(_) | Error::NeedsOpaqueToken { .. }) => Ok(SwitchState::Unknown),
        Err(error) => Err(error.into()),
    }
}

async fn apps_refused(org: &Org) -> Result<Option<SalesforceWords>, Problem> {
    match org.query::<Value>("SELECT Id FROM ExternalClientApplication LIMIT 1").await {
        Ok(_) => Ok(None),
        Err(error) if error.is_session_expired() => Err(error.into()),
        Err(Error::Salesforce(said)) => Ok(Some((&*said).into())),
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Running {
    created_by: Option<CreatedBy>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreatedBy {
    name: String,
}

async fn deploying(org: &Org) -> Result<Option<String>, Problem> {
    let soql = "SELECT Id, CreatedBy.Name FROM DeployRequest WHERE Status IN ('Pending', 'InProgress') LIMIT 1";
    match org.tooling_query::<Running>(soql).await {
        Ok(rows) => Ok(rows.into_iter().next().map(|row| row.created_by.map(|by| by.name).unwrap_or_default())),
        Err(error) if error.is_session_expired() => Err(error.into()),
        // Who may not see deployments can still make one; it then waits in line.
        Err(Error::Salesforce(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
