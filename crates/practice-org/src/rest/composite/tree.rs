//! Records with their children, all of them or none.
//!
//! Source: *REST API Developer Guide*, "sObject Tree", "sObject Tree Request Body", "sObject Tree Response Body".

use std::collections::BTreeMap;

use axum::{
    Extension, Json,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::{Caller, RestError, editor::Editor, sent::SentJson, values::Body, write::editing};
use crate::front_door::Here;
use crate::objects::{Object, named};
use crate::rules::rest as say;

/// Most records in one tree.
const MAX_RECORDS: usize = 200;

/// Deepest tree.
const MAX_DEPTH: usize = 5;

/// The object of a path.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    object: String,
}

/// A record of a tree, and where it hangs: the place of its parent and the field that refers to it.
struct Node {
    object: &'static Object,
    reference: String,
    parent: Option<(usize, &'static str)>,
    body: Body,
}

/// `POST /composite/tree/X`
pub(super) async fn tree(
    Extension(here): Extension<Here>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<Named>,
    SentJson(body): SentJson<Body>,
) -> Result<Response, RestError> {
    let (status, results) = editing(&here, &caller, |editor| {
        let object = editor.object(&path.object)?;
        let mut nodes = Vec::new();
        gather(&mut nodes, object, None, body.get("records"), 1)?;
        if nodes.is_empty() {
            return Err(say::EMPTY_TREE.into());
        }
        if nodes.len() > MAX_RECORDS {
            return Err(say::TOO_MANY_IN_TREE.into());
        }
        Ok(plant(editor, &nodes))
    })?;
    let has_errors = status.is_client_error();
    Ok((status, Json(json!({ "hasErrors": has_errors, "results": results }))).into_response())
}

/// Lists the records of a tree, parents before children.
fn gather(
    nodes: &mut Vec<Node>,
    object: &'static Object,
    parent: Option<(usize, &'static str)>,
    records: Option<&Value>,
    depth: usize,
) -> Result<(), RestError> {
    if depth > MAX_DEPTH {
        return Err(say::TREE_TOO_DEEP.into());
    }
    for record in records.and_then(Value::as_array).ok_or_else(|| RestError::bad_json("records are missing"))? {
        let body = record.as_object().ok_or_else(|| RestError::bad_json("a record is not an object"))?;
        let attribute = |name: &str| record["attributes"].get(name).and_then(Value::as_str).unwrap_or_default();
        if !attribute("type").eq_ignore_ascii_case(object.name) {
            return Err(RestError::with(say::OTHER_TYPE, &[attribute("type"), object.name]));
        }
        if attribute("referenceId").is_empty() {
            return Err(say::NO_REFERENCE_ID.into());
        }
        let place = nodes.len();
        let (mut own, mut below) = (Body::new(), Vec::new());
        for (name, value) in body.iter().filter(|(name, _)| *name != "attributes") {
            let child = object.children().find(|child| child.name.is_some_and(|own| own.eq_ignore_ascii_case(name)));
            match child {
                Some(child) => below.push((child, value.get("records"))),
                None => {
                    own.insert(name.clone(), value.clone());
                }
            }
        }
        nodes.push(Node { object, reference: attribute("referenceId").to_owned(), parent, body: own });
        for (child, records) in below {
            let Some(object) = named(child.object) else { continue };
            gather(nodes, object, Some((place, child.field)), records, depth + 1)?;
        }
    }
    Ok(())
}

/// Makes every record, and unmakes them if one fails. A record whose parent failed is not tried.
fn plant(editor: &mut Editor<'_>, nodes: &[Node]) -> (StatusCode, Vec<Value>) {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for node in nodes {
        *times.entry(node.reference.as_str()).or_default() += 1;
    }
    let failure =
        |node: &Node, error: &RestError| json!({ "referenceId": node.reference, "errors": [error.as_item()] });
    let twice = nodes.iter().filter(|node| times.get(node.reference.as_str()).is_some_and(|times| *times > 1));
    let twice: Vec<Value> = twice.map(|node| failure(node, &say::SAME_REFERENCE_ID.into())).collect();
    if !twice.is_empty() {
        return (StatusCode::BAD_REQUEST, twice);
    }
    let before = editor.org.snapshot();
    let (mut made, mut failures): (Vec<Option<String>>, Vec<Value>) = (Vec::new(), Vec::new());
    for node in nodes {
        let mut body = node.body.clone();
        let parent = match node.parent {
            None => Some(()),
            Some((place, field)) => made.get(place).cloned().flatten().map(|id| {
                body.insert(field.to_owned(), id.into());
            }),
        };
        let result = parent.map(|()| editor.create(node.object.name, &body));
        made.push(match result {
            Some(Ok(id)) => Some(id),
            Some(Err(error)) => {
                failures.push(failure(node, &error));
                None
            }
            None => None,
        });
    }
    if !failures.is_empty() {
        editor.org.restore(before);
        return (StatusCode::BAD_REQUEST, failures);
    }
    let told = nodes.iter().zip(made).map(|(node, id)| json!({ "referenceId": node.reference, "id": id }));
    (StatusCode::CREATED, told.collect())
}
