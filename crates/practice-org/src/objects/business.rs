//! Organization, and the business records that a first query asks for.

use serde_json::{Value, json};

use super::{
    Seen,
    field::{Extra, Needs, Object, Type},
    stamped,
};
use crate::soql::Row;

const TYPES: &[&str] = &["Prospect", "Customer", "Partner", "Other"];

const INDUSTRIES: &[&str] = &[
    "Banking",
    "Education",
    "Food & Beverage",
    "Healthcare",
    "Hospitality",
    "Manufacturing",
    "Media",
    "Retail",
    "Shipping",
    "Technology",
    "Transportation",
    "Utilities",
];

const TIERS: &[&str] = &["Bronze", "Silver", "Gold"];

/// The objects of this file.
pub(super) const OBJECTS: &[Object] = &[
    Object {
        name: "Organization",
        label: "Organization",
        key_prefix: "00D",
        tooling_only: false,
        needs: Needs::Nothing,
        fields: &[
            ("Name", Type::Text(80)),
            ("OrganizationType", Type::Picklist),
            ("IsSandbox", Type::Boolean),
            ("IsReadOnly", Type::Boolean),
            ("InstanceName", Type::Text(5)),
            ("NamespacePrefix", Type::Text(15)),
            ("TrialExpirationDate", Type::DateTime),
            ("LanguageLocaleKey", Type::Picklist),
            ("DefaultLocaleSidKey", Type::Picklist),
            ("TimeZoneSidKey", Type::Picklist),
            ("Country", Type::Text(80)),
            ("PrimaryContact", Type::Text(80)),
        ],
        extra: Extra::None,
        audited: true,
        createable: false,
    },
    Object {
        name: "Account",
        label: "Account",
        key_prefix: "001",
        tooling_only: false,
        needs: Needs::Read,
        fields: &[
            ("IsDeleted", Type::Boolean),
            ("Name", Type::Text(255)),
            ("Type", Type::Choice(TYPES)),
            ("ParentId", Type::Reference("Account", Some("Parent"))),
            ("BillingStreet", Type::LongText(255)),
            ("BillingCity", Type::Text(40)),
            ("BillingState", Type::Text(80)),
            ("BillingPostalCode", Type::Text(20)),
            ("BillingCountry", Type::Text(80)),
            ("Phone", Type::Phone),
            ("Website", Type::Url),
            ("Industry", Type::Choice(INDUSTRIES)),
            ("AnnualRevenue", Type::Currency),
            ("NumberOfEmployees", Type::Int),
            ("Description", Type::LongText(32_000)),
            ("Channels__c", Type::MultiPicklist(&["Direct", "Online", "Partner", "Retail"])),
            ("OwnerId", Type::Reference("User", Some("Owner"))),
            ("Practice_Key__c", Type::Key(40)),
            ("Practice_Tier__c", Type::Restricted(TIERS)),
        ],
        extra: Extra::None,
        audited: true,
        createable: true,
    },
    Object {
        name: "Contact",
        label: "Contact",
        key_prefix: "003",
        tooling_only: false,
        needs: Needs::Read,
        fields: &[
            ("IsDeleted", Type::Boolean),
            ("AccountId", Type::Reference("Account", Some("Account"))),
            ("FirstName", Type::Text(40)),
            ("LastName", Type::Text(80)),
            ("Name", Type::Text(121)),
            ("Title", Type::Text(128)),
            ("Department", Type::Text(80)),
            ("MailingCity", Type::Text(40)),
            ("MailingCountry", Type::Text(80)),
            ("Email", Type::Email),
            ("Phone", Type::Phone),
            ("Birthdate", Type::Date),
            ("HasOptedOutOfEmail", Type::Boolean),
            ("OwnerId", Type::Reference("User", Some("Owner"))),
            ("Practice_Key__c", Type::Key(40)),
        ],
        extra: Extra::None,
        audited: true,
        createable: true,
    },
];

/// The rows of an object of this file.
pub(super) fn rows(seen: &Seen<'_>, object: &str) -> Option<Vec<Row>> {
    let org = seen.org;
    match object {
        "Organization" => {
            let first = org.users.first().map(|user| user.id.clone()).unwrap_or_default();
            let made = (org.created_at, first.as_str());
            let value = json!({
                "Id": org.id, "Name": org.name, "OrganizationType": org.kind.organization_type(),
                "IsSandbox": org.kind.is_sandbox(), "IsReadOnly": false, "InstanceName": "PRC1",
                "NamespacePrefix": org.kind.namespace(),
                "TrialExpirationDate": null, "LanguageLocaleKey": "en_US", "DefaultLocaleSidKey": "en_GB",
                "TimeZoneSidKey": "Europe/London", "Country": "GB", "PrimaryContact": "Dana Ito",
            });
            Some(vec![stamped(value, made, made)])
        }
        _ => org.records.get(object).map(|rows| {
            let with_editor = |row: &Row| {
                let mut row = row.clone();
                let editor = row.get("CreatedById").cloned().unwrap_or(Value::Null);
                row.entry("LastModifiedById").or_insert(editor);
                row
            };
            let is_seen = |row: &&Row| seen.bin || row.get("IsDeleted") != Some(&Value::Bool(true));
            rows.iter().filter(is_seen).map(with_editor).collect()
        }),
    }
}
