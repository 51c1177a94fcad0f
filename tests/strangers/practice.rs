//! A practice org in this process, and what a test does in it itself, over plain HTTP.

use std::time::Duration;

use orgkey_tests::Browser;
use practice_org::{Options, Running, Timing, UserDescription};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use url::Url;

use crate::project::Project;

/// A running practice org.
pub(crate) struct Practice {
    running: Running,
    browser: Browser,
    http: reqwest::Client,
}

/// What a client calls itself.
pub(crate) struct Credentials {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl Practice {
    pub(crate) async fn start() -> Self {
        Self::with(Timing::instant()).await
    }

    pub(crate) async fn with(timing: Timing) -> Self {
        let running = practice_org::start(Options { timing, ..Options::default() }).await.unwrap();
        // The browser first: it makes the TLS library ready.
        let browser = Browser::new();
        Self { running, browser, http: reqwest::Client::builder().no_proxy().build().unwrap() }
    }

    /// What it says of itself, as it prints it.
    pub(crate) fn description(&self) -> String {
        serde_json::to_string(&self.running.world().describe()).unwrap()
    }

    /// The address of the org.
    pub(crate) fn url(&self) -> &str {
        &self.running.description().orgs[0].url
    }

    /// The address of the login host.
    pub(crate) fn login_url(&self) -> &str {
        &self.running.description().login_url
    }

    /// `dana`, `etl`, …
    pub(crate) fn user(&self, short: &str) -> &UserDescription {
        let users = &self.running.description().orgs[0].users;
        users.iter().find(|user| user.username.starts_with(short)).unwrap()
    }

    /// Moves the org's clock.
    pub(crate) fn advance(&self, by: Duration) {
        self.running.world().advance(by);
    }

    /// Plays a person's part in a browser: logs in, allows the app. Returns the callback that it ends at.
    pub(crate) async fn sign_in(&self, link: &str, who: &str) -> Url {
        let user = self.user(who);
        self.browser.sign_in_until_callback(link, &user.username, &user.password).await
    }

    /// The same, and opens the callback.
    pub(crate) async fn sign_in_and_return(&self, link: &str, who: &str) {
        let user = self.user(who);
        self.browser.sign_in(link, &user.username, &user.password).await;
    }

    /// Rows of a query, asked as the administrator.
    pub(crate) async fn query(&self, soql: &str) -> Vec<Value> {
        let mut address = Url::parse(self.url()).unwrap().join("/services/data/v67.0/query").unwrap();
        address.query_pairs_mut().append_pair("q", soql);
        let reply = self.send(self.http.get(address)).await;
        reply["records"].as_array().unwrap_or_else(|| panic!("{reply}")).clone()
    }

    /// Deploys a project, and reads what its app calls itself.
    pub(crate) async fn deploy(&self, project: &Project) -> Credentials {
        let part = |bytes: Vec<u8>, kind: &str| Part::bytes(bytes).mime_str(kind).unwrap();
        let options = json!({ "deployOptions": { "singlePackage": true, "rollbackOnError": true } });
        let form = Form::new()
            .part("json", part(options.to_string().into_bytes(), "application/json"))
            .part("file", part(project.zip(), "application/zip").file_name("deploy.zip"));
        let deploys = format!("{}/services/data/v67.0/metadata/deployRequest", self.url());
        let started = self.send(self.http.post(&deploys).multipart(form)).await;
        let id = started["id"].as_str().unwrap_or_else(|| panic!("{started}"));
        let ended = self.send(self.http.get(format!("{deploys}/{id}?includeDetails=true"))).await;
        assert_eq!(ended["deployResult"]["status"], "Succeeded", "{ended:#}");
        self.credentials().await
    }

    /// What the app of the project calls itself.
    pub(crate) async fn credentials(&self) -> Credentials {
        let found = self.query("SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Harbour_Log'").await;
        let app = found[0]["Id"].as_str().unwrap();
        let address = format!("{}/services/data/v67.0/apps/oauth/credentials/{app}", self.url());
        let consumers = self.send(self.http.get(&address)).await;
        let consumer = consumers["consumers"][0]["id"].as_str().unwrap_or_else(|| panic!("{consumers}"));
        let both = self.send(self.http.get(format!("{address}/{consumer}?part=keyandsecret"))).await;
        let text = |name: &str| both[name].as_str().unwrap_or_else(|| panic!("{both}")).to_owned();
        Credentials { id: text("key"), secret: text("secret") }
    }

    /// Assigns the project's permission set to a user.
    pub(crate) async fn assign(&self, who: &str) {
        let found = self.query("SELECT Id FROM PermissionSet WHERE Name = 'Harbour_Log_Users'").await;
        let assignment = json!({ "AssigneeId": self.user(who).id, "PermissionSetId": found[0]["Id"] });
        let address = format!("{}/services/data/v67.0/sobjects/PermissionSetAssignment", self.url());
        let reply = self.send(self.http.post(address).json(&assignment)).await;
        assert_eq!(reply["success"], true, "{reply}");
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Value {
        let request = request.bearer_auth(&self.user("dana").access_token);
        request.send().await.unwrap().json().await.unwrap()
    }
}
