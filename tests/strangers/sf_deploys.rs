//! What the Salesforce CLI does with a project.

use std::time::Duration;

use practice_org::Timing;
use serde_json::Value;

use crate::practice::Practice;
use crate::project::Project;
use crate::sf::Sf;

const APPS: &str = "SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Harbour_Log'";
const START: &str = "project deploy start --source-dir force-app";

/// State and name of each component that a command tells of, in order.
fn states(result: &Value) -> Vec<(&str, &str)> {
    let files = result["files"].as_array().unwrap_or_else(|| panic!("{result:#}"));
    let mut all: Vec<_> =
        files.iter().map(|file| (file["state"].as_str().unwrap(), file["fullName"].as_str().unwrap())).collect();
    all.sort_unstable();
    all
}

fn all_of(state: &str) -> Vec<(&str, &str)> {
    [
        "ExternalClientApp",
        "Harbour_Log",
        "Harbour_Log_Users",
        "Harbour_Log_glbloauth",
        "Harbour_Log_oauth",
        "Harbour_Log_oauthPlcy",
        "Harbour_Log_plcy",
    ]
    .map(|name| (state, name))
    .to_vec()
}

#[tokio::test]
async fn sf_cannot_deploy_an_app_over_soap() {
    deploys_twice("SOAP", "false").await;
}

#[tokio::test]
async fn sf_cannot_deploy_an_app_over_rest() {
    deploys_twice("REST", "true").await;
}

async fn deploys_twice(api: &str, rest: &'static str) {
    let practice = Practice::start().await;
    let project = Project::new();
    let sf = Sf::logged_in(&practice).await.within(&project).with("SF_ORG_METADATA_REST_DEPLOY", rest);
    let told = sf.run(START, &[]).await;
    assert_eq!(told.code, Some(0), "{told:#?}");
    assert!(told.out.contains(&format!("v67.0 {api} API")) && told.out.contains("Status: Succeeded"), "{told:#?}");
    assert_eq!(practice.query(APPS).await.len(), 1);
    let again = sf.result(START, &[]).await;
    assert_eq!(states(&again), all_of("Unchanged"), "{again:#}");
    assert_eq!(practice.query(APPS).await.len(), 1);
    assert!(practice.credentials().await.secret.len() > 20);
}

/// What is wrong with one file, and what a person has to be told: the file, the line where there is one, the reason.
struct Wrong {
    component: &'static str,
    file: &'static str,
    text: (&'static str, &'static str),
    line: Value,
    reason: &'static str,
}

#[tokio::test]
async fn sf_does_not_say_what_is_wrong_with_a_project() {
    let practice = Practice::start().await;
    let mut sf = Sf::logged_in(&practice).await;
    for rest in ["false", "true"] {
        sf = sf.with("SF_ORG_METADATA_REST_DEPLOY", rest);
        for wrong in [
            Wrong {
                component: "Harbour_Log_oauth",
                file: "Harbour_Log_oauth.ecaOauth-meta.xml",
                text: ("Api, ", "Api, Teleport, "),
                line: Value::Null,
                reason: "Teleport",
            },
            Wrong {
                component: "Harbour_Log_oauthPlcy",
                file: "Harbour_Log_oauthPlcy.ecaOauthPlcy-meta.xml",
                text: ("Harbour_Log_Users", "Nobody_Holds_This"),
                line: Value::Null,
                reason: "Nobody_Holds_This",
            },
            Wrong {
                component: "Harbour_Log_plcy",
                file: "Harbour_Log_plcy.ecaPlcy-meta.xml",
                text: ("<isEnabled>true<", "<isEnabled>perhaps<"),
                line: 4.into(),
                reason: "'perhaps'",
            },
        ] {
            let project = Project::new();
            project.change(wrong.file, wrong.text.0, wrong.text.1);
            sf = sf.within(&project);
            let refused = sf.run(START, &["--json"]).await;
            assert_eq!(refused.code, Some(1), "{refused:#?}");
            let result = &refused.json()["result"];
            assert_eq!(result["status"], "Failed");
            let files = result["files"].as_array().unwrap();
            let about = files.iter().find(|file| file["fullName"] == wrong.component).unwrap();
            assert_eq!(about["state"], "Failed", "{result:#}");
            assert_eq!(about["lineNumber"], wrong.line, "{result:#}");
            assert!(about["filePath"].as_str().unwrap().ends_with(wrong.file), "{result:#}");
            assert!(about["error"].as_str().unwrap().contains(wrong.reason), "{result:#}");
        }
    }
    assert_eq!(practice.query(APPS).await.len(), 0, "something was made");
}

#[tokio::test]
async fn sf_cannot_retrieve_what_it_deployed() {
    let practice = Practice::start().await;
    let credentials = practice.deploy(&Project::new()).await;
    let project = Project::new();
    for file in project.files() {
        std::fs::remove_file(file).unwrap();
    }
    let sf = Sf::logged_in(&practice).await.within(&project);
    let wanted = [
        "ExternalClientApplication",
        "ExtlClntAppOauthSettings",
        "ExtlClntAppGlobalOauthSettings:Harbour_Log_glbloauth",
        "ExtlClntAppConfigurablePolicies:Harbour_Log_plcy",
        "ExtlClntAppOauthConfigurablePolicies:Harbour_Log_oauthPlcy",
        "PermissionSet:Harbour_Log_Users",
        "PermissionSet:Nobody_Holds_This",
    ];
    let retrieved = sf.result("project retrieve start --metadata", &wanted).await;
    let missing = "Entity of type 'PermissionSet' named 'Nobody_Holds_This' cannot be found";
    assert_eq!(retrieved["messages"][0]["problem"], missing, "{retrieved:#}");
    let global = project.read("Harbour_Log_glbloauth.ecaGlblOauth-meta.xml");
    assert!(global.contains(&format!("<consumerKey>{}</consumerKey>", credentials.id)), "{global}");
    assert!(!global.contains(&credentials.secret), "the secret is in a file");
    // What comes back can be sent again, and changes nothing.
    assert_eq!(project.files().len(), 6);
    let again = sf.result(START, &[]).await;
    assert!(states(&again).iter().all(|(state, _)| *state == "Unchanged"), "{again:#}");
}

#[tokio::test]
async fn sf_changes_something_while_it_validates() {
    let practice = Practice::start().await;
    let project = Project::new();
    let sf = Sf::logged_in(&practice).await.within(&project);
    let validated = sf.result("project deploy validate --source-dir force-app", &[]).await;
    assert_eq!(validated["checkOnly"], true, "{validated:#}");
    assert_eq!(practice.query(APPS).await.len(), 0, "validating made something");
    let dry = sf.result(&format!("{START} --dry-run"), &[]).await;
    assert!(states(&dry).contains(&("Created", "Harbour_Log")), "{dry:#}");
    assert_eq!(practice.query(APPS).await.len(), 0, "a dry run made something");
    let job = validated["id"].as_str().unwrap();
    let quick = sf.result("project deploy quick --job-id", &[job]).await;
    assert_eq!(quick["status"], "Succeeded", "{quick:#}");
    assert_eq!(practice.query(APPS).await.len(), 1);
}

#[tokio::test]
async fn sf_cannot_follow_a_deploy_or_stop_it() {
    let hour = Duration::from_secs(3600);
    let timing = Timing { deploy_pending: hour, deploy_in_progress: hour, propagation: Duration::ZERO };
    let practice = Practice::with(timing).await;
    let project = Project::new();
    let sf = Sf::logged_in(&practice).await.within(&project);
    let report = async |job: &str| {
        let told = sf.run("project deploy report --json --job-id", &[job]).await.json();
        told["result"]["status"].as_str().unwrap_or_else(|| panic!("{told:#}")).to_owned()
    };
    let started = sf.run(&format!("{START} --async --json"), &[]).await.json();
    let job = started["result"]["id"].as_str().unwrap_or_else(|| panic!("{started:#}"));
    assert_eq!(report(job).await, "Pending");
    practice.advance(hour + Duration::from_secs(1));
    assert_eq!(report(job).await, "InProgress");
    practice.advance(hour);
    assert_eq!(report(job).await, "Succeeded");

    let another = sf.run(&format!("{START} --async --json"), &[]).await.json();
    let another = another["result"]["id"].as_str().unwrap();
    let canceled = sf.run("project deploy cancel --json --job-id", &[another]).await.json();
    assert_eq!(canceled["result"]["status"], "Canceled", "{canceled:#}");
    assert_eq!(report(another).await, "Canceled");
}

#[tokio::test]
async fn sf_cannot_take_an_app_away() {
    let practice = Practice::start().await;
    let project = Project::new();
    practice.deploy(&project).await;
    let sf = Sf::logged_in(&practice).await.within(&project);
    let taken =
        sf.result("project delete source --no-prompt --metadata ExternalClientApplication:Harbour_Log", &[]).await;
    assert_eq!(taken["status"], "Succeeded", "{taken:#}");
    assert_eq!(practice.query(APPS).await.len(), 0);
    assert_eq!(project.files().len(), 6, "the file is still in the project");
}
