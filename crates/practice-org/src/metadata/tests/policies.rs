//! Policies: lists, run-as user, names, and the ones that Salesforce makes by itself.

use super::{Files, after, find, org, put, settled};
use crate::metadata::{
    AppPolicies, Change, Component, ComponentType, Faults, OauthPolicies, OrgMetadata, PermittedUsersPolicyType,
    RefreshTokenPolicyType,
};

const NAME: &str = "Tide_Tables_oauthPlcy";

/// The complete app with its OAuth policies under another name.
fn renamed(name: &str) -> Files {
    let files = Files::complete().edit("package.xml", NAME, name);
    Files(files.0.into_iter().map(|(path, text)| (path.replace(NAME, name), text)).collect())
}

fn first_in_line() -> OrgMetadata {
    OrgMetadata { faults: Faults { auto_policy_first: true, ..Faults::default() }, ..org() }
}

#[test]
fn a_rule_of_the_oauth_policies_is_not_held() {
    let user = "Enter a valid execution user for the OAuth client credentials flow.";
    let cases = [
        (
            ">Tide_Tables_Readers<",
            ">0PS000000000001<",
            "INVALID_FIELD: We couldn't find permission sets called 0PS000000000001",
        ),
        (
            ">Tide_Tables_Readers<",
            ">Quay_Staff, Nobody, None<",
            "INVALID_FIELD: We couldn't find permission sets called Nobody, None",
        ),
        ("robot@harbour.example", "ghost@harbour.example", user),
        ("<clientCredentialsFlowUser>robot@harbour.example</clientCredentialsFlowUser>", "", user),
        (">4<", ">0<", "Enter a refresh token validity period of 1 or more"),
        (
            "</commaSeparatedPermissionSet>",
            "</commaSeparatedPermissionSet><commaSeparatedProfile>Captain</commaSeparatedProfile>",
            "INVALID_FIELD: We couldn't find profiles called Captain",
        ),
        (
            "<permittedUsersPolicyType>",
            "<namedUserJwtTimeout>7</namedUserJwtTimeout><permittedUsersPolicyType>",
            "Enter a valid JWT timeout: 7",
        ),
    ];
    for (from, to, problem) in cases {
        assert_eq!(Files::complete().edit(".ecaOauthPlcy", from, to).refusal(&org(), ".ecaOauthPlcy"), problem);
    }
    Files::complete()
        .edit(".ecaOauthPlcy", ">Tide_Tables_Readers<", ">tide_tables_readers,Quay_Staff<")
        .is_taken(&org());
}

#[test]
fn a_permission_set_that_was_refused_counts() {
    let files = Files::complete().edit(".permissionset", "ApiEnabled", "Everything");
    assert!(files.refusal(&org(), ".ecaOauthPlcy").contains("We couldn't find permission sets called"));
}

#[test]
fn default_policies_are_missing_or_unlike_salesforces() {
    let judgement = Files::complete().without(".ecaOauthPlcy").without(".ecaPlcy").judge(&org());
    assert!(judgement.success, "{:#?}", judgement.messages);
    let Some(Component::OauthPolicies(oauth)) = put(&judgement, ComponentType::OauthPolicies) else {
        panic!("no OAuth policies")
    };
    assert_eq!(oauth.full_name, "Tide_Tables_oauth_defaultPolicy");
    assert_eq!(oauth.permitted_users_policy_type, PermittedUsersPolicyType::AllSelfAuthorized);
    assert_eq!(oauth.refresh_token_policy_type, RefreshTokenPolicyType::SpecificLifetime);
    assert_eq!(oauth.refresh_token_validity_period, Some(365));
    assert_eq!(
        (oauth.refresh_token_validity_unit.as_str(), oauth.ip_relaxation_policy_type.as_str()),
        ("Days", "Enforce")
    );
    assert!(!oauth.is_client_credentials_flow_enabled);
    let Some(Component::AppPolicies(AppPolicies { full_name, is_enabled, .. })) =
        put(&judgement, ComponentType::AppPolicies)
    else {
        panic!("no app policies")
    };
    assert_eq!((full_name.as_str(), *is_enabled), ("Tide_Tables_defaultPolicy", true));
    let automatic = judgement.changes.iter().filter(|change| matches!(change, Change::Put { automatic: true, .. }));
    assert_eq!(automatic.count(), 2);
    assert!(judgement.messages.iter().all(|message| !message.full_name.ends_with("_defaultPolicy")));
}

#[test]
fn a_deploy_of_something_else_makes_policies() {
    let mut half = settled();
    half.components.retain(|component| {
        !matches!(component.component_type(), ComponentType::OauthPolicies | ComponentType::AppPolicies)
    });
    let judgement = Files::complete().without(".ecaOauthPlcy").without(".ecaPlcy").judge(&half);
    assert!(judgement.success && judgement.changes.is_empty(), "{:#?}", judgement.changes);
}

#[test]
fn a_second_policy_for_the_same_settings_passes_or_does_not_name_the_first() {
    let problem = renamed("Tide_Tables_strict").refusal(&settled(), ".ecaOauthPlcy");
    assert_eq!(problem, format!("DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on {NAME}"));
}

#[test]
fn a_policy_of_the_same_deploy_must_bear_the_default_name() {
    renamed("Anything_at_all").is_taken(&org());
}

#[test]
fn the_fault_auto_policy_first_takes_other_names() {
    let problem = Files::complete().refusal(&first_in_line(), ".ecaOauthPlcy");
    assert_eq!(
        problem,
        "DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on Tide_Tables_oauth_defaultPolicy"
    );
    let default = renamed("Tide_Tables_oauth_defaultPolicy").without(".ecaPlcy");
    let judgement = default.judge(&first_in_line());
    assert!(judgement.success, "{:#?}", judgement.messages);
    let org = after(first_in_line(), &judgement);
    let held = find(&org, ComponentType::OauthPolicies, "Tide_Tables_oauth_defaultPolicy");
    let Some(Component::OauthPolicies(OauthPolicies { permitted_users_policy_type, .. })) = held else {
        panic!("no policies")
    };
    assert_eq!(*permitted_users_policy_type, PermittedUsersPolicyType::AdminApprovedPreAuthorized);
}

#[test]
fn policies_made_by_themselves_take_the_place_of_those_of_another_app() {
    let strange = |files: Files| {
        let renamed = |text: String| text.replace("Tide_Tables_plcy", "Harbour_defaultPolicy");
        Files(files.0.into_iter().map(|(path, text)| (renamed(path), renamed(text))).collect())
    };
    let judgement = strange(Files::complete()).judge(&org());
    assert!(judgement.success, "{:#?}", judgement.messages);
    let held = after(org(), &judgement);
    let another = Files(vec![
        (
            "package.xml".to_owned(),
            "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types><members>Harbour</members>\
             <name>ExternalClientApplication</name></types><version>66.0</version></Package>"
                .to_owned(),
        ),
        (
            "externalClientApps/Harbour.eca".to_owned(),
            "<ExternalClientApplication xmlns=\"http://soap.sforce.com/2006/04/metadata\">\
             <contactEmail>a@b.example</contactEmail><distributionState>Local</distributionState><label>H</label>\
             </ExternalClientApplication>"
                .to_owned(),
        ),
    ]);
    let judgement = another.judge(&held);
    assert!(judgement.success, "{:#?}", judgement.messages);
    let held = after(held, &judgement);
    let app_of = |name: &str| find(&held, ComponentType::AppPolicies, name).and_then(Component::app).map(str::to_owned);
    assert_eq!(app_of("Harbour_defaultPolicy").as_deref(), Some("Tide_Tables"));
    assert_eq!(app_of("Harbour_defaultPolicy1").as_deref(), Some("Harbour"));
}
