//! Org-wide settings: deployed as files, told by readMetadata, an element that is left out stays.

use crate::{
    soap::{PATH, call},
    support::{
        Practice,
        package::{App, manifest, root},
        problem_of, reply,
    },
};

/// Deploys one settings file with these elements.
async fn deploy(practice: &Practice, who: &str, member: &str, elements: &str) -> serde_json::Value {
    let files = [
        ("package.xml", manifest(&[(member.to_owned(), "Settings")])),
        (&*format!("settings/{member}.settings").leak(), root(&format!("{member}Settings"), elements)),
    ];
    practice.deploy_as(who, &files).await
}

async fn read(practice: &Practice, kind: &str, member: &str) -> String {
    let ask = format!("<readMetadata><type>{kind}</type><fullNames>{member}</fullNames></readMetadata>");
    call(practice, PATH, &practice.token("dana"), &ask).await.body
}

#[tokio::test]
async fn an_org_wide_switch_does_not_turn_or_takes_others_along() {
    let practice = Practice::new().await;
    for (member, first, second) in [
        ("ExternalClientApp", "enableClientSecretInRestApiAccess", "enablePackageEcaOauthFromDevOrg"),
        ("OauthOidc", "isPkceRequired", "oAuthCdCrdtFlowEnable"),
        // Last: while it is on, sessions that no client made are shut out.
        ("ConnectedApp", "enableSkipUserProvisioningWizardWelcomePage", "enableAdminApprovedAppsOnly"),
    ] {
        let kind = format!("{member}Settings");
        let before = read(&practice, &kind, member).await;
        assert!(before.contains(&format!("<records xsi:type=\"{kind}\">")), "{before}");
        let weak = deploy(&practice, "robin", member, &format!("<{first}>true</{first}>")).await;
        let told = problem_of(&weak, ".settings");
        assert_eq!(told.as_deref(), Some("INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id"));
        for name in [first, second] {
            assert!(before.contains(&format!("<{name}>false</{name}>")), "{before}");
            let end = deploy(&practice, "dana", member, &format!("<{name}>true</{name}>")).await;
            assert_eq!(end["status"], "Succeeded", "{end:#}");
        }
        let after = read(&practice, &kind, member).await;
        for name in [first, second] {
            assert!(after.contains(&format!("<{name}>true</{name}>")), "{after}");
        }
    }
}

#[tokio::test]
async fn one_settings_type_answers_for_another() {
    let practice = Practice::new().await;
    let other = read(&practice, "ConnectedAppSettings", "ExternalClientApp").await;
    assert!(other.contains("<records xsi:nil=\"true\"/>"), "{other}");
    let ask = "<listMetadata><queries><type>Settings</type></queries></listMetadata>";
    let listed = call(&practice, PATH, &practice.token("dana"), ask).await.body;
    for member in ["ConnectedApp", "ExternalClientApp", "OauthOidc"] {
        assert!(listed.contains(&format!("<fileName>settings/{member}.settings</fileName>")), "{listed}");
    }
    // A file under the name of one member with the root of another.
    let files = [
        ("package.xml", manifest(&[("ConnectedApp".to_owned(), "Settings")])),
        ("settings/ConnectedApp.settings", root("OauthOidcSettings", "")),
    ];
    let end = practice.deploy_as("dana", &files).await;
    let told = problem_of(&end, ".settings").unwrap();
    assert_eq!(told, "Error parsing file: Unexpected element OauthOidcSettings, expected ConnectedAppSettings");
}

#[tokio::test]
async fn an_app_without_pkce_outlasts_an_org_that_demands_it() {
    let practice = Practice::new().await;
    let app = App { global: "<isPkceRequired>false</isPkceRequired>", ..App::self_authorized() };
    let key = practice.app(&app).await.key;
    let address = practice.org(&format!(
        "/services/oauth2/authorize?response_type=code&client_id={key}&redirect_uri=http://localhost:7171/callback"
    ));
    let ask = async || reply(practice.client.get(&address)).await;
    assert_eq!(ask().await.status, 302);
    deploy(&practice, "dana", "OauthOidc", "<isPkceRequired>true</isPkceRequired>").await;
    let refused = ask().await;
    assert!(
        refused.status == 400 && refused.body.contains("missing%20required%20code%20challenge"),
        "{}",
        refused.body
    );
}
