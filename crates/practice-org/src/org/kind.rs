//! The kinds of org that a world can hold.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// One kind of org. A world holds at most one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum OrgKind {
    /// A Developer Edition org.
    Developer,
    /// An Enterprise Edition production org.
    Enterprise,
    /// A sandbox of an Enterprise Edition org.
    Sandbox,
    /// A Professional Edition org that has not bought the API.
    Professional,
    /// A Dev Hub with a namespace, which has put an app of its own into a package.
    DevHub,
    /// An Enterprise Edition org in which that package is installed.
    Subscriber,
}

impl OrgKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Developer, Self::Enterprise, Self::Sandbox, Self::Professional, Self::DevHub, Self::Subscriber];

    /// Its name, as `--org` takes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Developer => "developer",
            Self::Enterprise => "enterprise",
            Self::Sandbox => "sandbox",
            Self::Professional => "professional",
            Self::DevHub => "dev-hub",
            Self::Subscriber => "subscriber",
        }
    }

    /// What it is, in one line.
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::Developer => "a Developer Edition org",
            Self::Enterprise => "an Enterprise Edition production org",
            Self::Sandbox => "a sandbox of an Enterprise Edition org",
            Self::Professional => "a Professional Edition production org without the API",
            Self::DevHub => "an Enterprise Edition Dev Hub with the namespace practicehub and a packaged app",
            Self::Subscriber => "an Enterprise Edition production org in which that packaged app is installed",
        }
    }

    /// `Organization.OrganizationType`.
    pub(crate) const fn organization_type(self) -> &'static str {
        match self {
            Self::Developer => "Developer Edition",
            Self::Professional => "Professional Edition",
            Self::Enterprise | Self::Sandbox | Self::DevHub | Self::Subscriber => "Enterprise Edition",
        }
    }

    /// `Organization.Name`.
    pub(crate) const fn org_name(self) -> &'static str {
        match self {
            Self::Developer => "Orgkey Practice",
            Self::Enterprise => "Practice Enterprise",
            Self::Sandbox => "Practice Enterprise UAT",
            Self::Professional => "Practice Professional",
            Self::DevHub => "Practice Dev Hub",
            Self::Subscriber => "Practice Subscriber",
        }
    }

    /// `Organization.IsSandbox`.
    pub(crate) const fn is_sandbox(self) -> bool {
        matches!(self, Self::Sandbox)
    }

    /// Whether customers depend on it: neither a Developer org nor a sandbox.
    pub(crate) const fn is_production(self) -> bool {
        !matches!(self, Self::Developer | Self::Sandbox)
    }

    /// Whether the org has the API.
    pub(crate) const fn has_api(self) -> bool {
        !matches!(self, Self::Professional)
    }

    /// Whether Dev Hub is turned on, which shows `ScratchOrgInfo`.
    pub(crate) const fn is_dev_hub(self) -> bool {
        matches!(self, Self::DevHub)
    }

    /// `Organization.NamespacePrefix`.
    pub(crate) const fn namespace(self) -> Option<&'static str> {
        match self {
            Self::DevHub => Some(PACKAGE_NAMESPACE),
            _ => None,
        }
    }

    /// The number that its org id ends with, and that its record ids hold.
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Developer => 1,
            Self::Enterprise => 2,
            Self::Sandbox => 3,
            Self::Professional => 4,
            Self::DevHub => 5,
            Self::Subscriber => 6,
        }
    }

    /// A username of the org: no two orgs have one in common, and that of a sandbox ends with the sandbox's name.
    pub(crate) fn username(self, person: &str) -> String {
        match self {
            Self::Developer => format!("{person}@practice.example"),
            Self::Sandbox => format!("{person}@enterprise.practice.example.uat"),
            other => format!("{person}@{}.practice.example", other.name().replace('-', "")),
        }
    }
}

/// The namespace of the Dev Hub, and of the app that it has packaged.
pub(crate) const PACKAGE_NAMESPACE: &str = "practicehub";

impl TryFrom<String> for OrgKind {
    type Error = UnknownOrgKind;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
    }
}

impl fmt::Display for OrgKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no kind of org has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no kind of org is called {0:?}")]
pub struct UnknownOrgKind(pub String);

impl FromStr for OrgKind {
    type Err = UnknownOrgKind;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| UnknownOrgKind(name.to_owned()))
    }
}
