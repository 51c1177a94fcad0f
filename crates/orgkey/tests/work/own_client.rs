//! Signing in with an own client id, and a session that is renewed: once, by one, kept before it is used.

use futures_util::future::join_all;
use orgkey::apply::{RunState, Signal};
use orgkey::desk::Desk;
use orgkey::sign_in::SignInState;
use orgkey::{Code, Problem, words};
use practice_org::Fault;
use salesforce::metadata::{Component, OauthPolicies, Package, PermittedUsers};
use salesforce::oauth;
use salesforce::types::ApiVersion;
use serde_json::json;
use url::Url;

use crate::support::{DANA, Journey, OWN_CLIENT_ID, Person, deploy, leave_switch};

fn asked(link: &Url, wanted: &str) -> String {
    link.query_pairs().find(|(name, _)| name == wanted).unwrap().1.into_owned()
}

#[tokio::test]
async fn a_person_can_not_sign_in_with_an_own_client_id() {
    let journey = Journey::begin().await;
    journey.own_client().await;
    let draft = journey.desk.new_draft().unwrap().draft.id;
    let begun = journey.desk.begin_own_sign_in(journey.address(), OWN_CLIENT_ID, None).await.unwrap();
    let link: Url = begun.link.as_ref().unwrap().parse().unwrap();
    assert_eq!(journey.links.opened().as_slice(), std::slice::from_ref(&link));
    assert!(link.as_str().starts_with(&journey.address()), "at the org's own address: {link}");
    assert_eq!(asked(&link, "client_id"), OWN_CLIENT_ID);
    assert_eq!(asked(&link, "scope"), "api refresh_token");
    assert_eq!(asked(&link, "code_challenge_method"), "S256");
    let callback = asked(&link, "redirect_uri");
    assert!(
        ["7171", "17171", "27171"].iter().any(|port| callback == format!("http://127.0.0.1:{port}/callback")),
        "{callback}"
    );
    Person::new(DANA).sign_in(&link).await;
    assert!(matches!(journey.until_ended(begun.id).await.state, SignInState::Arrived { jwt: false, .. }));
    let view = journey.desk.accept_org(begun.id, Some(draft)).await.unwrap().unwrap();
    assert!(view.org.unwrap().signed_in);
    assert!(!journey.desk.check(draft).await.unwrap().blocked);
}

#[tokio::test]
async fn a_refresh_token_is_asked_for_by_whoever_is_turned_away_and_stays_good() {
    let journey = Journey::begin().await;
    journey.own_client().await;
    let begun = journey.desk.begin_own_sign_in(journey.address(), OWN_CLIENT_ID, None).await.unwrap();
    Person::new(DANA).sign_in(&begun.link.as_ref().unwrap().parse().unwrap()).await;
    journey.until_ended(begun.id).await;
    let approvals = "SELECT Id FROM OauthToken";
    assert_eq!(journey.query(approvals).await.len(), 1);
    journey.desk.cancel_sign_in(begun.id);
    let taken_back = async {
        while !journey.query(approvals).await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), taken_back).await.expect("the sign-in is still there");
}

#[tokio::test]
async fn a_client_id_or_callback_that_the_org_does_not_know_sends_people_to_an_error_page() {
    let journey = Journey::begin().await;
    journey.own_client_that(|global| global.callback_urls = vec!["https://elsewhere.example/cb".to_owned()]).await;
    let begin = |id: &'static str| journey.desk.begin_own_sign_in(journey.address(), id, None);
    let unlisted = begin(OWN_CLIENT_ID).await.unwrap_err();
    assert_eq!(unlisted.code, Code::CallbackNotRegistered);
    assert!(unlisted.params["callback"].starts_with("http://127.0.0.1:"));
    assert_eq!(unlisted.salesforce.unwrap().error, "redirect_uri_mismatch");
    let unknown = begin("3MVG9PRACTICENobodyHasThis").await.unwrap_err();
    assert_eq!(unknown.code, Code::ClientIdUnknown);
    assert_eq!(begin("not one").await.unwrap_err().code, Code::ClientIdMalformed);
    let foreign = journey.desk.begin_own_sign_in("https://evil.example".to_owned(), OWN_CLIENT_ID, None).await;
    assert_eq!(foreign.unwrap_err().code, Code::NotASalesforceAddress);
    assert!(journey.links.opened().is_empty(), "no browser was opened for any of it");
}

/// What a sign-in with the own client id fails with.
async fn failed(journey: &Journey) -> Problem {
    let begun = journey.desk.begin_own_sign_in(journey.address(), OWN_CLIENT_ID, None).await.unwrap();
    Person::new(DANA).sign_in(&begun.link.as_ref().unwrap().parse().unwrap()).await;
    match journey.until_ended(begun.id).await.state {
        SignInState::Failed { problem } => problem,
        state => panic!("{state:?}"),
    }
}

#[tokio::test]
async fn an_app_that_wants_its_secret_is_called_unknown_or_refuses_without_a_way_on() {
    let journey = Journey::begin().await;
    journey.own_client_that(|global| global.is_consumer_secret_optional = false).await;
    let problem = failed(&journey).await;
    assert_eq!(problem.code, Code::ClientNeedsSecret, "{problem}");
    assert_eq!(problem.salesforce.as_ref().unwrap().error, "invalid_client");
    assert!(words::problem(&problem).next.contains("secret"));
}

#[tokio::test]
async fn an_app_that_lets_somebody_not_in_is_called_by_another_name_or_promises_what_is_not_there() {
    let journey = Journey::begin().await;
    journey.own_client().await;
    let mut package = Package::new(ApiVersion::new(67));
    package.add(Component::OauthPolicies(OauthPolicies {
        full_name: "Own_ClientOAuth_defaultPolicy".to_owned(),
        external_client_application: "Own_Client".to_owned(),
        label: Some("Own_ClientOAuth_defaultPolicy".to_owned()),
        permitted_users_policy_type: PermittedUsers::AdminApprovedPreAuthorized,
        ..OauthPolicies::default()
    }));
    deploy(&journey.org().await.0, package.to_zip().unwrap()).await;
    let problem = failed(&journey).await;
    assert_eq!(problem.code, Code::OwnClientNotAdmitted, "{problem}");
    assert_eq!(problem.params["client"], OWN_CLIENT_ID);
    let told = words::problem(&problem);
    let letter = words::text("ask_admin_own_letter", &problem.params);
    assert!(told.what.contains(OWN_CLIENT_ID) && letter.contains(OWN_CLIENT_ID));
    for text in [told.title, told.what, told.why, told.next, letter] {
        assert!(!text.contains("Salesforce CLI") && !text.contains('{'), "{text}");
    }
}

async fn end_session(journey: &Journey) {
    let (org, _) = journey.org().await;
    journey.expire(org.session().access_token.expose()).await;
}

#[tokio::test]
async fn a_session_that_ends_in_the_wizard_is_not_renewed_or_costs_an_answer() {
    let mut journey = Journey::begin().await;
    journey.own_client().await;
    let draft = journey.server_that("Acme Loader", leave_switch).await;
    journey.sign_in_by_own_client(Some(draft)).await;
    let answers = journey.desk.open_draft(draft).unwrap().draft.answers;
    let before = journey.token_requests().await.len();
    let mut renewals = 0;
    // Before each question that a step asks, and before the plan.
    end_session(&journey).await;
    assert!(!journey.desk.check(draft).await.unwrap().blocked);
    end_session(&journey).await;
    journey.desk.users(draft, "").await.unwrap();
    end_session(&journey).await;
    journey.desk.name_state(draft, "Acme_Loader").await.unwrap();
    end_session(&journey).await;
    journey.desk.permission_sets(draft).await.unwrap();
    end_session(&journey).await;
    journey.desk.use_org(&journey.org_id(), draft).await.unwrap();
    renewals += 5;
    assert_eq!(journey.desk.open_draft(draft).unwrap().draft.answers, answers);

    // Closed and opened: the token in the vault is the newest one.
    journey.reopen();
    journey.desk.objects(draft).await.unwrap();
    assert_eq!(journey.token_requests().await.len(), before + renewals);
    end_session(&journey).await;
    let run = journey.create(draft).await;
    journey.until_secret(run).await;
    // In a run too, and a plain read of the secret goes on.
    end_session(&journey).await;
    journey.desk.signal(run, Signal::ReadSecretAfterAll).unwrap();
    assert_eq!(journey.until_still(run).await.state, RunState::Done);
    assert_eq!(journey.apps().await.iter().filter(|name| *name == "Acme_Loader").count(), 1);
    renewals += 2;
    let requests = journey.token_requests().await;
    assert!(requests[before..(before + renewals)].iter().all(|status| *status == 200), "{requests:?}");
}

async fn calls(desk: &Desk, org: &str, count: usize) -> Vec<Result<(), salesforce::Error>> {
    let (org, _) = desk.session(org).await.unwrap();
    join_all((0..count).map(|_| async { org.limits().await.map(drop) })).await
}

#[tokio::test]
async fn calls_or_processes_that_find_the_session_ended_refresh_more_than_once() {
    let journey = Journey::faulty(Fault::RefreshRotation).await;
    journey.own_client().await;
    journey.sign_in_by_own_client(None).await;
    // Another process: the same folder and keychain, nothing else in common.
    let other = journey.another_desk();
    let before = journey.token_requests().await.len();
    end_session(&journey).await;
    let org = journey.org_id();
    let (here, there) = tokio::join!(calls(&journey.desk, &org, 50), calls(&other, &org, 50));
    assert!(here.iter().chain(&there).all(Result::is_ok), "{here:?} {there:?}");
    assert_eq!(journey.token_requests().await[before..], [200]);
    // And the one after it: the rotated token was kept.
    end_session(&journey).await;
    assert!(calls(&other, &org, 50).await.iter().all(Result::is_ok));
    assert!(calls(&journey.desk, &org, 1).await.iter().all(Result::is_ok));
    assert_eq!(journey.token_requests().await[before..], [200, 200]);
}

#[tokio::test]
async fn a_refresh_token_that_salesforce_no_longer_takes_is_tried_again() {
    for way in ["expired", "revoked", "inactive", "password", "disabled"] {
        let journey = Journey::begin().await;
        journey.own_client().await;
        let draft = journey.desk.new_draft().unwrap().draft.id;
        journey.sign_in_by_own_client(Some(draft)).await;
        let (org, known) = journey.org().await;
        let token = org.session().access_token;
        match way {
            "expired" => journey.practice.world().set_fault(Fault::RefreshExpiresAtOnce, true),
            // What a person does who ends the connection on the page of their own user, and a password reset.
            "revoked" => {
                let spent = renew_token(&journey).await;
                oauth::revoke(org.transport(), org.host(), &spent).await.unwrap();
            }
            "inactive" => journey.control("user", json!({ "username": DANA.0, "active": false })).await,
            "password" => journey.control("user", json!({ "username": DANA.0, "password": "another-1" })).await,
            _ => journey.disable_own_client().await,
        }
        journey.expire(token.expose()).await;
        let before = journey.token_requests().await.len();
        let problem = journey.desk.permission_sets(draft).await.unwrap_err();
        assert_eq!(problem.code, Code::SessionEnded, "{way}: {problem:?}");
        assert_eq!(problem.params["org"], known.id, "{way}");
        let said = problem.salesforce.unwrap_or_else(|| panic!("{way}: nothing is said"));
        assert_ne!(said.error, "INVALID_SESSION_ID", "{way}: why is not said");
        for _ in 0..3 {
            assert_eq!(journey.desk.permission_sets(draft).await.unwrap_err().code, Code::SessionEnded, "{way}");
        }
        assert_eq!(journey.token_requests().await.len(), before + 1, "{way}: asked more than once");
        assert!(!journey.desk.open_draft(draft).unwrap().org.unwrap().signed_in, "{way}");
    }
}

/// The refresh token, as the keychain has it.
async fn renew_token(journey: &Journey) -> salesforce::types::RefreshToken {
    let slot = orgkey::vault::Slot::refresh_token(orgkey::vault::Namespace::Practice, &journey.org_id());
    salesforce::types::RefreshToken::new(journey.vault.get(&slot).await.unwrap().unwrap().as_str())
}

#[tokio::test]
async fn another_way_in_leaves_the_refresh_token_of_the_one_before() {
    let journey = Journey::begin().await;
    journey.own_client().await;
    journey.sign_in_by_own_client(None).await;
    renew_token(&journey).await;
    journey.desk.sign_in_to_practice().await.unwrap();
    let slot = orgkey::vault::Slot::refresh_token(orgkey::vault::Namespace::Practice, &journey.org_id());
    assert!(journey.vault.get(&slot).await.unwrap().is_none());
}

#[tokio::test]
async fn another_user_or_org_is_taken_for_the_one_that_was_expected() {
    let journey = Journey::begin().await;
    journey.own_client().await;
    journey.sign_in_by_own_client(None).await;
    let again = Some(journey.org_id());
    let begun = journey.desk.begin_own_sign_in(journey.address(), OWN_CLIENT_ID, again).await.unwrap();
    Person::new(("sam@practice.example", "practice-sam-1"))
        .sign_in(&begun.link.as_ref().unwrap().parse().unwrap())
        .await;
    let SignInState::Arrived { differs, .. } = journey.until_ended(begun.id).await.state else { panic!("not arrived") };
    assert_eq!(differs, ["user"]);
}

#[tokio::test]
async fn a_token_of_a_renewed_session_is_written_to_orgkeys_own_file() {
    let journey = Journey::begin().await;
    journey.own_client().await;
    journey.sign_in_by_own_client(None).await;
    end_session(&journey).await;
    journey.org().await.0.limits().await.unwrap();
    let mut whole = Vec::new();
    for file in std::fs::read_dir(journey.folder.path()).unwrap() {
        whole.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let written = String::from_utf8_lossy(&whole);
    assert!(written.contains(OWN_CLIENT_ID), "the search reads the file");
    assert!(!written.contains("5AepPRACTICE") && !written.contains("!PRACTICE."));
    let shown = serde_json::to_string(&journey.desk.start().await.unwrap()).unwrap();
    assert!(!shown.contains("5AepPRACTICE") && !shown.contains("!PRACTICE."));
}
