//! Record ids, which Salesforce writes with 15 or 18 characters.
//!
//! The last three of 18 encode the capitals of the first 15, so both forms name the same record and compare equal here.

use super::text_type;

/// Why a text is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdProblem {
    /// Neither 15 nor 18 characters.
    #[error("an id has 15 or 18 characters")]
    Length,
    /// Something else than the letters A to Z and digits.
    #[error("an id has only letters and digits")]
    Characters,
    /// The last three characters don't fit the first fifteen.
    #[error("the id's last three characters do not fit the rest")]
    Checksum,
    /// Not the id of an org, which begins with `00D`.
    #[error("an org id begins with 00D")]
    NotAnOrg,
}

/// The id of any record, kept in its 18-character form.
///
/// ```
/// # use salesforce::types::RecordId;
/// let short = RecordId::parse("0052z00000IPe9d")?;
/// assert_eq!(short, RecordId::parse(short.as_str())?);
/// assert_eq!(short.short(), "0052z00000IPe9d");
/// # Ok::<(), salesforce::types::IdProblem>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordId(String);

impl RecordId {
    /// Reads an id of 15 or 18 characters.
    pub fn parse(text: &str) -> Result<Self, IdProblem> {
        if !matches!(text.len(), 15 | 18) {
            return Err(IdProblem::Length);
        }
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(IdProblem::Characters);
        }
        let (body, suffix) = text.split_at(15);
        let expected = checksum(body);
        if !suffix.is_empty() && suffix != expected {
            return Err(IdProblem::Checksum);
        }
        Ok(Self(format!("{body}{expected}")))
    }

    /// All 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first 15 characters, which are case-sensitive.
    pub fn short(&self) -> &str {
        &self.0[..15]
    }
}

text_type!(RecordId, IdProblem);

/// The id of an org.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrgId(RecordId);

impl OrgId {
    /// Reads an id of 15 or 18 characters that begins with `00D`.
    pub fn parse(text: &str) -> Result<Self, IdProblem> {
        let id = RecordId::parse(text)?;
        if id.as_str().starts_with("00D") { Ok(Self(id)) } else { Err(IdProblem::NotAnOrg) }
    }

    /// All 18 characters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The first 15 characters, which are case-sensitive.
    pub fn short(&self) -> &str {
        self.0.short()
    }
}

text_type!(OrgId, IdProblem);

/// Three characters, one for each five of the body: bit n is set where character n is a capital.
fn checksum(body: &str) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    body.as_bytes()
        .chunks(5)
        .map(|chunk| {
            let capitals =
                chunk.iter().enumerate().filter(|(_, byte)| byte.is_ascii_uppercase()).map(|(bit, _)| 1 << bit);
            char::from(ALPHABET[capitals.sum::<usize>()])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_lengths_name_the_same_record() {
        let short = RecordId::parse("0052z00000IPe9d").unwrap();
        let long = RecordId::parse("0052z00000IPe9dAAD").unwrap();
        assert_eq!(short, long);
        assert_eq!(long.as_str(), "0052z00000IPe9dAAD");
        assert_eq!(serde_json::to_string(&short).unwrap(), "\"0052z00000IPe9dAAD\"");
    }

    #[test]
    fn a_mistyped_id_is_refused() {
        assert_eq!(RecordId::parse("0052z00000IPE9dAAD"), Err(IdProblem::Checksum));
        assert_eq!(RecordId::parse("0052z00000IPe9"), Err(IdProblem::Length));
        assert_eq!(RecordId::parse("0052z00000IPe9'"), Err(IdProblem::Characters));
        assert_eq!(RecordId::parse("0052z0000é0IPe"), Err(IdProblem::Characters));
        assert_eq!(OrgId::parse("0052z00000IPe9d"), Err(IdProblem::NotAnOrg));
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_and_read_again(text in "\\PC{0,20}|[A-Za-z0-9]{15}") {
            if let Ok(id) = RecordId::parse(&text) {
                prop_assert_eq!(id.short(), &text[..15]);
                prop_assert_eq!(RecordId::parse(id.as_str()), Ok(id));
            }
        }
    }
}
