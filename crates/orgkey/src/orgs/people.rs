//! People of an org: as possible run-as users, and as those who can help.

use std::collections::BTreeSet;
use std::net::IpAddr;

use salesforce::rest::{Rows, soql};
use salesforce::{Error, Org};
use serde::Deserialize;

use crate::problem::Problem;
use crate::views::{OrgUser, UserList};

/// How many people one look shows.
const SHOWN: usize = 50;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct User {
    id: String,
    username: String,
    name: String,
    profile: Option<Profile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Profile {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Holder {
    assignee_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Frozen {
    user_id: String,
}

/// Active people whose name or user name holds `find`, those who can only use the API apart.
///
/// # Errors
/// What a query answered.
pub async fn find_users(org: &Org, find: &str) -> Result<UserList, Problem> {
    let mut condition = "IsActive = true".to_owned();
    let find = find.trim();
    if !find.is_empty() {
        let pattern = soql::containing(&find.chars().take(80).collect::<String>());
        condition.push_str(&format!(" AND (Name LIKE {pattern} OR Username LIKE {pattern})"));
    }
    let all = users(org, &condition).await?;
    let (api_only, mut people): (Vec<_>, Vec<_>) = all.into_iter().partition(|user| user.api_only);
    let people_total = u32::try_from(people.len()).unwrap_or(u32::MAX);
    people.truncate(SHOWN);
    Ok(UserList { api_only, people, people_total })
}

/// One person by user name; none when there is no such active, unfrozen one.
///
/// # Errors
/// What a query answered.
pub async fn run_as_user(org: &Org, username: &str) -> Result<Option<OrgUser>, Problem> {
    Ok(users(org, &format!("IsActive = true AND Username = {}", soql::quote(username))).await?.into_iter().next())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Login {
    source_ip: Option<String>,
}

/// The address that the signed-in person's newest sign-in came from, as Salesforce saw it; none where it is not told.
///
/// # Errors
/// What the query answered, but for a refusal: not everybody may read the history.
pub async fn own_address(org: &Org) -> Result<Option<String>, Problem> {
    let me = soql::quote(org.session().user.as_str());
    let soql = format!("SELECT SourceIp FROM LoginHistory WHERE UserId = {me} ORDER BY LoginTime DESC LIMIT 1");
    match org.query::<Login>(&soql).await {
        // Where there was no network in between, words such as "Salesforce.com IP" stand here.
        Ok(rows) => Ok(rows.into_iter().find_map(|row| row.source_ip).filter(|ip| ip.parse::<IpAddr>().is_ok())),
        Err(error) if error.is_session_expired() => Err(error.into()),
        Err(Error::Salesforce(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Names of people who may assign permission sets: whom to ask for a permission.
///
/// # Errors
/// What a query answered.
pub async fn helpers(org: &Org) -> Result<Vec<String>, Problem> {
    let [may, users] = org
        .queries([
            &holders("PermissionSet.PermissionsAssignPermissionSets = true"),
            "SELECT Id, Username, Name, Profile.Name FROM User WHERE IsActive = true",
        ])
        .await?;
    let may = held_by(may?)?;
    let me = org.session().user.as_str().to_owned();
    Ok(users?
        .of::<User>()?
        .into_iter()
        .filter(|user| user.id != me && may.contains(&user.id))
        .map(|user| user.name)
        .collect())
}

async fn users(org: &Org, condition: &str) -> Result<Vec<OrgUser>, Problem> {
    let soql = format!("SELECT Id, Username, Name, Profile.Name FROM User WHERE {condition} ORDER BY Name LIMIT 2000");
    let [users, frozen, administrators, api_only] = org
        .queries([
            &soql,
            "SELECT UserId FROM UserLogin WHERE IsFrozen = true",
            &holders("PermissionSet.PermissionsModifyAllData = true OR PermissionSet.PermissionsManageUsers = true"),
            &holders("PermissionSet.PermissionsApiUserOnly = true"),
        ])
        .await?;
    let frozen: BTreeSet<String> = match frozen {
        Ok(rows) => rows.of::<Frozen>()?.into_iter().map(|row| row.user_id).collect(),
        // Who may not see UserLogin sees nobody as frozen; the deployment will say it then.
        Err(Error::Salesforce(_)) => BTreeSet::new(),
        Err(error) => return Err(error.into()),
    };
    let (administrators, api_only) = (held_by(administrators?)?, held_by(api_only?)?);
    let me = org.session().user;
    Ok(users?
        .of::<User>()?
        .into_iter()
        .filter(|user| !frozen.contains(&user.id))
        .map(|user| OrgUser {
            api_only: api_only.contains(&user.id),
            administrator: administrators.contains(&user.id),
            me: user.id == me.as_str(),
            profile: user.profile.map(|profile| profile.name).unwrap_or_default(),
            id: user.id,
            username: user.username,
            name: user.name,
        })
        .collect())
}

/// The query for who holds a permission, by profile or permission set: both are rows of PermissionSetAssignment.
fn holders(condition: &str) -> String {
    format!("SELECT AssigneeId FROM PermissionSetAssignment WHERE {condition}")
}

fn held_by(rows: Rows) -> Result<BTreeSet<String>, Problem> {
    Ok(rows.of::<Holder>()?.into_iter().map(|row| row.assignee_id).collect())
}
