//! A blueprint's file in plain words: every setting, whether it is said or left at its default, and every loosening.

use jiff::Timestamp;
use serde::Serialize;

use super::{BlueprintFile, Facts, parse};
use crate::key_pair::Certificate;
use crate::problem::{Code, FieldProblem, Problem};
use crate::wizard::{
    AccessAnswer, Answers, Distribution, Network, ObjectRights, PermissionSetChoice, SecretSwitch, Stay, Who,
};
use crate::{Line, words};

/// A file in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Setting by setting.
    pub settings: Vec<Setting>,
    /// What it allows beyond the safe defaults.
    pub loosenings: Vec<Line>,
    /// What has to change before it can be used, as far as no org has to be asked.
    pub problems: Vec<FieldProblem>,
}

/// One setting in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Where it stands in the file, such as `access.who`.
    pub name: String,
    /// What it is.
    pub value: Line,
    /// Whether the file says nothing of it, so that it has its default.
    pub left_out: bool,
}

impl BlueprintFile {
    /// The file in words.
    ///
    /// # Errors
    /// `key_file_unreadable` when the certificate is none.
    pub fn explain(&self) -> Result<Explanation, Problem> {
        let answers = self.draft(Timestamp::UNIX_EPOCH)?.answers;
        let mut settings = Settings { file: self, all: Vec::new() };
        settings.names(&answers);
        settings.flows(&answers);
        settings.scopes(&answers);
        settings.access(&answers);
        // No private key stands in a file: a certificate is made, or brought with its key, when the app is set up.
        let mut problems = parse(&answers, &Facts::default()).err().unwrap_or_default();
        problems.retain(|found| found.problem.code != Code::CertificateMissing);
        Ok(Explanation { settings: settings.all, loosenings: parse::assemble(&answers).loosenings(), problems })
    }
}

struct Settings<'a> {
    file: &'a BlueprintFile,
    all: Vec<Setting>,
}

impl Settings<'_> {
    fn say(&mut self, name: &str, said: bool, value: Line) {
        self.all.push(Setting { name: name.to_owned(), value, left_out: !said });
    }

    fn names(&mut self, answers: &Answers) {
        let (file, name) = (self.file, &answers.name);
        let connects = answers.flows.connects.and_then(|kind| serde_json::to_value(kind).ok());
        let connects = connects.as_ref().and_then(serde_json::Value::as_str);
        let connects = connects.map_or("explain_connects_nothing".to_owned(), |kind| format!("connect_{kind}_title"));
        self.say("connects", file.connects.is_some(), Line::new(&connects));
        self.say("label", file.label.is_some(), text(&name.label));
        self.say("api_name", file.api_name.is_some(), text(&name.api_name));
        self.say("contact_email", file.contact_email.is_some(), text(&name.contact_email));
        self.say("description", file.description.is_some(), text(&name.description));
        let distribution = match answers.distribution.distribution {
            Distribution::Local => "rail_distribution_local",
            Distribution::Packaged => "rail_distribution_packaged",
        };
        self.say("distribution", file.distribution.is_some(), Line::new(distribution));
    }

    fn flows(&mut self, answers: &Answers) {
        let (file, flows) = (self.file, &answers.flows);
        let off = || Line::new("explain_flow_off");
        let as_user = |id: &str, user: &Option<String>| match user.as_deref().filter(|user| !user.is_empty()) {
            Some(user) => Line::new(id).with("user", user),
            None => Line::new("explain_user_missing"),
        };
        let person = if flows.authorization_code { Line::new("flow_authorization_code_title") } else { off() };
        self.say("authorization_code", file.authorization_code.is_some(), person);
        let server =
            if flows.client_credentials { as_user("plan_flow_client_credentials", &flows.run_as) } else { off() };
        self.say("client_credentials", file.client_credentials.is_some(), server);
        let jwt = if flows.jwt_bearer { as_user("plan_flow_jwt_bearer", &answers.access.speaks_for) } else { off() };
        self.say("jwt_bearer", file.jwt_bearer.is_some(), jwt);
        if let Some(jwt) = &file.jwt_bearer {
            self.say("jwt_bearer.certificate", jwt.certificate.is_some(), certificate(answers.certificate.as_ref()));
            let remind = match flows.remind_before {
                Some(days) => Line::new("explain_remind_before").with("days", days),
                None => Line::new("explain_remind_never"),
            };
            self.say("jwt_bearer.remind_before", jwt.remind_before.is_some(), remind);
        }
        for (name, said, is_on, on, off) in [
            ("require_pkce", file.require_pkce, flows.require_pkce, "plan_pkce_required", "plan_pkce_not_required"),
            (
                "secret_when_signing_in",
                file.secret_when_signing_in,
                flows.secret_when_signing_in,
                "flows_secret",
                "plan_secret_not_required_sign_in",
            ),
            (
                "secret_when_staying_connected",
                file.secret_when_staying_connected,
                flows.secret_when_staying_connected,
                "flows_refresh_secret",
                "plan_secret_not_required_refresh",
            ),
            (
                "rotate_refresh_tokens",
                file.rotate_refresh_tokens,
                flows.rotate_refresh_tokens,
                "plan_rotation_on",
                "plan_rotation_off",
            ),
        ] {
            self.of_person(answers, name, said.is_some(), Line::new(if is_on { on } else { off }));
        }
    }

    /// A setting that matters only where a person signs in.
    fn of_person(&mut self, answers: &Answers, name: &str, said: bool, value: Line) {
        if answers.flows.authorization_code {
            self.say(name, said, value);
        } else if said {
            self.say(name, said, Line::new("explain_not_used"));
        }
    }

    fn scopes(&mut self, answers: &Answers) {
        let (file, scopes) = (self.file, &answers.scopes);
        let titled = |scope: &String| {
            let id = format!("scope_{scope}_title");
            let title = words::line(&Line::new(&id));
            if title == id { scope.clone() } else { format!("{scope} ({title})") }
        };
        let all = scopes.scopes.iter().map(titled).collect::<Vec<_>>();
        self.say("scopes", file.scopes.is_some(), text(&all.join(", ")));
        self.of_person(answers, "callbacks", file.callbacks.is_some(), text(&scopes.callbacks.join(", ")));
        let test = match file.test_callbacks {
            Some(true) => "explain_test_callbacks_on",
            Some(false) => "explain_test_callbacks_off",
            None => "explain_test_callbacks_by_org",
        };
        self.of_person(answers, "test_callbacks", file.test_callbacks.is_some(), Line::new(test));
    }

    fn access(&mut self, answers: &Answers) {
        let (file, access) = (self.file, &answers.access);
        let named = file.access.clone().unwrap_or_default();
        let who = if access.who == Who::Chosen { "access_chosen" } else { "access_anyone" };
        self.say("access.who", named.who.is_some(), Line::new(who));
        if access.who == Who::Chosen {
            self.permission_sets(access, &named);
            let me = if access.assign_me { "access_assign_me" } else { "explain_assign_me_off" };
            self.of_person(answers, "access.assign_me", named.assign_me.is_some(), Line::new(me));
        }
        let stay = match access.stay {
            _ if !answers.stays_connected() => Line::new("explain_stay_not_used"),
            Stay::UntilUnused { days } => Line::new("plan_stay_unused").with("days", days),
            Stay::AtMost { days } => Line::new("plan_stay_at_most").with("days", days),
            Stay::Never => Line::new("plan_stay_never"),
            Stay::UntilRevoked => Line::new("plan_stay_until_revoked"),
        };
        self.of_person(answers, "stay", file.stay.is_some(), stay);
        let network = match access.network {
            Network::Keep => "plan_network_keep",
            Network::KeepAtSignIn => "plan_network_keep_at_sign_in",
            Network::SkipAfterVerification => "plan_network_skip_after_verification",
            Network::Ignore => "plan_network_ignore",
        };
        self.say("network", file.network.is_some(), Line::new(network));
        let ranges = access.ip_ranges.iter().map(|range| match range.end_or_start() {
            end if end == range.start => range.start.clone(),
            end => format!("{} – {end}", range.start),
        });
        let ranges = text(&ranges.collect::<Vec<_>>().join(", "));
        self.of_person(answers, "trusted_addresses", file.trusted_addresses.is_some(), ranges);
        let sign_out = match access.sign_out_after {
            Some(minutes) => Line::new("explain_sign_out_after").with("minutes", minutes),
            None => Line::new("access_sign_out_org"),
        };
        self.say("sign_out_after", file.sign_out_after.is_some(), sign_out);
        let stronger = if access.stronger_sign_in { "access_stronger" } else { "explain_stronger_off" };
        self.say("stronger_sign_in", file.stronger_sign_in.is_some(), Line::new(stronger));
        let switch = match answers.check.secret_switch {
            SecretSwitch::TurnOnAndBack => "plan_secret_switch_on_and_back",
            SecretSwitch::LeaveAsIs => "explain_secret_switch_left",
        };
        self.say("secret_switch", file.secret_switch.is_some(), Line::new(switch));
    }

    fn permission_sets(&mut self, access: &AccessAnswer, named: &super::AccessInFile) {
        let sets = match access.permission_set {
            PermissionSetChoice::New => Line::new("access_new"),
            PermissionSetChoice::Existing => text(&access.existing.join(", ")),
        };
        self.say("access.permission_sets", named.permission_sets.is_some(), sets);
        if access.permission_set == PermissionSetChoice::New {
            let objects = access.objects.iter().map(rights).collect::<Vec<_>>();
            let objects =
                if objects.is_empty() { Line::new("explain_objects_none") } else { text(&objects.join(", ")) };
            self.say("access.objects", named.objects.is_some(), objects);
        }
    }
}

fn text(text: &str) -> Line {
    let text = text.trim();
    if text.is_empty() { Line::new("explain_empty") } else { Line::new("explain_text").with("text", text) }
}

fn rights(rights: &ObjectRights) -> String {
    let all = [
        (rights.read, "access_read"),
        (rights.create, "access_create"),
        (rights.edit, "access_edit"),
        (rights.delete, "access_delete"),
    ];
    let all = all.iter().filter(|(has, _)| *has).map(|(_, id)| words::line(&Line::new(id)));
    format!("{}: {}", rights.object, all.collect::<Vec<_>>().join(" + "))
}

fn certificate(certificate: Option<&Certificate>) -> Line {
    match certificate {
        Some(certificate) => Line::new("plan_certificate")
            .with("subject", &certificate.subject)
            .with("date", certificate.ends_at.strftime("%Y-%m-%d")),
        None => Line::new("explain_certificate_none"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ConnectKind;

    fn explained(text: &str) -> Explanation {
        BlueprintFile::read(text).unwrap().explain().unwrap()
    }

    #[test]
    fn a_setting_is_explained_without_words_or_not_at_all() {
        for kind in ConnectKind::ALL {
            let file = BlueprintFile::example(kind);
            let explanation = file.explain().unwrap();
            for setting in &explanation.settings {
                let words = words::line(&setting.value);
                assert!(words != setting.value.id && !words.contains('{'), "{}: {words}", setting.name);
            }
            let Ok(serde_json::Value::Object(said)) = serde_json::to_value(&file) else { panic!("no object") };
            for name in said.keys().filter(|name| *name != "schema") {
                let explained = |setting: &Setting| setting.name.split('.').next() == Some(name) && !setting.left_out;
                assert!(explanation.settings.iter().any(explained), "{name} of {kind:?}");
            }
        }
    }

    #[test]
    fn a_default_passes_for_a_choice_or_a_loosening_is_kept_quiet_while_something_is_missing() {
        let short = explained(r#"{"schema": 1, "connects": "web_app", "network": "ignore"}"#);
        let left_out = |name: &str| short.settings.iter().find(|setting| setting.name == name).unwrap().left_out;
        assert!(!left_out("network") && left_out("require_pkce") && left_out("access.who"));
        let ids: Vec<_> = short.loosenings.iter().map(|line| line.id.as_str()).collect();
        assert_eq!(ids, ["loosening_network_ignore"]);
        assert!(short.problems.iter().any(|found| found.field == "label"));
        let unused = explained(r#"{"schema": 1, "connects": "server", "callbacks": ["https://a.example/cb"]}"#);
        let callbacks = unused.settings.iter().find(|setting| setting.name == "callbacks").unwrap();
        assert_eq!(callbacks.value.id, "explain_not_used");
        let unused = explained(r#"{"schema": 1, "connects": "web_app", "scopes": ["api"], "stay": {"kind": "never"}}"#);
        let stay = unused.settings.iter().find(|setting| setting.name == "stay").unwrap();
        assert_eq!(stay.value.id, "explain_stay_not_used");
    }
}
