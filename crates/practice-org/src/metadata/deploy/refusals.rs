//! Refusals that more than one type speaks, in Salesforce's general wording.
//!
//! What only one type can say stands with that type.

/// The caller lacks a permission.
pub(super) fn no_access() -> String {
    "INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id".to_owned()
}

/// A component names an app that is not there.
pub(super) fn no_such_app(app: &str) -> String {
    format!(
        "INVALID_CROSS_REFERENCE_KEY: In field: externalClientApplication - no ExternalClientApplication named {app} \
         found"
    )
}

/// A parent that takes one child has one already.
pub(super) fn duplicate(parent_field: &str, holder: &str) -> String {
    format!("DUPLICATE_VALUE: {parent_field} duplicates value on {holder}")
}

/// Refuses a text that is too long.
pub(super) fn within(label: &str, text: &str, longest: usize) -> Result<(), String> {
    if text.chars().count() <= longest {
        return Ok(());
    }
    Err(format!("STRING_TOO_LONG: {label}: data value too large: {text} (max length={longest})"))
}

/// Refuses a name that breaks the grammar of API names.
///
/// Source: *Metadata API Developer Guide*, "ExternalClientApplication", `fullName`.
pub(super) fn api_name(name: &str) -> Result<(), String> {
    let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic());
    let plain = name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if !starts_well || !plain || name.ends_with('_') || name.contains("__") {
        return Err("The API Name can only contain underscores and alphanumeric characters. It must be unique, begin \
             with a letter, not include spaces, not end with an underscore, and not contain two consecutive \
             underscores."
            .to_owned());
    }
    within("API Name", name, 80)
}

/// The names of a comma-separated list.
pub(super) fn listed(text: Option<&String>) -> impl Iterator<Item = &str> {
    text.into_iter().flat_map(|text| text.split(',')).map(str::trim).filter(|name| !name.is_empty())
}
