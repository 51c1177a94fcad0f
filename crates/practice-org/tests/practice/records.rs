//! Records over REST: made, read, changed, removed, upserted, and described.

use practice_org::World;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Practice, Reply, reply};

const V: &str = "/services/data/v67.0";

async fn post(practice: &Practice, who: &str, object: &str, body: Value) -> Reply {
    practice.send(Method::POST, who, &format!("{V}/sobjects/{object}"), body).await
}

async fn made(practice: &Practice, who: &str, object: &str, body: Value) -> String {
    let made = post(practice, who, object, body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn patch(practice: &Practice, who: &str, path: &str, body: Value) -> Reply {
    practice.send(Method::PATCH, who, &format!("{V}/sobjects/{path}"), body).await
}

async fn user(practice: &Practice, who: &str) -> String {
    let users = &practice.description.orgs[0].users;
    users.iter().find(|user| user.username.starts_with(who)).unwrap().id.clone()
}

async fn count(practice: &Practice, resource: &str, soql: &str) -> Value {
    let request = practice.client.get(practice.org(&format!("{V}/{resource}"))).query(&[("q", soql)]);
    reply(request.bearer_auth(practice.token("dana"))).await.json()["totalSize"].clone()
}

#[tokio::test]
async fn a_record_is_not_as_it_was_sent() {
    let practice = Practice::new().await;
    let world: &World = practice.world();
    let sent =
        post(&practice, "maya", "account", json!({ "name": "Osprey Rail", "NumberOfEmployees": "12", "phone": "" }))
            .await;
    let id = sent.json()["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("001") && id.len() == 18, "{id}");
    assert_eq!(sent.json(), json!({ "id": id, "success": true, "errors": [] }));
    assert_eq!(sent.headers["location"], format!("{V}/sobjects/Account/{id}"));
    let read = async || practice.get("dana", &format!("{V}/sobjects/Account/{id}")).await.json();
    let first = read().await;
    let maya = user(&practice, "maya").await;
    for (field, value) in [
        ("Name", json!("Osprey Rail")),
        ("NumberOfEmployees", json!(12)),
        ("Phone", Value::Null),
        ("IsDeleted", json!(false)),
        ("OwnerId", json!(maya)),
        ("CreatedById", json!(maya)),
        ("LastModifiedById", json!(maya)),
    ] {
        assert_eq!(first[field], value, "{field}");
    }
    world.advance(std::time::Duration::from_secs(60));
    let changed = patch(&practice, "dana", &format!("Account/{id}"), json!({ "Name": "Osprey Rail & Road" })).await;
    assert_eq!((changed.status, changed.body.as_str()), (204, ""));
    let second = read().await;
    assert_eq!((&second["Name"], &second["NumberOfEmployees"]), (&json!("Osprey Rail & Road"), &json!(12)));
    assert_eq!(second["LastModifiedById"], json!(user(&practice, "dana").await));
    assert_eq!((&second["CreatedById"], &second["CreatedDate"]), (&json!(maya), &first["CreatedDate"]));
    assert_ne!(second["LastModifiedDate"], first["LastModifiedDate"]);
    let some = practice.get("dana", &format!("{V}/sobjects/Account/{}?fields=name,Owner Id", &id[..15])).await;
    assert_eq!(some.status, 400);
    let some = practice.get("dana", &format!("{V}/sobjects/Account/{}?fields=name,OwnerId", &id[..15])).await.json();
    let url = format!("{V}/sobjects/Account/{id}");
    let wanted =
        json!({ "attributes": { "type": "Account", "url": url }, "Name": "Osprey Rail & Road", "OwnerId": maya });
    assert_eq!(some, wanted);
}

#[tokio::test]
async fn a_contact_has_no_full_name_or_a_stale_one() {
    let practice = Practice::new().await;
    let id = made(
        &practice,
        "dana",
        "Contact",
        json!({ "FirstName": "Gita", "LastName": "Rao", "Birthdate": "1990-02-28" }),
    )
    .await;
    let name = async || {
        practice.get("dana", &format!("{V}/sobjects/Contact/{id}?fields=Name,HasOptedOutOfEmail")).await.json()
    };
    assert_eq!((&name().await["Name"], &name().await["HasOptedOutOfEmail"]), (&json!("Gita Rao"), &json!(false)));
    patch(&practice, "dana", &format!("Contact/{id}"), json!({ "FirstName": null, "HasOptedOutOfEmail": true })).await;
    assert_eq!((&name().await["Name"], &name().await["HasOptedOutOfEmail"]), (&json!("Rao"), &json!(true)));
}

#[tokio::test]
async fn a_deleted_record_is_seen_or_lost() {
    let practice = Practice::new().await;
    let account = made(&practice, "dana", "Account", json!({ "Name": "Gone" })).await;
    let contact = made(&practice, "dana", "Contact", json!({ "LastName": "Gone", "AccountId": account })).await;
    let path = format!("{V}/sobjects/Account/{account}");
    let gone = practice.send(Method::DELETE, "dana", &path, json!({})).await;
    assert_eq!((gone.status, gone.body.as_str()), (204, ""));
    for (object, id) in [("Account", &account), ("Contact", &contact)] {
        let soql = format!("SELECT Id FROM {object} WHERE Id = '{id}'");
        assert_eq!(count(&practice, "query", &soql).await, 0, "{object}");
        assert_eq!(count(&practice, "queryAll", &format!("{soql} AND IsDeleted = true")).await, 1, "{object}");
        assert_eq!(practice.get("dana", &format!("{V}/sobjects/{object}/{id}")).await.status, 404);
    }
    let again = practice.send(Method::DELETE, "dana", &path, json!({})).await;
    assert_eq!((again.status, &again.json()[0]["errorCode"]), (404, &json!("ENTITY_IS_DELETED")));
    let changed = patch(&practice, "dana", &format!("Account/{account}"), json!({ "Name": "Back" })).await;
    assert_eq!((changed.status, &changed.json()[0]["errorCode"]), (404, &json!("ENTITY_IS_DELETED")));
    let child = post(&practice, "dana", "Contact", json!({ "LastName": "Late", "AccountId": account })).await;
    assert_eq!(child.json()[0]["errorCode"], "ENTITY_IS_DELETED");
}

#[tokio::test]
async fn rights_on_objects_do_not_count() {
    let practice = Practice::new().await;
    let id = made(&practice, "dana", "Account", json!({ "Name": "Mine" })).await;
    let path = format!("{V}/sobjects/Account/{id}");
    // The integration profile sees no business object; one of its users holds a permission set that lets it read.
    assert_eq!(practice.get("integration", &path).await.status, 404);
    assert_eq!(post(&practice, "integration", "Account", json!({ "Name": "X" })).await.status, 404);
    assert_eq!(practice.get("etl", &path).await.status, 200);
    assert_eq!(post(&practice, "etl", "Account", json!({ "Name": "X" })).await.status, 400);
    assert_eq!(patch(&practice, "etl", &format!("Account/{id}"), json!({ "Name": "X" })).await.status, 403);
    assert_eq!(practice.send(Method::DELETE, "etl", &path, json!({})).await.status, 403);
    // Everyone else may change what others own, and delete what is theirs.
    assert_eq!(patch(&practice, "maya", &format!("Account/{id}"), json!({ "Name": "Ours" })).await.status, 204);
    assert_eq!(practice.send(Method::DELETE, "maya", &path, json!({})).await.status, 403);
    let own = made(&practice, "maya", "Account", json!({ "Name": "Hers" })).await;
    assert_eq!(
        practice.send(Method::DELETE, "maya", &format!("{V}/sobjects/Account/{own}"), json!({})).await.status,
        204
    );
    assert_eq!(practice.send(Method::DELETE, "sam", &path, json!({})).await.status, 204, "Modify All Data");
}

#[tokio::test]
async fn an_upsert_makes_two_records_of_one_key() {
    let practice = Practice::new().await;
    let path = "Account/Practice_Key__c/ACME-1";
    let first = patch(&practice, "dana", path, json!({ "Name": "Acme" })).await;
    assert_eq!(first.status, 201, "{}", first.body);
    let id = first.json()["id"].clone();
    assert_eq!(first.json(), json!({ "id": id, "success": true, "errors": [], "created": true }));
    let second = patch(&practice, "dana", "account/practice_key__c/acme-1", json!({ "Name": "Acme Ltd" })).await;
    assert_eq!(second.status, 200);
    assert_eq!(second.json(), json!({ "id": id, "success": true, "errors": [], "created": false }));
    let read = practice.get("dana", &format!("{V}/sobjects/{path}?fields=Name,Practice_Key__c")).await.json();
    assert_eq!((&read["Name"], &read["Practice_Key__c"]), (&json!("Acme Ltd"), &json!("ACME-1")));
    let other = post(&practice, "dana", "Account", json!({ "Name": "Copy", "Practice_Key__c": "acme-1" })).await;
    assert_eq!((other.status, &other.json()[0]["errorCode"]), (400, &json!("DUPLICATE_VALUE")));
    let refused = patch(&practice, "dana", "Account/Practice_Key__c/ACME-2", json!({})).await;
    assert_eq!(refused.json()[0]["errorCode"], "REQUIRED_FIELD_MISSING");
    let gone = practice.send(Method::DELETE, "dana", &format!("{V}/sobjects/{path}"), json!({})).await;
    assert_eq!(gone.status, 204);
    assert_eq!(practice.get("dana", &format!("{V}/sobjects/{path}")).await.status, 404);
    let third = patch(&practice, "dana", path, json!({ "Name": "Acme again" })).await;
    assert_eq!(third.status, 201, "the key of what lies in the bin is free");
    let by_id =
        practice.send(Method::POST, "dana", &format!("{V}/sobjects/Account/Id"), json!({ "Name": "By id" })).await;
    assert_eq!(by_id.status, 201, "{}", by_id.body);
}

#[tokio::test]
async fn a_permission_set_is_changed_without_a_trace() {
    let practice = Practice::new().await;
    let id = made(&practice, "dana", "PermissionSet", json!({ "Name": "Night", "Label": "Night" })).await;
    let body = json!({ "Label": "Night Shift", "PermissionsApiEnabled": true });
    assert_eq!(patch(&practice, "dana", &format!("PermissionSet/{id}"), body.clone()).await.status, 204);
    let read = practice.get("dana", &format!("{V}/sobjects/PermissionSet/{id}")).await.json();
    assert_eq!((&read["Label"], &read["PermissionsApiEnabled"]), (&json!("Night Shift"), &json!(true)));
    assert_eq!(patch(&practice, "maya", &format!("PermissionSet/{id}"), body).await.status, 403);
    let trail = practice.query("dana", "SELECT Action FROM SetupAuditTrail").await.json();
    assert_eq!(trail["records"][1]["Action"], "PermSetEnableUserPerm");
}

#[tokio::test]
async fn a_method_in_the_address_is_not_heard() {
    let practice = Practice::new().await;
    let id = made(&practice, "dana", "Account", json!({ "Name": "Old" })).await;
    let path = format!("{V}/sobjects/Account/{id}?_HttpMethod=PATCH");
    let changed = practice.send(Method::POST, "dana", &path, json!({ "Name": "New" })).await;
    assert_eq!(changed.status, 204, "{}", changed.body);
    let name = practice.get("dana", &format!("{V}/sobjects/Account/{id}?fields=Name")).await.json()["Name"].clone();
    assert_eq!(name, "New");
}

#[tokio::test]
async fn a_describe_promises_what_a_write_refuses() {
    let practice = Practice::new().await;
    let describe =
        async |who: &str, object: &str| practice.get(who, &format!("{V}/sobjects/{object}/describe")).await.json();
    let account = describe("dana", "Account").await;
    let field = |described: &Value, name: &str| {
        let fields = described["fields"].as_array().unwrap();
        fields.iter().find(|field| field["name"] == name).cloned().unwrap_or_else(|| panic!("no field {name}"))
    };
    let flags = |described: &Value, name: &str| {
        let field = field(described, name);
        ["createable", "updateable", "nillable", "unique", "externalId", "idLookup"].map(|flag| field[flag] == true)
    };
    assert_eq!(flags(&account, "Id"), [false, false, false, false, false, true]);
    assert_eq!(flags(&account, "Name"), [true, true, false, false, false, false]);
    assert_eq!(flags(&account, "Industry"), [true, true, true, false, false, false]);
    assert_eq!(flags(&account, "Practice_Key__c"), [true, true, true, true, true, true]);
    assert_eq!(flags(&account, "CreatedDate"), [false, false, false, false, false, false]);
    assert_eq!(flags(&describe("etl", "Account").await, "Name"), [false, false, false, false, false, false]);
    let tier = field(&account, "Practice_Tier__c");
    assert_eq!((&tier["restrictedPicklist"], &tier["custom"]), (&json!(true), &json!(true)));
    let gold = json!({ "active": true, "defaultValue": false, "label": "Gold", "validFor": null, "value": "Gold" });
    assert_eq!(tier["picklistValues"][2], gold);
    let owner = field(&account, "OwnerId");
    assert_eq!((&owner["referenceTo"], &owner["relationshipName"]), (&json!(["User"]), &json!("Owner")));
    let children = account["childRelationships"].as_array().unwrap();
    let contacts = children.iter().find(|child| child["childSObject"] == "Contact").unwrap();
    assert_eq!((&contacts["field"], &contacts["relationshipName"]), (&json!("AccountId"), &json!("Contacts")));
    // Every object that is listed can be described, and says the same both times.
    let global = practice.get("dana", &format!("{V}/sobjects")).await.json();
    for listed in global["sobjects"].as_array().unwrap() {
        let name = listed["name"].as_str().unwrap();
        let whole = describe("dana", name).await;
        for (key, value) in listed.as_object().unwrap() {
            assert_eq!(&whole[key], value, "{name}.{key}");
        }
        let basic = practice.get("dana", &format!("{V}/sobjects/{name}")).await.json();
        assert_eq!(&basic["objectDescribe"], listed, "{name}");
    }
    assert_eq!(practice.get("integration", &format!("{V}/sobjects/Account/describe")).await.status, 404);
    let seen = practice.get("integration", &format!("{V}/sobjects")).await.body;
    assert!(!seen.contains(r#""name":"Account""#));
}
