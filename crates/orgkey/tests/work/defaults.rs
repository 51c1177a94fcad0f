//! What a person gets who presses Next through every step: the safe defaults, as the org itself has them.

use orgkey::Code;
use orgkey::plan::{Consent, Names};
use orgkey::wizard::{AccessAnswer, Answer, Stay, Who};
use salesforce::metadata::{
    Component, ComponentType, DistributionState, GlobalOauthSettings, IpRelaxation, OauthPolicies, PermittedUsers,
    RefreshTokenPolicy,
};

use crate::support::{Journey, WEBSITE};

async fn components(journey: &Journey, api_name: &str) -> (Component, Component, GlobalOauthSettings, OauthPolicies) {
    let (org, _) = journey.org().await;
    let names = Names::of(api_name);
    let read = async |kind, name: &str| org.read_metadata(kind, &[name]).await.unwrap().remove(0);
    let Component::GlobalOauthSettings(global) =
        read(ComponentType::GlobalOauthSettings, &names.global_oauth_settings).await
    else {
        panic!("another kind")
    };
    let Component::OauthPolicies(policies) = read(ComponentType::OauthPolicies, &names.oauth_policies).await else {
        panic!("another kind")
    };
    (
        read(ComponentType::App, &names.app).await,
        read(ComponentType::AppPolicies, &names.app_policies).await,
        global,
        policies,
    )
}

#[tokio::test]
async fn the_defaults_give_more_than_least_privilege() {
    let journey = Journey::begin().await;
    let draft = journey.website("Acme Portal").await;
    let plan = journey.desk.plan(draft).await.unwrap();
    assert_eq!(plan.loosenings, []);
    let run = journey.desk.create(draft, &plan.fingerprint, &Consent::default()).await.unwrap().id;
    journey.until_person(run).await;

    let (app, activation, global, policies) = components(&journey, "Acme_Portal").await;
    let Component::App(app) = app else { panic!("another kind") };
    assert_eq!(app.distribution_state, Some(DistributionState::Local));
    let Component::AppPolicies(activation) = activation else { panic!("another kind") };
    assert!(activation.is_enabled && activation.is_oauth_plugin_enabled == Some(true));

    assert!(global.is_pkce_required && global.is_refresh_token_rotation_enabled);
    assert!(!global.is_consumer_secret_optional && global.is_secret_required_for_refresh_token);
    assert!(!global.is_client_credentials_flow_enabled);
    assert_eq!(global.callback_urls[0], WEBSITE);
    assert_eq!(global.callback_urls.len(), 4, "and this computer's three");

    assert_eq!(policies.permitted_users_policy_type, PermittedUsers::AdminApprovedPreAuthorized);
    assert_eq!(policies.comma_separated_permission_set, ["Acme_Portal_Users"]);
    assert_eq!(policies.refresh_token_policy_type, RefreshTokenPolicy::SpecificInactivity);
    assert_eq!(policies.refresh_token_validity_period, Some(30));
    assert_eq!(policies.ip_relaxation_policy_type, IpRelaxation::Enforce);
    assert!(!policies.is_client_credentials_flow_enabled);

    // Dana, who tests, and nobody else; no right but the one to use the API.
    let holders =
        "SELECT Assignee.Username FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Acme_Portal_Users'";
    let holders = journey.query(holders).await;
    assert_eq!(holders.len(), 1);
    assert_eq!(holders[0]["Assignee"]["Username"], "dana@practice.example");
    let (org, _) = journey.org().await;
    let set = org.read_metadata(ComponentType::PermissionSet, &["Acme_Portal_Users"]).await.unwrap().remove(0);
    let Component::PermissionSet(set) = set else { panic!("another kind") };
    assert!(set.object_permissions.is_empty());
    assert_eq!(set.user_permissions, ["ApiEnabled"]);
}

#[tokio::test]
async fn a_plan_looser_than_the_defaults_is_created_without_a_word() {
    let journey = Journey::begin().await;
    let draft = journey.website("Acme Portal").await;
    let answers = journey.desk.open_draft(draft).unwrap().draft.answers;
    let mut scopes = answers.scopes;
    scopes.scopes.push("full".to_owned());
    let access = AccessAnswer { who: Who::Anyone, stay: Stay::UntilRevoked, ..answers.access };
    for answer in [Answer::Scopes(scopes), Answer::Access(access)] {
        assert_eq!(journey.desk.submit_answer(draft, answer).await.unwrap().problems, []);
    }
    let plan = journey.desk.plan(draft).await.unwrap();
    let named: Vec<_> = plan.loosenings.iter().map(|line| line.id.as_str()).collect();
    assert_eq!(named, ["loosening_anyone", "loosening_until_revoked", "loosening_full"]);

    let refused = journey.desk.create(draft, &plan.fingerprint, &Consent::default()).await.unwrap_err();
    assert_eq!(refused.code, Code::LooseningsNotAccepted);
    let planned = journey.desk.planned(draft).await.unwrap();
    let refused = journey.desk.create_planned(planned, &Consent::default()).unwrap_err();
    assert_eq!(refused.code, Code::LooseningsNotAccepted);
    assert_eq!(journey.query("SELECT Id FROM ExternalClientApplication").await.len(), 0);
    assert!(journey.desk.start().await.unwrap().runs.is_empty());

    let consent = Consent { loosenings: true, ..Consent::default() };
    let run = journey.desk.create(draft, &plan.fingerprint, &consent).await.unwrap().id;
    journey.until(run, |view| view.client_id.is_some()).await;
}

#[tokio::test]
async fn a_server_runs_as_more_than_an_api_only_user() {
    let journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    let run = journey.create(draft).await;
    // Made and read back; what comes after changes nothing of it.
    journey.until(run, |view| view.client_id.is_some()).await;

    let (.., global, policies) = components(&journey, "Acme_Loader").await;
    assert!(global.is_client_credentials_flow_enabled && policies.is_client_credentials_flow_enabled);
    let run_as = policies.client_credentials_flow_user.unwrap();
    let only = format!(
        "SELECT Id FROM PermissionSetAssignment WHERE Assignee.Username = '{run_as}' \
         AND PermissionSet.PermissionsApiUserOnly = true"
    );
    assert_eq!(journey.query(&only).await.len(), 1, "{run_as}");
    assert_eq!(global.callback_urls.len(), 1, "no test callbacks for an app without a person");
    assert!(global.callback_urls[0].ends_with("/services/oauth2/success"));
}
