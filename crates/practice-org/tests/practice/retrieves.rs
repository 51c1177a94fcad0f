//! Retrieve, list and describe: what they name, what they hide, which version knows which type.

use std::io::{Cursor, Read};

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    soap::{PATH, call},
    support::{
        Practice,
        package::{App, manifest},
    },
};

const PEM: &str = include_str!("../samples/certificates/rsa-2048.pem");

async fn soap(practice: &Practice, operation: &str) -> String {
    call(practice, PATH, &practice.token("dana"), operation).await.body
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split(start).nth(1).unwrap_or_else(|| panic!("no {start} in {text}")).split(end).next().unwrap()
}

/// The status of a retrieve and the files of its zip.
async fn retrieve(practice: &Practice, request: &str) -> (String, Vec<(String, String)>) {
    let queued = soap(practice, &format!("<retrieve><request>{request}</request></retrieve>")).await;
    let id = between(&queued, "<id>", "<").to_owned();
    let status =
        soap(practice, &format!("<checkRetrieveStatus><asyncProcessId>{id}</asyncProcessId></checkRetrieveStatus>"))
            .await;
    let files = status.contains("<zipFile>").then(|| {
        let zip = STANDARD.decode(between(&status, "<zipFile>", "<")).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
        (0..archive.len())
            .map(|place| {
                let mut file = archive.by_index(place).unwrap();
                let mut text = String::new();
                file.read_to_string(&mut text).unwrap();
                (file.name().unwrap().into_owned(), text)
            })
            .collect()
    });
    (status, files.unwrap_or_default())
}

fn types(kind: &str, members: &[&str]) -> String {
    let members: String = members.iter().map(|name| format!("<members>{name}</members>")).collect();
    format!("<types>{members}<name>{kind}</name></types>")
}

async fn certified() -> Practice {
    let practice = Practice::new().await;
    let global =
        Box::leak(format!("<certificate>{PEM}</certificate><consumerSecret>hush</consumerSecret>").into_boxed_str());
    practice.app(&App { global, ..App::default() }).await;
    practice
}

#[tokio::test]
async fn a_retrieve_shows_a_secret_or_forgets_a_component() {
    let practice = certified().await;
    let all = [
        "ExternalClientApplication",
        "ExtlClntAppOauthSettings",
        "ExtlClntAppGlobalOauthSettings",
        "ExtlClntAppOauthConfigurablePolicies",
        "ExtlClntAppConfigurablePolicies",
        "Settings",
    ];
    let wanted: String = all.iter().map(|kind| types(kind, &["*"])).collect();
    let (status, files) =
        retrieve(&practice, &format!("<unpackaged>{wanted}<version>66.0</version></unpackaged>")).await;
    assert!(status.contains("<done>true</done>") && status.contains("<status>Succeeded</status>"), "{status}");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "unpackaged/externalClientApps/Acme.eca",
            "unpackaged/extlClntAppOauthSettings/AcmeOAuthSettings.ecaOauth",
            "unpackaged/extlClntAppGlobalOauthSets/AcmeGlblOAuth.ecaGlblOauth",
            "unpackaged/extlClntAppOauthPolicies/AcmeOAuthSettings_defaultPolicy.ecaOauthPlcy",
            "unpackaged/extlClntAppPolicies/Acme_defaultPolicy.ecaPlcy",
            "unpackaged/settings/ConnectedApp.settings",
            "unpackaged/settings/ExternalClientApp.settings",
            "unpackaged/settings/OauthOidc.settings",
            "unpackaged/package.xml",
        ]
    );
    let text = |suffix: &str| files.iter().find(|(name, _)| name.ends_with(suffix)).unwrap().1.as_str();
    let global = text(".ecaGlblOauth");
    assert!(global.contains("<consumerKey>3MVG9PRACTICE"), "{global}");
    for hidden in ["consumerSecret", "certificate", "hush", "FA4EFA4E", "BEGIN"] {
        assert!(files.iter().all(|(_, text)| !text.contains(hidden)), "{hidden} is shown");
    }
    assert!(text("package.xml").contains("<members>Acme</members><name>ExternalClientApplication</name>"));
    assert!(text("package.xml").contains("<version>66.0</version>"), "{}", text("package.xml"));
    // What was retrieved deploys back and alters nothing but the certificate, which it does not hold.
    let back: Vec<(&str, String)> =
        files.iter().map(|(name, text)| (name.strip_prefix("unpackaged/").unwrap(), text.clone())).collect();
    let end = practice.deploy_as("dana", &back).await;
    assert_eq!(end["status"], "Succeeded", "{end:#}");
    let successes = end["details"]["componentSuccesses"].as_array().unwrap();
    let changed: Vec<&str> = successes
        .iter()
        .filter(|one| one["changed"] == true && one["componentType"] != "")
        .map(|one| one["fullName"].as_str().unwrap())
        .collect();
    assert_eq!(changed, ["AcmeGlblOAuth"]);
}

#[tokio::test]
async fn what_is_not_there_fails_a_retrieve_or_goes_unsaid() {
    let practice = Practice::new().await;
    let wanted =
        [types("ExternalClientApplication", &["Nothing"]), types("ConnectedApp", &["Old", "*"]), types("Boat", &["*"])]
            .concat();
    let (status, files) =
        retrieve(&practice, &format!("<singlePackage>true</singlePackage><unpackaged>{wanted}</unpackaged>")).await;
    // soap::NOT_FOUND, seen; soap::ENTITY_TYPE_UNKNOWN, guess
    for problem in [
        "Entity of type &#39;ExternalClientApplication&#39; named &#39;Nothing&#39; cannot be found",
        "Entity of type &#39;ConnectedApp&#39; named &#39;Old&#39; cannot be found",
        "Entity type &#39;Boat&#39; is unknown",
    ] {
        assert!(
            status.contains(&format!(
                "<messages><fileName>package.xml</fileName><problem>{problem}</problem></messages>"
            )),
            "{status}"
        );
    }
    assert!(status.contains("<status>Succeeded</status><success>true</success>"), "{status}");
    assert_eq!(files.len(), 1, "only its manifest");
    // soap::NO_PACKAGE, guess
    let (status, _) = retrieve(&practice, "<packageNames>Harbour</packageNames>").await;
    let failed = "<errorMessage>INVALID_CROSS_REFERENCE_KEY: No package named &#39;Harbour&#39; found</errorMessage><errorStatusCode>INVALID_CROSS_REFERENCE_KEY</errorStatusCode>";
    assert!(status.contains(failed) && status.contains("<status>Failed</status><success>false</success>"), "{status}");
}

#[tokio::test]
async fn a_zip_comes_unasked_or_twice() {
    let practice = certified().await;
    let request = format!(
        "<retrieve><request><unpackaged>{}</unpackaged></request></retrieve>",
        types("ExternalClientApplication", &["*"])
    );
    let queued = soap(&practice, &request).await;
    let id = between(&queued, "<id>", "<").to_owned();
    let mut zips = Vec::new();
    for include in ["<includeZip>false</includeZip>", "<includeZip>true</includeZip>", ""] {
        let ask = format!("<checkRetrieveStatus><asyncProcessId>{id}</asyncProcessId>{include}</checkRetrieveStatus>");
        let status = soap(&practice, &ask).await;
        assert!(status.contains("<done>true</done>") && status.contains("externalClientApps/Acme.eca"), "{status}");
        zips.push(status.contains("<zipFile>"));
    }
    assert_eq!(zips, [false, true, false]);
}

#[tokio::test]
async fn a_version_describes_types_that_it_does_not_have() {
    let practice = Practice::new().await;
    let described = async |version: u32| {
        let ask = format!("<describeMetadata><asOfVersion>{version}.0</asOfVersion></describeMetadata>");
        soap(&practice, &ask).await
    };
    let held = ["Settings", "PermissionSet", "ConnectedApp", "Certificate"];
    let at_59 = [
        "ExternalClientApplication",
        "ExtlClntAppOauthSettings",
        "ExtlClntAppGlobalOauthSettings",
        "ExtlClntAppOauthConfigurablePolicies",
    ];
    let at_60 = [
        "ExtlClntAppConfigurablePolicies",
        "ExtlClntAppMobileSettings",
        "ExtlClntAppMobileConfigurablePolicies",
        "ExtlClntAppNotificationSettings",
        "ExtlClntAppPushSettings",
        "ExtlClntAppPushConfigurablePolicies",
        "OauthTokenExchangeHandler",
    ];
    let at_63 = ["ExtlClntAppSamlConfigurablePolicies"];
    let at_66 = ["ExtlClntAppCanvasSettings", "ExtlClntAppOauthSecuritySettings"];
    let never = ["ExtlClntAppSampleSettings", "ExtlClntAppSampleConfigurablePolicies"];
    let names: Vec<(u32, &str)> =
        [(0, &held[..]), (59, &at_59), (60, &at_60), (63, &at_63), (66, &at_66), (68, &never)]
            .into_iter()
            .flat_map(|(since, names)| names.iter().map(move |name| (since, *name)))
            .collect();
    for version in [58, 59, 60, 61, 63, 65, 66, 67] {
        let told = described(version).await;
        for (since, name) in &names {
            assert_eq!(told.contains(&format!("<xmlName>{name}</xmlName>")), *since <= version, "{name} in {version}");
        }
    }
    let told = described(67).await;
    let global = "<directoryName>extlClntAppGlobalOauthSets</directoryName><inFolder>false</inFolder><metaFile>false</metaFile>\
        <suffix>ecaGlblOauth</suffix><xmlName>ExtlClntAppGlobalOauthSettings</xmlName>";
    assert!(told.contains(global), "{told}");
    // What the org never holds is listed as nothing and read as nil.
    let listed = soap(&practice, "<listMetadata><queries><type>ConnectedApp</type></queries></listMetadata>").await;
    assert!(listed.contains("<listMetadataResponse></listMetadataResponse>"), "{listed}");
    let read =
        soap(&practice, "<readMetadata><type>ConnectedApp</type><fullNames>Old</fullNames></readMetadata>").await;
    assert!(read.contains(r#"<records xsi:nil="true"/>"#), "{read}");
}

/// Every element of the five types with a value that is not its default.
const FULL: [(&str, &str, &str, &str); 5] = [
    (
        "externalClientApps/Full.eca",
        "ExternalClientApplication",
        "Full",
        "<contactEmail>dana@practice.example</contactEmail><contactPhone>+1 555 0100</contactPhone><description>D</description>\
         <distributionState>Local</distributionState><iconUrl>https://a.example/i</iconUrl><infoUrl>https://a.example/n</infoUrl>\
         <isProtected>true</isProtected><label>Full</label><logoUrl>https://a.example/l</logoUrl>",
    ),
    (
        "extlClntAppOauthSettings/Full_oauth.ecaOauth",
        "ExtlClntAppOauthSettings",
        "Full_oauth",
        "<assetTokenValidity>5</assetTokenValidity><commaSeparatedOauthScopes>Api, Web</commaSeparatedOauthScopes>\
         <customAttributes><formula>$User.Id</formula><key>k</key></customAttributes>\
         <externalClientApplication>Full</externalClientApplication><isFirstPartyAppEnabled>true</isFirstPartyAppEnabled><label>L</label>\
         <singleLogoutUrl>https://a.example/o</singleLogoutUrl>\
         <trustedIpRanges><description>Office</description><endIpAddress>10.0.0.9</endIpAddress><startIpAddress>10.0.0.1</startIpAddress></trustedIpRanges>",
    ),
    (
        "extlClntAppGlobalOauthSets/Full_glbl.ecaGlblOauth",
        "ExtlClntAppGlobalOauthSettings",
        "Full_glbl",
        "<callbackUrl>https://a.example/cb</callbackUrl><externalClientApplication>Full</externalClientApplication>\
         <idTokenConfig><idTokenAudience>a</idTokenAudience><idTokenIncludeStandardClaims>true</idTokenIncludeStandardClaims></idTokenConfig>\
         <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled><isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>\
         <isCodeCredPostOnly>true</isCodeCredPostOnly><isConsumerSecretOptional>true</isConsumerSecretOptional>\
         <isDeviceFlowEnabled>true</isDeviceFlowEnabled><isIntrospectAllTokens>true</isIntrospectAllTokens>\
         <isNamedUserJwtEnabled>true</isNamedUserJwtEnabled><isPkceRequired>false</isPkceRequired>\
         <isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>\
         <isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken>\
         <isTokenExchangeEnabled>true</isTokenExchangeEnabled><label>L</label>",
    ),
    (
        "extlClntAppOauthPolicies/Full_oauth_defaultPolicy.ecaOauthPlcy",
        "ExtlClntAppOauthConfigurablePolicies",
        "Full_oauth_defaultPolicy",
        "<clientCredentialsFlowUser>etl@practice.example</clientCredentialsFlowUser>\
         <commaSeparatedPermissionSet>Acme_Billing_Users</commaSeparatedPermissionSet><commaSeparatedProfile>Standard User</commaSeparatedProfile>\
         <customAttributes><formula>$User.Id</formula><key>k</key></customAttributes>\
         <externalClientApplication>Full</externalClientApplication><ipRelaxationPolicyType>Bypass</ipRelaxationPolicyType>\
         <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled><isTokenExchangeFlowEnabled>true</isTokenExchangeFlowEnabled>\
         <label>L</label><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType><policyAction>Block</policyAction>\
         <refreshTokenPolicyType>Zero</refreshTokenPolicyType><refreshTokenValidityPeriod>3</refreshTokenValidityPeriod>\
         <refreshTokenValidityUnit>Months</refreshTokenValidityUnit><requiredSessionLevel>HIGH_ASSURANCE</requiredSessionLevel>\
         <sessionTimeoutInMinutes>15</sessionTimeoutInMinutes><startUrl>https://a.example/s</startUrl>",
    ),
    (
        "extlClntAppPolicies/Full_defaultPolicy.ecaPlcy",
        "ExtlClntAppConfigurablePolicies",
        "Full_defaultPolicy",
        "<externalClientApplication>Full</externalClientApplication><isEnabled>false</isEnabled><isOauthPluginEnabled>true</isOauthPluginEnabled>\
         <isSamlPluginEnabled>true</isSamlPluginEnabled><label>L</label><startPage>Custom</startPage><startUrl>https://a.example/s</startUrl>",
    ),
];

/// The same types with nothing but what they must have.
const BARE: [&str; 5] = [
    "<contactEmail>dana@practice.example</contactEmail><distributionState>Local</distributionState><label>Full</label>",
    "<externalClientApplication>Full</externalClientApplication>",
    "<callbackUrl>https://a.example/cb</callbackUrl><externalClientApplication>Full</externalClientApplication>",
    "<externalClientApplication>Full</externalClientApplication>",
    "<externalClientApplication>Full</externalClientApplication><isEnabled>true</isEnabled>",
];

#[tokio::test]
async fn an_element_that_a_redeploy_leaves_out_keeps_its_value() {
    let package = |bodies: [&str; 5]| {
        let members: Vec<(String, &str)> = FULL.iter().map(|(_, kind, name, _)| ((*name).to_owned(), *kind)).collect();
        let files =
            FULL.iter().zip(bodies).map(|((path, kind, ..), body)| (*path, crate::support::package::root(kind, body)));
        [("package.xml", manifest(&members))].into_iter().chain(files).collect::<Vec<_>>()
    };
    let told = async |practice: &Practice| {
        let mut told = Vec::new();
        for (_, kind, name, _) in FULL {
            let read = format!("<readMetadata><type>{kind}</type><fullNames>{name}</fullNames></readMetadata>");
            let text = soap(practice, &read).await;
            // Every org makes keys of its own.
            let has_key = text.contains("<consumerKey>");
            let key = if has_key { between(&text, "<consumerKey>", "<").to_owned() } else { "no key".to_owned() };
            told.push(text.replace(&key, "KEY"));
        }
        told
    };
    let (full, bare) = (Practice::new().await, Practice::new().await);
    let end = full.deploy_as("dana", &package(FULL.map(|(.., body)| body))).await;
    assert_eq!(end["status"], "Succeeded", "{end:#}");
    let before = told(&full).await;
    for ((_, kind, _, body), told) in FULL.iter().zip(&before) {
        // Each start tag with the text after it.
        for element in body.split('<').map(str::trim).filter(|one| !one.is_empty() && !one.starts_with('/')) {
            assert!(told.contains(&format!("<{element}")), "{kind} lost {element}: {told}");
        }
    }
    for practice in [&full, &bare] {
        let end = practice.deploy_as("dana", &package(BARE)).await;
        assert_eq!(end["status"], "Succeeded", "{end:#}");
    }
    let after = told(&full).await;
    assert_eq!(after, told(&bare).await);
    assert!(after.iter().zip(&before).all(|(after, before)| after != before));
}
