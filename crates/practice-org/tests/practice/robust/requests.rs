//! Heads and bodies that no client should send.

use super::still_works;
use crate::support::{
    Practice, reply,
    wire::{body, exchange, host, status},
};
use serde_json::Value;

const MEGABYTE: usize = 1024 * 1024;

#[tokio::test]
async fn a_head_of_megabytes_is_taken_in() {
    let practice = Practice::new().await;
    let site = practice.org("");
    let start = format!("GET / HTTP/1.1\r\nHost: {}\r\n", host(&site));
    let many: String = (0..400_000).map(|number| format!("X-{number}: {number}\r\n")).collect();
    for (when, request) in [
        ("one header of 10 MB", format!("{start}X-Long: {}\r\n\r\n", "x".repeat(10 * MEGABYTE))),
        ("10 MB of headers", format!("{start}{many}\r\n")),
        ("a request line of 1 MB", format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(MEGABYTE))),
        ("a method of 1 MB", "X".repeat(MEGABYTE)),
        ("a header name of 1 MB", format!("{start}{}: x\r\n\r\n", "x".repeat(MEGABYTE))),
        ("101 headers", format!("{start}{}\r\n", "X-A: b\r\n".repeat(100))),
    ] {
        let answer = exchange(&site, request).await;
        // The reply can be lost where the client still writes when the connection is closed.
        assert!([0, 400, 414, 431].contains(&status(&answer)), "{when}: {answer}");
        still_works(&practice, when).await;
    }
}

#[tokio::test]
async fn a_head_that_contradicts_itself_is_answered() {
    let practice = Practice::new().await;
    let site = practice.org("");
    let host = host(&site);
    for head in [
        format!("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
        format!("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n\r\n"),
        format!("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 99999999999999999999999\r\n\r\n"),
        format!("POST / HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"),
        format!("GET / HTTP/9.9\r\nHost: {host}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: {host}\r\nNo colon here\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: {host}\r\nX: a\0b\r\n\r\n"),
        format!("GET /\0 HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("G E T / HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        "\u{16}\u{3}\u{1}\0\u{5}\u{1}\0\0\0".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
    ] {
        let answer = exchange(&site, &head).await;
        assert!([0, 400].contains(&status(&answer)), "{head:?}: {answer}");
        still_works(&practice, &head).await;
    }
}

#[tokio::test]
async fn a_method_that_nobody_knows_is_answered_as_another() {
    let practice = Practice::new().await;
    let (dana, site) = (practice.token("dana"), practice.org(""));
    for (method, path, expected) in [
        ("FOO", "/services/data/v67.0/limits", 405),
        ("TRACE", "/services/data/v67.0/query", 405),
        ("get", "/services/data/v67.0/limits", 405),
        ("FOO", "/services/oauth2/token", 400),
        ("FOO", "/services/Soap/m/67.0", 405),
        ("FOO", "/none", 404),
        ("CONNECT", "/", 405),
    ] {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {dana}\r\nConnection: close\r\n\r\n",
            host(&site)
        );
        let answer = exchange(&site, request).await;
        let status = status(&answer);
        assert!(
            status == expected || (method == "CONNECT" && (400..500).contains(&status)),
            "{method} {path}: {answer}"
        );
        if path.starts_with("/services/data") {
            let error: Value = serde_json::from_str(body(&answer)).unwrap();
            assert_eq!(error[0]["errorCode"], "METHOD_NOT_ALLOWED", "{method} {path}");
        }
    }
    still_works(&practice, "methods").await;
}

#[tokio::test]
async fn an_address_of_rubbish_breaks_something() {
    let practice = Practice::new().await;
    let (dana, site) = (practice.token("dana"), practice.org(""));
    for path in [
        "/%zz",
        "/%",
        "/%ff%fe",
        "/%00",
        "/services/data/v67.0/sobjects/%ff",
        "/services/data/v67.0/sobjects/User/%00%00",
        "/services/data/v67.0/query?q=%ff%00%zz",
        "/services/data/v67.0/query?q=%",
        "/services/data/%ff/limits",
        "/services/data/v99999999999999999999.0/limits",
        "/services/data/v67.0/metadata/deployRequest/%F0%9F%92%A9",
        "/services/data/v67.0/apps/oauth/credentials/%2e%2e/%2e%2e",
        "/id/%ff/%ff",
        "/services/oauth2/authorize?client_id=%ff&state=%",
        "/../../../../etc/passwd",
        "*",
        "http://evil.example/",
        "//evil.example/%2f..",
        "/?%5B%5D=%5B&&&&=;;;",
    ] {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {dana}\r\nConnection: close\r\n\r\n",
            host(&site)
        );
        let answer = exchange(&site, request).await;
        assert!((200..500).contains(&status(&answer)), "{path}: {answer}");
    }
    still_works(&practice, "rubbish").await;
}

#[tokio::test]
async fn ten_thousand_parameters_are_too_much_for_a_form_or_a_query() {
    let practice = Practice::new().await;
    let dana = practice.token("dana");
    let path = format!("/services/data/v67.0/query?{}q=SELECT+Id+FROM+User+LIMIT+1", "&".repeat(10_000));
    let answer = reply(practice.client.get(practice.org(&path)).bearer_auth(&dana)).await;
    assert_eq!((answer.status, answer.json()["totalSize"].as_u64()), (200, Some(1)), "{}", answer.body);
    let form: Vec<(&str, &str)> = vec![("a", "b"); 10_000];
    assert_eq!(practice.token_request(&form).await.oauth_error().1, "unsupported_grant_type");
}

#[tokio::test]
async fn a_body_without_a_length_passes_the_limit() {
    let practice = Practice::new().await;
    let (dana, site) = (practice.token("dana"), practice.org(""));
    let long = "x".repeat(3 * MEGABYTE);
    let head = |rest: &str| {
        format!(
            "POST /services/data/v67.0/sobjects/PermissionSet HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {dana}\r\n\
             {rest}\r\n\r\n",
            host(&site)
        )
    };
    let counted = format!("{}{long}", head(&format!("Content-Length: {}", long.len())));
    let chunked = format!("{}{:x}\r\n{long}\r\n0\r\n\r\n", head("Transfer-Encoding: chunked"), long.len());
    // What nobody wants is read all the same, so the connection serves the next request.
    let next = format!("GET /id/keys HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", host(&site));
    for body in [counted, chunked] {
        let answers = exchange(&site, format!("{body}{next}")).await;
        assert!(status(&answers) == 413 && answers.contains("REQUEST_ENTITY_TOO_LARGE"), "{answers}");
        assert!(answers.contains("HTTP/1.1 200 OK"), "{answers}");
    }
    // A length that is only claimed costs nothing.
    let mut wire = crate::support::wire::Wire::to(&site).await;
    wire.send(head("Content-Length: 9000000000000000000")).await;
    wire.finish().await;
    assert_eq!(status(&wire.rest().await), 400);
    still_works(&practice, "long bodies").await;
}
