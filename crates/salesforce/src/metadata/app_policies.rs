//! `ExtlClntAppConfigurablePolicies`: whether an app is on at all, and which of its parts.

use super::StartPage;
use super::table::record;

record! {
    /// Switches of an app (Metadata API Developer Guide, "ExtlClntAppConfigurablePolicies"). Since 60.0.
    AppPolicies, full name String::new();

    /// API name of the app.
    external_client_application: String = String::new() => "externalClientApplication" one 60;
    /// Canvas part.
    is_canvas_plugin_enabled: Option<bool> = None => "isCanvasPluginEnabled" one 66;
    /// The app as a whole.
    is_enabled: bool = true => "isEnabled" one 60;
    /// Mobile part.
    is_mobile_plugin_enabled: Option<bool> = None => "isMobilePluginEnabled" one 63;
    /// Notification part.
    is_notification_plugin_enabled: Option<bool> = None => "isNotificationPluginEnabled" one 63;
    /// OAuth part. Without a documented default.
    is_oauth_plugin_enabled: Option<bool> = None => "isOauthPluginEnabled" one 60;
    /// Push part.
    is_push_plugin_enabled: Option<bool> = None => "isPushPluginEnabled" one 63;
    /// SAML part.
    is_saml_plugin_enabled: Option<bool> = None => "isSamlPluginEnabled" one 63;
    /// A name.
    label: Option<String> = None => "label" one 60;
    /// Where opening the app leads.
    start_page: Option<StartPage> = None => "startPage" one 63;
    /// With [`StartPage::Custom`].
    start_url: Option<String> = None => "startUrl" one 63;
}
