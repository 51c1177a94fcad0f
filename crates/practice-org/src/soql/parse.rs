//! Puts tokens together to a query, and says which token does not belong.
//!
//! Names are not looked up here; that is left to `evaluate`.
//!
//! Source: *SOQL and SOSL Reference*, "SOQL SELECT Syntax".

use super::{
    MAX_CHARACTERS, MAX_DEPTH, MAX_OFFSET,
    dates::DateLiteral,
    error::{Code, SoqlError},
    lex::{self, Kind, Token},
    query::{Condition, Literal, LiteralValue, Name, Operator, Order, Query, Select, Set},
};

/// Words that cannot be the name of a field or object.
const RESERVED: [&str; 21] = [
    "AND", "ASC", "DESC", "EXCLUDES", "FIRST", "FROM", "GROUP", "HAVING", "IN", "INCLUDES", "LAST", "LIKE", "LIMIT",
    "NOT", "NULL", "NULLS", "OR", "SELECT", "USING", "WHERE", "WITH",
];

const OPERATORS: [(&str, Operator); 8] = [
    ("=", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<>", Operator::NotEqual),
    ("<", Operator::Less),
    ("<=", Operator::LessOrEqual),
    (">", Operator::Greater),
    (">=", Operator::GreaterOrEqual),
    ("LIKE", Operator::Like),
];

/// Parses a statement.
pub(super) fn parse(statement: &str) -> Result<Query, SoqlError> {
    if statement.chars().count() > MAX_CHARACTERS {
        let message = format!("SOQL statements cannot be longer than {MAX_CHARACTERS} characters.");
        return Err(SoqlError::plain(Code::QueryTooComplicated, message));
    }
    let mut parser = Parser { statement, tokens: lex::tokens(statement)?, next: 0, depth: 0 };
    let query = parser.query()?;
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

    fn at(&self) -> usize {
        self.peek().map_or(self.statement.len(), |token| token.at)
    }

    fn refuse(&self, message: &str) -> SoqlError {
        SoqlError::at(Code::MalformedQuery, self.statement, self.at(), message)
    }

    fn unexpected(&self) -> SoqlError {
        let found = self.peek().map_or("<EOF>", |token| token.written.as_str());
        self.refuse(&format!("unexpected token: '{found}'"))
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

    /// Goes one level deeper for as long as `inner` takes.
    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return Err(SoqlError::plain(Code::QueryTooComplicated, "Query is too complicated: nested too deeply"));
        }
        self.depth += 1;
        let parsed = inner(self);
        self.depth -= 1;
        parsed
    }

    fn query(&mut self) -> Parsed<Query> {
        self.expect("SELECT")?;
        let select = self.select()?;
        self.expect("FROM")?;
        let object = self.name()?;
        let condition = if self.skip("WHERE") { Some(self.condition()?) } else { None };
        let mut order = Vec::new();
        if self.skip("ORDER") {
            self.expect("BY")?;
            order.push(self.order()?);
            while self.skip(",") {
                order.push(self.order()?);
            }
        }
        let limit = if self.skip("LIMIT") { Some(self.count()?) } else { None };
        let offset = if self.skip("OFFSET") { self.count()? } else { 0 };
        if offset > MAX_OFFSET {
            let message = format!("Maximum SOQL offset allowed is {MAX_OFFSET}");
            return Err(SoqlError::plain(Code::NumberOutsideValidRange, message));
        }
        Ok(Query { select, object, condition, order, limit, offset })
    }

    fn select(&mut self) -> Parsed<Select> {
        let first = self.name()?;
        if first.text.eq_ignore_ascii_case("COUNT") && self.skip("(") {
            self.expect(")")?;
            return Ok(Select::Count);
        }
        let mut fields = vec![first];
        while self.skip(",") {
            fields.push(self.name()?);
        }
        Ok(Select::Fields(fields))
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

    fn count(&mut self) -> Parsed<usize> {
        let number =
            self.peek().filter(|token| token.kind == Kind::Figure).and_then(|token| token.written.parse().ok());
        let Some(number) = number else { return Err(self.unexpected()) };
        self.next += 1;
        Ok(number)
    }

    fn order(&mut self) -> Parsed<Order> {
        let field = self.name()?;
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

    /// Terms joined by one kind of operator: Salesforce wants parentheses where `AND` meets `OR`.
    fn condition(&mut self) -> Parsed<Condition> {
        let mut terms = vec![self.term()?];
        let joint = if self.sees("AND") { "AND" } else { "OR" };
        while self.skip(joint) {
            terms.push(self.term()?);
        }
        Ok(if joint == "AND" { Condition::All(terms) } else { Condition::Any(terms) })
    }

    fn term(&mut self) -> Parsed<Condition> {
        if self.skip("NOT") {
            let negated = self.nested(Self::term)?;
            return Ok(Condition::Not(Box::new(negated)));
        }
        if self.skip("(") {
            let inner = self.nested(Self::condition)?;
            self.expect(")")?;
            return Ok(inner);
        }
        let field = self.name()?;
        let negated = self.skip("NOT");
        if self.skip("IN") {
            let set = self.set()?;
            return Ok(Condition::In { field, negated, set });
        }
        let operator = OPERATORS.into_iter().find(|(written, _)| !negated && self.sees(written));
        let Some((_, operator)) = operator else { return Err(self.unexpected()) };
        self.next += 1;
        let value = self.literal()?;
        Ok(Condition::Compare { field, operator, value })
    }

    fn set(&mut self) -> Parsed<Set> {
        self.expect("(")?;
        let set = if self.sees("SELECT") {
            Set::Query(Box::new(self.nested(Self::query)?))
        } else {
            let mut values = vec![self.literal()?];
            while self.skip(",") {
                values.push(self.literal()?);
            }
            Set::Values(values)
        };
        self.expect(")")?;
        Ok(set)
    }

    fn literal(&mut self) -> Parsed<Literal> {
        let Some(token) = self.peek() else { return Err(self.unexpected()) };
        let at = token.at;
        let value = match &token.kind {
            Kind::Text(text) => Some(LiteralValue::Text(text.clone())),
            Kind::Figure => figure(&token.written),
            Kind::Word => word(&token.written),
            Kind::Mark => None,
        };
        if let Some(value) = value {
            self.next += 1;
            return Ok(Literal { value, at });
        }
        self.counted_days().map(|days| Literal { value: LiteralValue::Date(days), at })
    }

    /// `LAST_N_DAYS:30`, which comes as three tokens.
    fn counted_days(&mut self) -> Parsed<DateLiteral> {
        let days = match self.tokens.get(self.next..self.next + 3) {
            Some([word, colon, count]) if word.kind == Kind::Word && colon.written == ":" => {
                count.written.parse().ok().and_then(|count| DateLiteral::counted(&word.written, count))
            }
            _ => None,
        };
        let Some(days) = days else { return Err(self.unexpected()) };
        self.next += 3;
        Ok(days)
    }
}

fn figure(written: &str) -> Option<LiteralValue> {
    let number = written.parse().ok().filter(|number: &f64| number.is_finite());
    number.map(LiteralValue::Number).or_else(|| DateLiteral::written(written).map(LiteralValue::Date))
}

fn word(written: &str) -> Option<LiteralValue> {
    match written.to_ascii_lowercase().as_str() {
        "null" => Some(LiteralValue::Null),
        "true" => Some(LiteralValue::Boolean(true)),
        "false" => Some(LiteralValue::Boolean(false)),
        _ => DateLiteral::word(written).map(LiteralValue::Date),
    }
}
