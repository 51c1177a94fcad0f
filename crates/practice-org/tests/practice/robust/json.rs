//! JSON that is too deep, too large a number, or no JSON, wherever JSON is taken.

use reqwest::Method;

use super::{still_works, well_shaped};
use crate::support::{Practice, reply};

/// Method and path below an org, and below the control address.
const ENDPOINTS: [(&str, &str); 10] = [
    ("POST", "/sobjects/PermissionSet"),
    ("POST", "/sobjects/Account"),
    ("PATCH", "/sobjects/Account/001000000000zzzAAA"),
    ("POST", "/metadata/deployRequest"),
    ("PATCH", "/metadata/deployRequest/0Af000000000zzzAAA"),
    ("POST", "/composite"),
    ("POST", "/composite/batch"),
    ("POST", "/composite/tree/Account"),
    ("POST", "/composite/sobjects"),
    ("PATCH", "/composite/sobjects/Account/Id"),
];
const CONTROL: [&str; 7] = ["faults", "advance", "user", "profile", "org", "limits", "expire-token"];

fn bodies() -> Vec<Vec<u8>> {
    let texts = [
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        "{\"seconds\":1e999999,\"Name\":1e999999}".to_owned(),
        format!("{{\"seconds\":{0},\"Name\":{0}}}", "9".repeat(100_000)),
        "{\"seconds\":-1}".to_owned(),
        "NaN".to_owned(),
        "{\"Name\":\"a\"} and more".to_owned(),
        "{\"Name\":\"\\ud800\"}".to_owned(),
        "{\"Nome\":\"a\",\"Nome\":\"b\"}".to_owned(),
        "{\"Name\":{\"Name\":[null]},\"Label\":[[]],\"records\":{},\"allOrNone\":7,\"compositeRequest\":\"\",\
         \"batchRequests\":{},\"deployResult\":7,\"validatedDeployRequestId\":{}}"
            .to_owned(),
        "{\"records\":[null,1,[],{}],\"compositeRequest\":[null,{}],\"batchRequests\":[null,{}]}".to_owned(),
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        "7".to_owned(),
        "\"text\"".to_owned(),
        "{}".to_owned(),
        "\u{feff}{}".to_owned(),
    ];
    texts.into_iter().map(String::into_bytes).chain([b"{\"Name\":\"\xff\"}".to_vec()]).collect()
}

#[tokio::test]
async fn json_that_is_none_is_taken() {
    let practice = Practice::new().await;
    let dana = practice.token("dana");
    let control = practice.description.control.clone();
    for body in bodies() {
        let what = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        for (method, path) in ENDPOINTS {
            let url = practice.org(&format!("/services/data/v67.0{path}"));
            let request = practice.client.request(Method::from_bytes(method.as_bytes()).unwrap(), url);
            let request = request.bearer_auth(&dana).header("Content-Type", "application/json").body(body.clone());
            let answer = reply(request).await;
            well_shaped(&format!("{method} {path} {what}"), "/services/data", &answer);
            assert!(answer.status != 201, "{method} {path} {what}: {}", answer.body);
        }
        for call in CONTROL {
            let request = practice.client.post(format!("{}/{call}", control.url)).bearer_auth(&control.bearer);
            let answer = reply(request.header("Content-Type", "application/json").body(body.clone())).await;
            well_shaped(&format!("{call} {what}"), "/__practice", &answer);
        }
    }
    still_works(&practice, "JSON").await;
}

#[tokio::test]
async fn the_clock_runs_over() {
    let practice = Practice::new().await;
    for _ in 0..9 {
        let answer = practice.control("advance", serde_json::json!({ "seconds": 1e18 })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    // Every session is over, but the world still answers.
    let answer = practice.get("dana", "/services/data/v67.0/limits").await;
    assert_eq!(answer.status, 401, "{}", answer.body);
    assert_eq!(reply(practice.client.get(practice.login("/"))).await.status, 200);
}
