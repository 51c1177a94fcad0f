//! The members of `Settings` that the practice org has: switches for a whole org.
//!
//! An element that a file leaves out keeps its value in the org, so each is optional.
//!
//! Source: *Metadata API Developer Guide*, "Settings" and the page of each member.

use super::element::elements;

elements! {
    /// Switches for External Client Apps (*ExternalClientAppSettings*, the member `ExternalClientApp`).
    Sequence ExternalClientAppSettings "ExternalClientAppSettings" {
        full_name: String = "fullName",
        enable_client_secret_in_rest_api_access: Option<bool> = "enableClientSecretInRestApiAccess" .since(62),
        enable_consumer_secret_api_access: Option<bool> = "enableConsumerSecretApiAccess" .since(58) .until(61),
        enable_external_client_apps: Option<bool> = "enableExternalClientApps" .since(58),
        enable_package_eca_oauth_from_dev_org: Option<bool> = "enablePackageEcaOauthFromDevOrg" .since(62),
    }
}

elements! {
    /// API Access Control (*ConnectedAppSettings*, the member `ConnectedApp`).
    Sequence ConnectedAppSettings "ConnectedAppSettings" {
        full_name: String = "fullName",
        enable_admin_approved_apps_only: Option<bool> = "enableAdminApprovedAppsOnly",
        enable_admin_approved_apps_only_for_external_user: Option<bool> =
            "enableAdminApprovedAppsOnlyForExternalUser",
        enable_skip_user_provisioning_wizard_welcome_page: Option<bool> =
            "enableSkipUserProvisioningWizardWelcomePage",
    }
}

elements! {
    /// Flows that the whole org blocks or demands (*OauthOidcSettings*, the member `OauthOidc`).
    Sequence OauthOidcSettings "OauthOidcSettings" {
        full_name: String = "fullName",
        agent_auth_linking: Option<bool> = "agentAuthLinking",
        block_oauth_un_pw_flow: Option<bool> = "blockOAuthUnPwFlow",
        block_oauth_usr_agt_flow: Option<bool> = "blockOAuthUsrAgtFlow",
        is_pkce_required: Option<bool> = "isPkceRequired",
        oauth_cd_crdt_flow_enable: Option<bool> = "oAuthCdCrdtFlowEnable",
    }
}

/// A member of `Settings`.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its full name, `ExternalClientApp`.
    pub(crate) name: &'static str,
    /// The root element of its file, and its type where components are named one by one.
    pub(crate) root: &'static str,
    /// The API version that brought it.
    pub(crate) since: u32,
}

/// Every member that the practice org has. That `OauthOidc` has always been there is a guess.
pub(crate) const MEMBERS: [Member; 3] = [
    Member { name: "ConnectedApp", root: "ConnectedAppSettings", since: 47 },
    Member { name: "ExternalClientApp", root: "ExternalClientAppSettings", since: 58 },
    Member { name: "OauthOidc", root: "OauthOidcSettings", since: 0 },
];

/// The member of that full name.
pub(crate) fn member(full_name: &str) -> Option<&'static Member> {
    MEMBERS.iter().find(|member| member.name == full_name)
}
