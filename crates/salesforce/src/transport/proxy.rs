//! Which proxy calls go through, decided once: for the connection itself, and for whoever is told of it.
//!
//! `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` (either case); without them the system's settings, on macOS and Windows as
//! `reqwest` reads them, on Linux those of the desktop. Hosts of `NO_PROXY` are left out there too.

use std::env;
use std::sync::LazyLock;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{ClientBuilder, NoProxy, Proxy};

use super::desktop::{self, Manual};
use crate::Host;

/// The desktop's proxy, where the environment names none; asked for once.
static DESKTOP: LazyLock<Option<Manual>> = LazyLock::new(|| {
    let named = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let named = named.iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
    let manual = (cfg!(target_os = "linux") && !named).then(desktop::settings).flatten()?;
    let also = ["NO_PROXY", "no_proxy"].iter().find_map(|name| env::var(name).ok());
    Some(leaving_out(manual, also))
});

/// A proxy that is left out for more hosts: those of the desktop, and those of the environment.
fn leaving_out(manual: Manual, also: Option<String>) -> Manual {
    let both = [manual.without, also.unwrap_or_default()];
    Manual { without: both.join(","), ..manual }
}

/// The proxies of this computer.
pub(super) fn system() -> Matcher {
    matcher(DESKTOP.as_ref())
}

fn matcher(desktop: Option<&Manual>) -> Matcher {
    match desktop {
        Some(manual) => Matcher::builder().https(manual.proxy.as_str()).no(manual.without.as_str()).build(),
        None => Matcher::from_system(),
    }
}

/// A client that goes through them.
pub(super) fn through(builder: ClientBuilder) -> ClientBuilder {
    let Some(manual) = &*DESKTOP else { return builder };
    match of_desktop(manual) {
        Ok(proxy) => builder.proxy(proxy),
        Err(_) => builder,
    }
}

fn of_desktop(manual: &Manual) -> reqwest::Result<Proxy> {
    let proxy = Proxy::https(&manual.proxy)?.no_proxy(NoProxy::from_string(&manual.without));
    Ok(match &manual.user {
        Some((user, password)) => proxy.basic_auth(user, password.expose()),
        None => proxy,
    })
}

/// The proxy for calls to a host, without the user name and password that it may have. None for a practice org.
pub(super) fn of(matcher: &Matcher, host: &Host) -> Option<String> {
    if host.is_practice() {
        return None;
    }
    let proxy = matcher.intercept(&host.origin().parse().ok()?)?;
    let uri = proxy.uri();
    let port = uri.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{}://{}{port}", uri.scheme_str().unwrap_or("http"), uri.host()?))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncBufReadExt as _, BufReader};

    use super::*;
    use crate::types::ProxyPassword;

    #[test]
    fn the_password_of_a_proxy_is_shown() {
        let matcher =
            Matcher::builder().https("http://kim:canary@proxy.acme.example:3128").no("test.salesforce.com").build();
        assert_eq!(of(&matcher, &Host::login()).as_deref(), Some("http://proxy.acme.example:3128"));
        assert_eq!(of(&matcher, &Host::sandbox_login()), None);
        let practice = Host::practice("http://127.0.0.1:8080").unwrap();
        assert_eq!(of(&Matcher::builder().all("http://127.0.0.1:1").build(), &practice), None);
    }

    #[test]
    fn what_a_desktop_leaves_out_goes_through_its_proxy() {
        let proxy = "http://proxy.acme.example:3128/".to_owned();
        for (without, through) in [
            ("localhost,127.0.0.0/8,::1", true),
            (".salesforce.com", false),
            ("login.salesforce.com", false),
            ("test.salesforce.com", true),
            ("*", false),
        ] {
            let manual = Manual { proxy: proxy.clone(), user: None, without: without.to_owned() };
            let told = of(&matcher(Some(&manual)), &Host::login());
            assert_eq!(told.is_some(), through, "{without}: {told:?}");
        }
    }

    #[test]
    fn a_host_of_no_proxy_goes_through_the_proxy_of_a_desktop() {
        let manual = |without: &str| Manual {
            proxy: "http://proxy.acme.example:3128/".to_owned(),
            user: None,
            without: without.to_owned(),
        };
        for (without, also, through) in [
            ("localhost", None, true),
            ("localhost", Some(""), true),
            ("localhost", Some("acme.example, .salesforce.com"), false),
            (".salesforce.com", Some("acme.example"), false),
            ("", Some("*"), false),
        ] {
            let manual = leaving_out(manual(without), also.map(str::to_owned));
            let told = of(&matcher(Some(&manual)), &Host::login());
            assert_eq!(told.is_some(), through, "{without} {also:?}");
        }
    }

    #[tokio::test]
    async fn a_proxy_of_a_desktop_is_not_told_who_asks() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = format!("http://{}/", listener.local_addr().unwrap());
        let heard = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = String::new();
            let mut lines = BufReader::new(&mut stream).lines();
            while let Some(line) = lines.next_line().await.unwrap().filter(|line| !line.is_empty()) {
                head.push_str(&line);
                head.push('\n');
            }
            head
        });
        crate::Transport::new().unwrap();
        let user = Some(("kim".to_owned(), ProxyPassword::new("s3'c@r:et")));
        let manual = Manual { proxy, user, without: String::new() };
        let client = reqwest::Client::builder().proxy(of_desktop(&manual).unwrap()).build().unwrap();
        client.get("https://login.salesforce.com").send().await.unwrap_err();
        let head = heard.await.unwrap().to_ascii_lowercase();
        assert!(head.starts_with("connect login.salesforce.com:443 "), "{head}");
        // kim:s3'c@r:et
        assert!(head.contains(&"proxy-authorization: Basic a2ltOnMzJ2NAcjpldA==".to_ascii_lowercase()), "{head}");
    }
}
