//! Which proxy a call goes through, decided by the same code as the connection itself.
//!
//! `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` (either case), then on macOS and Windows the system's settings.

use hyper_util::client::proxy::matcher::Matcher;

use crate::Host;

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
}
