//! API names: the grammar of Salesforce's developer names, and one made from an app name.

/// Longest API name: 80 less the longest suffix that a part's name adds, `OAuthSettings_defaultPolicy` (27).
pub const API_NAME_LIMIT: usize = 53;

/// Whether `name` is one that Salesforce takes: letters, digits and `_`, a letter first, no double or final `_`.
pub fn is_api_name(name: &str) -> bool {
    let mut previous = '_';
    for (position, character) in name.chars().enumerate() {
        let fits = match character {
            '_' => previous != '_',
            'a'..='z' | 'A'..='Z' => true,
            '0'..='9' => position > 0,
            _ => false,
        };
        if !fits {
            return false;
        }
        previous = character;
    }
    previous != '_'
}

/// The API name that an app name suggests; empty only when nothing of it can be written in Latin letters.
pub fn api_name_from_label(label: &str) -> String {
    let mut name = String::new();
    for character in any_ascii::any_ascii(label).chars() {
        if character.is_ascii_alphanumeric() {
            if name.is_empty() && character.is_ascii_digit() {
                name.push('X');
            }
            name.push(character);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    name.truncate(API_NAME_LIMIT);
    name.truncate(name.trim_end_matches('_').len());
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_salesforce_refuses_passes() {
        for bad in ["", "_A", "A_", "A__B", "1A", "A b", "Ä", "A-B", "A.B"] {
            assert!(!is_api_name(bad), "{bad}");
        }
        for good in ["A", "Acme_Billing_Sync", "a1_2", "X9"] {
            assert!(is_api_name(good), "{good}");
        }
    }

    #[test]
    fn an_app_name_suggests_a_name_that_salesforce_refuses() {
        for (label, expected) in [
            ("Acme Billing Sync", "Acme_Billing_Sync"),
            ("  Größe – café  ", "Grosse_cafe"),
            ("3M loader", "X3M_loader"),
            ("a__b..c", "a_b_c"),
            ("!!!", ""),
        ] {
            assert_eq!(api_name_from_label(label), expected);
        }
        let long = api_name_from_label(&"ab ".repeat(40));
        assert!(long.len() <= API_NAME_LIMIT && is_api_name(&long), "{long}");
    }
}
