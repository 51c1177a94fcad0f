//! Certificates and proxies as a company has them: decided by this computer's settings, explained when they refuse.

use rcgen::{CertificateParams, date_time_ymd};
use salesforce::types::{ConsumerKey, ConsumerSecret};
use salesforce::{Error, Host, Transport, oauth, rest};

use crate::middle::{Authority, Elsewhere, Identity, Manner, Middle};
use crate::stub::{Answer, Stub};

const HOST: &str = "login.salesforce.com";

/// Calls Salesforce by this process's environment and says what came of it.
#[tokio::test]
#[ignore = "the others run it, each in a process with a proxy of its own"]
async fn a_call_from_here() {
    let transport = Transport::new().unwrap();
    println!("proxy: {:?}", transport.proxy(&Host::login()));
    match rest::versions(&transport, &Host::login()).await {
        Ok(versions) => println!("came: {:?}", versions.highest()),
        Err(Error::Network(problem)) => println!("failed: {:?} {:?} {}", problem.kind, problem.issuer, problem.detail),
        Err(other) => println!("failed: {other}"),
    }
    let stub = Stub::answering([Answer::json(200, "[]")]).await;
    println!("practice: {}", rest::versions(&transport, &stub.host).await.is_ok());
    // What changes something is not sent twice, nor is its secret shown when nobody trustworthy is there.
    let key = ConsumerKey::parse("k").unwrap();
    if let Err(error) =
        oauth::client_credentials(&transport, &Host::login(), &key, &ConsumerSecret::new("canary")).await
    {
        println!("token: {error} {error:?}");
    }
}

async fn said(manner: Manner, trusted: &Authority) -> (String, Vec<String>) {
    said_by(manner, "", trusted).await
}

async fn said_by(manner: Manner, user: &str, trusted: &Authority) -> (String, Vec<String>) {
    let middle = Middle::of(manner).await;
    let proxy = format!("http://{user}127.0.0.1:{}", middle.port);
    let said = Elsewhere::running("secure::a_call_from_here", proxy, trusted).said().await;
    assert!(said.contains(&format!("proxy: Some(\"http://127.0.0.1:{}\")", middle.port)), "{said}");
    assert!(said.contains("practice: true"), "{said}");
    assert!(!said.contains("canary") && !said.contains("s3cret"), "{said}");
    // The practice org's traffic never reached it: every head is a tunnel to Salesforce.
    let heads = middle.heads();
    assert!(
        !heads.is_empty() && heads.iter().all(|head| head.starts_with("CONNECT login.salesforce.com:443 ")),
        "{heads:?}"
    );
    (said, heads)
}

fn plain(_: &mut CertificateParams) {}

#[tokio::test]
async fn a_company_that_inspects_connections_is_refused_or_taken_unasked() {
    let company = Authority::named("Acme Inspection CA");
    let (said_trusted, _) = said(Manner::Plays(company.vouch(&[HOST], plain)), &company).await;
    assert!(said_trusted.contains("came: Some(ApiVersion(67"), "{said_trusted}");

    let other = Authority::named("Somebody Else CA");
    let (said, _) = said(Manner::Plays(company.vouch(&[HOST], plain)), &other).await;
    assert!(said.contains("Certificate(UnknownIssuer) Some(\"CN=Acme Inspection CA"), "{said}");
}

#[tokio::test]
async fn two_bad_certificates_are_told_with_one_word() {
    let trusted = Authority::named("Acme CA");
    for (identity, fault) in [
        (Identity::of_itself(HOST), "SelfSigned"),
        (trusted.vouch(&["portal.hotel.example"], plain), "OtherHost"),
        (trusted.vouch(&["evil-login.salesforce.com"], plain), "OtherHost"),
        // To a clock that is two years ahead every certificate has ended; to one that is behind, none has begun.
        (
            trusted.vouch(&[HOST], |it| {
                (it.not_before, it.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1))
            }),
            "Expired",
        ),
        (trusted.vouch(&[HOST], |it| it.not_before = date_time_ymd(2090, 1, 1)), "NotYetValid"),
    ] {
        let (said, _) = said(Manner::Plays(identity), &trusted).await;
        assert!(said.contains(&format!("failed: Certificate({fault})")), "{fault}: {said}");
    }
}

#[tokio::test]
async fn a_proxy_with_a_password_keeps_people_out() {
    let trusted = Authority::named("Acme CA");
    // kim:s3cret
    let (said_with, heads) =
        said_by(Manner::Asks("a2ltOnMzY3JldA==", trusted.vouch(&[HOST], plain)), "kim:s3cret@", &trusted).await;
    assert!(said_with.contains("came: Some("), "{said_with}");
    assert!(heads.iter().all(|head| !head.contains("canary")));

    for user in ["", "kim:wrong@"] {
        let (said, _) = said_by(Manner::Asks("a2ltOnMzY3JldA==", trusted.vouch(&[HOST], plain)), user, &trusted).await;
        assert!(said.contains("failed: ProxyPassword"), "{user}: {said}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_proxy_of_a_desktop_is_passed_by() {
    let company = Authority::named("Acme Inspection CA");
    let middle = Middle::of(Manner::Plays(company.vouch(&[HOST], plain))).await;
    let proxy = format!("http://127.0.0.1:{}", middle.port);
    let elsewhere = Elsewhere::running("secure::a_call_from_here", proxy.clone(), &company);
    let said = elsewhere.by_desktop("'localhost', '127.0.0.0/8', '::1'").said().await;
    let heads = middle.heads();
    assert!(said.contains(&format!("proxy: Some(\"{proxy}\")")), "{said}");
    assert!(said.contains("came: Some(ApiVersion(67") && said.contains("practice: true"), "{said}");
    assert!(heads.iter().all(|head| head.starts_with("CONNECT login.salesforce.com:443 ")), "{heads:?}");
}

#[tokio::test]
async fn the_page_of_a_network_is_taken_for_salesforce() {
    let trusted = Authority::named("Acme CA");
    for status in ["302 Found\r\nlocation: http://portal.hotel.example/", "403 Forbidden", "503 Service Unavailable"] {
        let (said, _) = said(Manner::Refuses(status), &trusted).await;
        assert!(said.contains("failed: Proxy "), "{status}: {said}");
    }
}
