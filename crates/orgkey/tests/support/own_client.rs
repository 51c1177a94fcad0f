//! An app of the person's own in the practice org, with whose client id Orgkey signs in.

use std::time::Duration;

use orgkey::Uuid;
use orgkey::blueprint::{TEST_PORTS, test_callback};
use orgkey::desk::Desk;
use orgkey::sign_in::{SignInState, SignInView};
use salesforce::metadata::{
    AppPolicies, Component, ExternalClientApplication, GlobalOauthSettings, OauthPolicies, OauthSettings, Package,
};
use salesforce::types::ApiVersion;
use serde_json::{Value, json};

use super::{DANA, Journey, Person, browser, deploy};

/// The client id of the app.
pub(crate) const CLIENT_ID: &str =
    "3MVG9PRACTICEOwnClientOwnClientOwnClientOwnClientOwnClientOwnClientOwnClientOwnClient";

impl Journey {
    /// Makes the app: a public client with PKCE, whose sessions are renewed and whose refresh tokens rotate.
    pub(crate) async fn own_client(&self) {
        self.own_client_that(|_| {}).await;
    }

    /// The same with other settings.
    pub(crate) async fn own_client_that(&self, otherwise: impl FnOnce(&mut GlobalOauthSettings)) {
        self.desk.sign_in_to_practice().await.unwrap();
        let app = || "Own_Client".to_owned();
        let mut global = GlobalOauthSettings {
            full_name: "Own_ClientGlbl".to_owned(),
            callback_urls: TEST_PORTS.into_iter().map(test_callback).collect(),
            consumer_key: Some(CLIENT_ID.to_owned()),
            external_client_application: app(),
            is_consumer_secret_optional: true,
            is_refresh_token_rotation_enabled: true,
            is_secret_required_for_refresh_token: false,
            label: Some("Own_ClientGlbl".to_owned()),
            ..Default::default()
        };
        otherwise(&mut global);
        let mut package = Package::new(ApiVersion::new(67));
        package.add(Component::App(ExternalClientApplication {
            full_name: app(),
            contact_email: Some("it@practice.example".to_owned()),
            label: "Own client".to_owned(),
            ..Default::default()
        }));
        package.add(Component::OauthSettings(OauthSettings {
            full_name: "Own_ClientOAuth".to_owned(),
            comma_separated_oauth_scopes: vec!["Api".to_owned(), "RefreshToken".to_owned()],
            external_client_application: app(),
            label: Some("Own_ClientOAuth".to_owned()),
            ..Default::default()
        }));
        package.add(Component::GlobalOauthSettings(global));
        package.add(Component::OauthPolicies(OauthPolicies {
            full_name: "Own_ClientOAuth_defaultPolicy".to_owned(),
            external_client_application: app(),
            label: Some("Own_ClientOAuth_defaultPolicy".to_owned()),
            ..Default::default()
        }));
        package.add(Component::AppPolicies(policies(true)));
        deploy(&self.org().await.0, package.to_zip().unwrap()).await;
    }

    /// The address of the org.
    pub(crate) fn address(&self) -> String {
        self.practice.description().orgs[0].url.clone()
    }

    /// The id of the org.
    pub(crate) fn org_id(&self) -> String {
        self.practice.description().orgs[0].id.clone()
    }

    /// Signs in with the own client id, as the administrator, and goes on in a draft.
    pub(crate) async fn sign_in_by_own_client(&self, draft: Option<Uuid>) {
        let begun = self.desk.begin_own_sign_in(self.address(), CLIENT_ID, None).await.unwrap();
        Person::new(DANA).sign_in(&begun.link.as_ref().unwrap().parse().unwrap()).await;
        let arrived = self.until_ended(begun.id).await;
        assert!(matches!(arrived.state, SignInState::Arrived { .. }), "{arrived:?}");
        self.desk.accept_org(begun.id, draft).await.unwrap();
    }

    /// Waits for the end of a sign-in.
    pub(crate) async fn until_ended(&self, id: Uuid) -> SignInView {
        let mut changes = self.desk.changes();
        let waited = tokio::time::timeout(Duration::from_secs(20), async {
            loop {
                let view = self.desk.sign_in(id).unwrap();
                if !matches!(view.state, SignInState::Waiting | SignInState::Exchanging) {
                    return view;
                }
                let _ = changes.recv().await;
            }
        });
        waited.await.unwrap_or_else(|_| panic!("still {:?}", self.desk.sign_in(id)))
    }

    /// Statuses of all requests to the token endpoint so far, as the org noted them.
    pub(crate) async fn token_requests(&self) -> Vec<u64> {
        let control = &self.practice.description().control;
        let request = browser::client().get(format!("{}/log", control.url)).bearer_auth(&control.bearer);
        let log: Vec<Value> = request.send().await.unwrap().json().await.unwrap();
        let token = log.iter().filter(|one| one["path"] == "/services/oauth2/token");
        token.map(|one| one["status"].as_u64().unwrap()).collect()
    }

    /// Changes something of the practice world.
    pub(crate) async fn control(&self, what: &str, body: Value) {
        let control = &self.practice.description().control;
        let request = browser::client().post(format!("{}/{what}", control.url)).bearer_auth(&control.bearer);
        let reply = request.json(&body).send().await.unwrap();
        assert!(reply.status().is_success(), "{what}: {}", reply.status());
    }

    /// Ends one access token.
    pub(crate) async fn expire(&self, token: &str) {
        self.control("expire-token", json!({ "access_token": token })).await;
    }

    /// Turns the app off, as an admin does who no longer wants it.
    pub(crate) async fn disable_own_client(&self) {
        let mut package = Package::new(ApiVersion::new(67));
        package.add(Component::AppPolicies(policies(false)));
        deploy(&self.org().await.0, package.to_zip().unwrap()).await;
    }

    /// Orgkey in another process: the same folder and keychain.
    pub(crate) fn another_desk(&self) -> Desk {
        super::desk(&self.practice, &self.folder, &self.vault, &self.links)
    }
}

fn policies(on: bool) -> AppPolicies {
    AppPolicies {
        full_name: "Own_Client_defaultPolicy".to_owned(),
        external_client_application: "Own_Client".to_owned(),
        is_enabled: on,
        is_oauth_plugin_enabled: Some(on),
        label: Some("Own_Client_defaultPolicy".to_owned()),
        ..Default::default()
    }
}
