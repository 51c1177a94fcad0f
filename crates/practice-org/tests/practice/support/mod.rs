//! What the tests share: a world with a plain HTTP client, a package to deploy, and a person at a browser.

pub(crate) mod package;
pub(crate) mod sign_in;
pub(crate) mod signer;
pub(crate) mod wire;

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::{Once, mpsc};
use std::thread;

use package::{App, zip};
use practice_org::{Description, Fault, Options, OrgKind, Running, Timing, World, start};
use reqwest::{Client, Method, RequestBuilder, header, redirect};
use serde_json::{Value, json};

/// A world, and a client that follows no redirect.
pub(crate) struct Practice {
    pub(crate) description: Description,
    pub(crate) client: Client,
    server: Server,
}

/// Who serves: this process, or the binary.
enum Server {
    Here(Running),
    Binary(Child),
}

impl Drop for Practice {
    fn drop(&mut self) {
        if let Server::Binary(child) = &mut self.server {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

/// What one file of a deploy was told.
pub(crate) fn problem_of(result: &Value, file: &str) -> Option<String> {
    let list = |name: &str| result["details"][name].as_array().cloned().unwrap_or_default();
    let messages: Vec<Value> = list("componentFailures").into_iter().chain(list("componentSuccesses")).collect();
    let about = messages
        .iter()
        .find(|one| one["fileName"].as_str().is_some_and(|name| name.ends_with(file)) && one["problem"].is_string())?;
    about["problem"].as_str().map(str::to_owned)
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

fn client() -> Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap()
}

impl Practice {
    pub(crate) async fn new() -> Self {
        Self::with(&[], Timing::instant()).await
    }

    pub(crate) async fn with(faults: &[Fault], timing: Timing) -> Self {
        Self::start(Options { faults: faults.to_vec(), timing, ..Options::default() }).await
    }

    /// A world with these orgs; `orgs[0]` of the description is the first of them.
    pub(crate) async fn of(orgs: &[OrgKind]) -> Self {
        Self::start(Options { orgs: orgs.to_vec(), ..Options::default() }).await
    }

    /// A world that starts so.
    pub(crate) async fn start(options: Options) -> Self {
        let running = start(options).await.unwrap();
        Self { description: running.description().clone(), client: client(), server: Server::Here(running) }
    }

    /// Runs the binary; the description is the one line that it prints.
    pub(crate) fn binary(arguments: &[&str]) -> Self {
        Self::of_binary(arguments, Stdio::inherit()).0
    }

    /// The same, with each line that it writes to standard error.
    pub(crate) fn binary_heard(arguments: &[&str]) -> (Self, mpsc::Receiver<String>) {
        let (practice, errors) = Self::of_binary(arguments, Stdio::piped());
        let errors = BufReader::new(errors.unwrap()).lines();
        let (sender, heard) = mpsc::channel();
        thread::spawn(move || errors.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        (practice, heard)
    }

    fn of_binary(arguments: &[&str], errors: Stdio) -> (Self, Option<ChildStderr>) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_practice-org"));
        command.args(["--port", "0", "--timing", "instant", "--json"]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(errors).spawn().unwrap();
        let errors = child.stderr.take();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let description = serde_json::from_str(&line).unwrap();
        (Self { description, client: client(), server: Server::Binary(child) }, errors)
    }

    /// The process that serves, where it is the binary.
    pub(crate) fn pid(&self) -> u32 {
        match &self.server {
            Server::Binary(child) => child.id(),
            Server::Here(_) => panic!("this process serves"),
        }
    }

    /// The world, where this process serves it.
    pub(crate) fn world(&self) -> &World {
        match &self.server {
            Server::Here(running) => running.world(),
            Server::Binary(_) => panic!("the world of the binary is out of reach"),
        }
    }

    /// A control call.
    pub(crate) async fn control(&self, path: &str, body: Value) -> Reply {
        let control = &self.description.control;
        reply(self.client.post(format!("{}/{path}", control.url)).bearer_auth(&control.bearer).json(&body)).await
    }

    pub(crate) fn login(&self, path: &str) -> String {
        format!("{}{path}", self.description.login_url)
    }

    pub(crate) fn org(&self, path: &str) -> String {
        format!("{}{path}", self.description.orgs[0].url)
    }

    /// An access token of `dana`, `maya`, …
    pub(crate) fn token(&self, who: &str) -> String {
        let users = &self.description.orgs[0].users;
        users.iter().find(|user| user.username.starts_with(who)).unwrap().access_token.clone()
    }

    pub(crate) async fn get(&self, who: &str, path: &str) -> Reply {
        reply(self.client.get(self.org(path)).bearer_auth(self.token(who))).await
    }

    pub(crate) async fn send(&self, method: Method, who: &str, path: &str, body: Value) -> Reply {
        reply(self.client.request(method, self.org(path)).bearer_auth(self.token(who)).json(&body)).await
    }

    pub(crate) async fn query(&self, who: &str, soql: &str) -> Reply {
        self.query_at(0, who, soql).await
    }

    /// A query in one of several orgs.
    pub(crate) async fn query_at(&self, org: usize, who: &str, soql: &str) -> Reply {
        let org = &self.description.orgs[org];
        let request = self.client.get(format!("{}/services/data/v67.0/query", org.url)).query(&[("q", soql)]);
        let user = org.users.iter().find(|user| user.username.starts_with(who)).unwrap();
        reply(request.bearer_auth(&user.access_token)).await
    }

    /// The world's time, from a reply.
    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.world().now()
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
        self.start_zip(who, zip(files), options).await
    }

    pub(crate) async fn start_zip(&self, who: &str, zip: Vec<u8>, options: Value) -> Reply {
        let part = |text: Vec<u8>, kind: &str| reqwest::multipart::Part::bytes(text).mime_str(kind).unwrap();
        let options = json!({ "deployOptions": options }).to_string().into_bytes();
        let form = reqwest::multipart::Form::new()
            .part("json", part(options, "application/json"))
            .part("file", part(zip, "application/zip").file_name("deploy.zip"));
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
    pub(crate) async fn browse(&self, address: String, username: &str, answer: &str) -> Reply {
        self.browse_with(&mut None, address, username, answer).await
    }

    /// The same in a browser that may hold a cookie already, and holds one afterwards.
    pub(crate) async fn browse_with(
        &self,
        jar: &mut Option<String>,
        address: String,
        username: &str,
        answer: &str,
    ) -> Reply {
        let cookie = jar.clone().unwrap_or_default();
        let mut at = reply(self.client.get(&address).header(header::COOKIE, cookie)).await;
        let host = reqwest::Url::parse(&address).unwrap().origin().ascii_serialization();
        for _ in 0..8 {
            if let Some(cookie) = at.cookie() {
                *jar = Some(cookie);
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
            } else if at.status == 200 && at.body.contains(r#"name="smc""#) {
                let (_, code) = at.body.split_once(r#"id="practice-code">"#).unwrap();
                let code = code.split('<').next().unwrap().to_owned();
                let form = [("csrf", at.field("csrf")), ("source", at.field("source")), ("smc", code)];
                let page = format!("{host}/setup/secur/RemoteAccessAuthorizationPage.apexp");
                reply(self.client.post(page).header(header::COOKIE, cookie).form(&form)).await
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
