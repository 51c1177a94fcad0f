//! May this user have a token for this app, now and from here? Asked by every grant before it issues one, and nowhere
//! else.
//!
//! Sources: *Salesforce Help*, "Manage OAuth Access Policies", "OAuth 2.0 Authorization Errors"; texts as seen in public
//! traces.

use super::OauthError;
use crate::fault::{Fault, Faults};
use crate::front_door::Here;
use crate::org::{Org, person::User, token::Holder};
use crate::rules::{Rule, oauth as say};

/// Where a grant stands when it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// A person at the approval page, or typing the code of a device.
    Browser,
    /// An authorization code is exchanged.
    Code,
    /// A session is renewed.
    Refresh,
    /// The app acts as its run-as user.
    ClientCredentials,
    /// The app names a user in a JWT.
    JwtBearer,
}

/// Why a user may not have a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// The app is not in this org, or no longer.
    NoApp,
    /// The app, or its OAuth plug-in, is switched off.
    AppOff,
    /// The app is not installed and the user may not approve such apps.
    Uninstalled,
    /// The user is deactivated or frozen.
    UserOff,
    /// The app's policy chooses its users, and not this one.
    NotAdmitted,
}

impl Obstacle {
    /// As the token endpoint says it.
    fn rule(self) -> &'static Rule {
        match self {
            Self::NoApp => say::NOT_ON_LOGIN_HOST,
            Self::AppOff => say::BLOCKED,
            Self::Uninstalled => say::GENERIC,
            Self::UserOff => say::INACTIVE,
            Self::NotAdmitted => say::NOT_ADMITTED,
        }
    }

    /// As the callback, or the error page, says it.
    pub(super) fn in_browser(self) -> OauthError {
        let rule = match self {
            Self::NoApp => say::NOT_IN_ORG,
            Self::AppOff => say::BLOCKED,
            Self::Uninstalled => say::GENERIC,
            Self::UserOff => say::INACTIVE_IN_BROWSER,
            Self::NotAdmitted => say::NOT_ADMITTED_IN_BROWSER,
        };
        rule.into()
    }
}

impl From<Obstacle> for OauthError {
    fn from(obstacle: Obstacle) -> Self {
        obstacle.rule().into()
    }
}

/// Whether a user may have a token for an app by a flow: app, then user, then the policy that chooses users.
pub(crate) fn may_have_a_token(
    _here: &Here,
    org: &Org,
    holder: &Holder,
    user: &User,
    flow: Flow,
    faults: &Faults,
) -> Result<(), Obstacle> {
    let app = match holder {
        Holder::App(app_id) => Some(org.app_by_id(app_id).ok_or(Obstacle::NoApp)?),
        Holder::PlatformCli | Holder::Session => None,
    };
    if app.is_some_and(|app| !app.is_active()) {
        return Err(Obstacle::AppOff);
    }
    // Whoever approved it before the rule came keeps it (*Salesforce Help*, "Prepare for Connected App Usage
    // Restrictions").
    if *holder == Holder::PlatformCli && flow == Flow::Browser && may_not_approve(org, user, faults) {
        return Err(Obstacle::Uninstalled);
    }
    if !user.may_log_in() {
        return Err(Obstacle::UserOff);
    }
    if app.is_some_and(|app| Org::is_pre_authorized(&app) && !org.admits(&app, user, faults)) {
        return Err(Obstacle::NotAdmitted);
    }
    Ok(())
}

/// The rule for connected apps that are not installed, which the fault `uninstalled-app-blocked` brings.
fn may_not_approve(org: &Org, user: &User, faults: &Faults) -> bool {
    faults.has(Fault::UninstalledAppBlocked) && !org.may(user, "CanApproveUninstalledApps")
}
