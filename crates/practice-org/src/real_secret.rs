//! Secrets that look like a real org's. They don't belong here, so that whoever sends one is told: its kind and where it
//! was, never the value.
//!
//! Each kind is known by how it begins, as public traces show it; ours say that they are practice (`random.rs`).

use std::collections::BTreeSet;

use axum::http::{HeaderMap, Uri, header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::oauth::basic;

/// What is shorter is an example that somebody typed, or begins alike by chance.
const SHORTEST: usize = 60;

/// What a request brought that looks like a secret of a real org, in words: its kind and where it was.
pub(crate) fn brought(headers: &HeaderMap, uri: &Uri, body: &[u8]) -> Vec<String> {
    let mut in_headers = BTreeSet::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        in_headers.extend(kinds(&value));
        if name == header::AUTHORIZATION
            && let Some((key, secret)) = basic(&value)
        {
            in_headers.extend(kinds(&key).into_iter().chain(kinds(&secret)));
        }
    }
    let found = [
        ("a header", in_headers),
        ("the address", kinds(&uri.to_string())),
        ("the body", kinds(&String::from_utf8_lossy(body))),
    ];
    let told = |(place, kinds): (_, BTreeSet<_>)| {
        kinds.into_iter().map(move |kind| format!("{kind} that looks real, in {place}"))
    };
    found.into_iter().flat_map(told).collect()
}

/// A text, or what stands for it if such a secret is in it.
pub(crate) fn without(text: &str) -> String {
    if kinds(text).is_empty() { text.to_owned() } else { "(with a secret that looks real)".to_owned() }
}

/// Which kinds a text holds, also in what is percent-encoded or in the readable parts of a JWT.
fn kinds(text: &str) -> BTreeSet<&'static str> {
    let text = percent_decode_str(text).decode_utf8_lossy();
    let words = text.split(|one: char| !one.is_ascii_alphanumeric() && !matches!(one, '_' | '-' | '.' | '!'));
    let mut kinds = BTreeSet::new();
    for word in words.filter(|word| word.len() >= SHORTEST) {
        kinds.extend(kind(word));
        if word.starts_with("eyJ") {
            kinds.extend(in_jwt(word));
        }
    }
    kinds
}

fn kind(word: &str) -> Option<&'static str> {
    let is = |start: &str, ours: &str| word.strip_prefix(start).is_some_and(|rest| !rest.starts_with(ours));
    let is_opaque =
        |(org, rest): (&str, &str)| org.len() == 15 && org.starts_with("00D") && !rest.starts_with("PRACTICE.");
    let is_hexadecimal = || word.len() == 64 && word.bytes().all(|one| matches!(one, b'0'..=b'9' | b'A'..=b'F'));
    if word.split_once('!').is_some_and(is_opaque) {
        Some("an access token")
    } else if is("3MVG9", "PRACTICE") {
        Some("a consumer key")
    } else if is("5Aep", "PRACTICE") {
        Some("a refresh token")
    } else if is_hexadecimal() && is("", "FA4EFA4E") {
        Some("a consumer secret")
    } else {
        None
    }
}

/// What the header and the claims of a JWT hold; that of a real org is an access token itself (`oauth/jwt_token.rs`).
fn in_jwt(word: &str) -> BTreeSet<&'static str> {
    let mut parts = word.split('.').take(2).map(|part| URL_SAFE_NO_PAD.decode(part).unwrap_or_default());
    let (head, claims) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let mut kinds = kinds(&String::from_utf8_lossy(&claims));
    let head: Value = serde_json::from_slice(&head).unwrap_or_default();
    let issued_by = head["tnk"].as_str().unwrap_or_default();
    if head["tty"] == "sfdc-core-token" && !issued_by.starts_with("core/practice/") {
        kinds.insert("an access token");
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    #[test]
    fn what_the_practice_org_made_itself_looks_real() {
        let own = [
            random::access_token("00D000000000001AAA"),
            random::refresh_token(),
            random::authorization_code(),
            random::consumer_key(),
            random::consumer_secret(),
            random::handle(),
        ];
        for text in own {
            assert_eq!(kinds(&text), BTreeSet::new(), "{text}");
        }
    }

    #[test]
    fn a_name_that_begins_alike_looks_real() {
        for text in ["3MVG9", "/services/data/v67.0/sobjects/Account/00D000000000001", "5Aep861", &"AB".repeat(33)] {
            assert_eq!(kinds(text), BTreeSet::new(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn some_text_breaks_the_search(text in ".{0,200}", bytes: Vec<u8>) {
            let _ = kinds(&text);
            let _ = brought(&HeaderMap::new(), &Uri::default(), &bytes);
            let _ = kinds(&format!("eyJ{}.{}", URL_SAFE_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&text)));
        }
    }
}
