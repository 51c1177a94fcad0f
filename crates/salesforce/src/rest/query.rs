//! SOQL queries, all pages of them.

use std::collections::HashSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Org;
use crate::transport::Call;
use crate::{Error, Result};

/// Far more than any list that is shown to a person; a server that never says `done` stops here.
const MOST_PAGES: usize = 500;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page<T> {
    records: Vec<T>,
    done: bool,
    #[serde(default)]
    next_records_url: Option<String>,
}

impl Org {
    /// All rows of a query (REST API Developer Guide, "Query"). Each row also carries `attributes`, to be ignored.
    ///
    /// Put values in with [`super::soql::quote`].
    pub async fn query<T: DeserializeOwned>(&self, soql: &str) -> Result<Vec<T>> {
        self.pages("query", "query", soql).await
    }

    /// The same on the Tooling API.
    pub async fn tooling_query<T: DeserializeOwned>(&self, soql: &str) -> Result<Vec<T>> {
        self.pages("tooling query", "tooling/query", soql).await
    }

    async fn pages<T: DeserializeOwned>(&self, name: &'static str, path: &str, soql: &str) -> Result<Vec<T>> {
        let mut call = self.get(name, path);
        call.url.query_pairs_mut().append_pair("q", soql);
        let mut rows = Vec::new();
        let mut seen = HashSet::new();
        loop {
            let reply = self.ask(&mut call).await?;
            let page: Page<T> = reply.json()?;
            rows.extend(page.records);
            if page.done {
                return Ok(rows);
            }
            let next = page.next_records_url.ok_or_else(|| reply.unreadable("neither done nor a next page"))?;
            if seen.len() >= MOST_PAGES || !seen.insert(next.clone()) {
                return Err(reply.unreadable("pages without end"));
            }
            call = self.next_page(name, &next)?;
        }
    }

    /// A further page. The address comes from the org, so only a path of the data API on the same host will do.
    pub(crate) fn next_page(&self, name: &'static str, next: &str) -> Result<Call<'_>> {
        let host = self.host();
        let path = next.strip_prefix(host.origin()).unwrap_or(next);
        if !path.starts_with("/services/data/") {
            let reason = "the next page is not on this host".to_owned();
            return Err(Error::NotSalesforce { call: name.to_owned(), host: host.display_name(), reason });
        }
        Ok(Call::get(name, host, path))
    }
}
