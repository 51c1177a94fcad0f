//! `ExtlClntAppOauthSettings`: the part of an app's OAuth settings that may be packaged.

use super::table::record;

record! {
    /// Scopes and address ranges of an app (Metadata API Developer Guide, "ExtlClntAppOauthSettings"). Since 59.0.
    OauthSettings, full name String::new();

    /// Asset tokens carry the custom attributes.
    are_attributes_included_in_asset_token: Option<bool> = None => "areAttributesIncludedInAssetToken" one 61;
    /// Asset tokens carry the custom permissions.
    are_custom_perms_included_in_asset_token: Option<bool> = None => "areCustomPermsIncludedInAssetToken" one 61;
    /// Who asset tokens are for.
    asset_token_audiences: Option<String> = None => "assetTokenAudiences" one 61;
    /// What asset tokens are signed with.
    asset_token_signing_certificate: Option<String> = None => "assetTokenSigningCertificate" one 61;
    /// How long asset tokens live.
    asset_token_validity: Option<u32> = None => "assetTokenValidity" one 61;
    /// The certificate behind a first-party app's attestation.
    client_assertion_certificate: Option<String> = None => "clientAssertionCertificate" one 62;
    /// API names of custom scopes.
    comma_separated_custom_scopes: Vec<String> = Vec::new() => "commaSeparatedCustomScopes" commas 61;
    /// Scopes by their metadata names, such as `Api` and `RefreshToken`.
    comma_separated_oauth_scopes: Vec<String> = Vec::new() => "commaSeparatedOauthScopes" commas 59;
    /// Values to put into tokens; up to 128.
    custom_attributes: Vec<CustomAttribute> = Vec::new() => "customAttributes" many 61;
    /// API name of the app.
    external_client_application: String = String::new() => "externalClientApplication" one 59;
    /// Lets the app use the authorization-challenge endpoint of a site.
    is_first_party_app_enabled: Option<bool> = None => "isFirstPartyAppEnabled" one 62;
    /// A name.
    label: Option<String> = None => "label" one 59;
    /// `{org}:{consumer}`, written by the org. Leave it out when creating, and when copying from another org.
    oauth_link: Option<String> = None => "oauthLink" one 59;
    /// Where to send users at log-out.
    single_logout_url: Option<String> = None => "singleLogoutUrl" one 61;
    /// Addresses from which the app is trusted; up to 128.
    trusted_ip_ranges: Vec<TrustedIpRange> = Vec::new() => "trustedIpRanges" many 61;
}

record! {
    /// A value that tokens carry.
    CustomAttribute, nested;

    /// Where the value comes from.
    formula: String = String::new() => "formula" one 61;
    /// Its name in the token.
    key: String = String::new() => "key" one 61;
}

record! {
    /// A range of addresses, both ends included.
    TrustedIpRange, nested;

    /// What the range is.
    description: Option<String> = None => "description" one 61;
    /// The last address.
    end_ip_address: String = String::new() => "endIpAddress" one 61;
    /// The first address.
    start_ip_address: String = String::new() => "startIpAddress" one 61;
}
