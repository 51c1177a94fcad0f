//! Replies in the shapes that Salesforce documents or was seen to send, and the requests that ask for them.

use crate::stub::{Answer, Stub};
use salesforce::metadata::{Component, ComponentType, DeployOptions, DeployStatus, GlobalOauthSettings};
use salesforce::types::{AuthorizationCode, CodeVerifier, ConsumerKey, ConsumerSecret, RecordId};
use salesforce::{Error, Transport, oauth};
use serde_json::{Value, json};

const TOKEN: &str = "00Dxx0000001gPL!AR8AQJXg5oj8jXSgxJfA0lBog";

fn transport() -> Transport {
    Transport::new().unwrap()
}

#[tokio::test]
async fn a_failed_deploy_names_the_component_and_the_problem() {
    let stub = Stub::answering([Answer::json(200, include_str!("../shapes/deploy_failed.json"))]).await;
    let id = RecordId::parse("0AfQy00000AbCdEKAV").unwrap();
    let result = stub.org(transport(), TOKEN).deploy_status(&id).await.unwrap();
    assert_eq!((result.status, result.done, result.success), (DeployStatus::Failed, true, false));
    assert_eq!(result.failures[0].full_name, "App_plcy");
    assert!(result.failures[0].problem.as_deref().unwrap().starts_with("Enter a valid execution user"));
    assert!(result.successes[1].created && result.successes[1].id.is_some());
    assert_eq!(result.created_by_name.as_deref(), Some("Ada Lovelace"));
    let asked = &stub.asked()[0];
    assert_eq!(asked.uri, "/services/data/v67.0/metadata/deployRequest/0AfQy00000AbCdEKAV?includeDetails=true");
    assert_eq!(asked.header("authorization"), format!("Bearer {TOKEN}"));
    assert!(asked.header("user-agent").starts_with("Orgkey/"));
}

#[tokio::test]
async fn a_deploy_is_sent_as_options_then_zip() {
    let answer = json!({ "validatedDeployRequestId": null, "id": "0AfQy00000AbCdEKAV", "deployResult": null });
    let stub = Stub::answering([Answer::json(201, answer.to_string())]).await;
    let id = stub.org(transport(), TOKEN).deploy(b"PKzip".to_vec(), &DeployOptions::default()).await.unwrap();
    assert_eq!(id.as_str(), "0AfQy00000AbCdEKAV");
    let asked = &stub.asked()[0];
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/services/data/v67.0/metadata/deployRequest"));
    assert!(asked.header("content-type").starts_with("multipart/form-data; boundary="));
    let body = asked.body.to_lowercase();
    let (json, file) =
        (body.find("name=\"json\"").unwrap(), body.find("name=\"file\"; filename=\"deploy.zip\"").unwrap());
    assert!(json < file && body.contains("content-type: application/zip") && body.contains("\"rollbackonerror\":true"));
    assert!(body.contains("content-type: application/json") && body.contains("pkzip"));
}

#[tokio::test]
async fn client_credentials_put_both_into_the_body() {
    let stub = Stub::answering([Answer::json(200, include_str!("../shapes/token_client_credentials.json"))]).await;
    let key = ConsumerKey::parse("3MVG9fake").unwrap();
    let reply = oauth::client_credentials(&transport(), &stub.host, &key, &ConsumerSecret::new("FA4E")).await.unwrap();
    assert_eq!(reply.instance_url, "https://acme.my.salesforce.com");
    assert_eq!(reply.id.user.as_str(), "005xx000001SwiUAAS");
    let asked = &stub.asked()[0];
    assert_eq!(asked.uri, "/services/oauth2/token");
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(asked.body.as_bytes()).into_owned().collect();
    for (name, value) in [("grant_type", "client_credentials"), ("client_id", "3MVG9fake"), ("client_secret", "FA4E")] {
        assert!(fields.contains(&(name.to_owned(), value.to_owned())), "{fields:?}");
    }
    assert_eq!(fields.len(), 3);
    assert_eq!(asked.header("authorization"), "");
}

#[tokio::test]
async fn a_code_is_exchanged_with_its_callback_and_verifier() {
    let stub = Stub::answering([Answer::json(200, include_str!("../shapes/token_client_credentials.json"))]).await;
    let grant = oauth::CodeGrant {
        client_id: &oauth::platform_cli(),
        client_secret: None,
        code: &AuthorizationCode::new("aPrx4==+/"),
        redirect_uri: "http://localhost:1717/OauthRedirect",
        verifier: Some(&CodeVerifier::new("v".repeat(43))),
    };
    oauth::authorization_code(&transport(), &stub.host, &grant).await.unwrap();
    let mut fields: Vec<(String, String)> =
        url::form_urlencoded::parse(stub.asked()[0].body.as_bytes()).into_owned().collect();
    fields.sort();
    let expected = [
        ("client_id", "PlatformCLI"),
        ("code", "aPrx4==+/"),
        ("code_verifier", &"v".repeat(43)),
        ("grant_type", "authorization_code"),
        ("redirect_uri", "http://localhost:1717/OauthRedirect"),
    ];
    assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn a_deploy_is_called_off_by_a_patch() {
    let answer = json!({ "id": "0AfQy00000AbCdEKAV", "deployResult": { "status": "Canceling" } });
    let stub = Stub::answering([Answer::json(202, answer.to_string())]).await;
    let id = RecordId::parse("0AfQy00000AbCdEKAV").unwrap();
    stub.org(transport(), TOKEN).cancel_deploy(&id).await.unwrap();
    let asked = &stub.asked()[0];
    assert_eq!((asked.method.as_str(), asked.body.as_str()), ("PATCH", r#"{"deployResult":{"status":"Canceling"}}"#));
}

#[tokio::test]
async fn a_refused_grant_keeps_salesforces_words() {
    let body = json!({ "error": "invalid_grant", "error_description": "no client credentials user enabled" });
    let stub = Stub::answering([Answer::json(400, body.to_string()).header("x-request-id", "abc")]).await;
    let key = ConsumerKey::parse("3MVG9fake").unwrap();
    let error =
        oauth::client_credentials(&transport(), &stub.host, &key, &ConsumerSecret::new("FA4E")).await.unwrap_err();
    let said = error.salesforce().unwrap();
    assert_eq!((said.status, said.code.as_str()), (400, "invalid_grant"));
    assert_eq!(said.message, "no client credentials user enabled");
    assert_eq!(said.request_id.as_deref(), Some("abc"));
}

#[tokio::test]
async fn reading_metadata_passes_over_the_absent_and_the_unknown() {
    let stub = Stub::answering([Answer::xml(200, include_str!("../shapes/read_metadata.xml"))]).await;
    let org = stub.org(transport(), "00D!<&canary>");
    let read = org.read_metadata(ComponentType::GlobalOauthSettings, &["App_glbloauth", "Absent"]).await.unwrap();
    let expected = GlobalOauthSettings {
        full_name: "App_glbloauth".into(),
        callback_urls: vec!["https://acme.example/cb".into(), "myapp://cb".into()],
        consumer_key: Some("3MVG9fake".into()),
        external_client_application: "App".into(),
        is_client_credentials_flow_enabled: true,
        is_pkce_required: false,
        ..GlobalOauthSettings::default()
    };
    assert_eq!(read, [Component::GlobalOauthSettings(expected)]);
    let asked = &stub.asked()[0];
    assert_eq!((asked.uri.path(), asked.header("soapaction")), ("/services/Soap/m/67.0", "\"\""));
    assert!(asked.body.contains("<sessionId>00D!&lt;&amp;canary&gt;</sessionId>"), "{}", asked.body);
    assert_eq!(asked.header("authorization"), "");
}

#[tokio::test]
async fn more_names_than_ten_are_asked_in_turns() {
    let empty = include_str!("../shapes/read_metadata.xml");
    let stub = Stub::answering([Answer::xml(200, empty), Answer::xml(200, empty)]).await;
    let names: Vec<String> = (0..11).map(|n| format!("App{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    stub.org(transport(), TOKEN).read_metadata(ComponentType::App, &names).await.unwrap();
    assert_eq!(stub.asked().iter().map(|asked| asked.body.matches("<fullNames>").count()).collect::<Vec<_>>(), [10, 1]);
}

#[tokio::test]
async fn listing_metadata_reads_every_entry() {
    let stub = Stub::answering([Answer::xml(200, include_str!("../shapes/list_metadata.xml"))]).await;
    let listed = stub.org(transport(), TOKEN).list_metadata(ComponentType::App).await.unwrap();
    assert_eq!(listed.iter().map(|entry| entry.full_name.as_str()).collect::<Vec<_>>(), ["App", "Other"]);
    assert_eq!(listed[0].id.as_ref().map(RecordId::short), Some("0xIQy0000000001"));
    assert_eq!(listed[1].id, None);
}

#[tokio::test]
async fn a_soap_fault_is_an_ended_session() {
    let stub = Stub::answering([Answer::xml(500, include_str!("../shapes/fault.xml"))]).await;
    let error = stub.org(transport(), TOKEN).list_metadata(ComponentType::App).await.unwrap_err();
    assert!(error.is_session_expired(), "{error}");
}

#[tokio::test]
async fn a_jwt_session_is_not_sent_to_soap() {
    let stub = Stub::answering([]).await;
    let error = stub.org(transport(), "eyJh.eyJi.c2ln").list_metadata(ComponentType::App).await.unwrap_err();
    assert!(matches!(error, Error::NeedsOpaqueToken { .. }) && stub.asked().is_empty());
}

#[tokio::test]
async fn key_and_secret_come_together() {
    let stub = Stub::answering([Answer::json(200, include_str!("../shapes/credentials.json"))]).await;
    let (app, consumer) = (RecordId::parse("0xIQy0000000001").unwrap(), RecordId::parse("888Qy00000071Af").unwrap());
    let (key, secret) = stub.org(transport(), TOKEN).consumer_key_and_secret(&app, &consumer).await.unwrap();
    assert_eq!((key.as_str(), &secret.expose()[..8]), ("3MVG9fake", "FA4EFA4E"));
    let path = format!("/services/data/v67.0/apps/oauth/credentials/{app}/{consumer}?part=keyandsecret");
    assert_eq!(stub.asked()[0].uri, path.as_str());
}

#[tokio::test]
async fn a_query_follows_its_pages_on_this_host_only() {
    let first = json!({ "totalSize": 2, "done": false, "nextRecordsUrl": "/services/data/v67.0/query/01g-1", "records": [{"Id": "a"}] });
    let second = json!({ "totalSize": 2, "done": true, "records": [{"Id": "b"}] });
    let stub = Stub::answering([Answer::json(200, first.to_string()), Answer::json(200, second.to_string())]).await;
    let rows: Vec<Value> =
        stub.org(transport(), TOKEN).query("SELECT Id FROM User WHERE Name = 'a b&c'").await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(stub.asked()[0].uri.query(), Some("q=SELECT+Id+FROM+User+WHERE+Name+%3D+%27a+b%26c%27"));
    assert_eq!(stub.asked()[1].uri.path(), "/services/data/v67.0/query/01g-1");

    for next in
        ["https://evil.example/services/data/v67.0/query/x", "//evil.example/services/data/x", "/secur/logout.jsp"]
    {
        let page = json!({ "done": false, "nextRecordsUrl": next, "records": [] });
        let stub = Stub::answering([Answer::json(200, page.to_string())]).await;
        let error = stub.org(transport(), TOKEN).query::<Value>("SELECT Id FROM User").await.unwrap_err();
        assert!(matches!(error, Error::NotSalesforce { .. }) && stub.asked().len() == 1, "{next}");
    }
}

#[tokio::test]
async fn pages_that_repeat_end_in_an_error() {
    let page = json!({ "done": false, "nextRecordsUrl": "/services/data/v67.0/query/x", "records": [] }).to_string();
    let stub = Stub::answering((0..5).map(|_| Answer::json(200, page.clone()))).await;
    let error = stub.org(transport(), TOKEN).query::<Value>("SELECT Id FROM User").await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }) && stub.asked().len() == 2);
}
