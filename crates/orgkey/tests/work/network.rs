//! A network, a proxy or an org that does not let calls through: said in words that can be acted on, with every answer
//! kept and nobody hammered.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use orgkey::apply::{Entry, RunState, validate};
use orgkey::catalogue::ConnectKind;
use orgkey::plan::Consent;
use orgkey::views::Change;
use orgkey::wizard::{Answer, NameAnswer};
use orgkey::{Code, Problem, words};
use practice_org::Options;
use salesforce::types::{AccessToken, ApiVersion};
use salesforce::{Host, Org, Session, Transport};
use serde_json::json;

use crate::foreign::desk_at;
use crate::resume::died;
use crate::support::{Journey, Stub, reply, stopped};

#[tokio::test]
async fn a_used_up_day_costs_the_draft_or_is_asked_again_and_again() {
    let journey = Journey::begin().await;
    let draft = journey.server("Acme Loader").await;
    let plan = journey.desk.plan(draft).await.unwrap();
    let before = journey.desk.open_draft(draft).unwrap().draft.answers;
    journey.practice.world().set_daily_requests(1);

    let desk = &journey.desk;
    let mut asked = desk.requests();
    let mut refused = |what: &str, problem: Problem| {
        assert_eq!(problem.code, Code::ApiLimitReached, "{what}: {problem}");
        assert_eq!(problem.params["limit"], "1", "{what}");
        let words = words::problem(&problem);
        assert!(words.what.contains("of 1 ") && words.why.contains("any 24 hours"), "{}", words.what);
        assert_eq!(problem.salesforce.unwrap().error, "REQUEST_LIMIT_EXCEEDED");
        let further = desk.requests() - asked;
        asked = desk.requests();
        further
    };
    // Each asks what it must, once; what was asked together comes back together.
    assert!(refused("check", desk.check(draft).await.unwrap_err()) <= 7);
    assert!(refused("users", desk.users(draft, "a").await.unwrap_err()) <= 2);
    assert!(refused("objects", desk.objects(draft).await.unwrap_err()) <= 2);
    assert!(refused("permission sets", desk.permission_sets(draft).await.unwrap_err()) <= 2);
    assert!(refused("name", desk.name_state(draft, "Acme_Other").await.unwrap_err()) <= 2);
    refused("plan", desk.plan(draft).await.unwrap_err());
    refused("validate", desk.validate_plan(draft, &plan.fingerprint).await.unwrap_err());
    refused("create", desk.create(draft, &plan.fingerprint, &Consent::default()).await.unwrap_err());
    assert_eq!(desk.open_draft(draft).unwrap().draft.answers, before);

    journey.practice.world().set_daily_requests(15_000);
    let plan = desk.plan(draft).await.unwrap();
    desk.create(draft, &plan.fingerprint, &Consent::default()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_up_day_in_a_run_is_asked_again_and_again_or_costs_the_run() {
    let whole = Journey::begin().await;
    let draft = whole.server("Acme Loader").await;
    let run = whole.create(draft).await;
    whole.until_still(run).await;
    // Before the app is known to the org, everything that the run asks is a call that counts.
    let counts = |entry: &Entry| matches!(entry, Entry::SecretStored { .. });
    let entries = whole.journal(run).iter().position(counts).unwrap();
    let all = (0..entries).map(|entries| async move {
        let (journey, run) = died(entries).await;
        journey.practice.world().set_daily_requests(1);
        let asked = journey.desk.requests();
        journey.desk.continue_run(run).await.unwrap();
        let view = journey.until_still(run).await;
        let further = journey.desk.requests() - asked;
        let code = stopped(&view).code;
        assert!(matches!(code, Code::ApiLimitReached | Code::SecretSwitchNotRestored), "{entries}: {code:?}");
        // Whose the session is and whether it is good, the next step, and putting the switch back. Giving access, looking
        // for the app and reading its secret are one step: they go together.
        assert!(further <= 7, "{entries}: {further} calls");
        journey.practice.world().set_daily_requests(15_000);
        journey.desk.continue_run(run).await.unwrap();
        assert_eq!(journey.until_still(run).await.state, RunState::Done, "{entries}");
        assert_eq!(journey.apps().await, ["Acme_Loader"], "{entries}");
        assert!(!journey.switch().await, "{entries}");
    });
    join_all(all).await;
}

/// A desk with a draft that is filled in, at an org that gives this reply to everything. What it stops with, and
/// whether every answer is still there.
async fn refused_with(reply: String) -> Problem {
    let stub = Stub::answering(move |_| reply.clone()).await;
    let folder = tempfile::tempdir().unwrap();
    let desk = desk_at(&folder, &stub.host, &stub.host);
    let draft = desk.new_draft().unwrap().draft.id;
    desk.choose_connect(draft, ConnectKind::Server).unwrap();
    let name = NameAnswer {
        label: "Acme Loader".to_owned(),
        contact_email: "it@acme.example".to_owned(),
        ..NameAnswer::default()
    };
    let filled = desk.save_answer(draft, Answer::Name(name)).unwrap().draft.answers;
    let problem = desk.use_practice(draft).await.unwrap_err();
    let words = words::problem(&problem);
    assert!(!words.what.contains('{') && !words.next.is_empty(), "{problem}");
    assert_eq!(desk.open_draft(draft).unwrap().draft.answers, filled, "{problem}");
    problem
}

#[tokio::test]
async fn a_page_is_read_as_an_org_or_its_words_lead_nowhere() {
    let page = "<!doctype html><html><body>Log in to this network</body></html>";
    for (status, code) in [
        ("200 OK", Code::NotSalesforce),
        ("302 Found\r\nlocation: http://portal.hotel.example/", Code::NotSalesforce),
        ("307 Temporary Redirect\r\nlocation: https://evil.example/", Code::NotSalesforce),
        ("404 Not Found", Code::NotSalesforce),
        ("503 Service Unavailable\r\nretry-after: 1800", Code::AskedToWait),
    ] {
        let problem = refused_with(reply(status, "text/html", page)).await;
        assert_eq!(problem.code, code, "{status}: {problem}");
    }
}

#[tokio::test]
async fn an_org_in_maintenance_or_read_only_is_taken_for_another_or_costs_answers() {
    let said = |error: &str, message: &str| json!([{ "errorCode": error, "message": message }]).to_string();
    let read_only =
        |message| ("403 Forbidden", said("INSUFFICIENT_ACCESS_OR_READONLY", message), Code::SalesforceUnavailable);
    for (status, body, code) in [
        (
            "503 Service Unavailable\r\nretry-after: 900",
            said("SERVER_UNAVAILABLE", "down for maintenance"),
            Code::AskedToWait,
        ),
        read_only("read-only mode"),
        read_only("The org is in Read Only mode: maintenance"),
        (
            "403 Forbidden",
            said("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id"),
            Code::PermissionMissing,
        ),
        (
            "500 Internal Server Error",
            said("UNKNOWN_EXCEPTION", "An unexpected error occurred"),
            Code::SalesforceRefused,
        ),
        ("200 OK", r#"{"not":"a list"}"#.to_owned(), Code::Unreadable),
        ("200 OK", String::new(), Code::Unreadable),
    ] {
        let problem = refused_with(reply(status, "application/json", &body)).await;
        assert_eq!(problem.code, code, "{status} {body}: {problem}");
    }
}

#[tokio::test]
async fn a_deployment_is_given_up_or_sent_again_while_salesforce_works_on_behind_an_outage() {
    const ID: &str = "0Af000000000001";
    let (journey, run) = died(0).await;
    let plan = journey.store().run(run).unwrap().0.plan;
    let asked = AtomicUsize::new(0);
    let stub = Stub::answering(move |request| {
        if request.starts_with("POST ") {
            return reply("201 Created", "application/json", &json!({ "id": ID }).to_string());
        }
        let done = json!({ "id": ID, "deployResult": {
            "id": ID, "done": true, "success": true, "status": "Succeeded", "details": {},
            "numberComponentsTotal": 1, "numberComponentsDeployed": 1, "numberComponentErrors": 0,
        }});
        match asked.fetch_add(1, Ordering::SeqCst) {
            0..5 => reply("503 Service Unavailable\r\nretry-after: 0", "text/html", "<html>down</html>"),
            5 => reply("200 OK", "text/html", "<html>Log in to this network</html>"),
            _ => reply("200 OK", "application/json", &done.to_string()),
        }
    })
    .await;
    let session = Session {
        host: stub.host.clone(),
        access_token: AccessToken::new("00DPRACTICE0001!PRACTICE.x"),
        org: "00Dxx0000001gPLEAY".parse().unwrap(),
        user: "005xx000001SwiUAAS".parse().unwrap(),
    };
    let org = Org::new(Transport::new().unwrap(), session, ApiVersion::new(67));
    let verdict = validate(&org, &plan).await.unwrap();
    assert!(verdict.accepted, "{verdict:?}");
    let asked = stub.asked();
    assert_eq!(asked.iter().filter(|request| request.starts_with("POST ")).count(), 1, "handed over once");
    assert_eq!(asked.len(), 1 + 7);
}

#[tokio::test]
async fn a_person_cannot_end_a_wait_that_salesforce_asked_for() {
    let busy = "503 Service Unavailable\r\nretry-after: 240";
    let stub = Stub::answering(move |_| reply(busy, "application/json", "[]")).await;
    let folder = tempfile::tempdir().unwrap();
    let desk = desk_at(&folder, &stub.host, &stub.host);
    let mut changes = desk.changes();
    let waiting = tokio::spawn({
        let desk = desk.clone();
        async move { desk.sign_in_to_practice().await }
    });
    let told = async {
        while desk.waits().is_empty() {
            let _ = changes.recv().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), told).await.expect("the page hears of the wait");
    assert_eq!(desk.waits()[0].host, stub.host.display_name());
    desk.end_waits();
    let problem = tokio::time::timeout(Duration::from_secs(10), waiting).await.unwrap().unwrap().unwrap_err();
    assert_eq!(problem.code, Code::AskedToWait);
    assert!(words::problem(&problem).what.contains(&problem.params["time"]) && problem.params["time"].contains(':'));
    assert!(desk.waits().is_empty());
    let mut heard = false;
    while let Ok(change) = changes.try_recv() {
        heard |= change == Change::Waits;
    }
    assert!(heard, "and of its end");
}

/// What a desk does in a network that answers everything itself.
#[tokio::test]
#[ignore = "run by the next one, in a process with a proxy of its own"]
async fn a_desk_behind_a_portal() {
    let journey = Journey::with(Options::default()).await;
    let notices = journey.desk.start().await.unwrap().notices;
    assert!(notices.iter().any(|notice| notice.id == "notice_proxy"), "{notices:?}");
    // Somebody's draft, in a real org that can't be reached now.
    let known = journey.desk.sign_in_to_practice().await.unwrap();
    let transport = Transport::new().unwrap();
    let refused = orgkey::orgs::highest_version(&transport, &Host::login()).await.unwrap_err();
    assert_eq!(refused.code, Code::ProxyFailed, "{refused}");
    assert!(words::problem(&refused).what.contains("http://127.0.0.1:"));
    // The practice org works all the same.
    let draft = journey.server("Acme Loader").await;
    assert!(!journey.desk.check(draft).await.unwrap().blocked);
    assert_eq!(journey.desk.open_draft(draft).unwrap().org.unwrap().id, known.id);
}

#[tokio::test]
async fn a_network_that_answers_everything_itself_stops_the_practice_org() {
    let portal =
        Stub::answering(|_| reply("302 Found\r\nlocation: http://portal.hotel.example/", "text/html", "<html>")).await;
    let output = tokio::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "network::a_desk_behind_a_portal", "--ignored"])
        .env("HTTPS_PROXY", portal.host.origin())
        .env("HTTP_PROXY", portal.host.origin())
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    let asked = portal.asked();
    assert!(
        !asked.is_empty() && asked.iter().all(|head| head.starts_with("CONNECT login.salesforce.com:443 ")),
        "{asked:?}"
    );
}
