//! The rules for callback URLs: several in one element, one per line.
//!
//! Source: Salesforce Help, "Configure the External Client App OAuth Settings".

use super::{refusals, view::Faults};
use crate::rules::{Said, deploy as say};

/// Longest element, breaks included.
const MAX_CHARACTERS: usize = 2000;

/// Schemes that run something instead of opening it.
const SCRIPTS: [&str; 3] = ["javascript", "data", "vbscript"];

/// Checks the URLs and answers with them as they are kept: one per line feed, in order.
pub(super) fn check(text: Option<&str>, faults: &Faults) -> Result<String, Said> {
    let text = text.unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n");
    refusals::within("Callback URL", &text, MAX_CHARACTERS)?;
    let lines: Vec<&str> = text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return Err(say::REQUIRED_FIELD.say(&["callbackUrl"]));
    }
    match lines.iter().find(|line| !is_callback(line, faults)) {
        Some(refused) => Err(say::CALLBACK.say(&[refused])),
        None => Ok(lines.join("\n")),
    }
}

fn is_callback(text: &str, faults: &Faults) -> bool {
    // The parser of URLs would mend what Salesforce compares byte for byte.
    if text.contains(|character: char| character.is_whitespace() || character.is_control()) {
        return false;
    }
    let Ok(url) = url::Url::parse(text) else { return false };
    match url.scheme() {
        "https" => url.has_host(),
        "http" => match url.host_str() {
            Some("localhost") => true,
            Some("127.0.0.1") => !faults.loopback_literal_refused,
            _ => false,
        },
        script => !SCRIPTS.contains(&script),
    }
}
