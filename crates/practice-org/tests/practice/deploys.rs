//! What a deploy leaves in the org: generated names and ids, policies that Salesforce makes by itself, updates,
//! rollback, removals; and the shapes of package that real clients send.

use crate::support::{
    Practice, Reply,
    package::{App, complete, manifest, zip},
    reply,
};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

fn borrowed(files: &[(String, String)]) -> Vec<(&str, String)> {
    files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect()
}

/// The sample app without some of its files, and their members.
fn without(suffixes: &[&str]) -> Vec<(String, String)> {
    let gone = |path: &str| suffixes.iter().any(|suffix| path.ends_with(suffix));
    let names: Vec<String> = complete()
        .iter()
        .filter(|(path, _)| gone(path))
        .map(|(path, _)| path.rsplit('/').next().unwrap().rsplit_once('.').unwrap().0.to_owned())
        .collect();
    let mut files = complete();
    files.retain(|(path, _)| !gone(path));
    for name in names {
        files[0].1 = files[0].1.replace(&format!("<members>{name}</members>"), "");
    }
    files
}

async fn list(practice: &Practice, kind: &str) -> String {
    let body = format!(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Header><SessionHeader><sessionId>{}</sessionId>\
         </SessionHeader></e:Header><e:Body><listMetadata><queries><type>{kind}</type></queries></listMetadata></e:Body>\
         </e:Envelope>",
        practice.token("dana")
    );
    let request = practice.client.post(practice.org("/services/Soap/m/67.0")).header("Content-Type", "text/xml");
    reply(request.body(body)).await.body
}

fn row<'r>(result: &'r Value, full_name: &str) -> &'r Value {
    let successes = result["details"]["componentSuccesses"].as_array().unwrap();
    successes.iter().find(|one| one["fullName"] == full_name).unwrap()
}

#[tokio::test]
async fn the_policies_that_salesforce_makes_are_missing_or_told() {
    let practice = Practice::new().await;
    let files = without(&[".ecaOauthPlcy", ".ecaPlcy"]);
    let end = practice.deploy_as("dana", &borrowed(&files)).await;
    assert_eq!((&end["status"], &end["numberComponentsDeployed"]), (&json!("Succeeded"), &json!(5)), "{end:#}");
    let oauth = list(&practice, "ExtlClntAppOauthConfigurablePolicies").await;
    assert!(oauth.contains("<fullName>Tide_Tables_oauth_defaultPolicy</fullName>"), "{oauth}");
    let app = list(&practice, "ExtlClntAppConfigurablePolicies").await;
    assert!(app.contains("<fullName>Tide_Tables_defaultPolicy</fullName>"), "{app}");
    // With the switch that the sample turns on, its key can be read and signs nobody in: the flow is off.
    let credentials = practice.credentials("Tide_Tables").await;
    let form =
        [("grant_type", "client_credentials"), ("client_id", &credentials.key), ("client_secret", &credentials.secret)];
    assert_eq!(practice.token_request(&form).await.oauth_error().2, "no client credentials user enabled");
}

#[tokio::test]
async fn generated_names_and_ids_are_unlike_salesforces() {
    let practice = Practice::new().await;
    let end = practice.deploy_as("dana", &borrowed(&complete())).await;
    assert_eq!(end["status"], "Succeeded", "{end:#}");
    assert!(end["id"].as_str().unwrap().starts_with("0Af"));
    assert!(row(&end, "Tide_Tables")["id"].as_str().unwrap().starts_with("0xI"));
    assert!(row(&end, "Tide_Tables_Readers")["id"].as_str().unwrap().starts_with("0PS"));
    let credentials = practice.credentials("Tide_Tables").await;
    assert!(credentials.consumer_id.starts_with("888") && credentials.consumer_id.len() == 15);
    assert!(credentials.key.starts_with("3MVG9PRACTICE") && credentials.key.len() == 85);
    assert!(credentials.secret.len() == 64);
    for kind in [
        "ExternalClientApplication",
        "ExtlClntAppOauthSettings",
        "ExtlClntAppGlobalOauthSettings",
        "ExtlClntAppOauthConfigurablePolicies",
        "ExtlClntAppConfigurablePolicies",
    ] {
        let listed = list(&practice, kind).await;
        assert_eq!(listed.matches("<result>").count(), 1, "{kind}: {listed}");
    }
    let sets = list(&practice, "PermissionSet").await;
    assert!(sets.contains("<fileName>permissionsets/Tide_Tables_Readers.permissionset</fileName>"), "{sets}");
}

#[tokio::test]
async fn a_name_that_is_taken_fails_or_makes_a_second_app() {
    // A deploy does not ask whether it creates or updates: it says so afterwards.
    let practice = Practice::new().await;
    practice.world().set_fault(practice_org::Fault::NameTaken, true);
    let eca = complete()[1].1.replace("Tide Tables", "Someone else's");
    let files = [
        ("package.xml", manifest(&[("Acme_Billing_Sync".to_owned(), "ExternalClientApplication")])),
        ("externalClientApps/Acme_Billing_Sync.eca", eca),
    ];
    let first = practice.deploy_as("dana", &files).await;
    let told = row(&first, "Acme_Billing_Sync");
    assert_eq!((&told["created"], &told["changed"], &told["success"]), (&json!(false), &json!(true), &json!(true)));
    let again = practice.deploy_as("dana", &files).await;
    let told = row(&again, "Acme_Billing_Sync");
    assert_eq!((&told["created"], &told["changed"], &told["success"]), (&json!(false), &json!(false), &json!(true)));
    let soql = "SELECT MasterLabel FROM ExternalClientApplication WHERE DeveloperName = 'Acme_Billing_Sync'";
    let found = practice.query("dana", soql).await.json();
    assert_eq!(
        (&found["totalSize"], &found["records"][0]["MasterLabel"]),
        (&json!(1), &json!("Someone else's")),
        "{found}"
    );
}

#[tokio::test]
async fn something_stays_of_a_deploy_that_failed() {
    let practice = Practice::new().await;
    let mut files = complete();
    files[5].1 = files[5].1.replace("<isEnabled>true", "<isEnabled>perhaps");
    let end = practice.deploy_as("dana", &borrowed(&files)).await;
    assert_eq!((&end["status"], &end["numberComponentErrors"]), (&json!("Failed"), &json!(1)), "{end:#}");
    for object in
        ["ExternalClientApplication", "ExtlClntAppOauthSettings", "ExtlClntAppOauthPlcyCnfg", "ExtlClntAppPlcyCnfg"]
    {
        let found = practice.query("dana", &format!("SELECT Id FROM {object}")).await.json();
        assert_eq!(found["totalSize"], 0, "{object}");
    }
    let sets = practice.query("dana", "SELECT Id FROM PermissionSet WHERE Name = 'Tide_Tables_Readers'").await.json();
    assert_eq!(sets["totalSize"], 0);
    // The switch was in the package too: it must still be off.
    let shut = practice.get("dana", "/services/data/v67.0/apps/oauth/credentials/0xI000000000zzzAAA").await;
    assert_eq!(shut.json()[0]["errorCode"], "FUNCTIONALITY_NOT_ENABLED");
}

#[tokio::test]
async fn a_removal_of_everything_fails_or_warns_of_what_was_there() {
    let practice = Practice::new().await;
    assert_eq!(practice.deploy_as("dana", &borrowed(&complete())).await["status"], "Succeeded");
    let members = [
        ("Tide_Tables", "ExternalClientApplication"),
        ("Tide_Tables_plcy", "ExtlClntAppConfigurablePolicies"),
        ("Tide_Tables_glbloauth", "ExtlClntAppGlobalOauthSettings"),
        ("Tide_Tables_oauthPlcy", "ExtlClntAppOauthConfigurablePolicies"),
        ("Tide_Tables_oauth", "ExtlClntAppOauthSettings"),
        ("Tide_Tables_Readers", "PermissionSet"),
        ("Nobody", "PermissionSet"),
    ];
    let members: Vec<(String, &str)> = members.map(|(name, kind)| (name.to_owned(), kind)).to_vec();
    let files = [("package.xml", manifest(&[])), ("destructiveChanges.xml", manifest(&members))];
    let end = practice.deploy_as("dana", &files).await;
    assert_eq!(end["status"], "Succeeded", "{end:#}");
    let successes = end["details"]["componentSuccesses"].as_array().unwrap();
    assert_eq!(successes.iter().filter(|one| one["deleted"] == true).count(), 6, "{end:#}");
    let warning = row(&end, "destructiveChanges.xml");
    assert_eq!(warning["problem"], "No PermissionSet named: Nobody found");
    assert_eq!((&warning["problemType"], &warning["componentType"]), (&json!("Warning"), &json!("PermissionSet")));
    for kind in ["ExternalClientApplication", "ExtlClntAppGlobalOauthSettings", "ExtlClntAppConfigurablePolicies"] {
        assert!(!list(&practice, kind).await.contains("<result>"), "{kind}");
    }
}

/// A deploy by hand: part names, file name and order as given.
async fn send(practice: &Practice, parts: Vec<(&'static str, Part)>) -> Reply {
    let form = parts.into_iter().fold(Form::new(), |form, (name, part)| form.part(name, part));
    let url = practice.org("/services/data/v67.0/metadata/deployRequest");
    reply(practice.client.post(url).bearer_auth(practice.token("dana")).multipart(form)).await
}

#[tokio::test]
async fn a_package_as_the_command_line_sends_it_is_refused() {
    let file = |bytes: Vec<u8>| Part::bytes(bytes).file_name("package.xml").mime_str("application/zip").unwrap();
    let options = |text: &'static str| Part::text(text).mime_str("application/json").unwrap();
    let mut folders = vec![("externalClientApps/".to_owned(), String::new())];
    folders.extend(complete());
    let inside: Vec<(String, String)> =
        complete().into_iter().map(|(path, text)| (format!("zip/{path}"), text)).collect();
    let single = r#"{"deployOptions":{"rollbackOnError":true,"singlePackage":true}}"#;
    let several = r#"{"deployOptions":{"rollbackOnError":true,"singlePackage":false}}"#;
    let rows = [
        (
            "zip first, options as entity_content",
            vec![("file", file(zip(&borrowed(&complete())))), ("entity_content", options(single))],
        ),
        ("options first, as json", vec![("json", options(single)), ("file", file(zip(&borrowed(&complete()))))]),
        ("entries for folders", vec![("file", file(zip(&borrowed(&folders)))), ("entity_content", options(single))]),
        ("everything below zip/", vec![("file", file(zip(&borrowed(&inside)))), ("entity_content", options(several))]),
        (
            "booleans as texts",
            vec![
                ("file", file(zip(&borrowed(&complete())))),
                ("entity_content", options(r#"{"deployOptions":{"checkOnly":"false","singlePackage":"true"}}"#)),
            ],
        ),
    ];
    for (when, parts) in rows {
        let practice = Practice::new().await;
        let started = send(&practice, parts).await;
        assert_eq!(started.status, 201, "{when}: {}", started.body);
        let id = started.json()["id"].as_str().unwrap().to_owned();
        let end = practice.deploy_result("dana", &id).await;
        assert_eq!(
            (&end["status"], &end["numberComponentsDeployed"]),
            (&json!("Succeeded"), &json!(7)),
            "{when}: {end:#}"
        );
    }
}

#[tokio::test]
async fn an_app_named_in_another_casing_loses_its_credentials() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let mut renamed = App { name: "ACME", ..App::default() }.files();
    let global = &mut renamed.iter_mut().find(|(path, _)| path.ends_with(".ecaGlblOauth")).unwrap().1;
    *global = global.replace(
        "</ExtlClntAppGlobalOauthSettings>",
        "<shouldRotateConsumerSecret>true</shouldRotateConsumerSecret></ExtlClntAppGlobalOauthSettings>",
    );
    let mut last = app.secret.clone();
    for round in 1..=2 {
        let started = practice.start_deploy("dana", &renamed, json!({ "ignoreWarnings": true })).await;
        let end = practice.deploy_result("dana", started.json()["id"].as_str().unwrap()).await;
        assert_eq!(end["status"], "Succeeded", "{end:#}");
        let now = practice.credentials("Acme").await;
        assert_eq!((&now.app_id, &now.key), (&app.app_id, &app.key));
        assert_ne!(now.secret, last, "rotation {round}");
        last = now.secret;
    }
    let listed = list(&practice, "ExternalClientApplication").await;
    assert!(listed.contains("<fullName>Acme</fullName>"), "the name stays as it was first written: {listed}");
}
