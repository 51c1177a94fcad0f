//! `ExternalClientAppSettings`: the org's switches for external client apps.

use super::table::record;

record! {
    /// Switches of the org (Metadata API Developer Guide, "ExternalClientAppSettings"). Since 58.0.
    ///
    /// In a package it is the member `ExternalClientApp` of the type `Settings`.
    ExternalClientAppSettings, full name "ExternalClientApp".to_owned();

    /// Consumer secrets may be read by the credentials resource.
    enable_client_secret_in_rest_api_access: bool = false => "enableClientSecretInRestApiAccess" one 62;
    /// The former name of the same switch.
    enable_consumer_secret_api_access: Option<bool> = None => "enableConsumerSecretApiAccess" one 58 to 61;
    /// External client apps can be used at all.
    enable_external_client_apps: Option<bool> = None => "enableExternalClientApps" one 58;
    /// OAuth settings may be packaged without a Dev Hub.
    enable_package_eca_oauth_from_dev_org: Option<bool> = None => "enablePackageEcaOauthFromDevOrg" one 62;
}
