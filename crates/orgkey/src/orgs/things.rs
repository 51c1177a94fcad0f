//! Apps, permission sets and objects of an org, as far as the steps ask for them.

use std::collections::HashMap;

use salesforce::rest::soql;
use salesforce::types::RecordId;
use salesforce::{Host, Org};
use serde::Deserialize;

use crate::preflight::SetupPage;
use crate::problem::Problem;
use crate::views::{ObjectView, PermissionSetView};

/// An external client app found by name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AppFound {
    /// Its id.
    pub id: RecordId,
    /// Its label.
    pub master_label: String,
}

/// The app with this API name, if there is one.
///
/// # Errors
/// What the query answered.
pub async fn app_named(org: &Org, api_name: &str) -> Result<Option<AppFound>, salesforce::Error> {
    let soql = format!(
        "SELECT Id, MasterLabel FROM ExternalClientApplication WHERE DeveloperName = {}",
        soql::quote(api_name)
    );
    Ok(org.query::<AppFound>(&soql).await?.into_iter().next())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PermissionSet {
    id: String,
    name: String,
    label: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Assignment {
    permission_set_id: String,
}

/// Permission sets that people can be given, with how many have each.
///
/// # Errors
/// What a query answered.
pub async fn permission_sets(org: &Org) -> Result<Vec<PermissionSetView>, Problem> {
    let [sets, assignments] = org
        .queries([
            "SELECT Id, Name, Label FROM PermissionSet WHERE IsOwnedByProfile = false ORDER BY Label LIMIT 2000",
            "SELECT PermissionSetId FROM PermissionSetAssignment WHERE PermissionSet.IsOwnedByProfile = false",
        ])
        .await?;
    let sets: Vec<PermissionSet> = sets?.of()?;
    let mut people: HashMap<String, u32> = HashMap::new();
    for assignment in assignments?.of::<Assignment>()? {
        *people.entry(assignment.permission_set_id).or_default() += 1;
    }
    Ok(sets
        .into_iter()
        .map(|set| PermissionSetView {
            people: people.get(&set.id).copied().unwrap_or(0),
            name: set.name,
            label: set.label,
        })
        .collect())
}

/// Objects whose records a permission set can open.
///
/// # Errors
/// What the call answered.
pub async fn objects(org: &Org) -> Result<Vec<ObjectView>, Problem> {
    Ok(org
        .describe_global()
        .await?
        .into_iter()
        .filter(|object| {
            object.createable && object.updateable && object.deletable && object.queryable && !object.custom_setting
        })
        .map(|object| ObjectView { name: object.name, label: object.label })
        .collect())
}

/// A link to a path of Setup, with its query, in the org at `origin`; none where no org is: `origin` may come from a file.
pub fn setup_link(origin: &str, path: &str) -> Option<String> {
    let host = Host::parse(origin).or_else(|_| Host::practice(origin)).ok()?;
    Some(host.setup_url(path).into())
}

/// A link to the page of one user; none as for [`setup_link`].
pub fn user_page(origin: &str, user: &RecordId) -> Option<String> {
    let path = "/lightning/setup/ManageUsers/page?address=%2F";
    setup_link(origin, &format!("{path}{}%3Fnoredirect%3D1%26isUserEntityOverride%3D1", user.short()))
}

/// A link to the page of one permission set; none as for [`setup_link`].
pub fn permission_set_page(origin: &str, set: &RecordId) -> Option<String> {
    setup_link(origin, &format!("/lightning/setup/PermSets/page?address=%2F{}", set.short()))
}

/// A link to a page of Setup; none as for [`setup_link`].
pub fn setup_page(origin: &str, page: SetupPage) -> Option<String> {
    let path = match page {
        SetupPage::ExternalClientApps => "/lightning/setup/ManageExternalClientApplication/home",
        SetupPage::ExternalClientAppSettings => "/lightning/setup/ExternalClientApplicationSettings/home",
        SetupPage::PermissionSets => "/lightning/setup/PermSets/home",
        SetupPage::Users => "/lightning/setup/ManageUsers/home",
        SetupPage::ConnectedAppsUsage => "/lightning/setup/ConnectedAppsUsage/home",
        SetupPage::CompanyInformation => "/lightning/setup/CompanyProfileInfo/home",
    };
    setup_link(origin, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_list_or_to_another_thing_than_it_says() {
        let origin = "https://acme--uat.sandbox.my.salesforce.com";
        let setup = "https://acme--uat.sandbox.my.salesforce-setup.com/lightning/setup";
        let id = |text: &str| RecordId::parse(text).unwrap();
        let user = user_page(origin, &id("0055f000001PqRs"));
        let address = "ManageUsers/page?address=%2F0055f000001PqRs%3Fnoredirect%3D1%26isUserEntityOverride%3D1";
        assert_eq!(user.unwrap(), format!("{setup}/{address}"));
        let set = permission_set_page(origin, &id("0PS5f000001PqRs"));
        assert_eq!(set.unwrap(), format!("{setup}/PermSets/page?address=%2F0PS5f000001PqRs"));
        let app = crate::apply::app_link(origin, id("0xI5f000001PqRs").short());
        assert_eq!(app.unwrap(), format!("{setup}/ManageExternalClientApplication/0xI5f000001PqRs/detail"));
        let pages = [
            (SetupPage::ExternalClientApps, "ManageExternalClientApplication"),
            (SetupPage::ExternalClientAppSettings, "ExternalClientApplicationSettings"),
            (SetupPage::PermissionSets, "PermSets"),
            (SetupPage::Users, "ManageUsers"),
            (SetupPage::ConnectedAppsUsage, "ConnectedAppsUsage"),
            (SetupPage::CompanyInformation, "CompanyProfileInfo"),
        ];
        for (page, address) in pages {
            assert_eq!(setup_page(origin, page).unwrap(), format!("{setup}/{address}/home"));
        }
    }
}
