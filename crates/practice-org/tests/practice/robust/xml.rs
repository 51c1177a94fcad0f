//! XML that swells, floods or points outside, in files of a deploy and in SOAP.

use serde_json::json;

use super::still_works;
use crate::support::{
    Practice, Reply,
    package::{manifest, zip_bytes},
    problem_of, reply,
};

/// When, and a document; `{}` is where its content is.
fn documents() -> Vec<(&'static str, Vec<u8>)> {
    let laughs: String =
        (1..10).map(|level| format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10))).collect();
    let attributes: String = (0..50_000).map(|number| format!(" a{number}=''")).collect();
    let names: String = (0..50_000).map(|number| format!(" xmlns:n{number}='x'")).collect();
    let utf16: Vec<u8> = "\u{feff}<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let text = |when, text: String| (when, text.into_bytes());
    vec![
        text("a billion laughs", format!("<!DOCTYPE a [<!ENTITY l0 \"ha\">{laughs}]><a>&l9;</a>")),
        text("a file", "<!DOCTYPE a [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><a>&f;</a>".to_owned()),
        text("an address", "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x.dtd'><a/>".to_owned()),
        text("100,000 levels", "<a>".repeat(100_000)),
        text("100,000 levels, closed", format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000))),
        text("a million elements", format!("<a>{}</a>", "<a/>".repeat(1_000_000))),
        text("50,000 attributes", format!("<a{attributes}/>")),
        text("50,000 names", format!("<a{names}><b/></a>")),
        text("a NUL", "<a>\0</a>".to_owned()),
        text("not closed", "<a><b>".to_owned()),
        text("an open comment", "<a><!-- ".to_owned()),
        text("an open CDATA", "<a><![CDATA[".to_owned()),
        text("an open tag", format!("<a {}", "x".repeat(1_000_000))),
        text("a character that is none", "<a>&#xD800;&#0;&#99999999999;</a>".to_owned()),
        text("nothing", String::new()),
        ("no UTF-8", b"<a>\xff\xfe</a>".to_vec()),
        ("UTF-16", utf16),
    ]
}

async fn soap(practice: &Practice, body: Vec<u8>) -> Reply {
    let request = practice.client.post(practice.org("/services/Soap/m/67.0")).header("Content-Type", "text/xml");
    reply(request.body(body)).await
}

#[tokio::test]
async fn a_file_that_swells_is_read() {
    let practice = Practice::new().await;
    for (when, document) in documents() {
        for file in ["package.xml", "externalClientApps/Acme.eca"] {
            let package = manifest(&[("Acme".to_owned(), "ExternalClientApplication")]);
            let files = [("package.xml", package.as_bytes()), (file, document.as_slice())];
            let files = if file == "package.xml" { &files[1..] } else { &files[..] };
            let started = practice.start_zip("dana", zip_bytes(files), json!({ "singlePackage": true })).await;
            let end = practice.deploy_result("dana", started.json()["id"].as_str().unwrap()).await;
            assert_eq!(end["status"], "Failed", "{when}: {end:#}");
            let told = problem_of(&end, file).or(end["errorMessage"].as_str().map(str::to_owned));
            assert!(told.is_some(), "{when}, {file}: {end:#}");
            assert!(!end.to_string().contains("root:"), "{when}");
        }
    }
    still_works(&practice, "files").await;
}

#[tokio::test]
async fn an_envelope_that_swells_is_read() {
    let practice = Practice::new().await;
    for (when, document) in documents() {
        let answer = soap(&practice, document).await;
        assert_eq!(answer.status, 500, "{when}: {}", answer.body);
        assert!(answer.body.contains("<soapenv:Fault><faultcode>sf:UNKNOWN_EXCEPTION"), "{when}: {}", answer.body);
    }
    still_works(&practice, "envelopes").await;
}

#[tokio::test]
async fn an_envelope_with_all_that_xml_allows_is_refused() {
    let practice = Practice::new().await;
    let token = practice.token("dana");
    let body = format!(
        "<?xml version='1.0' encoding='UTF-8'?><!-- one --><?go on?><e:Envelope \
         xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><!-- two --><e:Header><SessionHeader><sessionId>\
         <![CDATA[{token}]]></sessionId></SessionHeader></e:Header><e:Body><?here?><describeMetadata>\
         <asOfVersion>&#54;7.0</asOfVersion></describeMetadata></e:Body></e:Envelope>"
    );
    let answer = soap(&practice, body.into_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}
