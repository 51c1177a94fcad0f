//! Queries over HTTP: what a reply looks like, and what describe says of it.

use serde_json::{Value, json};

use crate::support::{Practice, reply};

const V: &str = "/services/data/v67.0";

async fn ask(practice: &Practice, path: &str, parameters: &[(&str, &str)]) -> Value {
    let request = practice.client.get(practice.org(&format!("{V}{path}"))).query(parameters);
    let answer = reply(request.bearer_auth(practice.token("dana"))).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn children_come_in_another_shape() {
    let practice = Practice::new().await;
    let soql = "SELECT Name, Owner.Profile.Name, (SELECT LastName FROM Contacts ORDER BY LastName DESC LIMIT 5) \
        FROM Account WHERE Name IN ('Abbott Marine', 'Lumen Studios') ORDER BY Name";
    let found = ask(&practice, "/query", &[("q", soql)]).await;
    let [first, last] = [&found["records"][0], &found["records"][1]];
    assert_eq!(first.as_object().unwrap().keys().collect::<Vec<_>>(), ["attributes", "Name", "Owner", "Contacts"]);
    let contacts = &first["Contacts"];
    assert_eq!((&contacts["totalSize"], &contacts["done"]), (&json!(1), &json!(true)));
    assert_eq!(contacts["records"][0]["LastName"], "Moreau");
    assert_eq!(contacts["records"][0]["attributes"]["type"], "Contact");
    assert_eq!(last["Contacts"], Value::Null);
    assert!(first["Owner"]["Profile"]["Name"].is_string());
}

#[tokio::test]
async fn every_child_relationship_is_described_and_asked() {
    let practice = Practice::new().await;
    for parent in ["Account", "ExternalClientApplication", "PermissionSet", "PermissionSetGroup", "Profile", "User"] {
        let described = ask(&practice, &format!("/sobjects/{parent}/describe"), &[]).await;
        let children = described["childRelationships"].as_array().unwrap().clone();
        assert!(!children.is_empty(), "{parent}");
        for child in children {
            let Some(name) = child["relationshipName"].as_str() else { continue };
            let field = child["field"].as_str().unwrap();
            let soql = format!("SELECT Id, (SELECT Id, {field} FROM {name}) FROM {parent}");
            let found = ask(&practice, "/query", &[("q", &soql)]).await;
            for record in found["records"].as_array().unwrap() {
                for one in record[name]["records"].as_array().into_iter().flatten() {
                    assert_eq!(one[field], record["Id"], "{soql}");
                }
            }
        }
    }
    let soql = "SELECT Id, (SELECT Id FROM Assignments) FROM PermissionSet WHERE Name = 'Acme_Billing_Users'";
    assert_eq!(ask(&practice, "/query", &[("q", soql)]).await["records"][0]["Assignments"]["totalSize"], 2);
}

#[tokio::test]
async fn a_group_has_an_address_or_other_names() {
    let practice = Practice::new().await;
    let soql = "SELECT Owner.Name, COUNT(Id), MAX(NumberOfEmployees) most, SUM(AnnualRevenue) FROM Account GROUP BY Owner.Name";
    let found = ask(&practice, "/query", &[("q", soql)]).await;
    assert_eq!(found["totalSize"], 1);
    let group = &found["records"][0];
    assert_eq!(group["attributes"], json!({ "type": "AggregateResult" }));
    assert_eq!(group.as_object().unwrap().keys().collect::<Vec<_>>(), ["attributes", "Name", "expr0", "most", "expr1"]);
    assert_eq!((&group["expr0"], &group["most"]), (&json!(12), &json!(40 + 11 * 115)));
    let count = ask(&practice, "/query", &[("q", "SELECT COUNT() FROM Account")]).await;
    assert_eq!(count, json!({ "totalSize": 12, "done": true, "records": [] }));
    let tooling = ask(&practice, "/tooling/query", &[("q", "SELECT COUNT() FROM DeployRequest")]).await;
    let keys = ["size", "totalSize", "done", "queryLocator", "entityTypeName", "records"];
    assert_eq!(tooling.as_object().unwrap().keys().collect::<Vec<_>>(), keys);
}

#[tokio::test]
async fn choices_are_described_and_found_otherwise() {
    let practice = Practice::new().await;
    let described = ask(&practice, "/sobjects/Account/describe", &[]).await;
    let field = |name: &str| {
        let fields = described["fields"].as_array().unwrap();
        fields.iter().find(|field| field["name"] == name).unwrap().clone()
    };
    let channels = field("Channels__c");
    assert_eq!((&channels["type"], &channels["custom"]), (&json!("multipicklist"), &json!(true)));
    assert_eq!(channels["picklistValues"].as_array().unwrap().len(), 4);
    assert_eq!((&channels["sortable"], &channels["groupable"]), (&json!(false), &json!(false)));
    assert_eq!(field("Description")["filterable"], false);
    assert_eq!(field("CreatedDate")["groupable"], false);
    let soql = "SELECT Name FROM Account WHERE Channels__c INCLUDES ('Direct;Partner', 'Retail')";
    assert_eq!(ask(&practice, "/query", &[("q", soql)]).await["totalSize"], 3);
    let soql = "SELECT Name FROM Contact WHERE Birthdate < 1972-01-01 AND CALENDAR_MONTH(Birthdate) = 1";
    assert_eq!(ask(&practice, "/query", &[("q", soql)]).await["totalSize"], 1);
}

#[tokio::test]
async fn columns_do_not_tell_functions_from_children() {
    let practice = Practice::new().await;
    let columns = async |soql: &str| ask(&practice, "/query", &[("q", soql), ("columns", "true")]).await;
    let nested = columns("SELECT Id, Owner.Profile.Name, (SELECT LastName, Email FROM Contacts) FROM Account").await;
    let [id, owner, contacts] = [0, 1, 2].map(|place| nested["columnMetadata"][place].clone());
    assert_eq!((&id["columnName"], &id["joinColumns"]), (&json!("Id"), &json!([])));
    assert_eq!(owner["joinColumns"][0]["joinColumns"][0]["columnName"], "Name");
    assert_eq!((&contacts["columnName"], &contacts["aggregate"]), (&json!("Contacts"), &json!(true)));
    assert_eq!(contacts["joinColumns"][1]["columnName"], "Email");
    assert_eq!((&owner["aggregate"], &nested["groupBy"]), (&json!(false), &json!(false)));
    let grouped = columns("SELECT Industry, COUNT(Id), MAX(Name) greatest FROM Account GROUP BY Industry").await;
    let names: Vec<Value> = grouped["columnMetadata"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!([one["columnName"], one["displayName"], one["aggregate"]]))
        .collect();
    assert_eq!(
        json!(names),
        json!([["Industry", "Industry", false], ["expr0", "count(Id)", true], ["greatest", "max(Name)", true]])
    );
    assert_eq!(grouped["groupBy"], true);
}

#[tokio::test]
async fn a_plan_scans_although_there_is_an_index() {
    let practice = Practice::new().await;
    let soql = "SELECT Industry FROM Account WHERE Name = 'Abbott Marine' AND Industry != null";
    let plans = ask(&practice, "/query", &[("explain", soql)]).await;
    let note = json!([{
        "description": "Not considering filter for optimization because unindexed",
        "fields": ["IsDeleted"],
        "tableEnumOrId": "Account",
    }]);
    assert_eq!(plans["plans"].as_array().unwrap().len(), 2);
    let best = &plans["plans"][0];
    assert_eq!((&best["leadingOperationType"], &best["fields"]), (&json!("Index"), &json!(["Name"])));
    assert_eq!((&best["cardinality"], &best["sobjectCardinality"]), (&json!(1), &json!(12)));
    assert_eq!((&best["sobjectType"], &best["notes"]), (&json!("Account"), &note));
    let scan = ask(&practice, "/query", &[("explain", "SELECT Id FROM Account WHERE Industry = 'Media'")]).await;
    assert_eq!(scan["plans"].as_array().unwrap().len(), 1);
    assert_eq!(scan["plans"][0]["leadingOperationType"], "TableScan");
}

#[tokio::test]
async fn records_that_were_made_are_paged_twice_or_not_at_all() {
    let practice = Practice::new().await;
    for part in 0..2 {
        let record =
            |number: u32| json!({ "attributes": { "type": "Contact" }, "LastName": format!("Page {part}{number:03}") });
        let body = json!({ "allOrNone": true, "records": (0..125).map(record).collect::<Vec<Value>>() });
        let made = practice.send(reqwest::Method::POST, "dana", &format!("{V}/composite/sobjects"), body).await;
        assert_eq!(made.status, 200, "{}", made.body);
    }
    let page = async |address: &str| {
        let request = practice.client.get(practice.org(address)).bearer_auth(practice.token("dana"));
        reply(request.header("Sforce-Query-Options", "batchSize=200")).await.json()
    };
    let soql = "SELECT LastName FROM Contact WHERE LastName LIKE 'Page %' ORDER BY LastName";
    let first = page(&format!("{V}/query?q={}", soql.replace(' ', "+").replace('%', "%25"))).await;
    assert_eq!((&first["totalSize"], &first["done"]), (&json!(250), &json!(false)));
    let address = first["nextRecordsUrl"].as_str().unwrap();
    // What is made or removed in between changes nothing of the result.
    let gone = format!("{V}{}", &first["records"][0]["attributes"]["url"].as_str().unwrap()[V.len()..]);
    assert_eq!(practice.send(reqwest::Method::DELETE, "dana", &gone, json!({})).await.status, 204);
    let last = page(address).await;
    assert_eq!((&last["totalSize"], &last["done"], &last["nextRecordsUrl"]), (&json!(250), &json!(true), &Value::Null));
    let names = |page: &Value| {
        page["records"].as_array().unwrap().iter().map(|one| one["LastName"].clone()).collect::<Vec<_>>()
    };
    let all = [names(&first), names(&last)].concat();
    let wanted: Vec<Value> = (0..250).map(|place| json!(format!("Page {}{:03}", place / 125, place % 125))).collect();
    assert_eq!(all, wanted);
}
