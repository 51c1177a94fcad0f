//! Which version knows which element, as the published pages of the types say.

use super::{Files, org};
use crate::metadata::{DeployOptions, judge};

/// File, element, a value that is not its default, first and last version.
const ELEMENTS: [(&str, &str, &str, u32, u32); 34] = [
    (".eca", "contactPhone", "1", 59, 67),
    (".eca", "iconUrl", "https://a.example/i", 59, 67),
    (".eca", "managedType", "Local", 62, 67),
    (".ecaOauth", "areAttributesIncludedInAssetToken", "true", 61, 67),
    (".ecaOauth", "assetTokenAudiences", "a", 61, 67),
    (".ecaOauth", "clientAssertionCertificate", "c", 62, 67),
    (".ecaOauth", "customAttributes", "<formula>f</formula><key>k</key>", 61, 67),
    (".ecaOauth", "isFirstPartyAppEnabled", "true", 62, 67),
    (".ecaOauth", "singleLogoutUrl", "https://a.example/o", 61, 67),
    (
        ".ecaOauth",
        "trustedIpRanges",
        "<endIpAddress>10.0.0.2</endIpAddress><startIpAddress>10.0.0.1</startIpAddress>",
        61,
        67,
    ),
    (".ecaGlblOauth", "idTokenConfig", "<idTokenAudience>a</idTokenAudience>", 60, 67),
    (".ecaGlblOauth", "isClientCredentialsFlowEnabled", "true", 60, 67),
    (".ecaGlblOauth", "isCodeCredFlowEnabled", "true", 61, 67),
    (".ecaGlblOauth", "isCodeCredPostOnly", "true", 61, 67),
    (".ecaGlblOauth", "isConsumerSecretOptional", "true", 59, 67),
    (".ecaGlblOauth", "isDeviceFlowEnabled", "true", 60, 67),
    (".ecaGlblOauth", "isIntrospectAllTokens", "true", 59, 67),
    (".ecaGlblOauth", "isNamedUserJwtEnabled", "true", 61, 67),
    (".ecaGlblOauth", "isPkceRequired", "false", 59, 67),
    (".ecaGlblOauth", "isRefreshTokenRotationEnabled", "true", 60, 67),
    (".ecaGlblOauth", "isTokenExchangeEnabled", "true", 60, 67),
    (".ecaOauthPlcy", "apexHandler", "A", 61, 67),
    (".ecaOauthPlcy", "guestJwtSessionTimeoutType", "Custom", 65, 67),
    (".ecaOauthPlcy", "guestJwtTimeout", "5", 61, 67),
    (".ecaOauthPlcy", "isGuestCodeCredFlowEnabled", "true", 61, 67),
    (".ecaOauthPlcy", "isNamedUserJwtEnabled", "true", 61, 63),
    (".ecaOauthPlcy", "isTokenExchangeFlowEnabled", "true", 60, 67),
    (".ecaOauthPlcy", "namedUserJwtSessionTimeoutType", "Custom", 65, 67),
    (".ecaOauthPlcy", "policyAction", "Block", 59, 67),
    (".ecaOauthPlcy", "sessionTimeoutInMinutes", "15", 59, 67),
    (".ecaPlcy", "isCanvasPluginEnabled", "true", 66, 67),
    (".ecaPlcy", "isMobilePluginEnabled", "true", 63, 67),
    (".ecaPlcy", "isSamlPluginEnabled", "true", 63, 67),
    (".ecaPlcy", "startPage", "SAML", 63, 67),
];

/// The sample app with nothing in its files but what they must have, and one element more.
fn with(file: &str, name: &str, value: &str, version: u32) -> Files {
    let app = "<externalClientApplication>Tide_Tables</externalClientApplication>";
    let bare = [
        (
            ".eca",
            "<contactEmail>h@example.com</contactEmail><distributionState>Local</distributionState><label>T</label>",
        ),
        (".ecaOauth", app),
        (".ecaGlblOauth", &format!("<callbackUrl>https://a.example/cb</callbackUrl>{app}") as &str),
        (".ecaOauthPlcy", app),
        (".ecaPlcy", &format!("{app}<isEnabled>true</isEnabled>")),
    ];
    let mut files = Files::complete().edit("package.xml", "66.0", &format!("{version}.0"));
    for (suffix, inside) in bare {
        let mut elements: Vec<String> = inside.replace("><", ">\n<").lines().map(str::to_owned).collect();
        if suffix == file {
            elements.push(format!("<{name}>{value}</{name}>"));
        }
        // In Salesforce's order, which is the alphabet's.
        elements.sort();
        let (_, text) = files.0.iter_mut().find(|(path, _)| path.ends_with(suffix)).unwrap();
        let (head, tail) = (text.find(".com/2006/04/metadata\">").unwrap(), text.rfind("</").unwrap());
        let head = head + ".com/2006/04/metadata\">".len();
        *text = format!("{}{}{}", &text[..head], elements.concat(), &text[tail..]);
    }
    files
}

#[test]
fn a_version_takes_what_it_does_not_know_or_not_what_it_knows() {
    for version in [59, 60, 61, 62, 63, 64, 65, 66, 67] {
        for (file, name, value, since, until) in ELEMENTS {
            if version == 59 && file == ".ecaPlcy" {
                continue; // The type is younger: elements::a_type_newer_than_the_package_gets_in.
            }
            let judgement = judge(&with(file, name, value, version).package(), &DeployOptions::default(), &org(), 67);
            let told = judgement.messages.iter().find(|message| message.file_name.ends_with(file)).unwrap();
            let problem = told.problem.as_deref().unwrap_or_default();
            let refused = format!("Property '{name}' not valid in version {version}.0");
            if (since..=until).contains(&version) {
                assert_eq!(problem, "", "{name} in {version}");
            } else {
                assert_eq!(problem, refused, "{name} in {version}");
            }
        }
    }
}

#[test]
fn a_longer_jwt_life_is_taken_early_or_not_at_all() {
    for (version, minutes, taken) in [(64, 30, true), (64, 60, false), (65, 60, true), (67, 720, true), (67, 45, false)]
    {
        let files = with(".ecaOauthPlcy", "namedUserJwtTimeout", &minutes.to_string(), version);
        let judgement = judge(&files.package(), &DeployOptions::default(), &org(), 67);
        let told = judgement.messages.iter().find(|message| message.file_name.ends_with(".ecaOauthPlcy")).unwrap();
        assert_eq!(told.success, taken, "{minutes} minutes in {version}: {:?}", told.problem);
    }
}
