//! A small tree of XML elements, read with care and written by an encoder.
//!
//! Foreign XML may not declare a DOCTYPE, use own entities, nest deeper than 64 or exceed 10 MiB.

use quick_xml::XmlVersion;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};

const MAX_DEPTH: usize = 64;
const MAX_BYTES: usize = 10 * 1024 * 1024;

/// One element. Names keep their prefix as written; text and child elements are kept apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) children: Vec<Node>,
}

impl Node {
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    pub(crate) fn leaf(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::new(name) }
    }

    pub(crate) fn attribute(mut self, name: &str, value: &str) -> Self {
        self.attributes.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn with(mut self, children: impl IntoIterator<Item = Node>) -> Self {
        self.children.extend(children);
        self
    }

    /// The name without its prefix.
    pub(crate) fn local(&self) -> &str {
        local(&self.name)
    }

    pub(crate) fn child(&self, local: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.local() == local)
    }

    pub(crate) fn named<'a>(&'a self, local: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.local() == local)
    }

    /// The text of a child, if it has any.
    pub(crate) fn child_text(&self, local: &str) -> Option<&str> {
        self.child(local).map(|child| child.text.as_str()).filter(|text| !text.is_empty())
    }

    /// An attribute by its name without prefix.
    pub(crate) fn attribute_value(&self, wanted: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| local(name) == wanted).map(|(_, value)| value.as_str())
    }

    /// A whole document with declaration, indented by four spaces.
    pub(crate) fn document(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write(&mut out, 0);
        out
    }

    /// The element alone, indented by four spaces.
    pub(crate) fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        let indent = "    ".repeat(depth);
        out.push_str(&indent);
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push_str(&format!(" {name}=\"{}\"", escape(value.as_str())));
        }
        if self.children.is_empty() && self.text.is_empty() {
            out.push_str("/>\n");
            return;
        }
        out.push('>');
        // A bare carriage return would be read back as a line feed.
        out.push_str(&escape(self.text.as_str()).replace('\r', "&#13;"));
        if !self.children.is_empty() {
            out.push('\n');
            for child in &self.children {
                child.write(out, depth + 1);
            }
            out.push_str(&indent);
        }
        out.push_str(&format!("</{}>\n", self.name));
    }

    /// Whether every text in here can be written as XML 1.0 at all: most control characters can not.
    pub(crate) fn is_writable(&self) -> bool {
        let allowed = |c: char| (c >= ' ' || matches!(c, '\t' | '\n' | '\r')) && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
        self.text.chars().all(allowed)
            && self.attributes.iter().all(|(_, value)| value.chars().all(allowed))
            && self.children.iter().all(Node::is_writable)
    }

    /// Reads a document.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Node, String> {
        if bytes.len() > MAX_BYTES {
            return Err(format!("more than {MAX_BYTES} bytes of XML"));
        }
        // Only UTF-8: a document in another encoding could hide a DOCTYPE from this reader.
        let text = std::str::from_utf8(bytes).map_err(|_| "XML that is not UTF-8".to_owned())?;
        let mut reader = quick_xml::Reader::from_str(text.strip_prefix('\u{FEFF}').unwrap_or(text));
        let mut open: Vec<Node> = Vec::new();
        let mut root = None;
        loop {
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(start) => {
                    if open.len() >= MAX_DEPTH {
                        return Err(format!("elements nested deeper than {MAX_DEPTH}"));
                    }
                    open.push(element(&start)?);
                }
                Event::Empty(start) => close(element(&start)?, &mut open, &mut root)?,
                Event::End(_) => {
                    let node = open.pop().ok_or("an end without a start")?;
                    close(node, &mut open, &mut root)?;
                }
                Event::Text(text) => append(&mut open, &text.xml10_content()),
                Event::CData(text) => append(&mut open, &text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let c = match reference.resolve_char_ref().map_err(|error| error.to_string())? {
                        Some(c) => c,
                        None => predefined(&reference.xml10_content()).ok_or("an entity that XML does not define")?,
                    };
                    append(&mut open, c.encode_utf8(&mut [0; 4]));
                }
                Event::DocType(_) => return Err("a DOCTYPE".to_owned()),
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
        }
        if !open.is_empty() {
            return Err("the document ends inside an element".to_owned());
        }
        root.ok_or_else(|| "no element".to_owned())
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn element(start: &BytesStart<'_>) -> Result<Node, String> {
    let mut node = Node::new(start.name().as_ref());
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| error.to_string())?;
        node.attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(node)
}

fn close(mut node: Node, open: &mut [Node], root: &mut Option<Node>) -> Result<(), String> {
    // Indentation between elements is not text.
    if !node.children.is_empty() {
        node.text.clear();
    }
    match open.last_mut() {
        Some(parent) => parent.children.push(node),
        None if root.is_none() => *root = Some(node),
        None => return Err("more than one root element".to_owned()),
    }
    Ok(())
}

fn append(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_doctype_is_refused_whatever_it_holds() {
        let xxe = b"<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>";
        assert_eq!(Node::parse(xxe), Err("a DOCTYPE".to_owned()));
        assert!(Node::parse(b"<a>&x;</a>").is_err());
        let laughs = |n: u32| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10));
        let laughs: String = (1..10).map(laughs).collect();
        let laughs = format!("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY l0 \"ha\">{laughs}]><a>&l9;</a>");
        assert_eq!(Node::parse(laughs.as_bytes()), Err("a DOCTYPE".to_owned()));
        // In another encoding, with and without the mark that says so.
        for document in ["<!DOCTYPE a><a/>", &laughs, "<a/>"] {
            for text in [document.to_owned(), format!("\u{FEFF}{document}")] {
                let units: Vec<u16> = text.encode_utf16().collect();
                let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
                let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
                for bytes in [little, big] {
                    assert!(Node::parse(&bytes).is_err(), "{text}");
                }
            }
        }
    }

    #[test]
    fn elements_are_nested_deeper_than_anybody_needs() {
        let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(Node::parse(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert!(Node::parse(nested(MAX_DEPTH + 1).as_bytes()).unwrap_err().contains("nested"));
    }

    #[test]
    fn bombs_end_quickly() {
        assert!(Node::parse("<a>".repeat(1_000_000).as_bytes()).unwrap_err().contains("nested"));
        assert!(Node::parse(&vec![b' '; MAX_BYTES + 1]).is_err());
        assert!(Node::parse(b"<a>").is_err());
        assert!(Node::parse(b"<a/><b/>").is_err());
        assert!(Node::parse(b"").is_err());
    }

    #[test]
    fn prefixes_are_kept_and_looked_through() {
        let node = Node::parse(b"<s:Envelope xmlns:s=\"x\"><s:Body><a xsi:nil='true'>1 &lt; 2 &#38; <![CDATA[<3]]></a></s:Body></s:Envelope>")
            .unwrap();
        let a = node.child("Body").and_then(|body| body.child("a")).unwrap();
        assert_eq!(a.text, "1 < 2 & <3");
        assert_eq!(a.attribute_value("nil"), Some("true"));
    }

    proptest! {
        #[test]
        fn any_text_survives_the_round_trip(text in "\\PC*|[<>&'\"\\]\r\n\t a]*") {
            let node = Node::new("root").with([Node::leaf("leaf", text.clone())]).attribute("a", "x");
            prop_assume!(node.is_writable());
            let read = Node::parse(node.document().as_bytes()).unwrap();
            prop_assert_eq!(&read.children[0].text, &text);
        }

        #[test]
        fn no_input_makes_the_reader_panic(text in "[<>/!a&;#x0\\[\\]?'\" =-]{0,60}") {
            let _ = Node::parse(text.as_bytes());
        }
    }
}
