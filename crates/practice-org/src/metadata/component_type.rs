//! Names of the metadata types that the practice org knows: XML name, folder, suffix, first version.
//!
//! What a component of each type holds is left to `component` and `permission_set`.
//!
//! Source: *Metadata API Developer Guide*, "Metadata Types"; folders and suffixes from the CLI's public registry.

use super::settings;

/// A metadata type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ComponentType {
    /// `ExternalClientApplication`
    App,
    /// `ExtlClntAppOauthSettings`
    OauthSettings,
    /// `ExtlClntAppGlobalOauthSettings`
    GlobalOauthSettings,
    /// `ExtlClntAppOauthConfigurablePolicies`
    OauthPolicies,
    /// `ExtlClntAppConfigurablePolicies`
    AppPolicies,
    /// `PermissionSet`
    PermissionSet,
    /// `Settings`, whose members are in `settings`
    Settings,
}

/// What names a component in an org: its type and its full name. API names ignore case.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// The type.
    pub(crate) component_type: ComponentType,
    /// The full name.
    pub(crate) full_name: String,
}

impl ComponentType {
    /// Every type, in the order in which a deploy handles them: parents before children.
    pub(crate) const ALL: [ComponentType; 7] = [
        ComponentType::Settings,
        ComponentType::PermissionSet,
        ComponentType::App,
        ComponentType::OauthSettings,
        ComponentType::GlobalOauthSettings,
        ComponentType::OauthPolicies,
        ComponentType::AppPolicies,
    ];

    /// The name in `package.xml`; also the root element, save for `Settings`.
    pub(crate) fn xml_name(self) -> &'static str {
        match self {
            ComponentType::App => "ExternalClientApplication",
            ComponentType::OauthSettings => "ExtlClntAppOauthSettings",
            ComponentType::GlobalOauthSettings => "ExtlClntAppGlobalOauthSettings",
            ComponentType::OauthPolicies => "ExtlClntAppOauthConfigurablePolicies",
            ComponentType::AppPolicies => "ExtlClntAppConfigurablePolicies",
            ComponentType::PermissionSet => "PermissionSet",
            ComponentType::Settings => "Settings",
        }
    }

    /// The folder in which a retrieve and `describeMetadata` place it.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            ComponentType::App => "externalClientApps",
            ComponentType::OauthSettings => "extlClntAppOauthSettings",
            ComponentType::GlobalOauthSettings => "extlClntAppGlobalOauthSets",
            ComponentType::OauthPolicies => "extlClntAppOauthPolicies",
            ComponentType::AppPolicies => "extlClntAppPolicies",
            ComponentType::PermissionSet => "permissionsets",
            ComponentType::Settings => "settings",
        }
    }

    /// The suffix that decides the type of a file in a zip.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            ComponentType::App => "eca",
            ComponentType::OauthSettings => "ecaOauth",
            ComponentType::GlobalOauthSettings => "ecaGlblOauth",
            ComponentType::OauthPolicies => "ecaOauthPlcy",
            ComponentType::AppPolicies => "ecaPlcy",
            ComponentType::PermissionSet => "permissionset",
            ComponentType::Settings => "settings",
        }
    }

    /// The API version that brought the type.
    pub(crate) fn since(self) -> u32 {
        match self {
            ComponentType::AppPolicies => 60,
            ComponentType::PermissionSet => 22,
            ComponentType::Settings => 37,
            _ => 59,
        }
    }

    /// The type of that XML name; a member of `Settings` may stand for it (`ExternalClientAppSettings`).
    pub(crate) fn from_xml_name(name: &str) -> Option<ComponentType> {
        if settings::MEMBERS.iter().any(|member| member.root == name) {
            return Some(ComponentType::Settings);
        }
        Self::ALL.into_iter().find(|kind| kind.xml_name() == name)
    }

    /// The type that a file's suffix stands for.
    pub(crate) fn from_suffix(suffix: &str) -> Option<ComponentType> {
        Self::ALL.into_iter().find(|kind| kind.suffix() == suffix)
    }

    /// The path of a member inside a package.
    pub(crate) fn path(self, full_name: &str) -> String {
        format!("{}/{full_name}.{}", self.folder(), self.suffix())
    }
}

impl Key {
    /// Names a component.
    pub(crate) fn new(component_type: ComponentType, full_name: impl Into<String>) -> Key {
        Key { component_type, full_name: full_name.into() }
    }

    /// The root element of the component's file; none for settings that the practice org does not have.
    pub(crate) fn root_element(&self) -> Option<&'static str> {
        match self.component_type {
            ComponentType::Settings => settings::member(&self.full_name).map(|member| member.root),
            other => Some(other.xml_name()),
        }
    }

    /// The API version that brought the component's type, or the member of `Settings`.
    pub(crate) fn since(&self) -> u32 {
        let member = settings::member(&self.full_name).filter(|_| self.component_type == ComponentType::Settings);
        member.map_or(self.component_type.since(), |member| member.since.max(self.component_type.since()))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        self.component_type == other.component_type && self.full_name.eq_ignore_ascii_case(&other.full_name)
    }
}

impl Eq for Key {}
