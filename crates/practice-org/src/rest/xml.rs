//! Replies in XML, where they are asked for: by `Accept: application/xml`, or by `.xml` at the end of the address.
//!
//! Every resource answers in JSON; here its reply is written anew. Source: *REST API Developer Guide*, "Headers",
//! and the XML examples of each resource. The root of resources without an example is `Result`.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, Method, StatusCode, Uri, header, uri::PathAndQuery},
    middleware::Next,
    response::Response,
};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use serde_json::Value;

/// Largest reply that is written anew, in bytes.
const MAX_REPLY: usize = 50 * 1024 * 1024;

/// The mark on a request whose address ended with `.xml`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BySuffix;

/// An address without `.xml` or `.json`, and whether it was the former; `None` where there is neither.
pub(crate) fn without_suffix(uri: &Uri) -> Option<(Uri, bool)> {
    let path = uri.path();
    let (bare, is_xml) = path
        .strip_suffix(".xml")
        .map(|bare| (bare, true))
        .or_else(|| path.strip_suffix(".json").map(|bare| (bare, false)))
        .filter(|_| path.starts_with("/services/data"))?;
    let bare = uri.query().map_or_else(|| bare.to_owned(), |query| format!("{bare}?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(bare.parse::<PathAndQuery>().ok()?);
    Some((Uri::from_parts(parts).ok()?, is_xml))
}

/// Writes replies in XML for those who want it.
pub(super) async fn speak(request: Request, next: Next) -> Response {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = accept.split(',').next().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let wanted = request.extensions().get::<BySuffix>().is_some() || first == "application/xml";
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    let is_json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if !wanted || !is_json {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, MAX_REPLY).await.unwrap_or_default();
    let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let text = document(&root(&method, &path, parts.status), &value).unwrap_or_default();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml;charset=UTF-8"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(text))
}

/// The root element of a reply, and that of each item where the reply is a list.
fn root(method: &Method, path: &str, status: StatusCode) -> (String, &'static str) {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).skip(2).collect();
    let plain = |name: &str| (name.to_owned(), "Item");
    if status.is_client_error() || status.is_server_error() {
        return ("Errors".to_owned(), "Error");
    }
    match segments.as_slice() {
        [] => ("Versions".to_owned(), "Version"),
        [_] => plain("urls"),
        [_, "limits"] => plain("LimitsSnapshot"),
        [_, .., "query" | "queryAll"] | [_, "query" | "queryAll", _] => plain("QueryResult"),
        [_, .., "sobjects"] if *method == Method::GET => plain("DescribeGlobal"),
        [_, "sobjects", object, ..] if *method == Method::GET => {
            let name = crate::objects::named(object).map_or(*object, |object| object.name);
            plain(name)
        }
        _ => plain("Result"),
    }
}

fn document((name, item): &(String, &'static str), value: &Value) -> std::io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    match value {
        Value::Array(items) => {
            writer
                .create_element(name.as_str())
                .write_inner_content(|writer| items.iter().try_for_each(|one| element(writer, item, one)))?;
        }
        value => element(&mut writer, name, value)?,
    }
    Ok(writer.into_inner())
}

/// One value: lists repeat the element, `attributes` of a record become attributes.
fn element(writer: &mut Writer<Vec<u8>>, name: &str, value: &Value) -> std::io::Result<()> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| element(writer, name, item)),
        Value::Object(members) => {
            let attributes = members.get("attributes").and_then(Value::as_object).into_iter().flatten();
            let attributes: Vec<_> =
                attributes.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect();
            writer.create_element(name).with_attributes(attributes).write_inner_content(|writer| {
                members
                    .iter()
                    .filter(|(name, _)| *name != "attributes")
                    .try_for_each(|(name, member)| element(writer, name, member))
            })?;
            Ok(())
        }
        Value::Null => {
            let nil = [("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"), ("xsi:nil", "true")];
            writer.create_element(name).with_attributes(nil).write_empty().map(drop)
        }
        Value::String(text) => writer.create_element(name).write_text_content(BytesText::new(text)).map(drop),
        other => writer.create_element(name).write_text_content(BytesText::new(&other.to_string())).map(drop),
    }
}
