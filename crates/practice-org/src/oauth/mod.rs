//! OAuth 2.0 as Salesforce speaks it: authorize, token, revoke, introspect, identity, discovery.
//!
//! Sources: RFC 6749, RFC 7636, RFC 7009, RFC 7662; *Salesforce Help*, "OAuth Authorization Flows"; *OpenID Connect*.

pub(crate) mod admission;
pub(crate) mod approval;
mod assertion;
pub(crate) mod attempt;
pub(crate) mod authorization;
mod authorization_code;
mod authorize;
pub(crate) mod bearer;
mod claims;
pub(crate) mod client;
mod client_credentials;
mod client_login;
mod device;
mod discovery;
mod error;
mod id_token;
mod identity;
mod identity_format;
mod introspect;
mod jwt_bearer;
mod jwt_token;
mod params;
mod refresh;
mod reply;
mod revoke;
pub(crate) mod scope;
pub(crate) mod signing_key;
mod single_access;
mod token;

pub(crate) use authorize::found;
pub(crate) use client_login::basic;
pub(crate) use error::OauthError;
pub(crate) use params::{MAX_FORM, Params, encode};

use axum::{
    Router,
    routing::{get, post},
};

/// Where the approval page stands.
pub(crate) const APPROVAL_PAGE: &str = "/setup/secur/RemoteAccessAuthorizationPage.apexp";

/// The OAuth endpoints, the same on every host.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/services/oauth2/authorize", get(authorize::authorize).post(authorize::authorize))
        .route(APPROVAL_PAGE, get(approval::show).post(approval::decide))
        .route("/services/oauth2/token", post(token::token).fallback(token::not_post))
        .route("/services/oauth2/revoke", get(revoke::revoke).post(revoke::revoke))
        .route("/services/oauth2/introspect", post(introspect::introspect))
        .route("/services/oauth2/userinfo", get(identity::userinfo).post(identity::userinfo))
        .route("/services/oauth2/singleaccess", post(single_access::single_access))
        .route(single_access::FRONT_DOOR, get(single_access::front_door).post(single_access::front_door))
        .route("/id/keys", get(discovery::keys))
        .route("/id/{org}/{user}", get(identity::identity).post(identity::identity))
        .route("/.well-known/openid-configuration", get(discovery::openid_configuration))
        .route("/.well-known/auth-configuration", get(discovery::auth_configuration))
}
