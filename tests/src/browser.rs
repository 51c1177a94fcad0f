//! The part that a person's browser plays: follows links, fills in forms, presses buttons, comes back to the callback.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use url::Url;

/// Makes the TLS library ready; plain HTTP needs it too.
pub(crate) fn with_tls() {
    // A second call finds it installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A browser with its cookies.
pub struct Browser {
    client: Client,
}

impl Default for Browser {
    fn default() -> Self {
        Self::new()
    }
}

impl Browser {
    /// A browser that has been nowhere.
    ///
    /// # Panics
    /// When no HTTP client can be made.
    pub fn new() -> Self {
        with_tls();
        let client = Client::builder()
            .cookie_store(true)
            .redirect(Policy::none())
            .no_proxy()
            .timeout(Duration::from_secs(20))
            .build()
            .expect("a client");
        Self { client }
    }

    /// Opens a sign-in link, signs in, allows the app, and follows the way back to the callback. Returns the address
    /// that it ended on and what was shown there.
    ///
    /// # Panics
    /// When the way leads nowhere.
    pub async fn sign_in(&self, link: &str, username: &str, password: &str) -> (Url, String) {
        self.walk(link, username, password, "allow", true).await
    }

    /// The same, but presses Deny.
    ///
    /// # Panics
    /// When the way leads nowhere.
    pub async fn deny(&self, link: &str, username: &str, password: &str) -> (Url, String) {
        self.walk(link, username, password, "deny", true).await
    }

    /// The same, but stops before a callback that is not on this computer: returns its address.
    ///
    /// # Panics
    /// When the way leads nowhere.
    pub async fn sign_in_until_callback(&self, link: &str, username: &str, password: &str) -> Url {
        self.walk(link, username, password, "allow", false).await.0
    }

    async fn walk(
        &self,
        link: &str,
        username: &str,
        password: &str,
        button: &str,
        open_callback: bool,
    ) -> (Url, String) {
        let mut address = Url::parse(link).expect("a link");
        let mut reply = self.get(&address).await;
        for _ in 0..20 {
            if let Some(next) = location(&address, &reply) {
                let leaves = next.path().ends_with("/callback") || next.path().ends_with("/OauthRedirect");
                let back = leaves || next.query_pairs().any(|(name, _)| name == "code" || name == "error");
                address = next;
                if back && !open_callback {
                    return (address, String::new());
                }
                reply = self.get(&address).await;
                if back {
                    while let Some(next) = location(&address, &reply) {
                        address = next;
                        reply = self.get(&address).await;
                    }
                    let text = reply.text().await.expect("a page");
                    return (address, text);
                }
                continue;
            }
            let page = reply.text().await.expect("a page");
            let form = Form::of(&page).unwrap_or_else(|| panic!("no form on {address}: {page}"));
            let target = address.join(&form.action).expect("an action");
            let mut fields = form.hidden;
            if page.contains("name=\"pw\"") {
                fields.push(("username".to_owned(), username.to_owned()));
                fields.push(("pw".to_owned(), password.to_owned()));
            } else {
                fields.push(("decision".to_owned(), button.to_owned()));
            }
            reply = self.client.post(target.clone()).form(&fields).send().await.expect("an answer");
            address = target;
        }
        panic!("no way back from {link}");
    }

    async fn get(&self, address: &Url) -> Response {
        self.client.get(address.clone()).send().await.unwrap_or_else(|error| panic!("{address}: {error}"))
    }
}

fn location(base: &Url, reply: &Response) -> Option<Url> {
    if !reply.status().is_redirection() {
        return None;
    }
    base.join(reply.headers().get("location")?.to_str().ok()?).ok()
}

/// The first form of a page, as far as a test has to read HTML that is our own.
struct Form {
    action: String,
    hidden: Vec<(String, String)>,
}

impl Form {
    fn of(page: &str) -> Option<Self> {
        let form = &page[page.find("<form")?..];
        let form = &form[..form.find("</form>")?];
        let action = attribute(form, "action")?;
        let hidden = form
            .split("<input")
            .skip(1)
            .filter(|input| input.contains("type=\"hidden\""))
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
            .collect();
        Some(Self { action, hidden })
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let begin = tag.find(&format!("{name}=\""))? + name.len() + 2;
    let value = &tag[begin..];
    let value = &value[..value.find('"')?];
    Some(value.replace("&amp;", "&").replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<"))
}
