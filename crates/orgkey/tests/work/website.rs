//! A website where people sign in: the person's part is played at the callback.

use orgkey::Code;
use orgkey::apply::{RunState, Signal, Waiting};
use orgkey::verify::{Flow, ProofId, ProofOutcome, Verdict};
use orgkey::wizard::Who;
use url::Url;

use crate::support::{DANA, Journey, Person, WEBSITE, waiting};

#[tokio::test]
async fn a_website_is_not_proven_with_a_persons_sign_in() {
    let journey = Journey::begin().await;
    let draft = journey.website("Acme Portal").await;
    let run = journey.create(draft).await;

    let view = journey.until_person(run).await;
    let Some(Waiting::Person { link, comes_back: true, problem: None, .. }) = waiting(&view) else {
        panic!("{:?}", view.state)
    };
    let link: Url = link.parse().unwrap();
    assert!(journey.links.opened().is_empty(), "no browser opens before the person says so");
    let of_link =
        |wanted: &str| link.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned());
    assert!(of_link("redirect_uri").unwrap().starts_with("http://127.0.0.1:"));
    assert_eq!(of_link("code_challenge_method").as_deref(), Some("S256"));
    assert_eq!(of_link("state").unwrap().len(), 43);

    journey.desk.signal(run, Signal::OpenPersonLink).unwrap();
    let (_, page) = Person::new(DANA).sign_in(&link).await;
    assert!(page.contains("<h1>"), "{page}");
    let view = journey.until_still(run).await;

    assert_eq!(view.state, RunState::Done);
    assert_eq!(journey.links.opened(), [link]);
    let flow = &view.report.unwrap().flows[0];
    assert_eq!((flow.flow, &flow.verdict), (Flow::AuthorizationCode, &Verdict::Proven));
    assert!(flow.proofs.iter().all(|proof| proof.outcome == ProofOutcome::Passed));
    for needed in [
        ProofId::GotToken,
        ProofId::Refreshed,
        ProofId::RefusedUsedRefreshToken,
        ProofId::RefusedWrongSecret,
        ProofId::RefusedUnlistedCallback,
        ProofId::RefusedWithoutPkce,
        ProofId::Revoked,
        ProofId::RefusedRevokedToken,
    ] {
        assert!(flow.proofs.iter().any(|proof| proof.id == needed), "{needed:?}");
    }
}

#[tokio::test]
async fn a_person_who_presses_deny_leaves_the_run_hanging() {
    let journey = Journey::begin().await;
    // Where anyone may use the app, Salesforce asks the person; chosen people are let in without a word.
    let draft = journey.website_that("Acme Portal", |answers| answers.access.who = Who::Anyone).await;
    let run = journey.create(draft).await;
    let view = journey.until_person(run).await;
    let Some(Waiting::Person { link, .. }) = waiting(&view) else { panic!("{:?}", view.state) };
    Person::new(DANA).deny(&link.parse().unwrap()).await;
    let view = journey.until_still(run).await;
    assert_eq!(view.state, RunState::Done);
    let Verdict::NotProven { problem } = &view.report.unwrap().flows[0].verdict else { panic!("proven") };
    assert_eq!(problem.code, Code::FlowFailed);
    assert_eq!(problem.salesforce.as_ref().unwrap().error, "access_denied");
}

#[tokio::test]
async fn a_person_who_leaves_the_sign_in_out_gets_a_proof_all_the_same() {
    let journey = Journey::begin().await;
    let draft = journey.website("Acme Portal").await;
    let run = journey.create(draft).await;
    journey.until_person(run).await;
    journey.desk.signal(run, Signal::SkipPerson).unwrap();
    let view = journey.until_still(run).await;
    assert_eq!(view.state, RunState::Done);
    let Verdict::DryCheckOnly { because } = &view.report.unwrap().flows[0].verdict else { panic!("more, or less") };
    assert_eq!(because.id, "proof_because_skipped");
}

#[tokio::test]
async fn an_app_without_this_computers_callback_can_not_be_proven_by_pasting() {
    let journey = Journey::begin().await;
    let draft = journey.website_that("Acme Portal", |answers| answers.scopes.test_callbacks = false).await;
    let run = journey.create(draft).await;
    let view = journey.until_person(run).await;
    let Some(Waiting::Person { link, comes_back: false, .. }) = waiting(&view) else { panic!("{:?}", view.state) };
    let link: Url = link.parse().unwrap();

    let address = Person::new(DANA).sign_in_elsewhere(&link).await;
    assert!(address.as_str().starts_with(WEBSITE));
    let forged = format!("{WEBSITE}?code=forged&state=of-another-attempt");
    journey.desk.signal(run, Signal::PastedCallback(forged)).unwrap();
    let told = |view: &orgkey::apply::RunView| matches!(waiting(view), Some(Waiting::Person { problem: Some(problem), .. }) if problem.code == Code::NotTheCallback);
    journey.until(run, told).await;
    journey.desk.signal(run, Signal::PastedCallback(address.to_string())).unwrap();
    let view = journey.until_still(run).await;
    assert_eq!(view.report.unwrap().flows[0].verdict, Verdict::Proven);
}
