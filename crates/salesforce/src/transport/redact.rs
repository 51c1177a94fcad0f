//! Striking out secrets in whatever text is to be shown or kept.
//!
//! Three nets, one behind the other: names of fields, values that this very call carried, and the look of a token.

use std::borrow::Cow;

use serde_json::Value;
use url::Url;

use crate::xml::Node;

/// What stands in a secret's place.
pub(super) const MASK: &str = "••••••";

/// Longest text that a record keeps.
const LIMIT: usize = 16 * 1024;

/// Shorter values are left alone: striking them out would tear holes in ordinary words.
const SHORTEST: usize = 6;

const SECRET_NAMES: [&str; 22] = [
    "access_token",
    "refresh_token",
    "id_token",
    "token",
    "oauth_token",
    "client_secret",
    "client_assertion",
    "assertion",
    "code",
    "code_verifier",
    "signature",
    "sid",
    "secret",
    "consumersecret",
    "sessionid",
    "session_id",
    "csrf_token",
    "password",
    "hybrid_token",
    "authorization",
    "frontdoor_uri",
    "deletetoken",
];

/// Whether a field of this name holds a secret, in a form, a query, JSON or XML.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_NAMES.contains(&name.as_str())
        || name.ends_with("_sid")
        || name.ends_with("_secret")
        || name.ends_with("_token")
        || name.starts_with("cookie-")
        || name.starts_with("sid_")
}

/// An address whose secret query values are masked.
pub(super) fn url(url: &Url) -> String {
    if url.query().is_none() {
        return url.to_string();
    }
    let pairs: Vec<String> = url.query().unwrap_or_default().split('&').map(|pair| mask_pair(pair, '=')).collect();
    let mut bare = url.clone();
    bare.set_query(None);
    bare.set_fragment(None);
    text(&format!("{bare}?{}", pairs.join("&")), &[])
}

fn mask_pair(pair: &str, sign: char) -> String {
    match pair.split_once(sign) {
        Some((name, _)) if is_secret(name) => format!("{name}{sign}{MASK}"),
        _ => pair.to_owned(),
    }
}

/// A body as it may be shown: JSON and XML indented with secret members masked, anything else as plain text.
pub(super) fn body(bytes: &[u8], secrets: &[&str]) -> String {
    let shown = if let Ok(mut value) = serde_json::from_slice::<Value>(bytes) {
        mask_json(&mut value);
        serde_json::to_string_pretty(&value).unwrap_or_default()
    } else if bytes.starts_with(b"<")
        && let Ok(mut node) = Node::parse(bytes)
    {
        mask_xml(&mut node);
        node.pretty()
    } else {
        String::from_utf8_lossy(bytes).into_owned()
    };
    // Cut last: a cut in the middle of a secret would hide it from the nets.
    cut(text(&shown, secrets))
}

/// Plain text without `name=value` pairs of secret names, and without anything that looks like a token.
pub fn masked(plain: &str) -> String {
    text(plain, &[])
}

/// Plain text without the given secrets, without `name=value` pairs of secret names, and without tokens.
pub(crate) fn text(text: &str, secrets: &[&str]) -> String {
    let mut shown = text.to_owned();
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
        for form in [Cow::Borrowed(*secret), encoded(secret)] {
            if shown.contains(form.as_ref()) {
                shown = shown.replace(form.as_ref(), MASK);
            }
        }
    }
    words(&shown)
}

fn encoded(secret: &str) -> Cow<'_, str> {
    Cow::Owned(url::form_urlencoded::byte_serialize(secret.as_bytes()).collect())
}

/// Looks at each run of characters that a token could be made of.
fn words(text: &str) -> String {
    let of_a_word = |c: char| c.is_ascii_alphanumeric() || "!._-=%+/".contains(c);
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c| !of_a_word(c)).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        shown.push_str(&mask_word(word));
        let next = tail.find(of_a_word).unwrap_or(tail.len());
        shown.push_str(&tail[..next]);
        rest = &tail[next..];
    }
    shown
}

/// Masks what follows `name=` of a secret name, and every piece between equals signs that looks like a token.
fn mask_word(word: &str) -> String {
    let mut shown = String::with_capacity(word.len());
    let mut rest = word;
    while let Some((name, value)) = rest.split_once('=') {
        shown.push_str(if looks_like_a_token(name) { MASK } else { name });
        shown.push('=');
        let bare = name.rsplit(['/', '.', '%']).next().unwrap_or(name);
        if is_secret(bare) && !value.is_empty() {
            shown.push_str(MASK);
            return shown;
        }
        rest = value;
    }
    shown.push_str(if looks_like_a_token(rest) { MASK } else { rest });
    shown
}

/// `00D…!…` (session id, access token), `5Aep…` (refresh token) or a JWT.
fn looks_like_a_token(word: &str) -> bool {
    let session = word
        .find("00D")
        .and_then(|start| word[start..].split_once('!').or_else(|| word[start..].split_once("%21")))
        .is_some_and(|(org, rest)| matches!(org.len(), 15 | 18) && rest.len() >= 8);
    let refresh = word.starts_with("5Aep") && word.len() >= 20;
    let jwt = word.starts_with("eyJ") && word.matches('.').count() >= 2;
    session || refresh || jwt
}

fn mask_json(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                // A number or an array under such a name is no secret: `"code": 5`.
                if is_secret(name) && member.is_string() {
                    *member = Value::String(MASK.to_owned());
                } else {
                    mask_json(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask_json),
        _ => {}
    }
}

fn mask_xml(node: &mut Node) {
    if is_secret(node.local()) && node.children.is_empty() {
        node.text = MASK.to_owned();
    }
    for (name, value) in &mut node.attributes {
        if is_secret(name) {
            *value = MASK.to_owned();
        }
    }
    node.children.iter_mut().for_each(mask_xml);
}

fn cut(mut text: String) -> String {
    if text.len() > LIMIT {
        let end = (0..=LIMIT - 4).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TOKEN: &str = "00D5e000001N20Q!AQEAQI3AIbublfW11ATFJl9T122vVPj5QaInBp6h9bPsUK8oW";

    #[test]
    fn secret_members_are_masked_in_every_format() {
        for bytes in [
            r#"{"a":[{"access_token":"canary-1"}],"secret":"canary-2","code":"canary-3"}"#,
            "<e><sessionId>canary-1</sessionId><a consumerSecret=\"canary-2\"/></e>",
            "access_token=canary-1&code=canary-2",
            "https://x.example/frontdoor.jsp?sid=canary-1",
            "error at https://x.example/cb?state=1&code=canary-2: closed",
        ] {
            let shown = body(bytes.as_bytes(), &[]);
            assert!(!shown.contains("canary") && shown.contains(MASK), "{shown}");
        }
    }

    #[test]
    fn what_is_no_secret_stays_readable() {
        let json = r#"{"token_type":"Bearer","token_format":"opaque","errorCode":"X","code":5,"key":"3MVG9"}"#;
        let shown = body(json.as_bytes(), &[]);
        for kept in ["Bearer", "opaque", "\"X\"", "5", "3MVG9"] {
            assert!(shown.contains(kept), "{kept} in {shown}");
        }
        assert_eq!(
            text("error=invalid_grant&error_description=a%20b", &[]),
            "error=invalid_grant&error_description=a%20b"
        );
    }

    #[test]
    fn a_token_is_known_by_its_look() {
        for token in [TOKEN, "5Aep861TSESvWeug_xvFHRBTTbf_YrTWgEyjBJrfbRo", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"]
        {
            assert!(!text(&format!("it said {token}, twice: ({token})"), &[]).contains(token));
        }
        assert!(!text(&TOKEN.replace('!', "%21"), &[]).contains("AQEAQI3"));
    }

    #[test]
    fn padding_does_not_hide_a_token_and_does_not_exhaust_the_stack() {
        assert!(!text(&format!("{TOKEN}=="), &[]).contains("AQEAQI3"));
        assert!(!text(&format!("x={TOKEN}=y"), &[]).contains("AQEAQI3"));
        let equals = "=".repeat(1_000_000);
        assert_eq!(text(&equals, &[]), equals);
    }

    #[test]
    fn a_secret_of_the_call_is_struck_out_in_both_spellings() {
        let shown = text("canary+/= and canary%2B%2F%3D", &["canary+/="]);
        assert!(!shown.contains("canary"), "{shown}");
    }

    #[test]
    fn long_answers_are_cut_after_masking() {
        let padding = "x ".repeat(LIMIT / 2 - 10);
        let shown = body(format!("{padding}{TOKEN} {padding}").as_bytes(), &[]);
        assert!(shown.len() <= LIMIT && shown.ends_with('…') && !shown.contains("AQEA"), "{}", shown.len());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_or_leak(before in "\\PC{0,40}", after in "[ ,;)\n]\\PC{0,40}") {
            let shown = text(&format!("{before} {TOKEN}{after}"), &[]);
            prop_assert!(!shown.contains(TOKEN));
        }
    }
}
