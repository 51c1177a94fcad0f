//! Each call against the practice org, which shares no code with this crate.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use std::time::Duration;

use practice_org::{Options, Running};
use salesforce::metadata::{
    AppPolicies, Component, ComponentType, DeployOptions, DeployResult, DeployStatus, ExternalClientAppSettings,
    ExternalClientApplication, GlobalOauthSettings, OauthPolicies, OauthSettings, ObjectPermission, Package,
    PermissionSet, PermittedUsers,
};
use salesforce::oauth::{Authorize, DryCheck, Pkce, State};
use salesforce::rest::{soql, versions};
use salesforce::types::{AccessToken, ApiVersion, OrgId, RecordId, Scope};
use salesforce::{Host, Org, Session, Transport, Trust, oauth};
use serde::Deserialize;
use serde_json::json;

const VERSION: ApiVersion = ApiVersion::new(67);
const CALLBACK: &str = "http://127.0.0.1:7171/callback";
const RUN_AS: &str = "integration@practice.example";

#[derive(Debug, Deserialize)]
struct Row {
    #[serde(rename = "Id")]
    id: RecordId,
}

/// The org with its first user, an admin, signed in.
async fn practice() -> (Running, Org) {
    let running = practice_org::start(Options::default()).await.unwrap();
    let description = running.description();
    let there = &description.orgs[0];
    let admin = &there.users[0];
    let session = Session {
        host: Host::practice(&there.url).unwrap(),
        access_token: AccessToken::new(admin.access_token.clone()),
        org: OrgId::parse(&there.id).unwrap(),
        user: RecordId::parse(&admin.id).unwrap(),
    };
    let org = Org::new(Transport::new().unwrap(), session, VERSION);
    (running, org)
}

/// A whole app that allows client credentials as the integration user, and the switch for reading its secret.
fn app() -> Package {
    let mut package = Package::new(VERSION);
    let app = || "Check_App".to_owned();
    package.add(ExternalClientApplication {
        full_name: app(),
        label: "Check & <App>".into(),
        contact_email: Some("dana@practice.example".into()),
        ..Default::default()
    });
    package.add(OauthSettings {
        full_name: "Check_AppOAuthSettings".into(),
        label: Some("Check".into()),
        external_client_application: app(),
        comma_separated_oauth_scopes: vec!["Api".into(), "RefreshToken".into()],
        ..Default::default()
    });
    package.add(GlobalOauthSettings {
        full_name: "Check_AppGlblOAuth".into(),
        label: Some("Check".into()),
        external_client_application: app(),
        callback_urls: vec![CALLBACK.into(), "https://acme.example/cb".into()],
        is_client_credentials_flow_enabled: true,
        ..Default::default()
    });
    package.add(OauthPolicies {
        full_name: "Check_AppOAuthSettings_defaultPolicy".into(),
        label: Some("Check".into()),
        external_client_application: app(),
        is_client_credentials_flow_enabled: true,
        client_credentials_flow_user: Some(RUN_AS.into()),
        permitted_users_policy_type: PermittedUsers::AdminApprovedPreAuthorized,
        comma_separated_permission_set: vec!["Check_App_Users".into()],
        ..Default::default()
    });
    package.add(AppPolicies {
        full_name: "Check_App_defaultPolicy".into(),
        label: Some("Check".into()),
        external_client_application: app(),
        is_oauth_plugin_enabled: Some(true),
        ..Default::default()
    });
    package.add(PermissionSet {
        full_name: "Check_App_Users".into(),
        label: "Check App users".into(),
        user_permissions: vec!["ApiEnabled".into()],
        object_permissions: vec![ObjectPermission { object: "Account".into(), read: true, ..Default::default() }],
        ..Default::default()
    });
    package.add(ExternalClientAppSettings { enable_client_secret_in_rest_api_access: true, ..Default::default() });
    package
}

async fn deploy(org: &Org, package: &Package) -> DeployResult {
    let id = org.deploy(package.to_zip().unwrap(), &DeployOptions::default()).await.unwrap();
    for _ in 0..100 {
        let result = org.deploy_status(&id).await.unwrap();
        if result.done {
            return result;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the deploy never ended");
}

async fn only(org: &Org, soql: &str) -> RecordId {
    let mut rows: Vec<Row> = org.query(soql).await.unwrap();
    assert_eq!(rows.len(), 1, "{soql}");
    rows.remove(0).id
}

#[tokio::test]
async fn looking_around_needs_no_change() {
    let (_running, org) = practice().await;
    let offered = versions(org.transport(), &org.session().host).await.unwrap();
    assert_eq!(offered.highest(), Some(VERSION));
    assert!(offered.server_time.is_some());
    assert!(org.limits().await.unwrap().daily_api_requests.is_some());
    let account = org.describe("Account").await.unwrap();
    assert!(account.has_field("Name") && account.name == "Account");
    assert!(org.describe_global().await.unwrap().iter().any(|object| object.name == "User" && object.queryable));
    let name = format!("SELECT Id FROM User WHERE Username = {}", soql::quote(RUN_AS));
    only(&org, &name).await;
    let nobody: Vec<Row> = org
        .query(&format!("SELECT Id FROM User WHERE Username = {}", soql::quote("x' OR Name LIKE '%")))
        .await
        .unwrap();
    assert!(nobody.is_empty());
    let me = oauth::userinfo(org.transport(), &org.session().host, &org.session().access_token).await.unwrap();
    assert_eq!((&me.user_id, &me.organization_id), (&org.session().user, &org.session().org));
    let error = org.query::<Row>("SELECT Id FROM Nowhere").await.unwrap_err();
    assert_eq!(error.salesforce().map(|said| said.code.as_str()), Some("INVALID_TYPE"));
}

#[tokio::test]
async fn an_app_is_made_read_back_and_used() {
    let (_running, org) = practice().await;
    let (t, host) = (org.transport(), &org.session().host);
    let package = app();
    let result = deploy(&org, &package).await;
    assert_eq!(result.status, DeployStatus::Succeeded, "{:?} {:?}", result.failures, result.error_message);
    assert!(result.successes.iter().any(|message| message.full_name == "Check_App" && message.created));

    for sent in package.components() {
        let read = org.read_metadata(sent.kind(), &[sent.full_name()]).await.unwrap();
        match (sent, &read[..]) {
            (Component::GlobalOauthSettings(sent), [Component::GlobalOauthSettings(read)]) => {
                assert_eq!(read.callback_urls, sent.callback_urls);
                assert!(read.is_client_credentials_flow_enabled && read.is_pkce_required);
            }
            (Component::OauthPolicies(sent), [Component::OauthPolicies(read)]) => {
                assert_eq!(read.comma_separated_permission_set, sent.comma_separated_permission_set);
                assert_eq!(read.client_credentials_flow_user, sent.client_credentials_flow_user);
            }
            (Component::App(sent), [Component::App(read)]) => assert_eq!(read.label, sent.label),
            (Component::PermissionSet(sent), [Component::PermissionSet(read)]) => assert_eq!(read, sent),
            (Component::Settings(_), [Component::Settings(read)]) => {
                assert!(read.enable_client_secret_in_rest_api_access)
            }
            (_, [read]) => assert_eq!((read.kind(), read.full_name()), (sent.kind(), sent.full_name())),
            (_, read) => panic!("{}: {read:?}", sent.full_name()),
        }
        let listed = org.list_metadata(sent.kind()).await.unwrap();
        assert!(listed.iter().any(|entry| entry.full_name == sent.full_name()), "{}: {listed:?}", sent.full_name());
    }
    assert!(org.read_metadata(ComponentType::App, &["Absent"]).await.unwrap().is_empty());

    let app = only(&org, "SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Check_App'").await;
    let consumers = org.consumers(&app).await.unwrap();
    let (key, secret) = org.consumer_key_and_secret(&app, &consumers[0].id).await.unwrap();
    assert_eq!(key, consumers[0].key);

    // Pre-authorised, but the run-as user does not hold the permission set yet.
    let error = oauth::client_credentials(t, host, &key, &secret).await.unwrap_err();
    assert_eq!(error.salesforce().map(|said| said.code.as_str()), Some("invalid_app_access"));
    let set = only(&org, "SELECT Id FROM PermissionSet WHERE Name = 'Check_App_Users'").await;
    let user = only(&org, &format!("SELECT Id FROM User WHERE Username = {}", soql::quote(RUN_AS))).await;
    let row = json!({ "AssigneeId": user.as_str(), "PermissionSetId": set.as_str() });
    let assignment = org.create("PermissionSetAssignment", &row).await.unwrap();
    let again = org.create("PermissionSetAssignment", &row).await.unwrap_err();
    assert_eq!(again.salesforce().map(|said| said.code.as_str()), Some("DUPLICATE_VALUE"));

    let reply = oauth::client_credentials(t, host, &key, &secret).await.unwrap();
    assert_eq!(Trust::Practice(vec![host.clone()]).accept(&reply.instance_url).as_ref(), Ok(host));
    assert!(Trust::Salesforce.accept(&reply.instance_url).is_err());
    assert_eq!(reply.id.user, user);
    assert!(reply.refresh_token.is_none());
    let who = oauth::userinfo(t, host, &reply.access_token).await.unwrap();
    assert_eq!(who.preferred_username.as_str(), RUN_AS);
    assert!(oauth::introspect(t, host, &key, &secret, &reply.access_token).await.unwrap().active);

    oauth::revoke(t, host, &reply.access_token).await.unwrap();
    assert!(!oauth::introspect(t, host, &key, &secret, &reply.access_token).await.unwrap().active);
    let dead = Session { access_token: reply.access_token.clone(), user: user.clone(), ..org.session().clone() };
    let error = Org::new(t.clone(), dead, VERSION).limits().await.unwrap_err();
    assert!(error.is_session_expired() && error.salesforce().is_some_and(|said| said.status == 401), "{error}");
    assert!(oauth::userinfo(t, host, &reply.access_token).await.unwrap_err().is_session_expired());

    org.delete("PermissionSetAssignment", &assignment).await.unwrap();
    let gone: Vec<Row> = org
        .query(&format!("SELECT Id FROM PermissionSetAssignment WHERE Id = {}", soql::quote(assignment.as_str())))
        .await
        .unwrap();
    assert!(gone.is_empty());
}

#[tokio::test]
async fn the_authorize_service_is_asked_without_signing_in() {
    let (_running, org) = practice().await;
    assert!(deploy(&org, &app()).await.success);
    let (t, host) = (org.transport(), &org.session().host);
    let app = only(&org, "SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Check_App'").await;
    let key = org.consumers(&app).await.unwrap().remove(0).key;
    let (pkce, state, scopes) = (Pkce::new(), State::new(), [Scope::parse("api").unwrap()]);
    let known = Authorize {
        host,
        client_id: &key,
        redirect_uri: CALLBACK,
        scopes: &scopes,
        state: state.as_str(),
        challenge: Some(&pkce.challenge),
        force_login: false,
    };
    assert_eq!(oauth::dry_check(t, &known.url(), host).await.unwrap(), DryCheck::Known);
    let refused = |outcome: DryCheck| match outcome {
        DryCheck::Refused { error, .. } => error,
        other => panic!("{other:?}"),
    };
    let elsewhere = Authorize { redirect_uri: "https://evil.example/cb", ..known };
    assert_eq!(refused(oauth::dry_check(t, &elsewhere.url(), host).await.unwrap()), "redirect_uri_mismatch");
    let bare = Authorize { challenge: None, ..known };
    assert_eq!(refused(oauth::dry_check(t, &bare.url(), host).await.unwrap()), "invalid_request");
    let cli = oauth::platform_cli();
    let cli = Authorize { client_id: &cli, redirect_uri: "http://localhost:1717/OauthRedirect", ..known };
    assert_eq!(oauth::dry_check(t, &cli.url(), host).await.unwrap(), DryCheck::Known);
}

#[tokio::test]
async fn what_was_made_can_be_taken_away_again() {
    let (_running, org) = practice().await;
    let package = app();
    assert!(deploy(&org, &package).await.success);
    let mut undo = Package::new(VERSION);
    for component in package.components().iter().filter(|component| component.kind() != ComponentType::Settings) {
        undo.delete(component.kind(), component.full_name());
    }
    let result = deploy(&org, &undo).await;
    assert!(result.success, "{:?}", result.failures);
    assert!(
        result.successes.iter().any(|message| message.full_name == "Check_App" && message.deleted),
        "{:?}",
        result.successes
    );
    let left: Vec<Row> =
        org.query("SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Check_App'").await.unwrap();
    assert!(left.is_empty());
}

#[tokio::test]
async fn a_mistake_in_a_package_is_told_by_component() {
    let (_running, org) = practice().await;
    let mut package = app();
    package.add(OauthPolicies {
        full_name: "Check_AppOAuthSettings_defaultPolicy".into(),
        external_client_application: "Check_App".into(),
        is_client_credentials_flow_enabled: true,
        client_credentials_flow_user: Some("nobody@practice.example".into()),
        ..Default::default()
    });
    let result = deploy(&org, &package).await;
    assert_eq!((result.status, result.success), (DeployStatus::Failed, false));
    let failure = result.failures.iter().find(|m| m.full_name == "Check_AppOAuthSettings_defaultPolicy").unwrap();
    assert_eq!(ComponentType::from_name(&failure.component_type), Some(ComponentType::OauthPolicies));
    assert!(failure.problem.as_deref().is_some_and(|problem| problem.contains("execution user")), "{failure:?}");
}

#[tokio::test]
async fn a_query_that_is_refused_takes_those_beside_it_along_or_one_loses_rows() {
    let (_running, org) = practice().await;
    let [accounts, wrong, users] = org
        .queries(["SELECT Id FROM Account", "SELECT Mood FROM Account", "SELECT Id FROM User WHERE Name = 'O\\'Neil'"])
        .await
        .unwrap();
    let whole = org.query::<Row>("SELECT Id FROM Account").await.unwrap();
    let ids = |rows: Vec<Row>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(accounts.unwrap().of().unwrap()), ids(whole));
    assert_eq!(wrong.unwrap_err().salesforce().unwrap().code, "INVALID_FIELD");
    assert!(users.unwrap().of::<Row>().unwrap().is_empty());
}
