//! The forms in which requests and replies come: compressed, and in XML.

use std::io::{Read, Write};

use flate2::{
    Compression,
    read::GzDecoder,
    write::{GzEncoder, ZlibEncoder},
};
use reqwest::RequestBuilder;

use crate::support::{Practice, Reply, reply};

const V: &str = "/services/data/v67.0";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn as_dana(practice: &Practice, request: RequestBuilder) -> RequestBuilder {
    request.bearer_auth(practice.token("dana"))
}

async fn account(practice: &Practice, encoding: &str, body: Vec<u8>) -> Reply {
    let request = practice.client.post(practice.org(&format!("{V}/sobjects/Account")));
    let request = request.header("Content-Type", "application/json").header("Content-Encoding", encoding).body(body);
    reply(as_dana(practice, request)).await
}

#[tokio::test]
async fn a_compressed_body_is_not_understood() {
    let practice = Practice::new().await;
    let body = br#"{"Name":"Packed"}"#;
    assert_eq!(account(&practice, "gzip", gzip(body)).await.status, 201);
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    assert_eq!(account(&practice, "deflate", encoder.finish().unwrap()).await.status, 201);
    let found = practice.query("dana", "SELECT COUNT() FROM Account WHERE Name = 'Packed'").await.json();
    assert_eq!(found["totalSize"], 2);
}

#[tokio::test]
async fn a_small_body_unpacks_to_more_than_may_be_sent() {
    let practice = Practice::new().await;
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 100_000);
    let answer = account(&practice, "gzip", bomb).await;
    assert_eq!((answer.status, &answer.json()[0]["errorCode"]), (413, &"REQUEST_ENTITY_TOO_LARGE".into()));
}

#[tokio::test]
async fn a_reply_is_compressed_for_who_did_not_ask() {
    let practice = Practice::new().await;
    let plain = reqwest::Client::builder().no_gzip().no_proxy().build().unwrap();
    let address = practice.org(&format!("{V}/sobjects"));
    let asked = as_dana(&practice, plain.get(&address)).header("Accept-Encoding", "gzip").send().await.unwrap();
    assert_eq!(asked.headers()["content-encoding"], "gzip");
    let packed = asked.bytes().await.unwrap();
    let mut text = String::new();
    GzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
    assert!(text.starts_with(r#"{"encoding":"UTF-8""#) && text.len() > packed.len());
    let unasked = as_dana(&practice, plain.get(&address)).send().await.unwrap();
    assert!(unasked.headers().get("content-encoding").is_none());
    assert!(unasked.text().await.unwrap() == text);
}

#[tokio::test]
async fn xml_is_asked_for_in_vain() {
    let practice = Practice::new().await;
    let xml = async |path: &str| {
        let request = practice.client.get(practice.org(path)).header("Accept", "application/xml");
        let answer = reply(as_dana(&practice, request)).await;
        assert_eq!(answer.headers["content-type"], "application/xml;charset=UTF-8", "{path}");
        let start = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
        (answer.status, answer.body.strip_prefix(start).unwrap().to_owned())
    };
    let (_, versions) = xml("/services/data").await;
    assert!(versions.starts_with("<Versions><Version><label>") && versions.ends_with("</Version></Versions>"));
    let (_, limits) = xml(&format!("{V}/limits")).await;
    assert!(
        limits.starts_with("<LimitsSnapshot><DailyApiRequests><Max>15000</Max><Remaining>14999</Remaining>"),
        "{limits}"
    );
    let (status, error) = xml(&format!("{V}/nothing")).await;
    let wanted = "<Errors><Error><message>The requested resource does not exist</message>\
        <errorCode>NOT_FOUND</errorCode></Error></Errors>";
    assert_eq!((status, error.as_str()), (404, wanted));
    let soql = "SELECT+Name,Website+FROM+Account+WHERE+Industry='Retail'";
    let (_, found) = xml(&format!("{V}/query?q={soql}")).await;
    let id =
        practice.query("dana", "SELECT Id FROM Account WHERE Industry = 'Retail'").await.json()["records"][0]["Id"]
            .as_str()
            .unwrap()
            .to_owned();
    let record = format!(
        r#"type="Account" url="{V}/sobjects/Account/{id}"><Name>Cedar &amp; Finch</Name><Website xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></"#
    );
    let wanted =
        format!("<QueryResult><totalSize>1</totalSize><done>true</done><records {record}records></QueryResult>");
    assert_eq!(found, wanted);
    let (_, row) = xml(&format!("{V}/sobjects/account/{id}?fields=Name,Website")).await;
    assert_eq!(row, format!("<Account {record}Account>"));
    let suffixed = practice.get("dana", &format!("{V}/sobjects/Account/{id}.xml?fields=Name")).await;
    assert!(suffixed.body.contains("<Name>Cedar &amp; Finch</Name>"), "{}", suffixed.body);
    let json = practice.get("dana", &format!("{V}/sobjects/Account/{id}.json?fields=Name")).await;
    assert_eq!(json.json()["Name"], "Cedar & Finch");
    let (_, described) = xml(&format!("{V}/sobjects/Account/describe")).await;
    assert!(described.starts_with("<Account>") && described.contains("<picklistValues><active>true</active>"));
}

#[tokio::test]
async fn a_record_in_xml_is_refused() {
    let practice = Practice::new().await;
    let send = async |body: &'static str| {
        let request = practice.client.post(practice.org(&format!("{V}/sobjects/Account.xml")));
        reply(as_dana(&practice, request.header("Content-Type", "application/xml").body(body))).await
    };
    let made = send("<Account><Name>A &amp; B</Name><NumberOfEmployees>3</NumberOfEmployees><Phone/></Account>").await;
    assert_eq!(made.status, 201, "{}", made.body);
    let (_, id) = made.body.split_once("<Result><id>").unwrap();
    let id = id.split_once("</id><success>true</success></Result>").unwrap().0;
    let read = practice.get("dana", &format!("{V}/sobjects/Account/{id}")).await.json();
    assert_eq!((&read["Name"], &read["NumberOfEmployees"]), (&"A & B".into(), &3.into()));
    let broken = send("<Account><Name>").await;
    assert_eq!(broken.status, 400);
    assert!(broken.body.contains("<errorCode>XML_PARSER_ERROR</errorCode>"), "{}", broken.body);
}
