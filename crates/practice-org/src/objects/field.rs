//! The shape of an sObject: its fields, as `describe` tells them and as SOQL checks them.
//!
//! Source: *Object Reference*, "Field Types"; *REST API Developer Guide*, "sObject Describe".

use std::borrow::Cow;

use crate::oauth::scope;
use crate::org::person::USER_PERMISSIONS;
use crate::soql;

/// What a user must have to see an object.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Needs {
    /// Nothing.
    Nothing,
    /// A user permission.
    Permission(&'static str),
    /// Any of these user permissions.
    AnyOf(&'static [&'static str]),
    /// The right to read the object.
    Read,
    /// That Dev Hub is turned on in the org.
    DevHub,
}

/// Fields that are many and follow from a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extra {
    /// None.
    None,
    /// `Permissions…`, one for each user permission.
    Permissions,
    /// `OauthScopes…`, one for each scope.
    Scopes,
}

/// An object.
#[derive(Debug)]
pub(crate) struct Object {
    /// Its API name.
    pub(crate) name: &'static str,
    /// Its label.
    pub(crate) label: &'static str,
    /// The first three characters of its ids.
    pub(crate) key_prefix: &'static str,
    /// Only the Tooling API shows it.
    pub(crate) tooling_only: bool,
    /// What a user must have to see it.
    pub(crate) needs: Needs,
    /// Its own fields, after `Id`.
    pub(crate) fields: &'static [(&'static str, Type)],
    /// Fields that follow from a list.
    pub(crate) extra: Extra,
    /// Whether it has the fields of its making and last change.
    pub(crate) audited: bool,
    /// Whether records can be made over REST.
    pub(crate) createable: bool,
}

/// A field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Its API name.
    pub(crate) name: Cow<'static, str>,
    /// What it holds.
    pub(crate) kind: Type,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// The record's own id.
    Id,
    /// The id of a record of another object, and the name of the relationship.
    Reference(&'static str, Option<&'static str>),
    /// Text of so many characters.
    Text(u32),
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A choice whose values are not listed here.
    Picklist,
    /// A choice that takes other values too.
    Choice(&'static [&'static str]),
    /// A choice that takes no other value.
    Restricted(&'static [&'static str]),
    /// Several choices out of these, joined by semicolons.
    MultiPicklist(&'static [&'static str]),
    /// Text of several lines, so many characters.
    LongText(u32),
    /// A web address.
    Url,
    /// The key of another system, unique whatever its casing, so many characters.
    Key(u32),
    /// A checkbox.
    Boolean,
    /// A whole number.
    Int,
    /// An amount.
    Currency,
    /// A calendar date.
    Date,
    /// A moment.
    DateTime,
}

const USER: Type = Type::Reference("User", None);

/// The fields of making and last change.
const AUDIT: [(&str, Type); 5] = [
    ("CreatedDate", Type::DateTime),
    ("CreatedById", Type::Reference("User", Some("CreatedBy"))),
    ("LastModifiedDate", Type::DateTime),
    ("LastModifiedById", Type::Reference("User", Some("LastModifiedBy"))),
    ("SystemModstamp", Type::DateTime),
];

impl Object {
    /// Every field, `Id` first.
    pub(crate) fn all_fields(&self) -> Vec<Field> {
        let plain = |(name, kind): &(&'static str, Type)| Field { name: Cow::Borrowed(*name), kind: *kind };
        let mut fields = vec![Field { name: Cow::Borrowed("Id"), kind: Type::Id }];
        fields.extend(self.fields.iter().map(plain));
        let flag = |name: String| Field { name: Cow::Owned(name), kind: Type::Boolean };
        match self.extra {
            Extra::None => {}
            Extra::Permissions => fields.extend(USER_PERMISSIONS.iter().map(|one| flag(format!("Permissions{one}")))),
            Extra::Scopes => fields.extend(scope::columns().map(|(column, _)| flag(format!("OauthScopes{column}")))),
        }
        if self.audited {
            fields.extend(AUDIT.iter().map(plain));
        }
        fields
    }

    /// The fields that lead to a parent: field, relationship, object.
    pub(crate) fn relationships(&self) -> Vec<(Field, &'static str, &'static str)> {
        self.all_fields()
            .into_iter()
            .filter_map(|field| match field.kind {
                Type::Reference(to, Some(relationship)) => Some((field, relationship, to)),
                _ => None,
            })
            .collect()
    }

    /// What SOQL checks a statement against.
    pub(crate) fn schema(&self) -> soql::Schema {
        soql::Schema {
            name: self.name.to_owned(),
            fields: self
                .all_fields()
                .into_iter()
                .map(|field| soql::Field {
                    kind: field.kind.for_soql(),
                    refers_to: match field.kind {
                        Type::Id => Some(self.name),
                        Type::Reference(to, _) => Some(to),
                        _ => None,
                    },
                    name: field.name.into_owned(),
                })
                .collect(),
            relationships: self
                .relationships()
                .into_iter()
                .map(|(field, name, object)| soql::Relationship { name, object, field: field.name.into_owned() })
                .collect(),
            children: self
                .children()
                .filter_map(|child| {
                    child.name.map(|name| soql::Child { name, object: child.object, field: child.field })
                })
                .collect(),
        }
    }
}

impl Type {
    /// The name of the type, and the length of its values where they have one.
    pub(crate) fn described(self) -> (&'static str, u32) {
        match self {
            Self::Id => ("id", 18),
            Self::Reference(..) => ("reference", 18),
            Self::Text(length) => ("string", length),
            Self::Email => ("email", 80),
            Self::Phone => ("phone", 40),
            Self::Picklist => ("picklist", 40),
            Self::Choice(_) | Self::Restricted(_) => ("picklist", 255),
            Self::MultiPicklist(_) => ("multipicklist", 4099),
            Self::LongText(length) => ("textarea", length),
            Self::Url => ("url", 255),
            Self::Key(length) => ("string", length),
            Self::Boolean => ("boolean", 0),
            Self::Int => ("int", 0),
            Self::Currency => ("currency", 0),
            Self::Date => ("date", 0),
            Self::DateTime => ("datetime", 0),
        }
    }

    /// The name of the type in XML.
    pub(crate) fn soap(self) -> &'static str {
        match self {
            Self::Id | Self::Reference(..) => "tns:ID",
            Self::Boolean => "xsd:boolean",
            Self::Int => "xsd:int",
            Self::Currency => "xsd:double",
            Self::Date => "xsd:date",
            Self::DateTime => "xsd:dateTime",
            _ => "xsd:string",
        }
    }

    /// What SOQL cares about.
    pub(crate) fn for_soql(self) -> soql::Kind {
        match self {
            Self::Id | Self::Reference(..) => soql::Kind::Id,
            Self::Boolean => soql::Kind::Boolean,
            Self::Int => soql::Kind::Int,
            Self::Currency => soql::Kind::Double,
            Self::Date => soql::Kind::Date,
            Self::DateTime => soql::Kind::DateTime,
            Self::MultiPicklist(_) => soql::Kind::MultiPicklist,
            // Salesforce searches text of several lines if it is short.
            Self::LongText(length) if length > 255 => soql::Kind::LongText,
            _ => soql::Kind::Text,
        }
    }
}

/// A label out of an API name: `BillingCity` is "Billing City".
pub(crate) fn label(name: &str) -> String {
    // Custom fields carry underscores for spaces.
    if let Some(name) = name.strip_suffix("__c") {
        return name.replace('_', " ");
    }
    let name = name
        .strip_suffix("Id")
        .filter(|rest| !rest.is_empty())
        .map_or_else(|| name.to_owned(), |rest| format!("{rest} ID"));
    let mut label = String::new();
    let mut before_lower = false;
    for character in name.chars() {
        if character.is_uppercase() && before_lower {
            label.push(' ');
        }
        before_lower = character.is_lowercase();
        label.push(character);
    }
    label
}

/// A reference to a user without a relationship of its own.
pub(super) const fn user() -> Type {
    USER
}
