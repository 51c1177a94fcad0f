//! Does the person hold the permissions that creating needs?

use super::findings::Findings;
use super::{Check, CheckId, Outcome, Remedy, SetupPage};
use crate::Line;
use crate::orgs::KnownOrg;

/// "Create, edit, and delete External Client Apps".
pub(super) fn create(findings: &Findings, org: &KnownOrg) -> Check {
    permission(findings, org, CheckId::CreatePermission, "PermissionsExternalClientAppDeveloper", Outcome::Block)
}

/// "Modify Metadata Through Metadata API Functions".
pub(super) fn deploy(findings: &Findings, org: &KnownOrg) -> Check {
    permission(findings, org, CheckId::DeployPermission, "PermissionsModifyMetadata", Outcome::Block)
}

/// "View External Client App Consumer Secrets in Metadata": without it the person can still fetch the secret in Setup.
pub(super) fn view_secret(findings: &Findings, org: &KnownOrg) -> Check {
    permission(findings, org, CheckId::ViewSecretPermission, "PermissionsViewClientSecret", Outcome::Warn)
}

fn permission(findings: &Findings, org: &KnownOrg, id: CheckId, column: &str, when_missing: Outcome) -> Check {
    if findings.permissions.contains(column) {
        return Check::new(id, Outcome::Pass);
    }
    let others = findings.helpers.len().saturating_sub(3);
    let message = Line::new(&format!("remedy_message_{}", id.as_str()))
        .with("org", &org.name)
        .with("host", &org.host)
        .with("username", &org.username);
    Check::new(id, when_missing)
        .with("username", &org.username)
        .with("profile", &org.profile)
        .mended_by(Remedy::CopyMessage {
            line: message,
            who: findings.helpers.iter().take(3).cloned().collect(),
            others: u32::try_from(others).unwrap_or(u32::MAX),
        })
        .mended_by(Remedy::OpenSetup { page: SetupPage::PermissionSets })
}
