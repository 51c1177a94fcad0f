//! Where a world listens, under which names it answers, and what it says of itself.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

use crate::support::{Practice, package::App, reply};
use practice_org::{Fault, Listeners, OrgKind, Timing, World, run};
use reqwest::Url;

fn port(url: &str) -> u16 {
    Url::parse(url).unwrap().port().unwrap()
}

/// Both sites of a world.
fn sites(practice: &Practice) -> [String; 2] {
    [practice.login(""), practice.org("")]
}

#[tokio::test]
async fn a_site_is_missing_on_one_of_the_loopback_addresses() {
    let practice = Practice::new().await;
    let has_ipv6 = std::net::TcpListener::bind("[::1]:0").is_ok();
    for site in sites(&practice) {
        for host in ["127.0.0.1", "localhost", "[::1]"] {
            if host == "[::1]" && !has_ipv6 {
                continue;
            }
            let base = format!("http://{host}:{}", port(&site));
            let found = reply(practice.client.get(format!("{base}/.well-known/openid-configuration"))).await;
            assert_eq!((found.status, found.json()["issuer"].as_str()), (200, Some(base.as_str())));
        }
    }
}

#[tokio::test]
async fn the_network_gets_in() {
    let practice = Practice::binary(&[]);
    // The address that packets would leave this machine from; none is sent.
    let probe = UdpSocket::bind("0.0.0.0:0").unwrap();
    let own = probe.connect("192.0.2.1:9").and_then(|()| probe.local_addr()).map(|address| address.ip());
    let Some(own) = own.ok().filter(|own| !own.is_loopback() && !own.is_unspecified()) else { return };
    for site in sites(&practice) {
        let address = SocketAddr::new(own, port(&site));
        assert!(TcpStream::connect_timeout(&address, Duration::from_secs(2)).is_err(), "{address} listens");
    }
}

#[tokio::test]
async fn a_foreign_name_is_answered() {
    let practice = Practice::new().await;
    for site in sites(&practice) {
        let port = port(&site);
        for host in [
            "evil.example".to_owned(),
            format!("evil.example:{port}"),
            "localhost".to_owned(),
            format!("localhost:{}", port - 1),
        ] {
            let answer = reply(practice.client.get(format!("{site}/")).header("Host", &host)).await;
            assert_eq!((answer.status, answer.body.as_str()), (421, ""), "{host}");
        }
    }
}

#[tokio::test]
async fn a_web_page_of_another_origin_turns_a_fault() {
    let practice = Practice::new().await;
    let control = &practice.description.control;
    let address = format!("{}/faults", control.url);
    let body = serde_json::json!({ "name": "name-taken", "on": true });
    let post = || practice.client.post(&address).header("Origin", "https://evil.example").json(&body);
    for request in
        [post(), post().bearer_auth("guessed"), post().header("Host", "evil.example").bearer_auth(&control.bearer)]
    {
        let answer = reply(request).await;
        assert!(matches!(answer.status, 401 | 421), "{}", answer.status);
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
    }
    // What a browser asks before it sends such a request.
    let before = practice
        .client
        .request(reqwest::Method::OPTIONS, &address)
        .header("Origin", "https://evil.example")
        .header("Access-Control-Request-Method", "POST");
    let before = reply(before).await;
    assert!(before.status >= 400 && !before.headers.contains_key("access-control-allow-origin"), "{}", before.status);
    let faults = reply(practice.client.get(&address).bearer_auth(&control.bearer)).await;
    assert!(faults.json().as_array().unwrap().iter().all(|one| one["on"] == false), "nothing was changed");
}

#[tokio::test]
async fn a_real_secret_is_taken_by_the_practice_org() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let real = "7F0C2A1B".repeat(8);
    let form = [("grant_type", "client_credentials"), ("client_id", &app.key), ("client_secret", &real)];
    let answer = practice.post_form(practice.org("/services/oauth2/token"), &form).await;
    assert_eq!(answer.status, 400);
    let control = &practice.description.control;
    let log = reply(practice.client.get(format!("{}/log", control.url)).bearer_auth(&control.bearer)).await;
    assert!(!answer.body.contains(&real) && !log.body.contains(&real), "nor kept");
}

#[tokio::test]
async fn a_slash_too_many_locks_a_client_out() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let dana = practice.token("dana");
    for path in [
        "//services/data",
        "/services/data/",
        "/services//data/v67.0/limits",
        "/services/data/v67.0/limits/",
        "/services/data/v67.0/query/?q=SELECT+Id+FROM+User",
        "/services/data/v67.0/sobjects/",
        "//services/oauth2//userinfo/",
    ] {
        let answer = reply(practice.client.get(practice.org(path)).bearer_auth(&dana)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
    let form = [("grant_type", "client_credentials"), ("client_id", &app.key), ("client_secret", &app.secret)];
    for path in ["//services/oauth2/token", "/services/oauth2/token/"] {
        let answer = practice.post_form(practice.org(path), &form).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_token_request_must_tell_its_length() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let form = format!("grant_type=client_credentials&client_id={}&client_secret={}", app.key, app.secret);
    let (start, rest) = form.split_at(30);
    let host = format!("localhost:{}", port(&practice.org("")));
    let request = format!(
        "POST /services/oauth2/token HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n\
         {:x}\r\n{start}\r\n{:x}\r\n{rest}\r\n0\r\n\r\n",
        start.len(),
        rest.len()
    );
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    })
    .await
    .unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200 OK") && answer.contains("\"access_token\":\"00DPRACTICE0001!"),
        "{answer}"
    );
}

#[tokio::test]
async fn the_line_of_the_binary_lacks_something() {
    let practice = Practice::binary(&["--fault", "name-taken"]);
    let description = practice.description.clone();
    let org = &description.orgs[0];
    assert_eq!((description.orgs.len(), org.kind.as_str(), org.name.as_str()), (1, "developer", "Orgkey Practice"));
    assert!(org.id.starts_with("00DPRACTICE0001") && org.id.len() == 18, "{}", org.id);
    assert_ne!(port(&org.url), port(&description.login_url), "each org has a host of its own");
    for user in &org.users {
        assert!(!user.password.is_empty() && !user.security_token.is_empty(), "{}", user.username);
        let may = !["noor", "viktor"].iter().any(|name| user.username.starts_with(name));
        assert_eq!(!user.access_token.is_empty(), may, "{}", user.username);
        if may {
            let who = practice.client.get(practice.org("/services/oauth2/userinfo")).bearer_auth(&user.access_token);
            assert_eq!(reply(who).await.json()["preferred_username"], user.username.as_str());
        }
    }
    let faults =
        practice.client.get(format!("{}/faults", description.control.url)).bearer_auth(&description.control.bearer);
    let on: Vec<_> = reply(faults)
        .await
        .json()
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["on"] == true)
        .map(|one| one["name"].clone())
        .collect();
    assert_eq!(on, ["name-taken"]);
}

#[tokio::test]
async fn the_library_does_not_stop_when_it_is_told() {
    let world = World::new(&[OrgKind::Developer], [Fault::NameTaken], Timing::instant());
    let listeners = Listeners::bind(0, 1).await.unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(run(listeners, world.clone(), async move {
        let _ = stopped.await;
    }));
    let practice = Practice::new().await;
    // Addresses are known once `run` has begun.
    let url = loop {
        let url = world.describe().login_url;
        if !url.ends_with(":0") {
            break url;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(reply(practice.client.get(format!("{url}/"))).await.status, 200);
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
    assert!(practice.client.get(format!("{url}/")).send().await.is_err());
}
