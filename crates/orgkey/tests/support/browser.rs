//! The part that a person at a browser plays: follows the link, fills in the form, presses the button, comes back.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use orgkey::sign_in::Browser;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};
use url::Url;

/// A browser that notes what it is to open.
#[derive(Default)]
pub(crate) struct Links {
    opened: Mutex<Vec<Url>>,
    /// Looks at the moment of opening, such as whether a port is held by then.
    pub(crate) look: Mutex<Option<Look>>,
}

type Look = Box<dyn Fn(&Url) + Send>;

impl Links {
    /// Everything that was opened so far.
    pub(crate) fn opened(&self) -> Vec<Url> {
        self.opened.lock().unwrap().clone()
    }
}

impl Browser for Links {
    fn open(&self, link: &Url) -> std::io::Result<()> {
        if let Some(look) = &*self.look.lock().unwrap() {
            look(link);
        }
        self.opened.lock().unwrap().push(link.clone());
        Ok(())
    }
}

/// A client that follows no redirect and uses no proxy.
pub(crate) fn client() -> Client {
    // Makes the TLS library ready, which plain HTTP wants too.
    static READY: LazyLock<()> = LazyLock::new(|| drop(salesforce::Transport::new().unwrap()));
    LazyLock::force(&READY);
    Client::builder().redirect(Policy::none()).no_proxy().build().unwrap()
}

/// A person with a name to sign in, a password and cookies.
pub(crate) struct Person {
    client: Client,
    who: (&'static str, &'static str),
    cookies: BTreeMap<String, String>,
}

impl Person {
    pub(crate) fn new(who: (&'static str, &'static str)) -> Self {
        Self { client: client(), who, cookies: BTreeMap::new() }
    }

    /// Signs in, allows, and opens the callback: its address, and the page that was shown there.
    pub(crate) async fn sign_in(mut self, link: &Url) -> (Url, String) {
        let callback = self.walk(link, "allow").await;
        let page = self.client.get(callback.clone()).send().await.unwrap().text().await.unwrap();
        (callback, page)
    }

    /// Signs in and presses Deny, then opens the callback.
    pub(crate) async fn deny(mut self, link: &Url) -> (Url, String) {
        let callback = self.walk(link, "deny").await;
        let page = self.client.get(callback.clone()).send().await.unwrap().text().await.unwrap();
        (callback, page)
    }

    /// Signs in and allows, but the callback is not on this computer: the address that the browser ends on.
    pub(crate) async fn sign_in_elsewhere(mut self, link: &Url) -> Url {
        self.walk(link, "allow").await
    }

    /// The address of the callback, with everything that Salesforce put into it.
    async fn walk(&mut self, link: &Url, button: &str) -> Url {
        let mut address = link.clone();
        let mut reply = self.send(self.client.get(link.clone())).await;
        for _ in 0..20 {
            if reply.status().is_redirection() {
                let location = reply.headers()["location"].to_str().unwrap();
                address = address.join(location).unwrap();
                if address.query_pairs().any(|(name, _)| name == "code" || name == "error") {
                    return address;
                }
                reply = self.send(self.client.get(address.clone())).await;
                continue;
            }
            let page = reply.text().await.unwrap();
            let (action, mut fields) = form(&page).unwrap_or_else(|| panic!("no form on {address}: {page}"));
            if page.contains("name=\"pw\"") {
                fields.push(("username".to_owned(), self.who.0.to_owned()));
                fields.push(("pw".to_owned(), self.who.1.to_owned()));
            } else {
                fields.push(("decision".to_owned(), button.to_owned()));
            }
            address = address.join(&action).unwrap();
            reply = self.send(self.client.post(address.clone()).form(&fields)).await;
        }
        panic!("no way back from {link}");
    }

    async fn send(&mut self, request: RequestBuilder) -> Response {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
        let reply = request.header("cookie", cookies.join("; ")).send().await.unwrap();
        for cookie in reply.headers().get_all("set-cookie") {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        reply
    }
}

/// The first form of a page: where it goes, and its hidden fields.
fn form(page: &str) -> Option<(String, Vec<(String, String)>)> {
    let form = page.split("<form").nth(1)?.split("</form>").next()?;
    let hidden = form.split("<input").skip(1).filter(|input| input.contains("type=\"hidden\""));
    let fields = hidden.filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)));
    Some((attribute(form, "action")?, fields.collect()))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
    Some(value.replace("&amp;", "&").replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<"))
}
