//! Log-in with a password where there is no browser: SOAP `login()` and the grant `password`.

use practice_org::{
    Fault, OrgChange, OrgKind,
    rules::Standing::{self, Guess, Seen},
};

use crate::{
    rules::Mark,
    support::{Practice, Reply, package::App, reply},
};

/// Rule, standing, when, version, username before the `@`, password, code, text.
#[rustfmt::skip]
type Row = (&'static str, Standing, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const GOOD: &str = "practice-maya-1PRACTICEmaya0000000001";
const INVALID: (&str, &str) = ("INVALID_LOGIN", "Invalid username, password, security token; or user locked out.");

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("soap::INVALID_LOGIN", Seen, "nobody has the name", "64.0", "nobody", GOOD, INVALID.0, INVALID.1),
    ("soap::INVALID_LOGIN", Seen, "a wrong password", "64.0", "maya", "wrong", INVALID.0, INVALID.1),
    ("soap::INVALID_LOGIN", Seen, "no security token", "64.0", "maya", "practice-maya-1", INVALID.0, INVALID.1),
    ("soap::INVALID_LOGIN", Seen, "a frozen user", "64.0", "noor", "practice-noor-1PRACTICEnoor0000000001", INVALID.0, INVALID.1),
    ("soap::NO_LOGIN", Guess, "the first version without the call", "65.0", "maya", GOOD, "UNSUPPORTED_API_VERSION", "SOAP API login() is not available in this API version."),
    ("soap::VERSION", Guess, "a version to come", "99.0", "maya", GOOD, "UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL"),
];

pub(crate) fn marks() -> Vec<Mark> {
    let extra = [("soap::LOGIN_OFF", Seen), ("soap::RESTRICTED_DOMAIN", Guess), ("oauth::PASSWORD_FLOW", Seen)];
    ROWS.iter().map(|row| (row.0, row.1)).chain(extra).collect()
}

async fn open() -> Practice {
    let practice = Practice::new().await;
    turn(&practice, true);
    practice
}

fn turn(practice: &Practice, on: bool) {
    let change = OrgChange { org: OrgKind::Developer, api: None, active: None, soap_login: Some(on) };
    practice.world().change_org(&change).unwrap();
}

async fn log_in(practice: &Practice, url: String, user: &str, password: &str) -> Reply {
    let body = format!(
        r#"<se:Envelope xmlns:se="http://schemas.xmlsoap.org/soap/envelope/"><se:Header/><se:Body><login xmlns="urn:partner.soap.sforce.com"><username>{user}@practice.example</username><password>{password}</password></login></se:Body></se:Envelope>"#
    );
    let request = practice.client.post(url).header("Content-Type", "text/xml").header("SOAPAction", "login");
    reply(request.body(body)).await
}

fn said(code: &str, text: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{code}: {text}</faultstring><detail><sf:LoginFault xsi:type="sf:LoginFault"><sf:exceptionCode>{code}</sf:exceptionCode><sf:exceptionMessage>{text}</sf:exceptionMessage></sf:LoginFault></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>"#
    )
}

#[tokio::test]
async fn a_soap_log_in_is_refused_in_other_words() {
    let practice = open().await;
    for (rule, _, when, version, user, password, code, text) in ROWS {
        let answer = log_in(&practice, practice.login(&format!("/services/Soap/u/{version}")), user, password).await;
        assert_eq!((answer.status, answer.body), (500, said(code, text)), "{rule}, {when}");
    }
}

#[tokio::test]
async fn a_soap_log_in_of_a_new_org_or_from_outside_is_refused_in_other_words() {
    // soap::LOGIN_OFF, seen; soap::RESTRICTED_DOMAIN, guess
    let practice = Practice::new().await;
    let url = || practice.org("/services/Soap/u/60.0");
    let off = said("INVALID_OPERATION", "SOAP API login() is disabled by default in this org.");
    let answer = log_in(&practice, url(), "maya", GOOD).await;
    assert_eq!((answer.status, answer.body), (500, off.clone()));
    practice.world().set_fault(Fault::IpRefused, true);
    turn(&practice, true);
    let answer = log_in(&practice, url(), "maya", GOOD).await;
    let text = "User attempting to login outside of restricted domain";
    assert_eq!((answer.status, answer.body), (500, said("LOGIN_DURING_RESTRICTED_DOMAIN", text)));
    turn(&practice, false);
    assert_eq!(log_in(&practice, url(), "maya", GOOD).await.body, off);
}

#[tokio::test]
async fn a_soap_log_in_opens_no_session() {
    let practice = open().await;
    for (url, version) in [
        (practice.org("/services/Soap/u/64.0"), "64.0"),
        (practice.login("/services/Soap/u/55.0/00DPRACTICE0001"), "55.0"),
        (practice.org("/services/Soap/c/58.0"), "58.0"),
    ] {
        let answer = log_in(&practice, url, "maya", GOOD).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let text = |name: &str| {
            let (_, rest) = answer.body.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("{}", answer.body));
            rest.split('<').next().unwrap().to_owned()
        };
        let org = &practice.description.orgs[0];
        assert_eq!(text("organizationId"), org.id);
        assert_eq!(text("userId"), org.users.iter().find(|user| user.username.starts_with("maya")).unwrap().id);
        assert!(text("serverUrl").starts_with(&format!("{}/services/Soap/u/{version}/", org.url)));
        let limits = practice.client.get(practice.org("/services/data/v67.0/limits")).bearer_auth(text("sessionId"));
        assert_eq!(reply(limits).await.status, 200);
    }
}

#[tokio::test]
async fn the_username_password_flow_is_refused_in_other_words() {
    // oauth::PASSWORD_FLOW, seen
    let practice = Practice::new().await;
    let app = practice.app(&App::self_authorized()).await;
    let form = [
        ("grant_type", "password"),
        ("client_id", &app.key),
        ("client_secret", &app.secret),
        ("username", "maya@practice.example"),
        ("password", GOOD),
    ];
    let answer = practice.token_request(&form).await;
    let wanted = r#"{"error":"invalid_grant","error_description":"authentication failure"}"#;
    assert_eq!((answer.status, answer.body.as_str()), (400, wanted));
}
