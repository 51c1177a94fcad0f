//! What is there: read only, just what a plan depends on, nothing that changes by itself.

use std::collections::{BTreeMap, BTreeSet};

use salesforce::Org;
use salesforce::rest::soql;
use salesforce::types::{ApiVersion, RecordId, Username};
use serde::{Deserialize, Serialize};

use super::Assignee;
use crate::blueprint::Blueprint;
use crate::orgs::{AppFound, app_named, run_as_user};
use crate::preflight::{SwitchState, read_secret_switch};
use crate::problem::{Code, Problem};
use crate::verify::Flow;
use crate::views::OrgUser;

/// A user that a server is to be, as found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunAs {
    /// Who.
    pub assignee: Assignee,
    /// Can only use the API.
    pub api_only: bool,
    /// Has Modify All Data or Manage Users.
    pub administrator: bool,
}

impl RunAs {
    /// The same for the one who judges answers: a user of the org in which `me` is signed in.
    pub(crate) fn of(&self, me: &Assignee) -> OrgUser {
        OrgUser {
            id: self.assignee.user.as_str().to_owned(),
            username: self.assignee.username.clone(),
            name: self.assignee.name.clone(),
            profile: String::new(),
            api_only: self.api_only,
            administrator: self.administrator,
            me: self.assignee.user == me.user,
        }
    }
}

/// A permission set and who of those that matter holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// Its id.
    pub id: RecordId,
    /// Its label.
    pub label: String,
    /// Holders, of those who shall use the app.
    pub held_by: BTreeSet<RecordId>,
    /// How many people hold it in all.
    pub people: usize,
}

/// What a plan depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgSnapshot {
    /// 18-character id of the org.
    pub org: String,
    /// Origin of its My Domain.
    pub origin: String,
    /// The version talked.
    pub version: ApiVersion,
    /// The signed-in person.
    pub me: Assignee,
    /// The switch for secrets.
    pub secret_switch: SwitchState,
    /// An app that has the wanted name.
    pub app: Option<Found>,
    /// Permission sets that the blueprint names, by API name.
    pub permission_sets: BTreeMap<String, Holding>,
    /// The user that a server would be.
    pub run_as: Option<RunAs>,
    /// The user that a server with a certificate would speak for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaks_for: Option<RunAs>,
}

impl OrgSnapshot {
    /// The user whom a flow is about.
    pub fn person(&self, flow: Flow) -> Option<&Assignee> {
        match flow {
            Flow::ClientCredentials => self.run_as.as_ref().map(|user| &user.assignee),
            Flow::JwtBearer => self.speaks_for.as_ref().map(|user| &user.assignee),
            Flow::AuthorizationCode => Some(&self.me),
        }
    }
}

/// An app that is there already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Its id.
    pub id: RecordId,
    /// Its label.
    pub master_label: String,
}

impl OrgSnapshot {
    /// Whether a user holds one of the permission sets.
    pub fn holds(&self, user: &RecordId) -> bool {
        self.permission_sets.values().any(|set| set.held_by.contains(user))
    }
}

/// Reads what `blueprint` depends on, for the person `me` of the session; questions that can go together do.
///
/// # Errors
/// What a call answered.
pub async fn snapshot(org: &Org, me: Assignee, blueprint: &Blueprint) -> Result<OrgSnapshot, Problem> {
    let names = blueprint.permission_sets();
    let speaks_for = blueprint.jwt_bearer.as_ref().map(|jwt| &jwt.speaks_for);
    let (app, secret_switch, run_as, speaks_for, permission_sets) = tokio::try_join!(
        async { app_named(org, &blueprint.api_name).await.map_err(Problem::from) },
        read_secret_switch(org),
        found(org, blueprint.client_credentials.as_ref()),
        found(org, speaks_for),
        holdings(org, &names),
    )?;
    let session = org.session();
    Ok(OrgSnapshot {
        org: session.org.as_str().to_owned(),
        origin: session.host.origin().to_owned(),
        version: org.version(),
        me,
        secret_switch,
        app: app.map(|AppFound { id, master_label }| Found { id, master_label }),
        permission_sets,
        run_as,
        speaks_for,
    })
}

async fn found(org: &Org, username: Option<&Username>) -> Result<Option<RunAs>, Problem> {
    let Some(username) = username else { return Ok(None) };
    let Some(user) = run_as_user(org, username.as_str()).await? else { return Ok(None) };
    let id = user.id.parse().map_err(|_| Problem::new(Code::Unexpected).with("detail", "user id"))?;
    Ok(Some(RunAs {
        assignee: Assignee { user: id, username: user.username, name: user.name },
        api_only: user.api_only,
        administrator: user.administrator,
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PermissionSet {
    id: RecordId,
    name: String,
    label: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Assignment {
    permission_set_id: RecordId,
    assignee_id: RecordId,
}

async fn holdings(org: &Org, names: &[String]) -> Result<BTreeMap<String, Holding>, Problem> {
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let list = soql::list(names.iter().map(String::as_str));
    let of_sets = format!("SELECT Id, Name, Label FROM PermissionSet WHERE Name IN {list}");
    let of_people =
        format!("SELECT PermissionSetId, AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Name IN {list}");
    let [sets, assignments] = org.queries([&of_sets, &of_people]).await?;
    let (sets, assignments): (Vec<PermissionSet>, Vec<Assignment>) = (sets?.of()?, assignments?.of()?);
    Ok(sets
        .into_iter()
        .map(|set| {
            let held_by: BTreeSet<_> = assignments
                .iter()
                .filter(|assignment| assignment.permission_set_id == set.id)
                .map(|assignment| assignment.assignee_id.clone())
                .collect();
            let people = held_by.len();
            (set.name, Holding { id: set.id, label: set.label, held_by, people })
        })
        .collect())
}
