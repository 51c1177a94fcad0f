//! May this user have a token for this app, now and from here? Asked by every grant before it issues one, and nowhere
//! else.
//!
//! Sources: *Salesforce Help*, "Manage OAuth Access Policies", "OAuth 2.0 Authorization Errors"; texts as seen in public
//! traces.

use std::net::IpAddr;
use std::time::Duration;

use jiff::Timestamp;

use super::OauthError;
use crate::clock::later;
use crate::fault::{Fault, Faults};
use crate::front_door::Here;
use crate::metadata::IpRelaxationPolicyType;
use crate::org::{Org, app::App, audit::Outcome, person::User, token::Holder};
use crate::rules::{Rule, oauth as say};

const HOUR: Duration = Duration::from_secs(60 * 60);

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
    /// A device whose code a person has typed.
    Device,
    /// Username and password over SOAP.
    Soap,
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
    /// The org is locked, or an expired trial.
    OrgOff,
    /// API Access Control is on, and the client is neither an external client app nor approved by an administrator.
    NotApproved,
    /// Not from this address, or not at this hour.
    AddressOrHours,
    /// The user logged in too often.
    TooOften,
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
            Self::OrgOff => say::INACTIVE_ORG,
            Self::NotApproved => say::BLOCKED,
            Self::AddressOrHours => say::ADDRESS_OR_HOURS,
            Self::TooOften => say::TOO_MANY_LOGINS,
        }
    }

    /// As the callback, or the error page, says it.
    pub(super) fn in_browser(self) -> OauthError {
        let rule = match self {
            Self::NoApp => say::NOT_IN_ORG,
            Self::AppOff | Self::NotApproved => say::BLOCKED,
            Self::Uninstalled => say::GENERIC,
            Self::UserOff => say::INACTIVE_IN_BROWSER,
            Self::NotAdmitted => say::NOT_ADMITTED_IN_BROWSER,
            Self::OrgOff => say::INACTIVE_ORG,
            Self::AddressOrHours => say::ADDRESS_OR_HOURS,
            Self::TooOften => say::TOO_MANY_LOGINS,
        };
        rule.into()
    }
}

impl From<Obstacle> for OauthError {
    fn from(obstacle: Obstacle) -> Self {
        obstacle.rule().into()
    }
}

/// Whether a user may have a token for an app by a flow: org, app, user, the policy that chooses users, place and hour.
pub(crate) fn may_have_a_token(
    here: &Here,
    org: &Org,
    holder: &Holder,
    user: &User,
    flow: Flow,
    faults: &Faults,
) -> Result<(), Obstacle> {
    if !org.is_active {
        return Err(Obstacle::OrgOff);
    }
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
    if !org.takes_client(user, holder, faults) {
        return Err(Obstacle::NotApproved);
    }
    if !user.may_log_in() {
        return Err(Obstacle::UserOff);
    }
    if app.is_some_and(|app| Org::is_pre_authorized(&app) && !org.admits(&app, user, faults)) {
        return Err(Obstacle::NotAdmitted);
    }
    let allowed = org.takes_hour(user, here.world.now())
        && (is_relaxed(app.as_ref(), here.peer, flow) || org.takes_address(user, here.peer, faults));
    if !allowed {
        return Err(Obstacle::AddressOrHours);
    }
    if logs_in_too_often(org, user, here.world.now()) { Err(Obstacle::TooOften) } else { Ok(()) }
}

/// Whether the app's policy lifts the login IP ranges of profiles for a request from an address (*Salesforce Help*,
/// "Connected App IP Relaxation and Continuous IP Enforcement").
///
/// The JWT bearer flow obeys the ranges of profiles whatever the app says. With a second factor or an activated device
/// they are lifted only where a person is at work; once the app lists trusted ranges of its own, only for these.
fn is_relaxed(app: Option<&App<'_>>, address: IpAddr, flow: Flow) -> bool {
    let policies = app.and_then(|app| app.oauth_policies).filter(|_| flow != Flow::JwtBearer);
    let Some(policies) = policies else { return false };
    match policies.ip_relaxation_policy_type {
        IpRelaxationPolicyType::Enforce => false,
        IpRelaxationPolicyType::Bypass => true,
        IpRelaxationPolicyType::EnforceRelaxRefresh => flow == Flow::Refresh,
        IpRelaxationPolicyType::Bypass2factor => {
            let trusted = app.and_then(|app| app.settings).map(|settings| settings.trusted_ip_ranges.as_slice());
            match trusted.unwrap_or_default() {
                [] => flow != Flow::ClientCredentials,
                ranges => ranges.iter().any(|range| {
                    let bounds = (range.start_ip_address.parse::<IpAddr>(), range.end_ip_address.parse::<IpAddr>());
                    matches!(bounds, (Ok(first), Ok(last)) if (first..=last).contains(&address))
                }),
            }
        }
    }
}

/// The rule for connected apps that are not installed, which the faults `uninstalled-app-…` bring. Whoever approved
/// one before keeps it.
fn may_not_approve(org: &Org, user: &User, faults: &Faults) -> bool {
    (faults.has(Fault::UninstalledAppBlocked) || faults.has(Fault::UninstalledAppAtCallback))
        && !org.may(user, "CanApproveUninstalledApps")
        && !org.tokens.consents.iter().any(|one| one.holder == Holder::PlatformCli && one.user == user.id)
}

/// How often a user may log in within an hour.
const LOGINS_AN_HOUR: usize = 3600;

fn logs_in_too_often(org: &Org, user: &User, now: Timestamp) -> bool {
    let recent = org.logins.iter().rev().map(|entry| &entry.login).take_while(|login| now < later(login.at, HOUR));
    recent.filter(|login| login.user == user.id && login.outcome == Outcome::Success).count() >= LOGINS_AN_HOUR
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Flow, HOUR, LOGINS_AN_HOUR, Obstacle, may_have_a_token};
    use crate::front_door::{Here, Site};
    use crate::oauth::{OauthError, attempt::Attempt};
    use crate::org::{
        audit::{LoginKind, Outcome},
        kind::OrgKind,
        token::Holder,
    };
    use crate::{Timing, World};

    #[test]
    fn a_user_logs_in_without_end() {
        let world = World::new(&[OrgKind::Developer], [], Timing::instant());
        let peer = std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
        let here = Here { world: world.clone(), site: Site::Org(0), host_name: "localhost", peer };
        let mut state = world.state();
        let faults = state.faults.clone();
        let org = &mut state.orgs[0];
        let users = org.users.clone();
        let attempt = Attempt { here: &here, kind: LoginKind::WebServer, app: "Acme" };
        for _ in 0..LOGINS_AN_HOUR {
            attempt.note(org, &users[0].id, Outcome::Success);
        }
        let asked = |user: usize| may_have_a_token(&here, org, &Holder::PlatformCli, &users[user], Flow::Code, &faults);
        assert_eq!(asked(0), Err(Obstacle::TooOften));
        let said = OauthError::from(Obstacle::TooOften).query();
        assert_eq!(said, "error=rate_limit_exceeded&error_description=login%20rate%20exceeded");
        assert_eq!(asked(1), Ok(()), "each user for himself");
        world.advance(HOUR + Duration::from_secs(1));
        assert_eq!(asked(0), Ok(()), "an hour later");
    }
}
