//! `@{ref.field}`: values of earlier replies in later requests.
//!
//! Source: *REST API Developer Guide*, "Composite Subrequest".

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::RestError;
use crate::rules::rest as say;

/// The bodies of the replies so far, by reference id. Those of failed requests are not among them.
pub(super) type Replies = BTreeMap<String, Value>;

/// A value with every reference in it resolved. A text that is nothing but a reference becomes the value itself.
pub(super) fn filled(value: &Value, replies: &Replies) -> Result<Value, RestError> {
    Ok(match value {
        Value::String(text) => match sole(text) {
            Some(path) => resolve(path, replies)?.clone(),
            None => Value::String(in_text(text, replies, |value| value)?),
        },
        Value::Array(items) => Value::Array(items.iter().map(|item| filled(item, replies)).collect::<Result<_, _>>()?),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, member)| Ok((name.clone(), filled(member, replies)?)))
                .collect::<Result<_, RestError>>()?,
        ),
        other => other.clone(),
    })
}

/// An address with every reference in it resolved.
pub(super) fn filled_url(url: &str, replies: &Replies) -> Result<String, RestError> {
    in_text(url, replies, |value| {
        percent_encoding::utf8_percent_encode(&value, percent_encoding::NON_ALPHANUMERIC).to_string()
    })
}

/// The path of a reference that is the whole of a text.
fn sole(text: &str) -> Option<&str> {
    text.strip_prefix("@{")?.strip_suffix('}').filter(|path| !path.contains(['{', '}']))
}

fn in_text(text: &str, replies: &Replies, write: impl Fn(String) -> String) -> Result<String, RestError> {
    let (mut done, mut rest) = (String::new(), text);
    while let Some((before, from)) = rest.split_once("@{") {
        let Some((path, after)) = from.split_once('}') else { break };
        done.push_str(before);
        done.push_str(&write(match resolve(path, replies)? {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }));
        rest = after;
    }
    done.push_str(rest);
    Ok(done)
}

fn resolve<'a>(path: &str, replies: &'a Replies) -> Result<&'a Value, RestError> {
    let (name, _) = path.split_once(['.', '[']).unwrap_or((path, ""));
    let steps = path.get(name.len()..).unwrap_or_default();
    let found = steps
        .split(['.', '['])
        .map(|step| step.trim_end_matches(']'))
        .filter(|step| !step.is_empty())
        .try_fold(replies.get(name), |value, step| {
            let value = value?;
            Some(step.parse::<usize>().ok().and_then(|place| value.get(place)).or_else(|| value.get(step)))
        });
    let found = found.flatten().filter(|value| !value.is_null() && !value.is_object() && !value.is_array());
    found.ok_or_else(|| RestError::with(say::NO_REFERENCE, &[path, name]))
}

/// Whether a text can be a reference id.
pub(super) fn is_reference_id(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.chars().all(|one| one.is_ascii_alphanumeric() || one == '_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Replies, filled, filled_url, is_reference_id};

    #[test]
    fn a_reference_is_not_found_where_it_stands() {
        let replies = Replies::from([
            ("new".to_owned(), json!({ "id": "001", "size": 2 })),
            ("q".to_owned(), json!({ "records": [{ "Name": "A & B" }, { "Name": "C" }] })),
        ]);
        let body =
            json!({ "a": "@{new.id}", "b": ["x @{q.records[1].Name} y"], "c": { "d": "@{new.size}" }, "e": "@{" });
        let wanted = json!({ "a": "001", "b": ["x C y"], "c": { "d": 2 }, "e": "@{" });
        assert_eq!(filled(&body, &replies).unwrap(), wanted);
        assert_eq!(filled_url("/x/@{q.records[0].Name}", &replies).unwrap(), "/x/A%20%26%20B");
        for missing in ["@{old.id}", "@{new.Id}", "@{q.records[2].Name}", "@{q.records}", "@{new}"] {
            assert!(filled(&json!(missing), &replies).is_err(), "{missing}");
        }
    }

    #[test]
    fn a_reference_id_has_other_characters() {
        assert!(is_reference_id("ref_1") && is_reference_id("1a"));
        assert!(!is_reference_id("") && !is_reference_id("_a") && !is_reference_id("a-b") && !is_reference_id("ä"));
    }
}
