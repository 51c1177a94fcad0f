//! A proxy that plays Salesforce itself, as a company's inspection and a network's log-in page do; and a second process
//! that calls Salesforce through it, since proxies and trusted certificates come by the environment.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

const VERSIONS: &str = r#"[{"label":"Summer '26","url":"/services/data/v67.0","version":"67.0"}]"#;

/// Who vouches for certificates.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    pub(crate) fn named(name: &str) -> Self {
        let mut params = params(&[], name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A server's certificate for these hosts.
    pub(crate) fn vouch(&self, hosts: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Identity {
        let mut params = params(hosts, "a server");
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Identity { certificate: certificate.der().clone(), key: PrivateKeyDer::try_from(key.serialize_der()).unwrap() }
    }
}

fn params(hosts: &[&str], name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(hosts.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

/// What a server shows.
pub(crate) struct Identity {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

impl Identity {
    /// One that vouches for itself.
    pub(crate) fn of_itself(host: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = params(&[host], "a lonely server").self_signed(&key).unwrap();
        Self { certificate: certificate.der().clone(), key: PrivateKeyDer::try_from(key.serialize_der()).unwrap() }
    }
}

/// How the proxy treats whoever comes.
pub(crate) enum Manner {
    /// Answers in Salesforce's place.
    Plays(Identity),
    /// The same, for whoever gives this name and password, in Base64.
    Asks(&'static str, Identity),
    /// Refuses with this status line and page.
    Refuses(&'static str),
}

/// A proxy on this computer.
pub(crate) struct Middle {
    pub(crate) port: u16,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Middle {
    pub(crate) async fn of(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&heads);
        let manner = Arc::new(Ready::from(manner));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&manner), Arc::clone(&log)));
            }
        });
        Self { port, heads }
    }

    /// The heads of all requests that reached it.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

struct Ready {
    password: Option<&'static str>,
    refusal: Option<&'static str>,
    tls: Option<TlsAcceptor>,
}

impl From<Manner> for Ready {
    fn from(manner: Manner) -> Self {
        let tls = |identity: Identity| {
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let config = ServerConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![identity.certificate], identity.key)
                .unwrap();
            Some(TlsAcceptor::from(Arc::new(config)))
        };
        match manner {
            Manner::Plays(identity) => Self { password: None, refusal: None, tls: tls(identity) },
            Manner::Asks(password, identity) => Self { password: Some(password), refusal: None, tls: tls(identity) },
            Manner::Refuses(line) => Self { password: None, refusal: Some(line), tls: None },
        }
    }
}

async fn serve(mut stream: TcpStream, manner: Arc<Ready>, log: Arc<Mutex<Vec<String>>>) {
    let head = head(&mut stream).await;
    let knows = manner.password.is_none_or(|password| {
        head.to_ascii_lowercase().contains(&format!("proxy-authorization: basic {}", password.to_ascii_lowercase()))
    });
    log.lock().unwrap().push(head);
    let Some(tls) = manner.tls.as_ref().filter(|_| knows) else {
        let status = manner.refusal.unwrap_or("407 Proxy Authentication Required");
        let page = "<!doctype html><html><body>Log in to this network</body></html>";
        let reply =
            format!("HTTP/1.1 {status}\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n{page}", page.len());
        let _ = stream.write_all(reply.as_bytes()).await;
        return;
    };
    let _ = stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await;
    let Ok(mut stream) = tls.accept(stream).await else { return };
    let _ = head_of(&mut stream).await;
    let reply = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{VERSIONS}",
        VERSIONS.len()
    );
    let _ = stream.write_all(reply.as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn head(stream: &mut TcpStream) -> String {
    head_of(stream).await
}

async fn head_of(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        match stream.read(&mut byte).await {
            Ok(1) => head.push(byte[0]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// A process of its own, in which one test runs with this proxy and these trusted authorities.
pub(crate) struct Elsewhere {
    test: &'static str,
    proxy: String,
    trusted: PathBuf,
    folder: tempfile::TempDir,
    desktop: bool,
}

impl Elsewhere {
    pub(crate) fn running(test: &'static str, proxy: String, trusted: &Authority) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("authorities.pem");
        std::fs::write(&file, &trusted.pem).unwrap();
        Self { test, proxy, trusted: file, folder, desktop: false }
    }

    /// With the proxy in the settings of its desktop, as `gsettings` tells them, and not in its environment.
    #[cfg(target_os = "linux")]
    pub(crate) fn by_desktop(self, without: &str) -> Self {
        use std::os::unix::fs::PermissionsExt as _;
        let (host, port) = self.proxy.strip_prefix("http://").unwrap().split_once(':').unwrap();
        let schema = "org.gnome.system.proxy";
        let told = format!(
            "#!/bin/sh\ncat <<'END'\n{schema} mode 'manual'\n{schema} ignore-hosts [{without}]\n\
             {schema}.https host '{host}'\n{schema}.https port {port}\nEND\n"
        );
        let program = self.folder.path().join("gsettings");
        std::fs::write(&program, told).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { desktop: true, ..self }
    }

    /// What the test said.
    pub(crate) async fn said(self) -> String {
        let mut test = tokio::process::Command::new(std::env::current_exe().unwrap());
        test.args(["--exact", self.test, "--ignored", "--nocapture"]);
        for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"] {
            test.env_remove(name);
        }
        test.env("SSL_CERT_FILE", &self.trusted).env_remove("SSL_CERT_DIR");
        if self.desktop {
            let path = std::env::var("PATH").unwrap_or_default();
            test.env("PATH", format!("{}:{path}", self.folder.path().display())).env_remove("HTTPS_PROXY");
        } else {
            test.env("HTTPS_PROXY", &self.proxy);
        }
        let output = test.output().await.unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        said
    }
}
