//! The SOAP Metadata API: every error is HTTP 500 and a fault whose text repeats the code.

use practice_org::rules::Standing::{self, Documented, Guess, Seen};

use crate::{
    rules::Mark,
    support::{Practice, reply},
};

const MD: &str = "http://soap.sforce.com/2006/04/metadata";

/// Rule, standing, when, who, version in the path, operation (or a whole body, if it starts with `!`), code, text.
#[rustfmt::skip]
type Row = (&'static str, Standing, &'static str, &'static str, &'static str, String, &'static str, &'static str);

#[rustfmt::skip]
fn rows() -> Vec<Row> {
    let read = |names: usize| {
        format!("<readMetadata><type>PermissionSet</type>{}</readMetadata>", "<fullNames>X</fullNames>".repeat(names))
    };
    let list = |kind: &str, queries: usize| {
        format!("<listMetadata>{}</listMetadata>", format!("<queries><type>{kind}</type></queries>").repeat(queries))
    };
    let session = "Invalid Session ID found in SessionHeader: Illegal Session. Session not found";
    vec![
    ("soap::NO_SESSION", Guess, "no such token", "nobody", "67.0", "<describeMetadata/>".into(), "INVALID_SESSION_ID", session),
    ("soap::NO_SESSION", Guess, "no session header", "", "67.0", format!("!<e:Envelope xmlns:e='x'><e:Body><describeMetadata xmlns='{MD}'/></e:Body></e:Envelope>"), "INVALID_SESSION_ID", session),
    ("soap::VERSION", Guess, "a version to come", "dana", "99.0", "<describeMetadata/>".into(), "UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL"),
    ("soap::METADATA_API_NEEDS", Guess, "without ModifyMetadata", "maya", "67.0", "<describeMetadata/>".into(), "INSUFFICIENT_ACCESS",
        "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions"),
    ("soap::NO_OPERATION", Guess, "no such call", "dana", "67.0", "<dance/>".into(), "UNKNOWN_EXCEPTION", "No operation available for request dance"),
    ("soap::TOO_MANY_RECORDS", Guess, "eleven names", "dana", "67.0", read(11), "LIMIT_EXCEEDED", "record limit reached. cannot submit more than 10 records into this operation"),
    ("soap::TOO_MANY_QUERIES", Guess, "four queries", "dana", "67.0", list("PermissionSet", 4), "LIMIT_EXCEEDED", "The maximum number of list queries in one call is 3"),
    ("soap::UNKNOWN_TYPE", Guess, "no such type", "dana", "67.0", list("Boat", 1), "INVALID_TYPE", "Unknown type name &#39;Boat&#39; specified in request"),
    ("soap::NO_OPERATION", Guess, "a call of SOAP log-in", "dana", "67.0", "<logout/>".into(), "UNKNOWN_EXCEPTION", "No operation available for request logout"),
    ("soap::TOO_MANY_RECORDS", Guess, "eleven components", "dana", "67.0", format!("<createMetadata>{}</createMetadata>", "<metadata/>".repeat(11)), "LIMIT_EXCEEDED", "record limit reached. cannot submit more than 10 records into this operation"),
    ("soap::TOO_MANY_RECORDS", Guess, "eleven to delete", "dana", "67.0", read(11).replace("readMetadata", "deleteMetadata"), "LIMIT_EXCEEDED", "record limit reached. cannot submit more than 10 records into this operation"),
    ("soap::UNKNOWN_TYPE", Guess, "a component without a type", "dana", "67.0", "<createMetadata><metadata/></createMetadata>".into(), "INVALID_TYPE", "Unknown type name &#39;&#39; specified in request"),
    ("soap::UNKNOWN_TYPE", Guess, "a type that the version has not", "dana", "59.0", list("ExtlClntAppConfigurablePolicies", 1), "INVALID_TYPE", "Unknown type name &#39;ExtlClntAppConfigurablePolicies&#39; specified in request"),
    ("soap::VERSION", Guess, "as of a version to come", "dana", "67.0", "<describeMetadata><asOfVersion>99.0</asOfVersion></describeMetadata>".into(), "UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL"),
    ("soap::NO_VALIDATION", Guess, "no such validation", "dana", "67.0", "<deployRecentValidation><validationId>0Af000000000zzzAAA</validationId></deployRecentValidation>".into(), "INVALID_ID_FIELD", "No recent validation has this id"),
    ("soap::NOT_BASE64", Guess, "no base64", "dana", "67.0", "<deploy><ZipFile>?</ZipFile></deploy>".into(), "INVALID_FIELD", "ZipFile: the value is not base64"),
    ("soap::NO_JOB", Guess, "no such deploy", "dana", "67.0", "<checkDeployStatus><asyncProcessId>0Af000000000zzzAAA</asyncProcessId></checkDeployStatus>".into(), "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id"),
    ("soap::NO_JOB", Guess, "no such retrieve", "dana", "67.0", "<checkRetrieveStatus><asyncProcessId>09S000000000zzzAAA</asyncProcessId></checkRetrieveStatus>".into(), "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id"),
    ("soap::NO_ENVELOPE", Guess, "another root", "", "67.0", "!<letter></letter>".into(), "UNKNOWN_EXCEPTION", "There is no Envelope"),
    ("soap::EMPTY_BODY", Guess, "nothing is asked", "", "67.0", "!<e:Envelope xmlns:e='x'><e:Body/></e:Envelope>".into(), "UNKNOWN_EXCEPTION", "The Body is empty"),
    ("soap::UNREADABLE", Guess, "no XML", "", "67.0", "!<Envelope>".into(), "UNKNOWN_EXCEPTION", "the document ends too early"),
    ("soap::TOO_LARGE", Guess, "more than a package can be", "", "67.0", format!("!{}", " ".repeat(54 * 1024 * 1024)), "LIMIT_EXCEEDED", "Maximum size of request reached"),
    ]
}

pub(crate) fn marks() -> Vec<Mark> {
    let elsewhere = [
        // limits
        ("soap::LIMIT_EXCEEDED", Documented),
        // deploy_life::a_deploy_that_has_ended_is_stopped
        ("soap::DEPLOY_DONE", Guess),
        // deploy_life::deploys_wait_without_end
        ("soap::QUEUE_FULL", Guess),
        // retrieves::…
        ("soap::NOT_FOUND", Seen),
        ("soap::ENTITY_TYPE_UNKNOWN", Guess),
        ("soap::NO_PACKAGE", Guess),
    ];
    rows().iter().map(|row| (row.0, row.1)).chain(elsewhere).collect()
}

#[tokio::test]
async fn soap_refuses_in_other_words() {
    let practice = Practice::new().await;
    for (rule, _, when, who, version, operation, code, text) in rows() {
        let token = match who {
            "nobody" | "" => "00DPRACTICE0001!nothing".to_owned(),
            who => practice.token(who),
        };
        let body = operation.strip_prefix('!').map_or_else(
            || {
                format!(
                    "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Header><SessionHeader \
                     xmlns='{MD}'><sessionId>{token}</sessionId></SessionHeader></e:Header><e:Body \
                     xmlns='{MD}'>{operation}</e:Body></e:Envelope>"
                )
            },
            str::to_owned,
        );
        let request = practice.client.post(practice.org(&format!("/services/Soap/m/{version}")));
        let answer = reply(request.header("Content-Type", "text/xml").header("SOAPAction", "\"\"").body(body)).await;
        let fault = format!(
            "<soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{code}: {text}</faultstring></soapenv:Fault>"
        );
        assert_eq!(answer.status, 500, "{rule}, {when}: {}", answer.body);
        assert!(answer.body.contains(&fault), "{rule}, {when}: {}", answer.body);
    }
}
