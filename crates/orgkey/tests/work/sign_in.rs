//! Signing in through the browser, at the desk. Salesforce's own CLI sign-in has one port: these tests take turns.

use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;

use orgkey::sign_in::{Place, SignInState, SignInView};
use orgkey::{Code, Uuid};
use url::Url;

use crate::support::{DANA, Door, Journey, Person, get};

const SAM: (&str, &str) = ("sam@practice.example", "practice-sam-1");

async fn until(journey: &Journey, id: Uuid, fits: impl Fn(&SignInState) -> bool) -> SignInView {
    let mut changes = journey.desk.changes();
    let waited = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            let view = journey.desk.sign_in(id).unwrap();
            if fits(&view.state) {
                return view;
            }
            let _ = changes.recv().await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("still {:?}", journey.desk.sign_in(id)))
}

pub(crate) async fn until_ended(journey: &Journey, id: Uuid) -> SignInView {
    until(journey, id, |state| !matches!(state, SignInState::Waiting | SignInState::Exchanging)).await
}

fn link(view: &SignInView) -> Url {
    view.link.as_ref().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_person_can_not_sign_in_through_the_browser() {
    let _door = Door::held().await;
    let journey = Journey::begin().await;
    // Whoever opens the browser first would send people to a port that somebody else may hold.
    *journey.links.look.lock().unwrap() = Some(Box::new(|_| {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, Door::PORT));
        assert!(taken.is_err(), "the port is held before the browser opens");
    }));
    let draft = journey.desk.new_draft().unwrap().draft.id;
    let begun = journey.desk.begin_sign_in(Place::Practice, None).await.unwrap();
    assert!(!begun.browser_failed);
    assert_eq!(journey.links.opened(), [link(&begun)]);
    assert_eq!(begun.expected_address, journey.practice.description().login_url);
    let asked = |wanted: &str| link(&begun).query_pairs().find(|(name, _)| name == wanted).unwrap().1.into_owned();
    assert_eq!(asked("redirect_uri"), "http://localhost:1717/OauthRedirect");
    assert_eq!(asked("client_id"), "PlatformCLI");
    assert_eq!(asked("code_challenge_method"), "S256");
    assert_eq!(asked("code_challenge").len(), 43);
    assert_eq!(asked("scope"), "api");
    assert_eq!(asked("prompt"), "login");

    // Junk first: nothing ends the wait.
    for path in ["/", "/favicon.ico", "/OauthRedirect?code=x", "/OauthRedirect?error=access_denied"] {
        let reply = get(Door::PORT, "localhost:1717", path).await;
        assert!(reply.starts_with("HTTP/1.1 4"), "{path}: {reply}");
    }
    let (callback, page) = Person::new(DANA).sign_in(&link(&begun)).await;
    let code = callback.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    assert!(!page.contains(&code) && !page.contains(&asked("state")));

    let SignInState::Arrived { org, differs, expected: None, .. } = until_ended(&journey, begun.id).await.state else {
        panic!("not arrived")
    };
    assert_eq!((org.username.as_str(), org.name.as_str()), (DANA.0, "Orgkey Practice"));
    assert!(differs.is_empty());
    Door::closed(Door::PORT).await;
    assert!(journey.desk.start().await.unwrap().orgs.is_empty(), "nothing is kept before the person says yes");
    let view = journey.desk.accept_org(begun.id, Some(draft)).await.unwrap().unwrap();
    assert!(view.org.unwrap().signed_in);
    assert!(!journey.desk.check(draft).await.unwrap().blocked);
}

#[tokio::test]
async fn a_denied_sign_in_waits_on() {
    let _door = Door::held().await;
    let journey = Journey::begin().await;
    let begun = journey.desk.begin_sign_in(Place::Practice, None).await.unwrap();
    Person::new(DANA).deny(&link(&begun)).await;
    let SignInState::Failed { problem } = until_ended(&journey, begun.id).await.state else { panic!("no failure") };
    assert_eq!(problem.code, Code::SignInDenied);
    assert_eq!(problem.salesforce.unwrap().description, "end-user denied authorization");
    Door::closed(Door::PORT).await;
}

#[tokio::test]
async fn a_cancelled_sign_in_keeps_the_port() {
    let _door = Door::held().await;
    let journey = Journey::begin().await;
    let first = journey.desk.begin_sign_in(Place::Practice, None).await.unwrap();
    assert!(Door::is_open(Door::PORT).await);
    journey.desk.cancel_sign_in(first.id);
    Door::closed(Door::PORT).await;
    assert_eq!(journey.desk.sign_in(first.id).unwrap_err().code, Code::NotFound);

    // A forgotten attempt gives way to the next one, and its state is worth nothing then.
    let forgotten = journey.desk.begin_sign_in(Place::Practice, None).await.unwrap();
    let second = journey.desk.begin_sign_in(Place::Practice, None).await.unwrap();
    Person::new(DANA).sign_in(&link(&forgotten)).await;
    assert_eq!(journey.desk.sign_in(second.id).unwrap().state, SignInState::Waiting);
    Person::new(DANA).sign_in(&link(&second)).await;
    assert!(matches!(until_ended(&journey, second.id).await.state, SignInState::Arrived { .. }));
}

#[tokio::test]
async fn a_browser_opens_while_somebody_else_holds_the_port() {
    let _door = Door::held().await;
    let journey = Journey::begin().await;
    let _theirs = TcpListener::bind((Ipv4Addr::LOCALHOST, Door::PORT)).unwrap();
    let busy = journey.desk.begin_sign_in(Place::Practice, None).await.unwrap_err();
    assert_eq!((busy.code, busy.params["port"].as_str()), (Code::CallbackPortBusy, "1717"));
    assert!(journey.links.opened().is_empty());
}

#[tokio::test]
async fn somebody_else_who_comes_back_is_taken_for_the_same() {
    let _door = Door::held().await;
    let journey = Journey::begin().await;
    journey.desk.sign_in_to_practice().await.unwrap();
    let org = journey.practice.description().orgs[0].id.clone();
    let begun = journey.desk.begin_sign_in(Place::Practice, Some(org)).await.unwrap();
    Person::new(SAM).sign_in(&link(&begun)).await;
    let SignInState::Arrived { org, differs, expected, .. } = until_ended(&journey, begun.id).await.state else {
        panic!("not arrived")
    };
    assert_eq!(org.username, SAM.0);
    assert_eq!(differs, ["user"]);
    assert_eq!(expected.unwrap().username, DANA.0);
}

#[tokio::test]
async fn a_browser_in_the_middle_of_its_request_is_hung_up_on() {
    let _door = Door::held().await;
    let journey = Journey::begin().await;
    let begun = journey.desk.begin_sign_in(Place::Practice, None).await.unwrap();
    // Opened early, spoken to late, as browsers do; the wait looks at its deadline in between.
    let mut early = tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, Door::PORT)).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let state = link(&begun).query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let head = format!("GET /OauthRedirect?code=late&state={state} HTTP/1.1\r\nHost: localhost:1717\r\n\r\n");
    early.write_all(head.as_bytes()).await.unwrap();
    let mut reply = String::new();
    early.read_to_string(&mut reply).await.unwrap();
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    assert!(matches!(until_ended(&journey, begun.id).await.state, SignInState::Failed { .. }), "that code is no code");
}
