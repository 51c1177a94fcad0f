//! Conditions, and the values in them.
//!
//! Source: *SOQL and SOSL Reference*, "Condition Expression Syntax".

use super::{Parsed, Parser, Role};
use crate::rules::soql as say;
use crate::soql::{
    dates::DateLiteral,
    error::SoqlError,
    lex::Kind,
    query::{Condition, Expression, Literal, Operator, Set},
};

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

impl Parser<'_> {
    /// Terms joined by one kind of operator: Salesforce wants parentheses where `AND` meets `OR`.
    pub(super) fn condition(&mut self) -> Parsed<Condition> {
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
        let at = self.at();
        let field = self.expression()?;
        let negated = self.skip("NOT");
        if self.skip("IN") {
            let set = self.set(at)?;
            return Ok(Condition::In { field, negated, set });
        }
        if !negated && (self.sees("INCLUDES") || self.sees("EXCLUDES")) {
            return self.includes(field);
        }
        let operator = OPERATORS.into_iter().find(|(written, _)| !negated && self.sees(written));
        let Some((_, operator)) = operator else { return Err(self.unexpected()) };
        self.next += 1;
        let value = self.literal()?;
        Ok(Condition::Compare { field, operator, value })
    }

    fn includes(&mut self, field: Expression) -> Parsed<Condition> {
        let negated = self.skip("EXCLUDES");
        if !negated {
            self.expect("INCLUDES")?;
        }
        self.expect("(")?;
        let sets = self.list(|parser| match parser.literal()? {
            Literal::Text(text) => Ok(text.plain),
            _ => {
                parser.next -= 1;
                Err(parser.unexpected())
            }
        })?;
        self.expect(")")?;
        Ok(Condition::Includes { field, negated, sets })
    }

    /// What follows `IN`; the condition begins at that byte offset.
    fn set(&mut self, condition: usize) -> Parsed<Set> {
        if self.peek().is_some_and(|token| token.kind == Kind::Word || token.written == ":") {
            return Err(SoqlError::plain(say::BIND_VARIABLE, &[]));
        }
        self.expect("(")?;
        if self.sees(")") {
            return Err(self.unexpected_since(condition));
        }
        if self.sees("SELECT") {
            let query = self.nested(|parser| parser.query(Role::SemiJoin))?;
            self.expect_before_word(")")?;
            return Ok(Set::Query(Box::new(query)));
        }
        let values = self.list(Self::literal)?;
        self.expect(")")?;
        Ok(Set::Values(values))
    }

    fn literal(&mut self) -> Parsed<Literal> {
        let Some(token) = self.peek() else { return Err(self.unexpected()) };
        let value = match &token.kind {
            Kind::Text(text) => Some(Literal::Text(text.clone())),
            Kind::Figure => Some(figure(&token.written).ok_or_else(|| self.bad_figure(&token.written))?),
            Kind::Word => word(&token.written),
            Kind::Mark if token.written == ":" => return Err(SoqlError::plain(say::BIND_VARIABLE, &[])),
            Kind::Mark => None,
        };
        if let Some(value) = value {
            self.next += 1;
            return Ok(value);
        }
        self.counted_days().map(Literal::Date)
    }

    fn bad_figure(&self, written: &str) -> SoqlError {
        let looks_like_date = written.matches('-').count() >= 2 && written.find('-') == Some(4);
        match looks_like_date {
            true if written.len() > 10 => SoqlError::plain(say::BAD_MOMENT, &[written]),
            true => SoqlError::plain(say::BAD_DATE, &[written]),
            false => self.unexpected(),
        }
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

fn figure(written: &str) -> Option<Literal> {
    let number = written.parse().ok().filter(|number: &f64| number.is_finite());
    number.map(Literal::Number).or_else(|| DateLiteral::written(written).map(Literal::Date))
}

fn word(written: &str) -> Option<Literal> {
    match written.to_ascii_lowercase().as_str() {
        "null" => Some(Literal::Null),
        "true" => Some(Literal::Boolean(true)),
        "false" => Some(Literal::Boolean(false)),
        _ => DateLiteral::word(written).map(Literal::Date),
    }
}
