//! Packages to deploy.

use std::io::{Cursor, Write};

/// An app to deploy. The files are written as in the published sample files.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) name: &'static str,
    pub(crate) scopes: &'static str,
    pub(crate) global: &'static str,
    pub(crate) policy: &'static str,
    pub(crate) callback: &'static str,
    pub(crate) enabled: bool,
    pub(crate) plugin: bool,
}

impl Default for App {
    fn default() -> Self {
        Self {
            name: "Acme",
            scopes: "Api, RefreshToken, OpenID",
            global: "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>",
            policy: "<clientCredentialsFlowUser>etl@practice.example</clientCredentialsFlowUser>\
                <commaSeparatedPermissionSet>Acme_Billing_Users</commaSeparatedPermissionSet>\
                <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\
                <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>\
                <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>",
            callback: "http://localhost:7171/callback",
            enabled: true,
            plugin: true,
        }
    }
}

impl App {
    /// Anyone may consent.
    pub(crate) fn self_authorized() -> Self {
        let policy = "<permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>\
            <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>";
        Self { policy, ..Self::default() }
    }

    pub(crate) fn files(&self) -> Vec<(&'static str, String)> {
        let Self { name, scopes, global, policy, callback, enabled, plugin } = self;
        let child = format!("<externalClientApplication>{name}</externalClientApplication>");
        let types = [
            (name.to_string(), "ExternalClientApplication"),
            (format!("{name}OAuthSettings_defaultPolicy"), "ExtlClntAppOauthConfigurablePolicies"),
            (format!("{name}_defaultPolicy"), "ExtlClntAppConfigurablePolicies"),
            (format!("{name}GlblOAuth"), "ExtlClntAppGlobalOauthSettings"),
            (format!("{name}OAuthSettings"), "ExtlClntAppOauthSettings"),
            ("ExternalClientApp".to_owned(), "Settings"),
        ];
        let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
        vec![
            ("package.xml", manifest(&types)),
            (
                leak(format!("externalClientApps/{name}.eca")),
                root(
                    "ExternalClientApplication",
                    &format!(
                        "<contactEmail>dana@practice.example</contactEmail><distributionState>Local</distributionState>\
                         <isProtected>false</isProtected><label>{name}</label>"
                    ),
                ),
            ),
            (
                leak(format!("extlClntAppOauthSettings/{name}OAuthSettings.ecaOauth")),
                root(
                    "ExtlClntAppOauthSettings",
                    &format!(
                        "<commaSeparatedOauthScopes>{scopes}</commaSeparatedOauthScopes>{child}<label>{name}</label>"
                    ),
                ),
            ),
            (
                leak(format!("extlClntAppGlobalOauthSets/{name}GlblOAuth.ecaGlblOauth")),
                root(
                    "ExtlClntAppGlobalOauthSettings",
                    &sorted(&format!("<callbackUrl>{callback}</callbackUrl>{child}{global}<label>{name}</label>")),
                ),
            ),
            (
                leak(format!("extlClntAppOauthPolicies/{name}OAuthSettings_defaultPolicy.ecaOauthPlcy")),
                root("ExtlClntAppOauthConfigurablePolicies", &sorted(&format!("{child}<label>{name}</label>{policy}"))),
            ),
            (
                leak(format!("extlClntAppPolicies/{name}_defaultPolicy.ecaPlcy")),
                root(
                    "ExtlClntAppConfigurablePolicies",
                    &format!(
                        "{child}<isEnabled>{enabled}</isEnabled><isOauthPluginEnabled>{plugin}</isOauthPluginEnabled>\
                         <label>{name}</label>"
                    ),
                ),
            ),
            ("settings/ExternalClientApp.settings", switch(true)),
        ]
    }
}

/// The file that turns the switch for consumer secrets.
pub(crate) fn switch(on: bool) -> String {
    let value = format!("<enableClientSecretInRestApiAccess>{on}</enableClientSecretInRestApiAccess>");
    root("ExternalClientAppSettings", &value)
}

/// Elements in alphabetical order: those out of order are dropped by Salesforce without a word.
fn sorted(elements: &str) -> String {
    let mut list: Vec<String> = Vec::new();
    let mut rest = elements;
    while let Some(start) = rest.find('<') {
        let name = rest[start + 1..].split('>').next().unwrap();
        let close = format!("</{name}>");
        let end = rest.find(&close).unwrap() + close.len();
        list.push(rest[start..end].to_owned());
        rest = &rest[end..];
    }
    list.sort();
    list.concat()
}

pub(crate) fn root(name: &str, inside: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<{name} xmlns="http://soap.sforce.com/2006/04/metadata">{inside}</{name}>"#
    )
}

pub(crate) fn manifest(members: &[(String, &str)]) -> String {
    let types: String = members
        .iter()
        .map(|(member, kind)| format!("<types><members>{member}</members><name>{kind}</name></types>"))
        .collect();
    root("Package", &format!("{types}<version>67.0</version>"))
}

pub(crate) fn zip(files: &[(&str, String)]) -> Vec<u8> {
    zip_bytes(&files.iter().map(|(name, text)| (*name, text.as_bytes())).collect::<Vec<_>>())
}

/// A zip in which long files are deflated.
pub(crate) fn zip_bytes(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let method =
            if bytes.len() > 1024 * 1024 { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
        writer.start_file(*name, zip::write::SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

macro_rules! sample {
    ($folder:literal, $name:literal) => {
        (concat!($folder, $name), include_str!(concat!("../../samples/complete/", $name)))
    };
}

/// The files of one complete app, as a person who has read the guides would write them, with a run-as user of the
/// practice org.
pub(crate) fn complete() -> Vec<(String, String)> {
    [
        sample!("", "package.xml"),
        sample!("externalClientApps/", "Tide_Tables.eca"),
        sample!("extlClntAppGlobalOauthSets/", "Tide_Tables_glbloauth.ecaGlblOauth"),
        sample!("extlClntAppOauthPolicies/", "Tide_Tables_oauthPlcy.ecaOauthPlcy"),
        sample!("extlClntAppOauthSettings/", "Tide_Tables_oauth.ecaOauth"),
        sample!("extlClntAppPolicies/", "Tide_Tables_plcy.ecaPlcy"),
        sample!("permissionsets/", "Tide_Tables_Readers.permissionset"),
        sample!("settings/", "ExternalClientApp.settings"),
    ]
    .map(|(path, text)| (path.to_owned(), text.replace("robot@harbour.example", "etl@practice.example")))
    .to_vec()
}
