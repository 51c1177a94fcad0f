//! Bad input at every step: refused at its field, kept as it was typed, and mended there.

use orgkey::wizard::{
    AccessAnswer, Answer, FlowsAnswer, IpRange, NameAnswer, PermissionSetChoice, ScopesAnswer, Stay, Step,
};
use orgkey::{Code, Uuid};

use crate::support::{Journey, waiting};

/// Submits what is wrong; it has to be refused at these fields, each with words, and to be there after a restart.
async fn refused(journey: &mut Journey, draft: Uuid, answer: Answer, expected: &[(&str, Code)]) {
    let before = journey.desk.open_draft(draft).unwrap().draft.step;
    let submitted = journey.desk.submit_answer(draft, answer.clone()).await.unwrap();
    let found: Vec<_> = submitted.problems.iter().map(|found| (found.field.as_str(), found.problem.code)).collect();
    assert_eq!(found, expected);
    for found in &submitted.problems {
        let words = orgkey::words::problem(&found.problem);
        assert!(!words.title.contains(['{', '\u{202e}']) && !words.title.contains("_reason_"), "{}", words.title);
    }
    assert_eq!(submitted.view.draft.step, before, "the next step opened all the same");
    journey.reopen();
    let answers = journey.desk.open_draft(draft).unwrap().draft.answers;
    let kept = match &answer {
        Answer::Name(_) => Answer::Name(answers.name),
        Answer::Flows(_) => Answer::Flows(answers.flows),
        Answer::Scopes(_) => Answer::Scopes(answers.scopes),
        Answer::Access(_) => Answer::Access(answers.access),
        other => other.clone(),
    };
    assert_eq!(kept, answer, "what was typed is lost");
}

#[tokio::test]
async fn a_refused_answer_is_lost_or_passes_or_is_refused_elsewhere_than_at_its_field() {
    let mut journey = Journey::begin().await;
    let draft = journey.website("Acme Portal").await;
    let good = journey.desk.open_draft(draft).unwrap().draft.answers;

    let name = NameAnswer {
        label: "prod\u{202e}xobdnas".to_owned(),
        api_name: "\u{410}cme__Portal".to_owned(),
        api_name_edited: true,
        contact_email: "it@acme.example, ops@acme.example".to_owned(),
        description: "x".repeat(256),
    };
    let expected = [
        ("label", Code::HiddenCharacter),
        ("description", Code::FieldTooLong),
        ("api_name", Code::ApiNameMalformed),
        ("contact_email", Code::EmailMalformed),
    ];
    refused(&mut journey, draft, Answer::Name(name), &expected).await;

    let flows = FlowsAnswer { authorization_code: false, client_credentials: false, ..good.flows.clone() };
    refused(&mut journey, draft, Answer::Flows(flows), &[("flows", Code::NoFlowChosen)]).await;
    journey.desk.submit_answer(draft, Answer::Flows(good.flows.clone())).await.unwrap();
    journey.desk.go_to(draft, Step::Review).unwrap();

    let rows = ["https://*.acme.example/cb", "http://acme.example/cb", "", "https://b\u{fc}cher.example", "data:x"];
    let mut rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
    rows.push("https://acme.example/1\r\nhttps://acme.example/2".to_owned());
    rows.push(format!("https://acme.example/{}", "x".repeat(1980)));
    let scopes = ScopesAnswer { callbacks: rows, ..good.scopes.clone() };
    let expected = [
        ("callbacks.0", Code::CallbackMalformed),
        ("callbacks.1", Code::CallbackNotHttps),
        ("callbacks.3", Code::CallbackMalformed),
        ("callbacks.4", Code::CallbackMalformed),
        ("callbacks.5", Code::CallbackMalformed),
        ("callbacks.6", Code::CallbacksTooLong),
    ];
    refused(&mut journey, draft, Answer::Scopes(scopes), &expected).await;

    let range = |start: &str, end: &str| IpRange { start: start.into(), end: end.into(), ..IpRange::default() };
    let access = AccessAnswer {
        permission_set: PermissionSetChoice::Existing,
        existing: vec!["Gone".to_owned()],
        stay: Stay::AtMost { days: 0 },
        ip_ranges: vec![range("192.0.2.9", "192.0.2.1"), range("192.0.2.0/24", "")],
        ..good.access.clone()
    };
    let expected = [
        ("existing", Code::PermissionSetMissing),
        ("stay", Code::DaysOutOfRange),
        ("ip_ranges.0.end", Code::IpRangeBackwards),
        ("ip_ranges.1.start", Code::IpAddressMalformed),
    ];
    refused(&mut journey, draft, Answer::Access(access), &expected).await;

    // Nothing of it reached the org, and once mended it goes on.
    assert!(journey.desk.plan(draft).await.is_err());
    for answer in [Answer::Name(good.name), Answer::Scopes(good.scopes), Answer::Access(good.access)] {
        assert_eq!(journey.desk.submit_answer(draft, answer).await.unwrap().problems, []);
    }
    assert_eq!(journey.desk.plan(draft).await.unwrap().label, "Acme Portal");
    assert!(journey.apps().await.is_empty());
}

#[tokio::test]
async fn trusted_addresses_are_not_written_or_not_read_back() {
    let journey = Journey::begin().await;
    let draft = journey
        .website_that("Acme Portal", |answers| {
            let range = |start: &str, end: &str, what: &str| IpRange {
                start: start.into(),
                end: end.into(),
                description: what.into(),
            };
            answers.access.ip_ranges =
                vec![range("192.0.2.1", "192.0.2.9", "Office & \u{410}"), range("2001:DB8::1", "", "")];
        })
        .await;
    let plan = journey.desk.plan(draft).await.unwrap();
    let said = plan.rows.iter().flat_map(|row| &row.second).find(|line| line.id == "plan_network_trusted").unwrap();
    assert_eq!(said.params["ranges"], "192.0.2.1 – 192.0.2.9 (Office & \u{410})\n2001:db8::1 – 2001:db8::1");
    assert!(plan.loosenings.iter().any(|line| line.id == "loosening_trusted_addresses"));

    let run = journey.create(draft).await;
    let view = journey.until_person(run).await;
    assert!(waiting(&view).is_some());
    assert_eq!(view.remainders, []);
    let (org, _) = journey.org().await;
    let kind = salesforce::metadata::ComponentType::OauthSettings;
    let read = org.read_metadata(kind, &["Acme_PortalOAuthSettings"]).await.unwrap();
    let salesforce::metadata::Component::OauthSettings(settings) = &read[0] else { panic!("{read:?}") };
    let ends: Vec<_> = settings.trusted_ip_ranges.iter().map(|range| range.end_ip_address.as_str()).collect();
    assert_eq!(ends, ["192.0.2.9", "2001:db8::1"]);
}

#[tokio::test]
async fn the_own_address_shown_is_another_than_the_org_saw() {
    let journey = Journey::begin().await;
    let draft = journey.draft().await;
    let address = journey.desk.own_address(draft).await.unwrap();
    let told = journey.query("SELECT SourceIp FROM LoginHistory ORDER BY LoginTime DESC LIMIT 1").await;
    let told = told.first().and_then(|row| row["SourceIp"].as_str()).map(str::to_owned);
    assert_eq!(address, told.filter(|ip| ip.parse::<std::net::IpAddr>().is_ok()));
}
