//! The calls on single components: createMetadata, updateMetadata, upsertMetadata, deleteMetadata, renameMetadata. They
//! judge as a deploy does.

use crate::{
    soap::{MD, PATH, call, envelope},
    support::{Practice, Reply, reply},
};

const APP: &str = "<contactEmail>dana@practice.example</contactEmail><distributionState>Local</distributionState>\
    <label>Harbour</label>";
const PARENT: &str = "<externalClientApplication>Harbour</externalClientApplication>";

fn metadata(kind: &str, name: &str, inside: &str) -> String {
    format!(r#"<metadata xsi:type="{kind}"><fullName>{name}</fullName>{inside}</metadata>"#)
}

fn app(name: &str) -> String {
    metadata("ExternalClientApplication", name, APP)
}

fn settings(scopes: &str) -> String {
    let scopes = format!("<commaSeparatedOauthScopes>{scopes}</commaSeparatedOauthScopes>");
    metadata("ExtlClntAppOauthSettings", "Harbour_oauth", &format!("{scopes}{PARENT}"))
}

fn global(inside: &str) -> String {
    let callback = "<callbackUrl>https://harbour.example/cb</callbackUrl>";
    metadata("ExtlClntAppGlobalOauthSettings", "Harbour_glbloauth", &format!("{callback}{PARENT}{inside}"))
}

async fn ask(practice: &Practice, operation: &str, inside: &str) -> String {
    call(practice, PATH, &practice.token("dana"), &format!("<{operation}>{inside}</{operation}>")).await.body
}

async fn all_or_none(practice: &Practice, operation: &str) -> Reply {
    let header = "<AllOrNoneHeader><allOrNone>true</allOrNone></AllOrNoneHeader>";
    let body = envelope(&practice.token("dana"), header, operation);
    reply(practice.client.post(practice.org(PATH)).header("Content-Type", "text/xml").body(body)).await
}

fn saved(name: &str) -> String {
    format!("<result><fullName>{name}</fullName><success>true</success></result>")
}

fn refused(name: &str, code: &str, message: &str) -> String {
    format!(
        "<result><errors><message>{message}</message><statusCode>{code}</statusCode></errors>\
         <fullName>{name}</fullName><success>false</success></result>"
    )
}

async fn read(practice: &Practice, kind: &str, name: &str) -> String {
    ask(practice, "readMetadata", &format!("<type>{kind}</type><fullNames>{name}</fullNames>")).await
}

async fn complete(practice: &Practice) {
    for (component, name) in
        [(app("Harbour"), "Harbour"), (settings("Api"), "Harbour_oauth"), (global(""), "Harbour_glbloauth")]
    {
        let answer = ask(practice, "createMetadata", &component).await;
        assert!(
            answer.contains(&format!("<createMetadataResponse>{}</createMetadataResponse>", saved(name))),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn an_app_made_piece_by_piece_is_no_app() {
    let practice = Practice::new().await;
    complete(&practice).await;
    // What the deploy makes by itself is there too.
    for (kind, name) in [
        ("ExtlClntAppOauthConfigurablePolicies", "Harbour_oauth_defaultPolicy"),
        ("ExtlClntAppConfigurablePolicies", "Harbour_defaultPolicy"),
    ] {
        let found = read(&practice, kind, name).await;
        assert!(found.contains(PARENT), "{found}");
    }
    let switch = "<enableClientSecretInRestApiAccess>true</enableClientSecretInRestApiAccess>";
    let switch = metadata("ExternalClientAppSettings", "ExternalClientApp", switch);
    let answer = ask(&practice, "updateMetadata", &switch).await;
    assert!(answer.contains(&saved("ExternalClientApp")), "{answer}");
    assert!(practice.credentials("Harbour").await.key.starts_with("3MVG9PRACTICE"));
    // A second policy is refused as in a deploy, and names the first.
    let policy = metadata("ExtlClntAppOauthConfigurablePolicies", "Mine", PARENT);
    let answer = ask(&practice, "upsertMetadata", &policy).await;
    let text = "ExtlClntAppOauthSettingsId duplicates value on Harbour_oauth_defaultPolicy";
    assert!(answer.contains(&format!("<message>{text}</message><statusCode>DUPLICATE_VALUE<")), "{answer}");
}

#[tokio::test]
async fn an_update_keeps_what_it_does_not_name_or_moves_the_key() {
    let practice = Practice::new().await;
    complete(&practice).await;
    let before = read(&practice, "ExtlClntAppGlobalOauthSettings", "Harbour_glbloauth").await;
    let key = before.split("<consumerKey>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let own = "<isDeviceFlowEnabled>true</isDeviceFlowEnabled><label>L</label>";
    let answer = ask(&practice, "updateMetadata", &global(own)).await;
    assert!(answer.contains(&saved("Harbour_glbloauth")), "{answer}");
    let middle = read(&practice, "ExtlClntAppGlobalOauthSettings", "Harbour_glbloauth").await;
    assert!(middle.contains("<isDeviceFlowEnabled>true<") && middle.contains("<label>L<"), "{middle}");
    assert!(middle.contains(&key), "{middle}");
    ask(&practice, "updateMetadata", &global("")).await;
    assert_eq!(read(&practice, "ExtlClntAppGlobalOauthSettings", "Harbour_glbloauth").await, before);
}

#[tokio::test]
async fn a_call_on_a_component_answers_otherwise() {
    let practice = Practice::new().await;
    complete(&practice).await;
    let missing = |kind: &str, name: &str| format!("In field: fullName - no {kind} named {name} found");
    let in_use = "The name Harbour is already in use";
    let by_name = |names: &[&str]| {
        let names: String = names.iter().map(|name| format!("<fullNames>{name}</fullNames>")).collect();
        format!("<type>ExternalClientApplication</type>{names}")
    };
    let no_more =
        "You can&#39;t create a connected app. To enable connected app creation, contact Salesforce Customer Support.";
    let rename = |from: &str, to: &str| {
        format!(
            "<type>ExternalClientApplication</type><oldFullName>{from}</oldFullName><newFullName>{to}</newFullName>"
        )
    };
    let rows = [
        // deploy::NAME_IN_USE, guess
        ("createMetadata", app("Harbour"), refused("Harbour", "DUPLICATE_DEVELOPER_NAME", in_use)),
        // deploy::NO_COMPONENT, guess
        (
            "updateMetadata",
            app("Quay"),
            refused("Quay", "INVALID_CROSS_REFERENCE_KEY", &missing("ExternalClientApplication", "Quay")),
        ),
        (
            "deleteMetadata",
            by_name(&["Quay"]),
            refused("Quay", "INVALID_CROSS_REFERENCE_KEY", &missing("ExternalClientApplication", "Quay")),
        ),
        (
            "renameMetadata",
            rename("Quay", "Pier"),
            refused("Pier", "INVALID_CROSS_REFERENCE_KEY", &missing("ExternalClientApplication", "Quay")),
        ),
        // deploy::NO_CONNECTED_APPS, documented
        (
            "createMetadata",
            metadata("ConnectedApp", "Old", "<label>Old</label>"),
            refused("Old", "FIELD_INTEGRITY_EXCEPTION", no_more),
        ),
        (
            "createMetadata",
            metadata("ExternalClientApplication", "Quay", ""),
            refused("Quay", "REQUIRED_FIELD_MISSING", "Required field is missing: contactEmail"),
        ),
        (
            "createMetadata",
            metadata("ExternalClientApplication", "Quay_", APP),
            refused(
                "Quay_",
                "FIELD_INTEGRITY_EXCEPTION",
                "The API Name can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores.",
            ),
        ),
        (
            "updateMetadata",
            metadata("ConnectedAppSettings", "OauthOidc", ""),
            refused("OauthOidc", "FIELD_INTEGRITY_EXCEPTION", "Unknown settings: OauthOidc"),
        ),
        (
            "upsertMetadata",
            app("Harbour"),
            "<result><created>false</created><fullName>Harbour</fullName><success>true</success></result>".to_owned(),
        ),
        (
            "upsertMetadata",
            app("Quay"),
            "<result><created>true</created><fullName>Quay</fullName><success>true</success></result>".to_owned(),
        ),
        // Each for itself: the second is saved although the first is refused.
        (
            "createMetadata",
            app("Harbour") + &app("Pier"),
            refused("Harbour", "DUPLICATE_DEVELOPER_NAME", in_use) + &saved("Pier"),
        ),
        ("renameMetadata", rename("Pier", "Mole"), saved("Mole")),
        ("deleteMetadata", by_name(&["Quay", "Mole"]), saved("Quay") + &saved("Mole")),
    ];
    for (operation, inside, wanted) in rows {
        let answer = ask(&practice, operation, &inside).await;
        let wanted = format!("<{operation}Response>{wanted}</{operation}Response>");
        assert!(answer.contains(&wanted), "{operation} {inside}: {answer}, not {wanted}");
    }
}

#[tokio::test]
async fn all_or_none_leaves_a_half() {
    let practice = Practice::new().await;
    let both = format!("<createMetadata>{}{}</createMetadata>", app("Harbour"), settings("Magic"));
    let answer = all_or_none(&practice, &both).await.body;
    // deploy::ROLLED_BACK, guess
    let text = "Record rolled back because not all records were valid and the request was using AllOrNone header";
    assert!(answer.contains(&refused("Harbour", "ALL_OR_NONE_OPERATION_ROLLED_BACK", text)), "{answer}");
    assert!(answer.contains("Invalid OAuth scope: Magic"), "{answer}");
    let apps = async || practice.query("dana", "SELECT Id FROM ExternalClientApplication").await.json();
    assert_eq!(apps().await["totalSize"], 0);
    let answer = all_or_none(&practice, &both.replace("Magic", "Api")).await.body;
    assert!(answer.contains(&(saved("Harbour") + &saved("Harbour_oauth"))), "{answer}");
    assert_eq!(apps().await["totalSize"], 1);
}

#[tokio::test]
async fn a_renamed_app_loses_its_children_or_its_key() {
    let practice = Practice::new().await;
    complete(&practice).await;
    let global = read(&practice, "ExtlClntAppGlobalOauthSettings", "Harbour_glbloauth").await;
    let rename =
        "<type>ExternalClientApplication</type><oldFullName>Harbour</oldFullName><newFullName>Pier</newFullName>";
    let answer = ask(&practice, "renameMetadata", rename).await;
    assert!(answer.contains(&saved("Pier")), "{answer}");
    let renamed = global.replace(">Harbour<", ">Pier<");
    assert_eq!(read(&practice, "ExtlClntAppGlobalOauthSettings", "Harbour_glbloauth").await, renamed);
    let gone = read(&practice, "ExternalClientApplication", "Harbour").await;
    assert!(gone.contains("xsi:nil"), "{gone}");
}

#[tokio::test]
async fn what_breaks_the_schema_is_told_of_one_component() {
    let practice = Practice::new().await;
    let fault = |text: &str| format!("<faultcode>soapenv:Client</faultcode><faultstring>{text}</faultstring>");
    for (component, text) in [
        (
            app("Quay").replace("Local", "local"),
            "&#39;local&#39; is not a valid value for the enum &#39;DistributionState&#39;".to_owned(),
        ),
        (
            app("Quay").replace("<label>", "<colour/><label>"),
            format!("Element {{{MD}}}colour invalid at this location in type ExternalClientApplication"),
        ),
    ] {
        let answer =
            call(&practice, PATH, &practice.token("dana"), &format!("<createMetadata>{component}</createMetadata>"))
                .await;
        assert_eq!(answer.status, 500);
        assert!(answer.body.contains(&fault(&text)), "{}", answer.body);
    }
}
