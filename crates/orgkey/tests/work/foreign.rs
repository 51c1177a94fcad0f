//! Somebody else answers, listens or holds a port: no token, code or secret leaves for them, and nothing is written down.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use orgkey::apply::app_link;
use orgkey::desk::{Desk, PracticeOrg, Setting};
use orgkey::orgs::{KnownOrg, OrgKind, setup_page};
use orgkey::preflight::SetupPage;
use orgkey::sign_in::{Callback, Place, SignInState};
use orgkey::vault::{Namespace, Slot, Vault};
use orgkey::verify::{PersonSignIn, Subject, Verdict, prove_authorization_code, prove_client_credentials};
use orgkey::{Code, Problem, Uuid};
use practice_org::Options;
use salesforce::oauth::Pkce;
use salesforce::types::{AuthorizationCode, ConsumerSecret};
use salesforce::{Host, Transport};
use serde_json::json;
use url::Url;

use crate::resume::died;
use crate::support::{DANA, Door, Journey, Links, Person, Stub, get, reply};

#[path = "../../../salesforce/tests/hostile/mod.rs"]
mod hostile;

use hostile::HOSTILE;

/// A desk whose practice org is at these addresses.
pub(crate) fn desk_at(folder: &tempfile::TempDir, login: &Host, org: &Host) -> Desk {
    let user = json!({ "id": "005xx000001SwiUAAS", "access_token": "00DPRACTICE0001!PRACTICE.x", "profile": "System Administrator" });
    let org = json!({ "id": "00Dxx0000001gPLEAY", "url": org.origin(), "users": [user] });
    let description = json!({ "login_url": login.origin(), "orgs": [org] });
    Desk::open(Setting {
        folder: folder.path().to_owned(),
        vault: Vault::in_memory(Problem::new(Code::KeychainMissing)),
        browser: Some(Arc::new(Links::default())),
        practice: Arc::new(|| Box::pin(async { Err(Problem::new(Code::PracticeOrgNotStarted)) })),
        practice_at: Some(PracticeOrg::described(&description.to_string()).unwrap()),
    })
    .unwrap()
}

async fn failure(desk: &Desk, id: Uuid) -> Problem {
    let mut changes = desk.changes();
    let ended = async {
        loop {
            match desk.sign_in(id).unwrap().state {
                SignInState::Failed { problem } => return problem,
                SignInState::Arrived { org, .. } => panic!("arrived at {}", org.origin),
                _ => drop(changes.recv().await),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), ended).await.expect("neither arrived nor failed")
}

fn asked(link: &str, wanted: &str) -> String {
    let link: Url = link.parse().unwrap();
    link.query_pairs().find(|(name, _)| name == wanted).unwrap().1.into_owned()
}

#[tokio::test]
async fn a_token_goes_where_a_reply_says() {
    let _door = Door::held().await;
    let recorder = Stub::untouched().await;
    let port = recorder.host.display_name().split(':').nth(1).unwrap().to_owned();
    let named = Arc::new(Mutex::new(String::new()));
    let telling = Arc::clone(&named);
    let stub = Stub::answering(move |_| {
        let body = json!({
            "access_token": "00Dxx0000001gPL!canary", "token_type": "Bearer", "instance_url": *telling.lock().unwrap(),
            "id": "https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS",
        });
        reply("200 OK", "application/json", &body.to_string())
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let desk = desk_at(&folder, &stub.host, &stub.host);
    let ours = [
        recorder.host.origin().to_owned(),
        format!("http://localhost:{port}"),
        format!("{}@127.0.0.1:{port}", stub.host.origin()),
        format!("{}/../..//127.0.0.1:{port}", stub.host.origin()),
        "https://other-org.my.salesforce.com".to_owned(),
        "https://169.254.169.254/latest/meta-data".to_owned(),
    ];
    let all = HOSTILE.iter().map(ToString::to_string).chain(ours);
    for (number, address) in all.enumerate() {
        named.lock().unwrap().clone_from(&address);
        let begun = desk.begin_sign_in(Place::Practice, None).await.unwrap();
        let path = format!("/OauthRedirect?code=canary&state={}", asked(begun.link.as_ref().unwrap(), "state"));
        get(Door::PORT, "localhost:1717", &path).await;
        let problem = failure(&desk, begun.id).await;
        assert_eq!(problem.code, Code::ForeignHost, "{address}");
        assert_eq!(stub.asked().len(), number + 1, "one request for the token and nothing else: {address}");
        assert!(!problem.to_string().contains("canary"));
    }
    assert_eq!(recorder.asked(), [""; 0]);
}

#[tokio::test]
async fn a_reply_that_names_another_org_is_believed() {
    let _door = Door::held().await;
    let origin = Arc::new(Mutex::new(String::new()));
    let own = Arc::clone(&origin);
    let stub = Stub::answering(move |request| {
        let own = own.lock().unwrap().clone();
        let body = if request.starts_with("POST /services/oauth2/token") {
            // The token is of one org; the reply says that it is of another.
            json!({
                "access_token": "00Dxx0000001gPL!canary", "token_type": "Bearer", "instance_url": own,
                "id": format!("{own}/id/00D000000000001EAA/005xx000001SwiUAAS"),
            })
        } else if request.starts_with("GET /services/oauth2/userinfo") {
            json!({
                "organization_id": "00Dxx0000001gPLEAY", "user_id": "005xx000001SwiUAAS",
                "preferred_username": "dana@acme.example", "name": "Dana",
            })
        } else {
            json!([{ "label": "x", "url": "/services/data/v67.0", "version": "67.0" }])
        };
        reply("200 OK", "application/json", &body.to_string())
    })
    .await;
    stub.host.origin().clone_into(&mut origin.lock().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let desk = desk_at(&folder, &stub.host, &stub.host);
    let begun = desk.begin_sign_in(Place::Practice, None).await.unwrap();
    let path = format!("/OauthRedirect?code=x&state={}", asked(begun.link.as_ref().unwrap(), "state"));
    get(Door::PORT, "localhost:1717", &path).await;
    assert_eq!(failure(&desk, begun.id).await.code, Code::DifferentIdentity);
    assert_eq!(desk.accept_org(begun.id, None).await.unwrap_err().code, Code::NotFound);
    assert!(desk.start().await.unwrap().orgs.is_empty());
    assert!(!stub.asked().iter().any(|request| request.contains("/query")), "nothing is asked with it");
}

/// A refreshed sandbox, or an address that has changed hands.
#[tokio::test]
async fn a_saved_entry_that_answers_as_another_org_is_worked_in() {
    let mut journey = Journey::begin().await;
    let draft = journey.draft().await;
    let (org, known) = journey.org().await;
    let store = journey.store();
    let before = KnownOrg { id: "00D000000000009EAA".to_owned(), name: "As it was".to_owned(), ..known.clone() };
    store.save_org(&before).unwrap();
    let token = org.session().access_token;
    journey.vault.set(&Slot::session(Namespace::Practice, &before.id), token.expose()).await;
    journey.reopen();

    let refused = journey.desk.use_org(&before.id, draft).await.unwrap_err();
    assert_eq!(refused.code, Code::DifferentOrg);
    let told = ["known", "found"].map(|org| refused.params[org].clone());
    assert_eq!(told, [before.id.clone(), known.id.clone()], "both are named");
    assert_eq!(journey.desk.open_draft(draft).unwrap().draft.org.as_deref(), Some(known.id.as_str()));
    assert_eq!(journey.desk.known_org(&before.id).unwrap().name, "As it was");

    // Nor is a draft of that org planned, whose Review a person opens after a restart.
    let mut answered = store.draft(draft).unwrap();
    answered.enter(&before);
    store.save_draft(&answered).unwrap();
    journey.reopen();
    assert_eq!(journey.desk.plan(draft).await.unwrap_err().code, Code::DifferentOrg);
}

/// A keychain that did not take the newer token still holds the one of somebody else.
#[tokio::test]
async fn a_kept_token_of_somebody_else_is_taken_for_the_last_person_s() {
    let mut journey = Journey::begin().await;
    let draft = journey.draft().await;
    let (_, known) = journey.org().await;
    journey.store().save_org(&KnownOrg { user_id: "005000000000009AAA".to_owned(), ..known }).unwrap();
    journey.reopen();
    assert_eq!(journey.desk.plan(draft).await.unwrap_err().code, Code::DifferentIdentity);
}

#[tokio::test]
async fn a_proof_sends_its_token_where_a_reply_says() {
    let recorder = Stub::untouched().await;
    let named = Arc::new(Mutex::new(String::new()));
    let telling = Arc::clone(&named);
    let stub = Stub::answering(move |request| {
        let body = json!({
            "access_token": "00Dxx0000001gPL!canary", "refresh_token": "5Aep-canary", "token_type": "Bearer",
            "instance_url": *telling.lock().unwrap(),
            "id": "https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS",
        });
        let body = if request.starts_with("POST /services/oauth2/token") { body } else { json!({}) };
        reply("200 OK", "application/json", &body.to_string())
    })
    .await;
    let (journey, run) = died(0).await;
    let plan = journey.store().run(run).unwrap().0.plan;
    let subject = Subject {
        transport: Transport::new().unwrap(),
        host: stub.host.clone(),
        plan,
        key: "3MVG9canary".parse().unwrap(),
        secret: Some(ConsumerSecret::new("CANARY")),
        private_key: None,
        audience: String::new(),
    };
    let theirs = [recorder.host.origin(), "https://169.254.169.254", "https://other-org.my.salesforce.com"];
    for address in HOSTILE.iter().copied().chain(theirs) {
        address.clone_into(&mut named.lock().unwrap());
        let callback = Callback::Code(AuthorizationCode::new("the-code"));
        let redirect_uri = "http://127.0.0.1:7171/callback".to_owned();
        let person = PersonSignIn::CameBack { callback, pkce: Pkce::new(), redirect_uri };
        for proof in [prove_client_credentials(&subject).await, prove_authorization_code(&subject, person).await] {
            assert!(matches!(proof.verdict, Verdict::NotProven { .. }), "{address}: {proof:?}");
        }
    }
    assert_eq!(recorder.asked(), [""; 0]);
    assert!(!stub.asked().iter().any(|request| request.contains("/userinfo")), "not even its owner is asked for");
}

#[tokio::test]
async fn an_address_on_disk_is_believed() {
    let mut journey = Journey::begin().await;
    let known = journey.desk.sign_in_to_practice().await.unwrap();
    let recorder = Stub::untouched().await;
    let canary = "00DPRACTICE0001!canary";
    for namespace in [Namespace::Orgkey, Namespace::Practice] {
        journey.vault.set(&Slot::session(namespace, &known.id), canary).await;
    }
    journey.reopen();
    let kinds = [OrgKind::Production, OrgKind::Sandbox, OrgKind::Practice];
    let ours = [recorder.host.origin(), "http://127.0.0.1:9999", "http://localhost.evil.com"];
    for address in HOSTILE.iter().copied().chain(ours) {
        for kind in kinds {
            let changed = KnownOrg { kind, origin: address.to_owned(), ..known.clone() };
            journey.store().save_org(&changed).unwrap();
            let refused = journey.desk.session(&known.id).await.unwrap_err();
            assert_eq!(refused.code, Code::SessionEnded, "{kind:?} {address}");
            assert!(!journey.desk.start().await.unwrap().orgs[0].signed_in, "{kind:?} {address}");
        }
    }
    // A real org is never taken for the practice org, nor the other way round.
    for (kind, origin) in [(OrgKind::Practice, "https://acme.my.salesforce.com"), (OrgKind::Production, &known.origin)]
    {
        journey.store().save_org(&KnownOrg { kind, origin: origin.to_owned(), ..known.clone() }).unwrap();
        assert_eq!(journey.desk.session(&known.id).await.unwrap_err().code, Code::SessionEnded, "{kind:?}");
    }
    assert_eq!(recorder.asked(), [""; 0]);
}

/// Addresses of other programs and of hosts that are not Salesforce's (T40).
const OTHER: [&str; 11] = [
    "file:///etc/passwd",
    "smb://evil/x",
    "ms-msdt:/id",
    "javascript:alert(1)",
    "https://evil.com",
    "https://login.salesforce.com@evil.com",
    "https://acme.my.salesforce.com@evil.com/lightning",
    "http://acme.my.salesforce.com",
    "http://localhost:1/",
    "http://127.0.0.1",
    "https://acme--c.vf.force.com/apex/theirs",
];

#[tokio::test]
async fn an_address_of_nobody_opens_in_the_browser() {
    let journey = Journey::begin().await;
    let known = journey.desk.sign_in_to_practice().await.unwrap();
    let open = |link: &Url| journey.desk.open_in_browser(link);
    // In the file, in the place of an org's.
    for address in HOSTILE.iter().copied().chain(OTHER) {
        journey.store().save_org(&KnownOrg { origin: address.to_owned(), ..known.clone() }).unwrap();
        let origin = journey.desk.known_org(&known.id).unwrap().origin;
        for link in [setup_page(&origin, SetupPage::Users), app_link(&origin, "0xI000000000001")].into_iter().flatten()
        {
            assert_eq!(open(&link.parse().unwrap()).unwrap_err().code, Code::BrowserNotOpened, "{address} {link}");
        }
        assert!(journey.links.opened().is_empty(), "{address}");
    }
    // As a link. What a URL parser makes of some is Salesforce's own host, and no other is opened.
    for link in HOSTILE.iter().filter_map(|address| Url::parse(address).ok()) {
        let opened = open(&link).is_ok();
        let ours = [
            "login.salesforce.com",
            "acme.my.salesforce.com",
            "acme.lightning.force.com",
            "acme.my.salesforce-setup.com",
        ];
        let is_ours = link.scheme() == "https" && ours.contains(&link.host_str().unwrap_or_default());
        let is_ours = is_ours && link.port().is_none() && link.username().is_empty() && link.password().is_none();
        assert!(!opened || is_ours, "{link}");
    }
    for link in OTHER.iter().filter_map(|address| Url::parse(address).ok()) {
        assert_eq!(open(&link).unwrap_err().code, Code::BrowserNotOpened, "{link}");
    }
    // What people are sent to.
    let before = journey.links.opened().len();
    let pages =
        ["https://acme.my.salesforce.com", &known.origin].map(|origin| setup_page(origin, SetupPage::Users).unwrap());
    let guides =
        ["https://help.salesforce.com/s/articleView?id=1", "https://developer.salesforce.com/docs"].map(str::to_owned);
    for link in pages.into_iter().chain(guides).chain(["https://acme.lightning.force.com/x".to_owned()]) {
        open(&link.parse().unwrap()).unwrap();
    }
    assert_eq!(journey.links.opened().len(), before + 5);
}

#[tokio::test]
async fn the_token_of_an_org_goes_to_its_new_address() {
    let mut journey = Journey::begin().await;
    let known = journey.desk.sign_in_to_practice().await.unwrap();
    journey.reopen();
    // The My Domain was renamed: what is kept belongs to the old address, so the person signs in again.
    let renamed = KnownOrg { origin: known.origin.replace("localhost", "127.0.0.1"), ..known.clone() };
    let renamed = if renamed.origin == known.origin {
        KnownOrg { origin: known.origin.replace("127.0.0.1", "localhost"), ..known.clone() }
    } else {
        renamed
    };
    journey.store().save_org(&renamed).unwrap();
    assert_eq!(journey.desk.session(&known.id).await.unwrap_err().code, Code::SessionEnded);
    assert_eq!(journey.desk.known_org(&known.id).unwrap().origin, renamed.origin, "the entry is kept");
    let again = journey.desk.sign_in_to_practice().await.unwrap();
    assert_eq!((again.id, again.origin), (known.id, known.origin));
}

#[tokio::test]
async fn a_refreshed_sandbox_is_taken_for_the_old_one() {
    let _door = Door::held().await;
    let journey = Journey::with(Options { orgs: vec![practice_org::OrgKind::Sandbox], ..Options::default() }).await;
    let old = journey.desk.sign_in_to_practice().await.unwrap();
    let run_secret = Slot::session(Namespace::Practice, &old.id);
    journey.practice.world().refresh_sandbox().unwrap();
    let user = journey.practice.world().describe().orgs[0].users[0].clone();

    let begun = journey.desk.begin_sign_in(Place::Practice, Some(old.id.clone())).await.unwrap();
    let password: &'static str = user.password.leak();
    Person::new((user.username.leak(), password)).sign_in(&begun.link.as_ref().unwrap().parse().unwrap()).await;
    let mut changes = journey.desk.changes();
    let (found, differs, expected) = loop {
        match journey.desk.sign_in(begun.id).unwrap().state {
            SignInState::Arrived { org, differs, expected, .. } => break (org, differs, expected),
            SignInState::Failed { problem } => panic!("{problem}"),
            _ => drop(changes.recv().await),
        }
    };
    assert!(found.id != old.id && differs.contains(&"org".to_owned()), "{differs:?}");
    assert_eq!(expected.unwrap().id, old.id);
    let before = journey.vault.get(&run_secret).await.unwrap();
    journey.desk.accept_org(begun.id, None).await.unwrap();

    // Two entries; what was kept for the old org stays with it and opens nothing in the new one.
    let orgs: Vec<_> = journey.desk.start().await.unwrap().orgs.into_iter().map(|org| org.id).collect();
    assert!(orgs.contains(&old.id) && orgs.contains(&found.id), "{orgs:?}");
    assert_eq!(journey.vault.get(&run_secret).await.unwrap(), before);
    let new = journey.vault.get(&Slot::session(Namespace::Practice, &found.id)).await.unwrap();
    assert!(new.is_some() && new != before);
    let draft = journey.desk.new_draft().unwrap().draft.id;
    assert_eq!(journey.desk.use_org(&old.id, draft).await.unwrap_err().code, Code::SessionEnded);
}

#[tokio::test]
async fn a_program_on_the_other_loopback_address_gets_the_code() {
    let _door = Door::held().await;
    let journey = Journey::begin().await;
    // A computer without IPv6 has nobody there.
    let Ok(theirs) = TcpListener::bind(("::1", Door::PORT)) else { return };
    let busy = journey.desk.begin_sign_in(Place::Practice, None).await.unwrap_err();
    assert_eq!(busy.code, Code::CallbackPortBusy);
    assert!(journey.links.opened().is_empty(), "no browser is sent to a name that somebody else answers to");
    theirs.set_nonblocking(true).unwrap();
    assert_eq!(theirs.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "nobody spoke to them");
}

#[tokio::test]
async fn a_captured_code_is_worth_something() {
    let _door = Door::held().await;
    let journey = Journey::begin().await;
    let begun = journey.desk.begin_sign_in(Place::Practice, None).await.unwrap();
    let callback = Person::new(DANA).sign_in_elsewhere(&begun.link.as_ref().unwrap().parse().unwrap()).await;
    let code = asked(callback.as_str(), "code");
    let http = crate::support::client();
    for verifier in [None, Some("a".repeat(43)), Some(asked(begun.link.as_ref().unwrap(), "code_challenge"))] {
        let mut form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("client_id", "PlatformCLI".to_owned()),
            ("redirect_uri", "http://localhost:1717/OauthRedirect".to_owned()),
            ("code", code.clone()),
        ];
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        let token = format!("{}/services/oauth2/token", begun.expected_address);
        let answer = http.post(token).form(&form).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 400);
    }
    journey.desk.cancel_sign_in(begun.id);
    Door::closed(Door::PORT).await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_cancelled_sign_in_keeps_a_socket() {
    let _door = Door::held().await;
    let journey = Journey::begin().await;
    for _ in 0..100 {
        let begun = journey.desk.begin_sign_in(Place::Practice, None).await.unwrap();
        journey.desk.cancel_sign_in(begun.id);
    }
    Door::closed(Door::PORT).await;
    let port = format!(":{:04X} ", Door::PORT);
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        let sockets = std::fs::read_to_string(table).unwrap_or_default();
        // 0A: listening.
        let held: Vec<_> = sockets.lines().filter(|line| line.contains(&port) && line.contains(" 0A ")).collect();
        assert_eq!(held, [""; 0], "{table}");
    }
}

/// The verifier of a sign-in at an org that tells it; nobody else sees one.
async fn verifier() -> String {
    let refused = json!({ "error": "invalid_grant", "error_description": "invalid code verifier" }).to_string();
    let stub = Stub::answering(move |_| reply("400 Bad Request", "application/json", &refused)).await;
    let folder = tempfile::tempdir().unwrap();
    let desk = desk_at(&folder, &stub.host, &stub.host);
    let begun = desk.begin_sign_in(Place::Practice, None).await.unwrap();
    let path = format!("/OauthRedirect?code=x&state={}", asked(begun.link.as_ref().unwrap(), "state"));
    get(Door::PORT, "localhost:1717", &path).await;
    failure(&desk, begun.id).await;
    let sent = stub.asked().remove(0);
    let (_, body) = sent.split_once("\r\n\r\n").unwrap();
    asked(&format!("http://localhost/?{body}"), "code_verifier")
}

/// Signs in with everything that any library says written to standard output, and the secrets of it to a file.
#[tokio::test]
#[ignore = "run by the next one, in a process whose log is all its own"]
async fn a_sign_in_that_is_logged() {
    let Ok(file) = std::env::var("ORGKEY_TEST_SECRETS") else { return };
    tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE).init();
    let _door = Door::held().await;
    let journey = Journey::begin().await;
    let begun = journey.desk.begin_sign_in(Place::Practice, None).await.unwrap();
    let link: Url = begun.link.as_ref().unwrap().parse().unwrap();
    // The person's browser is another program: what it says is not ours.
    let (callback, page) = {
        let quiet = tracing::subscriber::NoSubscriber::default();
        let _quiet = tracing::subscriber::set_default(quiet);
        let callback = Person::new(DANA).sign_in_elsewhere(&link).await;
        let path = format!("{}?{}", callback.path(), callback.query().unwrap());
        (callback, get(Door::PORT, "localhost:1717", &path).await)
    };
    let mut changes = journey.desk.changes();
    while !matches!(journey.desk.sign_in(begun.id).unwrap().state, SignInState::Arrived { .. }) {
        let _ = changes.recv().await;
    }
    journey.desk.accept_org(begun.id, None).await.unwrap();
    let token = journey.org().await.0.session().access_token.expose().to_owned();
    let secrets =
        [asked(callback.as_str(), "code"), asked(begun.link.as_ref().unwrap(), "state"), token, verifier().await];
    assert!(secrets.iter().all(|secret| !page.contains(secret)));
    std::fs::write(file, secrets.join("\n")).unwrap();
}

#[tokio::test]
async fn a_sign_in_leaves_its_secrets_in_a_log() {
    let _door = Door::held().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secrets");
    let output = tokio::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "foreign::a_sign_in_that_is_logged", "--ignored", "--nocapture"])
        .env("ORGKEY_TEST_SECRETS", &file)
        .env("RUST_LOG", "trace")
        .output()
        .await
        .unwrap();
    let log = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{log}");
    assert!(log.contains("exchange") && log.contains("TRACE"), "the log is a real one: {log}");
    let secrets = std::fs::read_to_string(&file).unwrap();
    assert_eq!(secrets.lines().count(), 4);
    for secret in secrets.lines() {
        // A part would do for a guess; the practice org itself is in the log too, and says none either.
        let part = &secret[secret.len() - 16..];
        let line = log.lines().find(|line| line.contains(part));
        assert_eq!(line, None, "{secret}");
    }
}

#[tokio::test]
async fn what_a_person_types_becomes_structure() {
    let journey = Journey::begin().await;
    let draft = journey.draft().await;
    for search in ["x' OR Name LIKE '%", "%' OR '1'='1", "\\' OR Id != null", "%", "_____"] {
        let found = journey.desk.users(draft, search).await.unwrap();
        assert!(found.api_only.is_empty() && found.people.is_empty(), "{search}: {found:?}");
    }
    let label = "</label><isPkceRequired>false</isPkceRequired> &lt; ]]> \u{1F511}";
    let draft = journey.website(label).await;
    let run = journey.create(draft).await;
    journey.until_person(run).await;
    let apps = journey.query("SELECT MasterLabel FROM ExternalClientApplication").await;
    assert_eq!(apps[0]["MasterLabel"], label);
    assert_eq!(apps.len(), 1);
}
