//! What a deploy may not do in a sandbox, and what no two orgs may share.

use practice_org::OrgKind;
use serde_json::Value;

use crate::support::{
    Practice,
    package::{App, manifest, root, zip},
    problem_of, reply,
};

fn app(state: &str) -> [(&'static str, String); 2] {
    let inside = format!(
        "<contactEmail>dana@practice.example</contactEmail><distributionState>{state}</distributionState><label>Quay</label>"
    );
    [
        ("package.xml", manifest(&[("Quay".to_owned(), "ExternalClientApplication")])),
        ("externalClientApps/Quay.eca", root("ExternalClientApplication", &inside)),
    ]
}

#[tokio::test]
async fn a_sandbox_packages_or_an_app_leaves_its_package() {
    let practice = Practice::of(&[OrgKind::Sandbox]).await;
    // deploy::PACKAGED_IN_SANDBOX, guess
    let end = practice.deploy_as("dana", &app("Packaged")).await;
    let text = "A sandbox can't hold an external client app with the distribution state Packaged";
    assert_eq!(problem_of(&end, ".eca").as_deref(), Some(text));
    // deploy::SWITCH_REFUSED, guess
    let switch = "<enablePackageEcaOauthFromDevOrg>true</enablePackageEcaOauthFromDevOrg>";
    let files = [
        ("package.xml", manifest(&[("ExternalClientApp".to_owned(), "Settings")])),
        ("settings/ExternalClientApp.settings", root("ExternalClientAppSettings", switch)),
    ];
    let end = practice.deploy_as("dana", &files).await;
    assert_eq!(problem_of(&end, ".settings").as_deref(), Some("You can't change this setting in this org."));
    for kind in [OrgKind::Developer, OrgKind::DevHub] {
        let practice = Practice::of(&[kind]).await;
        assert_eq!(practice.deploy_as("dana", &files).await["status"], "Succeeded", "{kind}");
        assert_eq!(practice.deploy_as("dana", &app("Local")).await["status"], "Succeeded", "{kind}");
        assert_eq!(practice.deploy_as("dana", &app("Packaged")).await["status"], "Succeeded", "{kind}");
        // deploy::STAYS_PACKAGED, guess
        let end = practice.deploy_as("dana", &app("Local")).await;
        let text = "The distribution state can't be changed from Packaged to Local";
        assert_eq!(problem_of(&end, ".eca").as_deref(), Some(text), "{kind}");
    }
}

/// Deploys to the second org; the result.
async fn deploy_to_second(practice: &Practice, files: &[(&str, String)]) -> Value {
    let org = &practice.description.orgs[1];
    let token = &org.users.iter().find(|user| user.username.starts_with("dana")).unwrap().access_token;
    let jobs = format!("{}/services/data/v67.0/metadata/deployRequest", org.url);
    let form = reqwest::multipart::Form::new()
        .part("json", reqwest::multipart::Part::text(r#"{"deployOptions":{}}"#))
        .part("file", reqwest::multipart::Part::bytes(zip(files)));
    let started = reply(practice.client.post(&jobs).bearer_auth(token).multipart(form)).await.json();
    let status = format!("{jobs}/{}?includeDetails=true", started["id"].as_str().unwrap());
    reply(practice.client.get(status).bearer_auth(token)).await.json()["deployResult"].clone()
}

#[tokio::test]
async fn two_orgs_share_a_consumer_key_or_a_link() {
    let practice = Practice::of(&[OrgKind::Developer, OrgKind::Enterprise]).await;
    // Profiles and permission sets are named alike; the run-as user is not.
    let keyed = App {
        global: "<consumerKey>3MVG9PRACTICE.ours</consumerKey>",
        policy: "<permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>",
        ..App::default()
    };
    assert_eq!(practice.deploy_as("dana", &keyed.files()).await["status"], "Succeeded");
    let end = deploy_to_second(&practice, &keyed.files()).await;
    let text = "DUPLICATE_VALUE: duplicate value found: the consumer key is already in use";
    assert_eq!(problem_of(&end, ".ecaGlblOauth").as_deref(), Some(text));
    let own = App { global: "", ..keyed };
    assert_eq!(deploy_to_second(&practice, &own.files()).await["status"], "Succeeded");
    // What the first org wrote on its components names the first org.
    let first = &practice.description.orgs[0].id[..15];
    let linked = root(
        "ExtlClntAppOauthSettings",
        &format!(
            "<commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes><externalClientApplication>Acme</externalClientApplication>\
             <oauthLink>{first}:888000000000001</oauthLink>"
        ),
    );
    let files = [
        ("package.xml", manifest(&[("AcmeOAuthSettings".to_owned(), "ExtlClntAppOauthSettings")])),
        ("extlClntAppOauthSettings/AcmeOAuthSettings.ecaOauth", linked),
    ];
    let told = problem_of(&deploy_to_second(&practice, &files).await, ".ecaOauth").unwrap();
    assert!(told.starts_with("Cannot invoke \"String.split(String)\""), "{told}");
    assert_eq!(practice.deploy_as("dana", &files).await["status"], "Succeeded");
}
