//! A network, a proxy or an org that does not let calls through: said in words that can be acted on, with every answer
//! kept and nobody hammered.

use std::time::Duration;

use orgkey::views::Change;
use orgkey::{Code, Problem, words};
use practice_org::Options;
use salesforce::Host;

use crate::foreign::desk_at;
use crate::support::{Journey, Stub, reply};

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
    assert!(refused("users", desk.users(draft, "a").await.unwrap_err()) <= 2);
    assert!(refused("objects", desk.objects(draft).await.unwrap_err()) <= 2);
    assert!(refused("permission sets", desk.permission_sets(draft).await.unwrap_err()) <= 2);
    assert!(refused("name", desk.name_state(draft, "Acme_Other").await.unwrap_err()) <= 2);
    refused("plan", desk.plan(draft).await.unwrap_err());
    refused("create", desk.create(draft, &plan.fingerprint, "").await.unwrap_err());
    assert_eq!(desk.open_draft(draft).unwrap().draft.answers, before);

    journey.practice.world().set_daily_requests(15_000);
    let plan = desk.plan(draft).await.unwrap();
    desk.create(draft, &plan.fingerprint, "").await.unwrap();
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
        let stub = Stub::answering(move |_| reply(status, "text/html", page)).await;
        let folder = tempfile::tempdir().unwrap();
        let desk = desk_at(&folder, &stub.host, &stub.host);
        let draft = desk.new_draft().unwrap().draft.id;
        let problem = desk.use_practice(draft).await.unwrap_err();
        assert_eq!(problem.code, code, "{status}: {problem}");
        let words = words::problem(&problem);
        assert!(!words.what.contains("{") && !words.next.is_empty());
        assert!(desk.open_draft(draft).is_ok(), "the draft is kept");
    }
}

#[tokio::test]
async fn an_org_in_maintenance_or_read_only_loses_answers() {
    for (status, body, code) in [
        (
            "503 Service Unavailable\r\nretry-after: 900",
            r#"[{"errorCode":"SERVER_UNAVAILABLE","message":"down for maintenance"}]"#,
            Code::AskedToWait,
        ),
        (
            "403 Forbidden",
            r#"[{"errorCode":"INSUFFICIENT_ACCESS_OR_READONLY","message":"read-only mode"}]"#,
            Code::PermissionMissing,
        ),
        (
            "500 Internal Server Error",
            r#"[{"errorCode":"UNKNOWN_EXCEPTION","message":"An unexpected error occurred"}]"#,
            Code::SalesforceRefused,
        ),
        ("200 OK", r#"{"not":"a list"}"#, Code::Unreadable),
        ("200 OK", "", Code::Unreadable),
    ] {
        let stub = Stub::answering(move |_| reply(status, "application/json", body)).await;
        let folder = tempfile::tempdir().unwrap();
        let desk = desk_at(&folder, &stub.host, &stub.host);
        let draft = desk.new_draft().unwrap().draft.id;
        let problem = desk.use_practice(draft).await.unwrap_err();
        assert_eq!(problem.code, code, "{status} {body}: {problem}");
        assert!(desk.open_draft(draft).is_ok(), "the draft is kept");
    }
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
    let transport = salesforce::Transport::new().unwrap();
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
