//! A light tree of XML elements that remembers lines and columns, and the way back to text.
//!
//! Reads only what the Metadata API takes: one namespace, no document type, no custom entities, and within limits.
//! What the elements mean is left to `element`.

use std::fmt::Write as _;

use quick_xml::{
    NsReader,
    events::{BytesStart, Event},
    name::ResolveResult,
};

use crate::rules::{Rule, Said, deploy as say};

/// The namespace of every Metadata API file.
pub(crate) const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";

/// Longest file that is read.
const MAX_BYTES: usize = 10 * 1024 * 1024;

/// Most elements that are read.
const MAX_ELEMENTS: usize = 20_000;

/// Most attributes of an element that are read: to compare each with each takes long where there are many.
const MAX_ATTRIBUTES: usize = 100;

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 64;

/// An element.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// Name without prefix.
    pub(crate) name: String,
    /// Its own text, all pieces joined.
    pub(crate) text: String,
    /// The elements inside.
    pub(crate) children: Vec<Node>,
    /// Line of its start tag, from 1.
    pub(crate) line: u32,
    /// Column of its start tag, from 1.
    pub(crate) column: u32,
}

/// Why a text was not read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct XmlError {
    /// What it says.
    pub(crate) problem: Said,
    /// From 1.
    pub(crate) line: u32,
    /// From 1.
    pub(crate) column: u32,
    /// The file breaks the schema of its type: over SOAP the whole request does.
    pub(crate) breaks_schema: bool,
}

/// Where an element stands says nothing of what it means.
impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        self.name == other.name && self.text == other.text && self.children == other.children
    }
}

impl Eq for Node {}

impl Node {
    /// An element that holds text.
    pub(crate) fn leaf(name: &str, text: &str) -> Node {
        Node { name: name.to_owned(), text: text.to_owned(), ..Node::default() }
    }

    /// Neither text nor elements inside.
    pub(super) fn is_empty(&self) -> bool {
        self.children.is_empty() && self.text.trim().is_empty()
    }

    /// The same without the white space around texts and between elements, which says nothing.
    pub(super) fn trimmed(&self) -> Node {
        let text = if self.children.is_empty() { self.text.trim().to_owned() } else { String::new() };
        Node { text, children: self.children.iter().map(Node::trimmed).collect(), ..Node::leaf(&self.name, "") }
    }

    /// A problem that lies here.
    pub(super) fn refuse(&self, problem: Said) -> XmlError {
        XmlError { problem, line: self.line, column: self.column, breaks_schema: false }
    }

    /// Something here that the schema of the type does not know.
    pub(super) fn unlike_schema(&self, problem: Said) -> XmlError {
        XmlError { breaks_schema: true, ..self.refuse(problem) }
    }
}

/// Reads a file of the Metadata API into its root element.
pub(super) fn read(bytes: &[u8]) -> Result<Node, XmlError> {
    let at_start = |rule: &Rule| XmlError { problem: rule.said(), line: 1, column: 1, breaks_schema: false };
    if bytes.len() > MAX_BYTES {
        return Err(at_start(say::XML_TOO_LARGE));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| at_start(say::NOT_UTF8))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Reading { text, position: Position::default() }.root()
}

/// Lines and columns up to a byte offset, counted on as the offset grows.
#[derive(Clone, Copy)]
struct Position {
    offset: usize,
    line: u32,
    column: u32,
}

impl Default for Position {
    fn default() -> Position {
        Position { offset: 0, line: 1, column: 1 }
    }
}

impl Position {
    fn advance(&mut self, text: &str, offset: usize) {
        for character in text.get(self.offset..offset).unwrap_or_default().chars() {
            if character == '\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.offset = offset;
    }
}

struct Reading<'x> {
    text: &'x str,
    position: Position,
}

impl Reading<'_> {
    fn fail<T>(&self, problem: Said) -> Result<T, XmlError> {
        let Position { line, column, .. } = self.position;
        Err(XmlError { problem, line, column, breaks_schema: false })
    }

    /// What the parser itself objects to.
    fn not_xml<T>(&self, error: impl std::fmt::Display) -> Result<T, XmlError> {
        self.fail(say::NOT_XML.say(&[&error.to_string()]))
    }

    fn root(mut self) -> Result<Node, XmlError> {
        let mut reader = NsReader::from_str(self.text);
        reader.config_mut().expand_empty_elements = true;
        let mut open: Vec<Node> = Vec::new();
        let (mut root, mut elements) = (None, 0);
        loop {
            let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            self.position.advance(self.text, start);
            let (namespace, event) = match reader.read_resolved_event() {
                Ok(read) => read,
                Err(error) => return self.not_xml(error),
            };
            match event {
                Event::Start(tag) => {
                    if root.is_some() {
                        return self.fail(say::AFTER_ROOT.said());
                    }
                    if open.len() >= MAX_DEPTH {
                        return self.fail(say::XML_TOO_DEEP.said());
                    }
                    if !matches!(namespace, ResolveResult::Bound(bound) if bound.as_ref() == NAMESPACE) {
                        return self.fail(say::NAMESPACE.say(&[tag.local_name().as_ref()]));
                    }
                    elements += 1;
                    if elements > MAX_ELEMENTS || tag.attributes().with_checks(false).count() > MAX_ATTRIBUTES {
                        return self.fail(say::XML_TOO_MANY.said());
                    }
                    open.push(self.opened(&tag)?);
                }
                Event::End(_) => match (open.pop(), open.last_mut()) {
                    (Some(closed), Some(parent)) => parent.children.push(closed),
                    (closed, _) => root = closed,
                },
                Event::Text(text) => self.append(&mut open, &text.xml10_content())?,
                Event::CData(text) => self.append(&mut open, &text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let character = match reference.resolve_char_ref() {
                        Ok(character) => character.map(String::from),
                        Err(error) => return self.not_xml(error),
                    };
                    let name = reference.xml10_content();
                    let known = || quick_xml::escape::resolve_xml_entity(&name).map(str::to_owned);
                    let Some(text) = character.or_else(known) else {
                        return self.fail(say::ENTITY.say(&[&name]));
                    };
                    self.append(&mut open, &text)?;
                }
                Event::DocType(_) => return self.fail(say::DOCTYPE.said()),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
        }
        match root {
            Some(root) if open.is_empty() => Ok(root),
            _ => self.fail(say::PREMATURE_END.said()),
        }
    }

    fn opened(&self, tag: &BytesStart) -> Result<Node, XmlError> {
        for attribute in tag.attributes() {
            if let Err(error) = attribute {
                return self.not_xml(error);
            }
        }
        let Position { line, column, .. } = self.position;
        Ok(Node { name: tag.local_name().as_ref().to_owned(), line, column, ..Node::default() })
    }

    fn append(&self, open: &mut [Node], text: &str) -> Result<(), XmlError> {
        match open.last_mut() {
            Some(node) => node.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return self.fail(say::IN_PROLOG.said()),
        }
        Ok(())
    }
}

/// Writes elements, one a line, the outermost indented by that many spaces.
pub(super) fn write(nodes: &[Node], indent: usize, out: &mut String) {
    for node in nodes {
        let space = " ".repeat(indent);
        let name = &node.name;
        // Writing to a string cannot fail.
        let _ = if node.children.is_empty() {
            writeln!(out, "{space}<{name}>{}</{name}>", quick_xml::escape::escape(node.text.as_str()))
        } else {
            let _ = writeln!(out, "{space}<{name}>");
            write(&node.children, indent + 4, out);
            writeln!(out, "{space}</{name}>")
        };
    }
}
