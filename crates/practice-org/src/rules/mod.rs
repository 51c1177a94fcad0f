//! Every refusal that the org speaks, in one registry: its words, where they come from, and how sure that is.
//!
//! An error reply can only be made from a [`Rule`], so no text leaves the org without a line here; the tables in
//! `tests/practice/rules` hold one request and one exact reply for each line, and fail when a line has none. What SOQL says
//! carries an excerpt of the statement besides, which `soql::error` makes.

pub(crate) mod deploy;
pub(crate) mod http;
pub(crate) mod oauth;
pub(crate) mod rest;
pub(crate) mod soap;
pub(crate) mod soql;

use std::fmt;
use std::ops::Deref;

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Salesforce's documentation says so.
    Documented,
    /// Public traces of real orgs, or the code of public clients, show it.
    Seen,
    /// Nobody says so: code, text or channel is our choice until a real org was asked.
    Guess,
}

/// One refusal.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Area and name, `oauth::WRONG_SECRET`.
    pub id: &'static str,
    /// HTTP status where the rule is a reply of its own; 0 where it is a part of one.
    pub status: u16,
    /// The error code; empty where the text stands alone.
    pub code: &'static str,
    /// The text; `{}` stands for what differs from reply to reply.
    pub text: &'static str,
    /// How sure it is.
    pub standing: Standing,
    /// Who says so.
    pub source: &'static str,
}

/// What a rule says in one case. Only a rule can make it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said(String);

impl Said {
    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Said {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Rule {
    /// The text of a rule that holds no values.
    pub(crate) fn said(&self) -> Said {
        self.say(&[])
    }

    /// The text with a value in each `{}`.
    pub(crate) fn say(&self, values: &[&str]) -> Said {
        let mut values = values.iter();
        let mut said = String::new();
        for (place, part) in self.text.split("{}").enumerate() {
            if place > 0 {
                said.push_str(values.next().copied().unwrap_or_default());
            }
            said.push_str(part);
        }
        Said(said)
    }
}

/// Every rule.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [deploy::ALL, http::ALL, oauth::ALL, rest::ALL, soap::ALL, soql::ALL].into_iter().flatten().copied()
}

/// Declares the rules of an area: `NAME status code text standing source`.
macro_rules! rules {
    ($area:literal: $( $name:ident $status:literal $code:literal $text:literal $standing:ident $source:literal; )*) => {
        $(
            #[doc = concat!("`", $code, "` ", $text)]
            pub(crate) const $name: &$crate::rules::Rule = &$crate::rules::Rule {
                id: concat!($area, "::", stringify!($name)),
                status: $status,
                code: $code,
                text: $text,
                standing: $crate::rules::Standing::$standing,
                source: $source,
            };
        )*

        /// Every rule of this area.
        pub(super) const ALL: &[&$crate::rules::Rule] = &[$($name),*];
    };
}
use rules;

#[cfg(test)]
mod tests {
    #[test]
    fn a_value_with_braces_would_be_filled_in_itself() {
        let rule = super::rest::NO_COLUMN;
        assert_eq!(rule.say(&["{}", "User"]).as_str(), "No such column '{}' on sobject of type User");
    }
}
