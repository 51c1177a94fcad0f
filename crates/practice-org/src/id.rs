//! Salesforce record ids: 15 case-sensitive characters, or 18 with a suffix that survives losing the case.
//!
//! Source: *Object Reference*, "ID Field Type".

use std::collections::HashMap;

/// The 18-character form of a 15-character id; anything else comes back as it is.
pub(crate) fn to_18(id: &str) -> String {
    if id.len() != 15 || !id.is_ascii() {
        return id.to_owned();
    }
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    let mut long = id.to_owned();
    for chunk in id.as_bytes().chunks(5) {
        let capitals = chunk
            .iter()
            .enumerate()
            .filter(|(_, character)| character.is_ascii_uppercase())
            .fold(0_usize, |bits, (place, _)| bits | (1 << place));
        long.push(char::from(ALPHABET[capitals]));
    }
    long
}

/// The first 15 characters.
pub(crate) fn to_15(id: &str) -> &str {
    id.get(..15).unwrap_or(id)
}

/// Whether two ids, in either length, are of the same record.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let fits = |id: &str| id.len() == 15 || id.len() == 18;
    fits(one) && fits(other) && to_15(one) == to_15(other)
}

/// Whether a text can be an id at all.
pub(crate) fn is_id(text: &str) -> bool {
    (text.len() == 15 || text.len() == 18) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Hands out ids, one sequence for each key prefix.
#[derive(Debug, Default)]
pub(crate) struct IdSource {
    /// What tells the ids of one org from those of another.
    org: u8,
    last: HashMap<String, u64>,
}

impl IdSource {
    /// The ids of an org, by its number in the world.
    pub(crate) fn of_org(number: u8) -> Self {
        Self { org: number, last: HashMap::new() }
    }

    /// The next 18-character id with that key prefix. `PR` in each of them says where it comes from.
    pub(crate) fn next(&mut self, prefix: &str) -> String {
        let last = self.last.entry(prefix.to_owned()).or_default();
        *last += 1;
        to_18(&format!("{prefix}PR{}{last:09}", self.org))
    }
}

#[cfg(test)]
mod tests {
    use super::{same, to_18};

    #[test]
    fn the_suffix_is_that_of_published_examples() {
        // Object Reference, "ID Field Type"; and ids printed side by side in both lengths in public guides.
        assert_eq!(to_18("00DPRACTICE0001"), "00DPRACTICE000125B");
        assert_eq!(to_18("001A0000006Vm9r"), "001A0000006Vm9rIAC");
    }

    #[test]
    fn both_lengths_name_one_record() {
        assert!(same("00DPRACTICE0001", "00DPRACTICE000125B"));
        assert!(!same("00DPRACTICE0001", "00DPRACTICE0002"));
        assert!(!same("", ""));
    }
}
