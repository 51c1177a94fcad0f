//! What the transport must never do, whatever it is answered.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::stub::{Answer, Stub};
use jiff::{SignedDuration, Timestamp};
use salesforce::types::{ApiVersion, ConsumerKey, ConsumerSecret, RefreshToken};
use salesforce::{Error, Exchange, ExchangeSink, Host, NetworkKind, Transport, oauth, rest};

const TOKEN: &str = "00Dxx0000001gPL!canary.AR8AQJXg5oj8jXSgxJfA0lBog";
const VERSIONS: &str = r#"[{"label":"Summer","url":"/services/data/v66.0","version":"66.0"},{"label":"Winter","url":"/services/data/v67.0","version":"67.0"}]"#;

fn transport() -> Transport {
    Transport::new().unwrap()
}

#[tokio::test]
async fn no_redirect_carries_a_secret_away() {
    let recorder = Stub::answering([]).await;
    for status in [301, 302, 303, 307, 308] {
        let stub = Stub::answering([
            Answer::json(status, "").header("location", recorder.host.url("/steal").to_string()),
            Answer::json(status, "").header("location", recorder.host.url("/steal").to_string()),
        ])
        .await;
        let key = ConsumerKey::parse("k").unwrap();
        let secret = ConsumerSecret::new("canary-secret");
        let token = RefreshToken::new("canary-refresh");
        let error = oauth::refresh(&transport(), &stub.host, &key, Some(&secret), &token).await.unwrap_err();
        assert!(matches!(error, Error::NotSalesforce { .. }), "{status}: {error}");
        let error = stub.org(transport(), TOKEN).limits().await.unwrap_err();
        assert!(matches!(error, Error::NotSalesforce { .. }), "{status}: {error}");
    }
    assert!(recorder.asked().is_empty());
}

#[tokio::test]
async fn an_authorize_address_of_another_host_is_not_called() {
    let (stub, other) = (Stub::answering([]).await, Stub::answering([]).await);
    let error =
        oauth::dry_check(&transport(), &other.host.url("/services/oauth2/authorize"), &stub.host).await.unwrap_err();
    assert!(matches!(error, Error::NotSalesforce { .. }) && other.asked().is_empty() && stub.asked().is_empty());
}

#[tokio::test]
async fn a_page_is_not_taken_for_an_answer() {
    for status in [200, 404, 500] {
        let stub =
            Stub::answering([Answer::new(status, "text/html; charset=UTF-8", "<html><body>Log in</body></html>")])
                .await;
        let error = rest::versions(&transport(), &stub.host).await.unwrap_err();
        assert!(matches!(error, Error::NotSalesforce { .. }), "{status}: {error}");
    }
}

#[tokio::test]
async fn a_gzip_bomb_ends_at_the_limit() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![b' '; 1024 * 1024];
    for _ in 0..16 {
        encoder.write_all(&zeros).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 100_000);
    let stub = Stub::answering([Answer::json(200, bomb).header("content-encoding", "gzip")]).await;
    let error = rest::versions(&transport(), &stub.host).await.unwrap_err();
    assert_eq!(error, Error::TooLarge { call: "versions".into(), limit_bytes: 10 * 1024 * 1024 });
}

#[tokio::test]
async fn the_details_of_a_deployment_are_read_beyond_their_limit() {
    let id = "0Af000000000001".parse().unwrap();
    let detail = format!(r#"{{"id":"0Af000000000001","problem":"{}"}}"#, "x".repeat(33 << 20));
    let stub = Stub::answering([Answer::json(200, detail)]).await;
    let error = stub.org(transport(), TOKEN).deploy_status(&id).await.unwrap_err();
    assert_eq!(error, Error::TooLarge { call: "deploy status".into(), limit_bytes: 32 * 1024 * 1024 });
}

/// Half a gigabyte of spaces, compressed.
fn bomb() -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let spaces = vec![b' '; 1024 * 1024];
    for _ in 0..512 {
        encoder.write_all(&spaces).unwrap();
    }
    encoder.finish().unwrap()
}

#[cfg(target_os = "linux")]
#[tokio::test]
#[ignore = "run by the next one, in a process whose memory is all its own"]
async fn a_bomb_is_read() {
    let stub = Stub::answering([Answer::json(200, bomb()).header("content-encoding", "gzip")]).await;
    assert!(matches!(rest::versions(&transport(), &stub.host).await, Err(Error::TooLarge { .. })));
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    println!("peak: {}", peak.trim().trim_end_matches(" kB"));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_gzip_bomb_fills_the_memory() {
    let output = tokio::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "transport::a_bomb_is_read", "--ignored", "--nocapture"])
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let peak = said.split("peak: ").nth(1).and_then(|rest| rest.lines().next()?.parse::<u64>().ok());
    let mib = peak.unwrap_or_else(|| panic!("{said}")) / 1024;
    assert!(output.status.success() && mib < 100, "{mib} MiB: {said}");
}

#[tokio::test]
async fn a_safe_call_is_repeated_and_an_unsafe_one_is_not() {
    let busy = || Answer::json(503, "[]").header("retry-after", "0");
    let stub =
        Stub::answering([busy(), busy(), Answer::json(200, VERSIONS).header("date", "Mon, 23 Nov 2026 12:00:00 GMT")])
            .await;
    let versions = rest::versions(&transport(), &stub.host).await.unwrap();
    assert_eq!(versions.highest(), Some(ApiVersion::new(67)));
    assert_eq!(stub.asked().len(), 3);

    let stub = Stub::answering([busy(), Answer::json(201, r#"{"id":"005xx000001SwiUAAS","success":true}"#)]).await;
    let error = stub.org(transport(), TOKEN).create("User", &serde_json::json!({})).await.unwrap_err();
    assert_eq!(error.salesforce().map(|said| said.status), Some(503));
    assert_eq!(stub.asked().len(), 1);
}

#[tokio::test]
async fn waiting_has_an_end() {
    let stub = Stub::answering((0..9).map(|_| Answer::json(429, "[]").header("retry-after", "0"))).await;
    assert!(rest::versions(&transport(), &stub.host).await.is_err());
    assert_eq!(stub.asked().len(), 4);

    let stub = Stub::answering([Answer::json(503, "[]").header("retry-after", "99999")]).await;
    let started = Instant::now();
    assert!(rest::versions(&transport(), &stub.host).await.is_err());
    assert!(started.elapsed() < Duration::from_secs(5) && stub.asked().len() == 1);
}

#[tokio::test]
async fn a_wait_that_was_asked_for_is_hidden_or_cannot_be_ended() {
    #[derive(Default)]
    struct Told(AtomicU32);
    impl ExchangeSink for Told {
        fn record(&self, _: Exchange) {}
        fn pauses_changed(&self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let told = Arc::new(Told::default());
    let transport = transport().observed_by(told.clone());
    let stub = Stub::answering([Answer::json(503, "[]").header("retry-after", "240")]).await;
    let (asking, host) = (transport.clone(), stub.host.clone());
    let call = tokio::spawn(async move { rest::versions(&asking, &host).await });
    let until = async {
        loop {
            match transport.pauses().as_slice() {
                [pause] => return pause.clone(),
                _ => tokio::task::yield_now().await,
            }
        }
    };
    let pause = tokio::time::timeout(Duration::from_secs(5), until).await.unwrap();
    assert_eq!(pause.host, stub.host.display_name());
    let left = pause.until.duration_since(Timestamp::now()).as_secs();
    assert!((230..=240).contains(&left), "{left}");

    transport.end_pauses();
    let error = call.await.unwrap().unwrap_err();
    let said = error.salesforce().unwrap();
    assert!(said.status == 503 && said.retry_at.is_some(), "{said:?}");
    assert!(transport.pauses().is_empty() && stub.asked().len() == 1);
    assert_eq!(told.0.load(Ordering::SeqCst), 2, "told when it began and when it ended");
}

#[tokio::test]
async fn a_call_that_is_given_up_leaves_its_wait_on_the_list() {
    let transport = transport();
    let stub = Stub::answering([Answer::json(503, "[]").header("retry-after", "240")]).await;
    let call = rest::versions(&transport, &stub.host);
    tokio::select! {
        _ = call => panic!("not asked to wait"),
        () = async { while transport.pauses().is_empty() { tokio::task::yield_now().await } } => {}
    }
    assert!(transport.pauses().is_empty());
}

#[tokio::test]
async fn a_limit_is_told_without_its_figures() {
    let body = r#"[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]"#;
    for (header, usage) in [
        ("api-usage=15000/15000", Some((15_000, 15_000))),
        ("per-app-api-usage=1/250(appName=x), api-usage=18/5000", Some((18, 5000))),
        ("api-usage=many/5000", None),
    ] {
        let stub = Stub::answering([Answer::json(403, body).header("sforce-limit-info", header)]).await;
        let error = stub.org(transport(), TOKEN).limits().await.unwrap_err();
        let found = error.salesforce().unwrap().usage.map(|usage| (usage.used, usage.limit));
        assert_eq!(found, usage, "{header}");
    }
}

#[tokio::test]
async fn the_clock_of_the_other_side_is_not_known() {
    let transport = transport();
    for (date, ahead) in [
        (Timestamp::now(), 0),
        (Timestamp::now() + SignedDuration::from_mins(10), -600),
        (Timestamp::now() - SignedDuration::from_mins(10), 600),
        (Timestamp::now() + SignedDuration::from_hours(24), -86_400),
        (Timestamp::now() - SignedDuration::from_hours(2 * 365 * 24), 63_072_000),
    ] {
        let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let stub = Stub::answering([Answer::json(200, VERSIONS).header("date", date)]).await;
        assert_eq!(transport.clock_ahead(&stub.host), None, "nobody was asked yet");
        rest::versions(&transport, &stub.host).await.unwrap();
        let found = transport.clock_ahead(&stub.host).unwrap().as_secs();
        assert!((found - ahead).abs() <= 5, "{found} for {ahead}");
    }
}

#[tokio::test]
async fn an_endless_answer_is_read_to_its_end() {
    let chunk = axum::body::Bytes::from(vec![b'['; 64 * 1024]);
    let sent = Arc::new(AtomicU32::new(0));
    let count = sent.clone();
    let endless = axum::Router::new().fallback(move || {
        let (chunk, count) = (chunk.clone(), count.clone());
        let stream = futures_util::stream::repeat_with(move || {
            count.fetch_add(1, Ordering::SeqCst);
            Ok::<_, std::io::Error>(chunk.clone())
        });
        async move { axum::body::Body::from_stream(stream) }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = Host::practice(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move { axum::serve(listener, endless).await });
    let error = rest::versions(&transport(), &host).await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error}");
    let mib = sent.load(Ordering::SeqCst) / 16;
    assert!(mib < 100, "{mib} MiB were taken");
}

#[tokio::test]
async fn maintenance_is_taken_for_somebody_else() {
    let page = "<!doctype html><html><body>Down for maintenance</body></html>";
    let stub = Stub::answering([Answer::new(503, "text/html", page).header("retry-after", "1800")]).await;
    let error = rest::versions(&transport(), &stub.host).await.unwrap_err();
    let said = error.salesforce().expect("a refusal");
    assert_eq!((said.status, said.code.as_str()), (503, "http_503"));
    let minutes = said.retry_at.unwrap().duration_since(Timestamp::now()).as_mins();
    assert!((29..=30).contains(&minutes));
}

#[tokio::test]
async fn an_exhausted_limit_is_not_asked_again() {
    let body = r#"[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]"#;
    let stub = Stub::answering([Answer::json(403, body)]).await;
    let error = stub.org(transport(), TOKEN).limits().await.unwrap_err();
    assert_eq!(error.salesforce().map(|said| said.code.as_str()), Some("REQUEST_LIMIT_EXCEEDED"));
    assert_eq!(stub.asked().len(), 1);
}

#[tokio::test]
async fn a_closed_port_is_named_without_the_query() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = Host::practice(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let key = ConsumerKey::parse("k").unwrap();
    let error = oauth::client_credentials(&transport(), &host, &key, &ConsumerSecret::new("canary")).await.unwrap_err();
    let Error::Network(problem) = &error else { panic!("{error}") };
    assert_eq!(problem.kind, NetworkKind::Connect);
    assert!(!problem.detail.contains("http://") && !problem.detail.contains('?'), "{}", problem.detail);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_not_taken_for_whole() {
    use tokio::io::AsyncWriteExt as _;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = Host::practice(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[").await;
            let _ = stream.shutdown().await;
        }
    });
    let error = rest::versions(&transport(), &host).await.unwrap_err();
    assert!(matches!(&error, Error::Network(problem) if problem.kind == NetworkKind::Broken), "{error:?}");
}

#[test]
fn loopback_is_never_proxied() {
    // The proxy's address comes from the environment, so another test runs again in a process of its own.
    let mut test = std::process::Command::new(std::env::current_exe().unwrap());
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        test.env(name, "http://127.0.0.1:1");
    }
    test.env_remove("no_proxy").env_remove("NO_PROXY");
    let output =
        test.args(["--exact", "transport::a_safe_call_is_repeated_and_an_unsafe_one_is_not"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
