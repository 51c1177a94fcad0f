//! Connections that are slow, silent, broken, or many.

use std::time::{Duration, Instant};

use practice_org::{ConnectionLimits, Options};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::still_works;
use crate::support::{
    Practice, reply,
    wire::{PATIENCE, Wire, body, exchange, host, status},
};

const SHORT: Duration = Duration::from_millis(300);

/// A world that loses patience soon.
async fn impatient() -> Practice {
    let limits = ConnectionLimits { head: SHORT, body: SHORT, ..ConnectionLimits::default() };
    Practice::start(Options { limits, ..Options::default() }).await
}

#[tokio::test]
async fn a_head_that_never_ends_holds_a_connection() {
    let practice = impatient().await;
    for begun in ["", "GET", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "] {
        let answer = exchange(&practice.login(""), begun).await;
        assert_eq!(answer, "", "{begun:?}");
        still_works(&practice, begun).await;
    }
}

#[tokio::test]
async fn a_byte_at_a_time_holds_a_connection() {
    let practice = impatient().await;
    let site = practice.org("");
    let head = format!(
        "POST /services/oauth2/token HTTP/1.1\r\nHost: {}\r\nContent-Length: 100000\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n",
        host(&site)
    );
    for (head, expected) in [("GET / HTTP/1.1\r\n", 0), (&head, 408)] {
        let mut wire = Wire::to(&site).await;
        wire.send(head).await;
        let (mut reader, mut writer) = wire.0.into_split();
        let dripping = tokio::spawn(async move {
            use tokio::io::AsyncWriteExt;
            while writer.write_all(b"x").await.is_ok() {
                tokio::time::sleep(SHORT / 20).await;
            }
        });
        let mut answer = Vec::new();
        let read = tokio::io::AsyncReadExt::read_to_end(&mut reader, &mut answer);
        let _ = timeout(PATIENCE, read).await.unwrap();
        assert_eq!(status(&String::from_utf8_lossy(&answer)), expected, "{head}");
        dripping.abort();
        still_works(&practice, head).await;
    }
}

#[tokio::test]
async fn people_wait_behind_two_hundred_who_say_nothing() {
    let practice = Practice::new().await;
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(Wire::to(&practice.org("")).await);
    }
    let begun = Instant::now();
    still_works(&practice, "200 silent connections").await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(silent.len(), 200);
}

#[tokio::test]
async fn two_hundred_at_once_get_each_others_replies() {
    let practice = Practice::new().await;
    let mut asking = JoinSet::new();
    for number in 0..200_usize {
        let limit = number % 5 + 1;
        let soql = format!("SELECT Id FROM User ORDER BY Id LIMIT {limit}");
        let request = practice.client.get(practice.org("/services/data/v67.0/query")).query(&[("q", soql)]);
        let request = request.bearer_auth(practice.token("dana"));
        asking.spawn(async move { (limit, reply(request).await) });
    }
    let mut answered = 0;
    while let Some(answer) = timeout(PATIENCE, asking.join_next()).await.unwrap() {
        let (limit, answer) = answer.unwrap();
        assert_eq!((answer.status, answer.json()["records"].as_array().unwrap().len()), (200, limit));
        answered += 1;
    }
    assert_eq!(answered, 200);
}

#[tokio::test]
async fn more_connections_than_allowed_are_served_at_once_or_never() {
    let limits = ConnectionLimits { connections: 3, head: SHORT, ..ConnectionLimits::default() };
    let practice = Practice::start(Options { limits, ..Options::default() }).await;
    let site = practice.org("");
    let begun = Instant::now();
    let mut silent = Vec::new();
    for _ in 0..3 {
        silent.push(Wire::to(&site).await);
    }
    let request =
        format!("GET /.well-known/openid-configuration HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", host(&site));
    assert_eq!(status(&exchange(&site, &request).await), 200);
    // It had to wait until one of the silent ones was let go.
    assert!(begun.elapsed() >= SHORT, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_client_that_has_asked_and_closed_its_direction_gets_no_reply() {
    let practice = Practice::new().await;
    let site = practice.login("");
    let mut wire = Wire::to(&site).await;
    wire.send(format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", host(&site))).await;
    wire.finish().await;
    assert_eq!(status(&wire.rest().await), 200);
}

#[tokio::test]
async fn requests_in_one_write_are_answered_out_of_order() {
    let practice = Practice::new().await;
    let site = practice.login("");
    let host = host(&site);
    let one = |path: &str, more: &str| format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n");
    let asked = [one("/practice.css", ""), one("/none", ""), one("/id/keys", "Connection: close\r\n")].concat();
    let answers = exchange(&site, asked).await;
    let found: Vec<&str> = answers.matches("HTTP/1.1 ").collect();
    assert_eq!(found.len(), 3, "{answers}");
    let places = ["text/css", "URL No Longer Exists", "\"keys\""].map(|text| answers.find(text).unwrap());
    assert!(places.is_sorted(), "{answers}");
}

#[tokio::test]
async fn http_1_0_is_kept_waiting() {
    let practice = Practice::new().await;
    let site = practice.login("");
    let named = exchange(&site, format!("GET / HTTP/1.0\r\nHost: {}\r\n\r\n", host(&site))).await;
    assert_eq!(status(&named), 200, "{named}");
    let nameless = exchange(&site, "GET / HTTP/1.0\r\n\r\n").await;
    assert_eq!((status(&nameless), body(&nameless)), (421, ""), "{nameless}");
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_a_deploy_or_a_wreck() {
    let practice = Practice::new().await;
    let site = practice.org("");
    let head = format!(
        "POST /services/data/v67.0/metadata/deployRequest HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 30000000\r\n\r\n--b\r\n\
         Content-Disposition: form-data; name=\"file\"\r\n\r\n",
        host(&site),
        practice.token("dana")
    );
    for _ in 0..5 {
        let mut wire = Wire::to(&site).await;
        wire.send(&head).await;
        wire.send(vec![b'x'; 1024 * 1024]).await;
        // With a linger time of zero, closing is a reset.
        wire.0.set_zero_linger().unwrap();
        drop(wire);
    }
    still_works(&practice, "five resets").await;
    let found = practice.query("dana", "SELECT Id FROM ExternalClientApplication").await;
    assert_eq!(found.json()["totalSize"], 0);
}

#[tokio::test]
async fn a_client_that_waits_to_be_told_to_go_on_waits_for_ever() {
    let practice = Practice::new().await;
    let site = practice.org("");
    let post = |path: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 21\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n",
            host(&site)
        )
    };
    let mut wire = Wire::to(&site).await;
    wire.send(post("/services/oauth2/token")).await;
    assert_eq!(wire.until("\r\n\r\n").await, "HTTP/1.1 100 Continue\r\n\r\n");
    wire.send("grant_type=anything.x").await;
    let answer = wire.rest().await;
    assert!(status(&answer) == 400 && answer.contains("unsupported_grant_type"), "{answer}");
    // Where no body is wanted, none is asked for.
    let answer = exchange(&site, post("/none")).await;
    assert!(status(&answer) == 404 && !answer.contains("100 Continue"), "{answer}");
}
