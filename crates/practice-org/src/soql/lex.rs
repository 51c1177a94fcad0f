//! Cuts a statement into tokens, each with its place.
//!
//! Which tokens may follow each other is left to `parse`.
//!
//! Source: *SOQL and SOSL Reference*, "Quoted String Escape Sequences".

use winnow::{
    LocatingSlice, Parser, Result,
    ascii::multispace0,
    combinator::{alt, delimited, fail, opt, peek, preceded, repeat, terminated},
    stream::Location,
    token::{any, none_of, one_of, take_while},
};

use super::{
    error::{SoqlError, place},
    query::{Piece, Text},
};
use crate::rules::soql as say;

/// One token.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Byte offset in the statement.
    pub(super) at: usize,
    /// As written, for messages.
    pub(super) written: String,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A keyword, a name or a dotted path.
    Word,
    /// A quoted string.
    Text(Text),
    /// A number, a date or a moment, unquoted.
    Figure,
    /// Punctuation or an operator.
    Mark,
}

type Input<'s> = LocatingSlice<&'s str>;

/// All tokens of a statement.
pub(super) fn tokens(statement: &str) -> std::result::Result<Vec<Token>, SoqlError> {
    let mut input = LocatingSlice::new(statement);
    let mut tokens = Vec::new();
    loop {
        let _: Result<&str> = multispace0.parse_next(&mut input);
        if input.is_empty() {
            return Ok(tokens);
        }
        let at = input.current_token_start();
        let Ok((kind, written)) = token.parse_next(&mut input) else {
            let found = statement.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
            let (row, column) = place(statement, at);
            let values = [(row + 1).to_string(), column.to_string(), found.to_string()];
            let values = values.each_ref().map(String::as_str);
            return Err(SoqlError::syntax(say::BAD_CHARACTER, statement, at, &values));
        };
        tokens.push(Token { kind, at, written });
    }
}

fn token(input: &mut Input) -> Result<(Kind, String)> {
    alt((
        word.map(|written| (Kind::Word, written)),
        figure.map(|written| (Kind::Figure, written)),
        text.with_taken().map(|(text, written)| (Kind::Text(text), written.to_owned())),
        mark.map(|written| (Kind::Mark, written)),
    ))
    .parse_next(input)
}

fn word(input: &mut Input) -> Result<String> {
    let start = one_of(|character: char| character.is_ascii_alphabetic() || character == '_');
    let rest = take_while(0.., |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '.'));
    (start, rest).take().map(str::to_owned).parse_next(input)
}

fn figure(input: &mut Input) -> Result<String> {
    let sign = opt(terminated(one_of(['-', '+']), peek(one_of(|next: char| next.is_ascii_digit() || next == '.'))));
    let digits = one_of(|character: char| character.is_ascii_digit() || character == '.');
    let rest = take_while(0.., |character: char| {
        character.is_ascii_digit() || matches!(character, '.' | '-' | ':' | '+' | 'T' | 'Z' | 't' | 'z')
    });
    (sign, digits, rest).take().map(str::to_owned).parse_next(input)
}

fn mark(input: &mut Input) -> Result<String> {
    alt(("!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", ",", ":")).map(str::to_owned).parse_next(input)
}

fn text(input: &mut Input) -> Result<Text> {
    let characters = repeat(0.., alt((preceded('\\', escaped), none_of(['\'', '\\']).map(plain)))).fold(
        Text::default,
        |mut text, (character, piece)| {
            text.plain.push(character);
            text.pattern.push(piece);
            text
        },
    );
    delimited('\'', characters, '\'').parse_next(input)
}

fn plain(character: char) -> (char, Piece) {
    let piece = match character {
        '%' => Piece::Any,
        '_' => Piece::One,
        other => Piece::Exactly(other),
    };
    (character, piece)
}

fn escaped(input: &mut Input) -> Result<(char, Piece)> {
    let character = match any.parse_next(input)? {
        'n' | 'N' => '\n',
        'r' | 'R' => '\r',
        't' | 'T' => '\t',
        'b' | 'B' => '\u{8}',
        'f' | 'F' => '\u{c}',
        same @ ('\'' | '"' | '\\' | '%' | '_') => same,
        'u' | 'U' => {
            let digits = take_while(4..=4, |character: char| character.is_ascii_hexdigit());
            digits
                .verify_map(|digits: &str| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32))
                .parse_next(input)?
        }
        _ => return fail.parse_next(input),
    };
    Ok((character, Piece::Exactly(character)))
}
