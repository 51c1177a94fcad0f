//! ID and secret: read from Salesforce, kept in the vault before anything else is let go.

use std::time::Duration;

use salesforce::metadata::{Component, ComponentType};
use salesforce::types::{ConsumerKey, ConsumerSecret, RecordId};
use salesforce::{Error, Org};
use tokio::time::sleep;

use crate::apply::SecretPlace;
use crate::plan::Names;
use crate::problem::{Code, Problem};
use crate::vault::{Slot, Vault};
use crate::views::KeychainState;

/// How a secret of Salesforce looks: checked before a pasted one is kept.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=256;

/// Waits between tries right after the switch was turned on: it takes effect quickly, but not always at once.
const TRIES: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// The app's client ID and secret.
///
/// # Errors
/// `secret_switch_off` when Salesforce still refuses after the last try; `permission_missing`; what a call answered.
pub async fn fetch(org: &Org, app: &RecordId) -> Result<(ConsumerKey, ConsumerSecret), Problem> {
    let mut tries = TRIES.into_iter();
    loop {
        match try_fetch(org, app).await {
            Err(Error::Salesforce(said)) if said.code == "FUNCTIONALITY_NOT_ENABLED" => match tries.next() {
                Some(wait) => sleep(wait).await,
                None => return Err(Error::Salesforce(said).into()),
            },
            other => return Ok(other?),
        }
    }
}

async fn try_fetch(org: &Org, app: &RecordId) -> Result<(ConsumerKey, ConsumerSecret), Error> {
    let consumers = org.consumers(app).await?;
    let consumer = consumers.first().ok_or_else(|| Error::Unreadable {
        call: "consumers".to_owned(),
        detail: "the app has no consumer".to_owned(),
    })?;
    org.consumer_key_and_secret(app, &consumer.id).await
}

/// The client ID alone, which the metadata shows whatever the switch says.
///
/// # Errors
/// What the call answered; `unreadable` when it held no key.
pub async fn fetch_key(org: &Org, api_name: &str) -> Result<ConsumerKey, Problem> {
    let name = Names::of(api_name).global_oauth_settings;
    let found = org.read_metadata(ComponentType::GlobalOauthSettings, &[&name]).await?;
    let key = found.into_iter().find_map(|component| match component {
        Component::GlobalOauthSettings(settings) => settings.consumer_key,
        _ => None,
    });
    let unreadable = || Problem::new(Code::Unreadable).with("call", "readMetadata").with("detail", "no consumerKey");
    key.and_then(|key| key.parse().ok()).ok_or_else(unreadable)
}

/// A secret that a person pasted, if it can be one.
///
/// # Errors
/// `secret_not_accepted`, without the text.
pub fn parse_pasted(text: &str) -> Result<ConsumerSecret, Problem> {
    let text = text.trim();
    if LENGTHS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(ConsumerSecret::new(text))
    } else {
        Err(Problem::new(Code::SecretNotAccepted).with("length", text.chars().count()))
    }
}

/// Keeps a secret, and says where.
pub async fn keep(vault: &Vault, slot: &Slot, secret: &ConsumerSecret) -> SecretPlace {
    vault.set(slot, secret.expose()).await;
    match vault.state() {
        KeychainState::Working => SecretPlace::Keychain,
        KeychainState::Asking | KeychainState::UntilClosed { .. } => SecretPlace::Memory,
    }
}
