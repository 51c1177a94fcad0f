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
    if !is_api_name(name) {
        return Err(say::API_NAME.said());
    }
    within("API Name", name, 80)
}

/// Whether a name keeps to the grammar of API names, whatever its length.
pub(crate) fn is_api_name(name: &str) -> bool {
    let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic());
    let plain = name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    starts_well && plain && !name.ends_with('_') && !name.contains("__")
}

/// The names of a comma-separated list.
pub(super) fn listed(text: Option<&String>) -> impl Iterator<Item = &str> {
    text.into_iter().flat_map(|text| text.split(',')).map(str::trim).filter(|name| !name.is_empty())
}
