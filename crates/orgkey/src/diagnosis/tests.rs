//! Each suspicion with each answer of the org: cause, remedy and a way on.

use salesforce::metadata::{AppPolicies, Component, GlobalOauthSettings, OauthPolicies, PermittedUsers};
use salesforce::types::ConsumerKey;

use super::judge::{Judgement, judge};
use super::look::{Look, Read};
use super::*;
use crate::catalogue::ConnectKind;
use crate::plan::{Holding, OrgSnapshot, components, sample};
use crate::preflight::SwitchState;
use crate::words;

fn words_of(error: &str, description: &str) -> SalesforceWords {
    SalesforceWords {
        call: "token".to_owned(),
        error: error.to_owned(),
        description: description.to_owned(),
        status: Some(400),
        request_id: None,
    }
}

/// The org as a server app's creation left it.
fn whole() -> Look {
    let plan = sample::plan(ConnectKind::Server);
    let mut snapshot: OrgSnapshot = plan.snapshot.clone();
    snapshot.app = Some(crate::plan::Found { id: "0xI000000000001".parse().unwrap(), master_label: "Acme".to_owned() });
    let held_by = plan.assignees.iter().map(|one| one.user.clone()).collect();
    let holding = Holding { id: "0PS000000000001".parse().unwrap(), label: "Users".to_owned(), held_by, people: 1 };
    snapshot.permission_sets.insert(plan.blueprint.permission_set_name(), holding);
    let mut look = Look {
        snapshot,
        global: Read::Absent,
        policies: Read::Absent,
        app_policies: Read::Absent,
        answer: Some("known".to_owned()),
        secret_refused: Some(false),
    };
    for component in components(&plan) {
        match component {
            Component::GlobalOauthSettings(mut settings) => {
                settings.consumer_key = Some("3MVG9key".to_owned());
                look.global = Read::Found(settings);
            }
            Component::OauthPolicies(policies) => look.policies = Read::Found(policies),
            Component::AppPolicies(policies) => look.app_policies = Read::Found(policies),
            _ => {}
        }
    }
    look
}

fn global(look: &mut Look) -> &mut GlobalOauthSettings {
    let Read::Found(settings) = &mut look.global else { panic!("not there") };
    settings
}

fn policies(look: &mut Look) -> &mut OauthPolicies {
    let Read::Found(policies) = &mut look.policies else { panic!("not there") };
    policies
}

fn app_policies(look: &mut Look) -> &mut AppPolicies {
    let Read::Found(policies) = &mut look.app_policies else { panic!("not there") };
    policies
}

fn judged(cause: Cause, look: &Look) -> Judgement {
    let plan = sample::plan(ConnectKind::Server);
    let problem = Problem::new(Code::FlowFailed);
    let proof =
        FlowProof { flow: Flow::ClientCredentials, verdict: Verdict::NotProven { problem }, proofs: Vec::new() };
    let key: ConsumerKey = "3MVG9key".parse().unwrap();
    judge(cause, &Case { plan: &plan, proof: &proof, key: Some(&key), secret: None }, look)
}

#[test]
fn a_cause_or_a_difference_has_no_words() {
    let has = |id: &str| assert_ne!(words::text(id, &Default::default()), id);
    for cause in Cause::ALL {
        has(&format!("cause_{}_title", cause.as_str()));
        has(&format!("cause_{}_what", cause.as_str()));
    }
    for difference in Difference::ALL {
        let name = serde_json::to_value(difference).unwrap();
        has(&format!("callback_difference_{}", name.as_str().unwrap()));
    }
}

#[test]
fn what_a_remedy_changes_is_not_what_is_wrong() {
    type Breaks = fn(&mut Look);
    let set = || vec!["Acme_Loader_Users".to_owned()];
    let etl = sample::plan(ConnectKind::Server).assignees[0].clone();
    let run_as = || Amendment::RunAs { username: "etl@acme.example".to_owned() };
    let assign = || Amendment::Assign { set: "Acme_Loader_Users".to_owned(), person: etl.clone() };
    let unheld: Breaks = |look| look.snapshot.permission_sets.values_mut().for_each(|set| set.held_by.clear());
    let callback = "https://acme.my.salesforce.com/services/oauth2/success";
    let cases: Vec<(Cause, Breaks, Vec<Amendment>)> = vec![
        (
            Cause::CallbackMismatch,
            |look| {
                global(look).callback_urls = vec!["https://acme.my.salesforce.com/services/oauth2/Success".to_owned()]
            },
            vec![Amendment::AddCallbacks { callbacks: vec![callback.to_owned()] }],
        ),
        (Cause::UnknownClient, |look| look.answer = Some("invalid_client_id".to_owned()), vec![]),
        (
            Cause::UnknownClient,
            |look| global(look).consumer_key = Some("3MVG9other".to_owned()),
            vec![Amendment::ReadSecret { switch: true }],
        ),
        (Cause::WrongSecret, |look| look.secret_refused = Some(true), vec![Amendment::ReadSecret { switch: true }]),
        (Cause::NoRunAsUser, |look| policies(look).client_credentials_flow_user = None, vec![run_as()]),
        (Cause::NoRunAsUser, |look| policies(look).is_client_credentials_flow_enabled = false, vec![run_as()]),
        (
            Cause::NoRunAsUser,
            |look| {
                policies(look).client_credentials_flow_user = None;
                look.snapshot.run_as = None;
            },
            vec![],
        ),
        (Cause::NotAdmitted, unheld, vec![assign()]),
        (
            Cause::NotAdmitted,
            |look| policies(look).comma_separated_permission_set.clear(),
            vec![Amendment::Admit { sets: set() }],
        ),
        (Cause::NotAdmitted, |look| look.snapshot.permission_sets.clear(), vec![]),
        (
            Cause::NotApproved,
            |look| {
                look.snapshot.permission_sets.values_mut().for_each(|set| set.held_by.clear());
                let policies = policies(look);
                policies.permitted_users_policy_type = PermittedUsers::AllSelfAuthorized;
                policies.comma_separated_permission_set.clear();
            },
            vec![assign(), Amendment::Admit { sets: set() }, Amendment::PreAuthorize],
        ),
        (Cause::SecretSwitchOff, |_| {}, vec![Amendment::ReadSecret { switch: true }]),
        (Cause::SwitchedOff, |look| app_policies(look).is_enabled = false, vec![Amendment::SwitchOn]),
    ];
    for (cause, breaks, amendments) in cases {
        let mut look = whole();
        breaks(&mut look);
        let found = judged(cause, &look);
        assert!(found.confirmed, "{cause:?} {:?}", found.evidence);
        assert_eq!(found.amendments, amendments, "{cause:?}");
    }
}

#[test]
fn what_the_org_does_not_confirm_is_called_certain_or_changed() {
    for cause in [
        Cause::CallbackMismatch,
        Cause::UnknownClient,
        Cause::NotInThisOrg,
        Cause::WrongSecret,
        Cause::NoRunAsUser,
        Cause::NotAdmitted,
        Cause::NotApproved,
        Cause::WrongHost,
        Cause::SwitchedOff,
        Cause::Other,
    ] {
        let found = judged(cause, &whole());
        assert!(!found.confirmed && found.amendments.is_empty(), "{cause:?} {:?}", found.evidence);
        assert!(!found.ways.is_empty(), "{cause:?}");
    }
}

#[test]
fn what_can_not_be_read_is_changed_all_the_same() {
    let mut look = whole();
    (look.global, look.policies, look.app_policies) = (Read::Unknown, Read::Unknown, Read::Unknown);
    look.snapshot.secret_switch = SwitchState::Unknown;
    look.answer = None;
    look.secret_refused = None;
    for cause in Cause::ALL {
        let found = judged(*cause, &look);
        assert_eq!(found.amendments, [], "{cause:?}");
        assert!(!found.confirmed && !found.ways.is_empty(), "{cause:?}");
    }
}

#[test]
fn an_app_that_is_gone_is_mended() {
    let mut look = whole();
    look.snapshot.app = None;
    for cause in Cause::ALL {
        let found = judged(*cause, &look);
        assert_eq!((found.cause, found.confirmed, found.amendments.len()), (Cause::NotInThisOrg, true, 0));
    }
}

#[test]
fn an_app_that_somebody_closed_is_opened_to_all() {
    let mut plan = sample::plan(ConnectKind::Server);
    plan.blueprint.access = crate::blueprint::Access::Anyone;
    let problem = Problem::new(Code::FlowFailed);
    let proof =
        FlowProof { flow: Flow::ClientCredentials, verdict: Verdict::NotProven { problem }, proofs: Vec::new() };
    let found = judge(Cause::NotAdmitted, &Case { plan: &plan, proof: &proof, key: None, secret: None }, &whole());
    assert!(found.confirmed && found.amendments.is_empty());
}

#[test]
fn salesforces_words_point_to_another_cause() {
    for (error, description, cause) in [
        ("redirect_uri_mismatch", "redirect_uri must match configuration", Cause::CallbackMismatch),
        ("invalid_client_id", "client identifier invalid", Cause::UnknownClient),
        ("invalid_client", "invalid client credentials", Cause::WrongSecret),
        ("invalid_grant", "no client credentials user enabled", Cause::NoRunAsUser),
        ("invalid_app_access", "user is not admin approved to access this app", Cause::NotAdmitted),
        ("OAUTH_APP_ACCESS_DENIED", "user is not admin approved to access this app", Cause::NotAdmitted),
        ("invalid_grant", "user hasn't approved this consumer", Cause::NotApproved),
        ("invalid_grant", "User hasn’t approved this consumer", Cause::NotApproved),
        ("FUNCTIONALITY_NOT_ENABLED", "This feature is not currently enabled for this user.", Cause::SecretSwitchOff),
        ("invalid_grant", "request not supported on this domain", Cause::WrongHost),
        ("invalid_client", "app must be installed into org", Cause::NotInThisOrg),
        ("invalid_grant", "expired access/refresh token", Cause::Expired),
        ("invalid_grant", "something nobody has seen", Cause::Other),
        ("", "", Cause::Other),
    ] {
        assert_eq!(suspect(&words_of(error, description)), cause, "{error} {description}");
    }
}
