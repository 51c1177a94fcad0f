//! The faults that the org can play: one named switch each, off unless asked for.
//!
//! What each of them does is told where it happens; this file only names them and keeps which are on.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// One way in which an org can be difficult.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// A new app or changed callback is unknown to OAuth for a while, 3 seconds unless told otherwise.
    Propagation,
    /// Turning the secret switch on succeeds, but the credentials endpoint refuses twice more.
    SecretSwitchStaysOff,
    /// A deploy that turns the secret switch on fails.
    SecretSwitchRefused,
    /// System administrators lack `ExternalClientAppDeveloper`.
    MissingCreatePermission,
    /// System administrators lack `ViewClientSecret`.
    MissingViewSecretPermission,
    /// Permission sets and profiles in a policy admit nobody.
    NotPreAuthorized,
    /// A deployed policy loses its run-as user.
    NoRunAsUser,
    /// The org already holds an app `Acme_Billing_Sync`, made in Setup.
    NameTaken,
    /// The org holds an app `Acme_Half_Created` that has neither policies nor global settings.
    HalfCreatedApp,
    /// `http://127.0.0.1` is refused as a callback.
    LoopbackLiteralRefused,
    /// A row of `SetupEntityAccess` inserted alone admits its permission set.
    SetupEntityAccessGrants,
    /// A policy deployed together with its settings must carry the automatic name.
    AutoPolicyFirst,
    /// The JWT bearer flow wants a refresh scope in the settings of the app.
    JwtNeedsRefreshScope,
    /// The command line's connected app is not installed: only holders of `CanApproveUninstalledApps` may use it.
    UninstalledAppBlocked,
}

impl Fault {
    /// Every fault there is.
    pub const ALL: [Self; 14] = [
        Self::Propagation,
        Self::SecretSwitchStaysOff,
        Self::SecretSwitchRefused,
        Self::MissingCreatePermission,
        Self::MissingViewSecretPermission,
        Self::NotPreAuthorized,
        Self::NoRunAsUser,
        Self::NameTaken,
        Self::HalfCreatedApp,
        Self::LoopbackLiteralRefused,
        Self::SetupEntityAccessGrants,
        Self::AutoPolicyFirst,
        Self::JwtNeedsRefreshScope,
        Self::UninstalledAppBlocked,
    ];

    /// Its name, as `--fault` and the control call take it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Propagation => "propagation",
            Self::SecretSwitchStaysOff => "secret-switch-stays-off",
            Self::SecretSwitchRefused => "secret-switch-refused",
            Self::MissingCreatePermission => "missing-create-permission",
            Self::MissingViewSecretPermission => "missing-view-secret-permission",
            Self::NotPreAuthorized => "not-pre-authorized",
            Self::NoRunAsUser => "no-run-as-user",
            Self::NameTaken => "name-taken",
            Self::HalfCreatedApp => "half-created-app",
            Self::LoopbackLiteralRefused => "loopback-literal-refused",
            Self::SetupEntityAccessGrants => "setup-entity-access-grants",
            Self::AutoPolicyFirst => "auto-policy-first",
            Self::JwtNeedsRefreshScope => "jwt-needs-refresh-scope",
            Self::UninstalledAppBlocked => "uninstalled-app-blocked",
        }
    }

    /// What it does, in one line.
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::Propagation => "a new app, or a changed callback, stays unknown to OAuth for 3 seconds (or as told)",
            Self::SecretSwitchStaysOff => "the secret switch is turned on, yet the endpoint answers 403 twice more",
            Self::SecretSwitchRefused => "a deploy that turns the secret switch on fails",
            Self::MissingCreatePermission => "administrators may not create external client apps",
            Self::MissingViewSecretPermission => "administrators may not read consumer secrets",
            Self::NotPreAuthorized => "permission sets named in a policy admit nobody",
            Self::NoRunAsUser => "a deployed policy loses its run-as user",
            Self::NameTaken => "an app Acme_Billing_Sync is already there, made in Setup",
            Self::HalfCreatedApp => "an app Acme_Half_Created is there without policies and global settings",
            Self::LoopbackLiteralRefused => "http://127.0.0.1 is refused as a callback",
            Self::SetupEntityAccessGrants => "a SetupEntityAccess row alone admits its permission set",
            Self::AutoPolicyFirst => "a policy in the same deploy must carry the automatic name",
            Self::JwtNeedsRefreshScope => "the JWT bearer flow refuses an app without a refresh scope",
            Self::UninstalledAppBlocked => "PlatformCLI is not installed: most users may not approve it",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no fault has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no fault is called {0:?}")]
pub struct UnknownFault(pub String);

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|fault| fault.name() == name).ok_or_else(|| UnknownFault(name.to_owned()))
    }
}

/// Which faults are on, and what they remember.
#[derive(Clone, Debug)]
pub(crate) struct Faults {
    on: BTreeSet<Fault>,
    /// Delay that [`Fault::Propagation`] brings.
    pub(crate) propagation: Duration,
}

impl Faults {
    /// No fault.
    pub(crate) fn none() -> Self {
        Self { on: BTreeSet::new(), propagation: Duration::from_secs(3) }
    }

    /// Whether a fault is on.
    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.on.contains(&fault)
    }

    /// Turns a fault on or off; tells whether that changed anything.
    pub(crate) fn set(&mut self, fault: Fault, on: bool) -> bool {
        if on { self.on.insert(fault) } else { self.on.remove(&fault) }
    }

    /// Names of those that are on.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.on.iter().map(|fault| fault.name()).collect()
    }
}
