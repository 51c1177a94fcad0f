//! Creating and deleting single records.

use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::Org;
use crate::Result;
use crate::transport::Body;
use crate::types::RecordId;

#[derive(Deserialize)]
struct Created {
    id: RecordId,
    success: bool,
}

impl Org {
    /// Creates a record from its fields and returns its id. Sent once: after a failure, look before sending again.
    pub async fn create(&self, object: &str, body: &Value) -> Result<RecordId> {
        let mut call = self.post("create", "sobjects", Body::Json(body.clone()));
        push(&mut call.url, &[object]);
        let reply = self.ask(&mut call).await?;
        let created: Created = reply.json()?;
        if created.success { Ok(created.id) } else { Err(reply.unreadable("a success that says success: false")) }
    }

    /// Deletes a record.
    pub async fn delete(&self, object: &str, id: &RecordId) -> Result<()> {
        let mut call = self.get("delete", "sobjects");
        call.method = Method::DELETE;
        push(&mut call.url, &[object, id.as_str()]);
        self.ask(&mut call).await.map(|_| ())
    }
}

/// Appends segments, each encoded, so that no name can reach another resource.
pub(crate) fn push(url: &mut Url, segments: &[&str]) {
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_name_cannot_leave_its_segment() {
        let mut url = Url::parse("https://acme.my.salesforce.com/services/data/v67.0/sobjects").unwrap();
        push(&mut url, &["../../x?y#z", "describe"]);
        assert_eq!(url.path(), "/services/data/v67.0/sobjects/..%2F..%2Fx%3Fy%23z/describe");
    }
}
