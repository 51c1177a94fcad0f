//! A production org, which changes only for somebody who gives its name. It is the practice org behind a company's proxy
//! that plays Salesforce, since what is on this computer counts as practice.

use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use practice_org::{Gate, Options, OrgKind, Passage, Passing, Stage};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::support::{Computer, Ended};

const HOST: &str = "acme.my.salesforce.com";

/// A computer whose org is Acme's production org.
struct Production {
    computer: Computer,
    proxy: String,
    /// How many tunnels the proxy refuses from now on, for want of a password.
    refusals: Arc<AtomicUsize>,
}

impl Production {
    async fn new() -> Self {
        let computer = Computer::with(Options { orgs: vec![OrgKind::Enterprise], ..Options::default() }).await;
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        computer.file("authority.pem", &params.self_signed(&key).unwrap().pem());
        let tls = acceptor(&Issuer::new(params, key));
        let org = computer.address().strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = format!("http://{}", listener.local_addr().unwrap());
        let refusals = Arc::new(AtomicUsize::new(0));
        let left = Arc::clone(&refusals);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let one_less = |left: usize| left.checked_sub(1);
                if left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok() {
                    tokio::spawn(refuse(stream, "407 Proxy Authentication Required"));
                } else {
                    tokio::spawn(serve(stream, tls.clone(), org.clone()));
                }
            }
        });
        Self { computer, proxy, refusals }
    }

    /// A blueprint, and the arguments that make an app of it.
    fn set_up(&self) -> Vec<String> {
        let file = self.computer.blueprint(|file| {
            file.as_object_mut().unwrap().remove("client_credentials");
            file["connects"] = json!("web_app");
            file["callbacks"] = json!(["https://app.acme.example/cb"]);
        });
        ["set-up", &file, "--org", &format!("https://{HOST}"), "--yes"].map(str::to_owned).to_vec()
    }

    /// A command of `orgkey`, done.
    async fn done(&self, arguments: &[String], more: &[&str]) -> Ended {
        let arguments: Vec<_> = arguments.iter().map(String::as_str).chain(more.iter().copied()).collect();
        let mut command = self.computer.bare(&arguments);
        let command = command.env("HTTPS_PROXY", &self.proxy).env_remove("NO_PROXY").env_remove("no_proxy");
        let command = command.env("SSL_CERT_FILE", self.computer.path("authority.pem")).env_remove("SSL_CERT_DIR");
        Ended::of(command.arg("--json").env("ORGKEY_ACCESS_TOKEN", self.computer.token()).output().await.unwrap())
    }
}

fn acceptor(issuer: &Issuer<'_, KeyPair>) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([HOST.to_owned()]).unwrap().signed_by(&key, issuer).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// One tunnel, with one request in it.
async fn serve(mut stream: TcpStream, tls: TlsAcceptor, org: String) {
    let tunnel = head(&mut stream).await;
    if !tunnel.starts_with(&format!("CONNECT {HOST}:443 ")) {
        return answer(&mut stream, "403 Forbidden").await;
    }
    answer(&mut stream, "200 Connection established").await;
    let Ok(mut stream) = tls.accept(stream).await else { return };
    let head = head(&mut stream).await;
    // The org answers to its own name only, and one request is enough for a connection.
    let kept = head.lines().filter(|line| !line.is_empty() && !line.to_ascii_lowercase().starts_with("host:"));
    let head = kept.chain([&*format!("Host: {org}"), "Connection: close"]).collect::<Vec<_>>().join("\r\n");
    let mut there = TcpStream::connect(&org).await.unwrap();
    let _ = there.write_all(format!("{head}\r\n\r\n").as_bytes()).await;
    let _ = copy_bidirectional(&mut stream, &mut there).await;
}

async fn refuse(mut stream: TcpStream, status: &str) {
    head(&mut stream).await;
    answer(&mut stream, status).await;
}

async fn answer(stream: &mut TcpStream, status: &str) {
    let _ = stream.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes()).await;
}

async fn head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).await.is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}

#[tokio::test]
async fn a_production_org_is_changed_without_its_name_or_not_with_it() {
    let production = Production::new().await;
    let computer = &production.computer;
    let name = "Practice Enterprise";
    let set_up = production.set_up();

    let missing = production.done(&set_up, &[]).await;
    assert_eq!(missing.code, 3, "{}", missing.all);
    assert_eq!(missing.said("name_wanted"), [json!(name)]);
    missing.last("declined");
    for wrong in ["Practice", "practice enterprise", "Acme"] {
        let refused = production.done(&set_up, &["--org-name", wrong]).await;
        assert_eq!((refused.code, &*refused.problems()[0].0), (3, "org_name_not_typed"), "{wrong}: {}", refused.all);
    }
    assert_eq!(computer.apps().await, 0, "changed without its name");

    let made = production.done(&set_up, &["--org-name", name]).await;
    // Nobody is there to sign in, which is said.
    assert_eq!(made.code, 5, "{}", made.all);
    assert_eq!(made.last("evidence")["flows"][0]["verdict"], "dry_check_only");
    assert_eq!(computer.apps().await, 1);

    let undo = ["undo", "--last", "--yes"].map(str::to_owned);
    for given in [&[][..], &["--org-name", "Acme"]] {
        let refused = production.done(&undo, given).await;
        assert_eq!(refused.code, 3, "{given:?}: {}", refused.all);
    }
    assert_eq!(computer.apps().await, 1, "taken back without its name");
    let undone = production.done(&undo, &["--org-name", name]).await;
    assert_eq!(undone.code, 0, "{}", undone.all);
    assert_eq!(computer.apps().await, 0);
}

/// The proxy forgets who asks, once Salesforce has the package.
struct Forgetful(Arc<AtomicUsize>);

impl Gate for Forgetful {
    fn pass(&self, passing: Passing) -> BoxFuture<'static, Passage> {
        if passing.method == "POST" && passing.path.ends_with("/deployRequest") && passing.stage == Stage::Answered {
            self.0.store(2, Ordering::SeqCst);
        }
        ready(Passage::On).boxed()
    }
}

#[tokio::test]
async fn a_run_waits_for_a_proxy_without_a_word_or_gives_up() {
    let production = Production::new().await;
    let gate = Arc::new(Forgetful(Arc::clone(&production.refusals)));
    production.computer.practice.world().set_gate(Some(gate));
    let made = production.done(&production.set_up(), &["--org-name", "Practice Enterprise"]).await;
    assert_eq!(made.code, 5, "{}", made.all);
    let waiting = made.said("waiting");
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(waiting[0]["id"], "run_note_connection_refused");
    assert_eq!(waiting[0]["params"]["reason"], "problem_proxy_needs_password_title");
    assert_eq!(production.computer.apps().await, 1);
}
