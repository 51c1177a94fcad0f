//! Checks that more than one type makes.

use crate::rules::{Said, deploy as say};

/// Refuses a text that is too long.
pub(super) fn within(label: &str, text: &str, longest: usize) -> Result<(), Said> {
    if text.chars().count() <= longest {
        return Ok(());
    }
    Err(say::TOO_LONG.say(&[label, text, &longest.to_string()]))
}

/// Refuses a name that breaks the grammar of API names.
///
/// Source: *Metadata API Developer Guide*, "ExternalClientApplication", `fullName`.
pub(super) fn api_name(name: &str) -> Result<(), Said> {
    let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic());
    let plain = name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if !starts_well || !plain || name.ends_with('_') || name.contains("__") {
        return Err(say::API_NAME.said());
    }
    within("API Name", name, 80)
}

/// The names of a comma-separated list.
pub(super) fn listed(text: Option<&String>) -> impl Iterator<Item = &str> {
    text.into_iter().flat_map(|text| text.split(',')).map(str::trim).filter(|name| !name.is_empty())
}
