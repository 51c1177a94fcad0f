//! The faults that the org can play: one named switch each, off unless asked for.
//!
//! What each of them does is told where it happens; this file only names them and keeps which are on.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Declares the faults: what each does, its name, and what it does in one line for a person.
macro_rules! faults {
    ($( #[doc = $doc:literal] $fault:ident $name:literal $explanation:literal; )*) => {
        /// One way in which an org can be difficult.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fault {
            $( #[doc = $doc] $fault, )*
        }

        impl Fault {
            /// Every fault there is.
            pub const ALL: &[Self] = &[$( Self::$fault ),*];

            /// Its name, as `--fault` and the control call take it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$fault => $name, )*
                }
            }

            /// What it does, in one line.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self {
                    $( Self::$fault => $explanation, )*
                }
            }
        }
    };
}

faults! {
    /// A new app or changed callback is unknown to OAuth for a while, 3 seconds unless told otherwise.
    Propagation "propagation" "a new app, or a changed callback, stays unknown to OAuth for 3 seconds (or as told)";
    /// Turning the secret switch on succeeds, but the credentials endpoint refuses twice more.
    SecretSwitchStaysOff "secret-switch-stays-off" "the secret switch is turned on, yet the endpoint answers 403 twice more";
    /// A deploy that turns the secret switch on fails.
    SecretSwitchRefused "secret-switch-refused" "a deploy that turns the secret switch on fails";
    /// System administrators lack `ExternalClientAppDeveloper`.
    MissingCreatePermission "missing-create-permission" "administrators may not create external client apps";
    /// System administrators lack `ViewClientSecret`.
    MissingViewSecretPermission "missing-view-secret-permission" "administrators may not read consumer secrets";
    /// Permission sets and profiles in a policy admit nobody.
    NotPreAuthorized "not-pre-authorized" "permission sets named in a policy admit nobody";
    /// A deployed policy loses its run-as user.
    NoRunAsUser "no-run-as-user" "a deployed policy loses its run-as user";
    /// The org already holds an app `Acme_Billing_Sync`, made in Setup.
    NameTaken "name-taken" "an app Acme_Billing_Sync is already there, made in Setup";
    /// The org holds an app `Acme_Half_Created` that has neither policies nor global settings.
    HalfCreatedApp "half-created-app" "an app Acme_Half_Created is there without policies and global settings";
    /// `http://127.0.0.1` is refused as a callback.
    LoopbackLiteralRefused "loopback-literal-refused" "http://127.0.0.1 is refused as a callback";
    /// A row of `SetupEntityAccess` inserted alone admits its permission set.
    SetupEntityAccessGrants "setup-entity-access-grants" "a SetupEntityAccess row alone admits its permission set";
    /// A policy deployed together with its settings must carry the automatic name.
    AutoPolicyFirst "auto-policy-first" "a policy in the same deploy must carry the automatic name";
    /// The JWT bearer flow wants a refresh scope in the settings of the app.
    JwtNeedsRefreshScope "jwt-needs-refresh-scope" "the JWT bearer flow refuses an app without a refresh scope";
    /// A POST without a length to the staged credentials gets no answer until the caller goes away.
    PostWithoutLengthHangs "post-without-length-hangs" "staging credentials without Content-Length is never answered";
    /// The command line's connected app is not installed: only holders of `CanApproveUninstalledApps` may use it.
    UninstalledAppBlocked "uninstalled-app-blocked" "PlatformCLI is not installed: most users may not approve it";
    /// The same, but the callback learns it and no page tells it.
    UninstalledAppAtCallback "uninstalled-app-at-callback" "PlatformCLI is not installed, and the callback is told so";
    /// What is wrong with an authorize request is told on the error page of the org.
    BadRequestOnErrorPage "bad-request-on-error-page" "a bad authorize request ends on the error page, not on a bare 400";
    /// What is refused after the log-in is told on the error page of the org.
    RefusalOnErrorPage "refusal-on-error-page" "a refusal after the log-in ends on the error page, not at the callback";
    /// The login host lets nobody in: users log in at the org's own host only.
    MyDomainOnly "my-domain-only" "users cannot log in at the login host, only at the org's own";
    /// API Access Control: connected apps that no administrator has approved are blocked.
    ApiAccessControl "api-access-control" "API Access Control: PlatformCLI and bare sessions need Use Any API Auth";
    /// Login IP ranges of every profile leave this computer out.
    IpRefused "ip-refused" "no profile lets users log in from this computer's address";
    /// The sandbox is refreshed at the moment that the fault is turned on.
    SandboxRefreshed "sandbox-refreshed" "the sandbox was refreshed: its apps and settings are gone, its id is another";
    /// Every app rotates its refresh tokens.
    RefreshRotation "refresh-rotation" "refresh tokens rotate for every app, whatever its settings say";
    /// Every app's refresh tokens are expired when they are first used.
    RefreshExpiresAtOnce "refresh-expires-at-once" "a refresh token is expired when it is first used";
    /// A user may have one approval of an app, not five.
    OneApproval "one-approval" "a second sign-in of a user to an app ends the first, not the sixth";
    /// PKCE is required of every app, and a setting that turns it off is undone.
    PkceRequired "pkce-required" "PKCE is required of every app: turning it off succeeds, but is undone";
    /// No code verifier is found to match its challenge.
    WrongVerifier "wrong-verifier" "a code is refused as if its verifier were wrong";
    /// Apps that issue JWT-format access tokens issue opaque ones.
    OpaqueTokens "opaque-tokens" "apps set to JWT-format access tokens issue opaque ones";
    /// A deploy takes a minute longer.
    DeploySlow "deploy-slow" "a deploy is in progress for a minute longer";
    /// The last component of each deploy fails.
    DeployPartlyFails "deploy-partly-fails" "the last component of a deploy fails";
    /// Somebody cancels each deploy before it is done.
    DeployCanceled "deploy-canceled" "somebody else cancels a deploy before it is done";
    /// The next REST request that would change something fails in the org, and changes nothing.
    FailsOnce "fails-once" "the next REST request that would change something gets a 500 and changes nothing";
    /// The org holds an app `Acme_Copied` whose links name another org, as after a refresh.
    ForeignOauthLink "foreign-oauth-link" "an app Acme_Copied is there whose oauthLink names another org";
    /// The highest API version of the orgs is 59.0.
    Api59 "api-59" "the highest API version is 59.0";
    /// The highest API version of the orgs is 61.0.
    Api61 "api-61" "the highest API version is 61.0";
    /// The highest API version of the orgs is 63.0.
    Api63 "api-63" "the highest API version is 63.0";
    /// The highest API version of the orgs is 66.0.
    Api66 "api-66" "the highest API version is 66.0";
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
        Self::ALL.iter().copied().find(|fault| fault.name() == name).ok_or_else(|| UnknownFault(name.to_owned()))
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

    /// The highest API version that the orgs have.
    pub(crate) fn highest_version(&self) -> u32 {
        [(Fault::Api59, 59), (Fault::Api61, 61), (Fault::Api63, 63), (Fault::Api66, 66)]
            .into_iter()
            .find(|(fault, _)| self.has(*fault))
            .map_or(crate::rest::version::HIGHEST, |(_, version)| version)
    }

    /// Names of those that are on.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.on.iter().map(|fault| fault.name()).collect()
    }
}
