//! What `describe` tells of an object and its fields.
//!
//! Source: *REST API Developer Guide*, "sObject Describe", "Describe Global"; *SOAP API Developer Guide*,
//! "DescribeSObjectResult", for the meaning of each member.

use serde_json::{Map, Value, json};

use super::{
    Seen, all,
    field::{Field, Object, Type, label},
};
use crate::org::rights::Rights;

/// A relationship to records that refer to this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Child {
    /// The object of the children.
    pub(crate) object: &'static str,
    /// Their field that refers here.
    pub(crate) field: &'static str,
    /// What the relationship is called, if it has a name.
    pub(crate) name: Option<&'static str>,
}

/// The names of child relationships: children, their field, name.
const CHILDREN: [(&str, &str, &str); 8] = [
    ("Account", "ParentId", "ChildAccounts"),
    ("Contact", "AccountId", "Contacts"),
    ("PermissionSetAssignment", "AssigneeId", "PermissionSetAssignments"),
    ("PermissionSetAssignment", "PermissionSetGroupId", "Assignments"),
    ("PermissionSetAssignment", "PermissionSetId", "Assignments"),
    ("SetupEntityAccess", "ParentId", "SetupEntityAccessItems"),
    ("SetupEntityAccess", "SetupEntityId", "SetupEntityAccessItems"),
    ("User", "ProfileId", "Users"),
];

/// Members of a field that are false for every field here.
const NEVER: [&str; 18] = [
    "aiPredictionField",
    "autoNumber",
    "calculated",
    "cascadeDelete",
    "caseSensitive",
    "dependentPicklist",
    "deprecatedAndHidden",
    "displayLocationInDecimal",
    "encrypted",
    "formulaTreatNullNumberAsZero",
    "highScaleNumber",
    "htmlFormatted",
    "namePointing",
    "polymorphicForeignKey",
    "queryByDistance",
    "restrictedDelete",
    "searchPrefilterable",
    "writeRequiresMasterRead",
];

/// Members of a field that are empty for every field here.
const NOTHING: [&str; 11] = [
    "calculatedFormula",
    "compoundFieldName",
    "controllerName",
    "defaultValueFormula",
    "extraTypeInfo",
    "filteredLookupInfo",
    "inlineHelpText",
    "mask",
    "maskType",
    "referenceTargetField",
    "relationshipOrder",
];

impl Object {
    /// The relationships to records that refer to this one.
    pub(crate) fn children(&self) -> impl Iterator<Item = Child> {
        let to = self.name;
        all().flat_map(|object| object.fields.iter().map(move |field| (object.name, field))).filter_map(
            move |(object, (field, kind))| {
                let refers = matches!(kind, Type::Reference(target, _) if *target == to);
                let name = CHILDREN.iter().find(|(child, by, _)| *child == object && by == field).map(|row| row.2);
                refers.then_some(Child { object, field, name })
            },
        )
    }

    /// What both describes tell of the object itself, to somebody with some rights on it.
    pub(crate) fn summary(&self, base: &str, rights: Rights) -> Map<String, Value> {
        let address = format!("{base}/sobjects/{}", self.name);
        let business = self.has_bin();
        let summary = json!({
            "activateable": false,
            "associateEntityType": null,
            "associateParentEntity": null,
            "createable": self.createable && rights.create,
            "custom": false,
            "customSetting": false,
            "deepCloneable": false,
            "deletable": self.createable && rights.delete,
            "deprecatedAndHidden": false,
            "feedEnabled": false,
            "hasSubtypes": false,
            "isInterface": false,
            "isSubtype": false,
            "keyPrefix": self.key_prefix,
            "label": self.label,
            "labelPlural": plural(self.label),
            "layoutable": business,
            "mergeable": business,
            "mruEnabled": business,
            "name": self.name,
            "queryable": true,
            "replicateable": true,
            "retrieveable": true,
            "searchable": business,
            "triggerable": business,
            "undeletable": business && rights.delete,
            "updateable": self.updateable() && rights.edit,
            "urls": {
                "rowTemplate": format!("{address}/{{ID}}"),
                "describe": format!("{address}/describe"),
                "sobject": address,
            },
        });
        match summary {
            Value::Object(summary) => summary,
            _ => Map::new(),
        }
    }

    /// The whole describe, as one user sees it.
    pub(crate) fn describe(&self, base: &str, seen: &Seen<'_>) -> Value {
        let rights = seen.rights(self);
        let mut described = self.summary(base, rights);
        let children: Vec<Value> =
            self.children().filter(|child| seen.object(child.object).is_some()).map(Child::describe).collect();
        let fields: Vec<Value> = self.all_fields().iter().map(|field| self.field(field, rights)).collect();
        let rest = json!({
            "actionOverrides": [],
            "childRelationships": children,
            "compactLayoutable": self.has_bin(),
            "defaultImplementation": null,
            "extendedBy": null,
            "extendsInterfaces": null,
            "fields": fields,
            "implementedBy": null,
            "implementsInterfaces": null,
            "listviewable": null,
            "lookupLayoutable": null,
            "namedLayoutInfos": [],
            "networkScopeFieldName": null,
            "recordTypeInfos": [],
            "searchLayoutable": self.has_bin(),
            "sobjectDescribeOption": "FULL",
            "supportedScopes": [],
        });
        if let Value::Object(rest) = rest {
            described.extend(rest);
        }
        described.sort_keys();
        Value::Object(described)
    }

    fn field(&self, field: &Field, rights: Rights) -> Value {
        let kind = field.kind;
        let (type_name, length) = kind.described();
        let traits = self.traits(field);
        let (to, relationship) = match kind {
            Type::Reference(to, relationship) => (vec![to], relationship),
            _ => (Vec::new(), None),
        };
        let values = match kind {
            Type::Choice(values) | Type::Restricted(values) | Type::MultiPicklist(values) => values,
            _ => &[],
        };
        let choice = |value: &&str| json!({ "active": true, "defaultValue": false, "label": value, "validFor": null, "value": value });
        let soql = kind.for_soql();
        let is_custom = field.name.ends_with("__c");
        let (precision, scale, digits) = match kind {
            Type::Currency => (18, 0, 0),
            Type::Int => (0, 0, 8),
            _ => (0, 0, 0),
        };
        let told = json!({
            "aggregatable": soql.countable(),
            "byteLength": length * 3,
            "createable": traits.create && rights.create,
            "custom": is_custom,
            "defaultValue": if kind == Type::Boolean { Value::Bool(false) } else { Value::Null },
            "defaultedOnCreate": traits.defaulted,
            "digits": digits,
            "externalId": traits.external_id,
            "filterable": soql.filterable(),
            "groupable": soql.groupable(),
            "idLookup": traits.id_lookup,
            "label": label(&field.name),
            "length": length,
            "name": field.name,
            "nameField": field.name == "Name",
            "nillable": traits.nillable,
            "permissionable": traits.create && traits.nillable,
            "picklistValues": values.iter().map(choice).collect::<Vec<Value>>(),
            "precision": precision,
            "referenceTo": to,
            "relationshipName": relationship,
            "restrictedPicklist": matches!(kind, Type::Restricted(_)),
            "scale": scale,
            "soapType": kind.soap(),
            "sortable": soql.sortable(),
            "type": type_name,
            "unique": traits.unique,
            "updateable": traits.update && rights.edit,
        });
        let Value::Object(mut told) = told else { return told };
        told.extend(NEVER.iter().map(|name| ((*name).to_owned(), Value::Bool(false))));
        told.extend(NOTHING.iter().map(|name| ((*name).to_owned(), Value::Null)));
        told.sort_keys();
        Value::Object(told)
    }
}

impl Child {
    fn describe(self) -> Value {
        json!({
            "cascadeDelete": self.name == Some("Contacts"),
            "childSObject": self.object,
            "deprecatedAndHidden": false,
            "field": self.field,
            "junctionIdListNames": [],
            "junctionReferenceTo": [],
            "relationshipName": self.name,
            "restrictedDelete": false,
        })
    }
}

impl Seen<'_> {
    /// What the user may do with an object. Those of Setup stand behind user permissions instead.
    pub(crate) fn rights(&self, object: &Object) -> Rights {
        if object.has_bin() { self.org.rights(self.user, object.name) } else { Rights::ALL }
    }
}

fn plural(label: &str) -> String {
    match label.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{stem}ies"),
        _ if label.ends_with('s') => format!("{label}es"),
        _ => format!("{label}s"),
    }
}
