//! Looks up names in one query: from object to parent to field, in canonical casing, through aliases.

use std::cell::RefCell;

use serde_json::Value;

use super::{
    Field, Kind, MAX_PARENTS, Row, Schema, Source,
    error::SoqlError,
    evaluate::Asked,
    functions,
    query::{Aggregate, DatePart, Expression, Function, Name, Query},
};
use crate::rules::{Rule, soql as say};

/// One step from a record to its parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) relationship: &'static str,
    pub(super) object: &'static str,
    /// The field that holds the parent's id.
    field: String,
}

/// A field path that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    pub(super) steps: Vec<Step>,
    pub(super) field: Field,
}

/// A field or a function of one, both of which exist and go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) function: Option<Function>,
    pub(super) path: Path,
}

/// What names in a query may begin with, and which parents they lead to.
pub(super) struct Scope<'a> {
    pub(super) asked: &'a Asked<'a>,
    pub(super) schema: Schema,
    alias: Option<String>,
    parents: Vec<(String, Vec<String>)>,
    /// The ways to parents that were looked up.
    ways: RefCell<Vec<Vec<Step>>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(query: &Query, schema: Schema, asked: &'a Asked<'a>) -> Result<Scope<'a>, SoqlError> {
        let alias = query.alias.clone();
        let mut scope = Scope { asked, schema, alias, parents: Vec::new(), ways: RefCell::default() };
        for (path, alias) in &query.parents {
            let parts = scope.unaliased(&path.text, true);
            scope.walk(&parts, path)?;
            scope.parents.push((alias.clone(), parts));
        }
        Ok(scope)
    }

    pub(super) fn refuse(&self, rule: &'static Rule, at: usize, values: &[&str]) -> SoqlError {
        SoqlError::at(rule, self.asked.statement, at, values)
    }

    /// The parts of a dotted name, seen from the object; `of_parent` if even the last is a relationship.
    fn unaliased(&self, name: &str, of_parent: bool) -> Vec<String> {
        let mut parts: Vec<String> = name.split('.').map(str::to_owned).collect();
        if parts.len() < 2 && !of_parent {
            return parts;
        }
        let Some(first) = parts.first().cloned() else { return parts };
        let is_first = |name: &str| name.eq_ignore_ascii_case(&first);
        if let Some((_, way)) = self.parents.iter().find(|(alias, _)| is_first(alias)) {
            parts.splice(..1, way.iter().cloned());
        } else if self.alias.as_deref().is_some_and(is_first)
            || is_first(&self.schema.name) && self.schema.relationship(&first).is_none()
        {
            parts.remove(0);
        }
        parts
    }

    fn walk(&self, parts: &[String], name: &Name) -> Result<(Vec<Step>, Schema), SoqlError> {
        if parts.len() > MAX_PARENTS {
            return Err(self.refuse(say::TOO_MANY_PARENTS, name.at, &[&name.text]));
        }
        let mut schema = self.schema.clone();
        let mut steps = Vec::new();
        for part in parts {
            let relationship = schema.relationship(part).cloned();
            let target =
                relationship.and_then(|found| self.asked.source.schema(found.object).map(|next| (found, next)));
            let Some((found, next)) = target else {
                return Err(self.refuse(say::NO_RELATIONSHIP, name.at, &[part]));
            };
            steps.push(Step { relationship: found.name, object: found.object, field: found.field });
            schema = next;
        }
        Ok((steps, schema))
    }

    /// The path that a name stands for.
    pub(super) fn path(&self, name: &Name) -> Result<Path, SoqlError> {
        let mut parts = self.unaliased(&name.text, false);
        let last = parts.pop().unwrap_or_default();
        let (steps, schema) = self.walk(&parts, name)?;
        let Some(field) = schema.field(&last) else {
            return Err(self.refuse(say::NO_COLUMN, name.at, &[&last, &schema.name]));
        };
        if !steps.is_empty() {
            self.ways.borrow_mut().push(steps.clone());
        }
        Ok(Path { steps, field: field.clone() })
    }

    /// The field or function that an expression stands for.
    pub(super) fn resolve(&self, expression: &Expression) -> Result<Resolved, SoqlError> {
        let path = self.path(&expression.field)?;
        let kind = path.field.kind;
        if let Some(function) = expression.function {
            let (fits, rule) = match function {
                Function::Aggregate(aggregate) => (aggregate.takes(kind), say::CANNOT_AGGREGATE),
                Function::Date(part) => (part.takes(kind), say::DATE_FUNCTION),
                Function::Grouping | Function::ToLabel => (true, say::DATE_FUNCTION),
            };
            if !fits {
                let values = [path.field.name.as_str(), function.name()];
                return Err(self.refuse(rule, expression.field.at, &values));
            }
        }
        Ok(Resolved { function: expression.function, path })
    }

    /// Puts the parents that the query speaks of into a row.
    pub(super) fn join(&self, row: &mut Row) {
        for way in self.ways.borrow().iter() {
            attach(self.asked.source, row, way);
        }
    }
}

fn attach(source: &dyn Source, row: &mut Row, way: &[Step]) {
    let Some((step, further)) = way.split_first() else { return };
    if !row.contains_key(step.relationship) {
        let parent = row.get(&step.field).and_then(Value::as_str).and_then(|id| source.record(step.object, id));
        row.insert(step.relationship.to_owned(), parent.map_or(Value::Null, Value::Object));
    }
    if let Some(Value::Object(parent)) = row.get_mut(step.relationship) {
        attach(source, parent, further);
    }
}

impl Path {
    /// The value in a row; null where a parent or the field is missing.
    pub(super) fn value<'r>(&self, row: &'r Row) -> &'r Value {
        let mut row = row;
        for step in &self.steps {
            match row.get(step.relationship) {
                Some(Value::Object(parent)) => row = parent,
                _ => return &Value::Null,
            }
        }
        row.get(&self.field.name).unwrap_or(&Value::Null)
    }

    /// As selected, `CreatedBy.Name`.
    pub(super) fn dotted(&self) -> String {
        let relationships = self.steps.iter().map(|step| step.relationship);
        relationships.chain([self.field.name.as_str()]).collect::<Vec<&str>>().join(".")
    }
}

impl Resolved {
    /// What its values are.
    pub(super) fn kind(&self) -> Kind {
        let own = self.path.field.kind;
        match self.function {
            None | Some(Function::ToLabel | Function::Aggregate(Aggregate::Min | Aggregate::Max | Aggregate::Sum)) => {
                own
            }
            Some(Function::Aggregate(Aggregate::Avg)) => Kind::Double,
            Some(Function::Date(DatePart::DayOnly)) => Kind::Date,
            Some(_) => Kind::Int,
        }
    }

    /// The function with its field, `count(Id)`.
    pub(super) fn called(&self) -> Option<String> {
        self.function.map(|function| format!("{}({})", function.name().to_lowercase(), self.path.dotted()))
    }

    /// Whether it is one value out of many rows.
    pub(super) fn is_aggregate(&self) -> bool {
        matches!(self.function, Some(Function::Aggregate(_)))
    }

    /// The value in one row.
    pub(super) fn value(&self, row: &Row) -> Value {
        let value = self.path.value(row);
        match self.function {
            Some(Function::Date(part)) => functions::part(part, value),
            _ => value.clone(),
        }
    }
}
