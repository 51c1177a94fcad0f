//! SOAP: the shape of envelopes and faults, reading, listing, deploying.

use crate::support::{
    Practice, Reply,
    package::{App, zip},
    reply,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use practice_org::{Fault, OrgChange, OrgKind, ProfileChange};

pub(crate) const MD: &str = "http://soap.sforce.com/2006/04/metadata";

/// An envelope around an operation, with more headers beside the session.
pub(crate) fn envelope(token: &str, headers: &str, operation: &str) -> String {
    format!(
        r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><s:Header xmlns="{MD}"><SessionHeader><sessionId>{token}</sessionId></SessionHeader>{headers}</s:Header><s:Body xmlns="{MD}">{operation}</s:Body></s:Envelope>"#
    )
}

/// A call by hand: path, token, the operation's element.
pub(crate) async fn call(practice: &Practice, path: &str, token: &str, operation: &str) -> Reply {
    let body = envelope(token, "", operation);
    let request =
        practice.client.post(practice.org(path)).header("Content-Type", "text/xml").header("SOAPAction", r#""""#);
    reply(request.body(body)).await
}

pub(crate) const PATH: &str = "//services/Soap/m/67.0";

#[tokio::test]
async fn a_bad_session_is_a_fault_that_clients_know() {
    let practice = Practice::new().await;
    let answer = call(&practice, PATH, "nothing", "<describeMetadata/>").await;
    assert_eq!(answer.status, 500);
    assert!(answer.body.contains("<faultcode>sf:INVALID_SESSION_ID</faultcode>"), "{}", answer.body);
    assert!(answer.body.contains("<soapenv:Body><soapenv:Fault>"), "{}", answer.body);
    assert!(answer.headers["content-type"].to_str().unwrap().starts_with("text/xml"));
}

#[tokio::test]
async fn soap_serves_whom_rest_refuses() {
    let practice = Practice::new().await;
    let kim = practice.token("kim");
    let answer = async || call(&practice, PATH, &kim, "<describeMetadata/>").await;
    let refused = "<faultcode>sf:INVALID_SESSION_ID</faultcode>";
    assert_eq!(answer().await.status, 200);
    let permissions = [("UseAnyApiAuth".to_owned(), false)].into();
    let change = ProfileChange { username: "kim@practice.example".to_owned(), permissions, ..ProfileChange::default() };
    practice.world().change_profile(&change).unwrap();
    assert_eq!(answer().await.status, 200, "without API Access Control");
    practice.world().set_fault(Fault::ApiAccessControl, true);
    assert!(answer().await.body.contains(refused), "under API Access Control");
    practice.world().set_fault(Fault::ApiAccessControl, false);
    let change = OrgChange { org: OrgKind::Developer, api: None, active: Some(false), soap_login: None };
    practice.world().change_org(&change).unwrap();
    assert!(answer().await.body.contains(refused), "in a locked org");
    let who = practice.get("kim", "/services/oauth2/userinfo").await;
    assert_eq!((who.status, who.body.as_str()), (403, "Bad_OAuth_Token"));
}

#[tokio::test]
async fn settings_are_read_without_secrets() {
    let practice = Practice::new().await;
    let app = practice.app(&App::default()).await;
    let dana = practice.token("dana");
    let ask = "<readMetadata><type>ExtlClntAppGlobalOauthSettings</type><fullNames>AcmeGlblOAuth</fullNames>\
        <fullNames>Nothing</fullNames></readMetadata>";
    let answer = call(&practice, PATH, &dana, ask).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body.contains(&format!("<consumerKey>{}</consumerKey>", app.key)), "{}", answer.body);
    assert!(
        !answer.body.contains("consumerSecret") && answer.body.contains(r#"<records xsi:nil="true"/>"#),
        "{}",
        answer.body
    );
    let ask =
        "<readMetadata><type>ExternalClientAppSettings</type><fullNames>ExternalClientApp</fullNames></readMetadata>";
    let answer = call(&practice, PATH, &dana, ask).await;
    assert!(answer.body.contains("<enableClientSecretInRestApiAccess>true<"), "{}", answer.body);
    let ask = "<listMetadata><queries><type>ExtlClntAppOauthSettings</type></queries><asOfVersion>67.0</asOfVersion></listMetadata>";
    let answer = call(&practice, "/services/Soap/m/67.0/anything", &dana, ask).await;
    assert!(
        answer.body.contains("<fileName>extlClntAppOauthSettings/AcmeOAuthSettings.ecaOauth</fileName>"),
        "{}",
        answer.body
    );
    let ask = "<retrieve><request><unpackaged><types><members>*</members><members>Nothing</members>\
        <name>ExternalClientApplication</name></types></unpackaged></request></retrieve>";
    let queued = call(&practice, PATH, &dana, ask).await;
    let id = queued.body.split("<id>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let ask = format!("<checkRetrieveStatus><asyncProcessId>{id}</asyncProcessId></checkRetrieveStatus>");
    let answer = call(&practice, PATH, &dana, &ask).await;
    assert!(answer.body.contains("<fileName>unpackaged/externalClientApps/Acme.eca</fileName>"), "{}", answer.body);
    let problem = "Entity of type &#39;ExternalClientApplication&#39; named &#39;Nothing&#39; cannot be found";
    assert!(answer.body.contains(problem) && answer.body.contains("<zipFile>"), "{}", answer.body);
    let weak = call(&practice, PATH, &practice.token("maya"), "<describeMetadata/>").await;
    assert!(weak.body.contains("sf:INSUFFICIENT_ACCESS"), "{}", weak.body);
}

#[tokio::test]
async fn a_package_deploys_over_soap_as_over_rest() {
    let practice = Practice::new().await;
    let dana = practice.token("dana");
    let package = STANDARD.encode(zip(&App::default().files()));
    let ask = format!(
        "<deploy><ZipFile>{package}</ZipFile><DeployOptions><rollbackOnError>True</rollbackOnError>None\
         <singlePackage>true</singlePackage></DeployOptions></deploy>"
    );
    let answer = call(&practice, PATH, &dana, &ask).await;
    assert!(answer.body.contains("<deployResponse><result><done>false</done><id>0Af"), "{}", answer.body);
    let id = answer.body.split("<id>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let ask = format!(
        "<checkDeployStatus><asyncProcessId>{id}</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>"
    );
    let answer = call(&practice, PATH, &dana, &ask).await;
    assert!(answer.body.contains("<status>Succeeded</status><success>true</success></result>"), "{}", answer.body);
    let (details, done) = (answer.body.find("<details>").unwrap(), answer.body.find("<done>true</done><id>").unwrap());
    assert!(details < done, "elements come in alphabetical order");
}
