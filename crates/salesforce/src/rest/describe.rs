//! What objects and fields an org has, for this user.

use serde::Deserialize;

use super::Org;
use crate::Result;

/// One object (REST API Developer Guide, "sObject Describe").
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Describe {
    /// API name.
    pub name: String,
    /// What people call it, in the user's language.
    pub label: String,
    /// The fields that this user can see.
    pub fields: Vec<Field>,
    /// Whether this user may create records.
    #[serde(default)]
    pub createable: bool,
}

impl Describe {
    /// Whether there is a field of this API name.
    pub fn has_field(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }
}

/// One field of an object.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Field {
    /// API name.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// `string`, `boolean`, `picklist` and so on.
    #[serde(rename = "type")]
    pub kind: String,
}

/// One object in the list of all.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectSummary {
    /// API name.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// The plural of the label.
    #[serde(default)]
    pub label_plural: String,
    /// The first three characters of its records' ids.
    #[serde(default)]
    pub key_prefix: Option<String>,
    /// Made in this org or by a package.
    #[serde(default)]
    pub custom: bool,
    /// Whether this user may query it.
    #[serde(default)]
    pub queryable: bool,
    /// Whether this user may create records.
    #[serde(default)]
    pub createable: bool,
    /// Whether this user may change records.
    #[serde(default)]
    pub updateable: bool,
    /// Whether this user may delete records.
    #[serde(default)]
    pub deletable: bool,
    /// A setting rather than a record kept by people.
    #[serde(default)]
    pub custom_setting: bool,
}

#[derive(Deserialize)]
struct Global {
    sobjects: Vec<ObjectSummary>,
}

impl Org {
    /// Describes one object.
    pub async fn describe(&self, object: &str) -> Result<Describe> {
        let mut call = self.get("describe", "sobjects");
        super::records::push(&mut call.url, &[object, "describe"]);
        self.ask(&mut call).await?.json()
    }

    /// Lists all objects.
    pub async fn describe_global(&self) -> Result<Vec<ObjectSummary>> {
        let reply = self.ask(&mut self.get("describe", "sobjects")).await?;
        reply.json::<Global>().map(|global| global.sobjects)
    }
}
