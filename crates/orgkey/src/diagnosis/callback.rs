//! Where two callbacks differ: Salesforce compares them byte for byte and says no more than that they differ. Pure.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::Url;

/// What the first difference is. Words: `callback_difference_<difference>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// `http` and `https`, or another scheme.
    Scheme,
    /// `localhost` and `127.0.0.1` are two hosts to Salesforce.
    LoopbackName,
    /// Another host.
    Host,
    /// Another port, or one where the other has none.
    Port,
    /// Upper and lower case only.
    Case,
    /// One ends in a slash, the other does not.
    TrailingSlash,
    /// One goes on where the other ends.
    Longer,
    /// Some other character.
    Character,
}

impl Difference {
    /// Every difference, for the test that each has its words.
    pub const ALL: [Self; 8] = [
        Self::Scheme,
        Self::LoopbackName,
        Self::Host,
        Self::Port,
        Self::Case,
        Self::TrailingSlash,
        Self::Longer,
        Self::Character,
    ];
}

/// Two callbacks beside each other, split at the first character that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CallbackMark {
    /// What both begin with.
    pub same: String,
    /// How what was asked for goes on; the first character is the one that differs. Empty: it ends here.
    pub asked: String,
    /// How the registered one goes on.
    pub registered: String,
    /// What kind of difference it is.
    pub difference: Difference,
}

/// The registered callback that is nearest to the one that was asked for, with the first difference; none where the
/// very same is registered, or none at all.
pub(super) fn nearest(asked: &str, registered: &[String]) -> Option<CallbackMark> {
    let shared = |other: &str| asked.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    if registered.iter().any(|one| one == asked) {
        return None;
    }
    let distance = |one: &&String| (shared(one), usize::MAX - one.chars().count().abs_diff(asked.chars().count()));
    registered.iter().max_by_key(distance).map(|one| mark(asked, one))
}

fn mark(asked: &str, registered: &str) -> CallbackMark {
    let same: String = asked.chars().zip(registered.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    CallbackMark {
        asked: asked[same.len()..].to_owned(),
        registered: registered[same.len()..].to_owned(),
        difference: difference(asked, registered),
        same,
    }
}

fn difference(asked: &str, registered: &str) -> Difference {
    if asked.eq_ignore_ascii_case(registered) {
        return Difference::Case;
    }
    if asked.strip_suffix('/') == Some(registered) || registered.strip_suffix('/') == Some(asked) {
        return Difference::TrailingSlash;
    }
    if let (Ok(asked), Ok(registered)) = (Url::parse(asked), Url::parse(registered)) {
        let is_loopback = |url: &Url| matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if asked.scheme() != registered.scheme() {
            return Difference::Scheme;
        }
        if asked.host() != registered.host() {
            let both = is_loopback(&asked) && is_loopback(&registered);
            return if both { Difference::LoopbackName } else { Difference::Host };
        }
    }
    // As written: `:443` says nothing to a parser, and is another address to Salesforce.
    if authority(asked) != authority(registered) {
        return Difference::Port;
    }
    if asked.starts_with(registered) || registered.starts_with(asked) {
        return Difference::Longer;
    }
    Difference::Character
}

/// Host and port as they are written.
fn authority(address: &str) -> Option<&str> {
    address.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wrong_character_is_marked_or_the_wrong_reason_given() {
        for (asked, registered, same, difference) in [
            ("https://a.example/cb", "http://a.example/cb", "http", Difference::Scheme),
            ("http://127.0.0.1:7171/cb", "http://localhost:7171/cb", "http://", Difference::LoopbackName),
            ("https://a.example/cb", "https://b.example/cb", "https://", Difference::Host),
            ("http://localhost:1717/cb", "http://localhost:1718/cb", "http://localhost:171", Difference::Port),
            ("https://a.example:443/cb", "https://a.example/cb", "https://a.example", Difference::Port),
            ("https://a.example:8443/cb", "https://a.example/cb", "https://a.example", Difference::Port),
            ("https://a.example/Callback", "https://a.example/callback", "https://a.example/", Difference::Case),
            ("https://a.example/cb", "https://a.example/cb/", "https://a.example/cb", Difference::TrailingSlash),
            ("https://a.example/cb/", "https://a.example/cb", "https://a.example/cb", Difference::TrailingSlash),
            ("https://a.example/cb?x=1", "https://a.example/cb", "https://a.example/cb", Difference::Longer),
            ("https://a.example/cb", "https://a.example/bc", "https://a.example/", Difference::Character),
            ("https://a.example/ü", "https://a.example/u", "https://a.example/", Difference::Character),
            ("acme://done", "acme://dome", "acme://do", Difference::Host),
        ] {
            let mark = nearest(asked, &[registered.to_owned()]).unwrap();
            assert_eq!((mark.same.as_str(), mark.difference), (same, difference), "{asked} {registered}");
            assert_eq!(format!("{}{}", mark.same, mark.asked), asked);
            assert_eq!(format!("{}{}", mark.same, mark.registered), registered);
        }
    }

    #[test]
    fn the_comparison_is_with_a_callback_that_nobody_meant() {
        let registered = ["https://other.example/x", "https://a.example/cb/", "http://127.0.0.1:7171/callback"];
        let registered: Vec<String> = registered.map(str::to_owned).into();
        let mark = nearest("https://a.example/cb", &registered).unwrap();
        assert_eq!((mark.same.as_str(), mark.registered.as_str()), ("https://a.example/cb", "/"));
        assert_eq!(nearest("https://a.example/cb/", &registered), None, "it is registered");
        assert_eq!(nearest("https://a.example/cb", &[]), None);
    }

    #[test]
    fn some_pair_of_texts_makes_it_panic_or_lose_a_character() {
        let texts = [
            "",
            "/",
            "a",
            "ä",
            "äb",
            "://",
            "http://",
            "http://[",
            "https://ä.example:99999/",
            "HTTP://A",
            "é🙂",
            "é🙃",
        ];
        for asked in texts {
            for registered in texts {
                let Some(mark) = nearest(asked, &[registered.to_owned()]) else { continue };
                assert_eq!(format!("{}{}", mark.same, mark.asked), asked);
                assert_eq!(format!("{}{}", mark.same, mark.registered), registered);
                assert_ne!(mark.asked.chars().next(), mark.registered.chars().next());
            }
        }
    }
}
