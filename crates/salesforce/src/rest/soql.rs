//! Values inside SOQL text.

/// A string literal: quoted, with everything escaped that could end it (SOQL Reference, "Quoted String Escape
/// Sequences").
///
/// ```
/// assert_eq!(salesforce::rest::soql::quote("O'Neil"), r"'O\'Neil'");
/// ```
pub fn quote(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('\'');
    for c in value.chars() {
        match c {
            '\'' => quoted.push_str("\\'"),
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            // No literal can hold the other control characters; they are no part of any name either.
            c if c.is_control() => {}
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

/// A pattern for `LIKE` that finds this text anywhere, wildcards in it as themselves.
///
/// ```
/// assert_eq!(salesforce::rest::soql::containing("50%_'"), r"'%50\%\_\'%'");
/// ```
pub fn containing(text: &str) -> String {
    let quoted = quote(text).replace('%', r"\%").replace('_', r"\_");
    format!("'%{}%'", &quoted[1..quoted.len() - 1])
}

/// A list for `IN`: `('a','b')`. Salesforce refuses an empty one, so don't ask then.
pub fn list<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = values.into_iter().map(quote).collect();
    format!("({})", quoted.join(","))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_quote_cannot_end_the_literal() {
        assert_eq!(quote("x' OR Name LIKE '%"), r"'x\' OR Name LIKE \'%'");
        assert_eq!(quote("\\' OR 1"), r"'\\\' OR 1'");
        assert_eq!(list(["a", "b'"]), r"('a','b\'')");
    }

    proptest! {
        #[test]
        fn the_only_bare_quotes_are_the_outer_two(value in "\\PC*|['\\\\\n a]*") {
            let quoted = quote(&value);
            let mut bare = 0;
            let mut chars = quoted.chars();
            while let Some(c) = chars.next() {
                match c {
                    '\\' => { prop_assert!(chars.next().is_some()); }
                    '\'' => bare += 1,
                    _ => {}
                }
            }
            prop_assert_eq!(bare, 2);
        }
    }
}
