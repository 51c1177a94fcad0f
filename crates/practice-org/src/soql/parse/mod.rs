//! Puts tokens together to a query, and says which token does not belong.
//!
//! Names are not looked up here; that is left to `evaluate`.
//!
//! Source: *SOQL and SOSL Reference*, "SOQL SELECT Syntax".

mod condition;
mod select;

use super::{
    MAX_CHARACTERS, MAX_DEPTH, MAX_OFFSET,
    error::SoqlError,
    lex::{self, Kind, Token},
    query::{Expression, Function, Grouping, Name, Order, Query},
};
use crate::rules::{Rule, soql as say};

/// Words that cannot be the name of a field or object.
const RESERVED: [&str; 21] = [
    "AND", "ASC", "DESC", "EXCLUDES", "FIRST", "FROM", "GROUP", "HAVING", "IN", "INCLUDES", "LAST", "LIKE", "LIMIT",
    "NOT", "NULL", "NULLS", "OR", "SELECT", "USING", "WHERE", "WITH",
];

/// Words that begin a clause, and so are no alias.
const CLAUSES: [&str; 5] = ["ALL", "FOR", "OFFSET", "ORDER", "UPDATE"];

/// Which clauses a query may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// The statement itself.
    Root,
    /// A subquery of `SELECT`.
    Children,
    /// A subquery of `IN`.
    SemiJoin,
}

/// Parses a statement.
pub(super) fn parse(statement: &str) -> Result<Query, SoqlError> {
    if statement.chars().count() > MAX_CHARACTERS {
        return Err(SoqlError::plain(say::TOO_LONG, &[&MAX_CHARACTERS.to_string()]));
    }
    if statement.trim().is_empty() {
        return Err(SoqlError::plain(say::EMPTY, &[]));
    }
    let mut parser = Parser { statement, tokens: lex::tokens(statement)?, next: 0, depth: 0 };
    let query = parser.query(Role::Root)?;
    if parser.next < parser.tokens.len() { Err(parser.unexpected()) } else { Ok(query) }
}

struct Parser<'s> {
    statement: &'s str,
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
}

type Parsed<T> = Result<T, SoqlError>;

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    /// Where the next token begins.
    fn at(&self) -> usize {
        self.peek().map_or(self.statement.len(), |token| token.at)
    }

    fn refuse(&self, rule: &'static Rule, values: &[&str]) -> SoqlError {
        SoqlError::syntax(rule, self.statement, self.at(), values)
    }

    fn unexpected(&self) -> SoqlError {
        match self.peek() {
            Some(token) => self.refuse(say::UNEXPECTED, &[&token.written]),
            None => SoqlError::plain(say::EOF, &[]),
        }
    }

    /// The same, of everything from a byte offset on to the next token.
    fn unexpected_since(&self, at: usize) -> SoqlError {
        let end = self.peek().map_or(self.statement.len(), |token| token.at + token.written.len());
        self.refuse(say::UNEXPECTED, &[self.statement.get(at..end).unwrap_or_default()])
    }

    /// Whether the next token is that word or mark.
    fn sees(&self, written: &str) -> bool {
        self.peek().is_some_and(|token| {
            matches!(token.kind, Kind::Word | Kind::Mark) && token.written.eq_ignore_ascii_case(written)
        })
    }

    fn skip(&mut self, written: &str) -> bool {
        let seen = self.sees(written);
        self.next += usize::from(seen);
        seen
    }

    fn expect(&mut self, written: &str) -> Parsed<()> {
        if self.skip(written) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// The same; a word in its place is told to come too early.
    fn expect_before_word(&mut self, written: &str) -> Parsed<()> {
        if self.skip(written) {
            return Ok(());
        }
        Err(match self.peek() {
            Some(Token { kind: Kind::Word, written, .. }) => self.refuse(say::MISSING, &[written]),
            _ => self.unexpected(),
        })
    }

    /// Goes one level deeper for as long as `inner` takes.
    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return Err(SoqlError::plain(say::TOO_DEEP, &[]));
        }
        self.depth += 1;
        let parsed = inner(self);
        self.depth -= 1;
        parsed
    }

    /// What `one` reads, as often as commas join it.
    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut all = vec![one(self)?];
        while self.skip(",") {
            all.push(one(self)?);
        }
        Ok(all)
    }

    fn query(&mut self, role: Role) -> Parsed<Query> {
        let start = self.at();
        self.expect("SELECT")?;
        if self.sees("FROM") {
            return Err(self.unexpected_since(start));
        }
        let select = self.list(Self::item)?;
        self.expect_before_word("FROM")?;
        let object = self.name()?;
        let alias = self.alias()?.map(|name| name.text);
        let mut parents = Vec::new();
        while self.skip(",") {
            let path = self.name()?;
            parents.push((path, self.alias()?.ok_or_else(|| self.unexpected())?.text));
        }
        let scope = match self.skip("USING") {
            true => {
                self.expect("SCOPE")?;
                Some(self.name()?)
            }
            false => None,
        };
        let condition = if self.skip("WHERE") { Some(self.condition()?) } else { None };
        let mut query = Query {
            select,
            object,
            alias,
            parents,
            scope,
            condition,
            grouping: Grouping::Plain,
            group: Vec::new(),
            having: None,
            order: Vec::new(),
            limit: None,
            offset: 0,
        };
        if role != Role::SemiJoin {
            self.clauses(&mut query, role)?;
        }
        Ok(query)
    }

    /// What may follow `WHERE`.
    fn clauses(&mut self, query: &mut Query, role: Role) -> Parsed<()> {
        if self.skip("WITH") {
            let only_apex = ["SECURITY_ENFORCED", "USER_MODE", "SYSTEM_MODE"].iter().any(|mode| self.sees(mode));
            return Err(if only_apex { self.refuse(say::ONLY_APEX, &[]) } else { self.unexpected() });
        }
        if self.skip("GROUP") {
            self.expect("BY")?;
            self.group(query)?;
            if self.skip("HAVING") {
                query.having = Some(self.condition()?);
            }
        }
        if self.skip("ORDER") {
            self.expect("BY")?;
            query.order = self.list(Self::order)?;
        }
        if self.skip("LIMIT") {
            query.limit = Some(self.count()?);
        }
        if self.skip("OFFSET") {
            query.offset = self.count()?;
            if query.offset > MAX_OFFSET {
                return Err(SoqlError::plain(say::OFFSET, &[]));
            }
        }
        while role == Role::Root && self.skip("FOR") {
            let known = self.skip("VIEW") || self.skip("REFERENCE") || self.skip("UPDATE");
            if !known {
                return Err(self.unexpected());
            }
        }
        if self.sees("ALL") {
            return Err(self.refuse(say::ALL_ROWS, &[]));
        }
        Ok(())
    }

    fn group(&mut self, query: &mut Query) -> Parsed<()> {
        let opens = self.tokens.get(self.next + 1).is_some_and(|token| token.written == "(");
        for (word, grouping) in [("ROLLUP", Grouping::Rollup), ("CUBE", Grouping::Cube)] {
            if opens && self.skip(word) {
                query.grouping = grouping;
                self.expect("(")?;
                query.group = self.list(Self::expression)?;
                // Salesforce takes three fields at most; more would also make very many groups.
                return if query.group.len() > 3 { Err(self.unexpected()) } else { self.expect(")") };
            }
        }
        query.group = self.list(Self::expression)?;
        Ok(())
    }

    fn name(&mut self) -> Parsed<Name> {
        let Some(Token { kind: Kind::Word, at, written }) = self.peek() else { return Err(self.unexpected()) };
        let reserved = RESERVED.iter().any(|word| word.eq_ignore_ascii_case(written));
        if reserved || written.split('.').any(str::is_empty) {
            return Err(self.unexpected());
        }
        let name = Name { text: written.clone(), at: *at };
        self.next += 1;
        Ok(name)
    }

    /// Another name, with `AS` or without.
    fn alias(&mut self) -> Parsed<Option<Name>> {
        if self.skip("AS") {
            return self.name().map(Some);
        }
        let is_alias = self.peek().is_some_and(|token| {
            let taken = RESERVED.iter().chain(&CLAUSES).any(|word| word.eq_ignore_ascii_case(&token.written));
            token.kind == Kind::Word && !taken && !token.written.contains('.')
        });
        if is_alias { self.name().map(Some) } else { Ok(None) }
    }

    /// A field, or a function of one.
    fn expression(&mut self) -> Parsed<Expression> {
        let field = self.name()?;
        if !self.sees("(") {
            return Ok(Expression { function: None, at: field.at, field });
        }
        let at = field.at;
        let Some(function) = Function::named(&field.text) else { return Err(self.unexpected()) };
        self.next += 1;
        let field = self.name()?;
        self.expect(")")?;
        Ok(Expression { function: Some(function), field, at })
    }

    fn count(&mut self) -> Parsed<usize> {
        let number =
            self.peek().filter(|token| token.kind == Kind::Figure).and_then(|token| token.written.parse().ok());
        let Some(number) = number else { return Err(self.unexpected()) };
        self.next += 1;
        Ok(number)
    }

    fn order(&mut self) -> Parsed<Order> {
        let field = self.expression()?;
        let descending = !self.skip("ASC") && self.skip("DESC");
        let mut nulls_last = false;
        if self.skip("NULLS") {
            nulls_last = !self.skip("FIRST");
            if nulls_last {
                self.expect("LAST")?;
            }
        }
        Ok(Order { field, descending, nulls_last })
    }
}
