//! The metadata that brings a blueprint about, and the names it uses. Pure.

use salesforce::metadata::{
    AppPolicies, Component, DistributionState, ExternalClientAppSettings, ExternalClientApplication,
    GlobalOauthSettings, IpRelaxation, OauthPolicies, OauthSettings, ObjectPermission, Package, PermissionSet,
    PermittedUsers, PolicyAction, RefreshTokenPolicy, SessionLevel, TrustedIpRange, ValidityUnit,
};
use salesforce::types::ApiVersion;

use super::{Plan, SwitchPlan};
use crate::blueprint::{Access, Blueprint, TEST_PORTS, TrustedAddresses, test_callback};
use crate::catalogue;
use crate::wizard::{Distribution, Network, Stay};

/// Names of the parts of an app that Orgkey makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The app.
    pub app: String,
    /// `ExtlClntAppOauthSettings`.
    pub oauth_settings: String,
    /// `ExtlClntAppGlobalOauthSettings`.
    pub global_oauth_settings: String,
    /// `ExtlClntAppOauthConfigurablePolicies`: the name that Salesforce gives it by itself.
    pub oauth_policies: String,
    /// `ExtlClntAppConfigurablePolicies`: the name that Salesforce gives it by itself.
    pub app_policies: String,
}

impl Names {
    /// The names for an app's API name.
    pub fn of(app: &str) -> Self {
        Self {
            app: app.to_owned(),
            oauth_settings: format!("{app}OAuthSettings"),
            global_oauth_settings: format!("{app}GlblOAuth"),
            oauth_policies: format!("{app}OAuthSettings_defaultPolicy"),
            app_policies: format!("{app}_defaultPolicy"),
        }
    }
}

/// Everything that is deployed in one go, all or nothing.
pub fn components(plan: &Plan) -> Vec<Component> {
    let blueprint = &plan.blueprint;
    let names = Names::of(&blueprint.api_name);
    let mut components = Vec::new();
    if plan.secret_switch == SwitchPlan::OnAndBack {
        components.push(Component::Settings(switch(plan.snapshot.version, true)));
    }
    if let Access::NewPermissionSet { .. } = &blueprint.access {
        components.push(Component::PermissionSet(permission_set(blueprint)));
    }
    components.push(Component::App(app(blueprint, &names)));
    components.push(Component::OauthSettings(oauth_settings(blueprint, &names)));
    components.push(Component::GlobalOauthSettings(global_oauth_settings(plan, &names)));
    components.push(Component::OauthPolicies(oauth_policies(blueprint, &names)));
    components.push(Component::AppPolicies(app_policies(&names)));
    components
}

/// A package with nothing but the org's switch for secrets.
pub fn switch_package(version: ApiVersion, on: bool) -> Package {
    let mut package = Package::new(version);
    package.add(Component::Settings(switch(version, on)));
    package
}

/// The app's own callbacks, and this computer's for testing. Salesforce refuses an app without any: one that has no
/// flow with a callback gets a harmless page of its own org.
pub(crate) fn callbacks(blueprint: &Blueprint, origin: &str) -> (Vec<String>, Vec<String>) {
    if !blueprint.authorization_code {
        return (vec![format!("{origin}/services/oauth2/success")], Vec::new());
    }
    let own: Vec<String> = blueprint.callbacks.iter().map(ToString::to_string).collect();
    let test = TEST_PORTS.into_iter().filter(|_| blueprint.test_callbacks).map(test_callback);
    let test = test.filter(|callback| !own.contains(callback)).collect();
    (own, test)
}

fn switch(version: ApiVersion, on: bool) -> ExternalClientAppSettings {
    // Before 62.0 the same switch had another name.
    let before = (version < ApiVersion::new(62)).then_some(on);
    ExternalClientAppSettings {
        enable_client_secret_in_rest_api_access: on,
        enable_consumer_secret_api_access: before,
        ..Default::default()
    }
}

fn app(blueprint: &Blueprint, names: &Names) -> ExternalClientApplication {
    ExternalClientApplication {
        full_name: names.app.clone(),
        contact_email: Some(blueprint.contact_email.clone()),
        description: Some(blueprint.description.clone()).filter(|text| !text.is_empty()),
        distribution_state: Some(match blueprint.distribution {
            Distribution::Local => DistributionState::Local,
            Distribution::Packaged => DistributionState::Packaged,
        }),
        label: blueprint.label.clone(),
        ..Default::default()
    }
}

fn oauth_settings(blueprint: &Blueprint, names: &Names) -> OauthSettings {
    let tokens = blueprint.scopes.iter().filter_map(|scope| catalogue::token(scope.as_str()));
    OauthSettings {
        full_name: names.oauth_settings.clone(),
        comma_separated_oauth_scopes: tokens.map(str::to_owned).collect(),
        external_client_application: names.app.clone(),
        label: Some(names.oauth_settings.clone()),
        trusted_ip_ranges: blueprint.trusted_addresses.iter().map(trusted_range).collect(),
        ..Default::default()
    }
}

fn trusted_range(range: &TrustedAddresses) -> TrustedIpRange {
    TrustedIpRange {
        description: Some(range.description.clone()).filter(|text| !text.is_empty()),
        end_ip_address: range.end.to_string(),
        start_ip_address: range.start.to_string(),
    }
}

fn global_oauth_settings(plan: &Plan, names: &Names) -> GlobalOauthSettings {
    let blueprint = &plan.blueprint;
    let (mut callback_urls, test) = callbacks(blueprint, &plan.snapshot.origin);
    callback_urls.extend(test);
    GlobalOauthSettings {
        full_name: names.global_oauth_settings.clone(),
        callback_urls,
        certificate: blueprint.jwt_bearer.as_ref().map(|jwt| jwt.certificate.pem.clone()),
        external_client_application: names.app.clone(),
        is_client_credentials_flow_enabled: blueprint.client_credentials.is_some(),
        is_consumer_secret_optional: !blueprint.secret_when_signing_in,
        is_pkce_required: blueprint.require_pkce,
        is_refresh_token_rotation_enabled: blueprint.rotate_refresh_tokens,
        is_secret_required_for_refresh_token: blueprint.secret_when_staying_connected,
        label: Some(names.global_oauth_settings.clone()),
        ..Default::default()
    }
}

fn oauth_policies(blueprint: &Blueprint, names: &Names) -> OauthPolicies {
    let permitted = match blueprint.access {
        Access::Anyone => PermittedUsers::AllSelfAuthorized,
        _ => PermittedUsers::AdminApprovedPreAuthorized,
    };
    let (refresh, days) = match blueprint.stay {
        Stay::UntilUnused { days } => (RefreshTokenPolicy::SpecificInactivity, Some(days)),
        Stay::AtMost { days } => (RefreshTokenPolicy::SpecificLifetime, Some(days)),
        Stay::Never => (RefreshTokenPolicy::Zero, None),
        Stay::UntilRevoked => (RefreshTokenPolicy::Infinite, None),
    };
    OauthPolicies {
        full_name: names.oauth_policies.clone(),
        client_credentials_flow_user: blueprint.client_credentials.as_ref().map(ToString::to_string),
        comma_separated_permission_set: blueprint.permission_sets(),
        external_client_application: names.app.clone(),
        ip_relaxation_policy_type: match blueprint.network {
            Network::Keep => IpRelaxation::Enforce,
            Network::KeepAtSignIn => IpRelaxation::EnforceRelaxRefresh,
            Network::SkipAfterVerification => IpRelaxation::BypassTwoFactor,
            Network::Ignore => IpRelaxation::Bypass,
        },
        is_client_credentials_flow_enabled: blueprint.client_credentials.is_some(),
        label: Some(names.oauth_policies.clone()),
        permitted_users_policy_type: permitted,
        policy_action: blueprint.stronger_sign_in.then_some(PolicyAction::RaiseSessionLevel),
        refresh_token_policy_type: refresh,
        refresh_token_validity_period: days.map(u32::from),
        refresh_token_validity_unit: days.map(|_| ValidityUnit::Days),
        required_session_level: if blueprint.stronger_sign_in {
            SessionLevel::HighAssurance
        } else {
            SessionLevel::Standard
        },
        session_timeout_in_minutes: blueprint.sign_out_after.map(u32::from),
        ..Default::default()
    }
}

fn app_policies(names: &Names) -> AppPolicies {
    AppPolicies {
        full_name: names.app_policies.clone(),
        external_client_application: names.app.clone(),
        is_enabled: true,
        is_oauth_plugin_enabled: Some(true),
        label: Some(names.app_policies.clone()),
        ..Default::default()
    }
}

fn permission_set(blueprint: &Blueprint) -> PermissionSet {
    let Access::NewPermissionSet { objects, .. } = &blueprint.access else { return PermissionSet::default() };
    let rights = objects.iter().filter(|rights| rights.read || rights.create || rights.edit || rights.delete);
    PermissionSet {
        full_name: blueprint.permission_set_name(),
        label: blueprint.permission_set_label(),
        object_permissions: rights
            .map(|rights| ObjectPermission {
                object: rights.object.clone(),
                // Salesforce refuses a right without the ones that it builds on.
                read: true,
                create: rights.create,
                edit: rights.edit || rights.delete,
                delete: rights.delete,
                view_all: false,
                modify_all: false,
            })
            .collect(),
        user_permissions: vec!["ApiEnabled".to_owned()],
        ..Default::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::blueprint::API_NAME_LIMIT;
    use crate::catalogue::ConnectKind;
    use crate::wizard::ObjectRights;

    fn global(plan: &Plan) -> GlobalOauthSettings {
        let found = components(plan).into_iter().find_map(|component| match component {
            Component::GlobalOauthSettings(settings) => Some(settings),
            _ => None,
        });
        found.unwrap()
    }

    #[test]
    fn the_longest_api_name_makes_a_part_name_that_salesforce_refuses() {
        let names = Names::of(&"A".repeat(API_NAME_LIMIT));
        for name in [names.oauth_settings, names.global_oauth_settings, names.oauth_policies, names.app_policies] {
            assert!(name.len() <= 80, "{name}");
        }
    }

    #[test]
    fn an_app_without_a_sign_in_has_no_callback_or_one_of_this_computer() {
        let plan = sample::plan(ConnectKind::Server);
        assert_eq!(global(&plan).callback_urls, ["https://acme.my.salesforce.com/services/oauth2/success"]);
        let mut plan = sample::plan(ConnectKind::WebApp);
        assert_eq!(global(&plan).callback_urls, ["https://app.acme.example/callback"]);
        plan.blueprint.test_callbacks = true;
        plan.blueprint.callbacks.push(test_callback(7171).parse().unwrap());
        let urls = global(&plan).callback_urls;
        assert_eq!(urls.len(), 4, "one that the person listed is not listed again: {urls:?}");
    }

    #[test]
    fn a_certificate_is_left_out_or_goes_to_an_app_that_has_none() {
        assert_eq!(global(&sample::plan(ConnectKind::Server)).certificate, None);
        let sent = global(&sample::jwt_plan()).certificate.unwrap();
        assert!(sent.starts_with("-----BEGIN CERTIFICATE-----\n") && !sent.contains("PRIVATE"));
    }

    #[test]
    fn the_switch_is_in_the_package_of_somebody_who_declined_it() {
        let has_switch = |plan: &Plan| components(plan).iter().any(|part| matches!(part, Component::Settings(_)));
        let mut plan = sample::plan(ConnectKind::Server);
        assert!(has_switch(&plan));
        for other in [SwitchPlan::LeftOff, SwitchPlan::AlreadyOn] {
            plan.secret_switch = other;
            assert!(!has_switch(&plan), "{other:?}");
        }
        let old = switch(ApiVersion::new(61), true);
        assert_eq!(old.enable_consumer_secret_api_access, Some(true), "its name before 62.0");
        assert_eq!(switch(ApiVersion::new(62), true).enable_consumer_secret_api_access, None);
    }

    #[test]
    fn a_trusted_range_is_not_written_or_one_is_that_nobody_signs_in_from() {
        let ranges = |kind| {
            let mut answers = sample::answers(kind);
            let row = |start: &str, end: &str| crate::wizard::IpRange {
                start: start.to_owned(),
                end: end.to_owned(),
                description: " Office ".to_owned(),
            };
            answers.access.ip_ranges = vec![row("192.0.2.1", "192.0.2.9"), row("2001:DB8::0", "")];
            let settings = oauth_settings(&sample::blueprint(&answers), &Names::of("App"));
            let text = |range: TrustedIpRange| {
                format!("{} {} {}", range.start_ip_address, range.end_ip_address, range.description.unwrap_or_default())
            };
            settings.trusted_ip_ranges.into_iter().map(text).collect::<Vec<_>>()
        };
        assert_eq!(ranges(ConnectKind::WebApp), ["192.0.2.1 192.0.2.9 Office", "2001:db8:: 2001:db8:: Office"]);
        assert_eq!(ranges(ConnectKind::Server), Vec::<String>::new());
    }

    #[test]
    fn a_right_is_given_without_those_that_it_needs_or_with_more() {
        let mut answers = sample::answers(ConnectKind::Server);
        let right = |object: &str| ObjectRights { object: object.to_owned(), ..ObjectRights::default() };
        answers.access.objects = vec![
            ObjectRights { delete: true, ..right("Account") },
            ObjectRights { create: true, ..right("Contact") },
            right("Lead"),
        ];
        let set = permission_set(&sample::blueprint(&answers));
        let rights: Vec<_> = set
            .object_permissions
            .iter()
            .map(|one| {
                (one.object.as_str(), one.read, one.create, one.edit, one.delete, one.view_all || one.modify_all)
            })
            .collect();
        assert_eq!(
            rights,
            [("Account", true, false, true, true, false), ("Contact", true, true, false, false, false)],
            "an object without any right is left out"
        );
        assert_eq!(set.user_permissions, ["ApiEnabled"]);
    }
}
