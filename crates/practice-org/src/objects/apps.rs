//! External client apps and their children, read only.

use serde_json::{Value, json};

use super::{
    Seen,
    field::{Extra, Needs, Object, Type},
    stamped,
};
use crate::metadata::Component;
use crate::oauth::scope;
use crate::org::{Stored, app::App};
use crate::soql::Row;

/// Each of them lets a user view all external client apps (*Salesforce Help*, "External Client Apps": roles).
const VIEW: Needs =
    Needs::AnyOf(&["ViewSetup", "ExternalClientAppViewer", "ExternalClientAppAdmin", "ExternalClientAppDeveloper"]);
const APP: (&str, Type) = ("ExternalClientApplicationId", APP_REFERENCE);
const APP_REFERENCE: Type = Type::Reference("ExternalClientApplication", Some("ExternalClientApplication"));
const SETTINGS: (&str, Type) =
    ("ExtlClntAppOauthSettingsId", Type::Reference("ExtlClntAppOauthSettings", Some("ExtlClntAppOauthSettings")));
const NAME: (&str, Type) = ("DeveloperName", Type::Text(80));
const LABEL: (&str, Type) = ("MasterLabel", Type::Text(80));
const LANGUAGE: (&str, Type) = ("Language", Type::Picklist);

const fn object(
    name: &'static str,
    label: &'static str,
    key_prefix: &'static str,
    fields: &'static [(&'static str, Type)],
    extra: Extra,
) -> Object {
    Object {
        name,
        label,
        key_prefix,
        tooling_only: false,
        needs: VIEW,
        fields,
        extra,
        audited: true,
        createable: false,
    }
}

/// The objects of this file. The key prefixes of the children are not published.
pub(super) const OBJECTS: &[Object] = &[
    object(
        "ExternalClientApplication",
        "External Client Application",
        "0xI",
        &[
            NAME,
            LABEL,
            LANGUAGE,
            ("NamespacePrefix", Type::Text(15)),
            ("ContactEmail", Type::Email),
            ("ContactPhone", Type::Phone),
            ("Description", Type::Text(255)),
            ("DistributionState", Type::Picklist),
            ("IconUrl", Type::Text(255)),
            ("LogoUrl", Type::Text(255)),
            ("InfoUrl", Type::Text(255)),
            ("ManagedType", Type::Picklist),
            ("OrgScopedExternalApp", Type::Text(255)),
            ("Version", Type::Text(40)),
        ],
        Extra::None,
    ),
    object(
        "ExtlClntAppOauthSettings",
        "External Client App OAuth Settings",
        "0xK",
        &[
            NAME,
            LABEL,
            LANGUAGE,
            APP,
            ("OauthLink", Type::Text(255)),
            ("SingleLogoutUrl", Type::Text(255)),
            ("ClientAssertionCertificate", Type::Text(255)),
            ("ExtlClntAppOauthOptionsFirstPartyAppEnabled", Type::Boolean),
        ],
        Extra::Scopes,
    ),
    object(
        "ExtlClntAppOauthPlcyCnfg",
        "External Client App OAuth Policies Configuration",
        "0xP",
        &[
            NAME,
            LABEL,
            LANGUAGE,
            APP,
            SETTINGS,
            ("PermittedUsersPolicyType", Type::Picklist),
            ("IpRelaxationPolicyType", Type::Picklist),
            ("RefreshTokenPolicyType", Type::Picklist),
            ("RefreshTokenValidityPeriod", Type::Int),
            ("RefreshTokenValidityUnit", Type::Picklist),
            ("RequiredSessionLevel", Type::Picklist),
            ("PolicyAction", Type::Picklist),
            ("SessionTimeoutInMinutes", Type::Int),
            ("StartUrl", Type::Text(255)),
            ("SingleLogoutUrl", Type::Text(255)),
            ("IsClientCredentialsFlowEnabled", Type::Boolean),
            ("ClientCredentialsFlowUser", Type::Text(80)),
            ("IsTokenExchangeFlowEnabled", Type::Boolean),
            ("IsGuestCodeCredFlowEnabled", Type::Boolean),
            ("IsNamedUserJwtEnabled", Type::Boolean),
            ("NamedUserJwtTimeout", Type::Int),
            ("NamedUserJwtSessionTimeoutType", Type::Picklist),
            ("GuestJwtTimeout", Type::Int),
            ("GuestJwtSessionTimeoutType", Type::Picklist),
        ],
        Extra::None,
    ),
    object(
        "ExtlClntAppPlcyCnfg",
        "External Client App Policies Configuration",
        "0xQ",
        &[
            NAME,
            LABEL,
            LANGUAGE,
            APP,
            ("IsEnabled", Type::Boolean),
            ("OauthPluginStatus", Type::Picklist),
            ("SamlPluginStatus", Type::Picklist),
            ("MobilePluginStatus", Type::Picklist),
            ("NotificationPluginStatus", Type::Picklist),
            ("PushPluginStatus", Type::Picklist),
            ("CanvasPluginStatus", Type::Picklist),
            ("StartPage", Type::Picklist),
            ("StartUrl", Type::Text(255)),
        ],
        Extra::None,
    ),
    object(
        "ExtlClntAppOauthConsumer",
        "External Client App OAuth Consumer",
        "888",
        &[NAME, LABEL, LANGUAGE, APP, SETTINGS],
        Extra::None,
    ),
];

/// The rows of an object of this file.
pub(super) fn rows(seen: &Seen<'_>, object: &str) -> Option<Vec<Row>> {
    let make: fn(&Seen<'_>, &App<'_>) -> Option<Row> = match object {
        "ExternalClientApplication" => application,
        "ExtlClntAppOauthSettings" => settings,
        "ExtlClntAppOauthPlcyCnfg" => oauth_policies,
        "ExtlClntAppPlcyCnfg" => policies,
        "ExtlClntAppOauthConsumer" => consumer,
        _ => return None,
    };
    Some(seen.org.apps().filter_map(|app| make(seen, &app)).collect())
}

fn stamp(stored: &Stored, value: Value) -> Row {
    stamped(value, (stored.created.0, &stored.created.1), (stored.modified.0, &stored.modified.1))
}

/// The stored component that a child is.
fn child<'a>(seen: &'a Seen<'_>, app: &App<'_>, is: fn(&Component) -> bool) -> Option<&'a Stored> {
    let name = app.application.full_name.as_str();
    seen.org.components.iter().find(|stored| {
        is(&stored.component) && stored.component.app().is_some_and(|parent| parent.eq_ignore_ascii_case(name))
    })
}

fn settings_record<'a>(seen: &'a Seen<'_>, app: &App<'_>) -> Option<&'a Stored> {
    child(seen, app, |component| matches!(component, Component::OauthSettings(_)))
}

/// The name without the namespace of a package.
fn bare(full_name: &str) -> &str {
    full_name.split_once("__").map_or(full_name, |(_, name)| name)
}

/// The namespace of the package that a component came with, or of the org that makes packages.
fn namespace<'a>(seen: &'a Seen<'_>, full_name: &'a str) -> Option<&'a str> {
    full_name.split_once("__").map(|(namespace, _)| namespace).or_else(|| seen.org.kind.namespace())
}

/// `{orgId15}:{AppApiName}`, of this org unless the app was copied from another.
pub(crate) fn org_scoped(org_id: &str, app: &App<'_>) -> String {
    let copied = app.application.org_scoped_external_app.clone();
    copied.unwrap_or_else(|| format!("{}:{}", crate::id::to_15(org_id), app.application.full_name))
}

/// `{orgId15}:{consumerId15}`
pub(crate) fn oauth_link(org_id: &str, app: &App<'_>) -> Option<String> {
    let copied = app.settings.and_then(|settings| settings.oauth_link.clone());
    copied.or_else(|| {
        app.consumer.map(|consumer| format!("{}:{}", crate::id::to_15(org_id), crate::id::to_15(&consumer.id)))
    })
}

fn application(seen: &Seen<'_>, app: &App<'_>) -> Option<Row> {
    let one = app.application;
    let value = json!({
        "Id": app.stored.id, "DeveloperName": bare(&one.full_name), "MasterLabel": one.label, "Language": "en_US",
        "NamespacePrefix": namespace(seen, &one.full_name), "ContactEmail": one.contact_email, "ContactPhone": one.contact_phone,
        "Description": one.description, "DistributionState": one.distribution_state.as_str(),
        "IconUrl": one.icon_url, "LogoUrl": one.logo_url, "InfoUrl": one.info_url,
        "ManagedType": one.managed_type.map_or("Local", |kind| kind.as_str()),
        "OrgScopedExternalApp": org_scoped(&seen.org.id, app), "Version": null,
    });
    Some(stamp(app.stored, value))
}

fn settings(seen: &Seen<'_>, app: &App<'_>) -> Option<Row> {
    let (one, stored) = (app.settings?, settings_record(seen, app)?);
    let value = json!({
        "Id": stored.id, "DeveloperName": bare(&one.full_name), "MasterLabel": one.label, "Language": "en_US",
        "ExternalClientApplicationId": app.stored.id, "OauthLink": oauth_link(&seen.org.id, app),
        "SingleLogoutUrl": one.single_logout_url, "ClientAssertionCertificate": one.client_assertion_certificate,
        "ExtlClntAppOauthOptionsFirstPartyAppEnabled": one.is_first_party_app_enabled,
    });
    let mut row = stamp(stored, value);
    let scopes = app.scopes();
    row.extend(scope::columns().map(|(column, name)| (format!("OauthScopes{column}"), scopes.contains(name).into())));
    Some(row)
}

fn oauth_policies(seen: &Seen<'_>, app: &App<'_>) -> Option<Row> {
    let one = app.oauth_policies?;
    let stored = child(seen, app, |component| matches!(component, Component::OauthPolicies(_)))?;
    let value = json!({
        "Id": stored.id, "DeveloperName": bare(&one.full_name), "MasterLabel": one.label, "Language": "en_US",
        "ExternalClientApplicationId": app.stored.id,
        "ExtlClntAppOauthSettingsId": settings_record(seen, app).map(|settings| settings.id.as_str()),
        "PermittedUsersPolicyType": one.permitted_users_policy_type.as_str(),
        "IpRelaxationPolicyType": one.ip_relaxation_policy_type.as_str(),
        "RefreshTokenPolicyType": one.refresh_token_policy_type.as_str(),
        "RefreshTokenValidityPeriod": one.refresh_token_validity_period,
        "RefreshTokenValidityUnit": one.refresh_token_validity_unit.as_str(),
        "RequiredSessionLevel": one.required_session_level.as_str(),
        "PolicyAction": one.policy_action.map(|action| action.as_str()),
        "SessionTimeoutInMinutes": one.session_timeout_in_minutes,
        "StartUrl": one.start_url, "SingleLogoutUrl": one.single_logout_url,
        "IsClientCredentialsFlowEnabled": one.is_client_credentials_flow_enabled,
        "ClientCredentialsFlowUser": one.client_credentials_flow_user,
        "IsTokenExchangeFlowEnabled": one.is_token_exchange_flow_enabled,
        "IsGuestCodeCredFlowEnabled": one.is_guest_code_cred_flow_enabled,
        "IsNamedUserJwtEnabled": one.is_named_user_jwt_enabled.unwrap_or(false),
        "NamedUserJwtTimeout": one.named_user_jwt_timeout,
        "NamedUserJwtSessionTimeoutType": one.named_user_jwt_session_timeout_type.map(|kind| kind.as_str()),
        "GuestJwtTimeout": one.guest_jwt_timeout,
        "GuestJwtSessionTimeoutType": one.guest_jwt_session_timeout_type.map(|kind| kind.as_str()),
    });
    Some(stamp(stored, value))
}

fn policies(seen: &Seen<'_>, app: &App<'_>) -> Option<Row> {
    let one = app.policies?;
    let stored = child(seen, app, |component| matches!(component, Component::AppPolicies(_)))?;
    let status = |on: bool| if on { "Enabled" } else { "Disabled" };
    let value = json!({
        "Id": stored.id, "DeveloperName": bare(&one.full_name), "MasterLabel": one.label, "Language": "en_US",
        "ExternalClientApplicationId": app.stored.id, "IsEnabled": one.is_enabled,
        "OauthPluginStatus": status(one.is_oauth_plugin_enabled), "SamlPluginStatus": status(one.is_saml_plugin_enabled),
        "MobilePluginStatus": status(one.is_mobile_plugin_enabled),
        "NotificationPluginStatus": status(one.is_notification_plugin_enabled),
        "PushPluginStatus": status(one.is_push_plugin_enabled),
        "CanvasPluginStatus": status(one.is_canvas_plugin_enabled),
        "StartPage": one.start_page.as_str(), "StartUrl": one.start_url,
    });
    Some(stamp(stored, value))
}

fn consumer(seen: &Seen<'_>, app: &App<'_>) -> Option<Row> {
    let (one, stored) = (app.consumer?, settings_record(seen, app)?);
    let value = json!({
        "Id": one.id, "DeveloperName": bare(&app.settings?.full_name), "MasterLabel": app.application.label,
        "Language": "en_US", "ExternalClientApplicationId": app.stored.id, "ExtlClntAppOauthSettingsId": stored.id,
    });
    Some(stamp(stored, value))
}
