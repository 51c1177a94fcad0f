//! The proxy in the settings of a Linux desktop, as GNOME and its relatives keep it (schema `org.gnome.system.proxy`).
//!
//! Read by `gsettings`, the desktop's own program. Automatic configuration (PAC) and SOCKS are left alone.

use std::collections::HashMap;
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use secrecy::zeroize::Zeroizing;

use crate::types::ProxyPassword;

/// Longest wait for the desktop.
const LIMIT: Duration = Duration::from_secs(2);

/// More than all of the settings, so that no copy of the password in them stays behind in a text that grew.
const ROOM: usize = 64 * 1024;

/// A proxy that a person has set by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Manual {
    /// Its address, for calls by https.
    pub(super) proxy: String,
    /// Who it is told that we are, if it asks.
    pub(super) user: Option<(String, ProxyPassword)>,
    /// Hosts that are spoken to without it, with commas between them.
    pub(super) without: String,
}

/// What the desktop says; none where there is none, or nothing is set by hand.
pub(super) fn settings() -> Option<Manual> {
    read(&told()?)
}

/// Everything in the schema, a line for each key.
fn told() -> Option<Zeroizing<String>> {
    let mut command = Command::new("gsettings");
    command.args(["list-recursively", "org.gnome.system.proxy"]);
    // It needs the desktop's variables, and nobody's tokens.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ORGKEY_")) {
        command.env_remove(name);
    }
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let mut output = child.stdout.take()?;
    let (sender, told) = mpsc::channel();
    std::thread::spawn(move || {
        let mut text = Zeroizing::new(String::with_capacity(ROOM));
        let _ = sender.send(output.read_to_string(&mut text).ok().map(|_| text));
    });
    let text = told.recv_timeout(LIMIT).ok().flatten();
    if text.is_none() {
        let _ = child.kill();
    }
    child.wait().ok()?.success().then_some(text).flatten()
}

fn read(told: &str) -> Option<Manual> {
    // `org.gnome.system.proxy.https host 'proxy.acme.example'`
    let keys: HashMap<(&str, &str), &str> = told
        .lines()
        .filter_map(|line| {
            let (schema, rest) = line.split_once(' ')?;
            let (key, value) = rest.split_once(' ')?;
            Some(((schema.strip_prefix("org.gnome.system.proxy")?, key), value))
        })
        .collect();
    let text = |schema, key| keys.get(&(schema, key)).and_then(|value| strings(value).into_iter().next());
    if text("", "mode")? != "manual" {
        return None;
    }
    let proxy = |schema| -> Option<(String, Option<(String, ProxyPassword)>)> {
        let host = text(schema, "host").filter(|host| !host.is_empty())?;
        let port = keys.get(&(schema, "port"))?.parse::<u16>().ok().filter(|port| *port != 0)?;
        let url = url::Url::parse(&format!("http://{host}:{port}")).ok()?;
        let is_asked = keys.get(&(schema, "use-authentication")) == Some(&"true");
        let password = || ProxyPassword::new(text(schema, "authentication-password").unwrap_or_default());
        let user = text(schema, "authentication-user").filter(|_| is_asked).map(|user| (user, password()));
        Some((url.to_string(), user))
    };
    // One proxy for everything stands in the place of the one for http.
    let same = || proxy(".http").filter(|_| keys.get(&("", "use-same-proxy")) == Some(&"true"));
    let without = keys.get(&("", "ignore-hosts")).map(|hosts| strings(hosts)).unwrap_or_default();
    // `*.acme.example` is `.acme.example` there; `*` alone is every host, here too.
    let without: Vec<_> =
        without.iter().map(|host| host.strip_prefix('*').filter(|end| !end.is_empty()).unwrap_or(host)).collect();
    let (proxy, user) = proxy(".https").or_else(same)?;
    Some(Manual { proxy, user, without: without.join(",") })
}

/// The strings in a value as `gsettings` writes it: `'one'`, `["it's", 'two']`.
fn strings(value: &str) -> Vec<String> {
    let mut strings = Vec::new();
    let mut characters = value.chars();
    while let Some(quote) = characters.find(|one| matches!(one, '\'' | '"')) {
        // As long as it can get: a text that grows leaves copies behind.
        let mut string = String::with_capacity(value.len());
        while let Some(one) = characters.next().filter(|one| *one != quote) {
            string.extend(if one == '\\' { characters.next() } else { Some(one) });
        }
        strings.push(string);
    }
    strings
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANUAL: &str = "\
org.gnome.system.proxy autoconfig-url ''
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1', '*.acme.example']
org.gnome.system.proxy mode 'manual'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.ftp host ''
org.gnome.system.proxy.http authentication-password 's3\\'c@ret'
org.gnome.system.proxy.http authentication-user 'kim'
org.gnome.system.proxy.http host 'web.acme.example'
org.gnome.system.proxy.http port 8080
org.gnome.system.proxy.http use-authentication true
org.gnome.system.proxy.https host 'proxy.acme.example'
org.gnome.system.proxy.https port 3128
org.gnome.system.proxy.socks host 'socks.acme.example'
org.gnome.system.proxy.socks port 1080
";

    #[test]
    fn the_settings_of_a_desktop_are_read_as_something_else() {
        let manual = read(MANUAL).unwrap();
        assert_eq!(manual.proxy, "http://proxy.acme.example:3128/");
        assert_eq!(manual.without, "localhost,127.0.0.0/8,::1,.acme.example");
        assert_eq!(manual.user, None);

        let for_all = MANUAL.replace("'proxy.acme.example'", "''");
        let manual = read(&for_all).unwrap();
        assert_eq!(manual.proxy, "http://web.acme.example:8080/");
        assert_eq!(manual.user, Some(("kim".to_owned(), ProxyPassword::new("s3'c@ret"))));
        assert!(!format!("{manual:?}").contains("s3'c"));
        let unasked = for_all.replace("use-authentication true", "use-authentication false");
        assert_eq!(read(&unasked).unwrap().user, None);
        let for_http = for_all.replace("use-same-proxy true", "use-same-proxy false");
        assert_eq!(read(&for_http), None, "a proxy for http alone is none of ours");
    }

    #[test]
    fn a_star_alone_leaves_no_host_out() {
        let without = |hosts: &str| {
            let told = MANUAL.replace("['localhost', '127.0.0.0/8', '::1', '*.acme.example']", hosts);
            read(&told).unwrap().without
        };
        assert_eq!(without("['*']"), "*");
        assert_eq!(without("['localhost', '*', '*.acme.example']"), "localhost,*,.acme.example");
        assert_eq!(without("@as []"), "");
    }

    #[test]
    fn a_desktop_without_a_proxy_has_one() {
        for mode in ["'none'", "'auto'", "''", "true"] {
            assert_eq!(read(&MANUAL.replace("'manual'", mode)), None, "{mode}");
        }
        for told in [
            "",
            "No such schema",
            "org.gnome.system.proxy mode 'manual'",
            &MANUAL.replace("port 3128", "port 0").replace("port 8080", "port 99999"),
        ] {
            assert_eq!(read(told), None, "{told}");
        }
    }

    #[test]
    fn a_quote_ends_a_string_too_early() {
        assert_eq!(strings(r#"['a', "it's", 'b\'c', '']"#), ["a", "it's", "b'c", ""]);
        assert_eq!(strings("@as []"), [""; 0]);
    }
}
