//! The consumer key and secret of an external client app (Connect REST API, "External Client App OAuth Credentials").
//!
//! The secret is given only while the org's switch for it is on and to a user who may see it; otherwise Salesforce
//! refuses with 403 `FUNCTIONALITY_NOT_ENABLED` or `INSUFFICIENT_ACCESS`.

use serde::Deserialize;

use crate::rest::Org;
use crate::types::{ConsumerKey, ConsumerSecret, RecordId};
use crate::{Error, Result};

/// One key of an app; an app has one consumer unless something unusual was done.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Consumer {
    /// Begins with `888`.
    pub id: RecordId,
    /// The app's `client_id`.
    pub key: ConsumerKey,
    /// Its name in the org.
    #[serde(default)]
    pub name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    consumers: Vec<Consumer>,
    #[serde(default)]
    next_page_url: Option<String>,
}

#[derive(Deserialize)]
struct KeyAndSecret {
    key: ConsumerKey,
    secret: String,
}

/// More pages of consumers than any app has.
const MOST_PAGES: usize = 50;

impl Org {
    /// The consumers of an app, without secrets.
    pub async fn consumers(&self, app: &RecordId) -> Result<Vec<Consumer>> {
        const CALL: &str = "consumers";
        let mut call = self.get(CALL, &format!("apps/oauth/credentials/{app}"));
        let mut consumers = Vec::new();
        for _ in 0..MOST_PAGES {
            let page: Page = self.ask(&mut call).await?.json()?;
            consumers.extend(page.consumers);
            match page.next_page_url {
                Some(next) => call = self.next_page(CALL, &next)?,
                None => return Ok(consumers),
            }
        }
        Err(Error::Unreadable { call: CALL.to_owned(), detail: "pages without end".to_owned() })
    }

    /// The key and the secret of one consumer.
    pub async fn consumer_key_and_secret(
        &self,
        app: &RecordId,
        consumer: &RecordId,
    ) -> Result<(ConsumerKey, ConsumerSecret)> {
        let path = format!("apps/oauth/credentials/{app}/{consumer}?part=keyandsecret");
        let found: KeyAndSecret = self.ask(&mut self.get("credentials", &path)).await?.json()?;
        Ok((found.key, ConsumerSecret::new(found.secret)))
    }
}
