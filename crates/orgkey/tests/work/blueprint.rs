//! A blueprint's file becomes a draft that is judged like one that was typed; and an org is come back to by its address.

use orgkey::Code;
use orgkey::blueprint::BlueprintFile;
use orgkey::wizard::Step;

use crate::support::Journey;

fn file(run_as: &str) -> BlueprintFile {
    BlueprintFile::read(&format!(
        r#"{{"schema": 1, "connects": "server", "label": "Acme Loader", "contact_email": "it@acme.example",
            "client_credentials": {{"run_as": "{run_as}"}}, "test_callbacks": false,
            "access": {{"objects": [{{"object": "Account", "read": true}}]}}}}"#
    ))
    .unwrap()
}

#[tokio::test]
async fn a_draft_from_a_blueprint_is_not_judged_or_loses_an_answer() {
    let journey = Journey::begin().await;
    let draft = |file: &BlueprintFile| journey.desk.draft_from_blueprint(file).unwrap().draft;
    let good = draft(&file("etl@practice.example"));
    assert_eq!((good.step, good.reached), (Step::Org, Step::Org), "nothing is passed over");
    let entered = journey.desk.use_practice(good.id).await.unwrap().draft;
    assert_eq!(entered.answers, good.answers, "the org overrules the file");
    journey.desk.check(good.id).await.unwrap();
    let submitted = journey.desk.submit_answers(good.id).await.unwrap();
    assert_eq!((submitted.problems, submitted.view.draft.step), (Vec::new(), Step::Review));
    assert!(submitted.view.draft.checked.is_some());
    let run = journey.create(good.id).await;
    journey.until_still(run).await;
    assert_eq!(journey.apps().await, ["Acme_Loader"]);

    // An administrator by accident, and a name that is taken by now.
    let bad = draft(&file("dana@practice.example")).id;
    journey.desk.use_practice(bad).await.unwrap();
    let submitted = journey.desk.submit_answers(bad).await.unwrap();
    let found: Vec<_> = submitted.problems.iter().map(|found| (found.field.as_str(), found.problem.code)).collect();
    let expected = [("api_name", Code::NameTaken), ("run_as_confirmation", Code::RunAsAdministratorNotConfirmed)];
    assert_eq!(found, expected);
    assert_eq!(submitted.view.draft.step, Step::Name, "the first of them");
}

#[tokio::test]
async fn a_draft_of_a_blueprint_with_a_certificate_can_not_be_thrown_away() {
    let journey = Journey::begin().await;
    let pem = include_str!("../samples/key_pairs/good.crt");
    let text = serde_json::json!({ "schema": 1, "jwt_bearer": { "speaks_for": "x@y.example", "certificate": pem } });
    let draft = journey.desk.draft_from_blueprint(&BlueprintFile::read(&text.to_string()).unwrap()).unwrap().draft.id;
    journey.desk.delete_draft(draft).await.unwrap();
    assert_eq!(journey.desk.open_draft(draft).unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn an_org_is_not_come_back_to_by_its_address_or_without_access() {
    let mut journey = Journey::begin().await;
    let again = async |journey: &Journey| journey.desk.sign_in_again(&journey.address()).await;
    assert_eq!(again(&journey).await.unwrap_err().code, Code::NotSignedIn);
    journey.desk.sign_in_to_practice().await.unwrap();
    // Another process, with the same keychain.
    journey.reopen();
    let known = again(&journey).await.unwrap();
    assert_eq!(known.id, journey.org_id());
    assert!(!journey.desk.check_org(&known.id).await.unwrap().blocked);
    journey.end_session().await;
    assert_eq!(again(&journey).await.unwrap_err().code, Code::SessionEnded);
    let elsewhere = journey.desk.sign_in_again("https://evil.example").await.unwrap_err();
    assert_eq!(elsewhere.code, Code::NotASalesforceAddress);
}
