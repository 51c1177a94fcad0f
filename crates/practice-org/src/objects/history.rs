//! What has happened: log-ins, changes in Setup, tokens in use, deploys.

use serde_json::json;

use super::{
    Seen,
    field::{Extra, Needs, Object, Type, user},
    row, stamped,
};
use crate::clock::rest_time;
use crate::org::{audit::LoginEntry, deploy::Deploy, token::Holder};
use crate::soql::Row;

/// The objects of this file.
pub(super) const OBJECTS: &[Object] = &[
    Object {
        name: "LoginHistory",
        label: "Login History",
        key_prefix: "0Ya",
        tooling_only: false,
        needs: Needs::Nothing,
        fields: &[
            ("UserId", user()),
            ("LoginTime", Type::DateTime),
            ("LoginType", Type::Picklist),
            ("LoginSubType", Type::Picklist),
            ("LoginUrl", Type::Text(255)),
            ("SourceIp", Type::Text(39)),
            ("ForwardedForIp", Type::Text(256)),
            ("Status", Type::Text(128)),
            ("Application", Type::Text(64)),
            ("Browser", Type::Text(64)),
            ("Platform", Type::Text(64)),
            ("ApiType", Type::Text(64)),
            ("ApiVersion", Type::Text(32)),
            ("ClientVersion", Type::Text(64)),
            ("AuthMethodReference", Type::Text(64)),
            ("AuthenticationServiceId", Type::Text(18)),
            ("CipherSuite", Type::Picklist),
            ("TlsProtocol", Type::Picklist),
            ("CountryIso", Type::Text(2)),
            ("LoginGeoId", Type::Text(18)),
        ],
        extra: Extra::None,
        audited: false,
        createable: false,
    },
    Object {
        name: "SetupAuditTrail",
        label: "Setup Audit Trail Entry",
        key_prefix: "0Ym",
        tooling_only: false,
        needs: Needs::Permission("ViewSetup"),
        fields: &[
            ("Action", Type::Text(40)),
            ("Section", Type::Text(255)),
            ("Display", Type::Text(1000)),
            ("DelegateUser", Type::Text(80)),
            ("ResponsibleNamespacePrefix", Type::Text(15)),
            ("CreatedById", Type::Reference("User", Some("CreatedBy"))),
            ("CreatedDate", Type::DateTime),
        ],
        extra: Extra::None,
        audited: false,
        createable: false,
    },
    Object {
        name: "OauthToken",
        label: "OAuth Token",
        key_prefix: "0CO",
        tooling_only: false,
        needs: Needs::Nothing,
        fields: &[
            ("AccessToken", Type::Text(255)),
            ("AppMenuItemId", Type::Reference("AppMenuItem", None)),
            ("AppName", Type::Text(80)),
            ("DeleteToken", Type::Text(255)),
            ("LastUsedDate", Type::DateTime),
            ("RequestToken", Type::Text(255)),
            ("UseCount", Type::Int),
            ("UserId", Type::Reference("User", Some("User"))),
            ("CreatedDate", Type::DateTime),
        ],
        extra: Extra::None,
        audited: false,
        createable: false,
    },
    Object {
        name: "ScratchOrgInfo",
        label: "Scratch Org Info",
        key_prefix: "2SR",
        tooling_only: false,
        needs: Needs::DevHub,
        fields: &[
            ("Name", Type::Text(80)),
            ("OrgName", Type::Text(255)),
            ("Edition", Type::Picklist),
            ("Status", Type::Picklist),
            ("SignupUsername", Type::Text(80)),
            ("ExpirationDate", Type::DateTime),
        ],
        extra: Extra::None,
        audited: true,
        createable: false,
    },
    Object {
        name: "DeployRequest",
        label: "Deploy Request",
        key_prefix: "0Af",
        tooling_only: true,
        needs: Needs::Permission("ViewSetup"),
        fields: &[
            ("Status", Type::Picklist),
            ("StartDate", Type::DateTime),
            ("CompletedDate", Type::DateTime),
            ("CheckOnly", Type::Boolean),
            ("RollbackOnError", Type::Boolean),
            ("NumberComponentsTotal", Type::Int),
            ("NumberComponentsDeployed", Type::Int),
            ("NumberComponentErrors", Type::Int),
            ("ErrorStatusCode", Type::Picklist),
            ("ErrorMessage", Type::Text(4000)),
            ("CanceledById", user()),
            ("Type", Type::Picklist),
        ],
        extra: Extra::None,
        audited: true,
        createable: false,
    },
];

/// The rows of an object of this file.
pub(super) fn rows(seen: &Seen<'_>, object: &str) -> Option<Vec<Row>> {
    match object {
        "LoginHistory" => Some(logins(seen)),
        "SetupAuditTrail" => Some(audit(seen)),
        "OauthToken" => Some(tokens(seen)),
        // Nobody makes scratch orgs here.
        "ScratchOrgInfo" => Some(Vec::new()),
        "DeployRequest" => Some(seen.org.deploys.iter().map(|deploy| deploy_row(seen, deploy)).collect()),
        _ => None,
    }
}

fn logins(seen: &Seen<'_>) -> Vec<Row> {
    let all = seen.may("ManageUsers");
    seen.org
        .logins
        .iter()
        .filter(|entry| all || entry.login.user == seen.user.id)
        .map(|LoginEntry { id, login }| {
            row(json!({
                "Id": id, "UserId": login.user, "LoginTime": rest_time(login.at),
                "LoginType": login.kind.login_type(), "LoginSubType": login.kind.sub_type(),
                "LoginUrl": login.from.url, "SourceIp": login.from.ip, "Status": login.outcome.status(),
                "Application": login.application, "Browser": "Unknown", "Platform": "Unknown", "ApiType": "N/A",
                "ApiVersion": "N/A", "ClientVersion": "N/A",
            }))
        })
        .collect()
}

fn audit(seen: &Seen<'_>) -> Vec<Row> {
    seen.org
        .audit
        .iter()
        .map(|entry| {
            row(json!({
                "Id": entry.id, "Action": entry.action, "Section": entry.section, "Display": entry.display,
                "DelegateUser": null, "ResponsibleNamespacePrefix": null, "CreatedById": entry.by,
                "CreatedDate": rest_time(entry.at),
            }))
        })
        .collect()
}

/// One row for each approval; what stands in `DeleteToken` ends it at the revocation endpoint.
fn tokens(seen: &Seen<'_>) -> Vec<Row> {
    let all = seen.may("CustomizeApplication");
    let mut live: Vec<_> = seen
        .org
        .tokens
        .refresh
        .iter()
        .filter(|(_, token)| !token.spent && (all || token.grant.user == seen.user.id))
        .collect();
    live.sort_by_key(|(_, token)| token.approval);
    live.into_iter()
        .map(|(text, token)| {
            let app = match &token.grant.holder {
                Holder::App(app_id) => seen.org.app_by_id(app_id).map(|app| app.application.label.clone()),
                _ => Some("Salesforce CLI".to_owned()),
            };
            row(json!({
                "Id": null, "AccessToken": text, "AppMenuItemId": null, "AppName": app, "DeleteToken": text,
                "LastUsedDate": rest_time(token.used_at), "RequestToken": null, "UseCount": token.uses,
                "UserId": token.grant.user, "CreatedDate": rest_time(token.issued_at),
            }))
        })
        .collect()
}

fn deploy_row(seen: &Seen<'_>, deploy: &Deploy) -> Row {
    let told = crate::org::deploy_result::result(seen.org, deploy, false, seen.now, rest_time);
    let made = (deploy.created_at, deploy.by.as_str());
    let ended = if deploy.is_done(seen.now) { deploy.ends_at } else { deploy.created_at };
    let value = json!({
        "Id": deploy.id, "Status": told["status"], "StartDate": told["startDate"],
        "CompletedDate": told.get("completedDate"), "CheckOnly": told["checkOnly"],
        "RollbackOnError": told["rollbackOnError"], "NumberComponentsTotal": told["numberComponentsTotal"],
        "NumberComponentsDeployed": told["numberComponentsDeployed"],
        "NumberComponentErrors": told["numberComponentErrors"], "ErrorStatusCode": told["errorStatusCode"],
        "ErrorMessage": told["errorMessage"],
        "CanceledById": deploy.canceled.as_ref().map(|cancel| cancel.by.as_str()), "Type": "Deploy",
    });
    stamped(value, made, (ended, deploy.by.as_str()))
}
