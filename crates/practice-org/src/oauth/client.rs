//! OAuth clients: what the endpoints need to know of an app, or of the command line's own connected app.
//!
//! Sources: *Metadata API Developer Guide*, "ExtlClntAppGlobalOauthSettings", "ExtlClntAppOauthConfigurablePolicies";
//! the public source of the Salesforce CLI for `PlatformCLI`.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use subtle::ConstantTimeEq;

use super::{OauthError, jwt_token, scope::Scopes};
use crate::clock::later;
use crate::front_door::{Here, Site};
use crate::metadata::{IdTokenConfig, choice::DistributionState};
use crate::org::{
    Org,
    app::{App, callback_list},
    token::{DEFAULT_SESSION, Holder, IDLE_LIMIT, RefreshLife, RefreshToken},
};
use crate::rules::oauth as say;

/// The client id of the command line's connected app, which every org has.
const PLATFORM_CLI: &str = "PlatformCLI";

/// Whether a client may use the device flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeviceFlow {
    /// It may.
    On,
    /// Its settings do not turn it on.
    Off,
    /// Its settings turn it on, but only local apps with a callback on `localhost` may use it from 30 November 2026 on
    /// (Salesforce release notes); the command line's app may not since August 2025.
    Refused,
}

/// A client as its settings and policies make it.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// Which one it is.
    pub(crate) holder: Holder,
    /// The consumer key.
    pub(crate) key: String,
    /// The name on the consent page.
    pub(crate) label: String,
    /// Registered callbacks.
    pub(crate) callbacks: Vec<String>,
    /// The scopes that it may ask for.
    pub(crate) scopes: Scopes,
    /// A challenge must be given to authorize.
    pub(crate) needs_challenge: bool,
    /// The secret; a public client has none.
    pub(crate) secret: Option<String>,
    /// The certificate whose key signs assertions.
    pub(crate) certificate: Option<String>,
    /// The secret may be left out with a code.
    pub(crate) secret_optional: bool,
    /// The secret may be left out with a refresh token.
    pub(crate) secret_optional_for_refresh: bool,
    /// Each refresh brings a new refresh token.
    pub(crate) rotates: bool,
    /// How long refresh tokens live.
    pub(crate) refresh_life: RefreshLife,
    /// Refresh tokens die when they are not used for [`IDLE_LIMIT`], whatever the policy says.
    pub(crate) limits_idle: bool,
    /// How long a session lives unless used.
    pub(crate) session: Duration,
    /// Its access tokens are JWTs, which live so long.
    pub(crate) jwt: Option<Duration>,
    /// Whether it may use the device flow.
    pub(crate) device_flow: DeviceFlow,
    /// It may ask about tokens of other clients.
    pub(crate) introspects_all: bool,
    /// What id tokens carry.
    pub(crate) id_token: Option<IdTokenConfig>,
}

impl Client {
    /// The command line's connected app.
    fn platform_cli() -> Self {
        Self {
            holder: Holder::PlatformCli,
            key: PLATFORM_CLI.to_owned(),
            label: "Salesforce CLI".to_owned(),
            callbacks: vec!["http://localhost:1717/OauthRedirect".to_owned()],
            scopes: BTreeSet::from(["refresh_token", "api", "web"]),
            needs_challenge: false,
            secret: None,
            certificate: None,
            secret_optional: true,
            secret_optional_for_refresh: true,
            rotates: false,
            refresh_life: RefreshLife::Infinite,
            limits_idle: false,
            session: DEFAULT_SESSION,
            jwt: None,
            device_flow: DeviceFlow::Refused,
            introspects_all: false,
            id_token: None,
        }
    }

    /// An app as a client. An app without global settings is none.
    pub(crate) fn of_app(app: &App<'_>, now: Timestamp) -> Option<Self> {
        let (global, consumer) = (app.global?, app.consumer?);
        let policies = app.oauth_policies;
        let session = policies.and_then(|one| one.session_timeout_in_minutes).and_then(|one| u64::try_from(one).ok());
        let session =
            session.filter(|minutes| *minutes > 0).map_or(DEFAULT_SESSION, |one| Duration::from_secs(one * 60));
        // Up to version 63 the policy had a switch of its own.
        let jwt =
            global.is_named_user_jwt_enabled && policies.and_then(|one| one.is_named_user_jwt_enabled).unwrap_or(true);
        Some(Self {
            holder: Holder::App(app.stored.id.clone()),
            key: global.consumer_key.clone()?,
            label: app.application.label.clone(),
            callbacks: app.callbacks(now),
            scopes: app.scopes(),
            needs_challenge: global.is_pkce_required,
            secret: Some(consumer.secret.clone()),
            certificate: global.certificate.clone(),
            secret_optional: global.is_consumer_secret_optional,
            secret_optional_for_refresh: !global.is_secret_required_for_refresh_token,
            rotates: global.is_refresh_token_rotation_enabled,
            refresh_life: policies.map_or(RefreshLife::Infinite, |one| {
                RefreshLife::new(
                    one.refresh_token_policy_type,
                    one.refresh_token_validity_period.unwrap_or(365),
                    one.refresh_token_validity_unit,
                )
            }),
            limits_idle: global.is_enforce_refresh_token_ttl,
            session,
            jwt: jwt.then(|| jwt_token::life(policies, session)),
            device_flow: device_flow(app),
            introspects_all: global.is_introspect_all_tokens,
            id_token: global.id_token_config.clone(),
        })
    }

    /// The client of a holder in an org.
    pub(crate) fn of_holder(org: &Org, holder: &Holder, now: Timestamp) -> Option<Self> {
        match holder {
            Holder::PlatformCli => Some(Self::platform_cli()),
            Holder::App(app_id) => Self::of_app(&org.app_by_id(app_id)?, now),
            Holder::Session => None,
        }
    }

    /// The client that a request names at a site. Apps are known on the host of their own org only, and there from
    /// the moment that their making has spread.
    pub(crate) fn find(here: &Here, orgs: &[Org], key: &str, now: Timestamp) -> Result<Self, OauthError> {
        if key == PLATFORM_CLI {
            return Ok(Self::platform_cli());
        }
        let known = |org: &Org| {
            let (app, secret) = org.apps().find_map(|app| Some((app, app.secret_for(key, now)?)))?;
            app.consumer.filter(|consumer| consumer.known_from <= now)?;
            let client = Self::of_app(&app, now)?;
            let needs_challenge = client.needs_challenge || org.oauth_oidc_settings.is_pkce_required == Some(true);
            // After a rotation two keys stand for one app.
            Some(Self { key: key.to_owned(), secret: Some(secret.to_owned()), needs_challenge, ..client })
        };
        match here.site {
            Site::Org(index) => Ok(orgs.get(index).and_then(known).ok_or(say::UNKNOWN_CLIENT)?),
            Site::Login if orgs.iter().any(|org| known(org).is_some()) => Err(say::NOT_ON_LOGIN_HOST.into()),
            Site::Login => Err(say::UNKNOWN_CLIENT.into()),
        }
    }

    /// The client of an org that is another than the one whose host was asked. Its users are told so only after they
    /// have logged in.
    pub(crate) fn find_elsewhere(orgs: &[Org], key: &str, now: Timestamp) -> Option<Self> {
        orgs.iter().find_map(|org| Self::of_app(&org.apps().find(|app| app.key() == Some(key))?, now))
    }

    /// Whether a refresh token of this client still lives.
    pub(crate) fn holds(&self, token: &RefreshToken, now: Timestamp) -> bool {
        let is_idle = self.limits_idle && now >= later(token.used_at, IDLE_LIMIT);
        !is_idle && self.refresh_life.holds(token, now)
    }

    /// Whether a secret is this client's. One that is absent passes only where it may be left out.
    pub(crate) fn check_secret(&self, given: Option<&str>, optional: bool) -> Result<(), OauthError> {
        match (&self.secret, given) {
            (None, _) => Ok(()),
            (Some(_), None) if optional => Ok(()),
            (Some(secret), Some(given)) if bool::from(secret.as_bytes().ct_eq(given.as_bytes())) => Ok(()),
            _ => Err(say::WRONG_SECRET.into()),
        }
    }
}

fn device_flow(app: &App<'_>) -> DeviceFlow {
    let Some(global) = app.global.filter(|global| global.is_device_flow_enabled) else { return DeviceFlow::Off };
    let is_local = app.application.distribution_state == DistributionState::Local;
    let on_localhost =
        |callback: &String| url::Url::parse(callback).is_ok_and(|url| url.host_str() == Some("localhost"));
    if is_local && callback_list(global).iter().any(on_localhost) { DeviceFlow::On } else { DeviceFlow::Refused }
}
