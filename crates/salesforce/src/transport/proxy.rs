//! Which proxy calls go through, decided once: for the connection itself, and for whoever is told of it.
//!
//! `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` (either case); without them the system's settings, on macOS and Windows as
//! `reqwest` reads them, on Linux those of the desktop.

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
    (cfg!(target_os = "linux") && !named).then(desktop::settings).flatten()
});

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
    match Proxy::https(&manual.proxy) {
        Ok(proxy) => builder.proxy(proxy.no_proxy(NoProxy::from_string(&manual.without))),
        Err(_) => builder,
    }
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
    use super::*;

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
        ] {
            let manual = Manual { proxy: proxy.clone(), without: without.to_owned() };
            let told = of(&matcher(Some(&manual)), &Host::login());
            assert_eq!(told.is_some(), through, "{without}: {told:?}");
        }
    }
}
