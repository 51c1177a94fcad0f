//! Just enough XML for envelopes: a tree of local names and texts, and JSON written as elements.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use serde_json::Value;

use crate::pages::escape;

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 32;

/// Most elements that are read.
const MAX_ELEMENTS: usize = 20_000;

/// Most attributes of an element that are read.
const MAX_ATTRIBUTES: usize = 100;

/// An element without its prefix, and without attributes save for two of XML Schema.
#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    /// Local name.
    pub(crate) name: String,
    /// Its own text.
    pub(crate) text: String,
    /// The elements inside.
    pub(crate) children: Vec<Element>,
    /// `xsi:type` without its prefix.
    pub(super) type_name: Option<String>,
    /// `xsi:nil`
    pub(super) is_nil: bool,
}

impl Element {
    /// The first element inside with a name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first element inside with a name.
    pub(super) fn text_of(&self, name: &str) -> &str {
        self.child(name).map(|child| child.text.trim()).unwrap_or_default()
    }

    /// Every element inside with a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// Reads a document.
pub(crate) fn parse(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut elements = 0;
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        elements += usize::from(matches!(event, Event::Start(_) | Event::Empty(_)));
        if elements > MAX_ELEMENTS {
            return Err("too many elements".to_owned());
        }
        match event {
            Event::Start(start) if open.len() < MAX_DEPTH => open.push(opened(&start)?),
            Event::Start(_) => return Err("nested too deeply".to_owned()),
            Event::Empty(empty) => {
                let element = opened(&empty)?;
                open.last_mut().ok_or("no root element")?.children.push(element);
            }
            Event::Text(piece) => append(&mut open, &piece.xml10_content()),
            Event::CData(piece) => append(&mut open, &piece.xml10_content()),
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                let character = reference.resolve_char_ref().ok().flatten().map(String::from);
                let known = || quick_xml::escape::resolve_xml_entity(&name).map(str::to_owned);
                let text = character.or_else(known).ok_or_else(|| format!("unknown entity {name}"))?;
                append(&mut open, &text);
            }
            Event::End(_) => {
                let Some(element) = open.pop() else { return Err("an end without a start".to_owned()) };
                match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    None => return Ok(element),
                }
            }
            Event::DocType(_) => return Err("a document type is not allowed".to_owned()),
            Event::Eof => return Err("the document ends too early".to_owned()),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
        }
    }
}

fn opened(tag: &BytesStart) -> Result<Element, String> {
    let mut element = Element { name: tag.local_name().as_ref().to_owned(), ..Element::default() };
    if tag.attributes().with_checks(false).count() > MAX_ATTRIBUTES {
        return Err("too many attributes".to_owned());
    }
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.value.as_ref();
        match attribute.key.local_name().as_ref() {
            "type" => element.type_name = value.rsplit(':').next().map(str::to_owned),
            "nil" => element.is_nil = value == "true",
            _ => {}
        }
    }
    Ok(element)
}

fn append(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// A JSON value as elements of one name: lists repeat it, nulls leave it out, and the elements of an object come in
/// alphabetical order, as the platform writes them.
pub(super) fn write(name: &str, value: &Value, out: &mut String) {
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().for_each(|item| write(name, item, out)),
        Value::Object(map) => {
            out.push_str(&format!("<{name}>"));
            let mut members: Vec<_> = map.iter().collect();
            members.sort_by_key(|(key, _)| key.as_str());
            for (key, member) in members {
                write(key, member, out);
            }
            out.push_str(&format!("</{name}>"));
        }
        Value::String(text) => out.push_str(&format!("<{name}>{}</{name}>", escape(text))),
        other => out.push_str(&format!("<{name}>{other}</{name}>")),
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, write};

    #[test]
    fn prefixes_stray_text_and_entities_would_otherwise_hide_the_values() {
        let root = parse("<a:x>None<a:y>1 &amp; 2</a:y>None<z/></a:x>").unwrap();
        assert_eq!((root.name.as_str(), root.text_of("y"), root.children.len()), ("x", "1 & 2", 2));
        assert!(parse("<x>").is_err() && parse("<!DOCTYPE x><x/>").is_err());
    }

    #[test]
    fn a_list_in_json_is_a_repeated_element() {
        let mut out = String::new();
        write("r", &serde_json::json!({ "b": [1, 2], "a": "<", "c": null }), &mut out);
        assert_eq!(out, "<r><a>&lt;</a><b>1</b><b>2</b></r>");
    }
}
