//! Memory stays flat under attack: that of the binary, as Linux counts it.
#![cfg(target_os = "linux")]

use serde_json::json;

use super::still_works;
use crate::support::{
    Practice,
    package::{App, manifest, zip_bytes},
    reply,
    wire::{Wire, exchange, host},
};

const MB: usize = 1024 * 1024;

/// A line of `/proc/PID/status`, in megabytes.
fn megabytes(pid: u32, name: &str) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim_matches(|character: char| !character.is_ascii_digit()).parse::<usize>().unwrap() / 1024
}

async fn attack(practice: &Practice, key: &str, secret: &str) {
    let site = practice.org("");
    let dana = practice.token("dana");
    let package = manifest(&[]);
    let bomb = zip_bytes(&[("package.xml", package.as_bytes()), ("x.eca", &vec![0; 16 * MB])]);
    let flood = zip_bytes(&[("package.xml", format!("<a>{}</a>", "<a/>".repeat(MB)).as_bytes())]);
    for zip in [bomb, flood, vec![b'x'; 38 * MB]] {
        practice.start_zip("dana", zip, json!({})).await;
    }
    let url = practice.org("/services/data/v67.0/metadata/deployRequest");
    let long = practice.client.post(url).bearer_auth(&dana).header("Content-Type", "multipart/form-data; boundary=b");
    assert_eq!(reply(long.body(vec![b'x'; 39 * MB])).await.status, 400);
    let soap = practice.client.post(practice.org("/services/Soap/m/67.0")).header("Content-Type", "text/xml");
    assert_eq!(reply(soap.body("<a/>".repeat(10 * MB))).await.status, 500);
    let record = practice.client.post(practice.org("/services/data/v67.0/sobjects/PermissionSet")).bearer_auth(&dana);
    assert_eq!(reply(record.body("[".repeat(MB))).await.status, 400);
    exchange(&site, format!("GET / HTTP/1.1\r\nHost: {}\r\nX: {}\r\n\r\n", host(&site), "x".repeat(10 * MB))).await;
    let mut silent = Vec::new();
    for _ in 0..100 {
        let mut wire = Wire::to(&site).await;
        wire.send(format!("GET /{} HTTP/1.1\r\n", "x".repeat(10_000))).await;
        silent.push(wire);
    }
    let form = [("grant_type", "client_credentials"), ("client_id", key), ("client_secret", secret)];
    for _ in 0..50 {
        assert_eq!(practice.token_request(&form).await.status, 200);
        let state = "x".repeat(10_000);
        let asked = format!("/services/oauth2/authorize?response_type=code&client_id={key}&state={state}");
        reply(practice.client.get(practice.org(&asked))).await;
    }
    practice.deploy_as("dana", &App::default().files()).await;
    still_works(practice, "a round").await;
}

#[tokio::test]
async fn attacks_make_the_binary_grow() {
    let practice = Practice::binary(&[]);
    let app = practice.app(&App::default()).await;
    let pid = practice.pid();
    for _ in 0..2 {
        attack(&practice, &app.key, &app.secret).await;
    }
    let (warm, peak) = (megabytes(pid, "VmRSS:"), megabytes(pid, "VmHWM:"));
    for _ in 0..3 {
        attack(&practice, &app.key, &app.secret).await;
    }
    let (after, highest) = (megabytes(pid, "VmRSS:"), megabytes(pid, "VmHWM:"));
    let told = format!("resident {warm} MB then {after} MB, at most {peak} MB then {highest} MB");
    assert!(after <= warm + 50, "{told}");
    // The largest body, twice: as it came, and as it is read.
    assert!(highest <= peak + 50 && highest < 300, "{told}");
}
