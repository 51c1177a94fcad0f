//! The life of deploys: one after the other, stopping, validation and quick deploy, partial success, how long results
//! are kept; over REST and SOAP alike.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use practice_org::Timing;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    soap::{PATH, call},
    support::{
        Practice, Reply,
        package::{complete, manifest, root, zip, zip_bytes},
    },
};

const JOBS: &str = "/services/data/v67.0/metadata/deployRequest";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn files() -> Vec<(String, String)> {
    complete()
}

async fn start(practice: &Practice, files: &[(String, String)], options: Value) -> String {
    let files: Vec<(&str, String)> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    let started = practice.start_zip("dana", zip(&files), options).await;
    assert_eq!(started.status, 201, "{}", started.body);
    started.json()["id"].as_str().unwrap().to_owned()
}

async fn status(practice: &Practice, id: &str) -> String {
    practice.deploy_result("dana", id).await["status"].as_str().unwrap_or("gone").to_owned()
}

async fn cancel(practice: &Practice, id: &str) -> Reply {
    let body = json!({ "deployResult": { "status": "Canceling" } });
    practice.send(Method::PATCH, "dana", &format!("{JOBS}/{id}"), body).await
}

async fn quick(practice: &Practice, id: &str) -> Reply {
    practice.send(Method::POST, "dana", JOBS, json!({ "validatedDeployRequestId": id })).await
}

async fn soap(practice: &Practice, operation: &str) -> Reply {
    call(practice, PATH, &practice.token("dana"), operation).await
}

fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// Far apart, so that the real time that a test takes does not matter.
fn slow() -> Timing {
    Timing { deploy_pending: Duration::from_secs(60), deploy_in_progress: Duration::from_secs(60), ..Timing::instant() }
}

fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}

#[tokio::test]
async fn a_deploy_overtakes_another() {
    let practice = Practice::with(&[], slow()).await;
    let first = start(&practice, &files(), json!({})).await;
    practice.world().advance(ms(1));
    let second = start(&practice, &files(), json!({})).await;
    let both = async || (status(&practice, &first).await, status(&practice, &second).await);
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(both().await);
        practice.world().advance(ms(61_000));
    }
    seen.push(both().await);
    let wanted = [
        ("Pending", "Pending"),
        ("InProgress", "Pending"),
        ("Succeeded", "Pending"),
        ("Succeeded", "InProgress"),
        ("Succeeded", "Succeeded"),
    ];
    assert_eq!(seen, wanted.map(|(one, other)| (one.to_owned(), other.to_owned())));
    // What the first made, the second finds.
    let created = practice.deploy_result("dana", &second).await["details"]["componentSuccesses"].clone();
    assert!(created.as_array().unwrap().iter().all(|one| one["created"] == false), "{created:#}");
}

#[tokio::test]
async fn a_deploy_that_is_stopped_goes_on_or_stops_out_of_turn() {
    let practice = Practice::with(&[], slow()).await;
    let first = start(&practice, &files(), json!({})).await;
    let second = start(&practice, &files(), json!({})).await;
    let third = start(&practice, &files(), json!({})).await;
    // One that waits ends at once, and those behind it move up.
    let stopped = cancel(&practice, &second).await;
    assert_eq!((stopped.status, &stopped.json()["deployResult"]["status"]), (202, &json!("Canceled")));
    practice.world().advance(ms(61_000));
    assert_eq!(status(&practice, &first).await, "InProgress");
    // One that has begun takes its time, and holds up the others meanwhile.
    let stopped = cancel(&practice, &first).await;
    assert_eq!((stopped.status, &stopped.json()["deployResult"]["status"]), (202, &json!("Canceling")));
    assert_eq!(stopped.json()["deployResult"]["done"], false);
    assert_eq!(
        (status(&practice, &first).await, status(&practice, &third).await),
        ("Canceling".into(), "Pending".into())
    );
    practice.world().advance(ms(61_000));
    let end = practice.deploy_result("dana", &first).await;
    assert_eq!((&end["status"], &end["done"], &end["success"]), (&json!("Canceled"), &json!(true), &json!(false)));
    assert_eq!(end["canceledByName"], "Dana Ito");
    let apps = practice.query("dana", "SELECT Id FROM ExternalClientApplication").await.json();
    assert_eq!(apps["totalSize"], 0, "it was stopped");
    practice.world().advance(minutes(3));
    assert_eq!(status(&practice, &third).await, "Succeeded");
}

#[tokio::test]
async fn a_deploy_that_has_ended_is_stopped() {
    let practice = Practice::new().await;
    let id = start(&practice, &files(), json!({})).await;
    // rest::DEPLOY_DONE, guess
    let answer = cancel(&practice, &id).await;
    let text = r#"[{"message":"Deployment already completed","errorCode":"INVALID_ID_FIELD"}]"#;
    assert_eq!((answer.status, answer.body.as_str()), (400, text));
    // soap::DEPLOY_DONE, guess
    let answer = soap(&practice, &format!("<cancelDeploy><String>{id}</String></cancelDeploy>")).await;
    let text = "<faultcode>sf:INVALID_ID_FIELD</faultcode><faultstring>INVALID_ID_FIELD: Deployment already completed</faultstring>";
    assert!(answer.status == 500 && answer.body.contains(text), "{}", answer.body);
    assert_eq!(status(&practice, &id).await, "Succeeded");
}

#[tokio::test]
async fn a_deploy_cannot_be_stopped_over_soap() {
    let practice = Practice::with(&[], slow()).await;
    let id = start(&practice, &files(), json!({})).await;
    practice.world().advance(ms(61_000));
    let answer = soap(&practice, &format!("<cancelDeploy><id>{id}</id></cancelDeploy>")).await;
    assert!(answer.body.contains(&format!("<result><done>false</done><id>{id}</id></result>")), "{}", answer.body);
    practice.world().advance(ms(61_000));
    assert_eq!(status(&practice, &id).await, "Canceled");
}

#[tokio::test]
async fn a_validation_is_deployed_twice_or_late_or_though_it_failed() {
    let practice = Practice::new().await;
    let validated = start(&practice, &files(), json!({ "checkOnly": true })).await;
    let deployed = quick(&practice, &validated).await;
    assert_eq!((deployed.status, &deployed.json()["validatedDeployRequestId"]), (201, &json!(validated)));
    let end = practice.deploy_result("dana", deployed.json()["id"].as_str().unwrap()).await;
    assert_eq!(
        (&end["status"], &end["checkOnly"], &end["numberComponentsDeployed"]),
        (&json!("Succeeded"), &json!(false), &json!(7))
    );
    assert_eq!(quick(&practice, &validated).await.status, 400, "once is enough");
    assert_eq!(quick(&practice, deployed.json()["id"].as_str().unwrap()).await.status, 400, "that was no validation");
    let mut bad = files();
    bad[5].1 = bad[5].1.replace("<isEnabled>true", "<isEnabled>perhaps");
    let failed = start(&practice, &bad, json!({ "checkOnly": true })).await;
    assert_eq!(quick(&practice, &failed).await.json()[0]["errorCode"], "INVALID_ID_FIELD");
    let (late, timely) = (
        start(&practice, &files(), json!({ "checkOnly": true })).await,
        start(&practice, &files(), json!({ "checkOnly": true })).await,
    );
    practice.world().advance(DAY * 10 - minutes(5));
    let token = sign_in_again(&practice).await;
    let operation = format!("<deployRecentValidation><validationId>{timely}</validationId></deployRecentValidation>");
    let answer = call(&practice, PATH, &token, &operation).await;
    let bare = answer.body.split("<result>").nth(1).unwrap().split("</result>").next().unwrap().to_owned();
    assert!(bare.starts_with("0Af") && bare.len() == 18, "{}", answer.body);
    practice.world().advance(minutes(6));
    let operation = format!("<deployRecentValidation><validationId>{late}</validationId></deployRecentValidation>");
    let answer = call(&practice, PATH, &token, &operation).await;
    assert!(answer.body.contains("INVALID_ID_FIELD: No recent validation has this id"), "{}", answer.body);
}

/// A session that lives now: those of the description have ended by the world's clock.
async fn sign_in_again(practice: &Practice) -> String {
    let users = practice.world().describe().orgs[0].users.clone();
    users.iter().find(|user| user.username.starts_with("dana")).unwrap().access_token.clone()
}

#[tokio::test]
async fn a_result_is_forgotten_early_or_never() {
    let practice = Practice::new().await;
    let id = start(&practice, &files(), json!({})).await;
    for (days, found) in [(29, 200), (2, 404)] {
        practice.world().advance(DAY * days);
        let token = sign_in_again(&practice).await;
        let request = practice.client.get(practice.org(&format!("{JOBS}/{id}"))).bearer_auth(token);
        assert_eq!(crate::support::reply(request).await.status, found, "{days} days on");
    }
}

#[tokio::test]
async fn a_partial_failure_is_told_otherwise_over_soap_than_over_rest() {
    let practice = Practice::new().await;
    let mut bad = files();
    bad[4].1 = bad[4].1.replace("    <commaSeparated", "    <colour/>\n    <commaSeparated");
    let id = start(&practice, &bad, json!({ "rollbackOnError": false, "singlePackage": true })).await;
    let end = practice.deploy_result("dana", &id).await;
    assert_eq!(
        (&end["status"], &end["success"], &end["done"]),
        (&json!("SucceededPartial"), &json!(true), &json!(true)),
        "{end:#}"
    );
    // The policy has nothing to stand on without the settings.
    let counts =
        ["numberComponentsTotal", "numberComponentErrors", "numberComponentsDeployed"].map(|name| end[name].clone());
    assert_eq!(counts, [json!(7), json!(2), json!(5)]);
    let failures = end["details"]["componentFailures"].as_array().unwrap();
    let told = failures.iter().find(|one| one["componentType"] == "ExtlClntAppOauthSettings").unwrap();
    let place =
        (&told["fileName"], &told["fullName"], &told["lineNumber"], &told["columnNumber"], &told["problemType"]);
    let file = "extlClntAppOauthSettings/Tide_Tables_oauth.ecaOauth";
    assert_eq!(place, (&json!(file), &json!("Tide_Tables_oauth"), &json!(3), &json!(5), &json!("Error")));
    let ask = format!(
        "<checkDeployStatus><asyncProcessId>{id}</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>"
    );
    let over_soap = soap(&practice, &ask).await.body;
    let failure = over_soap.split("<componentFailures>").find(|one| one.contains(file)).unwrap();
    let element = "Element {http://soap.sforce.com/2006/04/metadata}colour invalid at this location in type ExtlClntAppOauthSettings";
    for part in [
        "<columnNumber>5</columnNumber><componentType>ExtlClntAppOauthSettings</componentType><created>false</created>",
        &format!(
            "<fileName>{file}</fileName><fullName>Tide_Tables_oauth</fullName><lineNumber>3</lineNumber><problem>{element}</problem><problemType>Error</problemType><success>false</success>"
        ),
    ] {
        assert!(failure.contains(part), "{failure}");
    }
    assert!(over_soap.contains("<status>SucceededPartial</status><success>true</success>"), "{over_soap}");
    let at = over_soap.split("<completedDate>").nth(1).unwrap().split('<').next().unwrap();
    assert!(at.ends_with('Z'), "{at}");
    // What could be taken was.
    let found = practice.query("dana", "SELECT DeveloperName FROM ExternalClientApplication").await.json();
    assert_eq!(found["records"][0]["DeveloperName"], "Tide_Tables");
}

/// Some text that does not compress a thousand times.
fn padding(megabytes: usize) -> String {
    let line: String = (0..1024_usize).map(|place| char::from(b'a' + (place * place % 23) as u8)).collect();
    line.repeat(megabytes * 1024)
}

/// A package of 45 MB, in which nothing is wrong.
fn large() -> Vec<u8> {
    let names: Vec<String> = (0..5).map(|number| format!("Large{number}")).collect();
    let members: Vec<(String, &str)> = names.iter().map(|name| (name.clone(), "ExternalClientApplication")).collect();
    let elements = "<contactEmail>dana@practice.example</contactEmail><distributionState>Local</distributionState>\
        <label>Large</label>";
    let app = root("ExternalClientApplication", &format!("<!--{}-->{elements}", padding(9)));
    let paths: Vec<String> = names.iter().map(|name| format!("externalClientApps/{name}.eca")).collect();
    let manifest = manifest(&members);
    let mut files = vec![("package.xml", manifest.as_bytes())];
    files.extend(paths.iter().map(|path| (path.as_str(), app.as_bytes())));
    zip_bytes(&files)
}

#[tokio::test]
async fn deploys_wait_without_end() {
    let practice = Practice::with(&[], slow()).await;
    let large = large();
    for _ in 0..2 {
        let started = practice.start_zip("dana", large.clone(), json!({ "checkOnly": true })).await;
        assert_eq!(started.status, 201, "{}", started.body);
    }
    // rest::QUEUE_FULL and soap::QUEUE_FULL, guess
    let third = practice.start_zip("dana", large.clone(), json!({})).await;
    let text = "The packages of the deployments that wait are too large";
    assert_eq!(
        (third.status, third.body.as_str()),
        (403, &*format!(r#"[{{"message":"{text}","errorCode":"LIMIT_EXCEEDED"}}]"#))
    );
    let encoded = STANDARD.encode(&large);
    let third = soap(&practice, &format!("<deploy><ZipFile>{encoded}</ZipFile></deploy>")).await;
    assert_eq!(third.status, 500);
    assert!(third.body.contains(&format!("<faultstring>LIMIT_EXCEEDED: {text}</faultstring>")), "{}", third.body);
    let small = start(&practice, &files(), json!({})).await;
    for _ in 0..8 {
        practice.world().advance(minutes(1));
    }
    assert_eq!(status(&practice, &small).await, "Succeeded", "what is small still fits");
    assert_eq!(practice.start_zip("dana", large, json!({})).await.status, 201, "there is room again");
}

#[tokio::test]
async fn validations_are_held_without_end() {
    let practice = Practice::new().await;
    let large = large();
    let mut validations = Vec::new();
    for _ in 0..3 {
        let started = practice.start_zip("dana", large.clone(), json!({ "checkOnly": true })).await;
        let id = started.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(status(&practice, &id).await, "Succeeded");
        validations.push(id);
    }
    let mut answers = Vec::new();
    for id in &validations {
        answers.push(quick(&practice, id).await.status);
    }
    assert_eq!(answers, [400, 201, 201], "the oldest is let go, not deployed as an empty package");
}

#[tokio::test]
async fn options_of_any_length_are_kept() {
    let practice = Practice::new().await;
    let zip = STANDARD.encode(zip_bytes(&[("package.xml", manifest(&[]).as_bytes())]));
    let deploy =
        |options: &str| format!("<deploy><ZipFile>{zip}</ZipFile><DeployOptions>{options}</DeployOptions></deploy>");
    let long = format!("<testLevel>{}</testLevel>", "x".repeat(64 * 1024));
    let refused = soap(&practice, &deploy(&long)).await;
    assert!(refused.body.contains("LIMIT_EXCEEDED: Maximum size of request reached"), "{}", refused.body);
    assert_eq!(soap(&practice, &deploy("<testLevel>NoTestRun</testLevel>")).await.status, 200);
}

#[tokio::test]
async fn a_result_tells_the_id_of_what_somebody_made_later() {
    let practice = Practice::new().await;
    let id = start(&practice, &files(), json!({ "singlePackage": true })).await;
    let app = async || {
        let result = practice.deploy_result("dana", &id).await;
        let messages = result["details"]["componentSuccesses"].as_array().unwrap().clone();
        let app = messages.into_iter().find(|one| one["componentType"] == "ExternalClientApplication");
        app.unwrap()["id"].clone()
    };
    let first = app().await;
    assert!(first.is_string());
    let app_alone = [("Tide_Tables".to_owned(), "ExternalClientApplication")];
    let gone = [("package.xml", manifest(&[])), ("destructiveChanges.xml", manifest(&app_alone))];
    assert_eq!(practice.deploy_as("dana", &gone).await["status"], "Succeeded");
    start(&practice, &files(), json!({ "singlePackage": true })).await;
    assert_eq!(app().await, first);
}
