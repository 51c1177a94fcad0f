//! What stands between `SELECT` and `FROM`.

use super::{Parsed, Parser, Role};
use crate::soql::query::{FieldSet, Item};

impl Parser<'_> {
    pub(super) fn item(&mut self) -> Parsed<Item> {
        if self.skip("(") {
            let children = self.nested(|parser| parser.query(Role::Children))?;
            self.expect_before_word(")")?;
            return Ok(Item::Children(Box::new(children)));
        }
        let called = self.tokens.get(self.next + 1).is_some_and(|token| token.written == "(");
        let closes = self.tokens.get(self.next + 2).filter(|token| token.written == ")").map(|token| token.at);
        if let Some(parenthesis) = closes.filter(|_| called && self.sees("COUNT")) {
            self.next += 3;
            return Ok(Item::Count(parenthesis));
        }
        if called && self.skip("FIELDS") {
            return self.fields();
        }
        if !called && self.skip("TYPEOF") {
            return self.type_of();
        }
        let expression = self.expression()?;
        let alias = self.alias()?;
        Ok(Item::Expression(expression, alias))
    }

    fn fields(&mut self) -> Parsed<Item> {
        self.expect("(")?;
        let set = if self.skip("ALL") {
            FieldSet::All
        } else if self.skip("STANDARD") {
            FieldSet::Standard
        } else {
            self.expect("CUSTOM")?;
            FieldSet::Custom
        };
        self.expect(")")?;
        Ok(Item::Fields(set))
    }

    fn type_of(&mut self) -> Parsed<Item> {
        let relationship = self.name()?;
        self.expect("WHEN")?;
        loop {
            self.name()?;
            self.expect("THEN")?;
            self.list(Self::name)?;
            if !self.skip("WHEN") {
                break;
            }
        }
        if self.skip("ELSE") {
            self.list(Self::name)?;
        }
        self.expect("END")?;
        Ok(Item::TypeOf(relationship))
    }
}
