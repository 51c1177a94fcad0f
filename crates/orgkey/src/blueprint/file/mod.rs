//! A blueprint as a person writes it in a file: JSON, in which everything but the names may be left out.
//!
//! What is left out gets the safe default of the wizard; what is not known is refused by its name. A file becomes a
//! draft, so that its answers are judged as typed ones are: there is no second door.

mod answers;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::error::Category;

use super::SCHEMA;
use crate::catalogue::ConnectKind;
use crate::problem::{Code, FieldProblem, Problem};
use crate::text;
use crate::wizard::{Distribution, IpRange, Network, ObjectRights, SecretSwitch, Stay, Who};

/// No blueprint is longer, in bytes; an honest one has a few hundred.
const LARGEST: u64 = 1 << 20;

/// An external client app as it shall be. Whatever is left out gets the safe default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BlueprintFile {
    /// Version of this form: 1.
    #[schemars(range(min = 1, max = 1))]
    pub schema: u16,
    /// What will connect. Sets good values for the flows, their protection and the scopes, where those are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connects: Option<ConnectKind>,
    /// App name, at most 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// API name, at most 53 characters. Left out: made from the app name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_name: Option<String>,
    /// Contact email.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<String>,
    /// Description, at most 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Only for this org, or packaged for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution: Option<Distribution>,
    /// A person signs in. As soon as one flow is named in the file, the others are off unless they are named too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_code: Option<bool>,
    /// A server works alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_credentials: Option<ClientCredentialsInFile>,
    /// A server proves itself with a certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwt_bearer: Option<JwtBearerInFile>,
    /// Require PKCE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require_pkce: Option<bool>,
    /// Require the secret when signing in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_when_signing_in: Option<bool>,
    /// Require the secret when staying connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_when_staying_connected: Option<bool>,
    /// A new refresh token every time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotate_refresh_tokens: Option<bool>,
    /// Scopes as they are requested, such as `api`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// Callback URLs, where a person signs in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callbacks: Option<Vec<String>>,
    /// Also register the computer that Orgkey runs on, for testing. Left out: not in production.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_callbacks: Option<bool>,
    /// Who may use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<AccessInFile>,
    /// How long a connection lasts without signing in again.
    #[serde(default, deserialize_with = "whole_stay", skip_serializing_if = "Option::is_none")]
    pub stay: Option<Stay>,
    /// What happens to the org's IP rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Network>,
    /// Addresses that the app trusts, where a person signs in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusted_addresses: Option<Vec<IpRange>>,
    /// Session time-out in minutes: 15, 30, 60, 120, 240, 480, 720 or 1440; null = as the org says.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<u16>")]
    pub sign_out_after: Option<Option<u16>>,
    /// Ask for stronger sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stronger_sign_in: Option<bool>,
    /// What to do about the org's switch for secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_switch: Option<SecretSwitch>,
}

/// The client credentials flow in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClientCredentialsInFile {
    /// User name of the user that the server is.
    pub run_as: String,
    /// The same once more, where that user is an administrator and it is meant so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_as_confirmation: Option<String>,
}

/// The JWT bearer flow in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct JwtBearerInFile {
    /// User name of the user that the server speaks for.
    pub speaks_for: String,
    /// The same once more, where that user is an administrator and it is meant so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaks_for_confirmation: Option<String>,
    /// The certificate in PEM, if its private key is on this computer already. Never the private key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Remind of the certificate's end so many days before it; null = never.
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<u16>")]
    pub remind_before: Option<Option<u16>>,
}

/// Who may use the app, in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AccessInFile {
    /// Only people you choose, or anyone in the org.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<Who>,
    /// API names of permission sets that are in the org. Left out: a new one is made for the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission_sets: Option<Vec<String>>,
    /// Give the permission set to the signed-in person too, for testing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assign_me: Option<bool>,
    /// Rights on objects, in the new permission set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objects: Option<Vec<ObjectRights>>,
}

/// What is there is given, also a null; only what is not there is left out.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u16>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Serde passes over what stands beside the kind; a slip of the pen there is one too.
fn whole_stay<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Stay>, D::Error> {
    let Some(value) = Option::<Value>::deserialize(deserializer)? else { return Ok(None) };
    let stay = Stay::deserialize(&value).map_err(D::Error::custom)?;
    let known = serde_json::to_value(stay).map_err(D::Error::custom)?;
    let names = value.as_object().into_iter().flat_map(serde_json::Map::keys);
    match names.into_iter().find(|name| known.get(name.as_str()).is_none()) {
        Some(name) => Err(D::Error::unknown_field(name, &[])),
        None => Ok(Some(stay)),
    }
}

impl BlueprintFile {
    /// Reads a blueprint's file.
    ///
    /// # Errors
    /// `blueprint_unreadable`.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        let failed = |detail: &dyn ToString| unreadable("blueprint_reason_file").with("detail", detail.to_string());
        let file = File::open(path).map_err(|error| failed(&error))?;
        let mut text = String::new();
        file.take(LARGEST + 1).read_to_string(&mut text).map_err(|error| failed(&error))?;
        Self::read(&text)
    }

    /// Reads a blueprint's text.
    ///
    /// # Errors
    /// `blueprint_unreadable`: it is no JSON, names something that is not known, or is of a newer version.
    pub fn read(text: &str) -> Result<Self, Problem> {
        #[derive(Deserialize)]
        struct Version {
            schema: Option<u64>,
        }
        if text.len() as u64 > LARGEST {
            return Err(unreadable("blueprint_reason_large"));
        }
        // A newer one may hold what this Orgkey does not know: it is not that which is wrong.
        if let Ok(Version { schema: Some(schema) }) = serde_json::from_str(text)
            && schema != u64::from(SCHEMA)
        {
            return Err(unreadable("blueprint_reason_version").with("schema", schema).with("known", SCHEMA));
        }
        // Serde would take a list for the settings in their order.
        if !text.trim_start().starts_with('{') {
            let detail = "a blueprint begins with {";
            let nowhere = unreadable("blueprint_reason_syntax").with("line", 1).with("column", 1);
            return Err(nowhere.with("detail", detail));
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        let file: Self = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            refused(&path, &error.into_inner())
        })?;
        reader.end().map_err(|error| refused(".", &error))?;
        Ok(file)
    }

    /// What may stand in a file, as a JSON Schema (2020-12).
    pub fn schema() -> String {
        let schema = schemars::schema_for!(Self);
        serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        // Plain data with names for keys: there is nothing in it that JSON could not hold.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// Where in a file the answer stands that a judgement is about.
pub fn place_in_file(found: &FieldProblem) -> String {
    let (first, rest) = found.field.split_once('.').map_or((found.field.as_str(), None), |(a, b)| (a, Some(b)));
    let place = match first {
        "flows" => "authorization_code",
        "run_as" => "client_credentials.run_as",
        "run_as_confirmation" => "client_credentials.run_as_confirmation",
        "certificate" => "jwt_bearer.certificate",
        "remind_before" => "jwt_bearer.remind_before",
        "speaks_for" => "jwt_bearer.speaks_for",
        "speaks_for_confirmation" => "jwt_bearer.speaks_for_confirmation",
        "who" => "access.who",
        "existing" => "access.permission_sets",
        "ip_ranges" => "trusted_addresses",
        same => same,
    };
    rest.map_or_else(|| place.to_owned(), |rest| format!("{place}.{rest}"))
}

fn unreadable(reason: &str) -> Problem {
    Problem::new(Code::BlueprintUnreadable).with("reason", reason)
}

fn refused(path: &str, error: &serde_json::Error) -> Problem {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let path = if path == "." { "" } else { path };
    let unknown = said.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`'));
    let (reason, field) = match (error.classify(), unknown) {
        (Category::Data, Some((name, _))) => {
            let parent = path.strip_suffix(name).unwrap_or(path).trim_end_matches(['.', '?']);
            let field = if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") };
            ("blueprint_reason_unknown", field)
        }
        (Category::Data, None) if !path.is_empty() => ("blueprint_reason_value", path.to_owned()),
        _ => ("blueprint_reason_syntax", String::new()),
    };
    unreadable(reason)
        .with("setting", text::visible(text::fitting(&field, 100)))
        .with("detail", text::visible(text::fitting(said, 300)))
        .with("line", error.line())
        .with("column", error.column())
}
