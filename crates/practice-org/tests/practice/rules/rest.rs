//! The REST API: every error is an array.

use std::collections::BTreeMap;

use practice_org::rules::Standing::{self, Documented, Guess, Seen};
use reqwest::Method;

use crate::{
    rules::{Mark, records},
    support::{
        Practice,
        package::{App, manifest, switch, zip},
        reply,
    },
};

/// What is sent.
#[derive(Clone, Copy)]
pub(super) enum Body {
    Nothing,
    Json(&'static str),
    /// So many bytes that say they are JSON.
    Long(usize),
    /// A form with so many bytes for a package.
    LongForm(usize),
    /// A form without the parts that are named.
    Form(&'static [&'static str]),
    /// A kind, and a text that says it is of it.
    Raw(&'static str, &'static str),
}
use Body::{Form, Json, Long, LongForm, Nothing, Raw};

/// Rule, standing, when, who, method, path, body, status, exact reply.
#[rustfmt::skip]
pub(super) type Row = (&'static str, Standing, &'static str, &'static str, Method, &'static str, Body, u16, &'static str);

const NO_RESOURCE: &str = r#"[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]"#;
const NO_SESSION: &str = r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#;
const NO_ACCESS: &str =
    r#"[{"message":"insufficient access rights on cross-reference id","errorCode":"INSUFFICIENT_ACCESS"}]"#;
const READ_ONLY: &str =
    r#"[{"message":"insufficient access rights on object id","errorCode":"INSUFFICIENT_ACCESS_OR_READONLY"}]"#;
const ASSIGN: &str = r#"{"AssigneeId":"{etl}","PermissionSetId":"{set}"}"#;

#[rustfmt::skip]
fn rows() -> Vec<Row> {
    use reqwest::Method as M;
    vec![
    ("rest::NO_RESOURCE", Documented, "no such resource", "dana", M::GET, "{V}/nothing", Nothing, 404, NO_RESOURCE),
    ("rest::NO_RESOURCE", Documented, "no such object", "dana", M::GET, "{V}/sobjects/Nothing", Nothing, 404, NO_RESOURCE),
    ("rest::NO_RESOURCE", Documented, "a version too old", "dana", M::GET, "/services/data/v30.0/limits", Nothing, 404, NO_RESOURCE),
    ("rest::NO_RESOURCE", Documented, "a version to come", "dana", M::GET, "/services/data/v68.0/limits", Nothing, 404, NO_RESOURCE),
    ("rest::NO_RESOURCE", Documented, "an address that is no text", "dana", M::GET, "{V}/sobjects/%FF", Nothing, 404, NO_RESOURCE),
    ("rest::NO_RESOURCE", Documented, "no such app", "dana", M::GET, "{V}/apps/oauth/credentials/0xI000000000zzzAAA", Nothing, 404, NO_RESOURCE),
    ("rest::NO_RESOURCE", Documented, "no such consumer", "dana", M::GET, "{V}/apps/oauth/credentials/{app}/888000000000zzz", Nothing, 404, NO_RESOURCE),
    ("rest::NO_RESOURCE", Documented, "no such deploy", "dana", M::GET, "{V}/metadata/deployRequest/0Af000000000zzzAAA", Nothing, 404, NO_RESOURCE),
    ("rest::NO_SESSION", Documented, "no token", "", M::GET, "{V}/limits", Nothing, 401, NO_SESSION),
    ("rest::NO_SESSION", Documented, "no such token", "nobody", M::GET, "{V}/limits", Nothing, 401, NO_SESSION),
    ("rest::BAD_HEADER", Seen, "another scheme", "basic", M::GET, "{V}/limits", Nothing, 401,
        r#"[{"message":"INVALID_HEADER_TYPE","errorCode":"INVALID_AUTH_HEADER"}]"#),
    ("rest::SESSION_NOT_FOR_REST", Seen, "a token without the scope api", "narrow", M::GET, "{V}/limits", Nothing, 401,
        r#"[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]"#),
    ("rest::NO_ACCESS", Guess, "credentials, without ExternalClientAppDeveloper", "robin", M::GET, "{V}/apps/oauth/credentials/{app}", Nothing, 403, NO_ACCESS),
    ("rest::NO_ACCESS", Guess, "one of them, without ExternalClientAppDeveloper", "maya", M::GET, "{V}/apps/oauth/credentials/{app}/{consumer}?part=keyandsecret", Nothing, 403, NO_ACCESS),
    ("rest::NO_OBJECT_ACCESS", Guess, "assigning, without AssignPermissionSets", "maya", M::POST, "{V}/sobjects/PermissionSetAssignment", Json(ASSIGN), 403, READ_ONLY),
    ("rest::NO_OBJECT_ACCESS", Guess, "a permission set, without ManageProfilesPermissionsets", "robin", M::POST, "{V}/sobjects/PermissionSet", Json(r#"{"Name":"N","Label":"L"}"#), 403, READ_ONLY),
    ("rest::NO_OBJECT_ACCESS", Guess, "setup entity access, without ViewSetup", "maya", M::POST, "{V}/sobjects/SetupEntityAccess", Json(r#"{"ParentId":"{set}","SetupEntityId":"{app}"}"#), 403, READ_ONLY),
    ("rest::METADATA_API_NEEDS", Guess, "a deploy, without ModifyMetadata", "maya", M::POST, "{V}/metadata/deployRequest", Form(&[]), 403,
        r#"[{"message":"use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions","errorCode":"INSUFFICIENT_ACCESS"}]"#),
    ("rest::BAD_JSON", Guess, "half an object", "dana", M::POST, "{V}/sobjects/PermissionSet", Json("{"), 400,
        r#"[{"message":"EOF while parsing an object at line 1 column 1","errorCode":"JSON_PARSER_ERROR"}]"#),
    ("rest::BAD_JSON", Guess, "options that are none", "dana", M::POST, "{V}/metadata/deployRequest", Form(&["options"]), 400,
        r#"[{"message":"expected ident at line 1 column 2","errorCode":"JSON_PARSER_ERROR"}]"#),
    ("rest::BAD_MULTIPART", Guess, "a form without a boundary", "dana", M::POST, "{V}/metadata/deployRequest", Raw("multipart/form-data", "x"), 400,
        r#"[{"message":"Invalid `boundary` for `multipart/form-data` request","errorCode":"INVALID_MULTIPART_REQUEST"}]"#),
    ("rest::BAD_MULTIPART", Guess, "a form that breaks off", "dana", M::POST, "{V}/metadata/deployRequest",
        Raw("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n{"), 400,
        r#"[{"message":"field \"json\" received with incomplete data","errorCode":"INVALID_MULTIPART_REQUEST"}]"#),
    ("rest::NO_ZIP", Guess, "a form without a package", "dana", M::POST, "{V}/metadata/deployRequest", Form(&["file"]), 400,
        r#"[{"message":"No zip file found in the request","errorCode":"INVALID_MULTIPART_REQUEST"}]"#),
    ("rest::NO_OPTIONS", Guess, "a form without options", "dana", M::POST, "{V}/metadata/deployRequest", Form(&["json"]), 400,
        r#"[{"message":"No deployOptions found in the request","errorCode":"INVALID_MULTIPART_REQUEST"}]"#),
    ("rest::MEDIA_TYPE", Guess, "neither form nor JSON", "dana", M::POST, "{V}/metadata/deployRequest", Raw("application/zip", "PK"), 415,
        r#"[{"message":"Content-Type must be multipart/form-data","errorCode":"UNSUPPORTED_MEDIA_TYPE"}]"#),
    ("rest::ONLY_CANCELING", Guess, "another status", "dana", M::PATCH, "{V}/metadata/deployRequest/0Af000000000zzzAAA", Json(r#"{"deployResult":{"status":"Succeeded"}}"#), 400,
        r#"[{"message":"The only status that can be set is Canceling","errorCode":"INVALID_INPUT"}]"#),
    ("rest::NO_VALIDATION", Guess, "quick deploy of nothing", "dana", M::POST, "{V}/metadata/deployRequest", Json(r#"{"validatedDeployRequestId":"0Af000000000zzzAAA"}"#), 400,
        r#"[{"message":"No recent validation has this id","errorCode":"INVALID_ID_FIELD"}]"#),
    ("rest::NO_COLUMN", Guess, "a field that is not there", "dana", M::GET, "{V}/sobjects/User/{etl}?fields=Id,Nothing", Nothing, 400,
        r#"[{"message":"No such column 'Nothing' on sobject of type User","errorCode":"INVALID_FIELD"}]"#),
    ("rest::NO_RECORD", Seen, "no id", "dana", M::GET, "{V}/sobjects/User/me", Nothing, 404,
        r#"[{"message":"Provided external ID field does not exist or is not accessible: me","errorCode":"NOT_FOUND"}]"#),
    ("rest::WRONG_ID", Guess, "no id", "dana", M::POST, "{V}/sobjects/PermissionSetAssignment", Json(r#"{"AssigneeId":"me","PermissionSetId":"{set}"}"#), 400,
        r#"[{"message":"Assignee ID: id value of incorrect type: me","errorCode":"MALFORMED_ID","fields":["AssigneeId"]}]"#),
    ("rest::NO_RECORD", Seen, "no such record", "dana", M::GET, "{V}/sobjects/User/005000000000zzzAAA", Nothing, 404,
        r#"[{"message":"Provided external ID field does not exist or is not accessible: 005000000000zzzAAA","errorCode":"NOT_FOUND"}]"#),
    ("rest::IS_DELETED", Guess, "deleting what is gone", "dana", M::DELETE, "{V}/sobjects/PermissionSetAssignment/0Pa000000000zzzAAA", Nothing, 404,
        r#"[{"message":"entity is deleted","errorCode":"ENTITY_IS_DELETED","fields":[]}]"#),
    ("rest::REQUIRED_FIELD", Guess, "a field is missing", "dana", M::POST, "{V}/sobjects/PermissionSetAssignment", Json(r#"{"AssigneeId":"{etl}"}"#), 400,
        r#"[{"message":"Required fields are missing: [PermissionSetId]","errorCode":"REQUIRED_FIELD_MISSING","fields":["PermissionSetId"]}]"#),
    ("rest::DANGLING", Guess, "no such permission set", "dana", M::POST, "{V}/sobjects/PermissionSetAssignment", Json(r#"{"AssigneeId":"{etl}","PermissionSetId":"0PS000000000zzzAAA"}"#), 400,
        r#"[{"message":"invalid cross reference id","errorCode":"INVALID_CROSS_REFERENCE_KEY","fields":["PermissionSetId"]}]"#),
    ("rest::INACTIVE_ASSIGNEE", Guess, "a deactivated user", "dana", M::POST, "{V}/sobjects/PermissionSetAssignment", Json(r#"{"AssigneeId":"{viktor}","PermissionSetId":"{set}"}"#), 400,
        r#"[{"message":"Inactive users can't be assigned to permission sets.","errorCode":"INACTIVE_OWNER_OR_USER","fields":["AssigneeId"]}]"#),
    ("rest::OWNED_BY_PROFILE", Guess, "the permission set of a profile", "dana", M::POST, "{V}/sobjects/PermissionSetAssignment", Json(r#"{"AssigneeId":"{etl}","PermissionSetId":"{profile_set}"}"#), 400,
        r#"[{"message":"PermissionSet: can't assign a permission set that is owned by a profile","errorCode":"FIELD_INTEGRITY_EXCEPTION","fields":["PermissionSetId"]}]"#),
    ("rest::DUPLICATE", Guess, "assigned already", "dana", M::POST, "{V}/sobjects/PermissionSetAssignment", Json(ASSIGN), 400,
        r#"[{"message":"duplicate value found: PermissionSetAssignment duplicates value on record with id: {assignment}","errorCode":"DUPLICATE_VALUE","fields":[]}]"#),
    ("rest::SET_IS_ASSIGNED", Guess, "removing what somebody holds", "dana", M::DELETE, "{V}/sobjects/PermissionSet/{set}", Nothing, 400,
        r#"[{"message":"Your attempt to delete the permission set could not be completed because it is assigned to users.","errorCode":"DELETE_FAILED","fields":[]}]"#),
    ("rest::BAD_PARAMETER", Guess, "no such part", "dana", M::GET, "{V}/apps/oauth/credentials/{app}/{consumer}?part=all", Nothing, 400,
        r#"[{"message":"Invalid value for the part parameter: all","errorCode":"INVALID_QUERY_VALUE"}]"#),
    ("rest::BAD_PARAMETER", Guess, "a page that is no number", "dana", M::GET, "{V}/apps/oauth/usage?page=-1", Nothing, 400,
        r#"[{"message":"Invalid value for the page parameter: -1","errorCode":"INVALID_QUERY_VALUE"}]"#),
    ("rest::BAD_PARAMETER", Guess, "a page of nothing", "dana", M::GET, "{V}/apps/oauth/usage?pageSize=0", Nothing, 400,
        r#"[{"message":"Invalid value for the pageSize parameter: 0","errorCode":"INVALID_QUERY_VALUE"}]"#),
    ("rest::NO_QUERY", Guess, "no query", "dana", M::GET, "{V}/query", Nothing, 400,
        r#"[{"message":"A query string has to be specified","errorCode":"MALFORMED_QUERY"}]"#),
    ("soql::LOCATOR", Seen, "no such result", "dana", M::GET, "{V}/query/01gPR0000000zzzAAA-2000", Nothing, 400,
        r#"[{"message":"invalid query locator","errorCode":"INVALID_QUERY_LOCATOR"}]"#),
    ("soql::LOCATOR", Seen, "no locator at all", "dana", M::GET, "{V}/tooling/query/next", Nothing, 400,
        r#"[{"message":"invalid query locator","errorCode":"INVALID_QUERY_LOCATOR"}]"#),
    ("rest::NO_METHOD", Seen, "another method", "dana", M::PUT, "{V}/limits", Nothing, 405,
        r#"[{"message":"HTTP Method 'PUT' not allowed. Allowed are GET,HEAD","errorCode":"METHOD_NOT_ALLOWED"}]"#),
    ("rest::NO_METHOD", Seen, "another method for the list of versions", "dana", M::POST, "/services/data", Json("{}"), 405,
        r#"[{"message":"HTTP Method 'POST' not allowed. Allowed are GET,HEAD","errorCode":"METHOD_NOT_ALLOWED"}]"#),
    ("rest::NO_METHOD", Seen, "another method for a record", "dana", M::PUT, "{V}/sobjects/Account/{account}", Json("{}"), 405,
        r#"[{"message":"HTTP Method 'PUT' not allowed. Allowed are GET,HEAD,PATCH,DELETE","errorCode":"METHOD_NOT_ALLOWED"}]"#),
    ("rest::NO_METHOD", Seen, "a record is not made at the address of another", "dana", M::POST, "{V}/sobjects/Account/{account}", Json("{}"), 405,
        r#"[{"message":"HTTP Method 'POST' not allowed. Allowed are GET,HEAD,PATCH,DELETE","errorCode":"METHOD_NOT_ALLOWED"}]"#),
    ("rest::TOO_LARGE", Guess, "41 MB for a deploy", "dana", M::POST, "{V}/metadata/deployRequest", LongForm(41 * 1024 * 1024), 413,
        r#"[{"message":"Maximum size of request reached","errorCode":"REQUEST_ENTITY_TOO_LARGE"}]"#),
    ("rest::TOO_LARGE", Guess, "3 MB for a record", "dana", M::POST, "{V}/sobjects/PermissionSet", Long(3 * 1024 * 1024), 413,
        r#"[{"message":"Maximum size of request reached","errorCode":"REQUEST_ENTITY_TOO_LARGE"}]"#),
    ]
}

pub(crate) fn marks() -> Vec<Mark> {
    rows()
        .iter()
        .chain(&records::rows())
        .map(|row| (row.0, row.1))
        .chain([
            ("rest::FEATURE_OFF", Guess),
            ("rest::LIMIT_EXCEEDED", Documented),
            ("rest::DEPLOY_DONE", Guess),
            ("rest::LENGTH_REQUIRED", Guess),
            ("rest::STAGED_ALREADY", Guess),
            ("rest::QUEUE_FULL", Guess),
            ("rest::NO_COMMAND", Guess),
            ("rest::NOT_ACTIVE", Guess),
            ("rest::UNREADABLE", Guess),
            ("rest::OTHER_ENCODING", Guess),
        ])
        .collect()
}

/// What the placeholders stand for.
async fn names(practice: &Practice) -> BTreeMap<&'static str, String> {
    let app = practice.app(&App::default()).await;
    let id = async |soql: &str| {
        let found = practice.query("dana", soql).await.json();
        found["records"][0]["Id"].as_str().unwrap_or_else(|| panic!("{soql}: {found}")).to_owned()
    };
    let set = "PermissionSet.Name = 'Acme_Billing_Users'";
    let assignment =
        format!("SELECT Id FROM PermissionSetAssignment WHERE {set} AND Assignee.Username = 'etl@practice.example'");
    BTreeMap::from([
        ("{V}", "/services/data/v67.0".to_owned()),
        ("{app}", app.app_id),
        ("{consumer}", app.consumer_id),
        ("{etl}", id("SELECT Id FROM User WHERE Username = 'etl@practice.example'").await),
        ("{viktor}", id("SELECT Id FROM User WHERE Username = 'viktor@practice.example'").await),
        ("{set}", id("SELECT Id FROM PermissionSet WHERE Name = 'Acme_Billing_Users'").await),
        ("{profile_set}", id("SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = true").await),
        ("{assignment}", id(&assignment).await[..15].to_owned()),
        ("{account}", id("SELECT Id FROM Account").await),
        ("{viktor15}", id("SELECT Id FROM User WHERE Username = 'viktor@practice.example'").await[..15].to_owned()),
    ])
}

/// `{26 of X}` written out.
fn repeated(text: String) -> String {
    let (before, from) = text.split_once("[{").unwrap_or_default();
    let (count, rest) = from.split_once(" of ").unwrap_or_default();
    let Ok(count) = count.parse() else { return text };
    let (item, after) = rest.split_at(rest.rfind("}]").unwrap());
    let items: Vec<&str> = std::iter::repeat_n(item, count).collect();
    format!("{before}[{}{}", items.join(","), &after[1..])
}

#[tokio::test]
async fn the_rest_api_refuses_in_other_words() {
    let practice = Practice::new().await;
    let names = names(&practice).await;
    let narrow = practice.app(&App { name: "Narrow", scopes: "OpenID", ..App::default() }).await;
    let form = [("grant_type", "client_credentials"), ("client_id", &narrow.key), ("client_secret", &narrow.secret)];
    let narrow = practice.token_request(&form).await.json()["access_token"].as_str().unwrap().to_owned();
    let filled = |text: &str| names.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
    for (rule, _, when, who, method, path, body, status, wanted) in rows().into_iter().chain(records::rows()) {
        let request = practice.client.request(method, practice.org(&filled(path)));
        let request = match who {
            "" => request,
            "nobody" => request.bearer_auth("00DPRACTICE0001!nothing"),
            "basic" => request.basic_auth("dana", Some("x")),
            "narrow" => request.bearer_auth(&narrow),
            who => request.bearer_auth(practice.token(who)),
        };
        let request = match body {
            Nothing => request,
            Json(text) => request.header("Content-Type", "application/json").body(repeated(filled(text))),
            Long(length) => request.header("Content-Type", "application/json").body("x".repeat(length)),
            Raw(kind, text) => request.header("Content-Type", kind).body(text),
            LongForm(length) => {
                let part = reqwest::multipart::Part::bytes(vec![0; length]);
                request.multipart(reqwest::multipart::Form::new().part("file", part))
            }
            Form(lacks) => {
                let options = if lacks.contains(&"options") { "none" } else { r#"{"deployOptions":{}}"# };
                let parts = [("json", options.as_bytes().to_vec()), ("file", zip(&[("package.xml", manifest(&[]))]))];
                let given = parts.into_iter().filter(|(name, _)| !lacks.contains(name));
                let form = given.fold(reqwest::multipart::Form::new(), |form, (name, bytes)| {
                    form.part(name, reqwest::multipart::Part::bytes(bytes))
                });
                request.multipart(form)
            }
        };
        let answer = reply(request).await;
        assert_eq!((answer.status, answer.body), (status, filled(wanted)), "{rule}, {when}");
        assert_eq!(answer.headers["content-type"], "application/json", "{rule}, {when}");
    }
    let again = practice.get("dana", "/services/data/v67.0/limits").await;
    assert_eq!(again.status, 200, "a bad request must not spoil the next one");
}

#[tokio::test]
async fn the_switch_comes_second_to_the_permission_or_says_something_else() {
    // rest::FEATURE_OFF, guess: whoever asks, and whatever they ask for.
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let members = [("ExternalClientApp".to_owned(), "Settings")];
    let off = [("package.xml", manifest(&members)), ("settings/ExternalClientApp.settings", switch(false))];
    assert_eq!(practice.deploy_as("dana", &off).await["status"], "Succeeded");
    let path = format!("/services/data/v67.0/apps/oauth/credentials/{}", app.app_id);
    let one = format!("{path}/{}?part=secret", app.consumer_id);
    for (who, path) in [("dana", &path), ("dana", &one), ("robin", &path)] {
        let shut = practice.get(who, path).await;
        let text = r#"[{"message":"This feature is not currently enabled for this user.","errorCode":"FUNCTIONALITY_NOT_ENABLED"}]"#;
        assert_eq!((shut.status, shut.body.as_str()), (403, text), "{who} {path}");
    }
}

#[tokio::test]
async fn the_last_request_is_answered_all_the_same() {
    // rest::LIMIT_EXCEEDED and soap::LIMIT_EXCEEDED, documented: when an org has used up its requests.
    let practice = Practice::new().await;
    practice.world().set_daily_requests(0);
    let spent = practice.get("dana", "/services/data/v67.0/limits").await;
    let text = r#"[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]"#;
    assert_eq!((spent.status, spent.body.as_str()), (403, text));
    let session = format!("<SessionHeader><sessionId>{}</sessionId></SessionHeader>", practice.token("dana"));
    let call = format!("<Envelope><Header>{session}</Header><Body><describeMetadata/></Body></Envelope>");
    let spent = reply(practice.client.post(practice.org("/services/Soap/m/67.0")).body(call)).await;
    let fault = "<faultcode>sf:REQUEST_LIMIT_EXCEEDED</faultcode>\
        <faultstring>REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.</faultstring>";
    assert!(spent.status == 500 && spent.body.contains(fault), "{}", spent.body);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_something_else() {
    // rest::UNREADABLE, guess: a body that says it is gzip and is not.
    let practice = Practice::new().await;
    let request = practice.client.post(practice.org("/services/data/v67.0/sobjects/Account"));
    let request = request.bearer_auth(practice.token("dana")).header("Content-Encoding", "gzip").body("{}");
    let answer = reply(request).await;
    assert_eq!(answer.status, 400);
    let wanted =
        r#"[{"message":"Failed to buffer the request body: Invalid gzip header","errorCode":"INVALID_CONTENT"}]"#;
    assert_eq!(answer.body, wanted);
}

#[tokio::test]
async fn a_body_that_nobody_can_unpack_is_read_as_it_is() {
    // rest::OTHER_ENCODING, guess: a body packed in a way that is none of ours.
    let practice = Practice::new().await;
    for (encoding, status) in [("zpaq", 415), ("identity", 201)] {
        let request = practice.client.post(practice.org("/services/data/v67.0/sobjects/Account"));
        let request = request.bearer_auth(practice.token("dana")).header("Content-Encoding", encoding);
        let answer = reply(request.header("Content-Type", "application/json").body(r#"{"Name":"X"}"#)).await;
        assert_eq!(answer.status, status, "{encoding}: {}", answer.body);
        let wanted =
            r#"[{"message":"Content-Encoding of 'zpaq' is not supported","errorCode":"UNSUPPORTED_MEDIA_TYPE"}]"#;
        assert!(status == 201 || answer.body == wanted, "{}", answer.body);
    }
}
