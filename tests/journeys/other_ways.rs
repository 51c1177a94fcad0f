//! The ways in beside Salesforce's own CLI sign-in: sf, a pasted token, an own client ID; and what stands in the way of
//! each.

use std::net::TcpListener;

use orgkey::blueprint::{TEST_PORTS, test_callback};
use orgkey_tests::Practice;
use salesforce::metadata::{
    AppPolicies, Component, DeployOptions, ExternalClientApplication, GlobalOauthSettings, OauthPolicies,
    OauthSettings, Package,
};
use salesforce::types::{AccessToken, ApiVersion};
use salesforce::{Host, Org, Session, Transport};
use serde_json::json;

use crate::steps::Person;

const DANA: &str = "dana@practice.example";
pub(crate) const CLIENT_ID: &str =
    "3MVG9PRACTICEOwnClientOwnClientOwnClientOwnClientOwnClientOwnClientOwnClientOwnClient";

/// A program that plays sf, with one org in its list.
fn sf(practice: &Practice) -> String {
    let org = &practice.description.orgs[0];
    let entry = json!({ "username": DANA, "instanceUrl": org.url, "orgId": org.id, "alias": "harbour",
                        "connectedStatus": "Connected" });
    let ended = json!({ "username": "test-k2@example.com", "instanceUrl": "https://k2.scratch.my.salesforce.com",
                        "orgId": "00D5e000001N20QEAS", "alias": "scratch-12", "status": "Expired" });
    let list = json!({ "status": 0, "result": { "other": [entry], "scratchOrgs": [ended] } });
    format!(
        "#!/bin/sh\ncase \"$1 $2\" in\n'org list') echo '{list}' ;;\n\
         'org auth') echo '{{\"name\":\"NamedOrgNotFoundError\"}}'; exit 2 ;;\n\
         *) echo '@salesforce/cli/2.150.6 linux-x64 node-v22.23.3' ;;\nesac\n"
    )
}

/// Makes an app of the person's own in the org.
pub(crate) async fn own_app(practice: &Practice) {
    let described = &practice.description.orgs[0];
    let user = described.users.iter().find(|user| user.username == DANA).unwrap();
    let session = Session {
        host: Host::practice(&described.url).unwrap(),
        access_token: AccessToken::new(user.access_token.clone()),
        org: described.id.parse().unwrap(),
        user: user.id.parse().unwrap(),
    };
    let org = Org::new(Transport::new().unwrap(), session, ApiVersion::new(67));
    let app = || "Own_Client".to_owned();
    let mut package = Package::new(ApiVersion::new(67));
    package.add(Component::App(ExternalClientApplication {
        full_name: app(),
        contact_email: Some("it@practice.example".to_owned()),
        label: "Own client".to_owned(),
        ..Default::default()
    }));
    package.add(Component::OauthSettings(OauthSettings {
        full_name: "Own_ClientOAuth".to_owned(),
        comma_separated_oauth_scopes: vec!["Api".to_owned(), "RefreshToken".to_owned()],
        external_client_application: app(),
        ..Default::default()
    }));
    package.add(Component::GlobalOauthSettings(GlobalOauthSettings {
        full_name: "Own_ClientGlbl".to_owned(),
        callback_urls: TEST_PORTS.into_iter().map(test_callback).collect(),
        consumer_key: Some(CLIENT_ID.to_owned()),
        external_client_application: app(),
        is_consumer_secret_optional: true,
        is_secret_required_for_refresh_token: false,
        ..Default::default()
    }));
    package.add(Component::OauthPolicies(OauthPolicies {
        full_name: "Own_ClientOAuth_defaultPolicy".to_owned(),
        external_client_application: app(),
        ..Default::default()
    }));
    package.add(Component::AppPolicies(AppPolicies {
        full_name: "Own_Client_defaultPolicy".to_owned(),
        external_client_application: app(),
        is_enabled: true,
        is_oauth_plugin_enabled: Some(true),
        ..Default::default()
    }));
    let id = org.deploy(package.to_zip().unwrap(), &DeployOptions::default()).await.unwrap();
    while !org.deploy_status(&id).await.unwrap().done {}
    assert!(org.deploy_status(&id).await.unwrap().success);
}

#[tokio::test]
async fn somebody_whose_port_is_taken_finds_no_other_way_in() {
    let practice = Practice::start(&[]);
    let mut person = Person::new(&practice, "other-ways-token").await;
    person.program("sf", &sf(&practice));
    let held = TcpListener::bind("127.0.0.1:1717").unwrap();
    let window = &mut person.window;
    window.press("add-org").await;
    window.press("place-practice").await;
    window.press("open-sign-in").await;
    window.find("[data-test=\"problem-callback_port_busy\"]").await;
    window.picture("port-busy").await;
    window.press("other-ways").await;
    window.find("[data-test=\"port-holder\"]").await;
    window.find(&format!("[data-test=\"sf-org-{DANA}\"]")).await;
    window.screen("sign-in-ways").await;
    window.tab_around("sign-in-ways").await;
    // sf no longer has what it lists.
    window.press("use-way").await;
    window.find("[data-test=\"problem-sf_session_ended\"]").await;
    window.picture("sf-ended").await;

    let org = &practice.description.orgs[0];
    let token = org.users.iter().find(|user| user.username == DANA).unwrap().access_token.clone();
    window.press("way-token").await;
    window.fill("way-address", &org.url).await;
    window.fill("way-token-field", &token[..25]).await;
    window.press("use-way").await;
    window.find("[data-test=\"problem-token_half_copied\"]").await;
    assert_eq!(window.value("way-token-field").await, "");
    window.picture("token-half-copied").await;
    window.tab_around("sign-in-ways, refused").await;
    window.fill("way-token-field", &token).await;
    window.press("use-way").await;
    window.screen("right-org").await;
    window.tab_around("right-org").await;
    assert!(!window.source().await.contains(&token), "the token is in the page");
    window.press("accept-org").await;
    window.screen("check").await;
    window.find("[data-test=\"check-clock\"]").await;
    drop(held);
    person.window.close().await;
}

#[tokio::test]
async fn an_own_client_id_does_not_lead_in() {
    let practice = Practice::start(&["uninstalled-app-at-callback"]);
    own_app(&practice).await;
    let mut person = Person::new(&practice, "other-ways-own-client").await;
    person.program("sf", "#!/bin/sh\nexit 127\n");
    let window = &mut person.window;
    window.press("add-org").await;
    window.press("place-practice").await;
    window.press("open-sign-in").await;
    // An administrator by a profile of the company's own: Salesforce lets only the standard one approve such an app.
    person.browse(&practice, "kim@practice.example").await;
    let window = &mut person.window;
    window.find("[data-test=\"problem-sign_in_app_blocked\"]").await;
    window.picture("app-blocked").await;
    window.press("other-ways-failed").await;
    window.find("[data-test=\"ask-admin\"]").await;
    window.find("[data-test=\"problem-sf_too_old\"]").await;
    window.picture("ask-admin").await;

    window.press("way-own-client").await;
    window.fill("way-address", &practice.description.orgs[0].url).await;
    window.fill("way-client-id", "3MVG9NobodyHasThisClientId").await;
    window.press("use-way").await;
    window.find("[data-test=\"problem-client_id_unknown\"]").await;
    window.picture("client-id-unknown").await;
    window.fill("way-client-id", CLIENT_ID).await;
    window.press("use-way").await;
    window.find("[data-test=\"cancel-sign-in\"]").await;
    window.picture("own-client-waiting").await;
    person.browse(&practice, DANA).await;
    let window = &mut person.window;
    window.screen("right-org").await;
    window.press("accept-org").await;
    window.screen("check").await;
    window.find("[data-test=\"check-clock\"]").await;
    person.window.close().await;
}
