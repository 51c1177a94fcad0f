//! Callback URLs as Salesforce accepts them.
//!
//! Salesforce compares them byte for byte, so the text is checked here and kept exactly as it was given.

use super::text_type;

/// Salesforce's limit for all callback URLs of an app together, and so for each of them.
const LIMIT: usize = 2000;

/// Schemes that a browser opens or runs itself, or that lead to no program that could take a code.
const FORBIDDEN: [&str; 17] = [
    "about",
    "blob",
    "chrome",
    "data",
    "file",
    "filesystem",
    "ftp",
    "intent",
    "jar",
    "javascript",
    "mailto",
    "sms",
    "tel",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

/// Why a callback URL would be refused or would never match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CallbackUrlProblem {
    /// Nothing there.
    #[error("nothing was given")]
    Empty,
    /// A space, tab, line break or control character, inside or around.
    #[error("it has a space or a control character")]
    Spaces,
    /// A part after `#`, which RFC 6749 section 3.1.2 forbids.
    #[error("it has a part after #")]
    Fragment,
    /// `http` to something else than this computer.
    #[error("http is only for localhost")]
    HttpToPublicHost,
    /// No `scheme:` in front.
    #[error("it does not begin with a scheme such as https://")]
    NoScheme,
    /// More than 2,000 characters.
    #[error("it is longer than 2000 characters")]
    TooLong,
    /// A user name or password before the host.
    #[error("it has a user name in it")]
    Userinfo,
    /// A scheme that runs or opens something in the browser itself.
    #[error("this scheme cannot bring a code back")]
    ForbiddenScheme,
    /// `https` or `http` without a host name.
    #[error("it names no host")]
    NoHost,
    /// `*`, which Salesforce takes for a plain character: it compares whole addresses.
    #[error("it has a wildcard")]
    Wildcard,
    /// A character that must be percent-encoded or, in a host name, written in its ASCII form.
    #[error("it has a character outside ASCII")]
    NotAscii,
    /// Anything else that is no URL.
    #[error("it is not a URL")]
    NotAUrl,
}

/// A callback URL (OAuth `redirect_uri`): https, a custom scheme, or http to `localhost` or `127.0.0.1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallbackUrl(String);

impl CallbackUrl {
    /// Checks the text and keeps it byte for byte.
    pub fn parse(text: &str) -> Result<Self, CallbackUrlProblem> {
        use CallbackUrlProblem as Problem;
        if text.trim().is_empty() {
            return Err(Problem::Empty);
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Problem::Spaces);
        }
        if text.chars().count() > LIMIT {
            return Err(Problem::TooLong);
        }
        if !text.is_ascii() {
            return Err(Problem::NotAscii);
        }
        let (scheme, rest) = text.split_once(':').ok_or(Problem::NoScheme)?;
        if !is_scheme(scheme) || (scheme.contains('.') && rest.starts_with(|c: char| c.is_ascii_digit())) {
            return Err(Problem::NoScheme);
        }
        if scheme.eq_ignore_ascii_case("localhost") {
            return Err(Problem::NoScheme);
        }
        if text.contains('#') {
            return Err(Problem::Fragment);
        }
        // A browser reads `\` as `/` and Salesforce does not, so the two would disagree about the host.
        if text.contains(['\\', '<', '>', '"', '`', '{', '}', '|', '^']) {
            return Err(Problem::NotAUrl);
        }
        let scheme = scheme.to_ascii_lowercase();
        match scheme.as_str() {
            "https" | "http" => web(&scheme, text, rest)?,
            _ if FORBIDDEN.contains(&scheme.as_str()) => return Err(Problem::ForbiddenScheme),
            _ if rest.is_empty() => return Err(Problem::NotAUrl),
            _ => {
                url::Url::parse(text).map_err(|_| Problem::NotAUrl)?;
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// The text, byte for byte as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_type!(CallbackUrl, CallbackUrlProblem);

/// RFC 3986 section 3.1.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn web(scheme: &str, text: &str, rest: &str) -> Result<(), CallbackUrlProblem> {
    use CallbackUrlProblem as Problem;
    // The parser forgives `https:/host` and `https:host`; Salesforce's exact comparison would not.
    let authority = rest.strip_prefix("//").ok_or(Problem::NotAUrl)?.split(['/', '?']).next().unwrap_or_default();
    if authority.is_empty() {
        return Err(Problem::NoHost);
    }
    if authority.contains('@') {
        return Err(Problem::Userinfo);
    }
    if text.contains('*') && (authority.contains('*') || text.ends_with('*')) {
        return Err(Problem::Wildcard);
    }
    let url = url::Url::parse(text).map_err(|_| Problem::NotAUrl)?;
    let host = url.host_str().ok_or(Problem::NoHost)?;
    let (written, port) = split_port(authority);
    if port.is_some_and(|port| port.starts_with('0') || port.parse::<u16>().is_err()) {
        return Err(Problem::NotAUrl);
    }
    let local = ["localhost", "127.0.0.1"].iter().any(|local| written.eq_ignore_ascii_case(local));
    if scheme == "http" && !local {
        return Err(Problem::HttpToPublicHost);
    }
    // The parser repairs `%61cme.com` and `127.1`; Salesforce would compare what was written.
    if !written.eq_ignore_ascii_case(host) {
        return Err(Problem::NotAUrl);
    }
    Ok(())
}

/// Host and port as written; the colons of an IPv6 address are inside brackets.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn good_ones_are_kept_byte_for_byte() {
        for text in [
            "https://acme.example/callback",
            "https://ACME.example:8443/Callback/?a=b%20c",
            "http://localhost:1717/OauthRedirect",
            "http://127.0.0.1:7171/callback",
            "http://localhost",
            "myapp://cb",
            "com.acme.app:/oauth2redirect",
            "https://acme.example:443/x",
            "msal12ab://auth",
            "https://[2001:db8::1]/cb",
            "https://acme.example/a*b?c=*d",
            "https://xn--bcher-kva.example/cb",
            "HTTP://LOCALHOST:3000/cb",
        ] {
            assert_eq!(CallbackUrl::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn each_mistake_has_its_own_name() {
        use CallbackUrlProblem as Problem;
        for (text, problem) in [
            ("", Problem::Empty),
            ("  ", Problem::Empty),
            (" https://acme.example/cb", Problem::Spaces),
            ("https://acme.example/cb\n", Problem::Spaces),
            ("https://acme.example/a b", Problem::Spaces),
            ("https://acme.example/cb#", Problem::Fragment),
            ("http://acme.example/cb", Problem::HttpToPublicHost),
            ("http://localhost.evil.example/cb", Problem::HttpToPublicHost),
            ("http://127.0.0.1.evil.example/cb", Problem::HttpToPublicHost),
            ("http://[::1]:7171/cb", Problem::HttpToPublicHost),
            ("acme.example/cb", Problem::NoScheme),
            ("acme.example:8080/cb", Problem::NoScheme),
            ("localhost:1717/OauthRedirect", Problem::NoScheme),
            ("//acme.example/cb", Problem::NoScheme),
            ("https://user@acme.example/cb", Problem::Userinfo),
            ("http://localhost:80@evil.example/", Problem::Userinfo),
            ("https:///cb", Problem::NoHost),
            ("https:/acme.example/cb", Problem::NotAUrl),
            ("https://acme.example\\@evil.example", Problem::NotAUrl),
            ("https://acme.example:99999/", Problem::NotAUrl),
            ("http://127.1/cb", Problem::HttpToPublicHost),
            ("http://2130706433/cb", Problem::HttpToPublicHost),
            ("http://0x7f000001/cb", Problem::HttpToPublicHost),
            ("http://127.0.0.2/cb", Problem::HttpToPublicHost),
            ("https://%61cme.example/cb", Problem::NotAUrl),
            ("https://192.0.2/cb", Problem::NotAUrl),
            ("https://acme.example:/cb", Problem::NotAUrl),
            ("https://acme.example:0/cb", Problem::NotAUrl),
            ("https://acme.example:0443/cb", Problem::NotAUrl),
            ("https://*.acme.example/cb", Problem::Wildcard),
            ("https://acme.example/*", Problem::Wildcard),
            ("mailto:ada@acme.example", Problem::ForbiddenScheme),
            ("FILE:///etc/passwd", Problem::ForbiddenScheme),
            ("javascript:alert(1)", Problem::ForbiddenScheme),
            ("data:text/html,x", Problem::ForbiddenScheme),
            ("myapp:", Problem::NotAUrl),
            ("https://bücher.example/cb", Problem::NotAscii),
        ] {
            assert_eq!(CallbackUrl::parse(text), Err(problem), "{text:?}");
        }
        let long = format!("https://acme.example/{}", "x".repeat(LIMIT - 21));
        assert!(CallbackUrl::parse(&long).is_ok());
        let long = long + "x";
        assert_eq!(CallbackUrl::parse(&long), Err(Problem::TooLong));
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_is_unchanged_and_safe(text in "(https?://|myapp:|)[a-z@:/?#. \\\\]{0,30}|\\PC{0,40}") {
            if let Ok(callback) = CallbackUrl::parse(&text) {
                prop_assert_eq!(callback.as_str(), &text);
                prop_assert!(!text.contains(['#', ' ', '\n']));
                let url = url::Url::parse(&text).unwrap();
                if url.scheme() == "http" {
                    prop_assert!(matches!(url.host_str(), Some("localhost" | "127.0.0.1")));
                }
            }
        }
    }
}
