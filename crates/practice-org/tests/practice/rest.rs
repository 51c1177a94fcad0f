//! REST: manners, queries, records, deploys and credentials.

use crate::support::{
    Practice,
    package::{App, manifest, root, switch},
    reply,
};
use practice_org::{Fault, Timing};
use reqwest::Method;
use serde_json::json;

const V: &str = "/services/data/v67.0";

#[tokio::test]
async fn a_foreign_host_header_is_misdirected() {
    let practice = Practice::new().await;
    let request = practice.client.get(practice.org("/services/data")).header("Host", "evil.example");
    assert_eq!(reply(request).await.status, 421);
    let by_number = practice.org("/services/data").replace("localhost", "127.0.0.1");
    assert_eq!(reply(practice.client.get(by_number)).await.status, 200);
}

#[tokio::test]
async fn real_clients_addresses_are_answered() {
    let practice = Practice::new().await;
    let dana = practice.token("dana");
    let versions = reply(practice.client.get(practice.org("//services//data/"))).await.json();
    assert_eq!(versions[0], json!({"label": "Summer '14", "url": "/services/data/v31.0", "version": "31.0"}));
    assert_eq!(versions.as_array().unwrap().last().unwrap()["version"], "67.0");
    for path in ["/services/data/v51.0/limits/", "//services/data/v67.0//sobjects/", "/services/data/v67.0"] {
        let answer = reply(practice.client.get(practice.org(path)).bearer_auth(&dana)).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.headers["sforce-limit-info"].to_str().unwrap().starts_with("api-usage="), "{path}");
    }
    let head = reply(practice.client.head(practice.org("/services/data"))).await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let missing = practice.get("dana", "/services/data/v67.0/nothing").await;
    assert_eq!(missing.status, 404);
    assert_eq!(missing.body, r#"[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]"#);
    let hub = practice.query("dana", "SELECT Id FROM ScratchOrgInfo limit 1").await;
    assert_eq!((hub.status, &hub.json()[0]["errorCode"]), (400, &json!("INVALID_TYPE")));
    let tracking = practice.get("dana", "/services/data/v67.0/tooling/sobjects/SourceMember/describe").await;
    assert_eq!(tracking.status, 404);
}

#[tokio::test]
async fn queries_see_what_their_user_may_see() {
    let practice = Practice::new().await;
    let soql = "SELECT Name, OrganizationType, IsSandbox FROM Organization";
    let found = practice.query("integration", soql).await.json();
    assert_eq!(found["records"][0]["Name"], "Orgkey Practice");
    assert_eq!(found.as_object().unwrap().keys().collect::<Vec<_>>(), ["totalSize", "done", "records"]);
    let blind = practice.query("integration", "SELECT Id FROM Account").await;
    assert_eq!((blind.status, &blind.json()[0]["errorCode"]), (400, &json!("INVALID_TYPE")));
    let own = "SELECT PermissionsExternalClientAppDeveloper, PermissionsApiEnabled FROM UserPermissionAccess";
    let of = async |who| practice.query(who, own).await.json()["records"][0].clone();
    assert_eq!(of("dana").await["PermissionsExternalClientAppDeveloper"], true);
    assert_eq!(of("robin").await["PermissionsExternalClientAppDeveloper"], false);
    let held = "SELECT PermissionSet.Name, Assignee.Username FROM PermissionSetAssignment \
        WHERE PermissionSet.IsOwnedByProfile = false AND Assignee.Username = 'etl@practice.example'";
    assert_eq!(practice.query("dana", held).await.json()["records"][0]["PermissionSet"]["Name"], "Acme_Billing_Users");
    let columns = practice.client.get(practice.org(&format!("{V}/query"))).query(&[("q", soql), ("columns", "true")]);
    let columns = reply(columns.bearer_auth(practice.token("dana"))).await.json();
    assert_eq!(columns["columnMetadata"][2]["columnName"], "IsSandbox");
}

#[tokio::test]
async fn a_permission_set_is_assigned_once() {
    let practice = Practice::new().await;
    let first = |body: serde_json::Value| body["records"][0]["Id"].clone();
    let set = first(practice.query("dana", "SELECT Id FROM PermissionSet WHERE Name = 'Sales_Reporting'").await.json());
    let user =
        first(practice.query("dana", "SELECT Id FROM User WHERE Username = 'etl@practice.example'").await.json());
    let body = json!({ "AssigneeId": user, "PermissionSetId": set });
    let path = format!("{V}/sobjects/PermissionSetAssignment");
    let made = practice.send(Method::POST, "dana", &path, body.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let again = practice.send(Method::POST, "dana", &path, body.clone()).await;
    assert_eq!((again.status, &again.json()[0]["errorCode"]), (400, &json!("DUPLICATE_VALUE")));
    let message = again.json()[0]["message"].as_str().unwrap().to_owned();
    assert_eq!(
        message,
        format!("duplicate value found: PermissionSetAssignment duplicates value on record with id: {}", &id[..15])
    );
    let weak = practice.send(Method::POST, "maya", &path, body).await;
    assert_eq!((weak.status, &weak.json()[0]["errorCode"]), (403, &json!("INSUFFICIENT_ACCESS_OR_READONLY")));
    let gone = practice.send(Method::DELETE, "dana", &format!("{path}/{id}"), json!({})).await;
    assert_eq!((gone.status, gone.body.as_str()), (204, ""));
    let missing = practice.send(Method::POST, "dana", &path, json!({ "AssigneeId": user })).await;
    assert_eq!(missing.json()[0]["errorCode"], "REQUIRED_FIELD_MISSING");
}

#[tokio::test]
async fn a_deploy_goes_from_pending_to_its_end() {
    let practice = Practice::with(&[], Timing::for_people()).await;
    let world = practice.world();
    let started = practice.start_deploy("dana", &App::default().files(), json!({})).await;
    assert_eq!(started.status, 201);
    let id = started.json()["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("0Af") && id.len() == 18);
    let status = async || practice.deploy_result("dana", &id).await["status"].clone();
    assert_eq!(status().await, "Pending");
    world.advance(std::time::Duration::from_millis(300));
    assert_eq!(status().await, "InProgress");
    world.advance(std::time::Duration::from_millis(600));
    let end = practice.deploy_result("dana", &id).await;
    assert_eq!((&end["status"], &end["done"], &end["success"]), (&json!("Succeeded"), &json!(true), &json!(true)));
    assert_eq!(end["numberComponentsDeployed"], 6);
    let successes = end["details"]["componentSuccesses"].as_array().unwrap();
    assert!(successes.iter().any(|one| one["fullName"] == "package.xml" && one["componentType"] == ""));
    let found =
        practice.get("dana", &format!("{V}/tooling/query?q=SELECT+Id,Status,CreatedBy.Name+FROM+DeployRequest")).await;
    assert_eq!(found.json()["records"][0]["CreatedBy"]["Name"], "Dana Ito");
}

#[tokio::test]
async fn one_bad_component_rolls_everything_back() {
    let practice = Practice::new().await;
    let app = App { scopes: "Api, Magic", ..App::default() };
    let end = practice.deploy_as("dana", &app.files()).await;
    assert_eq!((&end["status"], &end["success"]), (&json!("Failed"), &json!(false)));
    let failures = end["details"]["componentFailures"].as_array().unwrap();
    assert!(
        failures.iter().any(|one| one["problem"].as_str().unwrap_or_default().contains("CDPQuery")),
        "{failures:#?}"
    );
    let apps = practice.query("dana", "SELECT Id FROM ExternalClientApplication").await.json();
    assert_eq!(apps["totalSize"], 0);
}

#[tokio::test]
async fn validation_and_cancelling_change_nothing() {
    let practice = Practice::with(&[], Timing::for_people()).await;
    let world = practice.world();
    let files = App::default().files();
    let validation = practice.start_deploy("dana", &files, json!({ "checkOnly": true })).await.json();
    world.advance(std::time::Duration::from_secs(5));
    let id = validation["id"].as_str().unwrap();
    assert_eq!(practice.deploy_result("dana", id).await["status"], "Succeeded");
    let apps =
        async || practice.query("dana", "SELECT Id FROM ExternalClientApplication").await.json()["totalSize"].clone();
    assert_eq!(apps().await, 0);
    let quick = json!({ "validatedDeployRequestId": id });
    let path = format!("{V}/metadata/deployRequest");
    let quick = practice.send(Method::POST, "dana", &path, quick).await;
    assert_eq!(quick.status, 201, "{}", quick.body);
    let cancel = json!({ "deployResult": { "status": "Canceling" } });
    let path = format!("{path}/{}", quick.json()["id"].as_str().unwrap());
    let canceled = practice.send(Method::PATCH, "dana", &path, cancel).await;
    assert_eq!((canceled.status, &canceled.json()["deployResult"]["status"]), (202, &json!("Canceled")));
    world.advance(std::time::Duration::from_secs(5));
    assert_eq!(apps().await, 0);
}

#[tokio::test]
async fn credentials_stand_behind_switch_and_permissions() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    assert!(app.key.starts_with("3MVG9PRACTICE") && app.key.len() == 85, "{}", app.key);
    assert!(app.secret.starts_with("FA4EFA4E") && app.secret.len() == 64);
    let path = format!("{V}/apps/oauth/credentials/{}", app.app_id);
    let one = format!("{path}/{}?part=keyandsecret", app.consumer_id);
    let weak = practice.get("robin", &path).await;
    assert_eq!((weak.status, &weak.json()[0]["errorCode"]), (403, &json!("INSUFFICIENT_ACCESS")));
    practice.world().set_fault(Fault::MissingViewSecretPermission, true);
    assert_eq!(practice.get("dana", &one).await.json()[0]["errorCode"], "INSUFFICIENT_ACCESS");
    assert_eq!(practice.get("dana", &one.replace("keyandsecret", "key")).await.status, 200);
    practice.world().set_fault(Fault::MissingViewSecretPermission, false);
    let files = |on| {
        let members = [("ExternalClientApp".to_owned(), "Settings")];
        [("package.xml", manifest(&members)), ("settings/ExternalClientApp.settings", switch(on))]
    };
    practice.deploy_as("dana", &files(false)).await;
    let shut = practice.get("dana", &one).await;
    assert_eq!(shut.status, 403);
    let text = r#"[{"message":"This feature is not currently enabled for this user.","errorCode":"FUNCTIONALITY_NOT_ENABLED"}]"#;
    assert_eq!(shut.body, text);
    practice.world().set_fault(Fault::SecretSwitchStaysOff, true);
    practice.deploy_as("dana", &files(true)).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(practice.get("dana", &one).await.status);
    }
    assert_eq!(statuses, [403, 403, 200], "the switch needs a second try");
}

#[tokio::test]
async fn removing_an_app_ends_its_tokens() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let form = [("grant_type", "client_credentials"), ("client_id", &app.key), ("client_secret", &app.secret)];
    let token = practice.token_request(&form).await.json()["access_token"].as_str().unwrap().to_owned();
    let destructive = root("Package", "<types><members>Acme</members><name>ExternalClientApplication</name></types>");
    let files = [("package.xml", manifest(&[])), ("destructiveChanges.xml", destructive)];
    let end = practice.deploy_as("dana", &files).await;
    assert_eq!(end["status"], "Succeeded", "{end:#}");
    for object in
        ["ExternalClientApplication", "ExtlClntAppOauthSettings", "ExtlClntAppOauthPlcyCnfg", "ExtlClntAppPlcyCnfg"]
    {
        assert_eq!(
            practice.query("dana", &format!("SELECT Id FROM {object}")).await.json()["totalSize"],
            0,
            "{object}"
        );
    }
    let dead = reply(practice.client.get(practice.org(&format!("{V}/limits"))).bearer_auth(token)).await;
    assert_eq!(dead.status, 401);
    assert_eq!(practice.token_request(&form).await.oauth_error().1, "invalid_client_id");
}

#[tokio::test]
async fn the_control_calls_want_their_bearer() {
    let practice = Practice::new().await;
    let control = practice.description.control.clone();
    let open = reply(practice.client.get(format!("{}/", control.url))).await;
    assert_eq!(open.body, r#"{"practice_org":true}"#);
    assert_eq!(reply(practice.client.get(format!("{}/log", control.url))).await.status, 401);
    let fault = practice.client.post(format!("{}/faults", control.url)).bearer_auth(&control.bearer);
    let on = reply(fault.json(&json!({ "name": "propagation", "on": true, "seconds": 5 }))).await;
    assert_eq!(on.json()["on"], json!(["propagation"]));
    let dana = practice.token("dana");
    let expire = practice.client.post(format!("{}/expire-token", control.url)).bearer_auth(&control.bearer);
    assert_eq!(reply(expire.json(&json!({ "access_token": dana }))).await.json()["expired"], true);
    assert_eq!(practice.get("dana", &format!("{V}/limits")).await.status, 401);
    let log = reply(practice.client.get(format!("{}/log", control.url)).bearer_auth(&control.bearer)).await;
    assert!(log.body.contains("/services/data/v67.0/limits") && !log.body.contains("PRACTICE."), "{}", log.body);
    assert_eq!(reply(practice.client.get(practice.org("/__practice"))).await.status, 404, "only on the login host");
}
