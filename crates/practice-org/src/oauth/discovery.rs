//! What the endpoints are: OpenID discovery, the keys, and the settings of the log-in page.
//!
//! Sources: OpenID Connect Discovery 1.0; *Salesforce Help*, "OpenID Connect Discovery Endpoint".

use axum::{Extension, Json, http::header, response::IntoResponse};
use serde_json::{Value, json};

use super::scope;
use crate::front_door::Here;

/// `GET /.well-known/openid-configuration`; the issuer is the host that was asked.
pub(super) async fn openid_configuration(Extension(here): Extension<Here>) -> Json<Value> {
    let base = here.url();
    let oauth = |path: &str| format!("{base}/services/oauth2/{path}");
    Json(json!({
        "issuer": base,
        "authorization_endpoint": oauth("authorize"),
        "token_endpoint": oauth("token"),
        "revocation_endpoint": oauth("revoke"),
        "userinfo_endpoint": oauth("userinfo"),
        "jwks_uri": format!("{base}/id/keys"),
        "introspection_endpoint": oauth("introspect"),
        "scopes_supported": scope::request_names().collect::<Vec<_>>(),
        "response_types_supported": ["code", "token", "token id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "display_values_supported": ["page", "popup", "touch"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "private_key_jwt"],
        "claims_supported": [
            "active", "address", "email", "email_verified", "family_name", "given_name", "is_app_installed",
            "language", "locale", "name", "nickname", "organization_id", "phone_number", "phone_number_verified",
            "photos", "picture", "preferred_username", "profile", "sub", "updated_at", "urls", "user_id",
            "user_type", "zoneinfo",
        ],
    }))
}

/// `GET /id/keys`
pub(super) async fn keys(Extension(here): Extension<Here>) -> Json<Value> {
    let set = tokio::task::spawn_blocking(move || here.world.signing_key().public_set()).await;
    Json(set.unwrap_or_else(|_| json!({ "keys": [] })))
}

/// `GET /.well-known/auth-configuration`, which pages of any origin may read.
pub(super) async fn auth_configuration(Extension(here): Extension<Here>) -> impl IntoResponse {
    let org_id = here.org().and_then(|index| here.world.state().orgs.get(index).map(|org| org.id.clone()));
    let configuration = json!({
        "OrgId": org_id,
        "Url": here.url(),
        "MobileSDK": { "UseAndroidNativeBrowserForAuthentication": false, "UseiOSNativeBrowserForAuthentication": false },
        "LoginPage": { "LoginPageUrl": here.url() },
        "SamlProviders": [],
        "AuthProviders": [],
        "CertificateLogin": { "IsEnabled": false },
        "LoginPageType": "Standard",
        "LoginPageTypeConfigs": [],
    });
    ([(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], Json(configuration))
}
