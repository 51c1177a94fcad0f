//! What each step's answer has to satisfy before the next one is asked. Pure: what it must know about the org is
//! handed in as [`Facts`].

use std::collections::BTreeSet;

use salesforce::types::{CallbackUrl, CallbackUrlProblem};

use super::{API_NAME_LIMIT, TEST_PORTS, is_api_name, test_callback};
use crate::catalogue;
use crate::orgs::OrgKind;
use crate::problem::{Code, FieldProblem, Problem};
use crate::views::OrgUser;
use crate::wizard::{
    AccessAnswer, Answers, Distribution, FlowsAnswer, NameAnswer, PermissionSetChoice, ScopesAnswer, Stay, Step, Who,
};

/// What the org says about an answer; `None` where it was not asked.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Kind of the org.
    pub kind: Option<OrgKind>,
    /// The label of an app that has the wanted API name.
    pub name_taken_by: Option<String>,
    /// The user chosen as run-as user: outer `None` = not asked, inner = not found, inactive or frozen.
    pub run_as: Option<Option<OrgUser>>,
    /// API names of the permission sets in the org.
    pub permission_sets: Option<BTreeSet<String>>,
}

/// What has to change in `step` before going on. Empty means: fine.
pub fn judge(step: Step, answers: &Answers, facts: &Facts) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    match step {
        Step::Org | Step::Check | Step::Review => {}
        Step::Name => name(&answers.name, facts, &mut problems),
        Step::Distribution => {
            let sealed = matches!(facts.kind, Some(OrgKind::Sandbox | OrgKind::Scratch));
            if answers.distribution.distribution == Distribution::Packaged && sealed {
                push(&mut problems, "distribution", Problem::new(Code::PackagedNotPossible));
            }
        }
        Step::Flows => flows(&answers.flows, facts, &mut problems),
        Step::Scopes => scopes(&answers.scopes, answers.flows.authorization_code, &mut problems),
        Step::Access => access(&answers.access, facts, &mut problems),
    }
    problems
}

fn push(problems: &mut Vec<FieldProblem>, field: &str, problem: Problem) {
    problems.push(FieldProblem { field: field.to_owned(), problem });
}

fn name(answer: &NameAnswer, facts: &Facts, problems: &mut Vec<FieldProblem>) {
    text("label", &answer.label, 80, true, problems);
    text("description", &answer.description, 255, false, problems);
    if answer.api_name.is_empty() {
        push(problems, "api_name", Problem::new(Code::FieldEmpty).with("field", "api_name"));
    } else if answer.api_name.len() > API_NAME_LIMIT {
        push(problems, "api_name", too_long("api_name", API_NAME_LIMIT, answer.api_name.len()));
    } else if !is_api_name(&answer.api_name) {
        push(problems, "api_name", Problem::new(Code::ApiNameMalformed).with("api_name", &answer.api_name));
    } else if let Some(label) = &facts.name_taken_by {
        let problem = Problem::new(Code::NameTaken).with("api_name", &answer.api_name).with("label", label);
        push(problems, "api_name", problem);
    }
    let email = answer.contact_email.trim();
    if email.is_empty() {
        push(problems, "contact_email", Problem::new(Code::FieldEmpty).with("field", "contact_email"));
    } else if !is_email(email) {
        push(problems, "contact_email", Problem::new(Code::EmailMalformed).with("email", email));
    }
}

fn text(field: &str, value: &str, limit: usize, required: bool, problems: &mut Vec<FieldProblem>) {
    let length = value.trim().chars().count();
    if required && length == 0 {
        push(problems, field, Problem::new(Code::FieldEmpty).with("field", field));
    } else if length > limit {
        push(problems, field, too_long(field, limit, length));
    }
}

fn too_long(field: &str, limit: usize, length: usize) -> Problem {
    Problem::new(Code::FieldTooLong).with("field", field).with("limit", limit).with("length", length)
}

/// The check that a form can make: one `@`, something before it, a dotted host after it. Salesforce decides the rest.
fn is_email(email: &str) -> bool {
    let Some((local, host)) = email.rsplit_once('@') else { return false };
    let whole = email.chars().all(|character| !character.is_whitespace() && !character.is_control());
    let host_fits = host.split('.').count() > 1
        && host.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
    whole && !local.is_empty() && !local.contains('@') && host_fits && email.len() <= 80
}

fn flows(answer: &FlowsAnswer, facts: &Facts, problems: &mut Vec<FieldProblem>) {
    if !answer.authorization_code && !answer.client_credentials {
        push(problems, "flows", Problem::new(Code::NoFlowChosen));
    }
    if !answer.client_credentials {
        return;
    }
    let Some(username) = answer.run_as.as_deref().filter(|name| !name.is_empty()) else {
        return push(problems, "run_as", Problem::new(Code::RunAsMissing));
    };
    if username.parse::<salesforce::types::Username>().is_err() {
        return push(problems, "run_as", Problem::new(Code::RunAsNotUsable).with("username", username));
    }
    match &facts.run_as {
        Some(None) => push(problems, "run_as", Problem::new(Code::RunAsNotUsable).with("username", username)),
        Some(Some(user)) if user.administrator && answer.run_as_confirmation.trim() != user.username => {
            let problem = Problem::new(Code::RunAsAdministratorNotConfirmed)
                .with("name", &user.name)
                .with("username", &user.username);
            push(problems, "run_as_confirmation", problem);
        }
        Some(Some(_)) | None => {}
    }
}

fn scopes(answer: &ScopesAnswer, authorization_code: bool, problems: &mut Vec<FieldProblem>) {
    if answer.scopes.is_empty() {
        push(problems, "scopes", Problem::new(Code::NoScopeChosen));
    }
    for scope in &answer.scopes {
        if catalogue::token(scope).is_none() {
            push(problems, "scopes", Problem::new(Code::ScopeUnknown).with("scope", scope));
        }
    }
    if !authorization_code {
        return;
    }
    let rows: Vec<&str> = answer.callbacks.iter().map(|row| row.as_str()).collect();
    if rows.iter().all(|row| row.is_empty()) {
        // Test callbacks alone would make an app that works on this computer only.
        push(problems, "callbacks.0", Problem::new(Code::CallbackMissing));
    }
    let mut seen = BTreeSet::new();
    for (position, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
        let field = format!("callbacks.{position}");
        if let Err(problem) = CallbackUrl::parse(row) {
            push(problems, &field, callback_problem(row, &problem));
        } else if !seen.insert(*row) {
            push(problems, &field, Problem::new(Code::CallbackRepeated).with("callback", row));
        }
    }
    let length = callbacks_length(&rows, answer.test_callbacks);
    if length > CALLBACKS_LIMIT {
        let problem = Problem::new(Code::CallbacksTooLong).with("length", length).with("limit", CALLBACKS_LIMIT);
        push(problems, "callbacks.0", problem);
    }
}

/// All callbacks together, line breaks included.
const CALLBACKS_LIMIT: usize = 2000;

fn callbacks_length(rows: &[&str], test_callbacks: bool) -> usize {
    let own = rows.iter().filter(|row| !row.is_empty()).map(|row| row.chars().count() + 1).sum::<usize>();
    let test: usize =
        if test_callbacks { TEST_PORTS.iter().map(|port| test_callback(*port).len() + 1).sum() } else { 0 };
    (own + test).saturating_sub(1)
}

fn callback_problem(row: &str, problem: &CallbackUrlProblem) -> Problem {
    let code = match problem {
        CallbackUrlProblem::HttpToPublicHost => Code::CallbackNotHttps,
        CallbackUrlProblem::TooLong => Code::CallbacksTooLong,
        _ => Code::CallbackMalformed,
    };
    Problem::new(code)
        .with("callback", row)
        .with("reason", reason(problem))
        .with("limit", CALLBACKS_LIMIT)
        .with("length", row.chars().count())
}

/// The reason as the catalogue spells it: `callback_reason_<reason>`.
fn reason(problem: &CallbackUrlProblem) -> &'static str {
    match problem {
        CallbackUrlProblem::Empty => "empty",
        CallbackUrlProblem::Spaces => "spaces",
        CallbackUrlProblem::Fragment => "fragment",
        CallbackUrlProblem::HttpToPublicHost => "http_to_public_host",
        CallbackUrlProblem::NoScheme => "no_scheme",
        CallbackUrlProblem::TooLong => "too_long",
        CallbackUrlProblem::Userinfo => "userinfo",
        CallbackUrlProblem::ForbiddenScheme => "forbidden_scheme",
        CallbackUrlProblem::NoHost => "no_host",
        CallbackUrlProblem::NotAscii => "not_ascii",
        CallbackUrlProblem::NotAUrl => "not_a_url",
    }
}

fn access(answer: &AccessAnswer, facts: &Facts, problems: &mut Vec<FieldProblem>) {
    if answer.who == Who::Chosen && answer.permission_set == PermissionSetChoice::Existing {
        if answer.existing.is_empty() {
            push(problems, "existing", Problem::new(Code::NobodyCouldUseIt));
        }
        if let Some(known) = &facts.permission_sets {
            for name in answer.existing.iter().filter(|name| !known.contains(*name)) {
                push(problems, "existing", Problem::new(Code::PermissionSetMissing).with("name", name));
            }
        }
    }
    if let Stay::UntilUnused { days } | Stay::AtMost { days } = answer.stay
        && !(1..=365).contains(&days)
    {
        push(problems, "stay", Problem::new(Code::DaysOutOfRange).with("days", days).with("limit", 365));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ConnectKind;
    use crate::plan::sample;
    use crate::views::OrgUser;

    fn found(step: Step, change: impl FnOnce(&mut Answers), facts: &Facts) -> Vec<(String, Code)> {
        let mut answers = sample::answers(ConnectKind::WebApp);
        change(&mut answers);
        judge(step, &answers, facts).into_iter().map(|found| (found.field, found.problem.code)).collect()
    }

    fn one(step: Step, change: impl FnOnce(&mut Answers)) -> (String, Code) {
        let mut found = found(step, change, &Facts::default());
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    fn at(field: &str, code: Code) -> (String, Code) {
        (field.to_owned(), code)
    }

    #[test]
    fn good_answers_are_refused() {
        for step in Step::ALL {
            assert_eq!(found(step, |_| {}, &Facts::default()), [], "{step:?}");
        }
    }

    #[test]
    fn a_name_that_salesforce_refuses_passes() {
        let name = |change: fn(&mut NameAnswer)| one(Step::Name, |answers| change(&mut answers.name));
        assert_eq!(name(|name| name.label = "  ".into()), at("label", Code::FieldEmpty));
        assert_eq!(name(|name| name.label = "x".repeat(81)), at("label", Code::FieldTooLong));
        assert_eq!(name(|name| name.description = "x".repeat(256)), at("description", Code::FieldTooLong));
        assert_eq!(name(|name| name.api_name.clear()), at("api_name", Code::FieldEmpty));
        assert_eq!(name(|name| name.api_name = "A".repeat(54)), at("api_name", Code::FieldTooLong));
        assert_eq!(name(|name| name.api_name = "A__B".into()), at("api_name", Code::ApiNameMalformed));
        assert_eq!(name(|name| name.contact_email.clear()), at("contact_email", Code::FieldEmpty));
        for email in ["it", "it@", "@acme.com", "it@acme", "i t@acme.com", "it@acme..com", "it@-a.com", "a@b@c.com"] {
            let change = |answers: &mut Answers| answers.name.contact_email = email.to_owned();
            assert_eq!(one(Step::Name, change), at("contact_email", Code::EmailMalformed), "{email}");
        }
        let facts = Facts { name_taken_by: Some("Theirs".into()), ..Facts::default() };
        assert_eq!(found(Step::Name, |_| {}, &facts), [at("api_name", Code::NameTaken)]);
    }

    #[test]
    fn a_callback_that_salesforce_refuses_passes() {
        let with = |rows: &[&str]| {
            let rows = rows.iter().map(ToString::to_string).collect();
            one(Step::Scopes, |answers| answers.scopes.callbacks = rows)
        };
        assert_eq!(with(&[]), at("callbacks.0", Code::CallbackMissing));
        assert_eq!(with(&["", ""]), at("callbacks.0", Code::CallbackMissing));
        assert_eq!(with(&["http://acme.com/cb"]), at("callbacks.0", Code::CallbackNotHttps));
        assert_eq!(with(&["https://a.com/cb", "nonsense"]), at("callbacks.1", Code::CallbackMalformed));
        assert_eq!(with(&["https://a.com/cb", "https://a.com/cb"]), at("callbacks.1", Code::CallbackRepeated));
        let long = format!("https://a.com/{}", "x".repeat(990));
        assert_eq!(with(&[&long, &format!("{long}y")]), at("callbacks.0", Code::CallbacksTooLong));
        assert_eq!(one(Step::Scopes, |answers| answers.scopes.scopes.clear()), at("scopes", Code::NoScopeChosen));
        let unknown = |answers: &mut Answers| answers.scopes.scopes.push("everything".to_owned());
        assert_eq!(one(Step::Scopes, unknown), at("scopes", Code::ScopeUnknown));
    }

    #[test]
    fn an_app_that_nobody_can_use_or_everybody_runs_passes() {
        let neither = |answers: &mut Answers| answers.flows.authorization_code = false;
        assert_eq!(one(Step::Flows, neither), at("flows", Code::NoFlowChosen));
        let server = |answers: &mut Answers| answers.flows.client_credentials = true;
        assert_eq!(one(Step::Flows, server), at("run_as", Code::RunAsMissing));

        let user = |administrator| OrgUser {
            id: "005000000000001".into(),
            username: "root@acme.example".into(),
            name: "Root".into(),
            profile: "System Administrator".into(),
            api_only: false,
            administrator,
            me: false,
        };
        let as_root = |typed: &str, facts: Option<OrgUser>| {
            let facts = Facts { run_as: Some(facts), ..Facts::default() };
            let change = |answers: &mut Answers| {
                answers.flows.client_credentials = true;
                answers.flows.run_as = Some("root@acme.example".to_owned());
                answers.flows.run_as_confirmation = typed.to_owned();
            };
            found(Step::Flows, change, &facts)
        };
        for typed in ["", "yes"] {
            let found = as_root(typed, Some(user(true)));
            assert_eq!(found, [at("run_as_confirmation", Code::RunAsAdministratorNotConfirmed)], "{typed}");
        }
        assert_eq!(as_root(" root@acme.example ", Some(user(true))), []);
        assert_eq!(as_root("", Some(user(false))), []);
        assert_eq!(as_root("", None), [at("run_as", Code::RunAsNotUsable)]);

        let existing = |answers: &mut Answers| answers.access.permission_set = PermissionSetChoice::Existing;
        assert_eq!(one(Step::Access, existing), at("existing", Code::NobodyCouldUseIt));
        for days in [0, 366] {
            let stay = |answers: &mut Answers| answers.access.stay = Stay::UntilUnused { days };
            assert_eq!(one(Step::Access, stay), at("stay", Code::DaysOutOfRange));
        }
    }

    #[test]
    fn packaging_starts_in_an_org_where_it_can_not() {
        let packaged = |kind| {
            let facts = Facts { kind: Some(kind), ..Facts::default() };
            let change = |answers: &mut Answers| answers.distribution.distribution = Distribution::Packaged;
            found(Step::Distribution, change, &facts)
        };
        for kind in [OrgKind::Sandbox, OrgKind::Scratch] {
            assert_eq!(packaged(kind), [at("distribution", Code::PackagedNotPossible)]);
        }
        for kind in [OrgKind::Production, OrgKind::Developer, OrgKind::Practice] {
            assert_eq!(packaged(kind), []);
        }
    }
}
