//! An access token that a person pastes: what can be told from the text alone, before any org is asked.

use salesforce::types::AccessToken;

use crate::problem::{Code, Problem};

/// An opaque token has 80 characters and more after its `!`; half of one is surely no token.
const SHORTEST: usize = 40;

/// Reads a pasted token: `00D…!…`, which session ids are too, or a JWT. Line breaks, quotation marks and a `Bearer` in
/// front are what copying adds.
///
/// # Errors
/// `token_half_copied`; `token_not_one` with what it is instead: `nothing`, `refresh_token`, `client_id`, `hidden`,
/// `other`. The text itself is in neither.
pub(crate) fn parse_token(pasted: &str) -> Result<AccessToken, Problem> {
    let joined: String = pasted.chars().filter(|c| !c.is_whitespace()).collect();
    let text = joined.trim_matches(['"', '\'', '`', ',']);
    let text = ["Authorization:", "sid="].iter().fold(text, |text, before| text.strip_prefix(before).unwrap_or(text));
    let text = text.strip_prefix("Bearer").unwrap_or(text);
    let not_one = |what: &str| Err(Problem::new(Code::TokenNotOne).with("what", what));
    let half = || Err(Problem::new(Code::TokenHalfCopied));
    if text.is_empty() {
        return not_one("nothing");
    }
    if text.contains("[REDACTED]") {
        return not_one("hidden");
    }
    if text.starts_with("5Aep") {
        return not_one("refresh_token");
    }
    if text.starts_with("3MVG9") {
        return not_one("client_id");
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return not_one("other");
    }
    if text.starts_with("eyJ") {
        let parts: Vec<&str> = text.split('.').collect();
        let whole = parts.len() == 3 && parts.iter().all(|part| !part.is_empty());
        return if whole { Ok(AccessToken::new(text)) } else { half() };
    }
    match text.split_once('!') {
        Some((org, rest)) if is_org(org) => {
            if rest.len() < SHORTEST {
                half()
            } else {
                Ok(AccessToken::new(text))
            }
        }
        // The end of one, whose beginning was not selected.
        Some(_) => half(),
        None if text.starts_with("00D") => half(),
        None => not_one("other"),
    }
}

/// The org that an opaque token says it is for: its first 15 characters. Good for a hint in a refusal, never believed.
pub(crate) fn named_org(token: &AccessToken) -> Option<&str> {
    token.expose().split_once('!').and_then(|(org, _)| org.get(..15))
}

fn is_org(text: &str) -> bool {
    text.starts_with("00D") && (15..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "00D5e000001N20Q!AQEAQI3AIbublfW11ATFJl9T122vVPj5QaInBp6h.9bPsUK8o.WWWWWWWWWWWWWWWWWWW";

    #[test]
    fn what_copying_adds_spoils_a_token() {
        for pasted in [
            TOKEN.to_owned(),
            format!("  {TOKEN}\r\n"),
            format!("\"{TOKEN}\","),
            format!("Bearer {TOKEN}"),
            format!("Authorization: Bearer {TOKEN}"),
            format!("sid={TOKEN}"),
            format!("{}\n{}", &TOKEN[..30], &TOKEN[30..]),
        ] {
            assert_eq!(parse_token(&pasted).unwrap().expose(), TOKEN, "{pasted}");
        }
        let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln";
        assert!(parse_token(jwt).unwrap().is_jwt());
        assert_eq!(named_org(&AccessToken::new(TOKEN)), Some("00D5e000001N20Q"));
        assert_eq!(named_org(&AccessToken::new(jwt)), None);
    }

    #[test]
    fn what_is_no_token_is_sent_to_an_org_or_repeated_in_the_refusal() {
        for (pasted, code, what) in [
            ("", Code::TokenNotOne, "nothing"),
            (" \n ", Code::TokenNotOne, "nothing"),
            ("[REDACTED] Use 'sf org auth show-access-token' to view", Code::TokenNotOne, "hidden"),
            ("5Aep861canary", Code::TokenNotOne, "refresh_token"),
            ("3MVG9canary", Code::TokenNotOne, "client_id"),
            ("hunter2canary", Code::TokenNotOne, "other"),
            ("geheim-canary-ü", Code::TokenNotOne, "other"),
            ("00D5e000001N20Q", Code::TokenHalfCopied, ""),
            ("00D5e000001N20Q!AQEAQIcanary", Code::TokenHalfCopied, ""),
            ("N20Q!AQEAQI3AIbublfW11ATFJl9T122vVPj5QaInBp6h.9bPsUK8o.Wcanary", Code::TokenHalfCopied, ""),
            ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJcanary", Code::TokenHalfCopied, ""),
            ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIi.", Code::TokenHalfCopied, ""),
        ] {
            let problem = parse_token(pasted).unwrap_err();
            assert_eq!(problem.code, code, "{pasted}");
            assert_eq!(problem.params.get("what").map_or("", String::as_str), what, "{pasted}");
            assert!(!format!("{problem:?}").contains("canary"));
        }
    }
}
