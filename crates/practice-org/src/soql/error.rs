//! Why a statement was refused, in Salesforce's words: code, message, and the excerpt with its caret.
//!
//! The HTTP status (400 for all of them) and the JSON array around them are left to the REST layer.

/// The `errorCode` of a refusal (*REST API Developer Guide*, "Status Codes and Error Responses").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// `MALFORMED_QUERY`: the text is no SOQL.
    MalformedQuery,
    /// `INVALID_FIELD`: no such field, or compared with a value it cannot hold.
    InvalidField,
    /// `INVALID_TYPE`: no such object.
    InvalidType,
    /// `INVALID_QUERY_FILTER_OPERATOR`: the field cannot be compared in that way.
    InvalidQueryFilterOperator,
    /// `NUMBER_OUTSIDE_VALID_RANGE`: an offset beyond the limit.
    NumberOutsideValidRange,
    /// `QUERY_TOO_COMPLICATED`: longer or deeper than is read.
    QueryTooComplicated,
}

impl Code {
    /// The code as Salesforce writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Code::MalformedQuery => "MALFORMED_QUERY",
            Code::InvalidField => "INVALID_FIELD",
            Code::InvalidType => "INVALID_TYPE",
            Code::InvalidQueryFilterOperator => "INVALID_QUERY_FILTER_OPERATOR",
            Code::NumberOutsideValidRange => "NUMBER_OUTSIDE_VALID_RANGE",
            Code::QueryTooComplicated => "QUERY_TOO_COMPLICATED",
        }
    }
}

/// A refused statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SoqlError {
    /// The `errorCode`.
    pub(crate) code: Code,
    /// The `message`, excerpt and caret included.
    pub(crate) message: String,
}

/// Characters of the line that the excerpt shows on each side of the caret.
const EXCERPT: usize = 40;

impl SoqlError {
    /// A refusal of the whole statement.
    pub(super) fn plain(code: Code, message: impl Into<String>) -> SoqlError {
        SoqlError { code, message: message.into() }
    }

    /// A refusal of what stands at a byte offset of the statement.
    pub(super) fn at(code: Code, statement: &str, offset: usize, message: &str) -> SoqlError {
        let before = statement.get(..offset).unwrap_or(statement);
        let after = statement.get(offset..).unwrap_or_default();
        let row = before.matches('\n').count() + 1;
        let lead: Vec<char> = before.rsplit('\n').next().unwrap_or_default().chars().collect();
        let column = lead.len() + 1;
        let shown = lead.len().min(EXCERPT);
        let start: String = lead.iter().skip(lead.len() - shown).collect();
        let rest: String = after.chars().take_while(|character| *character != '\n').take(EXCERPT).collect();
        let caret = " ".repeat(shown);
        SoqlError { code, message: format!("\n{start}{rest}\n{caret}^\nERROR at Row:{row}:Column:{column}\n{message}") }
    }
}
