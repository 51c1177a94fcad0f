//! Characters that nobody sees and that make a name look like another: typed texts must not hold any, and names that
//! an org gives are shown with them made visible.

use crate::problem::{Code, Problem};

/// How long a text is as Salesforce counts: in UTF-16 code units, as Java and JavaScript do. An emoji is two.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The beginning of `text` that fits into `limit` characters as [`length`] counts them, whole characters only.
pub(crate) fn fitting(text: &str, limit: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, character)| {
        used += character.len_utf16();
        used > limit
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// Where the first character stands that nobody sees or that turns round how its neighbours are read: controls,
/// marks of direction, zero-width characters, and what no XML can hold. Joiners count only beside plain letters;
/// emoji and scripts such as Persian are written with them.
pub(crate) fn hidden(text: &str, lines: bool) -> Option<usize> {
    let mut previous = 'a';
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map_or('a', |(_, next)| *next);
        let odd = match character {
            '\n' | '\r' | '\t' => !lines,
            '\u{200c}' | '\u{200d}' => previous.is_ascii() || next.is_ascii(),
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => true,
            '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' => true,
            '\u{fffe}' | '\u{ffff}' => true,
            '\u{e0000}'..='\u{e007f}' => previous.is_ascii(),
            _ => character.is_control(),
        };
        if odd {
            return Some(at);
        }
        previous = character;
    }
    None
}

/// The text to repeat on screen: what nobody would see is written as its number, such as `U+202E`.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = hidden(rest, false) {
        let (before, from) = rest.split_at(at);
        shown.push_str(before);
        let mut characters = from.chars();
        if let Some(character) = characters.next() {
            shown.push_str(&format!("[U+{:04X}]", u32::from(character)));
        }
        rest = characters.as_str();
    }
    shown + rest
}

/// What is wrong with a text of up to `limit` characters, in one line or several.
pub(crate) fn judge(field: &str, text: &str, limit: usize, lines: bool) -> Option<Problem> {
    let length = length(text);
    if length > limit {
        return Some(too_long(field, limit, length));
    }
    let at = hidden(text, lines)?;
    let before: Vec<char> = text[..at].chars().rev().take(12).collect();
    let before: String = before.into_iter().rev().collect();
    let reason =
        if before.trim().is_empty() { "hidden_character_reason_start" } else { "hidden_character_reason_after" };
    Some(Problem::new(Code::HiddenCharacter).with("field", field).with("reason", reason).with("before", before.trim()))
}

/// Text longer than Salesforce takes.
pub(crate) fn too_long(field: &str, limit: usize, length: usize) -> Problem {
    Problem::new(Code::FieldTooLong).with("field", field).with("limit", limit).with("length", length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_disguised_by_what_nobody_sees() {
        for (text, at) in [
            ("prod\u{202e}xobdnas", Some(4)),
            ("\u{feff}Acme", Some(0)),
            ("Ac\u{200b}me", Some(2)),
            ("Ac\u{200d}me", Some(2)),
            ("Ac\u{ad}me", Some(2)),
            ("Acme\u{0}", Some(4)),
            ("Acme\u{7f}", Some(4)),
            ("Ac\u{2066}me", Some(2)),
            ("Acme\u{e0041}", Some(4)),
            ("two\nlines", Some(3)),
            // What people really write.
            ("Acme Größe – 東京 №1", None),
            ("👩\u{200d}💻 tools", None),
            ("می\u{200c}خواهم", None),
            ("🏴󠁧󠁢󠁥󠁮󠁧󠁿 England", None),
        ] {
            assert_eq!(hidden(text, false), at, "{text:?}");
        }
        assert_eq!(hidden("two\r\nlines\tand a tab", true), None);
        assert_eq!(visible("prod\u{202e}x\u{0}"), "prod[U+202E]x[U+0000]");
    }

    #[test]
    fn an_emoji_is_cut_in_two_or_counted_as_one() {
        assert_eq!(length("🚀a"), 3);
        assert_eq!(fitting("🚀🚀", 3), "🚀");
        assert_eq!(fitting("abc", 3), "abc");
    }
}
