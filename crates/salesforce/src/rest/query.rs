//! SOQL queries, all pages of them, one alone or several in one request.

use std::collections::HashSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::Org;
use crate::transport::{Body, Call, Reply, read_json};
use crate::{Error, Result};

/// Far more than any list that is shown to a person; a server that never says `done` stops here.
const MOST_PAGES: usize = 500;

/// How many queries a composite takes.
const MOST_TOGETHER: usize = 5;

/// Rows of a query that was asked with others.
#[derive(Debug)]
pub struct Rows(Vec<Value>);

impl Rows {
    /// The rows, read.
    ///
    /// # Errors
    /// `Unreadable` when one has another shape.
    pub fn of<T: DeserializeOwned>(self) -> Result<Vec<T>> {
        // Read as text is, so that a row of another shape is told by its place and never by its values.
        self.0.iter().map(|row| read_json("query", row.to_string().as_bytes())).collect()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Composite {
    composite_response: Vec<Answer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    body: Value,
    http_status_code: u16,
}

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

    /// Several queries in one request, which counts as one (REST API Developer Guide, "Composite": five queries at most).
    /// Each is answered by itself: one that is refused leaves the others.
    pub async fn queries<const N: usize>(&self, soql: [&str; N]) -> Result<[Result<Rows>; N]> {
        const { assert!(N <= MOST_TOGETHER, "a composite takes five queries") };
        let part = |(place, soql): (usize, &&str)| {
            let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("q", soql).finish();
            json!({ "method": "GET", "url": self.path(&format!("query?{query}")), "referenceId": format!("q{place}") })
        };
        let parts: Vec<Value> = soql.iter().enumerate().map(part).collect();
        let body = json!({ "allOrNone": false, "compositeRequest": parts });
        let reply = self.ask(&mut self.post("queries", "composite", Body::Json(body)).that_only_reads()).await?;
        let answers: Composite = reply.json()?;
        let answers: [Answer; N] =
            answers.composite_response.try_into().map_err(|_| reply.unreadable("not an answer for each query"))?;
        let mut rows = Vec::with_capacity(N);
        for answer in answers {
            rows.push(self.rows(&reply, answer).await);
        }
        rows.try_into().map_err(|_| reply.unreadable("not an answer for each query"))
    }

    /// The rows of one answer, further pages included.
    async fn rows(&self, reply: &Reply, answer: Answer) -> Result<Rows> {
        let reply = reply.part(answer.http_status_code, &answer.body).success()?;
        let page: Page<Value> = reply.json()?;
        let mut rows = page.records;
        if !page.done {
            let next = page.next_records_url.ok_or_else(|| reply.unreadable("neither done nor a next page"))?;
            rows.extend(self.further::<Value>("query", self.next_page("query", &next)?).await?);
        }
        Ok(Rows(rows))
    }

    async fn pages<T: DeserializeOwned>(&self, name: &'static str, path: &str, soql: &str) -> Result<Vec<T>> {
        let mut call = self.get(name, path);
        call.url.query_pairs_mut().append_pair("q", soql);
        self.further(name, call).await
    }

    /// The rows of the page that `call` asks for, and of all that follow it.
    async fn further<T: DeserializeOwned>(&self, name: &'static str, mut call: Call<'_>) -> Result<Vec<T>> {
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
