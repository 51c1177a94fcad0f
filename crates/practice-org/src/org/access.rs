//! Who may use an app: the permitted-users policy and its lists.
//!
//! Sources: *Metadata API Developer Guide*, "ExtlClntAppOauthConfigurablePolicies" (`permittedUsersPolicyType`);
//! *Object Reference*, "SetupEntityAccess".

use std::net::IpAddr;

use jiff::Timestamp;

use super::{
    Org, app,
    app::App,
    audit::Origin,
    person::User,
    token::{Grant, Holder},
};
use crate::fault::{Fault, Faults};
use crate::metadata::PermittedUsersPolicyType;

/// Why the API is closed to a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ApiClosed {
    /// The org is locked, or the user may not log in: the session counts for nothing.
    NoSession,
    /// The edition has no API, or has not bought it.
    ForOrg,
    /// The user lacks `ApiEnabled`.
    ForUser,
    /// API Access Control is on, and the session is of no client that an administrator has approved.
    Unapproved,
}

impl Org {
    /// Whether the user of a live token may call the APIs of the org at all, over REST or SOAP. What API Access Control
    /// turns away is written down.
    pub(crate) fn admit_to_api(
        &mut self,
        grant: &Grant,
        faults: &Faults,
        at: Timestamp,
        from: Origin,
    ) -> Result<(), ApiClosed> {
        let user = self.user(&grant.user).filter(|user| self.is_active && user.may_log_in());
        let user = user.ok_or(ApiClosed::NoSession)?;
        if !self.has_api {
            Err(ApiClosed::ForOrg)
        } else if !self.may(user, "ApiEnabled") {
            Err(ApiClosed::ForUser)
        } else if !self.takes_client(user, &grant.holder, faults) {
            self.note_unapproved(&grant.user, at, from);
            Err(ApiClosed::Unapproved)
        } else {
            Ok(())
        }
    }

    /// Whether API Access Control lets a user have and use a session of a client.
    pub(crate) fn takes_client(&self, user: &User, holder: &Holder, faults: &Faults) -> bool {
        matches!(holder, Holder::App(_)) || !self.controls_api_access(faults) || self.may(user, "UseAnyApiAuth")
    }

    /// Whether API Access Control is on: only connected apps that an administrator has approved may be used. External
    /// client apps are not subject to it (*Salesforce Help*, "Manage API Access").
    fn controls_api_access(&self, faults: &Faults) -> bool {
        faults.has(Fault::ApiAccessControl) || self.connected_app_settings.enable_admin_approved_apps_only == Some(true)
    }

    /// Whether the profile of a user lets log-ins in at a moment.
    pub(crate) fn takes_hour(&self, user: &User, now: Timestamp) -> bool {
        self.profile_of(user).is_none_or(|profile| profile.login_hours.hold(now))
    }

    /// Whether the profile of a user lets log-ins in from an address.
    pub(crate) fn takes_address(&self, user: &User, address: IpAddr, faults: &Faults) -> bool {
        !faults.has(Fault::IpRefused) && self.profile_of(user).is_none_or(|profile| profile.takes_address(address))
    }

    /// Whether only users chosen by an administrator may use the app.
    pub(crate) fn is_pre_authorized(app: &App<'_>) -> bool {
        app.oauth_policies.is_some_and(|policies| {
            policies.permitted_users_policy_type == PermittedUsersPolicyType::AdminApprovedPreAuthorized
        })
    }

    /// Whether a permission set or the profile of a user is listed by the app's policy.
    pub(crate) fn admits(&self, app: &App<'_>, user: &User, faults: &Faults) -> bool {
        if faults.has(Fault::NotPreAuthorized) {
            return false;
        }
        let listed_profile = app::names(app.oauth_policies.and_then(|one| one.comma_separated_profile.as_deref()))
            .any(|name| name.eq_ignore_ascii_case(user.profile));
        let granted = self.granted_sets(app, faults);
        listed_profile || self.held_by(user).any(|(stored, _)| granted.contains(&stored.id))
    }

    /// Record ids of the permission sets that open the app.
    fn granted_sets(&self, app: &App<'_>, faults: &Faults) -> Vec<String> {
        let mut granted = self.policy_sets(app);
        if faults.has(Fault::SetupEntityAccessGrants) {
            granted.extend(
                self.entity_access
                    .iter()
                    .filter(|row| crate::id::same(&row.entity, &app.stored.id))
                    .map(|row| row.parent.clone()),
            );
        }
        granted
    }

    /// Record ids of the permission sets that the policy names: the rows of `SetupEntityAccess` that it makes.
    pub(crate) fn policy_sets(&self, app: &App<'_>) -> Vec<String> {
        let listed = app.oauth_policies.and_then(|one| one.comma_separated_permission_set.as_deref());
        app::names(listed)
            .filter_map(|name| {
                self.permission_sets()
                    .find(|(_, set)| set.full_name.eq_ignore_ascii_case(name))
                    .map(|(stored, _)| stored.id.clone())
            })
            .collect()
    }
}
