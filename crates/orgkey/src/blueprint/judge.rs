//! What each step's answer has to satisfy before the next one is asked. Pure: what it must know about the org is
//! handed in as [`Facts`].

use std::collections::BTreeSet;

use super::callbacks::{alike, callbacks};
use super::{API_NAME_LIMIT, ApiNameProblem, addresses, api_name_problem, email};
use crate::catalogue;
use crate::key_pair;
use crate::orgs::OrgKind;
use crate::problem::{Code, FieldProblem, Problem};
use crate::text;
use crate::views::OrgUser;
use crate::wizard::{
    Answers, Distribution, FlowsAnswer, NameAnswer, PermissionSetChoice, ScopesAnswer, Stay, Step, Who,
};

/// Session time-outs that Salesforce offers, in minutes (Setup, "Session Timeout" of an app's policies).
const TIME_OUTS: [u16; 8] = [15, 30, 60, 120, 240, 480, 720, 1440];

/// Most days that a connection may last.
const STAY_LIMIT: u16 = 365;

/// What the org says about an answer; `None` where it was not asked.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Kind of the org.
    pub kind: Option<OrgKind>,
    /// The label of an app that has the wanted API name.
    pub name_taken_by: Option<String>,
    /// The user chosen as run-as user: outer `None` = not asked, inner = not found, inactive or frozen.
    pub run_as: Option<Option<OrgUser>>,
    /// The user chosen for JWT bearer to speak for; as above.
    pub speaks_for: Option<Option<OrgUser>>,
    /// What was looked at in the certificate.
    pub certificate: Option<Vec<key_pair::Check>>,
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
        Step::Flows => flows(answers, facts, &mut problems),
        Step::Scopes => scopes(&answers.scopes, &answers.flows, &mut problems),
        Step::Access => {
            access(answers, facts, &mut problems);
            if answers.flows.authorization_code {
                addresses::judge(&answers.access.ip_ranges, &mut problems);
            }
        }
    }
    problems
}

/// What may be a slip though Salesforce takes it: said at its field, and in nobody's way.
pub fn advise(answers: &Answers) -> Vec<FieldProblem> {
    if !answers.flows.authorization_code {
        return Vec::new();
    }
    let mut advice = alike(&answers.scopes);
    advice.extend(addresses::wide(&answers.access.ip_ranges));
    advice
}

pub(super) fn push(problems: &mut Vec<FieldProblem>, field: &str, problem: Problem) {
    problems.push(FieldProblem { field: field.to_owned(), problem });
}

fn name(answer: &NameAnswer, facts: &Facts, problems: &mut Vec<FieldProblem>) {
    let label = answer.label.trim();
    if label.is_empty() {
        push(problems, "label", Problem::new(Code::FieldEmpty).with("field", "label"));
    } else if let Some(problem) = text::judge("label", label, 80, false) {
        push(problems, "label", problem);
    }
    if let Some(problem) = text::judge("description", answer.description.trim(), 255, true) {
        push(problems, "description", problem);
    }
    if let Some(problem) = api_name_refused(&answer.api_name) {
        push(problems, "api_name", problem);
    } else if let Some(label) = &facts.name_taken_by {
        let problem = Problem::new(Code::NameTaken).with("api_name", &answer.api_name).with("label", label);
        push(problems, "api_name", problem);
    }
    let email = answer.contact_email.trim();
    if email.is_empty() {
        push(problems, "contact_email", Problem::new(Code::FieldEmpty).with("field", "contact_email"));
    } else if text::length(email) > email::EMAIL_LIMIT {
        push(problems, "contact_email", text::too_long("contact_email", email::EMAIL_LIMIT, text::length(email)));
    } else if let Some(reason) = email::problem(email) {
        let problem = Problem::new(Code::EmailMalformed).with("email", text::visible(email)).with("reason", reason);
        push(problems, "contact_email", problem);
    }
}

/// Why Salesforce would refuse an API name, in words for its field.
pub fn api_name_refused(name: &str) -> Option<Problem> {
    if name.is_empty() {
        return Some(Problem::new(Code::FieldEmpty).with("field", "api_name"));
    }
    let malformed = |reason: &str| Problem::new(Code::ApiNameMalformed).with("reason", reason);
    let problem = match api_name_problem(name) {
        None | Some(ApiNameProblem::Empty) => {
            let long = name.len() > API_NAME_LIMIT;
            return long.then(|| text::too_long("api_name", API_NAME_LIMIT, name.len()));
        }
        Some(ApiNameProblem::Space) => malformed("api_name_reason_space"),
        Some(ApiNameProblem::Beginning) => malformed("api_name_reason_beginning"),
        Some(ApiNameProblem::DoubleUnderscore) => malformed("api_name_reason_double_underscore"),
        Some(ApiNameProblem::End) => malformed("api_name_reason_end"),
        Some(ApiNameProblem::Character(character)) if character.is_ascii_graphic() => {
            malformed("api_name_reason_character").with("character", character)
        }
        // A letter of another alphabet may look just like a Latin one: its number tells them apart.
        Some(ApiNameProblem::Character(character)) => malformed("api_name_reason_not_latin")
            .with("character", text::visible(&character.to_string()))
            .with("number", format!("U+{:04X}", u32::from(character))),
    };
    Some(problem.with("api_name", text::visible(name)))
}

fn flows(answers: &Answers, facts: &Facts, problems: &mut Vec<FieldProblem>) {
    let answer = &answers.flows;
    if !answer.authorization_code && !answer.client_credentials && !answer.jwt_bearer {
        push(problems, "flows", Problem::new(Code::NoFlowChosen));
    }
    if answer.client_credentials {
        let missing = Code::RunAsMissing;
        user("run_as", missing, answer.run_as.as_deref(), &answer.run_as_confirmation, &facts.run_as, problems);
    }
    if answer.jwt_bearer {
        match &answers.certificate {
            None => push(problems, "certificate", Problem::new(Code::CertificateMissing)),
            // What was kept may have been changed since.
            Some(kept) if !kept.is_pem() => push(problems, "certificate", Problem::new(Code::KeyFileUnreadable)),
            Some(_) => {}
        }
        for problem in facts.certificate.iter().flatten().filter_map(|check| check.problem.clone()) {
            push(problems, "certificate", problem);
        }
        if let Some(days) = answer.remind_before
            && !(1..=365).contains(&days)
        {
            push(problems, "remind_before", Problem::new(Code::DaysOutOfRange).with("days", days).with("limit", 365));
        }
    }
}

/// A user that a server is to be: chosen, usable, and no administrator by accident.
fn user(
    field: &str,
    missing: Code,
    chosen: Option<&str>,
    typed: &str,
    found: &Option<Option<OrgUser>>,
    problems: &mut Vec<FieldProblem>,
) {
    let Some(username) = chosen.filter(|name| !name.is_empty()) else {
        return push(problems, field, Problem::new(missing));
    };
    if username.parse::<salesforce::types::Username>().is_err() {
        return push(problems, field, Problem::new(Code::RunAsNotUsable).with("username", username));
    }
    match found {
        Some(None) => push(problems, field, Problem::new(Code::RunAsNotUsable).with("username", username)),
        Some(Some(user)) if user.administrator && typed.trim() != user.username => {
            let problem = Problem::new(Code::RunAsAdministratorNotConfirmed)
                .with("name", &user.name)
                .with("username", &user.username);
            push(problems, &format!("{field}_confirmation"), problem);
        }
        Some(Some(_)) | None => {}
    }
}

fn scopes(answer: &ScopesAnswer, flows: &FlowsAnswer, problems: &mut Vec<FieldProblem>) {
    if answer.scopes.is_empty() {
        push(problems, "scopes", Problem::new(Code::NoScopeChosen));
    }
    for scope in &answer.scopes {
        if catalogue::token(scope).is_none() {
            push(problems, "scopes", Problem::new(Code::ScopeUnknown).with("scope", scope));
        }
    }
    if flows.jwt_bearer && !answer.scopes.iter().any(|scope| catalogue::is_refresh_scope(scope)) {
        push(problems, "scopes", Problem::new(Code::JwtNeedsRefreshScope));
    }
    if !flows.authorization_code {
        return;
    }
    callbacks(answer, problems);
}

/// Whether a connection may last so long.
pub(super) fn stay_is_offered(stay: Stay) -> bool {
    !matches!(stay, Stay::UntilUnused { days } | Stay::AtMost { days } if !(1..=STAY_LIMIT).contains(&days))
}

fn access(answers: &Answers, facts: &Facts, problems: &mut Vec<FieldProblem>) {
    let answer = &answers.access;
    if answers.flows.jwt_bearer {
        if answer.who == Who::Anyone {
            push(problems, "who", Problem::new(Code::JwtNeedsChosenPeople));
        }
        let (chosen, typed) = (answer.speaks_for.as_deref(), &answer.speaks_for_confirmation);
        user("speaks_for", Code::SpeaksForMissing, chosen, typed, &facts.speaks_for, problems);
    }
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
    // Asked only of those who stay connected.
    if answers.stays_connected()
        && let Stay::UntilUnused { days } | Stay::AtMost { days } = answer.stay
        && !stay_is_offered(answer.stay)
    {
        push(problems, "stay", Problem::new(Code::DaysOutOfRange).with("days", days).with("limit", STAY_LIMIT));
    }
    if let Some(minutes) = answer.sign_out_after
        && !TIME_OUTS.contains(&minutes)
    {
        let choices = TIME_OUTS.map(|minutes| minutes.to_string()).join(", ");
        let problem = Problem::new(Code::SignOutNotOffered).with("minutes", minutes).with("choices", choices);
        push(problems, "sign_out_after", problem);
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

    fn put(name: &mut NameAnswer, field: &str, text: &str) {
        let place = match field {
            "label" => &mut name.label,
            "description" => &mut name.description,
            "api_name" => &mut name.api_name,
            _ => &mut name.contact_email,
        };
        *place = text.to_owned();
    }

    #[test]
    fn good_answers_are_refused() {
        for step in Step::ALL {
            assert_eq!(found(step, |_| {}, &Facts::default()), [], "{step:?}");
        }
    }

    #[test]
    fn a_name_that_salesforce_refuses_passes() {
        let rocket = "🚀".repeat(41);
        for (field, text, code) in [
            ("label", "", Code::FieldEmpty),
            ("label", " \t ", Code::FieldEmpty),
            ("label", &"x".repeat(81), Code::FieldTooLong),
            ("label", &rocket, Code::FieldTooLong),
            ("label", "prod\u{202e}xobdnas", Code::HiddenCharacter),
            ("label", "Acme\u{0}", Code::HiddenCharacter),
            ("label", "Acme\nSync", Code::HiddenCharacter),
            ("description", &"x".repeat(256), Code::FieldTooLong),
            ("description", "a\u{8}b", Code::HiddenCharacter),
            ("api_name", "", Code::FieldEmpty),
            ("api_name", &"A".repeat(54), Code::FieldTooLong),
            ("api_name", "A__B", Code::ApiNameMalformed),
            ("api_name", "\u{410}cme", Code::ApiNameMalformed),
            ("contact_email", "", Code::FieldEmpty),
            ("contact_email", "it@acme", Code::EmailMalformed),
            ("contact_email", &format!("{}@acme.com", "x".repeat(72)), Code::FieldTooLong),
        ] {
            let found = one(Step::Name, |answers| put(&mut answers.name, field, text));
            assert_eq!(found, at(field, code), "{text:?}");
        }
        for (field, text) in [
            ("label", "x".repeat(80)),
            ("label", "🚀".repeat(40)),
            ("label", "<b>Acme</b> & Søn".to_owned()),
            ("description", "Two\r\nlines\tof text".to_owned()),
            ("api_name", "A".repeat(53)),
            ("contact_email", format!("{}@acme.com", "x".repeat(71))),
            ("contact_email", " it@acme.com ".to_owned()),
        ] {
            let found = found(Step::Name, |answers| put(&mut answers.name, field, &text), &Facts::default());
            assert_eq!(found, [], "{text:?}");
        }
        let facts = Facts { name_taken_by: Some("Theirs".into()), ..Facts::default() };
        assert_eq!(found(Step::Name, |_| {}, &facts), [at("api_name", Code::NameTaken)]);
    }

    #[test]
    fn an_app_that_may_do_nothing_or_the_unknown_passes() {
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
            let unasked = |answers: &mut Answers| {
                stay(answers);
                answers.scopes.scopes = vec!["api".to_owned()];
            };
            assert_eq!(found(Step::Access, unasked, &Facts::default()), [], "the page shows no such field");
        }
        let never = |answers: &mut Answers| answers.access.sign_out_after = Some(7);
        assert_eq!(one(Step::Access, never), at("sign_out_after", Code::SignOutNotOffered));
    }

    #[test]
    fn a_server_with_a_certificate_that_can_not_get_a_token_passes() {
        let jwt = |change: fn(&mut Answers), facts: &Facts, step| {
            let mut answers = sample::jwt_answers();
            change(&mut answers);
            judge(step, &answers, facts).into_iter().map(|found| (found.field, found.problem.code)).collect::<Vec<_>>()
        };
        let none = Facts::default();
        for step in Step::ALL {
            assert_eq!(jwt(|_| {}, &none, step), [], "{step:?}");
        }
        let spoilt = |answers: &mut Answers| answers.certificate.as_mut().unwrap().pem.push('\u{c}');
        assert_eq!(jwt(spoilt, &none, Step::Flows), [at("certificate", Code::KeyFileUnreadable)]);
        let missing = jwt(|answers| answers.certificate = None, &none, Step::Flows);
        assert_eq!(missing, [at("certificate", Code::CertificateMissing)]);
        let over = Problem::new(Code::KeyPairEnded);
        let check = key_pair::Check { id: key_pair::CheckId::InTime, problem: Some(over) };
        let facts = Facts { certificate: Some(vec![check]), ..Facts::default() };
        assert_eq!(jwt(|_| {}, &facts, Step::Flows), [at("certificate", Code::KeyPairEnded)]);
        let days = jwt(|answers| answers.flows.remind_before = Some(0), &none, Step::Flows);
        assert_eq!(days, [at("remind_before", Code::DaysOutOfRange)]);
        let scopes = jwt(|answers| answers.scopes.scopes = vec!["api".into()], &none, Step::Scopes);
        assert_eq!(scopes, [at("scopes", Code::JwtNeedsRefreshScope)]);
        let anyone = jwt(|answers| answers.access.who = Who::Anyone, &none, Step::Access);
        assert_eq!(anyone, [at("who", Code::JwtNeedsChosenPeople)]);
        let nobody = jwt(|answers| answers.access.speaks_for = None, &none, Step::Access);
        assert_eq!(nobody, [at("speaks_for", Code::SpeaksForMissing)]);
        let facts = Facts { speaks_for: Some(None), ..Facts::default() };
        assert_eq!(jwt(|_| {}, &facts, Step::Access), [at("speaks_for", Code::RunAsNotUsable)]);
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
