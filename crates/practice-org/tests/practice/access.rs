//! What the org refuses to a user who lacks one permission, and from the wrong place or at the wrong hour.

use std::time::Duration;

use crate::support::{
    CHALLENGE, Practice,
    package::{App, manifest, root},
    parameter, problem_of, reply,
};
use practice_org::{Fault, ProfileChange, UserChange};
use reqwest::Method;
use serde_json::{Value, json};

const V: &str = "/services/data/v67.0";
const CLI: &str = "/services/oauth2/authorize?response_type=code&client_id=PlatformCLI\
    &redirect_uri=http://localhost:1717/OauthRedirect";

/// What Kim, an administrator with a profile of the company's own, does.
#[derive(Clone, Copy, Debug)]
enum Does {
    /// Asks, and gets rows.
    Query(&'static str),
    Get(&'static str),
    Post(&'static str, &'static str),
    /// Deploys an app; what is said of the file with this ending.
    Deploy(&'static str),
    /// Deploys a rotation of the app's key.
    Rotate,
    /// Signs in through the command line's app, under a fault.
    SignIn(Fault),
    /// Calls the API with a session that no client made, under a fault.
    Session(Fault),
}
use Does::{Deploy, Get, Post, Query, Rotate, Session, SignIn};

/// Permissions taken away, what Kim does then, what comes of it.
#[rustfmt::skip]
const ROWS: &[(&[&str], Does, &str)] = &[
    (&["ApiEnabled"], Get("{V}/limits"), "API_CURRENTLY_DISABLED"),
    (&["ExternalClientAppDeveloper"], Deploy(".eca"), "INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id"),
    (&["ExternalClientAppDeveloper"], Deploy(".ecaOauth"), "INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id"),
    (&["ExternalClientAppDeveloper"], Deploy(".ecaGlblOauth"), "INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id"),
    (&["ExternalClientAppDeveloper", "ExternalClientAppAdmin"], Deploy(".ecaOauthPlcy"), "INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id"),
    (&["ExternalClientAppDeveloper"], Get("{V}/apps/oauth/credentials/{app}"), "INSUFFICIENT_ACCESS"),
    (&["ViewClientSecret"], Get("{V}/apps/oauth/credentials/{app}/{consumer}?part=secret"), "INSUFFICIENT_ACCESS"),
    (&["ViewClientSecret"], Get("{V}/apps/oauth/credentials/{app}/{consumer}?part=keyandsecret"), "INSUFFICIENT_ACCESS"),
    (&["ClientSecretRotation"], Rotate, "INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id"),
    (&["ModifyMetadata", "ModifyAllData"], Deploy(".eca"), "INSUFFICIENT_ACCESS"),
    (&["CustomizeApplication"], Deploy(".settings"), "INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id"),
    (&["AssignPermissionSets"], Post("{V}/sobjects/PermissionSetAssignment", r#"{"AssigneeId":"{maya}","PermissionSetId":"{set}"}"#), "INSUFFICIENT_ACCESS_OR_READONLY"),
    (&["ManageProfilesPermissionsets"], Post("{V}/sobjects/PermissionSet", r#"{"Name":"New_Set","Label":"New set"}"#), "INSUFFICIENT_ACCESS_OR_READONLY"),
    (&["ViewSetup"], Post("{V}/sobjects/SetupEntityAccess", r#"{"ParentId":"{other}","SetupEntityId":"{app}"}"#), "INSUFFICIENT_ACCESS_OR_READONLY"),
    (&["ViewSetup"], Query("SELECT Id FROM SetupAuditTrail"), "INVALID_TYPE"),
    (&["ViewSetup", "ExternalClientAppViewer", "ExternalClientAppAdmin", "ExternalClientAppDeveloper"], Query("SELECT Id FROM ExternalClientApplication"), "INVALID_TYPE"),
    (&["ManageUsers"], Query("SELECT Id FROM UserLogin"), "INVALID_TYPE"),
    (&["CanApproveUninstalledApps"], SignIn(Fault::UninstalledAppBlocked), "OAUTH_APPROVAL_ERROR_GENERIC"),
    (&["UseAnyApiAuth"], SignIn(Fault::ApiAccessControl), "OAUTH_APP_BLOCKED"),
    (&["UseAnyApiAuth"], Session(Fault::ApiAccessControl), "INVALID_SESSION_ID"),
];

/// A session of the command line's app, which Maya has from before.
#[tokio::test]
async fn api_access_control_leaves_old_sessions_alone() {
    let practice = Practice::new().await;
    let end = practice.browse(practice.org(CLI), "maya@practice.example", "allow").await;
    let code = parameter(end.location(), "code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "PlatformCLI"),
        ("redirect_uri", "http://localhost:1717/OauthRedirect"),
        ("code", &code),
    ];
    let token = practice.token_request(&form).await.json()["access_token"].as_str().unwrap().to_owned();
    let limits = async || reply(practice.client.get(practice.org(&format!("{V}/limits"))).bearer_auth(&token)).await;
    assert_eq!(limits().await.status, 200);
    practice.world().set_fault(Fault::ApiAccessControl, true);
    let refused = limits().await;
    assert_eq!((refused.status, refusal(&refused.body).as_str()), (401, "INVALID_SESSION_ID"));
}

async fn permit(practice: &Practice, permissions: &[&str], may: bool) {
    let permissions = permissions.iter().map(|name| ((*name).to_owned(), may)).collect();
    let change = ProfileChange { username: "kim@practice.example".to_owned(), permissions, ..ProfileChange::default() };
    practice.world().change_profile(&change).unwrap();
}

fn refusal(body: &str) -> String {
    serde_json::from_str::<Value>(body)
        .ok()
        .and_then(|body| Some(body[0]["errorCode"].as_str()?.to_owned()))
        .unwrap_or_default()
}

/// What was refused, empty when nothing was.
async fn outcome(practice: &Practice, does: Does, fill: impl Fn(&str) -> String) -> String {
    match does {
        Query(soql) => refusal(&practice.query("kim", soql).await.body),
        Get(path) => refusal(&practice.get("kim", &fill(path)).await.body),
        Post(path, body) => {
            let body: Value = serde_json::from_str(&fill(body)).unwrap();
            refusal(&practice.send(Method::POST, "kim", &fill(path), body).await.body)
        }
        Deploy(ending) => {
            let options = json!({ "rollbackOnError": true, "singlePackage": true, "checkOnly": true });
            let started = practice.start_deploy("kim", &App { name: "Other", ..App::default() }.files(), options).await;
            let Some(id) = started.json()["id"].as_str().map(str::to_owned) else { return refusal(&started.body) };
            problem_of(&practice.deploy_result("kim", &id).await, ending).unwrap_or_default()
        }
        Rotate => {
            let file = "<callbackUrl>http://localhost:7171/callback</callbackUrl>\
                <externalClientApplication>Acme</externalClientApplication><label>Acme</label>\
                <shouldRotateConsumerKey>true</shouldRotateConsumerKey>";
            let files = [
                ("package.xml", manifest(&[("AcmeGlblOAuth".to_owned(), "ExtlClntAppGlobalOauthSettings")])),
                ("extlClntAppGlobalOauthSets/AcmeGlblOAuth.ecaGlblOauth", root("ExtlClntAppGlobalOauthSettings", file)),
            ];
            let options =
                json!({ "ignoreWarnings": true, "rollbackOnError": true, "singlePackage": true, "checkOnly": true });
            let id = practice.start_deploy("kim", &files, options).await.json()["id"].as_str().unwrap().to_owned();
            let end = practice.deploy_result("kim", &id).await;
            if end["status"] == "Succeeded" { String::new() } else { problem_of(&end, ".ecaGlblOauth").unwrap() }
        }
        SignIn(fault) => {
            practice.world().set_fault(fault, true);
            let end = practice.browse(practice.org(CLI), "kim@practice.example", "allow").await;
            parameter(end.location(), "error").unwrap_or_default()
        }
        Session(fault) => {
            practice.world().set_fault(fault, true);
            refusal(&practice.get("kim", &format!("{V}/limits")).await.body)
        }
    }
}

#[tokio::test]
async fn a_permission_is_not_missed() {
    for (permissions, does, refused) in ROWS {
        let practice = Practice::new().await;
        let app = practice.app(&App::default()).await;
        let id = async |soql: &str| {
            practice.query("dana", soql).await.json()["records"][0]["Id"].as_str().unwrap().to_owned()
        };
        let set = id("SELECT Id FROM PermissionSet WHERE Name = 'Acme_Billing_Users'").await;
        let other = id("SELECT Id FROM PermissionSet WHERE Name = 'Sales_Reporting'").await;
        let maya = id("SELECT Id FROM User WHERE Username = 'maya@practice.example'").await;
        // Maya holds Acme_Billing_Users already.
        let fill = |text: &str| {
            text.replace("{V}", V)
                .replace("{app}", &app.app_id)
                .replace("{consumer}", &app.consumer_id)
                .replace("{set}", &other)
                .replace("{other}", &other)
                .replace("{maya}", &maya)
        };
        assert_ne!(set, other);
        permit(&practice, permissions, false).await;
        assert_eq!(outcome(&practice, *does, fill).await, *refused, "{permissions:?} lacking, {does:?}");
        permit(&practice, permissions, true).await;
        assert_eq!(outcome(&practice, *does, fill).await, "", "{permissions:?} given, {does:?}");
    }
}

#[tokio::test]
async fn a_permission_is_taken_that_user_permission_access_still_shows() {
    let practice = Practice::new().await;
    for permission in ["ExternalClientAppDeveloper", "ViewClientSecret", "ManageUsers", "ViewSetup", "UseAnyApiAuth"] {
        let soql = format!("SELECT Permissions{permission} FROM UserPermissionAccess");
        for may in [false, true] {
            permit(&practice, &[permission], may).await;
            let row = practice.query("kim", &soql).await.json();
            assert_eq!(row["records"][0][format!("Permissions{permission}")], may, "{permission}");
        }
    }
}

/// What the token endpoint says to the client credentials of an app whose run-as user is `etl`.
async fn service(practice: &Practice, app: &crate::support::Credentials) -> String {
    let form = [("grant_type", "client_credentials"), ("client_id", &app.key), ("client_secret", &app.secret)];
    let answer = practice.token_request(&form).await;
    if answer.status == 200 { String::new() } else { answer.oauth_error().2 }
}

fn etl() -> ProfileChange {
    ProfileChange { username: "etl@practice.example".to_owned(), ..ProfileChange::default() }
}

const REFUSED: &str = "ip restricted or invalid login hours";

#[tokio::test]
async fn login_ranges_do_not_hold_as_the_policy_relaxes_them() {
    let away = Some(vec![("10.0.0.1".parse().unwrap(), "10.0.0.9".parse().unwrap())]);
    let home = Some(vec![("127.0.0.0".parse().unwrap(), "127.255.255.255".parse().unwrap())]);
    for (policy, at_home, outside) in [
        ("Enforce", "", REFUSED),
        ("Enforce_RelaxRefresh", "", REFUSED),
        ("Bypass_2factor", "", REFUSED),
        ("Bypass", "", ""),
    ] {
        let practice = Practice::new().await;
        let element = format!("<ipRelaxationPolicyType>{policy}</ipRelaxationPolicyType>");
        let app = App { policy: format!("{}{element}", App::default().policy).leak(), ..App::default() };
        let app = practice.app(&app).await;
        practice.world().change_profile(&ProfileChange { login_ranges: home.clone(), ..etl() }).unwrap();
        assert_eq!(service(&practice, &app).await, at_home, "{policy}, at home");
        practice.world().change_profile(&ProfileChange { login_ranges: away.clone(), ..etl() }).unwrap();
        assert_eq!(service(&practice, &app).await, outside, "{policy}, outside");
    }
}

#[tokio::test]
async fn a_user_gets_a_token_outside_their_hours() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let now = practice.now();
    let minute = u16::try_from(now.as_second().rem_euclid(86_400) / 60).unwrap();
    // Hours that begin in an hour, on whatever side of midnight that is.
    let from = (minute + 60) % 1440;
    practice.world().change_profile(&ProfileChange { login_hours: Some((from, from + 30)), ..etl() }).unwrap();
    assert_eq!(service(&practice, &app).await, REFUSED);
    practice.world().advance(Duration::from_secs(61 * 60));
    assert_eq!(service(&practice, &app).await, "");
    practice.world().advance(Duration::from_secs(60 * 60));
    assert_eq!(service(&practice, &app).await, REFUSED);
}

#[tokio::test]
async fn a_frozen_run_as_user_gets_a_token() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let frozen =
        |on| UserChange { username: "etl@practice.example".to_owned(), frozen: Some(on), ..UserChange::default() };
    practice.world().change_user(&frozen(true)).unwrap();
    assert_eq!(service(&practice, &app).await, "inactive user");
    practice.world().change_user(&frozen(false)).unwrap();
    assert_eq!(service(&practice, &app).await, "");
}

#[tokio::test]
async fn an_external_client_app_is_stopped_by_api_access_control() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    practice.world().set_fault(Fault::ApiAccessControl, true);
    assert_eq!(service(&practice, &app).await, "");
}

#[tokio::test]
async fn api_access_control_cannot_be_deployed() {
    let practice = Practice::new().await;
    let file = "<enableAdminApprovedAppsOnly>true</enableAdminApprovedAppsOnly>";
    let files = [
        ("package.xml", manifest(&[("ConnectedApp".to_owned(), "Settings")])),
        ("settings/ConnectedApp.settings", root("ConnectedAppSettings", file)),
    ];
    assert_eq!(practice.deploy_as("dana", &files).await["status"], "Succeeded");
    assert_eq!(practice.get("maya", &format!("{V}/limits")).await.status, 401);
    assert_eq!(practice.get("dana", &format!("{V}/limits")).await.status, 200, "Use Any API Auth");
    let soql = "SELECT Status FROM LoginHistory ORDER BY LoginTime DESC LIMIT 1";
    let last = practice.query("dana", soql).await.json();
    assert_eq!(last["records"][0]["Status"], "Failed: Missing Consumer Key Parameter");
}

/// Where the browser of `maya` ends, for an app with these elements in its policy.
async fn authorized(elements: &str) -> String {
    let practice = Practice::new().await;
    let policy = format!("{}{elements}", App::self_authorized().policy);
    let app = App { policy: policy.leak(), ..App::default() };
    let key = practice.app(&app).await.key;
    let address = practice.org(&format!(
        "/services/oauth2/authorize?response_type=code&client_id={key}&redirect_uri={}&code_challenge={CHALLENGE}",
        app.callback
    ));
    practice.browse(address, "maya@practice.example", "allow").await.location().to_owned()
}

#[tokio::test]
async fn a_session_below_the_level_of_the_app_passes() {
    let high = "<requiredSessionLevel>HIGH_ASSURANCE</requiredSessionLevel>";
    let block = authorized(&format!("{high}<policyAction>Block</policyAction>")).await;
    assert_eq!(parameter(&block, "error").as_deref(), Some("access_denied"));
    assert_eq!(
        parameter(&block, "error_description").as_deref(),
        Some("the session is not of the level that the app requires")
    );
    for action in ["<policyAction>RaiseSessionLevel</policyAction>", ""] {
        let raised = authorized(&format!("{high}{action}")).await;
        assert!(parameter(&raised, "code").is_some(), "who types the code gets on: {raised}");
    }
    assert!(parameter(&authorized("").await, "code").is_some());
}

#[tokio::test]
async fn a_wrong_verification_code_raises_the_session() {
    let practice = Practice::new().await;
    let high = "<requiredSessionLevel>HIGH_ASSURANCE</requiredSessionLevel>";
    let policy = format!("{}{high}", App::self_authorized().policy);
    let app = App { policy: policy.leak(), ..App::default() };
    let key = practice.app(&app).await.key;
    let query = format!(
        "/services/oauth2/authorize?response_type=code&client_id={key}&redirect_uri={}&code_challenge={CHALLENGE}",
        app.callback
    );
    // Logged in by another app's authorization first, so that the page is the first thing to see.
    let mut jar = None;
    practice.browse_with(&mut jar, practice.org(CLI), "maya@practice.example", "deny").await;
    let cookie = jar.unwrap();
    let with = |request: reqwest::RequestBuilder| reply(request.header("Cookie", cookie.clone()));
    let at = with(practice.client.get(practice.org(&query))).await;
    let page = with(practice.client.get(at.location())).await;
    let form = [("csrf", page.field("csrf")), ("source", page.field("source")), ("smc", "nonsense".to_owned())];
    let action = practice.org("/setup/secur/RemoteAccessAuthorizationPage.apexp");
    let again = with(practice.client.post(action).form(&form)).await;
    assert!(again.status == 200 && again.body.contains("The verification code is not right"), "{}", again.body);
}

#[tokio::test]
async fn a_group_does_not_give_what_its_permission_sets_give() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let id = async |soql: &str| {
        practice.query("dana", soql).await.json()["records"][0]["Id"].as_str().unwrap_or_default().to_owned()
    };
    // The run-as user holds the set that the policy lists; without it the app is shut, with the group it opens again.
    let held = "SELECT Id FROM PermissionSetAssignment WHERE Assignee.Username = 'etl@practice.example' \
        AND PermissionSet.Name = 'Acme_Billing_Users'";
    let own = format!("{V}/sobjects/PermissionSetAssignment/{}", id(held).await);
    assert_eq!(practice.send(Method::DELETE, "dana", &own, json!({})).await.status, 204);
    assert_eq!(service(&practice, &app).await, "user is not admin approved to access this app");

    let group = id("SELECT Id FROM PermissionSetGroup WHERE DeveloperName = 'Revenue_Operations'").await;
    let etl = id("SELECT Id FROM User WHERE Username = 'etl@practice.example'").await;
    let body = json!({ "AssigneeId": etl, "PermissionSetGroupId": group });
    let path = format!("{V}/sobjects/PermissionSetAssignment");
    let assigned = practice.send(Method::POST, "dana", &path, body.clone()).await;
    assert_eq!(assigned.status, 201, "{}", assigned.body);
    assert_eq!(service(&practice, &app).await, "");
    let again = practice.send(Method::POST, "dana", &path, body).await;
    assert_eq!(again.json()[0]["errorCode"], "DUPLICATE_VALUE");
    let rows = "SELECT PermissionSet.Type, PermissionSetGroup.DeveloperName FROM PermissionSetAssignment \
        WHERE PermissionSetGroupId != null";
    let row = practice.query("dana", rows).await.json()["records"][0].clone();
    assert_eq!(row["PermissionSet"]["Type"], "Group");
    assert_eq!(row["PermissionSetGroup"]["DeveloperName"], "Revenue_Operations");
    let members = practice.query("dana", "SELECT PermissionSet.Name FROM PermissionSetGroupComponent").await.json();
    assert_eq!(members["totalSize"], 2);
}

#[tokio::test]
async fn a_refusal_for_place_or_hour_is_not_in_the_login_history() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let away = vec![("10.0.0.1".parse().unwrap(), "10.0.0.9".parse().unwrap())];
    let status = async || {
        let soql = "SELECT Status FROM LoginHistory ORDER BY LoginTime DESC LIMIT 1";
        practice.query("dana", soql).await.json()["records"][0]["Status"].as_str().unwrap_or_default().to_owned()
    };
    practice.world().change_profile(&ProfileChange { login_ranges: Some(away), ..etl() }).unwrap();
    assert_eq!(service(&practice, &app).await, REFUSED);
    assert_eq!(status().await, "Restricted IP");
    practice.world().change_profile(&ProfileChange { login_hours: Some((0, 0)), ..etl() }).unwrap();
    assert_eq!(service(&practice, &app).await, REFUSED);
    assert_eq!(status().await, "Restricted Login Time");
    let maya = ProfileChange { username: "maya@practice.example".to_owned(), ..etl() };
    practice.world().change_profile(&ProfileChange { login_hours: Some((0, 0)), ..maya }).unwrap();
    let page = practice.browse(practice.org("/"), "maya@practice.example", "allow").await;
    assert!(page.status == 200 && page.body.contains(r#"name="pw""#), "the form again");
}

#[tokio::test]
async fn a_permission_to_view_apps_shows_none() {
    for permission in ["ExternalClientAppViewer", "ExternalClientAppAdmin", "ExternalClientAppDeveloper", "ViewSetup"] {
        let practice = Practice::new().await;
        practice.app(&App::default()).await;
        let soql = "SELECT DeveloperName FROM ExternalClientApplication";
        assert_eq!(refusal(&practice.query("maya", soql).await.body), "INVALID_TYPE");
        let permissions = std::collections::BTreeMap::from([(permission.to_owned(), true)]);
        let maya = "maya@practice.example".to_owned();
        practice.world().change_profile(&ProfileChange { username: maya, permissions, ..etl() }).unwrap();
        let seen = practice.query("maya", soql).await.json();
        assert_eq!(seen["records"][0]["DeveloperName"], "Acme", "{permission}");
    }
}
