//! API names: the grammar of Salesforce's developer names, and one made from an app name.

/// Longest API name: 80 less the longest suffix that a part's name adds, `OAuthSettings_defaultPolicy` (27).
pub const API_NAME_LIMIT: usize = 53;

/// Why a text is no API name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiNameProblem {
    /// Nothing there.
    Empty,
    /// A space.
    Space,
    /// Something else than a Latin letter without accents, a digit or `_`.
    Character(char),
    /// A digit or `_` at the beginning.
    Beginning,
    /// Two `_` in a row.
    DoubleUnderscore,
    /// `_` at the end.
    End,
}

/// The first thing that keeps `name` from being one that Salesforce takes: letters, digits and `_`, a letter first, no
/// double or final `_` (Metadata API Developer Guide, "ExternalClientApplication", `fullName`).
pub fn api_name_problem(name: &str) -> Option<ApiNameProblem> {
    use ApiNameProblem as Problem;
    let odd = name.chars().find(|character| !character.is_ascii_alphanumeric() && *character != '_');
    match odd {
        Some(space) if space.is_whitespace() => Some(Problem::Space),
        Some(character) => Some(Problem::Character(character)),
        None if name.is_empty() => Some(Problem::Empty),
        None if !name.starts_with(|first: char| first.is_ascii_alphabetic()) => Some(Problem::Beginning),
        None if name.contains("__") => Some(Problem::DoubleUnderscore),
        None if name.ends_with('_') => Some(Problem::End),
        None => None,
    }
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
    fn a_name_that_salesforce_refuses_passes_or_is_refused_for_another_reason() {
        use ApiNameProblem as Problem;
        for (bad, problem) in [
            ("", Problem::Empty),
            ("_A", Problem::Beginning),
            ("_", Problem::Beginning),
            ("1A", Problem::Beginning),
            ("A_", Problem::End),
            ("A__B", Problem::DoubleUnderscore),
            ("Acme__c", Problem::DoubleUnderscore),
            ("A b", Problem::Space),
            (" Ab", Problem::Space),
            ("Ab\u{a0}c", Problem::Space),
            ("A\tb", Problem::Space),
            ("Ä", Problem::Character('Ä')),
            ("A-B", Problem::Character('-')),
            ("A.B", Problem::Character('.')),
            // Looks like a Latin A, and is a Cyrillic one.
            ("\u{410}cme", Problem::Character('\u{410}')),
            ("Acme\u{200b}", Problem::Character('\u{200b}')),
            ("Acme\u{ff11}", Problem::Character('\u{ff11}')),
            ("App\u{1f680}", Problem::Character('\u{1f680}')),
            ("../A", Problem::Character('.')),
        ] {
            assert_eq!(api_name_problem(bad), Some(problem), "{bad:?}");
        }
        // Salesforce documents no reserved words for these names.
        for good in ["A", "Acme_Billing_Sync", "a1_2", "X9", "Select", "Null"] {
            assert_eq!(api_name_problem(good), None, "{good}");
        }
    }

    #[test]
    fn an_app_name_suggests_a_name_that_salesforce_refuses() {
        for (label, expected) in [
            ("Acme Billing Sync", "Acme_Billing_Sync"),
            ("  Größe – café  ", "Grosse_cafe"),
            ("3M loader", "X3M_loader"),
            ("a__b..c", "a_b_c"),
            ("\u{202e}prod\u{200b}", "prod"),
            ("!!!", ""),
        ] {
            assert_eq!(api_name_from_label(label), expected);
        }
        for label in ["ab ".repeat(40), "東京アプリ".to_owned(), "🚀 Rocket".to_owned(), "Ægir & Søn".to_owned()]
        {
            let name = api_name_from_label(&label);
            assert!(name.len() <= API_NAME_LIMIT && api_name_problem(&name).is_none(), "{label}: {name}");
        }
    }
}
