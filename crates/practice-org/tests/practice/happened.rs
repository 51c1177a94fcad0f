//! What happened, as the org tells it afterwards: `LoginHistory` and `SetupAuditTrail`.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Practice,
    package::{App, manifest, switch},
    parameter, reply,
};

const V: &str = "/services/data/v67.0";

async fn rows(practice: &Practice, soql: &str) -> Vec<Value> {
    let found = practice.query("dana", soql).await;
    assert_eq!(found.status, 200, "{}", found.body);
    found.json()["records"].as_array().unwrap().clone()
}

/// Type, sub-type, application, status of the log-ins of a user, oldest first.
async fn logins(practice: &Practice, who: &str) -> Vec<[String; 4]> {
    let id = &practice.description.orgs[0].users.iter().find(|user| user.username.starts_with(who)).unwrap().id;
    let soql = format!("SELECT LoginType, LoginSubType, Application, Status FROM LoginHistory WHERE UserId = '{id}'");
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let four = |row: &Value| ["LoginType", "LoginSubType", "Application", "Status"].map(|name| text(row, name));
    rows(practice, &soql).await.iter().map(four).collect()
}

async fn trail(practice: &Practice) -> Vec<String> {
    let soql = "SELECT Action, Section, Display, CreatedBy.Username FROM SetupAuditTrail";
    let told = |row: &Value| {
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(row["CreatedBy"]["Username"], "dana@practice.example", "{row}");
        format!("{} | {} | {}", text("Section"), text("Action"), text("Display"))
    };
    rows(practice, soql).await.iter().map(told).collect()
}

#[tokio::test]
async fn a_log_in_leaves_no_trace_in_the_history() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let form = [("grant_type", "client_credentials"), ("client_id", &app.key), ("client_secret", &app.secret)];
    assert_eq!(practice.token_request(&form).await.status, 200);
    let etl = ["Remote Access 2.0", "OAuth Client Credential", "Acme", "Success"];
    assert_eq!(logins(&practice, "etl").await, [etl]);
    let last = "SELECT LastLoginDate FROM User WHERE Username = 'etl@practice.example'";
    assert!(rows(&practice, last).await[0]["LastLoginDate"].is_string());
    let never = "SELECT LastLoginDate FROM User WHERE Username = 'sam@practice.example'";
    assert!(rows(&practice, never).await[0]["LastLoginDate"].is_null());
    let from = rows(&practice, "SELECT SourceIp, LoginUrl FROM LoginHistory").await[0].clone();
    assert_eq!(from["SourceIp"], "127.0.0.1");
    assert_eq!(format!("http://{}", from["LoginUrl"].as_str().unwrap()), practice.org(""));
}

#[tokio::test]
async fn a_person_and_their_app_are_one_log_in() {
    let practice = Practice::new().await;
    let app = practice.app(&App { name: "Open", ..App::self_authorized() }).await;
    let callback = "http://localhost:7171/callback";
    let address = format!(
        "{}?response_type=code&client_id={}&redirect_uri={callback}&code_challenge={}",
        practice.org("/services/oauth2/authorize"),
        app.key,
        crate::support::CHALLENGE
    );
    let end = practice.browse(address, "maya@practice.example", "allow").await;
    let code = parameter(end.location(), "code").unwrap();
    let browser = ["Application", "UI Username-Password", "Browser", "Success"];
    assert_eq!(logins(&practice, "maya").await, [browser], "the app has not logged in yet");
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", &app.key),
        ("client_secret", &app.secret),
        ("redirect_uri", callback),
        ("code", &code),
        ("code_verifier", crate::support::VERIFIER),
    ];
    let tokens = practice.token_request(&form).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    let web = ["Remote Access 2.0", "OAuth Web Server", "Open", "Success"];
    assert_eq!(logins(&practice, "maya").await, [browser, web]);
    let refresh = tokens.json()["refresh_token"].as_str().unwrap().to_owned();
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", &app.key),
        ("client_secret", &app.secret),
        ("refresh_token", &refresh),
    ];
    assert_eq!(practice.token_request(&form).await.status, 200);
    assert_eq!(logins(&practice, "maya").await[2], ["Remote Access 2.0", "", "Open", "Success"]);
}

#[tokio::test]
async fn a_failure_does_not_say_why() {
    let practice = Practice::new().await;
    let log_in = async |who: &str, password: &str| {
        let page = reply(practice.client.get(practice.org("/"))).await;
        let username = format!("{who}@practice.example");
        let form = [
            ("csrf", page.field("csrf")),
            ("startURL", page.field("startURL")),
            ("username", username),
            ("pw", password.to_owned()),
        ];
        let cookie = page.cookie().unwrap();
        reply(practice.client.post(practice.org("/")).header("Cookie", cookie).form(&form)).await
    };
    log_in("maya", "wrong").await;
    log_in("noor", "practice-noor-1").await;
    log_in("viktor", "practice-viktor-1").await;
    log_in("etl", "practice-etl-1").await;
    log_in("nobody", "practice-nobody-1").await;
    for (who, status) in [
        ("maya", "Invalid Password"),
        ("noor", "User Is Frozen"),
        ("viktor", "User is Inactive"),
        ("etl", "Failed: Restricted to API"),
    ] {
        assert_eq!(logins(&practice, who).await, [["Application", "UI Username-Password", "Browser", status]], "{who}");
    }
    assert_eq!(rows(&practice, "SELECT Id FROM LoginHistory").await.len(), 4, "an unknown name shows nowhere");
    let last = "SELECT LastLoginDate FROM User WHERE Username = 'maya@practice.example'";
    assert!(rows(&practice, last).await[0]["LastLoginDate"].is_null(), "a failure is no log-in");
}

#[tokio::test]
async fn a_user_sees_the_log_ins_of_others() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let form = [("grant_type", "client_credentials"), ("client_id", &app.key), ("client_secret", &app.secret)];
    practice.token_request(&form).await;
    let seen = practice.query("maya", "SELECT Id FROM LoginHistory").await.json();
    assert_eq!(seen["totalSize"], 0);
}

#[tokio::test]
async fn an_app_that_admits_nobody_keeps_quiet_about_it() {
    let practice = Practice::new().await;
    let policy = "<clientCredentialsFlowUser>integration@practice.example</clientCredentialsFlowUser>\
        <commaSeparatedPermissionSet>Acme_Billing_Users</commaSeparatedPermissionSet>\
        <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\
        <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>";
    let app = practice.app(&App { policy, ..App::default() }).await;
    let form = [("grant_type", "client_credentials"), ("client_id", &app.key), ("client_secret", &app.secret)];
    assert_eq!(practice.token_request(&form).await.oauth_error().1, "invalid_app_access");
    let refused = ["Remote Access 2.0", "OAuth Client Credential", "Acme", "Failed: Not approved for access"];
    assert_eq!(logins(&practice, "integration").await, [refused]);
}

#[tokio::test]
async fn a_change_in_setup_is_forgotten() {
    let practice = Practice::new().await;
    let members = [("ExternalClientApp".to_owned(), "Settings")];
    let files = |on| [("package.xml", manifest(&members)), ("settings/ExternalClientApp.settings", switch(on))];
    practice.deploy_as("dana", &files(true)).await;
    practice.deploy_as("dana", &files(true)).await;
    let name = "Allow access to External Client App consumer secrets via REST API";
    let on = format!("External Client Apps | externalClientAppSettings | {name} was changed from disabled to enabled");
    assert_eq!(trail(&practice).await, [on], "turning on what is on is no change");
    let body = json!({ "Name": "Night_Shift", "Label": "Night Shift", "PermissionsApiEnabled": true });
    let set = practice.send(Method::POST, "dana", &format!("{V}/sobjects/PermissionSet"), body).await.json();
    let user = rows(&practice, "SELECT Id FROM User WHERE Username = 'maya@practice.example'").await[0]["Id"].clone();
    let path = format!("{V}/sobjects/PermissionSetAssignment");
    let body = json!({ "AssigneeId": user, "PermissionSetId": set["id"] });
    let made = practice.send(Method::POST, "dana", &path, body.clone()).await.json();
    assert_eq!(practice.send(Method::POST, "dana", &path, body).await.status, 400, "a refusal changes nothing");
    let path = format!("{path}/{}", made["id"].as_str().unwrap());
    practice.send(Method::DELETE, "dana", &path, json!({})).await;
    let path = format!("{V}/sobjects/PermissionSet/{}", set["id"].as_str().unwrap());
    practice.send(Method::DELETE, "dana", &path, json!({})).await;
    assert_eq!(
        trail(&practice).await[1..],
        [
            "Manage Users | PermSetCreate | Created permission set Night_Shift",
            "Manage Users | PermSetEnableUserPerm | Changed permission set Night Shift: ApiEnabled was changed from disabled to enabled",
            "Manage Users | PermSetAssign | Permission set Night Shift: assigned to user Maya Lindqvist",
            "Manage Users | PermSetUnassign | Permission set Night Shift: unassigned from user Maya Lindqvist",
            "Manage Users | PermSetDelete | Deleted permission set Night_Shift",
        ]
    );
}

#[tokio::test]
async fn a_deploy_or_a_secret_that_was_read_leaves_no_trace() {
    let practice = Practice::new().await;
    practice.app(&App::default()).await;
    let trail = trail(&practice).await;
    for wanted in [
        "External Client Apps | createdExternalClientApplication | Created ExternalClientApplication Acme",
        "External Client Apps | viewedExternalClientAppSecret | Viewed consumer details of Acme",
    ] {
        assert!(trail.iter().any(|one| one == wanted), "{trail:#?}");
    }
}

#[tokio::test]
async fn credentials_come_and_go_unnoticed() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let before = trail(&practice).await.len();
    let path = format!("{V}/apps/oauth/credentials/{}/{}/staged", app.app_id, app.consumer_id);
    for command in ["none", "rotate"] {
        let staged = practice.send(Method::POST, "dana", &path, json!({})).await;
        assert_eq!(staged.status, 201, "{}", staged.body);
        let one = format!("{path}/{}", staged.json()["stagedCredentials"][0]["id"].as_str().unwrap());
        practice.send(Method::PATCH, "dana", &one, json!({ "command": command })).await;
        assert_eq!(practice.send(Method::DELETE, "dana", &one, json!({})).await.status, 204);
        assert_eq!(practice.send(Method::DELETE, "dana", &one, json!({})).await.status, 404);
    }
    let told = |action: &str, text: &str| {
        format!("External Client Apps | {action}ExternalClientAppCredentials | {text} consumer details of Acme")
    };
    let (staged, discarded) = (told("staged", "Staged"), told("discarded", "Discarded staged"));
    let wanted = [&staged, &discarded, &staged, &told("rotated", "Rotated"), &discarded];
    assert_eq!(trail(&practice).await[before..].iter().collect::<Vec<_>>(), wanted);
}
