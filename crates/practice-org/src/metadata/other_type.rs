//! Metadata types that `describeMetadata` and `listMetadata` know, but of which the practice org holds nothing.
//!
//! A deploy refuses them.
//!
//! Source: *Metadata API Developer Guide*, "Metadata Types"; folders and suffixes from the CLI's public registry. From
//! which version on some of them are there is a guess.

/// A type by its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OtherType {
    /// The name in `package.xml`.
    pub(crate) xml_name: &'static str,
    /// The folder in a package.
    pub(crate) folder: &'static str,
    /// The suffix of its files.
    pub(crate) suffix: &'static str,
    /// The API version that brought it.
    pub(crate) since: u32,
}

/// Nobody may make one any more.
pub(crate) const CONNECTED_APP: OtherType = other("ConnectedApp", "connectedApps", "connectedApp", 29);

/// Every such type.
pub(crate) const OTHER_TYPES: [OtherType; 13] = [
    other("Certificate", "certs", "crt", 36),
    CONNECTED_APP,
    other("ExtlClntAppCanvasSettings", "extlClntAppCanvasSettings", "ecaCanvas", 66),
    other("ExtlClntAppMobileConfigurablePolicies", "extlClntAppMobilePolicies", "ecaMobilePlcy", 60),
    other("ExtlClntAppMobileSettings", "extlClntAppMobileSettings", "ecaMobile", 60),
    other("ExtlClntAppNotificationSettings", "extlClntAppNotifSettings", "ecaNotifications", 60),
    other("ExtlClntAppOauthSecuritySettings", "extlClntAppOauthSecuritySettings", "ecaOauthSecurity", 66),
    other("ExtlClntAppPushConfigurablePolicies", "extlClntAppPushPolicies", "ecaPushPlcy", 60),
    other("ExtlClntAppPushSettings", "extlClntAppPushSettings", "ecaPush", 60),
    other("ExtlClntAppSamlConfigurablePolicies", "extlClntAppSamlConfigurablePolicies", "ecaSamlPlcy", 63),
    other("ExtlClntAppSampleConfigurablePolicies", "extlClntAppSamplePolicies", "ecaSmplPlcy", 68),
    other("ExtlClntAppSampleSettings", "extlClntAppSampleSettings", "ecaSmpl", 68),
    other("OauthTokenExchangeHandler", "oauthtokenexchangehandlers", "oauthtokenexchangehandler", 60),
];

const fn other(xml_name: &'static str, folder: &'static str, suffix: &'static str, since: u32) -> OtherType {
    OtherType { xml_name, folder, suffix, since }
}
