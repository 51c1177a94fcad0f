//! What the tests share: a world with a plain HTTP client, a package to deploy, and a person at a browser.
#![expect(dead_code, reason = "each test file uses another part of this")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::io::{Cursor, Write};
use std::sync::Once;

use practice_org::{Fault, Options, Running, Timing, start};
use reqwest::{Client, Method, RequestBuilder, header, redirect};
use serde_json::{Value, json};

/// A world, and a client that follows no redirect.
pub(crate) struct Practice {
    pub(crate) running: Running,
    pub(crate) client: Client,
}

/// A reply, read whole.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: header::HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// Status, `error`, `error_description`.
    pub(crate) fn oauth_error(&self) -> (u16, String, String) {
        let body = self.json();
        let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
        (self.status, text("error"), text("error_description"))
    }

    /// A hidden field of a form.
    pub(crate) fn field(&self, name: &str) -> String {
        let start = format!(r#"name="{name}" value=""#);
        let (_, rest) = self.body.split_once(&start).unwrap_or_else(|| panic!("no field {name}: {}", self.body));
        rest.split('"').next().unwrap_or_default().replace("&amp;", "&")
    }

    /// The cookie that the reply sets.
    pub(crate) fn cookie(&self) -> Option<String> {
        let value = self.headers.get(header::SET_COOKIE)?.to_str().ok()?;
        value.split(';').next().map(str::to_owned)
    }
}

pub(crate) async fn reply(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Reply { status, headers, body: response.text().await.unwrap() }
}

impl Practice {
    pub(crate) async fn new() -> Self {
        Self::with(&[], Timing::instant()).await
    }

    pub(crate) async fn with(faults: &[Fault], timing: Timing) -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let running = start(Options { login_port: 0, faults: faults.to_vec(), timing }).await.unwrap();
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        Self { running, client }
    }

    pub(crate) fn login(&self, path: &str) -> String {
        format!("{}{path}", self.running.description().login_url)
    }

    pub(crate) fn org(&self, path: &str) -> String {
        format!("{}{path}", self.running.description().orgs[0].url)
    }

    /// An access token of `dana`, `maya`, …
    pub(crate) fn token(&self, who: &str) -> String {
        let users = &self.running.description().orgs[0].users;
        users.iter().find(|user| user.username.starts_with(who)).unwrap().access_token.clone()
    }

    pub(crate) async fn get(&self, who: &str, path: &str) -> Reply {
        reply(self.client.get(self.org(path)).bearer_auth(self.token(who))).await
    }

    pub(crate) async fn send(&self, method: Method, who: &str, path: &str, body: Value) -> Reply {
        reply(self.client.request(method, self.org(path)).bearer_auth(self.token(who)).json(&body)).await
    }

    pub(crate) async fn query(&self, who: &str, soql: &str) -> Reply {
        let request = self.client.get(self.org("/services/data/v67.0/query")).query(&[("q", soql)]);
        reply(request.bearer_auth(self.token(who))).await
    }

    pub(crate) async fn post_form(&self, url: String, form: &[(&str, &str)]) -> Reply {
        reply(self.client.post(url).form(form)).await
    }

    pub(crate) async fn token_request(&self, form: &[(&str, &str)]) -> Reply {
        self.post_form(self.org("/services/oauth2/token"), form).await
    }

    /// Deploys files over REST and returns the `deployResult` with details.
    pub(crate) async fn deploy_as(&self, who: &str, files: &[(&str, String)]) -> Value {
        let started = self.start_deploy(who, files, json!({ "rollbackOnError": true, "singlePackage": true })).await;
        assert_eq!(started.status, 201, "{}", started.body);
        let id = started.json()["id"].as_str().unwrap().to_owned();
        self.deploy_result(who, &id).await
    }

    pub(crate) async fn start_deploy(&self, who: &str, files: &[(&str, String)], options: Value) -> Reply {
        let part = |text: Vec<u8>, kind: &str| reqwest::multipart::Part::bytes(text).mime_str(kind).unwrap();
        let options = json!({ "deployOptions": options }).to_string().into_bytes();
        let form = reqwest::multipart::Form::new()
            .part("json", part(options, "application/json"))
            .part("file", part(zip(files), "application/zip").file_name("deploy.zip"));
        let url = self.org("/services/data/v67.0/metadata/deployRequest");
        reply(self.client.post(url).bearer_auth(self.token(who)).multipart(form)).await
    }

    pub(crate) async fn deploy_result(&self, who: &str, id: &str) -> Value {
        let path = format!("/services/data/v67.0/metadata/deployRequest/{id}?includeDetails=true");
        self.get(who, &path).await.json()["deployResult"].clone()
    }

    /// Deploys an app with everything on, and returns its key and secret.
    pub(crate) async fn app(&self, app: &App) -> Credentials {
        let result = self.deploy_as("dana", &app.files()).await;
        assert_eq!(result["status"], "Succeeded", "{result:#}");
        self.credentials(app.name).await
    }

    pub(crate) async fn credentials(&self, name: &str) -> Credentials {
        let soql = format!("SELECT Id FROM ExternalClientApplication WHERE DeveloperName = '{name}'");
        let found = self.query("dana", &soql).await.json();
        let app_id = found["records"][0]["Id"].as_str().unwrap().to_owned();
        let path = format!("/services/data/v67.0/apps/oauth/credentials/{app_id}");
        let consumer = self.get("dana", &path).await.json()["consumers"][0]["id"].as_str().unwrap().to_owned();
        let both = self.get("dana", &format!("{path}/{consumer}?part=keyandsecret")).await.json();
        let text = |key: &str| both[key].as_str().unwrap().to_owned();
        Credentials { app_id, consumer_id: consumer, key: text("key"), secret: text("secret") }
    }

    /// Plays a person's part: log in, answer the consent page if there is one. Returns where the browser ends.
    pub(crate) async fn browse(&self, authorize: String, username: &str, answer: &str) -> Reply {
        let mut jar: Option<String> = None;
        let mut at = reply(self.client.get(&authorize)).await;
        let host = authorize.split("/services").next().unwrap().to_owned();
        for _ in 0..8 {
            if let Some(cookie) = at.cookie() {
                jar = Some(cookie);
            }
            let cookie = jar.clone().unwrap_or_default();
            at = if at.status == 302 && at.location().starts_with(&host) && !at.location().contains("ErrorPage") {
                reply(self.client.get(at.location()).header(header::COOKIE, cookie)).await
            } else if at.status == 200 && at.body.contains(r#"name="pw""#) {
                let short = username.split('@').next().unwrap();
                let form = [
                    ("csrf", at.field("csrf")),
                    ("startURL", at.field("startURL")),
                    ("username", username.to_owned()),
                    ("pw", format!("practice-{short}-1")),
                ];
                reply(self.client.post(format!("{host}/")).header(header::COOKIE, cookie).form(&form)).await
            } else if at.status == 200 && at.body.contains(r#"name="decision""#) {
                let form =
                    [("csrf", at.field("csrf")), ("source", at.field("source")), ("decision", answer.to_owned())];
                let page = format!("{host}/setup/secur/RemoteAccessAuthorizationPage.apexp");
                reply(self.client.post(page).header(header::COOKIE, cookie).form(&form)).await
            } else {
                return at;
            };
        }
        at
    }
}

/// Key, secret and ids of an app.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    pub(crate) app_id: String,
    pub(crate) consumer_id: String,
    pub(crate) key: String,
    pub(crate) secret: String,
}

/// The value of a parameter in an address.
pub(crate) fn parameter(address: &str, name: &str) -> Option<String> {
    let url = reqwest::Url::parse(address).ok()?;
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// A verifier and its S256 challenge, from RFC 7636 appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// An app to deploy. The files are written as in the published sample files.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) name: &'static str,
    pub(crate) scopes: &'static str,
    pub(crate) global: &'static str,
    pub(crate) policy: &'static str,
    pub(crate) callback: &'static str,
    pub(crate) enabled: bool,
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
        let Self { name, scopes, global, policy, callback, enabled } = self;
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
                        "{child}<isEnabled>{enabled}</isEnabled><isOauthPluginEnabled>{enabled}</isOauthPluginEnabled>\
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
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
