//! Why did it fail: somebody breaks a made app from outside; the test fails with Salesforce's own words, the org is asked
//! for the cause, one button mends it, and the same test passes.

use std::time::Duration;

use orgkey::apply::{Entry, Record, RunState, RunView, Signal, Waiting};
use orgkey::diagnosis::{Case, Cause, Diagnosis, Difference, WayOn, diagnose};
use orgkey::verify::{Flow, FlowProof, Subject, Verdict, prove_client_credentials};
use orgkey::{Code, Uuid};
use practice_org::{Fault, OrgChange, OrgKind, UserChange};
use salesforce::Host;
use salesforce::metadata::{Component, ComponentType, DeployOptions, Package, PermittedUsers};
use salesforce::types::{ConsumerKey, ConsumerSecret};

use crate::resume::{dies_after, lives_again};
use crate::support::{DANA, Journey, Person, leave_switch, waiting};

/// A component of the only app, changed as somebody does in Setup.
async fn changed(journey: &Journey, kind: ComponentType, change: impl FnOnce(&mut Component)) {
    let (org, _) = journey.org().await;
    let listed = org.list_metadata(kind).await.unwrap();
    let name = &listed.iter().find(|one| one.full_name.starts_with("Acme")).unwrap().full_name;
    let mut component = org.read_metadata(kind, &[name]).await.unwrap().remove(0);
    change(&mut component);
    let mut package = Package::new(org.version());
    package.add(component);
    let options = DeployOptions { ignore_warnings: true, ..DeployOptions::default() };
    let id = org.deploy(package.to_zip().unwrap(), &options).await.unwrap();
    while !org.deploy_status(&id).await.unwrap().done {}
    let result = org.deploy_status(&id).await.unwrap();
    assert!(result.success, "{result:?}");
}

/// A server app, made and proven.
async fn server(journey: &Journey) -> Uuid {
    let draft = journey.server("Acme Loader").await;
    let run = journey.create(draft).await;
    assert_eq!(flow(&journey.until_still(run).await).verdict, Verdict::Proven);
    run
}

fn flow(view: &RunView) -> &FlowProof {
    &view.report.as_ref().unwrap().flows[0]
}

/// Proves again; the test has to fail, with these words of Salesforce.
async fn fails(journey: &Journey, run: Uuid, error: &str, description: &str) -> Flow {
    journey.desk.prove_again(run).await.unwrap();
    let view = journey.until_still(run).await;
    assert_eq!(view.state, RunState::Done);
    let Verdict::NotProven { problem } = &flow(&view).verdict else { panic!("{:?}", flow(&view).verdict) };
    assert_eq!(problem.code, Code::FlowFailed);
    let said = problem.salesforce.as_ref().unwrap();
    assert_eq!((said.error.as_str(), said.description.as_str()), (error, description), "word for word");
    flow(&view).flow
}

/// Presses the one button.
async fn mend(journey: &Journey, run: Uuid, diagnosis: &Diagnosis) {
    let Some(WayOn::Mend { fingerprint, rows }) = diagnosis.ways.first() else { panic!("{diagnosis:?}") };
    assert!(!rows.is_empty());
    journey.desk.mend(run, diagnosis.flow, fingerprint).await.unwrap();
}

async fn is_mended(journey: &Journey, run: Uuid) {
    let view = journey.until_still(run).await;
    assert_eq!((&view.state, &view.mend_refused), (&RunState::Done, &None));
    assert_eq!(flow(&view).verdict, Verdict::Proven);
    let journal = journey.journal(run);
    assert!(
        journal.iter().any(|entry| matches!(entry, Entry::MendIntended { .. })) && journal.contains(&Entry::Mended)
    );
    let refused = journey.desk.diagnose(run, flow(&view).flow).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound, "nothing to explain any more");
}

fn confirmed(diagnosis: &Diagnosis, cause: Cause) {
    assert_eq!((diagnosis.cause, diagnosis.confirmed), (cause, true), "{:?}", diagnosis.evidence);
    assert!(!diagnosis.evidence.is_empty());
}

#[tokio::test]
async fn a_missing_run_as_user_is_not_found_or_not_put_back() {
    let journey = Journey::begin().await;
    let run = server(&journey).await;
    changed(&journey, ComponentType::OauthPolicies, |component| {
        let Component::OauthPolicies(policies) = component else { panic!("another kind") };
        policies.client_credentials_flow_user = None;
        policies.is_client_credentials_flow_enabled = false;
        policies.start_url = Some("https://acme.example/start".to_owned());
    })
    .await;
    let flow = fails(&journey, run, "invalid_grant", "no client credentials user enabled").await;
    let diagnosis = journey.desk.diagnose(run, flow).await.unwrap();
    confirmed(&diagnosis, Cause::NoRunAsUser);
    mend(&journey, run, &diagnosis).await;
    is_mended(&journey, run).await;
    // What somebody else set in the same record is still there.
    changed(&journey, ComponentType::OauthPolicies, |component| {
        let Component::OauthPolicies(policies) = component else { panic!("another kind") };
        assert_eq!(policies.start_url.as_deref(), Some("https://acme.example/start"));
        assert_eq!(policies.comma_separated_permission_set, ["Acme_Loader_Users"]);
    })
    .await;
}

#[tokio::test]
async fn a_user_without_the_permission_set_is_not_found_or_not_given_it() {
    let journey = Journey::begin().await;
    let run = server(&journey).await;
    let soql = "SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Acme_Loader_Users'";
    let (org, _) = journey.org().await;
    for row in journey.query(soql).await {
        org.delete("PermissionSetAssignment", &row["Id"].as_str().unwrap().parse().unwrap()).await.unwrap();
    }
    let flow = fails(&journey, run, "invalid_app_access", "user is not admin approved to access this app").await;
    let diagnosis = journey.desk.diagnose(run, flow).await.unwrap();
    confirmed(&diagnosis, Cause::NotAdmitted);
    assert!(diagnosis.evidence.iter().any(|line| line.id == "why_person_lacks"), "{:?}", diagnosis.evidence);
    mend(&journey, run, &diagnosis).await;
    is_mended(&journey, run).await;
    assert_eq!(journey.query(soql).await.len(), 1);
}

#[tokio::test]
async fn a_policy_that_lost_its_permission_set_is_not_found_or_not_mended() {
    let journey = Journey::begin().await;
    let run = server(&journey).await;
    changed(&journey, ComponentType::OauthPolicies, |component| {
        let Component::OauthPolicies(policies) = component else { panic!("another kind") };
        policies.comma_separated_permission_set.clear();
    })
    .await;
    let flow = fails(&journey, run, "invalid_app_access", "user is not admin approved to access this app").await;
    let diagnosis = journey.desk.diagnose(run, flow).await.unwrap();
    confirmed(&diagnosis, Cause::NotAdmitted);
    mend(&journey, run, &diagnosis).await;
    is_mended(&journey, run).await;
}

#[tokio::test]
async fn a_refusal_that_the_org_does_not_explain_is_called_certain_or_changes_something() {
    let journey = Journey::begin().await;
    let run = server(&journey).await;
    journey.practice.world().set_fault(Fault::NotPreAuthorized, true);
    let flow = fails(&journey, run, "invalid_app_access", "user is not admin approved to access this app").await;
    let diagnosis = journey.desk.diagnose(run, flow).await.unwrap();
    assert_eq!((diagnosis.cause, diagnosis.confirmed), (Cause::NotAdmitted, false), "{:?}", diagnosis.evidence);
    assert_eq!(diagnosis.ways, [WayOn::ProveAgain, WayOn::OpenApp]);
}

#[tokio::test]
async fn a_secret_that_was_changed_in_setup_is_not_found_or_not_read_anew() {
    let journey = Journey::begin().await;
    let run = server(&journey).await;
    changed(&journey, ComponentType::GlobalOauthSettings, |component| {
        let Component::GlobalOauthSettings(settings) = component else { panic!("another kind") };
        settings.should_rotate_consumer_secret = true;
    })
    .await;
    let before = journey.desk.secret(run).await.unwrap();
    let flow = fails(&journey, run, "invalid_client", "invalid client credentials").await;
    let diagnosis = journey.desk.diagnose(run, flow).await.unwrap();
    confirmed(&diagnosis, Cause::WrongSecret);
    mend(&journey, run, &diagnosis).await;
    is_mended(&journey, run).await;
    let kept = journey.desk.secret(run).await.unwrap();
    assert_ne!(kept, before);
    assert_eq!(kept, journey.real_secret("Acme_Loader").await);
    assert!(!journey.hands_out_secrets("Acme_Loader").await, "the switch is off again");
}

#[tokio::test]
async fn a_switch_that_is_off_is_not_named_as_the_cause_or_not_put_back() {
    let journey = Journey::begin().await;
    let draft = journey.server_that("Acme Loader", leave_switch).await;
    let run = journey.create(draft).await;
    journey.until_secret(run).await;
    journey.desk.signal(run, Signal::FinishWithoutSecret).unwrap();
    let view = journey.until_still(run).await;
    assert!(matches!(flow(&view).verdict, Verdict::DryCheckOnly { .. }));
    let diagnosis = journey.desk.diagnose(run, Flow::ClientCredentials).await.unwrap();
    confirmed(&diagnosis, Cause::SecretSwitchOff);
    assert!(diagnosis.ways.contains(&WayOn::BringSecret));
    mend(&journey, run, &diagnosis).await;
    is_mended(&journey, run).await;
    assert!(!journey.hands_out_secrets("Acme_Loader").await, "the switch is off again");
    assert!(journey.journal(run).contains(&Entry::SwitchedBack { read: true }));
}

#[tokio::test]
async fn an_app_that_was_switched_off_stays_so() {
    let journey = Journey::begin().await;
    let run = server(&journey).await;
    changed(&journey, ComponentType::AppPolicies, |component| {
        let Component::AppPolicies(policies) = component else { panic!("another kind") };
        policies.is_enabled = false;
    })
    .await;
    let flow = fails(&journey, run, "OAUTH_APP_BLOCKED", "this app is blocked by admin").await;
    let diagnosis = journey.desk.diagnose(run, flow).await.unwrap();
    confirmed(&diagnosis, Cause::SwitchedOff);
    mend(&journey, run, &diagnosis).await;
    is_mended(&journey, run).await;
}

/// Adds the slash that Salesforce tells apart.
fn with_slash(component: &mut Component) {
    let Component::GlobalOauthSettings(settings) = component else { panic!("another kind") };
    settings.callback_urls = settings.callback_urls.iter().map(|one| format!("{one}/")).collect();
}

#[tokio::test]
async fn a_callback_that_differs_by_a_slash_is_not_marked_or_not_added() {
    let journey = Journey::begin().await;
    let run = server(&journey).await;
    changed(&journey, ComponentType::GlobalOauthSettings, with_slash).await;
    let flow = fails(&journey, run, "redirect_uri_mismatch", "redirect_uri must match configuration").await;
    let diagnosis = journey.desk.diagnose(run, flow).await.unwrap();
    confirmed(&diagnosis, Cause::CallbackMismatch);
    let mark = diagnosis.callback.as_ref().unwrap();
    assert_eq!((mark.difference, mark.asked.as_str(), mark.registered.as_str()), (Difference::TrailingSlash, "", "/"));
    mend(&journey, run, &diagnosis).await;
    is_mended(&journey, run).await;
    changed(&journey, ComponentType::GlobalOauthSettings, |component| {
        let Component::GlobalOauthSettings(settings) = component else { panic!("another kind") };
        assert_eq!(settings.callback_urls.len(), 2, "nothing was taken away: {:?}", settings.callback_urls);
    })
    .await;
}

#[tokio::test]
async fn a_person_is_sent_to_an_error_page_and_the_run_hangs() {
    let journey = Journey::begin().await;
    let draft = journey.website("Acme Portal").await;
    let run = journey.create(draft).await;
    let sign_in = async || {
        let view = journey.until_person(run).await;
        let Some(Waiting::Person { link, .. }) = waiting(&view) else { panic!("{:?}", view.state) };
        Person::new(DANA).sign_in(&link.parse().unwrap()).await;
    };
    sign_in().await;
    assert_eq!(flow(&journey.until_still(run).await).verdict, Verdict::Proven);

    changed(&journey, ComponentType::GlobalOauthSettings, with_slash).await;
    let flow = fails(&journey, run, "redirect_uri_mismatch", "redirect_uri must match configuration").await;
    let diagnosis = journey.desk.diagnose(run, flow).await.unwrap();
    confirmed(&diagnosis, Cause::CallbackMismatch);
    mend(&journey, run, &diagnosis).await;
    sign_in().await;
    is_mended(&journey, run).await;
}

/// An app beside its run, asked directly: where the run itself would wait, or never ask.
struct Apart {
    record: Record,
    subject: Subject,
    key: ConsumerKey,
    secret: ConsumerSecret,
}

impl Apart {
    async fn of(journey: &Journey, run: Uuid) -> Self {
        let (record, _) = journey.store().run(run).unwrap();
        let (org, _) = journey.org().await;
        let key: ConsumerKey = journey.desk.run(run).unwrap().client_id.unwrap().parse().unwrap();
        let secret = journey.desk.secret(run).await.unwrap();
        let subject = Subject {
            transport: org.transport().clone(),
            host: org.session().host.clone(),
            plan: record.plan.clone(),
            key: key.clone(),
            secret: Some(secret.clone()),
            private_key: None,
            audience: String::new(),
        };
        Self { record, subject, key, secret }
    }

    /// What a proof failed with, and why.
    async fn diagnosed(&self, journey: &Journey, proof: &FlowProof) -> Diagnosis {
        let (org, known) = journey.org().await;
        let secret = Some(self.secret.clone());
        let case = Case { plan: &self.record.plan, proof, key: Some(&self.key), secret };
        diagnose(&org, &known, &case).await.unwrap()
    }
}

fn said(proof: &FlowProof) -> (&str, &str) {
    let Verdict::NotProven { problem } = &proof.verdict else { panic!("{:?}", proof.verdict) };
    let said = problem.salesforce.as_ref().unwrap();
    (&said.error, &said.description)
}

#[tokio::test]
async fn an_app_that_is_not_live_yet_is_changed_instead_of_waited_for() {
    let journey = Journey::faulty(Fault::Propagation).await;
    journey.practice.world().set_propagation(Duration::from_secs(600));
    let draft = journey.server("Acme Loader").await;
    let run = journey.create(draft).await;
    journey.until(run, |view| matches!(waiting(view), Some(Waiting::Readiness { .. }))).await;
    let apart = Apart::of(&journey, run).await;
    let proof = prove_client_credentials(&apart.subject).await;
    assert_eq!(said(&proof), ("invalid_client_id", "client identifier invalid"));
    let diagnosis = apart.diagnosed(&journey, &proof).await;
    confirmed(&diagnosis, Cause::UnknownClient);
    assert!(matches!(diagnosis.ways.first(), Some(WayOn::Wait { .. })), "{:?}", diagnosis.ways);

    journey.practice.world().advance(Duration::from_secs(601));
    let diagnosis = apart.diagnosed(&journey, &proof).await;
    assert!(!diagnosis.confirmed && diagnosis.evidence.iter().any(|line| line.id == "why_known_now"));
    assert_eq!(prove_client_credentials(&apart.subject).await.verdict, Verdict::Proven);
}

#[tokio::test]
async fn the_wrong_host_is_not_named() {
    let journey = Journey::begin().await;
    let run = server(&journey).await;
    let apart = Apart::of(&journey, run).await;
    let login = Host::practice(&journey.practice.description().login_url).unwrap();
    let wrong = Subject { host: login, ..apart.subject.clone() };
    let proof = prove_client_credentials(&wrong).await;
    assert_eq!(said(&proof), ("invalid_grant", "request not supported on this domain"));
    let diagnosis = apart.diagnosed(&journey, &proof).await;
    confirmed(&diagnosis, Cause::WrongHost);
    assert_eq!(diagnosis.ways, [WayOn::ProveAgain, WayOn::SignIn]);
    assert_eq!(prove_client_credentials(&apart.subject).await.verdict, Verdict::Proven, "at the org's own address");
}

#[tokio::test]
async fn a_remedy_that_was_not_shown_is_made() {
    let journey = Journey::begin().await;
    let run = server(&journey).await;
    let break_it = |component: &mut Component| {
        let Component::OauthPolicies(policies) = component else { panic!("another kind") };
        policies.client_credentials_flow_user = None;
        policies.is_client_credentials_flow_enabled = false;
    };
    changed(&journey, ComponentType::OauthPolicies, break_it).await;
    let flow = fails(&journey, run, "invalid_grant", "no client credentials user enabled").await;
    let diagnosis = journey.desk.diagnose(run, flow).await.unwrap();
    let Some(WayOn::Mend { fingerprint, .. }) = diagnosis.ways.first() else { panic!("{diagnosis:?}") };
    // Meanwhile the user that it would name is gone.
    let username = journey.store().run(run).unwrap().0.plan.blueprint.client_credentials.unwrap().to_string();
    let gone = UserChange { username, active: Some(false), ..UserChange::default() };
    journey.practice.world().change_user(&gone).unwrap();
    let refused = journey.desk.mend(run, flow, fingerprint).await.unwrap_err();
    assert_eq!(refused.code, Code::PlanOutdated);
    assert!(!journey.journal(run).iter().any(|entry| matches!(entry, Entry::MendIntended { .. })));
}

#[tokio::test]
async fn a_refused_remedy_leaves_the_run_hanging_or_says_mended() {
    let journey = Journey::begin().await;
    let run = server(&journey).await;
    changed(&journey, ComponentType::GlobalOauthSettings, with_slash).await;
    let flow_ = fails(&journey, run, "redirect_uri_mismatch", "redirect_uri must match configuration").await;
    let diagnosis = journey.desk.diagnose(run, flow_).await.unwrap();
    journey.practice.world().set_fault(Fault::DeployPartlyFails, true);
    mend(&journey, run, &diagnosis).await;
    let view = journey.until_still(run).await;
    assert_eq!(view.state, RunState::Done);
    assert_eq!(view.mend_refused.as_ref().unwrap().code, Code::DeployFailed);
    assert!(view.mend_refused.unwrap().salesforce.is_some(), "with Salesforce's words");
    assert!(matches!(flow(&journey.desk.run(run).unwrap()).verdict, Verdict::NotProven { .. }));

    journey.practice.world().set_fault(Fault::DeployPartlyFails, false);
    let diagnosis = journey.desk.diagnose(run, flow_).await.unwrap();
    mend(&journey, run, &diagnosis).await;
    is_mended(&journey, run).await;
}

/// A server app that somebody broke, and an Orgkey that died so many entries into the remedy, or did not get to.
async fn dies_mending(more: usize, breaks: impl FnOnce(&mut Component), kind: ComponentType) -> (Journey, Uuid, bool) {
    let mut journey = Journey::begin().await;
    let run = server(&journey).await;
    changed(&journey, kind, breaks).await;
    journey.desk.prove_again(run).await.unwrap();
    let view = journey.until_still(run).await;
    let diagnosis = journey.desk.diagnose(run, flow(&view).flow).await.unwrap();
    let before = journey.journal(run).len();
    dies_after(&journey, before + more);
    mend(&journey, run, &diagnosis).await;
    let view = journey.until_still(run).await;
    lives_again(&mut journey);
    (journey, run, view.state != RunState::Done)
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_in_the_middle_of_a_remedy_leaves_it_half_made() {
    let rotated = |component: &mut Component| {
        let Component::GlobalOauthSettings(settings) = component else { panic!("another kind") };
        settings.should_rotate_consumer_secret = true;
    };
    // The longest remedies: one with a deployment, one that turns the switch on and off.
    let all = (1..8).flat_map(|more| [(more, false), (more, true)]).map(|(more, secret)| async move {
        let (journey, run, died) = match secret {
            true => dies_mending(more, rotated, ComponentType::GlobalOauthSettings).await,
            false => dies_mending(more, with_slash, ComponentType::GlobalOauthSettings).await,
        };
        if died {
            assert!(journey.desk.start().await.unwrap().runs[0].open, "{more}: it is offered");
            journey.desk.continue_run(run).await.unwrap();
        }
        is_mended(&journey, run).await;
        assert!(!journey.hands_out_secrets("Acme_Loader").await, "{more}: the switch is off");
        assert_eq!(journey.apps().await, ["Acme_Loader"]);
    });
    futures_util::future::join_all(all).await;
}

#[tokio::test]
async fn a_call_that_fails_with_a_good_token_loses_salesforces_words() {
    let journey = Journey::begin().await;
    let run = server(&journey).await;
    let apart = Apart::of(&journey, run).await;
    let no_api = OrgChange { org: OrgKind::Developer, api: Some(false), active: None, soap_login: None };
    journey.practice.world().change_org(&no_api).unwrap();
    let proof = prove_client_credentials(&apart.subject).await;
    let Verdict::NotProven { problem } = &proof.verdict else { panic!("{:?}", proof.verdict) };
    assert_eq!(problem.code, Code::CallFailed);
    assert_eq!(said(&proof).0, "API_DISABLED_FOR_ORG");
}

#[tokio::test]
async fn a_change_that_is_on_its_way_is_made_again_instead_of_waited_for() {
    let journey = Journey::begin().await;
    let run = server(&journey).await;
    changed(&journey, ComponentType::GlobalOauthSettings, with_slash).await;
    let world = journey.practice.world();
    world.set_fault(Fault::Propagation, true);
    world.set_propagation(Duration::from_secs(600));
    // Somebody has seen it and put it right, and Salesforce's servers have not heard of it.
    changed(&journey, ComponentType::GlobalOauthSettings, |component| {
        let Component::GlobalOauthSettings(settings) = component else { panic!("another kind") };
        settings.callback_urls.iter_mut().for_each(|url| *url = url.trim_end_matches('/').to_owned());
    })
    .await;
    let flow = fails(&journey, run, "redirect_uri_mismatch", "redirect_uri must match configuration").await;
    let diagnosis = journey.desk.diagnose(run, flow).await.unwrap();
    confirmed(&diagnosis, Cause::UnknownClient);
    let Some(WayOn::Wait { fingerprint }) = diagnosis.ways.first() else { panic!("{:?}", diagnosis.ways) };
    journey.desk.mend(run, flow, fingerprint).await.unwrap();
    journey.until(run, |view| matches!(waiting(view), Some(Waiting::Readiness { .. }))).await;
    world.advance(Duration::from_secs(601));
    journey.desk.signal(run, Signal::CheckNow).unwrap();
    is_mended(&journey, run).await;
    let submitted = |entry: &Entry| matches!(entry, Entry::MendSubmitted { .. });
    assert!(!journey.journal(run).iter().any(submitted), "nothing was changed");
}

#[tokio::test]
async fn a_user_whom_nobody_approved_is_not_found_or_not_let_in() {
    let journey = Journey::begin().await;
    let draft = journey.certified("Acme Loader", async |draft| drop(journey.desk.make_key_pair(draft).await.unwrap()));
    let run = journey.create(draft.await).await;
    assert_eq!(flow(&journey.until_still(run).await).verdict, Verdict::Proven);
    changed(&journey, ComponentType::OauthPolicies, |component| {
        let Component::OauthPolicies(policies) = component else { panic!("another kind") };
        policies.permitted_users_policy_type = PermittedUsers::AllSelfAuthorized;
        policies.comma_separated_permission_set.clear();
    })
    .await;
    let flow = fails(&journey, run, "invalid_grant", "user hasn't approved this consumer").await;
    let diagnosis = journey.desk.diagnose(run, flow).await.unwrap();
    confirmed(&diagnosis, Cause::NotApproved);
    mend(&journey, run, &diagnosis).await;
    is_mended(&journey, run).await;
}

#[tokio::test]
async fn a_changed_callback_costs_the_certificate() {
    let journey = Journey::begin().await;
    let draft = journey.certified("Acme Loader", async |draft| drop(journey.desk.make_key_pair(draft).await.unwrap()));
    let run = journey.create(draft.await).await;
    assert_eq!(flow(&journey.until_still(run).await).verdict, Verdict::Proven);
    let certificate = journey.store().run(run).unwrap().0.plan.blueprint.jwt_bearer.unwrap().certificate;
    // Whoever changes the callback in Setup keeps the certificate, which no one can read back.
    changed(&journey, ComponentType::GlobalOauthSettings, |component| {
        with_slash(component);
        let Component::GlobalOauthSettings(settings) = component else { panic!("another kind") };
        settings.certificate = Some(certificate.pem);
    })
    .await;
    let flow = fails(&journey, run, "redirect_uri_mismatch", "redirect_uri must match configuration").await;
    let diagnosis = journey.desk.diagnose(run, flow).await.unwrap();
    confirmed(&diagnosis, Cause::CallbackMismatch);
    mend(&journey, run, &diagnosis).await;
    is_mended(&journey, run).await;
}
