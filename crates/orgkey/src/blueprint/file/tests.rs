use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::blueprint::{Blueprint, Facts, judge, parse};
use crate::orgs::OrgKind;
use crate::orgs::sample::known;
use crate::plan::sample;
use crate::wizard::{Answers, Draft, FlowsAnswer, Step};

const SERVER: &str = r#"{"schema": 1, "connects": "server", "label": "Acme Loader",
    "contact_email": "it@acme.example", "client_credentials": {"run_as": "etl@acme.example"}}"#;

fn answers(text: &str) -> Answers {
    BlueprintFile::read(text).unwrap().draft(Timestamp::UNIX_EPOCH).unwrap().answers
}

fn refused(text: &str) -> (String, String) {
    let problem = BlueprintFile::read(text).unwrap_err();
    assert_eq!(problem.code, Code::BlueprintUnreadable);
    let words = crate::words::problem(&problem).what;
    assert!(!words.contains("blueprint_") && !words.contains("{detail}"), "{words}");
    (
        problem.params["reason"].replace("blueprint_reason_", ""),
        problem.params.get("setting").cloned().unwrap_or_default(),
    )
}

fn with(setting: &str) -> String {
    SERVER.replacen('{', &format!("{{{setting}, "), 1)
}

#[test]
fn a_short_file_gives_other_answers_than_the_wizard_with_every_default_left() {
    let mut draft = Draft::new(Timestamp::UNIX_EPOCH);
    draft.connect(ConnectKind::Server);
    let mut typed = draft.answers;
    typed.name.label = "Acme Loader".to_owned();
    typed.name.api_name = "Acme_Loader".to_owned();
    typed.name.contact_email = "it@acme.example".to_owned();
    typed.flows.run_as = Some("etl@acme.example".to_owned());
    assert_eq!(answers(SERVER), typed);
    assert_eq!(answers(r#"{"schema": 1}"#), Answers::default());
}

#[test]
fn a_flow_that_the_file_does_not_name_is_on() {
    let flows = |text: &str| {
        let FlowsAnswer { authorization_code, client_credentials, jwt_bearer, .. } = answers(text).flows;
        (authorization_code, client_credentials, jwt_bearer)
    };
    assert_eq!(flows(&SERVER.replace("\"server\"", "\"web_app\"")), (false, true, false));
    assert_eq!(flows(&with(r#""authorization_code": true"#)), (true, true, false));
    let jwt = r#"{"schema": 1, "jwt_bearer": {"speaks_for": "etl@acme.example"}}"#;
    assert_eq!(flows(jwt), (false, false, true));
    assert_eq!(answers(jwt).scopes.scopes, ["api", "refresh_token"], "as the wizard adds it");
    assert_eq!(flows(r#"{"schema": 1, "authorization_code": false}"#), (false, false, false));
}

#[test]
fn a_null_is_taken_for_what_was_left_out() {
    assert_eq!(answers(SERVER).access.sign_out_after, Some(120));
    assert_eq!(answers(&with(r#""sign_out_after": null"#)).access.sign_out_after, None);
    let jwt = |remind: &str| answers(&format!(r#"{{"schema": 1, "jwt_bearer": {{{remind}}}}}"#)).flows.remind_before;
    assert_eq!((jwt(""), jwt(r#""remind_before": null"#)), (Some(30), None));
}

#[test]
fn a_slip_of_the_pen_passes_for_a_default_or_is_not_named() {
    let unknown = |field: &str| ("unknown".to_owned(), field.to_owned());
    assert_eq!(refused(&with(r#""netwrok": "ignore""#)), unknown("netwrok"));
    assert_eq!(refused(&with(r#""access": {"permisson_sets": []}"#)), unknown("access.permisson_sets"));
    let rights = with(r#""access": {"objects": [{"object": "Account"}, {"object": "Case", "raed": true}]}"#);
    assert_eq!(refused(&rights), unknown("access.objects[1].raed"));
    assert_eq!(refused(&with(r#""stay": {"kind": "at_most", "days": 3, "dasy": 4}"#)).0, "unknown");
    assert_eq!(refused(&with(r#""stay": {"kind": "never", "days": 3}"#)).0, "unknown");
    assert_eq!(refused(&with(r#""client_secret": "x""#)), unknown("client_secret"));
    let value = |field: &str| ("value".to_owned(), field.to_owned());
    assert_eq!(refused(&with(r#""require_pkce": "yes""#)), value("require_pkce"));
    assert_eq!(refused(&with(r#""network": "none""#)), value("network"));
    assert_eq!(refused(&with(r#""access": {"who": "all"}"#)), value("access.who"));
    assert_eq!(refused(&SERVER.replace("\"connects\"", "\"label\": \"Other\", \"connects\"")).0, "syntax", "twice");
}

#[test]
fn something_else_than_a_blueprint_is_taken_for_one() {
    for (text, reason) in [
        ("", "syntax"),
        ("hello", "syntax"),
        ("[]", "syntax"),
        (r#"[1, "server"]"#, "syntax"),
        ("{}", "syntax"),
        (&format!("{SERVER} {{}}"), "syntax"),
        (&SERVER[..40], "syntax"),
        (&"[".repeat(100_000), "syntax"),
        (r#"{"schema": 2, "colour": "blue"}"#, "version"),
        (r#"{"schema": 0}"#, "version"),
        (&" ".repeat(2 << 20), "large"),
    ] {
        assert_eq!(refused(text).0, reason, "{}", &text[..text.len().min(40)]);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.json");
    let missing = BlueprintFile::open(&path).unwrap_err();
    assert_eq!(missing.params["reason"], "blueprint_reason_file");
    std::fs::write(&path, SERVER).unwrap();
    assert_eq!(BlueprintFile::open(&path).unwrap(), BlueprintFile::read(SERVER).unwrap());
    std::fs::write(&path, [0xff, 0xfe]).unwrap();
    assert!(BlueprintFile::open(&path).is_err());
}

#[test]
fn a_certificate_that_is_none_becomes_an_answer() {
    let file = |pem: &str| {
        let jwt = JwtBearerInFile { certificate: Some(pem.to_owned()), ..JwtBearerInFile::default() };
        BlueprintFile { schema: 1, jwt_bearer: Some(jwt), ..BlueprintFile::default() }.draft(Timestamp::UNIX_EPOCH)
    };
    let good = crate::key_pair::samples::good().0;
    assert_eq!(file(&good.pem).unwrap().answers.certificate, Some(good));
    for bad in ["", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
        let problem = file(bad).unwrap_err();
        assert_eq!((problem.code, &*problem.params["field"]), (Code::KeyFileUnreadable, "jwt_bearer.certificate"));
    }
}

#[test]
fn what_a_file_says_of_this_computer_is_overruled_by_the_org() {
    let entered = |text: &str, kind| {
        let mut draft = BlueprintFile::read(text).unwrap().draft(Timestamp::UNIX_EPOCH).unwrap();
        draft.enter(&known(kind));
        draft.answers.scopes.test_callbacks
    };
    assert!(!entered(&with(r#""test_callbacks": false"#), OrgKind::Sandbox));
    assert!(entered(&with(r#""test_callbacks": true"#), OrgKind::Production));
    assert!(entered(SERVER, OrgKind::Sandbox) && !entered(SERVER, OrgKind::Production));
}

#[test]
fn an_example_is_not_a_file_or_lacks_more_than_the_names() {
    for kind in ConnectKind::ALL {
        let text = BlueprintFile::example(kind).text();
        let file = BlueprintFile::read(&text).unwrap();
        assert_eq!(file, BlueprintFile::example(kind), "{kind:?}");
        let answers = file.draft(Timestamp::UNIX_EPOCH).unwrap().answers;
        let mut draft = Draft::new(Timestamp::UNIX_EPOCH);
        draft.connect(kind);
        assert_eq!(answers.access, draft.answers.access, "{kind:?}");
        assert_eq!(answers.flows.connects, Some(kind));
        assert_eq!(answers.scopes.scopes, draft.answers.scopes.scopes, "{kind:?}");
        let missing = Step::ALL.into_iter().flat_map(|step| judge(step, &answers, &Facts::default()));
        let mut missing: Vec<_> = missing.map(|found| place_in_file(&found)).collect();
        missing.retain(|field| !["label", "api_name", "contact_email", "callbacks.0"].contains(&&**field));
        let expected: &[&str] = match kind {
            ConnectKind::Server => &["client_credentials.run_as"],
            ConnectKind::IKnow => &["authorization_code", "scopes"],
            _ => &[],
        };
        assert_eq!(missing, expected, "{kind:?}");
    }
}

#[test]
fn a_judgement_names_a_setting_that_no_file_has() {
    let schema = serde_json::to_value(schemars::schema_for!(BlueprintFile)).unwrap();
    let all = schema.to_string();
    let mut bad = sample::jwt_answers();
    bad.flows.client_credentials = true;
    bad.flows.authorization_code = true;
    bad.flows.remind_before = Some(0);
    bad.certificate = None;
    bad.access.who = Who::Anyone;
    bad.access.speaks_for = None;
    bad.access.sign_out_after = Some(1);
    bad.access.stay = Stay::AtMost { days: 0 };
    bad.access.ip_ranges = vec![IpRange { start: "x".to_owned(), ..IpRange::default() }];
    bad.scopes.scopes = vec!["x".to_owned()];
    bad.name = crate::wizard::NameAnswer::default();
    let mut found = parse(&bad, &Facts::default()).unwrap_err();
    bad.access.who = Who::Chosen;
    bad.access.permission_set = crate::wizard::PermissionSetChoice::Existing;
    bad.flows = FlowsAnswer { authorization_code: false, ..FlowsAnswer::default() };
    found.extend(parse(&bad, &Facts::default()).unwrap_err());
    assert!(found.len() > 14, "{found:?}");
    for found in &found {
        for part in place_in_file(found).split('.').filter(|part| part.parse::<usize>().is_err()) {
            assert!(all.contains(&format!("\"{part}\":")), "{part} of {found:?}");
        }
    }
}

/// Files whose answers pass the judgement, from one that leaves all out to one that says everything.
fn files() -> impl Strategy<Value = BlueprintFile> {
    let kinds = prop::sample::select(ConnectKind::ALL.to_vec());
    let flows = (any::<bool>(), prop::option::of(any::<()>()), prop::option::of(any::<()>()));
    let switches = prop::array::uniform5(prop::option::of(any::<bool>()));
    let stay = prop_oneof![
        (1..=365u16).prop_map(|days| Stay::UntilUnused { days }),
        (1..=365u16).prop_map(|days| Stay::AtMost { days }),
        Just(Stay::Never),
        Just(Stay::UntilRevoked),
    ];
    let network = prop::sample::select(vec![
        Network::Keep,
        Network::KeepAtSignIn,
        Network::SkipAfterVerification,
        Network::Ignore,
    ]);
    let sign_out = prop::option::of(prop::option::of(prop::sample::select(vec![15u16, 120, 1440])));
    let sets = prop::option::of(prop::collection::vec("[A-Z][a-z]{1,8}", 1..3));
    let remind = prop::option::of(prop::option::of(1..=365u16));
    let rights = (any::<bool>(), any::<bool>()).prop_map(|(read, edit)| ObjectRights {
        object: "Account".to_owned(),
        read,
        edit,
        ..ObjectRights::default()
    });
    let ranges = prop::collection::vec((any::<[u8; 4]>(), "[ -~]{0,20}"), 0..3);
    let access = (sets, prop::option::of(any::<bool>()), prop::option::of(prop::collection::vec(rights, 0..3)));
    (
        (kinds, flows, switches, "[A-Za-z][A-Za-z0-9 ]{0,30}", prop::option::of("[A-Z][a-z]{0,20}"), "[ -~]{0,60}"),
        (prop::option::of(stay), prop::option::of(network), sign_out, access, remind, ranges),
    )
        .prop_map(|((kind, flows, switches, label, api_name, description), rest)| {
            let (stay, network, sign_out_after, (sets, assign_me, objects), remind_before, ranges) = rest;
            let user = "etl@acme.example".to_owned();
            let jwt = flows.2.is_some();
            let person = flows.0 || (flows.1.is_none() && !jwt);
            BlueprintFile {
                schema: 1,
                connects: Some(kind),
                label: Some(label),
                api_name,
                contact_email: Some("it@acme.example".to_owned()),
                description: Some(description),
                distribution: Some(Distribution::Local),
                authorization_code: Some(person),
                client_credentials: flows
                    .1
                    .map(|()| ClientCredentialsInFile { run_as: user.clone(), run_as_confirmation: None }),
                jwt_bearer: flows.2.map(|()| JwtBearerInFile {
                    speaks_for: user,
                    speaks_for_confirmation: None,
                    certificate: Some(crate::key_pair::samples::good().0.pem),
                    remind_before,
                }),
                require_pkce: switches[0],
                secret_when_signing_in: switches[1],
                secret_when_staying_connected: switches[2],
                rotate_refresh_tokens: switches[3],
                scopes: Some(vec!["api".to_owned(), "refresh_token".to_owned()]),
                callbacks: person.then(|| vec!["https://app.acme.example/cb".to_owned()]),
                test_callbacks: Some(person && switches[4] == Some(true)),
                access: Some(AccessInFile {
                    who: Some(Who::Chosen),
                    objects: objects.filter(|_| sets.is_none()),
                    permission_sets: sets,
                    assign_me,
                }),
                stay,
                network,
                trusted_addresses: person.then(|| {
                    let range = |(address, description): ([u8; 4], String)| IpRange {
                        start: std::net::Ipv4Addr::from(address).to_string(),
                        end: String::new(),
                        description,
                    };
                    ranges.into_iter().map(range).collect()
                }),
                sign_out_after,
                stronger_sign_in: switches[4],
                secret_switch: Some(SecretSwitch::default()),
            }
        })
}

/// What a blueprint does not hold, as the file has it, and typed text as it is taken.
fn as_taken(answers: Answers, of: &BlueprintFile, blueprint: &Blueprint) -> Answers {
    let mut answers = answers;
    answers.flows.connects = of.connects;
    answers.name.api_name_edited = of.api_name.is_some();
    assert_eq!(answers.name.label, blueprint.label);
    answers
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn answers_change_on_their_way_through_a_blueprint_and_its_file(file in files()) {
        let answers = file.draft(Timestamp::UNIX_EPOCH).unwrap().answers;
        let blueprint = parse(&answers, &Facts::default()).unwrap();
        let written = BlueprintFile::of(&blueprint).text();
        let read = BlueprintFile::read(&written).unwrap();
        let again = read.draft(Timestamp::UNIX_EPOCH).unwrap().answers;
        prop_assert_eq!(&parse(&again, &Facts::default()).unwrap(), &blueprint);
        let mut typed = answers;
        typed.name.label = typed.name.label.trim().to_owned();
        typed.name.description = typed.name.description.trim().to_owned();
        for range in &mut typed.access.ip_ranges {
            range.end = range.start.clone();
            range.description = range.description.trim().to_owned();
        }
        prop_assert_eq!(as_taken(again, &file, &blueprint), typed);
    }

    #[test]
    fn a_file_changes_when_it_is_written_and_read(file in files()) {
        prop_assert_eq!(BlueprintFile::read(&file.text()).unwrap(), file);
    }

    #[test]
    fn a_text_makes_the_reader_panic(text in ".{0,200}", at in 0..SERVER.len()) {
        let _ = BlueprintFile::read(&text);
        let _ = BlueprintFile::read(&format!("{}{text}{}", &SERVER[..at], &SERVER[at..]));
    }
}
