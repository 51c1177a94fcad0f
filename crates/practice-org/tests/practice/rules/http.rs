//! What is refused before anybody looks at what is asked: heads that are too long, bodies that do not come.

use std::time::Duration;

use practice_org::{
    ConnectionLimits, Options,
    rules::Standing::{self, Guess},
};

use crate::{
    rules::Mark,
    support::{
        Practice,
        wire::{Wire, body, host, status},
    },
};

/// Rule, standing, when, request line, headers and body, whether the client then closes its direction, reply.
type Row = (&'static str, Standing, &'static str, String, bool, (u16, &'static str));

#[rustfmt::skip]
fn rows(token: &str) -> Vec<Row> {
    let long = "x".repeat(16_384);
    let form = |rest: &str| {
        format!("POST /services/oauth2/token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n{rest}")
    };
    let record = |rest: &str| {
        format!("POST /services/data/v67.0/sobjects/PermissionSet HTTP/1.1\r\nAuthorization: Bearer {token}\r\n{rest}")
    };
    let chunked = "Transfer-Encoding: chunked\r\n\r\n";
    vec![
    ("http::URI_TOO_LONG", Guess, "a query of 16,384 bytes", format!("GET /?{long} HTTP/1.1\r\n\r\n"), false, (414, "URI Too Long")),
    ("http::HEAD_TOO_LONG", Guess, "a header of 16,384 bytes", format!("GET / HTTP/1.1\r\nX-Long: {long}\r\n\r\n"), false, (431, "Request Header Fields Too Large")),
    ("http::TOO_SLOW", Guess, "half a form", form("Content-Length: 10\r\n\r\ngrant"), false, (408, "Request Timeout")),
    ("http::TOO_SLOW", Guess, "half a record", record("Content-Length: 10\r\n\r\n{"), false, (408, "Request Timeout")),
    ("http::TOO_SLOW", Guess, "half an envelope", "POST /services/Soap/m/67.0 HTTP/1.1\r\nContent-Length: 10\r\n\r\n<a".to_owned(), false, (408, "Request Timeout")),
    ("http::TOO_SLOW", Guess, "a chunk without an end", form(&format!("{chunked}5\r\ngra")), false, (408, "Request Timeout")),
    ("http::BROKEN_BODY", Guess, "a form that breaks off", form("Content-Length: 10\r\n\r\ngrant"), true, (400, "Bad Request")),
    ("http::BROKEN_BODY", Guess, "a record that breaks off", record("Content-Length: 10\r\n\r\n{"), true, (400, "Bad Request")),
    ("http::BROKEN_BODY", Guess, "a size that is no number", form(&format!("{chunked}zz\r\ngrant\r\n0\r\n\r\n")), false, (400, "Bad Request")),
    ("http::BROKEN_BODY", Guess, "a size beyond all bounds", form(&format!("{chunked}fffffffffffffffff\r\ngrant\r\n0\r\n\r\n")), false, (400, "Bad Request")),
    ("http::BROKEN_BODY", Guess, "a chunk that is longer than it says", form(&format!("{chunked}2\r\ngrant\r\n0\r\n\r\n")), false, (400, "Bad Request")),
    ]
}

pub(crate) fn marks() -> Vec<Mark> {
    rows("").iter().map(|row| (row.0, row.1)).collect()
}

#[tokio::test]
async fn a_request_without_an_end_is_waited_for_or_refused_in_other_words() {
    let limits = ConnectionLimits { body: Duration::from_millis(300), ..ConnectionLimits::default() };
    let practice = Practice::start(Options { limits, ..Options::default() }).await;
    let site = practice.org("");
    for (rule, _, when, request, finishes, expected) in rows(&practice.token("dana")) {
        let host = format!("HTTP/1.1\r\nHost: {}\r\n", host(&site));
        let mut wire = Wire::to(&site).await;
        wire.send(request.replacen("HTTP/1.1\r\n", &host, 1)).await;
        if finishes {
            wire.finish().await;
        }
        let reply = wire.rest().await;
        assert_eq!((status(&reply), body(&reply)), expected, "{rule}, {when}: {reply}");
    }
}
