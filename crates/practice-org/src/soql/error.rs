//! Why a statement was refused, in Salesforce's words: code, message, and the excerpt with its caret.
//!
//! The JSON array around them is left to the REST layer. The shape of the excerpt follows public traces: 30 characters
//! of the line on each side of the caret, and on to where the word ends. What the parser refuses is placed one column
//! to the left of what the evaluator refuses, because the parser counts from zero.

use crate::rules::Rule;

/// A refused statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SoqlError {
    /// The rule: status and `errorCode`.
    pub(crate) rule: &'static Rule,
    /// The `message`, excerpt and caret included.
    pub(crate) message: String,
}

/// Characters of the line that the excerpt shows on each side of the caret, words left whole.
const EXCERPT: usize = 30;

impl SoqlError {
    /// A refusal of the whole statement.
    pub(super) fn plain(rule: &'static Rule, values: &[&str]) -> SoqlError {
        SoqlError { rule, message: rule.say(values).to_string() }
    }

    /// A refusal of what stands at a byte offset of the statement.
    pub(super) fn at(rule: &'static Rule, statement: &str, offset: usize, values: &[&str]) -> SoqlError {
        let (row, column) = place(statement, offset);
        SoqlError::excerpted(rule, statement, (row, column), values)
    }

    /// A refusal by the parser of the token at a byte offset.
    pub(super) fn syntax(rule: &'static Rule, statement: &str, offset: usize, values: &[&str]) -> SoqlError {
        let (row, column) = place(statement, offset);
        SoqlError::excerpted(rule, statement, (row, column.saturating_sub(1)), values)
    }

    fn excerpted(rule: &'static Rule, statement: &str, (row, column): (usize, usize), values: &[&str]) -> SoqlError {
        let line: Vec<char> = statement.split('\n').nth(row).unwrap_or_default().chars().collect();
        let ends_word = |at: usize| line.get(at).is_none_or(|character| character.is_whitespace() || *character == ',');
        let mut start = column.saturating_sub(EXCERPT);
        while start > 0 && !ends_word(start - 1) {
            start -= 1;
        }
        let mut end = column + EXCERPT;
        while !ends_word(end) {
            end += 1;
        }
        let shown: String = line.iter().take(end).skip(start).collect();
        let caret = " ".repeat(column - start);
        let said = rule.say(values);
        let (row, column) = (row + 1, column + 1);
        SoqlError { rule, message: format!("\n{shown}\n{caret}^\nERROR at Row:{row}:Column:{column}\n{said}") }
    }
}

/// Row and column of a byte offset, both from zero.
pub(super) fn place(statement: &str, offset: usize) -> (usize, usize) {
    let before = statement.get(..offset).unwrap_or(statement);
    (before.matches('\n').count(), before.rsplit('\n').next().unwrap_or_default().chars().count())
}
