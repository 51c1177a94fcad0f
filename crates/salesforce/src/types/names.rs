//! Names that are no secret: consumer keys, usernames, scopes.

use super::text_type;

/// Why a text is not such a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    /// Nothing there.
    #[error("nothing was given")]
    Empty,
    /// More characters than Salesforce takes.
    #[error("too long")]
    TooLong,
    /// A space, a control character or a sign that the kind of name does not allow.
    #[error("it has a character that does not belong there")]
    Characters,
    /// A username without `@`.
    #[error("a username has the form of an e-mail address")]
    NotAUsername,
}

/// The OAuth `client_id` of an app.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConsumerKey(String);

impl ConsumerKey {
    /// Reads up to 256 visible ASCII characters (RFC 6749 appendix A.1).
    pub fn parse(text: &str) -> Result<Self, NameProblem> {
        let visible = |byte: u8| byte.is_ascii_graphic();
        bounded(text, 256, visible).map(Self)
    }

    /// The key as Salesforce wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_type!(ConsumerKey, NameProblem);

/// A user's login name: unique in all of Salesforce, and written like an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Username(String);

impl Username {
    /// Reads up to 255 characters without spaces, with an `@`.
    pub fn parse(text: &str) -> Result<Self, NameProblem> {
        if text.is_empty() {
            return Err(NameProblem::Empty);
        }
        if text.chars().count() > 255 {
            return Err(NameProblem::TooLong);
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(NameProblem::Characters);
        }
        match text.split_once('@') {
            Some((name, domain)) if !name.is_empty() && !domain.is_empty() => Ok(Self(text.to_owned())),
            _ => Err(NameProblem::NotAUsername),
        }
    }

    /// The name as Salesforce wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_type!(Username, NameProblem);

/// A scope as it is asked for in a request, such as `api` or `refresh_token`.
///
/// Metadata names the same scopes differently (`Api`, `RefreshToken`); those are plain text in [`crate::metadata`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Scope(String);

impl Scope {
    /// Reads one scope-token of RFC 6749 section 3.3.
    pub fn parse(text: &str) -> Result<Self, NameProblem> {
        let token = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
        bounded(text, 256, token).map(Self)
    }

    /// The scope's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_type!(Scope, NameProblem);

fn bounded(text: &str, limit: usize, allowed: impl Fn(u8) -> bool) -> Result<String, NameProblem> {
    match text.len() {
        0 => Err(NameProblem::Empty),
        length if length > limit => Err(NameProblem::TooLong),
        _ if !text.bytes().all(allowed) => Err(NameProblem::Characters),
        _ => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_a_line_break_is_refused() {
        assert_eq!(ConsumerKey::parse("3MVG9\n"), Err(NameProblem::Characters));
        assert_eq!(ConsumerKey::parse(""), Err(NameProblem::Empty));
        assert_eq!(ConsumerKey::parse("PlatformCLI").unwrap().as_str(), "PlatformCLI");
    }

    #[test]
    fn two_scopes_are_not_one() {
        assert_eq!(Scope::parse("api web"), Err(NameProblem::Characters));
    }

    #[test]
    fn a_username_needs_both_sides() {
        for text in ["ada", "@acme.example", "ada@", "ada lovelace@acme.example"] {
            assert!(Username::parse(text).is_err(), "{text}");
        }
        assert!(Username::parse("ada@acme.example").is_ok());
    }
}
