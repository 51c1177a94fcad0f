//! The two questions that have no REST form: `readMetadata` and `listMetadata`.
//!
//! The session id travels in the body, so these calls need an opaque access token.

use super::component::NAMESPACE;
use super::{Component, ComponentType};
use crate::rest::Org;
use crate::transport::{Body, Call};
use crate::types::{AccessToken, RecordId};
use crate::xml::Node;
use crate::{Error, Result};

const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// `readMetadata` takes this many names at once.
const NAMES_AT_ONCE: usize = 10;

/// A component that exists (Metadata API Developer Guide, "FileProperties").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedComponent {
    /// API name.
    pub full_name: String,
    /// The record behind it.
    pub id: Option<RecordId>,
    /// Path in a package.
    pub file_name: String,
    /// Namespace of the package that it came with.
    pub namespace_prefix: Option<String>,
    /// Full name of who changed it last.
    pub last_modified_by_name: Option<String>,
    /// When, as Salesforce writes it.
    pub last_modified_date: Option<String>,
}

impl Org {
    /// Reads components by name. Those that don't exist are absent from the answer, which may be in another order.
    pub async fn read_metadata(&self, kind: ComponentType, names: &[&str]) -> Result<Vec<Component>> {
        const CALL: &str = "readMetadata";
        let mut components = Vec::new();
        for chunk in names.chunks(NAMES_AT_ONCE) {
            let names = chunk.iter().map(|name| Node::leaf("fullNames", *name));
            let question = Node::new(CALL).with([Node::leaf("type", kind.root())]).with(names);
            let results = self.soap(CALL, question).await?;
            let records = results.iter().flat_map(|result| result.named("records"));
            for record in records.filter(|record| record.attribute_value("nil") != Some("true")) {
                // Settings may come without their name, and then the one that was asked for is meant.
                let asked = if let [only] = chunk { only } else { "" };
                let component = Component::from_node(kind, asked, record).map_err(|detail| unreadable(CALL, detail))?;
                // An absent component may also come as a record with nothing in it.
                if !record.children.is_empty() {
                    components.push(component);
                }
            }
        }
        Ok(components)
    }

    /// Reads one component to write it again with a change. None if it is not there.
    ///
    /// # Errors
    /// [`Error::Unreadable`] also when Salesforce tells an element that is not known here: a deploy replaces the whole
    /// record, so that element would be lost.
    pub async fn read_to_edit(&self, kind: ComponentType, name: &str) -> Result<Option<Component>> {
        const CALL: &str = "readMetadata";
        let names = Node::leaf("fullNames", name);
        let results = self.soap(CALL, Node::new(CALL).with([Node::leaf("type", kind.root()), names])).await?;
        let records = results.iter().flat_map(|result| result.named("records"));
        let mut records = records.filter(|record| !record.children.is_empty());
        let Some(record) = records.next() else { return Ok(None) };
        if let Some(element) = Component::unknown_elements(kind, record).into_iter().next() {
            return Err(unreadable(CALL, format!("{} has the unknown element {element}", kind.root())));
        }
        Component::from_node(kind, name, record).map(Some).map_err(|detail| unreadable(CALL, detail))
    }

    /// Lists all components of a kind.
    pub async fn list_metadata(&self, kind: ComponentType) -> Result<Vec<ListedComponent>> {
        const CALL: &str = "listMetadata";
        let question = Node::new(CALL).with([
            Node::new("queries").with([Node::leaf("type", kind.metadata_name())]),
            Node::leaf("asOfVersion", self.version().to_string()),
        ]);
        let results = self.soap(CALL, question).await?;
        results
            .iter()
            .map(|result| listed(result).ok_or_else(|| unreadable(CALL, "an entry without fullName".into())))
            .collect()
    }

    /// Asks, and returns the `result` elements of the answer.
    async fn soap(&self, name: &'static str, question: Node) -> Result<Vec<Node>> {
        let used = self.session().access_token;
        match self.soap_with(&used, name, question.clone()).await {
            // Both calls only read, so that asking again changes nothing.
            Err(error) if error.is_session_expired() => match self.renew(&used).await? {
                Some(token) => self.soap_with(&token, name, question).await,
                None => Err(error),
            },
            outcome => outcome,
        }
    }

    async fn soap_with(&self, token: &AccessToken, name: &'static str, question: Node) -> Result<Vec<Node>> {
        if token.is_jwt() {
            return Err(Error::NeedsOpaqueToken { call: name.to_owned() });
        }
        if !question.is_writable() {
            return Err(Error::Unwritable {
                call: name.to_owned(),
                detail: "a control character in a name".to_owned(),
            });
        }
        let body = Body::Xml(envelope(token.expose(), question));
        let path = format!("/services/Soap/m/{}", self.version());
        let call = Call::post(name, self.host(), &path, body).hiding(token);
        let root = self.transport().ask(&call).await?.xml()?;
        results(&root, name).ok_or_else(|| unreadable(name, format!("no {name}Response in a Body")))
    }
}

fn envelope(session_id: &str, question: Node) -> String {
    let header = Node::new("SessionHeader").with([Node::leaf("sessionId", session_id)]);
    Node::new("soapenv:Envelope")
        .attribute("xmlns:soapenv", ENVELOPE)
        .with([
            Node::new("soapenv:Header").attribute("xmlns", NAMESPACE).with([header]),
            Node::new("soapenv:Body").attribute("xmlns", NAMESPACE).with([question]),
        ])
        .document()
}

fn results(root: &Node, name: &str) -> Option<Vec<Node>> {
    let response = root.child("Body")?.child(&format!("{name}Response"))?;
    Some(response.named("result").cloned().collect())
}

fn listed(result: &Node) -> Option<ListedComponent> {
    let text = |name: &str| result.child_text(name).map(str::to_owned);
    Some(ListedComponent {
        full_name: text("fullName")?,
        id: result.child_text("id").and_then(|id| RecordId::parse(id).ok()),
        file_name: text("fileName").unwrap_or_default(),
        namespace_prefix: text("namespacePrefix"),
        last_modified_by_name: text("lastModifiedByName"),
        last_modified_date: text("lastModifiedDate"),
    })
}

fn unreadable(call: &str, detail: String) -> Error {
    Error::Unreadable { call: call.to_owned(), detail }
}
