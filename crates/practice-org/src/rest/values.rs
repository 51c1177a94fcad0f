//! The values of a record that is sent: known fields, writable ones, of the right type and length.
//!
//! Sources: *REST API Developer Guide*, "Status Codes and Error Responses"; texts as seen in public traces.

use serde_json::{Map, Value};

use super::RestError;
use crate::id;
use crate::objects::{
    Object,
    field::{Field, Type, label},
};
use crate::rules::rest as say;
use crate::soql::Row;

/// A record as it was sent.
pub(super) type Body = Map<String, Value>;

/// What the values are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// A new record.
    Create,
    /// A record that is there.
    Update,
}

/// The values in canonical names and types, none missing. What they refer to is left to the caller.
pub(super) fn checked(object: &'static Object, body: &Body, purpose: Use) -> Result<Row, RestError> {
    let mut row = given(object, body, purpose)?;
    let fields = object.all_fields();
    let is_empty = |field: &&Field| row.get(field.name.as_ref()).is_none_or(Value::is_null);
    let is_told = |field: &&Field| purpose == Use::Create || row.contains_key(field.name.as_ref());
    let missing: Vec<_> = fields
        .iter()
        .filter(|field| object.traits(field).create && !object.traits(field).nillable)
        .filter(|field| !object.traits(field).defaulted)
        .filter(is_told)
        .filter(is_empty)
        .map(|field| field.name.clone())
        .collect();
    if !missing.is_empty() {
        return Err(RestError::with(say::REQUIRED_FIELD, &[&missing.join(", ")]).about_names(missing));
    }
    // A field that always has a value keeps it when nothing is sent for it.
    row.retain(|name, value| {
        !value.is_null() || fields.iter().any(|field| field.name == *name && !object.traits(field).defaulted)
    });
    Ok(row)
}

/// The values in canonical names and types; some may be missing.
pub(super) fn given(object: &'static Object, body: &Body, purpose: Use) -> Result<Row, RestError> {
    let fields = object.all_fields();
    let mut given: Vec<(&Field, &Value)> = Vec::new();
    for (name, value) in body.iter().filter(|(name, _)| *name != "attributes") {
        let field = fields.iter().find(|field| field.name.eq_ignore_ascii_case(name));
        let field = field.ok_or_else(|| RestError::with(say::NO_COLUMN, &[name, object.name]))?;
        if field.kind == Type::Id {
            return Err(RestError::with(say::ID_IN_BODY, &[&field.name]));
        }
        given.push((field, value));
    }
    let closed = |field: &Field| {
        let traits = object.traits(field);
        !(if purpose == Use::Create { traits.create } else { traits.update })
    };
    let closed: Vec<_> = given.iter().filter(|(field, _)| closed(field)).map(|(field, _)| field.name.clone()).collect();
    if !closed.is_empty() {
        return Err(RestError::with(say::READ_ONLY_FIELDS, &[&closed.join(", ")]).about_names(closed));
    }
    let place = |name: &str| position(body, name);
    let mut row = Row::new();
    for (field, value) in given {
        row.insert(field.name.to_string(), one(object, field, value, &place)?);
    }
    Ok(row)
}

/// One value in the type of its field; an empty text is no value.
fn one(object: &Object, field: &Field, value: &Value, place: &dyn Fn(&str) -> usize) -> Result<Value, RestError> {
    let wrong = || {
        let (kind, _) = field.kind.described();
        let column = place(&field.name).to_string();
        RestError::with(say::WRONG_TYPE, &[kind, &token(value), &column])
    };
    let text = match value {
        Value::Null => return Ok(Value::Null),
        Value::Array(_) | Value::Object(_) => return Err(wrong()),
        Value::String(text) if text.trim().is_empty() => return Ok(Value::Null),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let about = |error: RestError| error.about_names(vec![field.name.clone()]);
    let label = field_label(object, field);
    match field.kind {
        Type::Boolean => text.parse().map(Value::Bool).map_err(|_| wrong()),
        Type::Int => text.parse::<i32>().map(Value::from).map_err(|_| wrong()),
        Type::Currency => {
            text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from).ok_or_else(wrong)
        }
        Type::Date => text.parse::<jiff::civil::Date>().map(|day| day.to_string().into()).map_err(|_| wrong()),
        Type::DateTime => text.parse().map(|moment| crate::clock::rest_time(moment).into()).map_err(|_| wrong()),
        Type::Id | Type::Reference(..) => {
            if id::is_id(&text) {
                return Ok(id::to_18(&text).into());
            }
            Err(about(RestError::with(say::WRONG_ID, &[&label, &text])))
        }
        Type::Email if !is_email(&text) => Err(about(RestError::with(say::BAD_EMAIL, &[&label, &text]))),
        Type::Restricted(values) if !values.contains(&text.as_str()) => {
            Err(about(RestError::with(say::NOT_IN_PICKLIST, &[&label, &text])))
        }
        kind => {
            let (_, length) = kind.described();
            if text.chars().count() > usize::try_from(length).unwrap_or(usize::MAX) {
                let length = length.to_string();
                return Err(about(RestError::with(say::TOO_LONG, &[&label, &text, &length])));
            }
            Ok(text.into())
        }
    }
}

/// The label of a field; that of a name says whose.
pub(super) fn field_label(object: &Object, field: &Field) -> String {
    if object.name == "Account" && field.name == "Name" { "Account Name".to_owned() } else { label(&field.name) }
}

/// What the parser of the platform calls a value.
fn token(value: &Value) -> String {
    match value {
        Value::Null => "VALUE_NULL value null".to_owned(),
        Value::Bool(true) => "VALUE_TRUE value true".to_owned(),
        Value::Bool(false) => "VALUE_FALSE value false".to_owned(),
        Value::Number(number) if number.is_f64() => format!("VALUE_NUMBER_FLOAT value {number}"),
        Value::Number(number) => format!("VALUE_NUMBER_INT value {number}"),
        Value::String(text) => format!("VALUE_STRING value {text}"),
        Value::Array(_) => "START_ARRAY value [".to_owned(),
        Value::Object(_) => "START_OBJECT value {".to_owned(),
    }
}

/// The column at which the value of a field begins, in the body without white space.
fn position(body: &Body, name: &str) -> usize {
    let mut column = 2;
    for (key, value) in body {
        let key_length = Value::from(key.as_str()).to_string().chars().count() + 1;
        if key.eq_ignore_ascii_case(name) {
            return column + key_length;
        }
        column += key_length + value.to_string().chars().count() + 1;
    }
    column
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_plain =
        |part: &str| !part.is_empty() && !part.contains(|one: char| one.is_whitespace() || "@,;<>".contains(one));
    is_plain(local)
        && is_plain(domain)
        && domain.split('.').count() > 1
        && domain.split('.').all(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::is_email;

    #[test]
    fn an_address_is_taken_for_what_it_is_not() {
        for good in ["a@b.example", "a.b+c@d.e.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["a", "@b.example", "a@b", "a@b.", "a@.b", "a b@c.example", "a@b@c.example"] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
