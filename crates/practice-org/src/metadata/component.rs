//! The External Client App types as plain structures, each with the one table of its elements.
//!
//! The table order is Salesforce's order. How elements are read, written and gated is left to `element`; the rules
//! between components to `deploy`.

use super::{
    choice::{
        DistributionState, IpRelaxationPolicyType, JwtSessionTimeoutType, ManagedType, PermittedUsersPolicyType,
        PolicyAction, RefreshTokenPolicyType, RefreshTokenValidityUnit, RequiredSessionLevel, StartPage,
    },
    component_type::{ComponentType, Key},
    element::{Refusal, Single, elements},
    permission_set::PermissionSet,
    settings::{ConnectedAppSettings, ExternalClientAppSettings, OauthOidcSettings},
    xml::Node,
};
use crate::rules::deploy as say;

elements! {
    /// An app (*ExternalClientApplication*).
    Sequence ExternalClientApplication "ExternalClientApplication" {
        full_name: String = "fullName",
        contact_email: String = "contactEmail" .required(),
        contact_phone: Option<String> = "contactPhone",
        description: Option<String> = "description",
        distribution_state: DistributionState = "distributionState" .required(),
        icon_url: Option<String> = "iconUrl",
        info_url: Option<String> = "infoUrl",
        is_protected: bool = "isProtected",
        label: String = "label" .required(),
        logo_url: Option<String> = "logoUrl",
        managed_type: Option<ManagedType> = "managedType" .since(62),
        org_scoped_external_app: Option<String> = "orgScopedExternalApp",
    }
}

elements! {
    /// Scopes and packageable OAuth settings of an app (*ExtlClntAppOauthSettings*).
    Sequence OauthSettings "ExtlClntAppOauthSettings" {
        full_name: String = "fullName",
        are_attributes_included_in_asset_token: bool = "areAttributesIncludedInAssetToken" .since(61),
        are_custom_perms_included_in_asset_token: bool = "areCustomPermsIncludedInAssetToken" .since(61),
        asset_token_audiences: Option<String> = "assetTokenAudiences" .since(61),
        asset_token_signing_certificate: Option<String> = "assetTokenSigningCertificate" .since(61),
        asset_token_validity: Option<i64> = "assetTokenValidity" .since(61),
        client_assertion_certificate: Option<String> = "clientAssertionCertificate" .since(62),
        comma_separated_custom_scopes: Option<String> = "commaSeparatedCustomScopes",
        comma_separated_oauth_scopes: Option<String> = "commaSeparatedOauthScopes",
        custom_attributes: Vec<CustomAttribute> = "customAttributes" .since(61) .at_most(128),
        external_client_application: String = "externalClientApplication" .parent(),
        is_first_party_app_enabled: bool = "isFirstPartyAppEnabled" .since(62),
        label: Option<String> = "label",
        oauth_link: Option<String> = "oauthLink",
        single_logout_url: Option<String> = "singleLogoutUrl" .since(61),
        trusted_ip_ranges: Vec<IpRange> = "trustedIpRanges" .since(61) .at_most(128),
    }
}

elements! {
    /// Callback, key, certificate and flow switches of an app (*ExtlClntAppGlobalOauthSettings*).
    ///
    /// In the org's own components `consumer_key` is always filled, and `consumer_secret` and the two
    /// `should_rotate_…` never are.
    Sequence GlobalOauthSettings "ExtlClntAppGlobalOauthSettings" {
        full_name: String = "fullName",
        callback_url: Option<String> = "callbackUrl",
        certificate: Option<String> = "certificate" .since(60) .hidden(),
        consumer_key: Option<String> = "consumerKey",
        consumer_secret: Option<String> = "consumerSecret" .hidden(),
        external_client_application: String = "externalClientApplication" .parent(),
        id_token_config: Option<IdTokenConfig> = "idTokenConfig" .since(60),
        is_client_credentials_flow_enabled: bool = "isClientCredentialsFlowEnabled" .since(60),
        is_code_cred_flow_enabled: bool = "isCodeCredFlowEnabled" .since(61),
        is_code_cred_post_only: bool = "isCodeCredPostOnly" .since(61),
        is_consumer_secret_optional: bool = "isConsumerSecretOptional",
        is_device_flow_enabled: bool = "isDeviceFlowEnabled" .since(60),
        is_enforce_refresh_token_ttl: bool = "isEnforceRefreshTokenTTL",
        is_introspect_all_tokens: bool = "isIntrospectAllTokens",
        is_named_user_jwt_enabled: bool = "isNamedUserJwtEnabled" .since(61),
        is_pkce_required: bool = "isPkceRequired" .or("true"),
        is_refresh_token_rotation_enabled: bool = "isRefreshTokenRotationEnabled" .since(60),
        is_secret_required_for_refresh_token: bool = "isSecretRequiredForRefreshToken" .or("true"),
        is_secret_required_for_token_exchange: bool = "isSecretRequiredForTokenExchange" .since(60),
        is_token_exchange_enabled: bool = "isTokenExchangeEnabled" .since(60),
        label: Option<String> = "label",
        should_rotate_consumer_key: bool = "shouldRotateConsumerKey",
        should_rotate_consumer_secret: bool = "shouldRotateConsumerSecret",
    }
}

elements! {
    /// OAuth policies of an app (*ExtlClntAppOauthConfigurablePolicies*).
    Sequence OauthPolicies "ExtlClntAppOauthConfigurablePolicies" {
        full_name: String = "fullName",
        apex_handler: Option<String> = "apexHandler" .since(61),
        client_credentials_flow_user: Option<String> = "clientCredentialsFlowUser" .since(60),
        comma_separated_custom_scopes: Option<String> = "commaSeparatedCustomScopes" .since(61),
        comma_separated_permission_set: Option<String> = "commaSeparatedPermissionSet",
        comma_separated_profile: Option<String> = "commaSeparatedProfile",
        custom_attributes: Vec<CustomAttribute> = "customAttributes" .since(61) .at_most(128),
        execute_handler_as: Option<String> = "executeHandlerAs" .since(61),
        external_client_application: String = "externalClientApplication" .parent(),
        guest_jwt_session_timeout_type: Option<JwtSessionTimeoutType> = "guestJwtSessionTimeoutType" .since(65),
        guest_jwt_timeout: Option<i64> = "guestJwtTimeout" .since(61),
        ip_relaxation_policy_type: IpRelaxationPolicyType = "ipRelaxationPolicyType",
        is_client_credentials_flow_enabled: bool = "isClientCredentialsFlowEnabled" .since(60),
        is_guest_code_cred_flow_enabled: bool = "isGuestCodeCredFlowEnabled" .since(61),
        is_named_user_jwt_enabled: Option<bool> = "isNamedUserJwtEnabled" .since(61) .until(63),
        is_token_exchange_flow_enabled: bool = "isTokenExchangeFlowEnabled" .since(60),
        label: Option<String> = "label",
        named_user_jwt_session_timeout_type: Option<JwtSessionTimeoutType> =
            "namedUserJwtSessionTimeoutType" .since(65),
        named_user_jwt_timeout: Option<i64> = "namedUserJwtTimeout" .since(61),
        permitted_users_policy_type: PermittedUsersPolicyType = "permittedUsersPolicyType",
        policy_action: Option<PolicyAction> = "policyAction",
        refresh_token_policy_type: RefreshTokenPolicyType = "refreshTokenPolicyType",
        refresh_token_validity_period: Option<i64> = "refreshTokenValidityPeriod" .or("365"),
        refresh_token_validity_unit: RefreshTokenValidityUnit = "refreshTokenValidityUnit",
        required_session_level: RequiredSessionLevel = "requiredSessionLevel",
        session_timeout_in_minutes: Option<i64> = "sessionTimeoutInMinutes",
        single_logout_url: Option<String> = "singleLogoutUrl" .since(61),
        start_url: Option<String> = "startUrl",
    }
}

elements! {
    /// Activation and plug-ins of an app (*ExtlClntAppConfigurablePolicies*).
    Sequence AppPolicies "ExtlClntAppConfigurablePolicies" {
        full_name: String = "fullName",
        external_client_application: String = "externalClientApplication" .parent(),
        is_canvas_plugin_enabled: bool = "isCanvasPluginEnabled" .since(66),
        is_enabled: bool = "isEnabled" .required() .or("true"),
        is_mobile_plugin_enabled: bool = "isMobilePluginEnabled" .since(63),
        is_notification_plugin_enabled: bool = "isNotificationPluginEnabled" .since(63),
        is_oauth_plugin_enabled: bool = "isOauthPluginEnabled",
        is_push_plugin_enabled: bool = "isPushPluginEnabled" .since(63),
        is_saml_plugin_enabled: bool = "isSamlPluginEnabled" .since(63),
        label: Option<String> = "label",
        start_page: StartPage = "startPage" .since(63),
        start_url: Option<String> = "startUrl" .since(63),
    }
}

elements! {
    /// A named formula (*ExtlClntAppOauthSettingsAttribute*).
    Sequence CustomAttribute "ExtlClntAppOauthSettingsAttribute" {
        formula: String = "formula" .required(),
        key: String = "key" .required(),
    }
}

elements! {
    /// A range of trusted addresses (*ExtlClntAppOauthIpRange*).
    Sequence IpRange "ExtlClntAppOauthIpRange" {
        description: Option<String> = "description",
        end_ip_address: String = "endIpAddress" .required(),
        start_ip_address: String = "startIpAddress" .required(),
    }
}

elements! {
    /// What an id token carries (*ExtlClntAppGlobalOauthSettings*, `idTokenConfig`).
    Sequence IdTokenConfig "ExtlClntAppOauthIdTokenConfig" {
        id_token_audience: Option<String> = "idTokenAudience",
        id_token_include_attributes: bool = "idTokenIncludeAttributes",
        id_token_include_custom_permissions: bool = "idTokenIncludeCustomPermissions",
        id_token_include_standard_claims: bool = "idTokenIncludeStandardClaims",
        id_token_validity_in_minutes: Option<i64> = "idTokenValidityInMinutes" .or("2"),
    }
}

/// Any component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Component {
    /// An app.
    App(ExternalClientApplication),
    /// Its OAuth settings.
    OauthSettings(OauthSettings),
    /// Its global OAuth settings.
    GlobalOauthSettings(GlobalOauthSettings),
    /// Its OAuth policies.
    OauthPolicies(OauthPolicies),
    /// Its policies.
    AppPolicies(AppPolicies),
    /// A permission set.
    PermissionSet(PermissionSet),
    /// Settings: switches for External Client Apps.
    ExternalClientAppSettings(ExternalClientAppSettings),
    /// Settings: API Access Control.
    ConnectedAppSettings(ConnectedAppSettings),
    /// Settings: flows that the org blocks or demands.
    OauthOidcSettings(OauthOidcSettings),
}

/// Runs one expression on whichever structure a component holds.
macro_rules! each {
    ($component:expr, $held:ident => $body:expr) => {
        match $component {
            Component::App($held) => $body,
            Component::OauthSettings($held) => $body,
            Component::GlobalOauthSettings($held) => $body,
            Component::OauthPolicies($held) => $body,
            Component::AppPolicies($held) => $body,
            Component::PermissionSet($held) => $body,
            Component::ExternalClientAppSettings($held) => $body,
            Component::ConnectedAppSettings($held) => $body,
            Component::OauthOidcSettings($held) => $body,
        }
    };
}

impl Component {
    /// Reads a component from the root element of its file.
    pub(crate) fn read(kind: ComponentType, full_name: &str, root: &Node, version: u32) -> Result<Component, Refusal> {
        let mut component = match kind {
            ComponentType::App => Component::App(ExternalClientApplication::read(root, version)?),
            ComponentType::OauthSettings => Component::OauthSettings(OauthSettings::read(root, version)?),
            ComponentType::GlobalOauthSettings => {
                Component::GlobalOauthSettings(GlobalOauthSettings::read(root, version)?)
            }
            ComponentType::OauthPolicies => Component::OauthPolicies(OauthPolicies::read(root, version)?),
            ComponentType::AppPolicies => Component::AppPolicies(AppPolicies::read(root, version)?),
            ComponentType::PermissionSet => Component::PermissionSet(PermissionSet::read(root, version)?),
            ComponentType::Settings => match full_name {
                "ExternalClientApp" => {
                    Component::ExternalClientAppSettings(ExternalClientAppSettings::read(root, version)?)
                }
                "ConnectedApp" => Component::ConnectedAppSettings(ConnectedAppSettings::read(root, version)?),
                "OauthOidc" => Component::OauthOidcSettings(OauthOidcSettings::read(root, version)?),
                unknown => return Err(root.refuse(say::UNKNOWN_SETTINGS.say(&[unknown]))),
            },
        };
        component.rename(full_name);
        Ok(component)
    }

    /// The elements as `readMetadata` shows them at a version: full name first, secrets left out.
    pub(crate) fn shown(&self, version: u32) -> Vec<Node> {
        each!(self, held => held.write("", version).children)
    }

    /// The type.
    pub(crate) fn component_type(&self) -> ComponentType {
        match self {
            Component::App(_) => ComponentType::App,
            Component::OauthSettings(_) => ComponentType::OauthSettings,
            Component::GlobalOauthSettings(_) => ComponentType::GlobalOauthSettings,
            Component::OauthPolicies(_) => ComponentType::OauthPolicies,
            Component::AppPolicies(_) => ComponentType::AppPolicies,
            Component::PermissionSet(_) => ComponentType::PermissionSet,
            Component::ExternalClientAppSettings(_)
            | Component::ConnectedAppSettings(_)
            | Component::OauthOidcSettings(_) => ComponentType::Settings,
        }
    }

    /// The full name.
    pub(crate) fn full_name(&self) -> &str {
        each!(self, held => &held.full_name)
    }

    /// The namespace of the package that it was installed with, and the name that it has in there: API names hold no
    /// two underscores in a row but those behind a namespace.
    pub(crate) fn in_package(&self) -> Option<(&str, &str)> {
        self.full_name().split_once("__")
    }

    /// Whether the org that it was installed in is kept from seeing it: key and secret stay with the publisher.
    pub(crate) fn is_hidden(&self) -> bool {
        matches!(self, Component::GlobalOauthSettings(_)) && self.in_package().is_some()
    }

    /// What names it in an org.
    pub(crate) fn key(&self) -> Key {
        Key::new(self.component_type(), self.full_name())
    }

    /// The app that a child belongs to.
    pub(crate) fn app(&self) -> Option<&str> {
        match self {
            Component::OauthSettings(child) => Some(&child.external_client_application),
            Component::GlobalOauthSettings(child) => Some(&child.external_client_application),
            Component::OauthPolicies(child) => Some(&child.external_client_application),
            Component::AppPolicies(child) => Some(&child.external_client_application),
            _ => None,
        }
    }

    /// Gives it another full name.
    pub(crate) fn rename(&mut self, to: &str) {
        each!(self, held => to.clone_into(&mut held.full_name));
    }

    /// Names a renamed app or permission set by its new name, where this component names it.
    pub(crate) fn follow(&mut self, renamed: &Key, to: &str) {
        let is_it = |name: &str| name.trim().eq_ignore_ascii_case(&renamed.full_name);
        let parent = match self {
            Component::OauthSettings(child) => &mut child.external_client_application,
            Component::GlobalOauthSettings(child) => &mut child.external_client_application,
            Component::OauthPolicies(child) => {
                if renamed.component_type == ComponentType::PermissionSet
                    && let Some(sets) = &mut child.comma_separated_permission_set
                {
                    let names: Vec<&str> = sets.split(',').map(|name| if is_it(name) { to } else { name }).collect();
                    *sets = names.join(",");
                }
                &mut child.external_client_application
            }
            Component::AppPolicies(child) => &mut child.external_client_application,
            _ => return,
        };
        if renamed.component_type == ComponentType::App && is_it(parent) {
            to.clone_into(parent);
        }
    }
}
