//! Forms with a package that are no forms.

use serde_json::{Value, json};

use super::still_works;
use crate::support::{
    Practice,
    package::{manifest, zip},
    reply,
};

const TYPE: &str = "multipart/form-data; boundary=b";

fn part(headers: &str, body: &[u8]) -> Vec<u8> {
    [b"--b\r\n", headers.as_bytes(), b"\r\n\r\n", body, b"\r\n"].concat()
}

fn named(name: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{name}\"")
}

/// A good form; a deploy of nothing.
fn good() -> Vec<u8> {
    let options = json!({ "deployOptions": { "singlePackage": true } }).to_string();
    let zip = zip(&[("package.xml", manifest(&[]))]);
    [part(&named("json"), options.as_bytes()), part(&named("file"), &zip), b"--b--\r\n".to_vec()].concat()
}

async fn sent(practice: &Practice, kind: &str, body: Vec<u8>) -> (u16, Value) {
    let url = practice.org("/services/data/v67.0/metadata/deployRequest");
    let request = practice.client.post(url).bearer_auth(practice.token("dana")).header("Content-Type", kind);
    let answer = reply(request.body(body)).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn a_form_that_is_none_is_deployed() {
    let practice = Practice::new().await;
    assert_eq!(sent(&practice, TYPE, good()).await.0, 201);
    let json = part(&named("json"), b"{}");
    let rows: Vec<(&str, &str, Vec<u8>)> = vec![
        ("no boundary", "multipart/form-data", good()),
        ("an empty boundary", "multipart/form-data; boundary=", good()),
        ("another boundary", "multipart/form-data; boundary=c", good()),
        ("nothing", TYPE, Vec::new()),
        ("no part", TYPE, b"--b--\r\n".to_vec()),
        ("a part without headers", TYPE, [json.clone(), part("", b"x")].concat()),
        ("headers of 1 MB", TYPE, part(&format!("{}\r\nX: {}", named("json"), "x".repeat(1024 * 1024)), b"{}")),
        ("a thousand headers", TYPE, part(&format!("{}{}", named("json"), "\r\nX: y".repeat(1000)), b"{}")),
        ("only options, thousands of times", TYPE, [json.repeat(5000), b"--b--\r\n".to_vec()].concat()),
        (
            "options that are no UTF-8",
            TYPE,
            [part(&named("json"), b"{\"a\":\"\xff\"}"), b"--b--\r\n".to_vec()].concat(),
        ),
        ("options of 65 KB", TYPE, part(&named("json"), format!("{{\"a\":\"{}\"}}", "x".repeat(66_560)).as_bytes())),
        ("a name of 1 MB", TYPE, part(&named(&"x".repeat(1024 * 1024)), b"{}")),
        ("line feeds alone", TYPE, b"--b\nContent-Disposition: form-data; name=\"json\"\n\n{}\n--b--\n".to_vec()),
        ("a form of a form", "application/x-www-form-urlencoded", b"json={}".to_vec()),
    ];
    for (when, kind, body) in rows {
        let (status, answer) = sent(&practice, kind, body).await;
        assert!([400, 413, 415].contains(&status), "{when}: {status} {answer}");
        let code = answer[0]["errorCode"].as_str().unwrap_or_default();
        let codes =
            ["INVALID_MULTIPART_REQUEST", "JSON_PARSER_ERROR", "UNSUPPORTED_MEDIA_TYPE", "REQUEST_ENTITY_TOO_LARGE"];
        assert!(codes.contains(&code), "{when}: {answer}");
    }
    still_works(&practice, "forms").await;
}

#[tokio::test]
async fn a_form_that_breaks_off_is_deployed() {
    let practice = Practice::new().await;
    let good = good();
    // The end of the last part is what makes it whole; the dashes after it add nothing.
    let whole = good.len() - "--\r\n".len();
    for end in (0..whole).step_by(7) {
        let (status, answer) = sent(&practice, TYPE, good[..end].to_vec()).await;
        assert_eq!(status, 400, "{end} of {whole}: {answer}");
        assert!(answer[0]["errorCode"].is_string(), "{end}: {answer}");
    }
    assert_eq!(sent(&practice, TYPE, good).await.0, 201);
}

#[tokio::test]
async fn parts_in_excess_grow_or_confuse_a_deploy() {
    let practice = Practice::new().await;
    let zip = zip(&[("package.xml", manifest(&[]))]);
    let form = [
        part(&named("json"), br#"{"deployOptions":{"checkOnly":true}}"#).repeat(2),
        part(&named("file"), b"no zip"),
        part(&named("file"), &zip),
        b"--b--\r\n".to_vec(),
    ];
    let (status, answer) = sent(&practice, TYPE, form.concat()).await;
    assert_eq!(status, 201, "{answer}");
    let end = practice.deploy_result("dana", answer["id"].as_str().unwrap()).await;
    assert_eq!((&end["status"], &end["checkOnly"]), (&json!("Succeeded"), &json!(true)), "the last of a name counts");
}
