//! Every fault shows, whether it was turned on by the control call or when the binary started, and is gone when it is
//! turned off again.

use reqwest::Method;

use crate::support::{
    CHALLENGE, Credentials, Practice, VERIFIER,
    package::{App, manifest, root, switch},
    parameter, problem_of, reply,
    signer::{CLIENT, claims},
};
use practice_org::{Fault, OrgKind};
use serde_json::{Value, json};

/// The Developer org first.
const ORGS: [OrgKind; 2] = [OrgKind::Developer, OrgKind::Sandbox];

const CLI: &str = "/services/oauth2/authorize?response_type=code&client_id=PlatformCLI\
    &redirect_uri=http://localhost:1717/OauthRedirect";

/// Ids of apps by name; empty when there is none.
async fn found(practice: &Practice, object: &str, condition: &str) -> Vec<Value> {
    let answer = practice.query("dana", &format!("SELECT Id FROM {object} WHERE {condition}")).await.json();
    answer["records"].as_array().unwrap().clone()
}

/// What the token endpoint says to an app's client credentials.
async fn service_token(practice: &Practice, app: &App) -> String {
    let credentials = practice.app(app).await;
    let form =
        [("grant_type", "client_credentials"), ("client_id", &credentials.key), ("client_secret", &credentials.secret)];
    let answer = practice.token_request(&form).await;
    if answer.status == 200 { String::new() } else { answer.oauth_error().2 }
}

/// A person signs in to an app; its credentials and the token reply.
async fn signed_in(practice: &Practice, app: &App) -> (Credentials, Value) {
    let credentials = practice.app(app).await;
    let tokens = code_exchange(practice, app, &credentials).await;
    (credentials, tokens)
}

/// The reply to a code that a person has got for an app.
async fn code_exchange(practice: &Practice, app: &App, credentials: &Credentials) -> Value {
    let Credentials { key, secret, .. } = credentials;
    let address = practice.org(&format!(
        "/services/oauth2/authorize?response_type=code&client_id={key}&redirect_uri={}&code_challenge={CHALLENGE}",
        app.callback
    ));
    let end = practice.browse(address, "maya@practice.example", "allow").await;
    let code = parameter(end.location(), "code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("client_id", key),
        ("client_secret", secret),
        ("redirect_uri", app.callback),
        ("code_verifier", VERIFIER),
    ];
    practice.token_request(&form).await.json()
}

/// The reply to the refresh token of an earlier reply.
async fn refreshed(practice: &Practice, credentials: &Credentials, tokens: &Value) -> Value {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ("client_id", &credentials.key),
        ("client_secret", &credentials.secret),
    ];
    practice.token_request(&form).await.json()
}

/// What is said of a file of a deploy, empty when nothing is.
async fn refusal(practice: &Practice, files: &[(&str, String)], file: &str) -> String {
    problem_of(&practice.deploy_as("dana", files).await, file).unwrap_or_default()
}

/// What a world shows of a fault; empty when it shows nothing of it.
async fn symptom(practice: &Practice, fault: Fault) -> String {
    let app = App::default();
    let members = [("ExternalClientApp".to_owned(), "Settings")];
    let settings = [("package.xml", manifest(&members)), ("settings/ExternalClientApp.settings", switch(true))];
    match fault {
        Fault::Propagation | Fault::NotPreAuthorized | Fault::NoRunAsUser => service_token(practice, &app).await,
        Fault::SecretSwitchRefused => refusal(practice, &settings, ".settings").await,
        Fault::MissingCreatePermission => refusal(practice, &app.files(), ".eca").await,
        Fault::LoopbackLiteralRefused => {
            let app = App { callback: "http://127.0.0.1:7171/callback", ..app };
            refusal(practice, &app.files(), ".ecaGlblOauth").await
        }
        Fault::AutoPolicyFirst => {
            let (from, to) = ("AcmeOAuthSettings_defaultPolicy", "Acme_own_policy");
            let files: Vec<(String, String)> =
                app.files().into_iter().map(|(path, text)| (path.replace(from, to), text.replace(from, to))).collect();
            let files: Vec<(&str, String)> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
            refusal(practice, &files, ".ecaOauthPlcy").await
        }
        Fault::SecretSwitchStaysOff => {
            let end = practice.deploy_as("dana", &app.files()).await;
            assert_eq!(end["status"], "Succeeded", "the switch itself must go on");
            let id = found(practice, "ExternalClientApplication", "DeveloperName = 'Acme'").await[0]["Id"].clone();
            let path = format!("/services/data/v67.0/apps/oauth/credentials/{}", id.as_str().unwrap());
            let answers = [practice.get("dana", &path).await, practice.get("dana", &path).await];
            assert_eq!(practice.get("dana", &path).await.status, 200, "the third time it works");
            let refused = answers.iter().filter(|answer| answer.status == 403);
            refused
                .map(|answer| answer.json()[0]["errorCode"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
                .join(" ")
        }
        Fault::MissingViewSecretPermission => {
            assert_eq!(practice.deploy_as("dana", &app.files()).await["status"], "Succeeded");
            let id = found(practice, "ExternalClientApplication", "DeveloperName = 'Acme'").await[0]["Id"].clone();
            let path = format!("/services/data/v67.0/apps/oauth/credentials/{}", id.as_str().unwrap());
            let one = practice.get("dana", &path).await.json()["consumers"][0]["id"].as_str().unwrap().to_owned();
            let secret = practice.get("dana", &format!("{path}/{one}?part=keyandsecret")).await;
            secret.json()[0]["errorCode"].as_str().unwrap_or_default().to_owned()
        }
        Fault::NameTaken => {
            let taken = found(practice, "ExternalClientApplication", "DeveloperName = 'Acme_Billing_Sync'").await;
            "taken".repeat(taken.len())
        }
        Fault::HalfCreatedApp => {
            let half = found(practice, "ExternalClientApplication", "DeveloperName = 'Acme_Half_Created'").await;
            let policies = found(practice, "ExtlClntAppPlcyCnfg", "DeveloperName LIKE 'Acme_Half%'").await;
            assert!(policies.is_empty(), "a half-created app has no policies");
            "half".repeat(half.len())
        }
        Fault::SetupEntityAccessGrants => {
            // A policy that chooses people and names nobody: a row made by hand lets the run-as user in or does not.
            let set = "<commaSeparatedPermissionSet>Acme_Billing_Users</commaSeparatedPermissionSet>";
            let app = App { policy: app.policy.replace(set, "").leak(), ..app };
            let credentials = practice.app(&app).await;
            let sets = found(practice, "PermissionSet", "Name = 'Acme_Billing_Users'").await;
            let row = json!({ "ParentId": sets[0]["Id"], "SetupEntityId": credentials.app_id });
            let path = "/services/data/v67.0/sobjects/SetupEntityAccess";
            assert_eq!(practice.send(Method::POST, "dana", path, row).await.status, 201);
            if service_token(practice, &app).await.is_empty() { "granted".to_owned() } else { String::new() }
        }
        Fault::JwtNeedsRefreshScope => {
            let app = App { scopes: "Api", global: CLIENT.element(), ..app };
            let key = practice.app(&app).await.key;
            let assertion = CLIENT.sign(&claims(&key, "maya@practice.example", &practice.org("")));
            let grant = ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
            let answer = practice.token_request(&[grant, ("assertion", &assertion)]).await;
            if answer.status == 200 { String::new() } else { answer.oauth_error().2 }
        }
        Fault::RefreshRotation => {
            let (credentials, tokens) = signed_in(practice, &App::self_authorized()).await;
            let renewed = refreshed(practice, &credentials, &tokens).await;
            "rotated".repeat(usize::from(renewed["refresh_token"].is_string()))
        }
        Fault::RefreshExpiresAtOnce => {
            let (credentials, tokens) = signed_in(practice, &App::self_authorized()).await;
            let renewed = refreshed(practice, &credentials, &tokens).await;
            renewed["error_description"].as_str().unwrap_or_default().to_owned()
        }
        Fault::OneApproval => {
            let app = App::self_authorized();
            let (credentials, first) = signed_in(practice, &app).await;
            let (_, second) = signed_in(practice, &app).await;
            assert_eq!(refreshed(practice, &credentials, &second).await["error"], Value::Null, "the second lives");
            refreshed(practice, &credentials, &first).await["error_description"].as_str().unwrap_or_default().to_owned()
        }
        Fault::PkceRequired => {
            let global = "<isPkceRequired>false</isPkceRequired>";
            let app = App { global, ..App::self_authorized() };
            let key = practice.app(&app).await.key;
            let address = practice.org(&format!(
                "/services/oauth2/authorize?response_type=code&client_id={key}&redirect_uri={}",
                app.callback
            ));
            let answer = reply(practice.client.get(address)).await;
            if answer.status == 302 { String::new() } else { answer.body }
        }
        Fault::WrongVerifier => {
            let app = App::self_authorized();
            let credentials = practice.app(&app).await;
            let answer = code_exchange(practice, &app, &credentials).await;
            answer["error_description"].as_str().unwrap_or_default().to_owned()
        }
        Fault::OpaqueTokens => {
            let global = "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\
                <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>";
            let Credentials { key, secret, .. } = practice.app(&App { global, ..app }).await;
            let form = [("grant_type", "client_credentials"), ("client_id", &*key), ("client_secret", &*secret)];
            let format = practice.token_request(&form).await.json()["token_format"].as_str().unwrap().to_owned();
            if format == "jwt" { String::new() } else { format }
        }
        Fault::DeploySlow => {
            let started = practice.start_deploy("dana", &app.files(), json!({ "singlePackage": true })).await;
            let id = started.json()["id"].as_str().unwrap().to_owned();
            let status = async || practice.deploy_result("dana", &id).await["status"].as_str().unwrap().to_owned();
            let first = status().await;
            practice.control("advance", json!({ "seconds": 61 })).await;
            assert_eq!(status().await, "Succeeded");
            if first == "Succeeded" { String::new() } else { first }
        }
        Fault::FailsOnce => {
            let path = "/services/data/v67.0/sobjects/Account";
            let made = async || practice.send(Method::POST, "dana", path, json!({ "Name": "Fjord" })).await.json();
            let failed = made().await[0]["errorCode"].as_str().unwrap_or_default().to_owned();
            assert_eq!(made().await["success"], true, "once only");
            failed
        }
        Fault::DeployPartlyFails => {
            let end = practice.deploy_as("dana", &app.files()).await;
            if end["status"] == "Succeeded" {
                return String::new();
            }
            assert_eq!(end["numberComponentErrors"], 1, "{end:#}");
            let apps = found(practice, "ExternalClientApplication", "DeveloperName = 'Acme'").await;
            assert!(apps.is_empty(), "nothing stays of a deploy that failed");
            end["details"]["componentFailures"][0]["problem"].as_str().unwrap().to_owned()
        }
        Fault::DeployCanceled => {
            let end = practice.deploy_as("dana", &app.files()).await;
            if end["status"] == "Succeeded" {
                String::new()
            } else {
                end["canceledByName"].as_str().unwrap().to_owned()
            }
        }
        Fault::ForeignOauthLink => {
            let soql = "SELECT OauthLink FROM ExtlClntAppOauthSettings WHERE DeveloperName = 'Acme_Copied_oauth'";
            let found = practice.query("dana", soql).await.json();
            let Some(link) = found["records"][0]["OauthLink"].as_str() else { return String::new() };
            // Sent back as it was read, it breaks the deploy.
            let file = format!(
                "<commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>\
                 <externalClientApplication>Acme_Copied</externalClientApplication><label>Acme Copied</label>\
                 <oauthLink>{link}</oauthLink>"
            );
            let files = [
                ("package.xml", manifest(&[("Acme_Copied_oauth".to_owned(), "ExtlClntAppOauthSettings")])),
                ("extlClntAppOauthSettings/Acme_Copied_oauth.ecaOauth", root("ExtlClntAppOauthSettings", &file)),
            ];
            refusal(practice, &files, ".ecaOauth").await
        }
        Fault::Api59 | Fault::Api61 | Fault::Api63 | Fault::Api66 => {
            let listed = reply(practice.client.get(practice.org("/services/data"))).await.json();
            let highest = listed.as_array().unwrap().last().unwrap()["version"].as_str().unwrap().to_owned();
            let status = practice.get("dana", "/services/data/v67.0/limits").await.status;
            assert_eq!(status == 404, highest != "67.0", "what is not listed is not answered");
            if highest == "67.0" { String::new() } else { highest }
        }
        Fault::SandboxRefreshed => {
            let url = &practice.description.control.url;
            let asked = practice.client.get(url).bearer_auth(&practice.description.control.bearer);
            let id = reply(asked).await.json()["description"]["orgs"][1]["id"].as_str().unwrap().to_owned();
            if id.starts_with("00DPRACTICE0003") { String::new() } else { id }
        }
        Fault::MyDomainOnly => {
            let end = practice.browse(practice.login(CLI), "dana@practice.example", "allow").await;
            if end.status == 200 { "still at the form".to_owned() } else { String::new() }
        }
        Fault::ApiAccessControl => {
            let end = practice.browse(practice.org(CLI), "maya@practice.example", "allow").await;
            parameter(end.location(), "error").unwrap_or_default()
        }
        Fault::IpRefused => service_token(practice, &app).await,
        Fault::PostWithoutLengthHangs => {
            let app = practice.app(&app).await;
            match crate::staged::post_without_length(practice, &app).await {
                Some(_) => String::new(),
                None => "no answer".to_owned(),
            }
        }
        Fault::BadRequestOnErrorPage => {
            let end = reply(practice.client.get(practice.org(&CLI.replace("1717", "1718")))).await;
            parameter(end.location(), "error").unwrap_or_default()
        }
        Fault::RefusalOnErrorPage => {
            let end = practice.browse(practice.org(CLI), "maya@practice.example", "deny").await;
            let on_page = end.location().starts_with(&practice.org("/setup/secur/RemoteAccessErrorPage.apexp?"));
            if on_page { parameter(end.location(), "error").unwrap() } else { String::new() }
        }
        Fault::UninstalledAppAtCallback => {
            let end = practice.browse(practice.org(CLI), "robin@practice.example", "allow").await;
            assert!(end.location().starts_with("http://localhost:1717/OauthRedirect?"), "{}", end.location());
            parameter(end.location(), "error").unwrap_or_default()
        }
        Fault::UninstalledAppBlocked => {
            let end = practice.browse(practice.org(CLI), "robin@practice.example", "allow").await;
            parameter(end.location(), "error").unwrap_or_default()
        }
    }
}

/// What each fault shows.
fn expected(fault: Fault) -> &'static str {
    match fault {
        Fault::Propagation => "client identifier invalid",
        Fault::SecretSwitchStaysOff => "FUNCTIONALITY_NOT_ENABLED FUNCTIONALITY_NOT_ENABLED",
        Fault::SecretSwitchRefused => "You can't change this setting in this org.",
        Fault::MissingCreatePermission => "INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id",
        Fault::MissingViewSecretPermission => "INSUFFICIENT_ACCESS",
        Fault::NotPreAuthorized => "user is not admin approved to access this app",
        Fault::NoRunAsUser => "no client credentials user enabled",
        Fault::NameTaken => "taken",
        Fault::HalfCreatedApp => "half",
        Fault::LoopbackLiteralRefused => "Enter a valid callback URL: http://127.0.0.1:7171/callback",
        Fault::SetupEntityAccessGrants => "granted",
        Fault::AutoPolicyFirst => {
            "DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on AcmeOAuthSettings_defaultPolicy"
        }
        Fault::JwtNeedsRefreshScope => {
            "refresh_token scope is required and the connected app should be installed and preauthorized"
        }
        Fault::PostWithoutLengthHangs => "no answer",
        Fault::RefreshRotation => "rotated",
        Fault::RefreshExpiresAtOnce | Fault::OneApproval => "expired access/refresh token",
        Fault::PkceRequired => "error=invalid_request&error_description=missing%20required%20code%20challenge",
        Fault::WrongVerifier => "invalid code verifier",
        Fault::OpaqueTokens => "opaque",
        Fault::DeploySlow => "InProgress",
        Fault::DeployPartlyFails => {
            "UNKNOWN_EXCEPTION: An unexpected error occurred. Please include this ErrorId if you contact support: \
             PRACTICE-1 (1)"
        }
        Fault::FailsOnce => "UNKNOWN_EXCEPTION",
        Fault::DeployCanceled => "Sam Ortiz",
        Fault::ForeignOauthLink => {
            "Cannot invoke \"String.split(String)\" because the OAuth link is of another organization"
        }
        Fault::Api59 => "59.0",
        Fault::Api61 => "61.0",
        Fault::Api63 => "63.0",
        Fault::Api66 => "66.0",
        Fault::BadRequestOnErrorPage => "redirect_uri_mismatch",
        Fault::RefusalOnErrorPage => "access_denied",
        Fault::UninstalledAppBlocked | Fault::UninstalledAppAtCallback => "OAUTH_APPROVAL_ERROR_GENERIC",
        Fault::SandboxRefreshed => "00DPRACTICE001325B",
        Fault::MyDomainOnly => "still at the form",
        Fault::ApiAccessControl => "OAUTH_APP_BLOCKED",
        Fault::IpRefused => "ip restricted or invalid login hours",
    }
}

#[tokio::test]
async fn a_fault_does_not_show_when_it_is_turned_on() {
    for fault in Fault::ALL.iter().copied() {
        let practice = Practice::of(&ORGS).await;
        let on = practice.control("faults", json!({ "name": fault.name(), "on": true })).await;
        assert_eq!((on.status, on.json()["on"].clone()), (200, json!([fault.name()])));
        assert_eq!(symptom(&practice, fault).await, expected(fault), "{fault}");
    }
}

#[tokio::test]
async fn a_fault_does_not_show_when_the_binary_starts_with_it() {
    for fault in Fault::ALL.iter().copied() {
        let practice = Practice::binary(&["--org", "developer", "--org", "sandbox", "--fault", fault.name()]);
        assert_eq!(symptom(&practice, fault).await, expected(fault), "{fault}");
    }
}

#[tokio::test]
async fn a_fault_stays_when_it_is_turned_off() {
    for fault in Fault::ALL.iter().copied() {
        let practice = Practice::of(&ORGS).await;
        for on in [true, false] {
            practice.control("faults", json!({ "name": fault.name(), "on": on })).await;
        }
        assert_eq!(symptom(&practice, fault).await, "", "{fault}");
    }
}

#[tokio::test]
async fn an_unknown_fault_is_taken() {
    let practice = Practice::new().await;
    let refused = practice.control("faults", json!({ "name": "nonsense", "on": true })).await;
    assert_eq!((refused.status, refused.body.as_str()), (400, r#"{"error":"no fault is called \"nonsense\""}"#));
    let program = env!("CARGO_BIN_EXE_practice-org");
    let started = std::process::Command::new(program).args(["--fault", "nonsense"]).output().unwrap();
    assert!(!started.status.success() && String::from_utf8_lossy(&started.stderr).contains("no fault is called"));
    let listed = std::process::Command::new(program).arg("--list").output().unwrap();
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(Fault::ALL.iter().all(|fault| listed.contains(fault.name()) && listed.contains(fault.explanation())));
}

#[tokio::test]
async fn the_delay_of_propagation_cannot_be_told() {
    let practice = Practice::binary(&[]);
    practice.control("faults", json!({ "name": "propagation", "on": true, "seconds": 60 })).await;
    assert_eq!(service_token(&practice, &App::default()).await, "client identifier invalid");
    practice.control("advance", json!({ "seconds": 59 })).await;
    assert_eq!(service_token(&practice, &App::default()).await, "client identifier invalid");
    practice.control("advance", json!({ "seconds": 1 })).await;
    assert_eq!(service_token(&practice, &App::default()).await, "");
}

#[tokio::test]
async fn a_fault_takes_away_an_app_that_somebody_made() {
    let practice = Practice::new().await;
    let own = practice.app(&App { name: "Acme_Billing_Sync", ..App::default() }).await;
    for on in [true, false] {
        practice.control("faults", json!({ "name": "name-taken", "on": on })).await;
        let kept = practice.credentials("Acme_Billing_Sync").await;
        assert_eq!((kept.app_id, kept.key), (own.app_id.clone(), own.key.clone()));
    }
}
