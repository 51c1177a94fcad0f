//! The packaged app: at its publisher, and where it is installed.

use crate::{
    soap::call,
    support::{
        Practice,
        package::{manifest, root},
        problem_of, reply,
    },
};
use practice_org::OrgKind;
use serde_json::Value;

const V: &str = "/services/data/v67.0";
const APP: &str = "practicehub__Ledger_Sync";

/// The ids of app and consumer; opens consumer secrets to the API.
async fn consumer(practice: &Practice) -> (String, String) {
    let files = [
        ("package.xml", manifest(&[("ExternalClientApp".to_owned(), "Settings")])),
        ("settings/ExternalClientApp.settings", crate::support::package::switch(true)),
    ];
    assert_eq!(practice.deploy_as("dana", &files).await["status"], "Succeeded");
    let app = record(practice).await["Id"].as_str().unwrap().to_owned();
    let path = format!("{V}/apps/oauth/credentials/{app}");
    let consumer = practice.get("dana", &path).await.json()["consumers"][0]["id"].as_str().unwrap().to_owned();
    (app, consumer)
}

async fn record(practice: &Practice) -> Value {
    let soql = "SELECT Id, DeveloperName, NamespacePrefix, DistributionState FROM ExternalClientApplication";
    practice.query("dana", soql).await.json()["records"][0].clone()
}

#[tokio::test]
async fn publisher_and_subscriber_hold_the_app_alike() {
    for (kind, state) in [(OrgKind::DevHub, "Packaged"), (OrgKind::Subscriber, "Managed")] {
        let practice = Practice::of(&[kind]).await;
        let app = record(&practice).await;
        assert_eq!(app["DeveloperName"], "Ledger_Sync", "{kind}");
        assert_eq!((&app["NamespacePrefix"], &app["DistributionState"]), (&"practicehub".into(), &state.into()));
    }
}

#[tokio::test]
async fn a_subscriber_sees_the_secret_of_the_publisher() {
    let publisher = Practice::of(&[OrgKind::DevHub]).await;
    let (app, id) = consumer(&publisher).await;
    let both = publisher.get("dana", &format!("{V}/apps/oauth/credentials/{app}/{id}?part=keyandsecret")).await.json();
    let (key, secret) = (both["key"].as_str().unwrap(), both["secret"].as_str().unwrap());

    let subscriber = Practice::of(&[OrgKind::Subscriber]).await;
    let (app, id) = consumer(&subscriber).await;
    for path in ["?part=secret", "?part=keyandsecret", "/staged"] {
        let refused = subscriber.get("dana", &format!("{V}/apps/oauth/credentials/{app}/{id}{path}")).await;
        assert_eq!((refused.status, refused.json()[0]["errorCode"].as_str()), (403, Some("INSUFFICIENT_ACCESS")));
    }
    let own = subscriber.get("dana", &format!("{V}/apps/oauth/credentials/{app}/{id}")).await.json();
    assert_eq!(own["key"], key, "the key is the same for all subscribers");

    // Both let the client in, each as a user of its own.
    let form = [("grant_type", "client_credentials"), ("client_id", key), ("client_secret", secret)];
    for practice in [&publisher, &subscriber] {
        let token = practice.token_request(&form).await;
        assert_eq!(token.status, 200, "{}", token.body);
        assert!(token.json()["id"].as_str().unwrap().contains(&practice.description.orgs[0].id));
    }
}

#[tokio::test]
async fn what_a_package_brought_can_be_changed_but_for_its_policies() {
    let practice = Practice::of(&[OrgKind::Subscriber]).await;
    let child = format!("<externalClientApplication>{APP}</externalClientApplication><label>Mine</label>");
    let app = "<contactEmail>dana@practice.example</contactEmail><distributionState>Local</distributionState>\
        <label>Mine</label>";
    for (folder, name, suffix, kind, elements) in [
        ("externalClientApps", APP.to_owned(), "eca", "ExternalClientApplication", app),
        ("extlClntAppOauthSettings", format!("{APP}_oauth"), "ecaOauth", "ExtlClntAppOauthSettings", child.as_str()),
    ] {
        let path = format!("{folder}/{name}.{suffix}");
        let files = [("package.xml", manifest(&[(name.clone(), kind)])), (path.as_str(), root(kind, elements))];
        let end = practice.deploy_as("dana", &files).await;
        let told = format!(
            "CANNOT_MODIFY_MANAGED_OBJECT: Cannot modify managed object: entity={kind}, component={name}, state=installed"
        );
        assert_eq!(problem_of(&end, suffix), Some(told));
    }
    let policy = format!(
        "<externalClientApplication>{APP}</externalClientApplication><isEnabled>false</isEnabled>\
         <isOauthPluginEnabled>true</isOauthPluginEnabled><label>Mine</label>"
    );
    let files = [
        ("package.xml", manifest(&[("Ledger_Sync_plcy".to_owned(), "ExtlClntAppConfigurablePolicies")])),
        ("extlClntAppPolicies/Ledger_Sync_plcy.ecaPlcy", root("ExtlClntAppConfigurablePolicies", &policy)),
    ];
    assert_eq!(practice.deploy_as("dana", &files).await["status"], "Succeeded");
    let off = practice.query("dana", "SELECT IsEnabled FROM ExtlClntAppPlcyCnfg").await.json();
    assert_eq!(off["records"][0]["IsEnabled"], false);
}

#[tokio::test]
async fn a_subscriber_reads_the_global_settings_of_the_publisher() {
    let practice = Practice::of(&[OrgKind::Subscriber]).await;
    let list = |kind: &str| format!("<listMetadata><queries><type>{kind}</type></queries></listMetadata>");
    let soap = async |body: String| call(&practice, "/services/Soap/m/67.0", &practice.token("dana"), &body).await.body;
    let apps = soap(list("ExternalClientApplication")).await;
    assert!(
        apps.contains("<manageableState>installed</manageableState><namespacePrefix>practicehub</namespacePrefix>")
    );
    assert!(!soap(list("ExtlClntAppGlobalOauthSettings")).await.contains("Ledger"));
    let read = format!(
        "<readMetadata><type>ExtlClntAppGlobalOauthSettings</type><fullNames>{APP}_glbloauth</fullNames></readMetadata>"
    );
    assert!(soap(read).await.contains(r#"<records xsi:nil="true"/>"#));
    let removal =
        format!("<deleteMetadata><type>ExternalClientApplication</type><fullNames>{APP}</fullNames></deleteMetadata>");
    assert!(soap(removal).await.contains("CANNOT_MODIFY_MANAGED_OBJECT"));
    let limits = practice.client.get(practice.org(&format!("{V}/limits"))).bearer_auth(practice.token("dana"));
    assert_eq!(reply(limits).await.status, 200);
}
