//! A plan to test with: a server app with every answer left at its safe default.

use std::collections::BTreeMap;

use salesforce::types::ApiVersion;

use super::snapshot::RunAs;
use super::{Assignee, OrgSnapshot, Plan};
use crate::blueprint::{Blueprint, Facts, parse};
use crate::catalogue::ConnectKind;
use crate::preflight::SwitchState;
use crate::wizard::{Answers, Draft};

/// Answers for a kind of app, complete.
pub(crate) fn answers(kind: ConnectKind) -> Answers {
    let mut draft = Draft::new(jiff::Timestamp::UNIX_EPOCH);
    draft.connect(kind);
    let mut answers = draft.answers;
    answers.name.label = "Acme Loader".to_owned();
    answers.name.api_name = "Acme_Loader".to_owned();
    answers.name.contact_email = "it@acme.example".to_owned();
    if answers.flows.authorization_code {
        answers.scopes.callbacks = vec!["https://app.acme.example/callback".to_owned()];
    } else {
        answers.flows.run_as = Some("etl@acme.example".to_owned());
    }
    answers
}

/// Answers for a server that proves itself with a certificate and speaks for the user for servers.
pub(crate) fn jwt_answers() -> Answers {
    let mut answers = answers(ConnectKind::Server);
    answers.flows.client_credentials = false;
    answers.flows.run_as = None;
    answers.flows.jwt_bearer = true;
    answers.scopes.scopes.push("refresh_token".to_owned());
    answers.access.speaks_for = Some("etl@acme.example".to_owned());
    answers.certificate = Some(crate::key_pair::samples::good().0);
    answers
}

pub(crate) fn jwt_plan() -> Plan {
    let user = snapshot().run_as;
    Plan::new(blueprint(&jwt_answers()), OrgSnapshot { run_as: None, speaks_for: user, ..snapshot() }).unwrap()
}

pub(crate) fn blueprint(answers: &Answers) -> Blueprint {
    parse(answers, &Facts::default()).unwrap()
}

fn person(id: &str, name: &str) -> Assignee {
    Assignee { user: id.parse().unwrap(), username: format!("{name}@acme.example"), name: name.to_owned() }
}

/// An org with an administrator, a user for servers, and nothing else.
pub(crate) fn snapshot() -> OrgSnapshot {
    OrgSnapshot {
        org: "00D000000000001EAA".to_owned(),
        origin: "https://acme.my.salesforce.com".to_owned(),
        version: ApiVersion::new(67),
        me: person("005000000000001", "dana"),
        secret_switch: SwitchState::Off,
        app: None,
        permission_sets: BTreeMap::new(),
        run_as: Some(RunAs { assignee: person("005000000000002", "etl"), api_only: true, administrator: false }),
        speaks_for: None,
    }
}

pub(crate) fn plan(kind: ConnectKind) -> Plan {
    Plan::new(blueprint(&answers(kind)), snapshot()).unwrap()
}
