//! Any of the component types, and where each lives in a package.

use super::table::{self, Record};
use super::{
    AppPolicies, ExternalClientAppSettings, ExternalClientApplication, GlobalOauthSettings, OauthPolicies,
    OauthSettings, PermissionSet,
};
use crate::types::ApiVersion;
use crate::xml::Node;

/// The namespace of all metadata, in files and in SOAP.
pub(super) const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";

/// One component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Component {
    /// The app itself.
    App(ExternalClientApplication),
    /// Scopes and address ranges.
    OauthSettings(OauthSettings),
    /// Callbacks, certificate and flows.
    GlobalOauthSettings(GlobalOauthSettings),
    /// The admin's OAuth policies.
    OauthPolicies(OauthPolicies),
    /// Whether the app is on.
    AppPolicies(AppPolicies),
    /// The org's switches.
    Settings(ExternalClientAppSettings),
    /// A permission set.
    PermissionSet(PermissionSet),
}

/// The kind of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ComponentType {
    /// The app itself.
    App,
    /// Scopes and address ranges.
    OauthSettings,
    /// Callbacks, certificate and flows.
    GlobalOauthSettings,
    /// The admin's OAuth policies.
    OauthPolicies,
    /// Whether the app is on.
    AppPolicies,
    /// The org's switches.
    Settings,
    /// A permission set.
    PermissionSet,
}

impl ComponentType {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::App,
        Self::OauthSettings,
        Self::GlobalOauthSettings,
        Self::OauthPolicies,
        Self::AppPolicies,
        Self::Settings,
        Self::PermissionSet,
    ];

    /// Root element of the file, type in SOAP, folder and suffix.
    fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::App => ("ExternalClientApplication", "externalClientApps", "eca"),
            Self::OauthSettings => ("ExtlClntAppOauthSettings", "extlClntAppOauthSettings", "ecaOauth"),
            Self::GlobalOauthSettings => {
                ("ExtlClntAppGlobalOauthSettings", "extlClntAppGlobalOauthSets", "ecaGlblOauth")
            }
            Self::OauthPolicies => ("ExtlClntAppOauthConfigurablePolicies", "extlClntAppOauthPolicies", "ecaOauthPlcy"),
            Self::AppPolicies => ("ExtlClntAppConfigurablePolicies", "extlClntAppPolicies", "ecaPlcy"),
            Self::Settings => ("ExternalClientAppSettings", "settings", "settings"),
            Self::PermissionSet => ("PermissionSet", "permissionsets", "permissionset"),
        }
    }

    /// The type's name in `package.xml` and in lists.
    pub fn metadata_name(self) -> &'static str {
        if self == Self::Settings { "Settings" } else { self.row().0 }
    }

    /// The root element of its files and its type in `readMetadata`. Differs from the name for settings only.
    pub fn root(self) -> &'static str {
        self.row().0
    }

    /// Its folder in a package.
    pub fn folder(self) -> &'static str {
        self.row().1
    }

    /// What its file names end with, without the point.
    pub fn suffix(self) -> &'static str {
        self.row().2
    }

    /// The kind that a deploy message or a list names, by either of its names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.metadata_name() == name || kind.root() == name)
    }
}

/// Runs one expression on whichever struct is inside.
macro_rules! each {
    ($component:expr, $record:ident => $body:expr) => {
        match $component {
            Component::App($record) => $body,
            Component::OauthSettings($record) => $body,
            Component::GlobalOauthSettings($record) => $body,
            Component::OauthPolicies($record) => $body,
            Component::AppPolicies($record) => $body,
            Component::Settings($record) => $body,
            Component::PermissionSet($record) => $body,
        }
    };
}

impl Component {
    /// Its kind.
    pub fn kind(&self) -> ComponentType {
        match self {
            Self::App(_) => ComponentType::App,
            Self::OauthSettings(_) => ComponentType::OauthSettings,
            Self::GlobalOauthSettings(_) => ComponentType::GlobalOauthSettings,
            Self::OauthPolicies(_) => ComponentType::OauthPolicies,
            Self::AppPolicies(_) => ComponentType::AppPolicies,
            Self::Settings(_) => ComponentType::Settings,
            Self::PermissionSet(_) => ComponentType::PermissionSet,
        }
    }

    /// Its API name.
    pub fn full_name(&self) -> &str {
        each!(self, record => &record.full_name)
    }

    /// Elements that were set to something else than their default but that `version` does not know, so that they
    /// would be left out.
    pub fn left_out(&self, version: ApiVersion) -> Vec<&'static str> {
        each!(self, record => table::left_out(record, version))
    }

    /// The file of a package, as text.
    pub fn to_xml(&self, version: ApiVersion) -> String {
        self.to_node(version).document()
    }

    /// Reads the file of a package. The name comes from its `fullName` or, where that is absent, from `name`.
    ///
    /// # Errors
    /// [`crate::Error::Unreadable`] when it is no XML, another kind of component, or has a value that no table knows.
    pub fn from_xml(kind: ComponentType, name: &str, xml: &[u8]) -> crate::Result<Self> {
        let unreadable = |detail| crate::Error::Unreadable { call: "component".to_owned(), detail };
        let node = Node::parse(xml).map_err(unreadable)?;
        if node.local() != kind.root() {
            return Err(unreadable(format!("not a {}", kind.root())));
        }
        Self::from_node(kind, name, &node).map_err(unreadable)
    }

    pub(super) fn to_node(&self, version: ApiVersion) -> Node {
        let elements = each!(self, record => table::write(record, version));
        Node::new(self.kind().root()).attribute("xmlns", NAMESPACE).with(elements)
    }

    /// Elements of a record that its table does not name. The name is no element of it, and the secret, which comes
    /// masked, is kept when it is left out.
    pub(super) fn unknown_elements(kind: ComponentType, node: &Node) -> Vec<String> {
        let mut unknown = match kind {
            ComponentType::App => table::unknown::<ExternalClientApplication>(node),
            ComponentType::OauthSettings => table::unknown::<OauthSettings>(node),
            ComponentType::GlobalOauthSettings => table::unknown::<GlobalOauthSettings>(node),
            ComponentType::OauthPolicies => table::unknown::<OauthPolicies>(node),
            ComponentType::AppPolicies => table::unknown::<AppPolicies>(node),
            ComponentType::Settings => table::unknown::<ExternalClientAppSettings>(node),
            ComponentType::PermissionSet => table::unknown::<PermissionSet>(node),
        };
        unknown.retain(|name| !matches!(name.as_str(), "fullName" | "consumerSecret"));
        unknown
    }

    /// Reads a record or a file. The name comes from `fullName` or, where that is absent, from `name`.
    pub(super) fn from_node(kind: ComponentType, name: &str, node: &Node) -> Result<Self, String> {
        fn named<T: Record>(node: &Node, set: impl FnOnce(&mut T)) -> Result<T, String> {
            let mut record: T = table::read(node)?;
            set(&mut record);
            Ok(record)
        }
        let name = node.child_text("fullName").unwrap_or(name).to_owned();
        Ok(match kind {
            ComponentType::App => Self::App(named(node, |r: &mut ExternalClientApplication| r.full_name = name)?),
            ComponentType::OauthSettings => {
                Self::OauthSettings(named(node, |r: &mut OauthSettings| r.full_name = name)?)
            }
            ComponentType::GlobalOauthSettings => {
                Self::GlobalOauthSettings(named(node, |r: &mut GlobalOauthSettings| r.full_name = name)?)
            }
            ComponentType::OauthPolicies => {
                Self::OauthPolicies(named(node, |r: &mut OauthPolicies| r.full_name = name)?)
            }
            ComponentType::AppPolicies => Self::AppPolicies(named(node, |r: &mut AppPolicies| r.full_name = name)?),
            ComponentType::Settings => {
                Self::Settings(named(node, |r: &mut ExternalClientAppSettings| r.full_name = name)?)
            }
            ComponentType::PermissionSet => {
                Self::PermissionSet(named(node, |r: &mut PermissionSet| r.full_name = name)?)
            }
        })
    }
}

macro_rules! from {
    ($($record:ident => $variant:ident),* $(,)?) => {
        $(impl From<$record> for Component {
            fn from(record: $record) -> Self {
                Self::$variant(record)
            }
        })*
    };
}
from! {
    ExternalClientApplication => App,
    OauthSettings => OauthSettings,
    GlobalOauthSettings => GlobalOauthSettings,
    OauthPolicies => OauthPolicies,
    AppPolicies => AppPolicies,
    ExternalClientAppSettings => Settings,
    PermissionSet => PermissionSet,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::metadata::{IdTokenConfig, ObjectPermission, TrustedIpRange};

    const LATEST: ApiVersion = ApiVersion::new(67);

    fn again(component: &Component) -> Component {
        let node = Node::parse(component.to_xml(LATEST).as_bytes()).unwrap();
        Component::from_node(component.kind(), component.full_name(), &node).unwrap()
    }

    fn is_sorted<T: Record>() -> bool {
        T::ELEMENTS.is_sorted_by_key(|element| element.name)
    }

    #[test]
    fn every_table_is_in_alphabetical_order() {
        assert!(is_sorted::<ExternalClientApplication>());
        assert!(is_sorted::<OauthSettings>());
        assert!(is_sorted::<GlobalOauthSettings>());
        assert!(is_sorted::<OauthPolicies>());
        assert!(is_sorted::<AppPolicies>());
        assert!(is_sorted::<ExternalClientAppSettings>());
        assert!(is_sorted::<PermissionSet>());
        assert!(is_sorted::<IdTokenConfig>());
        assert!(is_sorted::<TrustedIpRange>());
        assert!(is_sorted::<ObjectPermission>());
    }

    #[test]
    fn what_is_absent_reads_as_the_documented_default() {
        let empty = Node::new("ExtlClntAppGlobalOauthSettings");
        let Ok(Component::GlobalOauthSettings(read)) =
            Component::from_node(ComponentType::GlobalOauthSettings, "A", &empty)
        else {
            panic!("another kind");
        };
        assert!(read.is_pkce_required && read.is_secret_required_for_refresh_token && !read.is_device_flow_enabled);
        assert_eq!(read.full_name, "A");
    }

    #[test]
    fn an_element_outside_its_versions_is_left_out_and_named() {
        let policies =
            Component::from(OauthPolicies { is_named_user_jwt_enabled: Some(true), ..OauthPolicies::default() });
        assert!(policies.to_xml(ApiVersion::new(63)).contains("isNamedUserJwtEnabled"));
        assert!(!policies.to_xml(ApiVersion::new(64)).contains("isNamedUserJwtEnabled"));
        assert_eq!(policies.left_out(LATEST), ["isNamedUserJwtEnabled"]);
        assert!(policies.left_out(ApiVersion::new(63)).is_empty());
        let switch = Component::from(ExternalClientAppSettings {
            enable_client_secret_in_rest_api_access: true,
            ..ExternalClientAppSettings::default()
        });
        assert_eq!(switch.left_out(ApiVersion::new(61)), ["enableClientSecretInRestApiAccess"]);
    }

    #[test]
    fn a_label_cannot_become_an_element() {
        for label in ["</label><isProtected>true", "&lt;b&gt;", "]]>", "<!DOCTYPE x>", " padded ", "a\r\nb"] {
            let app = Component::from(ExternalClientApplication {
                full_name: "App".into(),
                label: label.into(),
                ..ExternalClientApplication::default()
            });
            assert_eq!(again(&app), app, "{label}");
        }
    }

    #[test]
    fn permissions_keep_their_shape() {
        let set = Component::from(PermissionSet {
            full_name: "App_Users".into(),
            label: "App users".into(),
            user_permissions: vec!["ApiEnabled".into()],
            object_permissions: vec![ObjectPermission {
                read: true,
                object: "Account".into(),
                ..ObjectPermission::default()
            }],
            ..PermissionSet::default()
        });
        let xml = set.to_xml(LATEST);
        assert!(xml.contains("<enabled>true</enabled>\n        <name>ApiEnabled</name>"), "{xml}");
        assert!(xml.contains("<allowRead>true</allowRead>"), "{xml}");
        assert_eq!(again(&set), set);
    }

    proptest! {
        #[test]
        fn settings_survive_the_round_trip(
            callbacks in proptest::collection::vec("[a-z]{2,8}://[a-z<&>'\"/]{1,20}", 0..4),
            label in proptest::option::of("\\PC{1,20}"),
            flags in any::<[bool; 4]>(),
            minutes in proptest::option::of(any::<u32>()),
        ) {
            let settings = Component::from(GlobalOauthSettings {
                full_name: "App".into(),
                callback_urls: callbacks,
                label,
                is_pkce_required: flags[0],
                is_device_flow_enabled: flags[1],
                is_enforce_refresh_token_ttl: flags[2].then_some(flags[3]),
                id_token_config: minutes.map(|minutes| IdTokenConfig {
                    id_token_validity_in_minutes: Some(minutes),
                    ..IdTokenConfig::default()
                }),
                ..GlobalOauthSettings::default()
            });
            prop_assert_eq!(again(&settings), settings);
        }

        #[test]
        fn policies_survive_the_round_trip(
            sets in proptest::collection::vec("[A-Za-z][A-Za-z0-9_]{0,20}", 0..4),
            ip in proptest::sample::select(crate::metadata::IpRelaxation::ALL),
            refresh in proptest::sample::select(crate::metadata::RefreshTokenPolicy::ALL),
            period in any::<u32>(),
        ) {
            let policies = Component::from(OauthPolicies {
                full_name: "App".into(),
                comma_separated_permission_set: sets,
                ip_relaxation_policy_type: ip,
                refresh_token_policy_type: refresh,
                refresh_token_validity_period: Some(period),
                ..OauthPolicies::default()
            });
            prop_assert_eq!(again(&policies), policies);
        }
    }
}
