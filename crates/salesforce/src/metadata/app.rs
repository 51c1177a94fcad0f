//! `ExternalClientApplication`: the app itself.

use super::DistributionState;
use super::table::record;

record! {
    /// An external client app (Metadata API Developer Guide, "ExternalClientApplication"). Since 59.0.
    ExternalClientApplication, full name String::new();

    /// Whom Salesforce may write to.
    contact_email: Option<String> = None => "contactEmail" one 59;
    /// Whom Salesforce may call.
    contact_phone: Option<String> = None => "contactPhone" one 59;
    /// What the app is for.
    description: Option<String> = None => "description" one 59;
    /// For this org only, or to be packaged.
    distribution_state: Option<DistributionState> = Some(DistributionState::Local) => "distributionState" one 59;
    /// An https address.
    icon_url: Option<String> = None => "iconUrl" one 59;
    /// An https address.
    info_url: Option<String> = None => "infoUrl" one 59;
    /// Whether the packaged app hides its parts.
    is_protected: bool = false => "isProtected" one 59;
    /// The name that people see.
    label: String = String::new() => "label" one 59;
    /// An https address.
    logo_url: Option<String> = None => "logoUrl" one 59;
    /// Written by the org on the first deploy. Leave it out when creating, and when copying from another org.
    org_scoped_external_app: Option<String> = None => "orgScopedExternalApp" one 59;
}
