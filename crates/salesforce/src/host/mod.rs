//! Which addresses are Salesforce, and the only place that decides it.
//!
//! A practice org is a separate variant that holds one exact loopback address, so neither can pass for the other, and
//! neither can be read from a file by accident: there is no `Deserialize` here.

mod pasted;
mod suffixes;
mod trust;

use url::Url;

pub use trust::Trust;

/// Why an address is not taken for a Salesforce host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum HostProblem {
    /// Nothing there.
    #[error("nothing was given")]
    Empty,
    /// It cannot be read as an address at all.
    #[error("it is not an address")]
    NotAnAddress,
    /// Another scheme than https (for a practice org: than http).
    #[error("it does not use the expected scheme")]
    Scheme,
    /// A user name before the host, a habit of fake log-in pages.
    #[error("it has a user name in it")]
    Userinfo,
    /// A port number (for a practice org: none).
    #[error("it has a port where none belongs, or none where one does")]
    Port,
    /// A path, query or fragment where only a host belongs.
    #[error("it has more than a host")]
    Path,
    /// A character that Salesforce host names never have.
    #[error("it has a character that Salesforce hosts never have")]
    Characters,
    /// A host that Salesforce does not own, or one that is only for the browser.
    #[error("it is not a Salesforce host")]
    NotSalesforce,
    /// Salesforce, but not the address of one org.
    #[error("it is not the address of an org")]
    NotAnOrg,
    /// Not the loopback address that was expected.
    #[error("it is not a practice org of this computer")]
    NotPractice,
}

/// A host that may be spoken to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Host {
    /// A host of Salesforce itself.
    Salesforce(SalesforceHost),
    /// A stand-in on this computer.
    Practice(PracticeHost),
}

/// A host of Salesforce: a log-in host or the My Domain of one org.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SalesforceHost(Url);

/// A loopback address with its port.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PracticeHost(Url);

impl Host {
    /// `login.salesforce.com`: production, Developer Edition and trial orgs.
    pub fn login() -> Self {
        Self::constant("login.salesforce.com")
    }

    /// `test.salesforce.com`: sandboxes and scratch orgs.
    pub fn sandbox_login() -> Self {
        Self::constant("test.salesforce.com")
    }

    fn constant(name: &'static str) -> Self {
        #[expect(clippy::expect_used, reason = "two literal names")]
        let url = Url::parse(&format!("https://{name}")).expect("literal"); // proof: both names are used by a test
        Self::Salesforce(SalesforceHost(url))
    }

    /// Reads an address strictly: `https://`, a host of the list, and nothing else. A last `/` is allowed.
    pub fn parse(text: &str) -> Result<Self, HostProblem> {
        let name = bare_https(text)?;
        match suffixes::kind(&name) {
            suffixes::Kind::Login | suffixes::Kind::MyDomain => Self::named(&name),
            suffixes::Kind::BrowserOnly | suffixes::Kind::Foreign => Err(HostProblem::NotSalesforce),
        }
    }

    /// Reads what a person pastes and finds the My Domain in it.
    ///
    /// Understood are a bare name (`acme`), a host without scheme, and any address of Lightning, Setup or Visualforce
    /// with whatever path follows. Everything else is judged as strictly as [`Host::parse`] does.
    pub fn from_pasted(text: &str) -> Result<Self, HostProblem> {
        Self::named(&pasted::my_domain(text)?)
    }

    /// Exactly `http://127.0.0.1:PORT`, `http://localhost:PORT` or `http://[::1]:PORT`.
    pub fn practice(origin: &str) -> Result<Self, HostProblem> {
        let rest = origin.strip_prefix("http://").ok_or(HostProblem::Scheme)?;
        let (name, port) = rest.rsplit_once(':').ok_or(HostProblem::Port)?;
        if !matches!(name, "127.0.0.1" | "localhost" | "[::1]") {
            return Err(HostProblem::NotPractice);
        }
        let plain = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) && !port.starts_with('0');
        if !plain || port.parse::<u16>().is_err() {
            return Err(HostProblem::Port);
        }
        Url::parse(origin).map(|url| Self::Practice(PracticeHost(url))).map_err(|_| HostProblem::NotAnAddress)
    }

    /// A name that was already judged.
    fn named(name: &str) -> Result<Self, HostProblem> {
        Url::parse(&format!("https://{name}"))
            .map(|url| Self::Salesforce(SalesforceHost(url)))
            .map_err(|_| HostProblem::NotAnAddress)
    }

    fn base(&self) -> &Url {
        match self {
            Self::Salesforce(SalesforceHost(url)) | Self::Practice(PracticeHost(url)) => url,
        }
    }

    /// Scheme, host and port, without a slash at the end.
    pub fn origin(&self) -> &str {
        self.base().as_str().trim_end_matches('/')
    }

    /// An address on this host. `path` may carry a query; whatever it holds, the host stays this one.
    pub fn url(&self, path: &str) -> Url {
        on(self.base(), path)
    }

    /// Whether this is a stand-in on this computer.
    pub fn is_practice(&self) -> bool {
        matches!(self, Self::Practice(_))
    }

    /// Whether this is the address of one org, rather than a log-in host. A practice org's always counts.
    pub fn is_my_domain(&self) -> bool {
        self.is_practice() || suffixes::kind(&self.display_name()) == suffixes::Kind::MyDomain
    }

    /// A Setup page of this org, to open in a browser; never to send a token to.
    ///
    /// Hosts without a separate Setup domain, a practice org's among them, get the path on their own origin.
    pub fn setup_url(&self, path: &str) -> Url {
        let setup = match self {
            Self::Salesforce(_) => self
                .display_name()
                .strip_suffix(".my.salesforce.com")
                .and_then(|org| Url::parse(&format!("https://{org}.my.salesforce-setup.com")).ok()),
            Self::Practice(_) => None,
        };
        on(setup.as_ref().unwrap_or_else(|| self.base()), path)
    }

    /// Whether a browser may be sent to an address: by https to a host of Salesforce, its Setup and Lightning pages and
    /// its guides among them; never with a user name or a port. No token goes to an address for being allowed here.
    pub fn opens_in_browser(url: &Url) -> bool {
        let bare = url.username().is_empty() && url.password().is_none() && url.port().is_none();
        let name = url.host_str().and_then(|name| host_name(name).ok());
        url.scheme() == "https" && bare && name.is_some_and(|name| suffixes::opens_in_browser(&name))
    }

    /// The host without scheme, with the port of a practice org.
    pub fn display_name(&self) -> String {
        self.origin().split_once("://").map_or_else(String::new, |(_, name)| name.to_owned())
    }

    /// Whether an address has this host's scheme, host and port, and no user name.
    pub fn owns(&self, url: &Url) -> bool {
        url.origin() == self.base().origin() && url.username().is_empty() && url.password().is_none()
    }
}

impl std::fmt::Display for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.origin())
    }
}

/// Puts path and query on a base. `Url::join` would let `//other.host` replace the host, so it is not used.
fn on(base: &Url, path: &str) -> Url {
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let mut url = base.clone();
    url.set_path(path);
    url.set_query(query);
    url
}

/// Takes `https://name` or `https://name/` apart without forgiving anything that a URL parser would repair.
fn bare_https(text: &str) -> Result<String, HostProblem> {
    if text.is_empty() {
        return Err(HostProblem::Empty);
    }
    let rest = text.strip_prefix("https://").ok_or(HostProblem::Scheme)?;
    let name = rest.strip_suffix('/').unwrap_or(rest);
    host_name(name)
}

/// Checks a host name by itself: lower-case letters, digits, hyphens and single points.
fn host_name(name: &str) -> Result<String, HostProblem> {
    if name.contains('@') {
        return Err(HostProblem::Userinfo);
    }
    if name.contains(['/', '?', '#']) {
        return Err(HostProblem::Path);
    }
    if name.contains(':') {
        return Err(HostProblem::Port);
    }
    let name = name.to_ascii_lowercase();
    let good_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && !label.starts_with("xn--")
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if name.len() > 253 || !name.split('.').all(good_label) {
        return Err(HostProblem::Characters);
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_hosts_are_what_parsing_gives() {
        assert_eq!(Host::parse("https://login.salesforce.com"), Ok(Host::login()));
        assert_eq!(Host::parse("https://test.salesforce.com/"), Ok(Host::sandbox_login()));
        assert_eq!(Host::login().origin(), "https://login.salesforce.com");
        assert!(!Host::login().is_my_domain());
    }

    #[test]
    fn a_path_cannot_change_the_host() {
        let host = Host::parse("https://acme.my.salesforce.com").unwrap();
        for path in [
            "/services/data?q=a b",
            "//evil.example/x",
            "@evil.example",
            "https://evil.example/",
            "/../../x",
            "\\\\evil",
        ] {
            let url = host.url(path);
            assert_eq!(url.host_str(), Some("acme.my.salesforce.com"), "{path}");
            assert!(host.owns(&url), "{path}");
        }
        assert_eq!(host.url("/services/data?x=1").as_str(), "https://acme.my.salesforce.com/services/data?x=1");
    }

    #[test]
    fn setup_opens_on_its_own_domain() {
        let host = Host::parse("https://acme--dev.sandbox.my.salesforce.com").unwrap();
        let url = host.setup_url("/lightning/setup/SetupOneHome/home");
        assert_eq!(url.as_str(), "https://acme--dev.sandbox.my.salesforce-setup.com/lightning/setup/SetupOneHome/home");
        let practice = Host::practice("http://127.0.0.1:4711").unwrap();
        assert_eq!(practice.setup_url("/x").as_str(), "http://127.0.0.1:4711/x");
        assert_eq!(practice.display_name(), "127.0.0.1:4711");
    }

    #[test]
    fn a_practice_org_is_only_an_exact_loopback_origin() {
        for good in ["http://127.0.0.1:1", "http://localhost:65535", "http://[::1]:8080"] {
            assert_eq!(Host::practice(good).unwrap().origin(), good);
        }
        for bad in [
            "https://127.0.0.1:8080",
            "http://127.0.0.1",
            "http://127.0.0.1:",
            "http://127.0.0.1:80/",
            "http://0.0.0.0:80",
            "http://127.0.0.2:80",
            "http://localhost.evil.example:80",
            "http://a@127.0.0.1:80",
            "http://127.0.0.1:99999",
            "http://127.0.0.1:080",
            "http://2130706433:80",
            "http://[::ffff:127.0.0.1]:80",
            "http://127.1:80",
            " http://127.0.0.1:80",
            "http://127.0.0.1:0",
            "HTTP://127.0.0.1:80",
            "http://127.0.0.1:+80",
        ] {
            assert!(Host::practice(bad).is_err(), "{bad}");
        }
    }
}
