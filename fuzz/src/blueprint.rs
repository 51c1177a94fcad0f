use std::collections::BTreeMap;

use orgkey::Problem;
use orgkey::blueprint::{Blueprint, BlueprintFile, Facts, parse};
use orgkey::plan::{Assignee, OrgSnapshot, Plan, SwitchPlan, components};
use orgkey::preflight::SwitchState;
use orgkey::wizard::Answers;
use salesforce::metadata::Package;
use salesforce::types::ApiVersion;

use super::has_words;

/// Whatever stands in a person's file, or in one of answers or of a blueprint: what is read is written and read again as
/// the same, and answers that pass the judgement can be sent, whole.
pub fn blueprint(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        file(text);
    }
    if let Ok(blueprint) = serde_json::from_slice::<Blueprint>(data) {
        same_again(&blueprint);
    }
    let Ok(answers) = serde_json::from_slice::<Answers>(data) else { return };
    let text = serde_json::to_string(&answers).expect("answers");
    assert_eq!(serde_json::from_str::<Answers>(&text).expect("what was written"), answers);
    match parse(&answers, &Facts::default()) {
        Ok(blueprint) => {
            same_again(&blueprint);
            can_be_sent(&blueprint);
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            for found in problems {
                assert!(!found.field.is_empty() && has_words(&found.problem), "{found:?}");
                assert!(!orgkey::words::problem(&found.problem).title.contains('\u{202e}'), "{found:?}");
            }
        }
    }
}

/// A file that a person wrote: what is wrong has words, and what is read is written and read again as the same, also on
/// the way through the blueprint that it describes.
fn file(text: &str) {
    let file = match BlueprintFile::read(text) {
        Ok(file) => file,
        Err(problem) => return refused(&problem),
    };
    assert_eq!(BlueprintFile::read(&file.text()).expect("what was written"), file);
    let draft = match file.draft(Default::default()) {
        Ok(draft) => draft,
        Err(problem) => return refused(&problem),
    };
    let explanation = file.explain().expect("a draft was made of it");
    match parse(&draft.answers, &Facts::default()) {
        Ok(blueprint) => {
            assert!(explanation.problems.is_empty());
            can_be_sent(&blueprint);
            let again = BlueprintFile::of(&blueprint);
            assert_eq!(BlueprintFile::read(&again.text()).expect("what was written"), again);
            let answers = again.draft(Default::default()).expect("a blueprint").answers;
            assert_eq!(parse(&answers, &Facts::default()).expect("answers that passed"), blueprint);
        }
        Err(problems) => assert_eq!(explanation.problems, problems),
    }
}

fn refused(problem: &Problem) {
    let words = orgkey::words::problem(problem);
    assert!(has_words(problem) && !words.what.contains('\u{202e}') && words.what.len() < 2000, "{problem:?}");
}

fn same_again(blueprint: &Blueprint) {
    let text = serde_json::to_string(blueprint).expect("a blueprint");
    assert_eq!(&serde_json::from_str::<Blueprint>(&text).expect("what was written"), blueprint);
}

/// Every text that a person types ends in the package of the plan.
fn can_be_sent(blueprint: &Blueprint) {
    let label = blueprint.permission_set_label();
    assert!(label.encode_utf16().count() <= 80 && !label.trim().is_empty());
    let mut package = Package::new(ApiVersion::new(67));
    for component in components(&plan(blueprint)) {
        package.add(component);
    }
    package.to_zip().expect("answers that passed");
    assert!(blueprint.callbacks.iter().map(|callback| callback.as_str().len() + 1).sum::<usize>() <= 2001);
    assert_eq!(blueprint.authorization_code, !blueprint.callbacks.is_empty());
    let server = blueprint.client_credentials.is_some() || blueprint.jwt_bearer.is_some();
    assert!(blueprint.authorization_code || server);
    for range in &blueprint.trusted_addresses {
        assert!(range.start <= range.end && range.start.is_ipv4() == range.end.is_ipv4());
    }
}

/// The plan in an org where nothing stands in its way.
fn plan(blueprint: &Blueprint) -> Plan {
    let me = Assignee {
        user: "005000000000001".parse().expect("an id"),
        username: "dana@acme.example".to_owned(),
        name: "Dana".to_owned(),
    };
    let snapshot = OrgSnapshot {
        org: "00D000000000001EAA".to_owned(),
        origin: "https://acme.my.salesforce.com".to_owned(),
        version: ApiVersion::new(67),
        me,
        secret_switch: SwitchState::Off,
        app: None,
        permission_sets: BTreeMap::new(),
        run_as: None,
        speaks_for: None,
    };
    Plan { blueprint: blueprint.clone(), snapshot, assignees: Vec::new(), secret_switch: SwitchPlan::OnAndBack }
}
