//! Why Salesforce refused a component, and which answer that leads back to.

use salesforce::metadata::DeployMessage;

use crate::problem::{Code, Problem, SalesforceWords};
use crate::wizard::Step;

/// A text of Salesforce in lower case, what it means, and the answer that it is about: its step and its field.
type Reading = (&'static str, Code, Option<(Step, &'static str)>);

/// The first that is in the text counts.
const READINGS: &[Reading] = &[
    ("the consumer key is already in use", Code::DeployFailed, None),
    ("duplicate value found", Code::NameTaken, Some((Step::Name, "api_name"))),
    ("duplicate developer name", Code::NameTaken, Some((Step::Name, "api_name"))),
    ("duplicate_developer_name", Code::NameTaken, Some((Step::Name, "api_name"))),
    ("already exists", Code::NameTaken, Some((Step::Name, "api_name"))),
    ("name is already", Code::NameTaken, Some((Step::Name, "api_name"))),
    ("the api name can only contain", Code::DeployFailed, Some((Step::Name, "api_name"))),
    ("string_too_long: description", Code::DeployFailed, Some((Step::Name, "description"))),
    ("string_too_long", Code::DeployFailed, Some((Step::Name, "label"))),
    ("invalid_email_address", Code::DeployFailed, Some((Step::Name, "contact_email"))),
    ("distribution state", Code::DeployFailed, Some((Step::Distribution, "distribution"))),
    ("enter a valid execution user", Code::RunAsNotUsable, Some((Step::Flows, "run_as"))),
    ("certificate", Code::DeployFailed, Some((Step::Flows, "certificate"))),
    ("invalid oauth scope", Code::DeployFailed, Some((Step::Scopes, "scopes"))),
    ("enter a valid callback url", Code::DeployFailed, Some((Step::Scopes, "callbacks"))),
    ("we couldn't find permission sets", Code::PermissionSetMissing, Some((Step::Access, "existing"))),
    ("refresh token validity period", Code::DeployFailed, Some((Step::Access, "stay"))),
    ("no customobject named", Code::DeployFailed, Some((Step::Access, "objects"))),
    ("depends on permission(s)", Code::DeployFailed, Some((Step::Access, "objects"))),
    ("unknown user permission", Code::DeployFailed, Some((Step::Access, "objects"))),
    ("you can't change this setting", Code::DeployFailed, Some((Step::Check, "secret_switch"))),
    ("insufficient_access", Code::PermissionMissing, Some((Step::Check, ""))),
    ("insufficient access", Code::PermissionMissing, Some((Step::Check, ""))),
];

/// What went wrong with one component. `step` and `field` name the answer that it is about, where one is.
pub(super) fn refusal(message: &DeployMessage) -> Problem {
    let said = message.problem.clone().unwrap_or_default();
    let lower = said.to_lowercase();
    let reading = READINGS.iter().find(|(text, ..)| lower.contains(text));
    let (code, answer) = reading.map_or((Code::DeployFailed, None), |(_, code, answer)| (*code, *answer));
    // Salesforce ends this text with the name that it looked for.
    let missing = said.rsplit_once(" called ").or_else(|| said.rsplit_once(": ")).map(|(_, name)| name.to_owned());
    let name = match code {
        Code::PermissionSetMissing => missing.unwrap_or_default(),
        _ => message.full_name.clone(),
    };
    let words = SalesforceWords {
        call: "deploy".to_owned(),
        error: message.component_type.clone(),
        description: match (message.line_number, message.column_number) {
            (Some(line), Some(column)) => format!("{said} ({}:{line}:{column})", message.file_name),
            _ => said,
        },
        status: None,
        request_id: None,
    };
    let problem = Problem::new(code)
        .with("component", &message.component_type)
        .with("name", name)
        .with("api_name", &message.full_name)
        .with("label", &message.full_name)
        .with("username", "")
        .said(words);
    match answer {
        Some((step, field)) => problem.with("step", step.as_str()).with("field", field),
        None => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(problem: &str) -> DeployMessage {
        DeployMessage {
            component_type: "ExtlClntAppOauthConfigurablePolicies".to_owned(),
            full_name: "Acme_policy".to_owned(),
            file_name: "a/b.xml".to_owned(),
            problem: Some(problem.to_owned()),
            ..DeployMessage::default()
        }
    }

    /// Texts as the practice org says them, by rule, with what stands in their gaps.
    const TEXTS: &[(&str, &[&str], Code, &str, &str)] = &[
        ("NAME_IN_USE", &["Acme"], Code::NameTaken, "name", "api_name"),
        ("API_NAME", &[], Code::DeployFailed, "name", "api_name"),
        ("TOO_LONG", &["Label", "x", "80"], Code::DeployFailed, "name", "label"),
        ("TOO_LONG", &["Description", "x", "255"], Code::DeployFailed, "name", "description"),
        ("EMAIL", &["it@acme"], Code::DeployFailed, "name", "contact_email"),
        ("PACKAGED_IN_SANDBOX", &[], Code::DeployFailed, "distribution", "distribution"),
        ("STAYS_PACKAGED", &[], Code::DeployFailed, "distribution", "distribution"),
        ("RUN_AS_USER", &[], Code::RunAsNotUsable, "flows", "run_as"),
        ("CERTIFICATE", &[], Code::DeployFailed, "flows", "certificate"),
        ("KEY_BITS", &[], Code::DeployFailed, "flows", "certificate"),
        ("SCOPE", &["Fly", "Api"], Code::DeployFailed, "scopes", "scopes"),
        ("CALLBACK", &["http://a.example"], Code::DeployFailed, "scopes", "callbacks"),
        ("NOT_FOUND_BY_NAME", &["permission sets", "Nobody"], Code::PermissionSetMissing, "access", "existing"),
        ("REFRESH_PERIOD", &[], Code::DeployFailed, "access", "stay"),
        ("UNKNOWN_OBJECT", &["Fjord__c"], Code::DeployFailed, "access", "objects"),
        ("RIGHTS", &["Edit", "Account", "Read", "Account"], Code::DeployFailed, "access", "objects"),
        ("SWITCH_REFUSED", &[], Code::DeployFailed, "check", "secret_switch"),
        ("NO_ACCESS", &[], Code::PermissionMissing, "check", ""),
    ];

    #[test]
    fn a_refusal_leads_to_another_answer_or_its_words_are_lost() {
        for (rule, gaps, code, step, field) in TEXTS {
            let rule = practice_org::rules::all().find(|one| one.id == format!("deploy::{rule}")).unwrap();
            let said = gaps.iter().fold(rule.text.to_owned(), |text, gap| text.replacen("{}", gap, 1));
            let problem = refusal(&message(&said));
            assert_eq!(problem.code, *code, "{said}");
            assert_eq!((problem.params["step"].as_str(), problem.params["field"].as_str()), (*step, *field), "{said}");
            assert_eq!(problem.salesforce.unwrap().description, said, "word for word");
        }
        // What no answer caused is shown whole all the same.
        for rule in practice_org::rules::all().filter(|rule| rule.id.starts_with("deploy::")) {
            assert_eq!(refusal(&message(rule.text)).salesforce.unwrap().description, rule.text);
        }
        let key = practice_org::rules::all().find(|rule| rule.id == "deploy::CONSUMER_KEY_TAKEN").unwrap();
        assert!(!refusal(&message(key.text)).params.contains_key("step"), "a duplicate, but not of the name");
    }

    #[test]
    fn salesforces_reason_is_read_as_another_or_lost() {
        let said = "INVALID_FIELD: We couldn't find permission sets with these names: Nobody";
        let problem = refusal(&message(said));
        assert_eq!((problem.code, problem.params["name"].as_str()), (Code::PermissionSetMissing, "Nobody"));
        let problem = refusal(&message("Duplicate value found: DeveloperName duplicates value on record with id: 0xI"));
        assert_eq!((problem.code, problem.params["name"].as_str()), (Code::NameTaken, "Acme_policy"));
        let problem = refusal(&message("Something that nobody has seen before"));
        assert_eq!(problem.code, Code::DeployFailed);
        assert!(!problem.params.contains_key("step"));
        let at = DeployMessage { line_number: Some(3), column_number: Some(9), ..message("Bad element") };
        assert_eq!(refusal(&at).salesforce.unwrap().description, "Bad element (a/b.xml:3:9)");
    }
}
