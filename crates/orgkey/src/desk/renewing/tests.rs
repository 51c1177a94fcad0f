//! Renewal against a server that answers as told, since what has to be seen lies between its answer and our writing.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt as _;
use salesforce::Session;
use salesforce::types::{AccessToken, ApiVersion};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::Notify;

use super::*;
use crate::desk::sessions::Access;
use crate::desk::{Administrator, PracticeOrg, Setting};
use crate::orgs::OrgKind;
use crate::vault::Vault;

#[path = "../../../../salesforce/tests/hostile/mod.rs"]
mod hostile;

const ORG: &str = "00Dxx0000001gPLEAY";
const USER: &str = "005xx000001SwiUAAS";
const OLD: &str = "00Dxx0000001gPL!old";
const NEW: &str = "00Dxx0000001gPL!new";

/// What the token endpoint does.
#[derive(Clone, Copy)]
enum Answer {
    Renews,
    /// With this address as the one to call.
    RenewsAt(&'static str),
    RenewsForSomebodyElse,
    Refuses(u16, &'static str, &'static str),
    /// Something on the way says this, in no form of Salesforce's.
    SomebodyElseSays(u16, &'static str),
    HangsUp,
    /// The request is there; the program that sent it is killed before it has the answer.
    NeverEnds,
}

struct Server {
    host: Host,
    asked: Arc<AtomicUsize>,
    answered: Arc<Notify>,
}

impl Server {
    /// Takes `NEW` and no other token; the token endpoint answers as told, each time.
    async fn that(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = Host::practice(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let (asked, answered) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let (count, told, origin) = (Arc::clone(&asked), Arc::clone(&answered), host.origin().to_owned());
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let (count, told, origin) = (Arc::clone(&count), Arc::clone(&told), origin.clone());
                tokio::spawn(async move {
                    let request = read(&mut stream).await;
                    let is_token = request.starts_with("POST /services/oauth2/token");
                    let (status, body) = if is_token {
                        count.fetch_add(1, Ordering::SeqCst);
                        match answer {
                            Answer::Renews => (200, renewal(&origin, &origin, USER)),
                            Answer::RenewsAt(address) => (200, renewal(&origin, address, USER)),
                            Answer::RenewsForSomebodyElse => (200, renewal(&origin, &origin, "005xx000001SwiVAAS")),
                            Answer::Refuses(status, error, text) => {
                                (status, format!(r#"{{"error":"{error}","error_description":"{text}"}}"#))
                            }
                            Answer::SomebodyElseSays(status, text) => (status, text.to_owned()),
                            Answer::HangsUp => return,
                            Answer::NeverEnds => {
                                told.notify_one();
                                std::future::pending().await
                            }
                        }
                    } else if request.starts_with("GET /services/data HTTP")
                        || request.starts_with("GET /services/data/ ")
                    {
                        (200, r#"[{"label":"x","url":"/services/data/v67.0","version":"67.0"}]"#.to_owned())
                    } else if request.contains(NEW) {
                        (200, "{}".to_owned())
                    } else {
                        (
                            401,
                            r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#.to_owned(),
                        )
                    };
                    let reply = format!(
                        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
                         connection: close\r\n\r\n{body}",
                        body.len()
                    );
                    let _ = stream.write_all(reply.as_bytes()).await;
                    let _ = stream.shutdown().await;
                    if is_token {
                        told.notify_one();
                    }
                });
            }
        });
        Self { host, asked, answered }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// A desk beside this org.
    fn desk(&self, folder: &Path, vault: &Vault) -> Desk {
        let administrator = Administrator { token: AccessToken::new(OLD), org: ORG.to_owned(), user: USER.to_owned() };
        let practice = PracticeOrg { login: self.host.clone(), orgs: vec![self.host.clone()], administrator };
        Desk::open(Setting {
            folder: folder.to_owned(),
            vault: vault.clone(),
            browser: None,
            practice: Arc::new(|| Box::pin(async { Err(Problem::new(Code::PracticeOrgNotStarted)) })),
            practice_at: Some(practice),
        })
        .unwrap()
    }

    /// The same, signed in, with an access token that has ended.
    async fn signed_in(&self, folder: &Path, vault: &Vault) -> Desk {
        let session = Session {
            host: self.host.clone(),
            access_token: AccessToken::new(OLD),
            org: ORG.parse().unwrap(),
            user: USER.parse().unwrap(),
        };
        let desk = self.desk(folder, vault);
        let org = Org::new(desk.0.transport.clone(), session, ApiVersion::new(67));
        let client = "3MVG9abcdefgh".parse().unwrap();
        let access = Access::Renewable { client, token: RefreshToken::new("5Aep-first") };
        desk.keep_session(org, self.known(), &access).await.unwrap();
        desk
    }

    fn known(&self) -> KnownOrg {
        KnownOrg {
            id: ORG.to_owned(),
            name: "Acme".to_owned(),
            kind: OrgKind::Practice,
            edition: "Developer Edition".to_owned(),
            namespace: None,
            origin: self.host.origin().to_owned(),
            host: self.host.display_name(),
            username: "dana@acme.example".to_owned(),
            user_name: "Dana".to_owned(),
            profile: "System Administrator".to_owned(),
            user_id: USER.to_owned(),
            signed_in: true,
            last_seen: Timestamp::now(),
        }
    }
}

fn renewal(origin: &str, instance: &str, user: &str) -> String {
    let reply = serde_json::json!({
        "access_token": NEW, "refresh_token": "5Aep-second", "instance_url": instance, "token_type": "Bearer",
        "id": format!("{origin}/id/{ORG}/{user}"),
    });
    reply.to_string()
}

async fn read(stream: &mut tokio::net::TcpStream) -> String {
    let mut request = Vec::new();
    let mut part = [0; 4096];
    loop {
        let read = stream.read(&mut part).await.unwrap_or(0);
        request.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if read == 0 {
                return text;
            }
            continue;
        };
        let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if read == 0 || body.len() >= length.unwrap_or(0) {
            return text;
        }
    }
}

fn vault() -> Vault {
    Vault::in_memory(Problem::new(Code::KeychainMissing))
}

fn slot() -> Slot {
    Slot::refresh_token(crate::vault::Namespace::Practice, ORG)
}

#[test]
fn a_refresh_token_is_used_again_after_a_crash_before_its_answer_was_kept() {
    let folder = TempDir::new().unwrap();
    let kept = vault();
    let world = Runtime::new().unwrap();
    let server = world.block_on(Server::that(Answer::NeverEnds));

    let first = Runtime::new().unwrap();
    let desk = first.block_on(server.signed_in(folder.path(), &kept));
    first.spawn(async move {
        let (org, _) = desk.session(ORG).await.unwrap();
        org.limits().await
    });
    world.block_on(server.answered.notified());
    // Salesforce has it; whatever the answer is, nothing of it is written.
    first.shutdown_background();
    assert_eq!(server.asked(), 1);

    let again = Runtime::new().unwrap();
    again.block_on(async {
        assert_eq!(kept.get(&slot()).await.unwrap().unwrap().as_str(), "5Aep-first", "as the crash left it");
        let practice = server.desk(folder.path(), &kept);
        let (org, known) = practice.session(ORG).await.unwrap();
        let refused = org.limits().await.unwrap_err();
        let problem = practice.ended(&org, &known, refused.into()).await;
        assert_eq!(problem.code, Code::SessionEnded);
        assert_eq!(server.asked(), 1, "the old refresh token was sent again");
        assert!(kept.get(&slot()).await.unwrap().is_none(), "and it never will be");
        assert_eq!(practice.session(ORG).await.unwrap_err().code, Code::SessionEnded);
    });
}

#[tokio::test]
async fn a_new_pair_is_used_before_it_is_kept_or_not_kept_at_all() {
    let folder = TempDir::new().unwrap();
    let kept = vault();
    let server = Server::that(Answer::Renews).await;
    let desk = server.signed_in(folder.path(), &kept).await;
    let (org, known) = desk.session(ORG).await.unwrap();
    // The stand-in knows no limits: what matters is that the call was let in.
    assert!(!org.limits().await.is_err_and(|error| error.is_session_expired()));
    assert_eq!(kept.get(&slot()).await.unwrap().unwrap().as_str(), "5Aep-second");
    assert_eq!(kept.get(&Slot::session(namespace(&known), ORG)).await.unwrap().unwrap().as_str(), NEW);
    assert!(desk.is_newest(&known).await.unwrap());
    assert_eq!(server.asked(), 1);
    // Another process has neither this memory nor what is in it: what its keychain holds is older.
    let elsewhere = vault();
    elsewhere.set(&slot(), "5Aep-first").await;
    elsewhere.set(&Slot::session(namespace(&known), ORG), OLD).await;
    let other = server.desk(folder.path(), &elsewhere);
    assert!(other.renewed(&known, &server.host, &AccessToken::new(OLD)).await.unwrap().is_none());
    assert_eq!(server.asked(), 1, "a spent token was sent again");
}

#[tokio::test]
async fn a_refusal_for_good_is_tried_again_or_one_that_passes_costs_the_sign_in() {
    for (answer, over) in [
        (Answer::Refuses(400, "invalid_grant", "expired access/refresh token"), true),
        (Answer::Refuses(400, "invalid_grant", "inactive user"), true),
        (Answer::Refuses(400, "inactive_org", "organization is inactive"), true),
        (Answer::Refuses(400, "invalid_app_access", "user is not admin approved to access this app"), true),
        (Answer::Refuses(400, "invalid_client_id", "client identifier invalid"), true),
        (Answer::Refuses(400, "OAUTH_APP_BLOCKED", "this app is blocked by admin"), true),
        (Answer::RenewsForSomebodyElse, true),
        (Answer::Refuses(400, "invalid_grant", "token request is already being processed"), false),
        (Answer::Refuses(400, "invalid_grant", "ip restricted or invalid login hours"), false),
        (Answer::Refuses(400, "rate_limit_exceeded", "login rate exceeded"), false),
        (Answer::Refuses(503, "server_error", "down"), false),
    ] {
        let folder = TempDir::new().unwrap();
        let kept = vault();
        let server = Server::that(answer).await;
        let desk = server.signed_in(folder.path(), &kept).await;
        let (org, known) = desk.session(ORG).await.unwrap();
        let error = org.limits().await.unwrap_err();
        let words = format!("{error}");
        assert_eq!(error.is_session_expired(), over, "{words}");
        let problem = desk.ended(&org, &known, error.into()).await;
        assert_eq!(server.asked(), 1, "{words}");
        assert_eq!(kept.get(&slot()).await.unwrap().is_none(), over, "{words}");
        assert!(desk.is_newest(&known).await.unwrap(), "{words}");
        if over {
            assert_eq!(desk.session(ORG).await.unwrap_err().code, Code::SessionEnded, "{problem:?}");
        } else {
            assert_ne!(problem.code, Code::SessionEnded, "{words}");
        }
    }
}

#[tokio::test]
async fn a_refresh_token_is_used_again_when_nobody_knows_what_became_of_its_request() {
    let folder = TempDir::new().unwrap();
    let kept = vault();
    let server = Server::that(Answer::HangsUp).await;
    let desk = server.signed_in(folder.path(), &kept).await;
    let (org, known) = desk.session(ORG).await.unwrap();
    let first = org.limits().await.unwrap_err();
    assert!(matches!(first, Error::Network(_)), "{first}");
    assert_eq!(desk.ended(&org, &known, first.into()).await.code, Code::Offline);
    assert!(org.limits().await.unwrap_err().is_session_expired());
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn what_a_proxy_says_counts_as_an_answer_of_salesforce() {
    for status in [403, 502, 504] {
        let folder = TempDir::new().unwrap();
        let kept = vault();
        let server = Server::that(Answer::SomebodyElseSays(status, "not now")).await;
        let desk = server.signed_in(folder.path(), &kept).await;
        let (org, known) = desk.session(ORG).await.unwrap();
        let first = org.limits().await.unwrap_err();
        assert!(!first.is_session_expired(), "{status}: {first}");
        assert!(kept.get(&slot()).await.unwrap().is_some(), "{status}: a good token is thrown away");
        assert!(!desk.is_newest(&known).await.unwrap(), "{status}: Salesforce may have answered behind it");
        assert!(org.limits().await.unwrap_err().is_session_expired());
        assert_eq!(server.asked(), 1, "{status}: sent again");
    }
}

#[tokio::test]
async fn what_one_person_began_goes_on_with_the_access_of_another() {
    let folder = TempDir::new().unwrap();
    let kept = vault();
    let server = Server::that(Answer::Renews).await;
    let desk = server.signed_in(folder.path(), &kept).await;
    let begun_by = server.known();
    let session = Session {
        host: server.host.clone(),
        access_token: AccessToken::new("00Dxx0000001gPL!somebody"),
        org: ORG.parse().unwrap(),
        user: "005xx000001SwiVAAS".parse().unwrap(),
    };
    let other = KnownOrg { user_id: "005xx000001SwiVAAS".to_owned(), ..server.known() };
    let org = Org::new(desk.0.transport.clone(), session, ApiVersion::new(67));
    desk.keep_session(org, other, &Access::Own).await.unwrap();
    assert!(desk.renewed(&begun_by, &server.host, &AccessToken::new(OLD)).await.unwrap().is_none());
    assert_eq!(server.asked(), 0);
}

#[tokio::test]
async fn a_renewed_token_goes_where_its_reply_says() {
    let recorder = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let theirs: &str = format!("http://{}", recorder.local_addr().unwrap()).leak();
    let others = [theirs, "https://169.254.169.254", "https://other-org.my.salesforce.com"];
    for address in hostile::HOSTILE.iter().copied().chain(others) {
        let folder = TempDir::new().unwrap();
        let kept = vault();
        let server = Server::that(Answer::RenewsAt(address)).await;
        let desk = server.signed_in(folder.path(), &kept).await;
        let (org, _) = desk.session(ORG).await.unwrap();
        assert!(!org.limits().await.is_err_and(|error| error.is_session_expired()), "{address}: it is good here");
        assert_eq!((org.host(), server.asked()), (&server.host, 1), "{address}");
        assert_eq!(desk.known_org(ORG).unwrap().origin, server.host.origin(), "{address}");
    }
    assert!(recorder.accept().now_or_never().is_none(), "it was spoken to");
}

#[tokio::test]
async fn no_connection_costs_the_sign_in() {
    let folder = TempDir::new().unwrap();
    let kept = vault();
    let server = Server::that(Answer::Renews).await;
    let desk = server.signed_in(folder.path(), &kept).await;
    // Nothing listens there any more: the request can't have left.
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Host::practice(&format!("http://{}", listener.local_addr().unwrap())).unwrap()
    };
    let outcome = desk.renewed(&server.known(), &gone, &AccessToken::new(OLD)).await;
    assert!(matches!(outcome, Err(Error::Network(_))));
    assert!(
        desk.renewed(&server.known(), &server.host, &AccessToken::new(OLD)).await.is_ok_and(|token| token.is_some())
    );
}

#[tokio::test]
async fn whoever_asked_first_and_went_away_takes_the_answer_along() {
    let folder = TempDir::new().unwrap();
    let kept = vault();
    let server = Server::that(Answer::Renews).await;
    let desk = server.signed_in(folder.path(), &kept).await;
    let (org, _) = desk.session(ORG).await.unwrap();
    tokio::select! {
        biased;
        _ = org.limits() => {}
        () = server.answered.notified() => {}
    }
    assert!(!org.limits().await.is_err_and(|error| error.is_session_expired()));
    assert_eq!(server.asked(), 1);
}
