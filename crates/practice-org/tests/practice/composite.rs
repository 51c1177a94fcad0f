//! Several requests in one.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Practice, Reply};

const V: &str = "/services/data/v67.0";

async fn post(practice: &Practice, path: &str, body: Value) -> Reply {
    practice.send(Method::POST, "dana", &format!("{V}/composite{path}"), body).await
}

async fn accounts(practice: &Practice) -> u64 {
    practice.query("dana", "SELECT COUNT() FROM Account").await.json()["totalSize"].as_u64().unwrap()
}

/// An account, a contact of it that may be wrong, and a query for both.
fn family(all_or_none: bool, email: &str) -> Value {
    json!({
        "allOrNone": all_or_none,
        "collateSubrequests": true,
        "compositeRequest": [
            { "method": "POST", "url": format!("{V}/sobjects/Account"), "referenceId": "account", "body": { "Name": "Acme" } },
            {
                "method": "POST",
                "url": format!("{V}/sobjects/Contact"),
                "referenceId": "contact",
                "body": { "LastName": "of @{account.id}", "AccountId": "@{account.id}", "Email": email },
            },
            {
                "method": "GET",
                "url": format!("{V}/query/?q=SELECT Id FROM Contact WHERE AccountId = '@{{account.id}}'"),
                "referenceId": "query",
            },
        ],
    })
}

#[tokio::test]
async fn a_composite_does_not_know_what_it_made() {
    let practice = Practice::new().await;
    let answer = post(&practice, "", family(true, "a@b.example")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.headers["sforce-limit-info"], "api-usage=1/15000", "one request, whatever is in it");
    let parts = answer.json()["compositeResponse"].clone();
    let (account, contact) = (parts[0]["body"]["id"].as_str().unwrap(), parts[1]["body"]["id"].as_str().unwrap());
    assert_eq!(
        parts[0],
        json!({
            "body": { "id": account, "success": true, "errors": [] },
            "httpHeaders": { "Location": format!("{V}/sobjects/Account/{account}") },
            "httpStatusCode": 201,
            "referenceId": "account",
        })
    );
    assert_eq!(parts[2]["body"]["records"][0]["Id"], contact);
    let read = practice.get("dana", &format!("{V}/sobjects/Contact/{contact}?fields=LastName,AccountId")).await.json();
    assert_eq!((&read["LastName"], &read["AccountId"]), (&json!(format!("of {account}")), &json!(account)));
}

#[tokio::test]
async fn a_composite_leaves_a_half_behind() {
    let practice = Practice::new().await;
    let before = accounts(&practice).await;
    let answer = post(&practice, "", family(true, "nobody")).await;
    let parts = answer.json()["compositeResponse"].clone();
    let codes: Vec<_> = (0..3).map(|place| parts[place]["body"][0]["errorCode"].clone()).collect();
    assert_eq!(codes, ["PROCESSING_HALTED", "INVALID_EMAIL_ADDRESS", "PROCESSING_HALTED"]);
    let halted = json!({
        "body": [{
            "message": "The transaction was rolled back since another operation in the same transaction failed.",
            "errorCode": "PROCESSING_HALTED",
        }],
        "httpHeaders": {},
        "httpStatusCode": 400,
        "referenceId": "account",
    });
    assert_eq!(parts[0], halted);
    assert_eq!(accounts(&practice).await, before);
}

#[tokio::test]
async fn a_composite_of_which_a_part_fails_undoes_the_rest() {
    let practice = Practice::new().await;
    let before = accounts(&practice).await;
    let mut body = family(false, "a@b.example");
    body["compositeRequest"][0]["body"] = json!({});
    let parts = post(&practice, "", body).await.json()["compositeResponse"].clone();
    assert_eq!(parts[0]["body"][0]["errorCode"], "REQUIRED_FIELD_MISSING");
    let lost = "Invalid reference specified. No value for account.id found in account";
    assert_eq!((&parts[1]["body"][0]["message"], &parts[1]["httpStatusCode"]), (&json!(lost), &json!(400)));
    let parts = post(&practice, "", family(false, "nobody")).await.json()["compositeResponse"].clone();
    assert_eq!((&parts[0]["httpStatusCode"], &parts[1]["httpStatusCode"]), (&json!(201), &json!(400)));
    assert_eq!(accounts(&practice).await, before + 1);
}

#[tokio::test]
async fn a_permission_set_is_given_in_three_requests() {
    let practice = Practice::new().await;
    let maya = practice.description.orgs[0].users.iter().find(|user| user.username.starts_with("maya")).unwrap();
    let body = json!({ "allOrNone": true, "compositeRequest": [
        { "method": "POST", "url": format!("{V}/sobjects/PermissionSet"), "referenceId": "set",
          "body": { "Name": "Night", "Label": "Night" } },
        { "method": "POST", "url": format!("{V}/sobjects/PermissionSetAssignment"), "referenceId": "assignment",
          "body": { "PermissionSetId": "@{set.id}", "AssigneeId": maya.id } },
        { "method": "DELETE", "url": format!("{V}/sobjects/PermissionSetAssignment/@{{assignment.id}}"), "referenceId": "no" },
    ] });
    let parts = post(&practice, "", body).await.json()["compositeResponse"].clone();
    assert_eq!((&parts[1]["httpStatusCode"], &parts[2]["httpStatusCode"]), (&json!(201), &json!(204)), "{parts:#}");
    assert_eq!(parts[2]["body"], Value::Null);
}

#[tokio::test]
async fn a_batch_stops_or_goes_on_where_it_should_not() {
    let practice = Practice::new().await;
    let body = |halt: bool| {
        json!({ "haltOnError": halt, "batchRequests": [
            { "method": "GET", "url": "v67.0/query?q=SELECT+COUNT()+FROM+Account" },
            { "method": "POST", "url": "v67.0/sobjects/Account", "richInput": {} },
            { "method": "POST", "url": format!("{V}/sobjects/Account"), "richInput": { "Name": "Batch" } },
        ] })
    };
    let before = accounts(&practice).await;
    let halted = post(&practice, "/batch", body(true)).await;
    assert_eq!((halted.status, &halted.json()["hasErrors"]), (200, &json!(true)));
    let codes = |answer: &Reply| {
        let results = answer.json()["results"].as_array().unwrap().clone();
        results.iter().map(|one| one["statusCode"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(codes(&halted), [200, 400, 412]);
    assert_eq!(halted.json()["results"][2]["result"][0]["errorCode"], "BATCH_PROCESSING_HALTED");
    assert_eq!(accounts(&practice).await, before);
    let whole = post(&practice, "/batch", body(false)).await;
    assert_eq!(codes(&whole), [200, 400, 201]);
    assert_eq!(accounts(&practice).await, before + 1);
    // Two counts, and each subrequest of each batch that was carried out.
    assert_eq!(whole.headers["sforce-limit-info"], "api-usage=7/15000");
    practice.world().set_daily_requests(9);
    assert_eq!(codes(&post(&practice, "/batch", body(false)).await), [200, 403, 403]);
}

#[tokio::test]
async fn a_tree_is_planted_by_halves() {
    let practice = Practice::new().await;
    let tree = |last_name: &str| {
        json!({ "records": [
            { "attributes": { "type": "Account", "referenceId": "a" }, "name": "Tall", "Contacts": { "records": [
                { "attributes": { "type": "Contact", "referenceId": "c" }, "lastname": last_name },
            ] } },
            { "attributes": { "type": "Account", "referenceId": "b" }, "name": "Small" },
        ] })
    };
    let before = accounts(&practice).await;
    let refused = post(&practice, "/tree/Account", tree("")).await;
    assert_eq!(refused.status, 400);
    let errors = json!([{
        "statusCode": "REQUIRED_FIELD_MISSING",
        "message": "Required fields are missing: [LastName]",
        "fields": ["LastName"],
    }]);
    assert_eq!(refused.json(), json!({ "hasErrors": true, "results": [{ "referenceId": "c", "errors": errors }] }));
    assert_eq!(accounts(&practice).await, before);
    let made = post(&practice, "/tree/Account", tree("Leaf")).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let results = made.json()["results"].clone();
    let references: Vec<_> = (0..3).map(|place| results[place]["referenceId"].clone()).collect();
    assert_eq!(references, ["a", "c", "b"]);
    let leaf = format!("{V}/sobjects/Contact/{}", results[1]["id"].as_str().unwrap());
    assert_eq!(practice.get("dana", &leaf).await.json()["AccountId"], results[0]["id"]);
    let twice = json!({ "attributes": { "type": "Account", "referenceId": "x" }, "Name": "Twin" });
    let refused = post(&practice, "/tree/Account", json!({ "records": [twice, twice] })).await;
    assert_eq!(refused.json()["results"][1]["errors"][0]["message"], "Duplicate ReferenceId provided in the request.");
}

#[tokio::test]
async fn a_collection_loses_its_order_or_its_failures() {
    let practice = Practice::new().await;
    let account = |name: &str| json!({ "attributes": { "type": "Account" }, "Name": name });
    let body = |all: bool| json!({ "allOrNone": all, "records": [account("One"), account(""), account("Three")] });
    let before = accounts(&practice).await;
    let refused = post(&practice, "/sobjects", body(true)).await;
    assert_eq!(refused.status, 200);
    let codes = |answer: &Reply| {
        let items = answer.json().as_array().unwrap().clone();
        items.iter().map(|item| item["errors"][0]["statusCode"].as_str().unwrap_or("-").to_owned()).collect::<Vec<_>>()
    };
    let undone = "ALL_OR_NONE_OPERATION_ROLLED_BACK";
    assert_eq!(codes(&refused), [undone, "REQUIRED_FIELD_MISSING", undone]);
    assert_eq!(accounts(&practice).await, before);
    let made = post(&practice, "/sobjects", body(false)).await;
    assert_eq!(codes(&made), ["-", "REQUIRED_FIELD_MISSING", "-"]);
    let (one, three) = (made.json()[0]["id"].clone(), made.json()[2]["id"].clone());
    let ids = format!("{},001000000000zzzAAA,{}", three.as_str().unwrap(), one.as_str().unwrap());
    let found = practice.get("dana", &format!("{V}/composite/sobjects/Account?ids={ids}&fields=Name")).await.json();
    assert_eq!((&found[0]["Name"], &found[1], &found[2]["Id"]), (&json!("Three"), &Value::Null, &one));
    let body = json!({ "ids": [one], "fields": ["Name"] });
    let found = post(&practice, "/sobjects/Account", body).await.json();
    assert_eq!(found[0]["Name"], "One");
    let path = format!("{V}/composite/sobjects");
    let change = json!({ "records": [
        { "attributes": { "type": "Account" }, "id": one, "Name": "Uno" },
        { "attributes": { "type": "Account" }, "Name": "Who" },
    ] });
    let changed = practice.send(Method::PATCH, "dana", &path, change).await;
    assert_eq!(changed.json()[0], json!({ "id": one, "success": true, "errors": [] }));
    assert_eq!(codes(&changed), ["-", "MISSING_ARGUMENT"]);
    let upsert = json!({ "records": [{ "attributes": { "type": "Account" }, "Practice_Key__c": "K", "Name": "Key" }] });
    let keyed = async || {
        practice.send(Method::PATCH, "dana", &format!("{path}/Account/Practice_Key__c"), upsert.clone()).await.json()[0]
            .clone()
    };
    assert_eq!((&keyed().await["created"], &keyed().await["created"]), (&json!(true), &json!(false)));
    let ids = format!("{},{}", one.as_str().unwrap(), three.as_str().unwrap());
    let gone = practice.send(Method::DELETE, "dana", &format!("{path}?ids={ids}&allOrNone=true"), json!({})).await;
    assert_eq!(codes(&gone), ["-", "-"]);
    let again = practice.send(Method::DELETE, "dana", &format!("{path}?ids={ids}"), json!({})).await;
    assert_eq!(codes(&again), ["ENTITY_IS_DELETED", "ENTITY_IS_DELETED"]);
}

#[tokio::test]
async fn a_collection_in_a_composite_keeps_what_failed() {
    let practice = Practice::new().await;
    let before = accounts(&practice).await;
    let account = |name: &str| json!({ "attributes": { "type": "Account" }, "Name": name });
    let body = json!({ "allOrNone": true, "compositeRequest": [
        { "method": "POST", "url": format!("{V}/sobjects/Account"), "referenceId": "a", "body": { "Name": "A" } },
        { "method": "POST", "url": format!("{V}/composite/sobjects"), "referenceId": "b",
          "body": { "allOrNone": false, "records": [account("B"), account("")] } },
    ] });
    let parts = post(&practice, "", body).await.json()["compositeResponse"].clone();
    assert_eq!(parts[0]["body"][0]["errorCode"], "PROCESSING_HALTED");
    assert_eq!(parts[1]["body"][0]["errors"][0]["statusCode"], "ALL_OR_NONE_OPERATION_ROLLED_BACK");
    assert_eq!(accounts(&practice).await, before);
}
