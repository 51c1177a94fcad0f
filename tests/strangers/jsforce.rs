//! jsforce, a library for Node.js.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::practice::{Credentials, Practice};
use crate::project::Project;
use crate::talk::Talk;

/// Longer than a session lives.
const NAP: Duration = Duration::from_secs(3 * 3600);

fn texts(value: &Value) -> BTreeSet<&str> {
    value.as_array().unwrap_or_else(|| panic!("{value}")).iter().filter_map(Value::as_str).collect()
}

fn given(practice: &Practice, app: &Credentials) -> Value {
    json!({ "url": practice.url(), "id": app.id, "secret": app.secret })
}

#[tokio::test]
async fn jsforce_cannot_work_as_a_server() {
    let practice = Practice::start().await;
    let app = practice.deploy(&Project::new()).await;
    practice.assign("etl").await;
    let mut talk = Talk::with("jsforce/server.mjs");
    let seen = talk.ask(given(&practice, &app)).await;
    assert_eq!(seen["user"], practice.user("etl").id.as_str(), "{seen:#}");
    assert_eq!(seen["username"], "etl@practice.example");
    assert!(texts(&seen["limits"]).contains("DailyApiRequests"), "{seen:#}");
    assert!(seen["usage"]["used"].as_u64().unwrap() > 0 && seen["usage"]["limit"].as_u64().unwrap() > 0, "{seen:#}");
    assert!(texts(&seen["objects"]).is_superset(&["Account", "Contact"].into()), "{seen:#}");
    assert!(texts(&seen["fields"]).is_superset(&["Id", "Name", "Industry"].into()), "{seen:#}");

    let revoked = talk.ask(json!("revoke")).await;
    assert_eq!(revoked["query"]["errorCode"], "INVALID_SESSION_ID", "{revoked:#}");
    assert_eq!(revoked["identity"]["errorCode"], "INVALID_SESSION_ID", "{revoked:#}");
    let wrong = talk.ask(json!("a wrong secret")).await;
    assert_eq!((&wrong["name"], &wrong["message"]), (&json!("invalid_client"), &json!("invalid client credentials")));
    talk.end().await;
}

#[tokio::test]
async fn jsforce_cannot_sign_a_person_in_or_keep_them_signed_in() {
    signs_in(&Project::for_everybody(), false).await;
}

#[tokio::test]
async fn jsforce_cannot_refresh_where_refresh_tokens_rotate() {
    let project = Project::for_everybody();
    let rotates = |value: &str| format!("<isRefreshTokenRotationEnabled>{value}</isRefreshTokenRotationEnabled>");
    project.change("Harbour_Log_glbloauth.ecaGlblOauth-meta.xml", &rotates("false"), &rotates("true"));
    signs_in(&project, true).await;
}

async fn signs_in(project: &Project, rotates: bool) {
    let practice = Practice::start().await;
    let app = practice.deploy(project).await;
    let mut talk = Talk::with("jsforce/person.mjs");
    let begun = talk.ask(given(&practice, &app)).await;
    assert_eq!(begun["verifier"], 171, "{begun}");
    let callback = practice.sign_in(begun["link"].as_str().unwrap(), "maya").await;
    let parameter =
        |name: &str| callback.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    assert_eq!(parameter("state").as_deref(), Some("tide"), "{callback}");
    let signed_in = talk.ask(json!({ "code": parameter("code") })).await;
    let maya = practice.user("maya").id.as_str();
    assert_eq!(signed_in, json!({ "user": maya, "instance": practice.url(), "accounts": 12 }));
    for round in 1..=2 {
        practice.advance(NAP / 2);
        let answer = talk.ask(json!({ "query": true })).await;
        assert_eq!(answer["accounts"], 12, "{answer}");
        practice.advance(NAP);
        let answer = talk.ask(json!({ "query": true })).await;
        assert_eq!(answer, json!({ "accounts": 12, "refreshed": round, "rotated": rotates }));
    }
    let revoked = talk.ask(json!({})).await;
    for token in ["refresh", "first"] {
        assert_eq!(revoked[token]["name"], "invalid_grant", "{revoked:#}");
    }
    talk.end().await;
}

#[tokio::test]
async fn jsforce_loses_records_between_pages() {
    let practice = Practice::start().await;
    let mut talk = Talk::with("jsforce/pages.mjs");
    let token = &practice.user("dana").access_token;
    let read = talk.ask(json!({ "url": practice.url(), "token": token, "more": 450, "size": 200 })).await;
    assert_eq!((&read["total"], &read["pages"]), (&json!(462), &json!([200, 200, 62])), "{read:#}");
    let accounts = practice.query("SELECT Name FROM Account ORDER BY Name").await;
    let names: Vec<&Value> = accounts.iter().map(|row| &row["Name"]).collect();
    for way in ["names", "fetched", "streamed"] {
        assert_eq!(read[way], json!(names), "{way}: {read:#}");
    }
    talk.end().await;
}

#[tokio::test]
async fn jsforce_cannot_use_the_metadata_api() {
    let practice = Practice::start().await;
    let package = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(package.path(), Project::new().zip()).unwrap();
    let mut talk = Talk::with("jsforce/metadata.mjs");
    let token = &practice.user("dana").access_token;
    let deployed = talk.ask(json!({ "url": practice.url(), "token": token, "zip": package.path() })).await;
    assert_eq!((&deployed["status"], &deployed["success"]), (&json!("Succeeded"), &json!(true)), "{deployed:#}");
    assert!(deployed["components"].as_array().unwrap().len() >= 7, "{deployed:#}");

    let read = talk.ask(json!("read")).await;
    let has = |list: &str, row: Value| read[list].as_array().unwrap().contains(&row);
    assert!(has("types", json!(["ExtlClntAppGlobalOauthSettings", "extlClntAppGlobalOauthSets", "ecaGlblOauth"])));
    let app = json!(["ExternalClientApplication", "Harbour_Log", "externalClientApps/Harbour_Log.eca"]);
    assert!(has("listed", app), "{read:#}");
    assert_eq!(read["app"]["label"], "Harbour Log", "{read:#}");
    assert_eq!(read["absent"], json!({}), "{read:#}");
    assert_eq!(read["unknown"]["name"], "sf:INVALID_TYPE", "{read:#}");

    let retrieved = talk.ask(json!("retrieve")).await;
    assert_eq!(retrieved["success"], true, "{retrieved:#}");
    assert!(texts(&retrieved["files"]).contains("externalClientApps/Harbour_Log.eca"), "{retrieved:#}");
    let mut zip = zip::ZipArchive::new(std::fs::File::open(package.path()).unwrap()).unwrap();
    assert!(zip.by_name("externalClientApps/Harbour_Log.eca").is_ok(), "{:?}", zip.file_names().collect::<Vec<_>>());

    let changed = talk.ask(json!("change")).await;
    let success = |name: &str| changed[name]["success"] == true;
    assert!(success("created") && success("updated") && success("renamed") && !success("twice"), "{changed:#}");
    assert!(changed["twice"]["errors"][0]["statusCode"].is_string(), "{changed:#}");
    let outcomes = |name: &str, what: &str| -> Vec<bool> {
        let all = changed[name].as_array().unwrap_or_else(|| panic!("{changed:#}"));
        all.iter().map(|one| one[what].as_bool().unwrap()).collect()
    };
    assert_eq!((outcomes("upserted", "success"), outcomes("upserted", "created")), (vec![true; 2], vec![false, true]));
    assert_eq!(outcomes("deleted", "success"), [true, true, false], "{changed:#}");
    let labels = json!(["Night Watch", "Watch at Night", "Watch", "Day Watch", ""]);
    assert_eq!(changed["labels"], labels, "{changed:#}");
    talk.end().await;
}

#[tokio::test]
async fn jsforce_cannot_change_records() {
    let practice = Practice::start().await;
    let mut talk = Talk::with("jsforce/records.mjs");
    let token = &practice.user("dana").access_token;
    let one = talk.ask(json!({ "url": practice.url(), "token": token })).await;
    assert_eq!(one["success"], json!([true, true, true, true]), "{one:#}");
    assert_eq!(one["related"], "Moss & Sons");
    assert_eq!(one["read"], json!([true, "Moss & Sons", "Retail"]));
    for (what, code) in [("gone", "NOT_FOUND"), ("nameless", "REQUIRED_FIELD_MISSING"), ("unknown", "INVALID_FIELD")] {
        assert_eq!(one[what]["errorCode"], code, "{one:#}");
    }
    let many = talk.ask(json!("many")).await;
    assert_eq!(many["made"], 450, "{many:#}");
    assert_eq!(many["found"], json!(["Buoy 000", "Buoy 001", "Buoy 002"]));
    for what in ["changed", "removed"] {
        assert_eq!(many[what], json!([true, true, true]), "{what}: {many:#}");
    }
    assert_eq!(many["mixed"], json!([true, false]), "{many:#}");
    assert_eq!(many["atOnce"], json!([false, false]), "{many:#}");
    assert_eq!(many["read"], json!(["Buoy 003", "Buoy 004"]));
    talk.end().await;
}

#[tokio::test]
async fn jsforce_can_log_in_with_a_password_alone() {
    let practice = Practice::start().await;
    let dana = practice.user("dana");
    let mut talk = Talk::with("jsforce/password.mjs");
    let password = format!("{}{}", dana.password, dana.security_token);
    let given = json!({ "url": practice.login_url(), "username": dana.username, "password": password });
    let refused = talk.ask(given).await;
    let says = |place: usize, text: &str| refused[place]["message"].as_str().is_some_and(|said| said.contains(text));
    assert!(says(0, "SOAP API login() is disabled by default in this org."), "{refused:#}");
    assert!(says(1, "UNSUPPORTED_API_VERSION"), "{refused:#}");
    talk.end().await;
}
