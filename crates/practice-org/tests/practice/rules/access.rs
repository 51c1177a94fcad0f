//! What is refused when the org, a user or a profile is changed in Setup.

use practice_org::rules::Standing::{self, Documented, Guess, Seen};

use crate::{
    rules::Mark,
    support::{Practice, package::App, reply},
};

/// The request that is refused.
#[derive(Clone, Copy)]
enum Ask {
    /// A token for the run-as user `etl`.
    Token,
    /// `GET /limits` as `kim`.
    Rest,
    /// The same as `maya`, who lacks Use Any API Auth.
    Plain,
    /// `describeMetadata` as `dana`.
    Soap,
}
use Ask::{Plain, Rest, Soap, Token};

/// Rule, standing, when, the change (control call and body), the request, status, exact reply.
type Row = (&'static str, Standing, &'static str, &'static str, &'static str, Ask, u16, &'static str);

const ADDRESS_OR_HOURS: &str =
    r#"{"error":"invalid_grant","error_description":"ip restricted or invalid login hours"}"#;

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("oauth::INACTIVE_ORG", Guess, "the org is locked", "org", r#"{"org":"developer","active":false}"#, Token, 400,
        r#"{"error":"inactive_org","error_description":"organization is inactive"}"#),
    ("oauth::ADDRESS_OR_HOURS", Documented, "outside the login ranges", "profile", r#"{"username":"etl@practice.example","login_ranges":[["10.0.0.1","10.0.0.9"]]}"#, Token, 400, ADDRESS_OR_HOURS),
    ("oauth::ADDRESS_OR_HOURS", Documented, "outside the login hours", "profile", r#"{"username":"etl@practice.example","login_hours":[0,0]}"#, Token, 400, ADDRESS_OR_HOURS),
    ("oauth::ADDRESS_OR_HOURS", Documented, "under the fault", "faults", r#"{"name":"ip-refused","on":true}"#, Token, 400, ADDRESS_OR_HOURS),
    ("oauth::INACTIVE", Guess, "the run-as user is frozen", "user", r#"{"username":"etl@practice.example","frozen":true}"#, Token, 400,
        r#"{"error":"invalid_grant","error_description":"inactive user"}"#),
    ("rest::API_DISABLED_FOR_ORG", Documented, "the org has no API", "org", r#"{"org":"developer","api":false}"#, Rest, 403,
        r#"[{"message":"API is not enabled for this Organization or Partner","errorCode":"API_DISABLED_FOR_ORG"}]"#),
    ("rest::API_DISABLED", Documented, "the user lacks ApiEnabled", "profile", r#"{"username":"kim@practice.example","permissions":{"ApiEnabled":false}}"#, Rest, 403,
        r#"[{"message":"API is disabled for this User","errorCode":"API_CURRENTLY_DISABLED"}]"#),
    ("rest::SESSION_NOT_FOR_REST", Seen, "API Access Control, and a session of no client", "faults", r#"{"name":"api-access-control","on":true}"#, Plain, 401,
        r#"[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]"#),
    ("rest::NO_SESSION", Documented, "the org is locked", "org", r#"{"org":"developer","active":false}"#, Rest, 401,
        r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#),
    ("soap::API_DISABLED_FOR_ORG", Documented, "the org has no API", "org", r#"{"org":"developer","api":false}"#, Soap, 500,
        "<faultcode>sf:API_DISABLED_FOR_ORG</faultcode><faultstring>API_DISABLED_FOR_ORG: API is not enabled for this Organization or Partner</faultstring>"),
    ("soap::API_DISABLED", Documented, "the user lacks ApiEnabled", "profile", r#"{"username":"dana@practice.example","permissions":{"ApiEnabled":false}}"#, Soap, 500,
        "<faultcode>sf:API_CURRENTLY_DISABLED</faultcode><faultstring>API_CURRENTLY_DISABLED: API is disabled for this User</faultstring>"),
];

pub(crate) fn marks() -> Vec<Mark> {
    ROWS.iter().map(|row| (row.0, row.1)).collect()
}

#[tokio::test]
async fn a_change_in_setup_is_felt_otherwise() {
    for (rule, _, when, path, body, ask, status, wanted) in ROWS {
        let practice = Practice::new().await;
        let app = practice.app(&App::default()).await;
        let changed = practice.control(path, serde_json::from_str(body).unwrap()).await;
        assert_eq!(changed.status, 200, "{rule}, {when}: {}", changed.body);
        let answer = match ask {
            Token => {
                let form =
                    [("grant_type", "client_credentials"), ("client_id", &app.key), ("client_secret", &app.secret)];
                practice.token_request(&form).await
            }
            Rest => practice.get("kim", "/services/data/v67.0/limits").await,
            Plain => practice.get("maya", "/services/data/v67.0/limits").await,
            Soap => {
                let envelope = format!(
                    "<Envelope><Header><SessionHeader><sessionId>{}</sessionId></SessionHeader></Header>\
                     <Body><describeMetadata/></Body></Envelope>",
                    practice.token("dana")
                );
                reply(practice.client.post(practice.org("/services/Soap/m/67.0")).body(envelope)).await
            }
        };
        assert_eq!(answer.status, *status, "{rule}, {when}: {}", answer.body);
        match ask {
            Soap => assert!(answer.body.contains(wanted), "{rule}, {when}: {}", answer.body),
            Token | Rest | Plain => assert_eq!(answer.body, *wanted, "{rule}, {when}"),
        }
    }
}
