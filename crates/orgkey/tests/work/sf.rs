//! Reusing what `sf` is signed in to. A stand-in plays `sf` in every state; the real one is among the strangers.

#![cfg(unix)]

use std::fs;
use std::process::Command;
use std::time::Duration;

use orgkey::Code;
use orgkey::sign_in::{Sf, SfFound, SfOrg, SignInState};
use practice_org::Fault;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{DANA, Journey, may};

/// A program that answers as told and notes what it was asked.
struct Fake(TempDir);

impl Fake {
    /// `list` and `token` are shell commands that answer.
    fn answering(list: &str, token: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let asked = folder.path().join("asked");
        let script = format!(
            "#!/bin/sh\nprintf '%s\\n' \"$*\" >> '{}'\ncase \"$1 $2\" in\n'org list') {list} ;;\n'org auth') {token} ;;\n\
             '--version ') echo '@salesforce/cli/2.150.6 linux-x64 node-v22.23.3' ;;\nesac\n",
            asked.display()
        );
        // Written by another process: a test that forks while this one has the file open would keep it from being run.
        let written = Command::new("sh")
            .args(["-euc", r#"printf %s "$1" > "$2"; chmod 755 "$2""#, "sh", &script])
            .arg(folder.path().join("sf"))
            .status();
        assert!(written.unwrap().success());
        Self(folder)
    }

    fn listing(orgs: &Value, token: &Value) -> Self {
        let say = |value: &Value| format!("cat <<'END'\n{value}\nEND\n");
        Self::answering(&say(orgs), &say(token))
    }

    fn sf(&self) -> Sf {
        Sf::at(&self.0.path().join("sf"), Duration::from_secs(20))
    }

    fn asked(&self) -> Vec<String> {
        let mut asked: Vec<_> =
            fs::read_to_string(self.0.path().join("asked")).unwrap_or_default().lines().map(str::to_owned).collect();
        asked.sort();
        asked
    }
}

fn entry(username: &str, address: &str) -> Value {
    json!({ "username": username, "instanceUrl": address, "orgId": "00DPRACTICE0001AAA", "alias": "harbour",
            "accessToken": "[REDACTED] Use 'sf org auth show-access-token' to view", "connectedStatus": "Connected" })
}

fn listed(orgs: &[Value]) -> Value {
    json!({ "status": 0, "result": { "other": orgs, "sandboxes": [], "nonScratchOrgs": orgs, "devHubs": [],
            "scratchOrgs": [] }, "warnings": ["Secrets are now hidden"] })
}

fn shown(token: &str) -> Value {
    json!({ "status": 0, "result": { "accessToken": token }, "warnings": [] })
}

async fn orgs(journey: &Journey, fake: &Fake) -> Vec<SfOrg> {
    match journey.desk.sf_orgs(&fake.sf()).await {
        SfFound::Orgs { orgs, version } => {
            assert_eq!(version, "2.150.6");
            orgs
        }
        trouble => panic!("{trouble:?}"),
    }
}

async fn trouble(journey: &Journey, sf: &Sf) -> Code {
    match journey.desk.sf_orgs(sf).await {
        SfFound::Trouble { problem } => problem.code,
        found => panic!("{found:?}"),
    }
}

#[tokio::test]
async fn an_org_of_sf_does_not_lead_in_or_costs_its_sign_in() {
    let journey = Journey::begin().await;
    let token = journey.practice.description().orgs[0].users[0].access_token.clone();
    let address = format!("{}/", journey.address());
    let mut entry = entry(DANA.0, &address);
    entry["orgId"] = json!(journey.org_id());
    let fake = Fake::listing(&listed(&[entry]), &shown(&token));
    let found = orgs(&journey, &fake).await;
    assert_eq!(found.len(), 1, "listed twice by sf, once here");
    assert_eq!((found[0].username.as_str(), found[0].name.as_str(), found[0].connected), (DANA.0, "harbour", true));
    let view = journey.desk.sign_in_with_sf(&fake.sf(), DANA.0, None).await.unwrap();
    let SignInState::Arrived { org, .. } = &view.state else { panic!("{view:?}") };
    assert_eq!(org.username, DANA.0);
    assert_eq!(
        fake.asked(),
        [
            "--version",
            "org auth show-access-token --target-org dana@practice.example --json --no-prompt",
            "org list --json"
        ]
    );
    // Not wanted after all: sf keeps what it has.
    journey.desk.cancel_sign_in(view.id);
    let again = journey.desk.sign_in_with_sf(&fake.sf(), DANA.0, None).await.unwrap();
    journey.desk.accept_org(again.id, None).await.unwrap();
    journey.org().await.0.limits().await.unwrap();
}

#[tokio::test]
async fn a_state_of_sf_is_a_fault_or_has_no_words() {
    let journey = Journey::begin().await;
    let missing = Sf::among(std::ffi::OsStr::new("/nowhere/at/all:relative")).map(drop);
    if let Err(problem) = missing {
        assert_eq!(problem.code, Code::SfMissing);
    }
    for (list, code) in [
        ("exit 127", Code::SfTooOld),
        ("echo 'Warning: org list is not a sf command.' >&2; exit 2", Code::SfTooOld),
        ("echo 'Oh no: canary' ; exit 1", Code::SfUnreadable),
        ("echo '{\"status\": 0, \"result\": 7}'", Code::SfUnreadable),
        ("printf '{\"status\":0,\"result\":{\"other'", Code::SfUnreadable),
        ("exit 0", Code::SfUnreadable),
        ("echo '{\"status\":0,\"result\":{\"other\":[],\"nonScratchOrgs\":[],\"scratchOrgs\":[]}}'", Code::SfNoOrgs),
    ] {
        let fake = Fake::answering(list, "");
        assert_eq!(trouble(&journey, &fake.sf()).await, code, "{list}");
    }
    let asleep = Fake::answering("exec sleep 600", "");
    let hurried = Sf::at(&asleep.0.path().join("sf"), Duration::from_millis(300));
    assert_eq!(trouble(&journey, &hurried).await, Code::SfTimedOut);
    assert_eq!(
        trouble(&journey, &Sf::at(&asleep.0.path().join("gone"), Duration::from_secs(5))).await,
        Code::SfMissing
    );
}

#[tokio::test]
async fn a_token_that_sf_does_not_give_is_waited_for_or_guessed() {
    let journey = Journey::begin().await;
    let orgs_list = listed(&[entry(DANA.0, &journey.address())]);
    let list = format!("cat <<'END'\n{orgs_list}\nEND\n");
    let hidden = shown("[REDACTED] Use 'sf org auth show-access-token' to view");
    let no_org = json!({ "name": "NamedOrgNotFoundError", "message": "canary", "exitCode": 2, "status": 2 });
    for (token, code) in [
        (format!("echo \"{}\"", hidden.to_string().replace('"', "\\\"")), Code::SfHidesToken),
        ("exit 127".to_owned(), Code::SfTooOld),
        (format!("echo '{no_org}'; exit 2"), Code::SfSessionEnded),
        (format!("echo '{}'", shown("")), Code::SfSessionEnded),
        (format!("echo '{}'", shown("00DPRACTICE0001!PRACTICE.endedlongago")), Code::SfSessionEnded),
        ("echo rubbish canary".to_owned(), Code::SfUnreadable),
    ] {
        let fake = Fake::answering(&list, &token);
        orgs(&journey, &fake).await;
        let problem = journey.desk.sign_in_with_sf(&fake.sf(), DANA.0, None).await.unwrap_err();
        assert_eq!(problem.code, code, "{token}");
        let told = format!("{problem:?}");
        assert!(!told.contains("canary") && !told.contains("PRACTICE."), "{told}");
    }
}

#[tokio::test]
async fn a_hostile_answer_of_sf_gets_a_token_or_is_believed() {
    let journey = Journey::begin().await;
    let users = journey.practice.description().orgs[0].users.clone();
    for address in [
        "https://evil.example",
        "https://acme.my.salesforce.com.evil.example",
        "http://acme.my.salesforce.com",
        "http://127.0.0.1:9",
        "http://localhost:1717",
        "https://login.salesforce.com",
        "file:///etc/passwd",
    ] {
        let fake = Fake::listing(&listed(&[entry(DANA.0, address)]), &shown(&users[0].access_token));
        orgs(&journey, &fake).await;
        let before = journey.desk.requests();
        let problem = journey.desk.sign_in_with_sf(&fake.sf(), DANA.0, None).await.unwrap_err();
        assert_eq!(problem.code, Code::ForeignHost, "{address}");
        assert!(!fake.asked().iter().any(|asked| asked.contains("show-access-token")), "{address}: a token was got");
        assert_eq!(journey.desk.requests(), before, "{address}: something was sent");
    }
    // Somebody else's token, another org's id, an option for a name, a name that was never listed.
    let mut named = entry(DANA.0, &journey.address());
    let fake = Fake::listing(&listed(&[named.clone()]), &shown(&users[1].access_token));
    orgs(&journey, &fake).await;
    let problem = journey.desk.sign_in_with_sf(&fake.sf(), DANA.0, None).await.unwrap_err();
    assert_eq!(problem.code, Code::DifferentIdentity);
    named["orgId"] = json!("00D5e000001N20QEAS");
    let fake = Fake::listing(&listed(&[named]), &shown(&users[0].access_token));
    orgs(&journey, &fake).await;
    let problem = journey.desk.sign_in_with_sf(&fake.sf(), DANA.0, None).await.unwrap_err();
    assert_eq!(problem.code, Code::DifferentIdentity);
    let fake = Fake::listing(&listed(&[entry("--json", &journey.address())]), &shown("x"));
    orgs(&journey, &fake).await;
    assert_eq!(journey.desk.sign_in_with_sf(&fake.sf(), "--json", None).await.unwrap_err().code, Code::SfUnreadable);
    assert_eq!(journey.desk.sign_in_with_sf(&fake.sf(), DANA.0, None).await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn access_of_sf_that_the_org_holds_back_from_the_api_is_called_ended() {
    let journey = Journey::begin().await;
    let token = journey.practice.description().orgs[0].users[0].access_token.clone();
    may(&journey, "UseAnyApiAuth", false);
    journey.practice.world().set_fault(Fault::ApiAccessControl, true);
    let fake = Fake::listing(&listed(&[entry(DANA.0, &journey.address())]), &shown(&token));
    orgs(&journey, &fake).await;
    let problem = journey.desk.sign_in_with_sf(&fake.sf(), DANA.0, None).await.unwrap_err();
    assert_eq!(problem.code, Code::SessionNotForApi, "{problem}");
}
