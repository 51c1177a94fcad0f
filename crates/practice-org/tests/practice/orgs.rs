//! The kinds of org, side by side in one world, and what its starter may change in them.

use crate::support::{Practice, package::App, reply};
use practice_org::{Fault, OrgChange, OrgKind};
use reqwest::Method;
use serde_json::json;

async fn organization(practice: &Practice, org: usize) -> serde_json::Value {
    let fields = "Name, OrganizationType, IsSandbox, NamespacePrefix, InstanceName, TrialExpirationDate";
    let soql = format!("SELECT {fields} FROM Organization");
    practice.query_at(org, "dana", &soql).await.json()["records"][0].clone()
}

#[tokio::test]
async fn an_org_is_not_what_its_kind_says() {
    let practice = Practice::of(&OrgKind::ALL).await;
    let kinds: Vec<&str> = practice.description.orgs.iter().map(|org| org.kind.as_str()).collect();
    assert_eq!(kinds, ["developer", "enterprise", "sandbox", "professional", "dev-hub", "subscriber"]);
    let expected = [
        (0, "Developer Edition", false, json!(null)),
        (1, "Enterprise Edition", false, json!(null)),
        (2, "Enterprise Edition", true, json!(null)),
        (4, "Enterprise Edition", false, json!("practicehub")),
        (5, "Enterprise Edition", false, json!(null)),
    ];
    for (org, edition, sandbox, namespace) in expected {
        let found = organization(&practice, org).await;
        assert_eq!(found["OrganizationType"], edition);
        assert_eq!((&found["IsSandbox"], &found["NamespacePrefix"]), (&json!(sandbox), &namespace));
    }
    let ids: std::collections::BTreeSet<&str> = practice.description.orgs.iter().map(|org| org.id.as_str()).collect();
    assert_eq!(ids.len(), OrgKind::ALL.len(), "each org has an id of its own");
}

#[tokio::test]
async fn a_professional_org_without_the_api_answers() {
    let practice = Practice::of(&[OrgKind::Professional]).await;
    let refused = practice.get("dana", "/services/data/v67.0/limits").await;
    assert_eq!((refused.status, refused.json()[0]["errorCode"].as_str()), (403, Some("API_DISABLED_FOR_ORG")));
    let change = OrgChange { org: OrgKind::Professional, api: Some(true), active: None, soap_login: None };
    practice.world().change_org(&change).unwrap();
    assert_eq!(practice.get("dana", "/services/data/v67.0/limits").await.status, 200, "the API can be bought");
}

#[tokio::test]
async fn an_org_without_dev_hub_passes_for_one() {
    let practice = Practice::of(&[OrgKind::Enterprise, OrgKind::DevHub]).await;
    let soql = "SELECT Id FROM ScratchOrgInfo limit 1";
    let no_hub = practice.query_at(0, "dana", soql).await;
    assert_eq!((no_hub.status, no_hub.json()[0]["errorCode"].as_str()), (400, Some("INVALID_TYPE")));
    assert_eq!(practice.query_at(1, "dana", soql).await.status, 200);
}

#[tokio::test]
async fn a_token_of_one_org_opens_another() {
    let practice = Practice::of(&[OrgKind::Developer, OrgKind::Enterprise]).await;
    let elsewhere = format!("{}/services/data/v67.0/limits", practice.description.orgs[1].url);
    let refused = reply(practice.client.get(elsewhere).bearer_auth(practice.token("dana"))).await;
    assert_eq!((refused.status, refused.json()[0]["errorCode"].as_str()), (401, Some("INVALID_SESSION_ID")));
}

#[tokio::test]
async fn an_app_is_known_in_another_org() {
    let practice = Practice::of(&[OrgKind::Developer, OrgKind::Enterprise]).await;
    let app = practice.app(&App::default()).await;
    let form = [("grant_type", "client_credentials"), ("client_id", &app.key), ("client_secret", &app.secret)];
    let url = format!("{}/services/oauth2/token", practice.description.orgs[1].url);
    let refused = practice.post_form(url, &form).await;
    assert_eq!(refused.oauth_error(), (400, "invalid_client_id".into(), "client identifier invalid".into()));
    assert_eq!(practice.token_request(&form).await.status, 200);
}

#[tokio::test]
async fn the_login_host_does_not_find_the_org_of_a_user() {
    let practice = Practice::of(&[OrgKind::Developer, OrgKind::Sandbox]).await;
    let authorize = "/services/oauth2/authorize?response_type=code&client_id=PlatformCLI\
        &redirect_uri=http://localhost:1717/OauthRedirect";
    for org in &practice.description.orgs {
        let dana = &org.users[0].username;
        let end = practice.browse(practice.login(authorize), dana, "allow").await;
        let code = crate::support::parameter(end.location(), "code").unwrap();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("client_id", "PlatformCLI"),
            ("redirect_uri", "http://localhost:1717/OauthRedirect"),
        ];
        let tokens = practice.post_form(practice.login("/services/oauth2/token"), &form).await.json();
        assert_eq!(tokens["instance_url"], org.url.as_str(), "{dana}");
        assert!(tokens["id"].as_str().unwrap().contains(&org.id), "{dana}");
    }
}

#[tokio::test]
async fn a_refreshed_sandbox_keeps_its_apps() {
    let practice = Practice::of(&[OrgKind::Sandbox]).await;
    let files = App { policy: "", ..App::default() }.files();
    assert_eq!(practice.deploy_as("dana", &files).await["status"], "Succeeded");
    let before = practice.description.orgs[0].id.clone();
    let refreshed = practice.control("refresh-sandbox", json!({})).await.json()["description"].clone();
    assert_ne!(refreshed["orgs"][0]["id"], before.as_str());
    assert_eq!(practice.get("dana", "/services/data/v67.0/limits").await.status, 401, "sessions end");
    let token = refreshed["orgs"][0]["users"][0]["access_token"].as_str().unwrap();
    let asked = practice.client.get(practice.org("/services/data/v67.0/query"));
    let apps = asked.query(&[("q", "SELECT DeveloperName FROM ExternalClientApplication")]).bearer_auth(token);
    assert_eq!(reply(apps).await.json()["totalSize"], 0);
    let missing = Practice::new().await.control("refresh-sandbox", json!({})).await;
    assert_eq!((missing.status, missing.body.as_str()), (404, r#"{"error":"there is no org of the kind sandbox"}"#));
}

/// What stands between a person and a code at the sandbox, for a browser that was logged in.
async fn title(practice: &Practice, jar: &Option<String>) -> String {
    let path = "/services/oauth2/authorize?response_type=code&client_id=PlatformCLI\
        &redirect_uri=http://localhost:1717/OauthRedirect";
    let cookie = jar.clone().unwrap_or_default();
    let at = |url: String| practice.client.get(url).header("cookie", cookie.clone());
    let approval = reply(at(practice.org(path))).await.location().to_owned();
    let end = reply(at(approval)).await;
    if end.location().contains("startURL") { "log in".to_owned() } else { "approve".to_owned() }
}

#[tokio::test]
async fn a_browser_stays_logged_in_to_a_sandbox_that_is_refreshed() {
    let practice = Practice::of(&[OrgKind::Sandbox]).await;
    let maya = "maya@enterprise.practice.example.uat";
    for by_fault in [false, true] {
        let mut jar = None;
        practice.browse_with(&mut jar, practice.org("/"), maya, "").await;
        assert_eq!(title(&practice, &jar).await, "approve");
        if by_fault {
            practice.world().set_fault(Fault::SandboxRefreshed, true);
        } else {
            practice.world().refresh_sandbox().unwrap();
        }
        assert_eq!(title(&practice, &jar).await, "log in", "by fault: {by_fault}");
    }
}

#[tokio::test]
async fn a_refresh_of_the_sandbox_turns_faults_off() {
    let practice = Practice::of(&[OrgKind::Sandbox]).await;
    let apps = async || {
        let described = practice.world().describe();
        let token = &described.orgs[0].users[0].access_token;
        let asked = practice.client.get(practice.org("/services/data/v67.0/query"));
        let asked = asked.query(&[("q", "SELECT DeveloperName FROM ExternalClientApplication ORDER BY DeveloperName")]);
        let found = reply(asked.bearer_auth(token)).await.json();
        let name = |row: &serde_json::Value| row["DeveloperName"].as_str().unwrap().to_owned();
        found["records"].as_array().unwrap().iter().map(name).collect::<Vec<_>>()
    };
    practice.world().set_fault(Fault::NameTaken, true);
    practice.world().refresh_sandbox().unwrap();
    assert_eq!(apps().await, ["Acme_Billing_Sync"], "after the control call");
    practice.world().set_fault(Fault::SandboxRefreshed, true);
    assert_eq!(apps().await, ["Acme_Billing_Sync"], "after the fault");
    practice.world().set_fault(Fault::NameTaken, false);
    practice.world().set_fault(Fault::HalfCreatedApp, true);
    practice.world().set_fault(Fault::SandboxRefreshed, false);
    assert_eq!(apps().await, ["Acme_Half_Created"], "the old sandbox, as the faults are now");
}

#[tokio::test]
async fn a_change_of_what_is_not_there_is_taken() {
    let practice = Practice::new().await;
    let changes = [
        (
            "user",
            json!({ "username": "nobody@practice.example", "frozen": true }),
            "there is no user nobody@practice.example",
        ),
        (
            "profile",
            json!({ "username": "maya@practice.example", "permissions": { "Fly": true } }),
            "there is no permission Fly",
        ),
        ("org", json!({ "org": "sandbox", "api": false }), "there is no org of the kind sandbox"),
    ];
    for (path, body, error) in changes {
        let refused = practice.control(path, body).await;
        assert_eq!((refused.status, refused.json()["error"].as_str()), (404, Some(error)));
    }
    let url = format!("{}/user", practice.description.control.url);
    let stranger = practice.client.post(url).json(&json!({ "username": "maya@practice.example", "active": false }));
    assert_eq!(reply(stranger).await.status, 401, "only the starter may");
    assert_eq!(practice.get("maya", "/services/data/v67.0/limits").await.status, 200);
}

#[tokio::test]
async fn the_binary_starts_other_orgs_than_it_is_told() {
    let practice = Practice::binary(&["--org", "sandbox", "--org", "developer", "--org", "sandbox"]);
    let kinds: Vec<&str> = practice.description.orgs.iter().map(|org| org.kind.as_str()).collect();
    assert_eq!(kinds, ["developer", "sandbox"]);
    let all = Practice::binary(&["--org", "all"]);
    assert_eq!(all.description.orgs.len(), OrgKind::ALL.len());
    let answer = all.send(Method::GET, "dana", "/services/data/v67.0/limits", json!({})).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn production_takes_options_that_it_must_refuse() {
    let practice = Practice::of(&[OrgKind::Enterprise]).await;
    let files = App { policy: "", ..App::default() }.files();
    for (options, text) in [
        (json!({ "rollbackOnError": false }), "rollbackOnError must be true in a production organization"),
        (json!({ "purgeOnDelete": true }), "purgeOnDelete is not available in a production organization"),
    ] {
        let started = practice.start_deploy("dana", &files, options).await;
        assert_eq!(started.status, 201, "{}", started.body);
        let end = practice.deploy_result("dana", started.json()["id"].as_str().unwrap()).await;
        assert_eq!((&end["status"], &end["errorStatusCode"]), (&json!("Failed"), &json!("INVALID_OPERATION")));
        assert_eq!(end["errorMessage"], text);
    }
    assert_eq!(practice.deploy_as("dana", &files).await["status"], "Succeeded");
}
