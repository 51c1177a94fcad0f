//! One table per type: which elements it has, from and until which API version, which are needed, what each falls
//! back to. Reading, writing and gating by version all follow that table.
//!
//! Which types there are is left to `component` and `permission_set`.

use super::xml::{Node, XmlError};
use crate::rules::deploy as say;

/// Elements that the practice org keeps as they came.
pub(super) type Kept = Vec<Node>;

/// One line of a type's table. What the element holds is the Rust type of the field beside it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element {
    /// Name in XML.
    pub(crate) name: &'static str,
    /// A file without it is refused.
    pub(crate) required: bool,
    /// It names the app that the component belongs to, and is asked for in words of its own.
    pub(crate) names_parent: bool,
    /// First API version that takes it.
    pub(crate) since: u32,
    /// Last API version that takes it.
    pub(crate) until: Option<u32>,
    /// What a file without it means, where that is not false, nothing, or the first value of an enumeration.
    pub(crate) default: Option<&'static str>,
    /// Written, but never shown again.
    pub(crate) hidden: bool,
    /// How often it may come.
    pub(crate) at_most: usize,
}

impl Element {
    /// An optional element of every version.
    pub(super) const fn new(name: &'static str) -> Element {
        Element {
            name,
            required: false,
            names_parent: false,
            since: 0,
            until: None,
            default: None,
            hidden: false,
            at_most: usize::MAX,
        }
    }

    pub(super) const fn required(self) -> Element {
        Element { required: true, ..self }
    }

    pub(super) const fn parent(self) -> Element {
        Element { required: true, names_parent: true, ..self }
    }

    pub(super) const fn since(self, version: u32) -> Element {
        Element { since: version, ..self }
    }

    pub(super) const fn until(self, version: u32) -> Element {
        Element { until: Some(version), ..self }
    }

    pub(super) const fn or(self, default: &'static str) -> Element {
        Element { default: Some(default), ..self }
    }

    pub(super) const fn hidden(self) -> Element {
        Element { hidden: true, ..self }
    }

    pub(super) const fn at_most(self, count: usize) -> Element {
        Element { at_most: count, ..self }
    }

    /// Whether that version of the API has it.
    pub(crate) fn is_in(&self, version: u32) -> bool {
        self.since <= version && self.until.is_none_or(|last| version <= last)
    }
}

/// How strictly a type takes its elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// In the order of the table; an element that comes too late is dropped without a word.
    Sequence,
    /// In any order.
    All,
}

/// Why a file was refused, and where.
pub(crate) type Refusal = XmlError;

/// A value that one XML element holds.
pub(super) trait Single: Sized + Default {
    /// Whether an empty element means that there is none.
    const EMPTY_IS_NONE: bool = false;

    fn read(node: &Node, version: u32) -> Result<Self, Refusal>;

    fn write(&self, name: &str, version: u32) -> Node;
}

/// What a field of a structure holds: one value, perhaps one, or any number.
pub(super) trait Held: Sized {
    const REPEATED: bool = false;

    fn read(nodes: &[&Node], version: u32) -> Result<Option<Self>, Refusal>;

    fn default_of(text: Option<&str>) -> Self;

    fn write(&self, name: &str, version: u32) -> Vec<Node>;
}

impl Single for String {
    const EMPTY_IS_NONE: bool = true;

    fn read(node: &Node, _: u32) -> Result<String, Refusal> {
        Ok(node.text.trim().to_owned())
    }

    fn write(&self, name: &str, _: u32) -> Node {
        Node::leaf(name, self)
    }
}

impl Single for bool {
    fn read(node: &Node, _: u32) -> Result<bool, Refusal> {
        match node.text.trim() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            other => Err(node.unlike_schema(say::BOOLEAN.say(&[other]))),
        }
    }

    fn write(&self, name: &str, _: u32) -> Node {
        Node::leaf(name, if *self { "true" } else { "false" })
    }
}

impl Single for i64 {
    fn read(node: &Node, _: u32) -> Result<i64, Refusal> {
        let text = node.text.trim();
        // xsd:int is 32 bits wide.
        text.parse::<i32>().map(i64::from).map_err(|_| node.unlike_schema(say::INTEGER.say(&[text])))
    }

    fn write(&self, name: &str, _: u32) -> Node {
        Node::leaf(name, &self.to_string())
    }
}

impl Single for Node {
    fn read(node: &Node, _: u32) -> Result<Node, Refusal> {
        Ok(node.trimmed())
    }

    fn write(&self, _: &str, _: u32) -> Node {
        self.clone()
    }
}

impl<T: Single> Held for T {
    fn read(nodes: &[&Node], version: u32) -> Result<Option<T>, Refusal> {
        nodes.first().map(|node| T::read(node, version)).transpose()
    }

    fn default_of(text: Option<&str>) -> T {
        text.and_then(|text| T::read(&Node::leaf("", text), u32::MAX).ok()).unwrap_or_default()
    }

    fn write(&self, name: &str, version: u32) -> Vec<Node> {
        vec![Single::write(self, name, version)]
    }
}

impl<T: Single> Held for Option<T> {
    fn read(nodes: &[&Node], version: u32) -> Result<Option<Option<T>>, Refusal> {
        match nodes.first() {
            None => Ok(None),
            Some(node) if T::EMPTY_IS_NONE && node.is_empty() => Ok(None),
            Some(node) => T::read(node, version).map(Some).map(Some),
        }
    }

    fn default_of(text: Option<&str>) -> Option<T> {
        text.map(|text| <T as Held>::default_of(Some(text)))
    }

    fn write(&self, name: &str, version: u32) -> Vec<Node> {
        self.iter().map(|value| value.write(name, version)).collect()
    }
}

impl<T: Single> Held for Vec<T> {
    const REPEATED: bool = true;

    fn read(nodes: &[&Node], version: u32) -> Result<Option<Vec<T>>, Refusal> {
        nodes.iter().map(|node| T::read(node, version)).collect::<Result<Vec<T>, Refusal>>().map(Some)
    }

    fn default_of(_: Option<&str>) -> Vec<T> {
        Vec::new()
    }

    fn write(&self, name: &str, version: u32) -> Vec<Node> {
        self.iter().map(|value| value.write(name, version)).collect()
    }
}

/// The elements of one structure, sorted out by the table.
pub(super) struct Sorted<'x> {
    node: &'x Node,
    type_name: &'static str,
    version: u32,
    taken: Vec<&'x Node>,
}

impl<'x> Sorted<'x> {
    /// Checks every child against the table of its type and leaves out those that come too late.
    pub(super) fn new(
        node: &'x Node,
        type_name: &'static str,
        table: &[Element],
        order: Order,
        version: u32,
    ) -> Result<Sorted<'x>, Refusal> {
        let mut taken = Vec::new();
        let mut reached = 0;
        for child in &node.children {
            let Some(place) = table.iter().position(|element| element.name == child.name) else {
                return Err(child.unlike_schema(say::NO_ELEMENT.say(&[&child.name, type_name])));
            };
            if order == Order::Sequence && place < reached {
                continue;
            }
            reached = reached.max(place);
            if !table[place].is_in(version) {
                return Err(child.unlike_schema(say::NOT_IN_VERSION.say(&[&child.name, &version.to_string()])));
            }
            taken.push(child);
        }
        Ok(Sorted { node, type_name, version, taken })
    }

    /// The value of one field.
    pub(super) fn take<T: Held>(&self, element: Element) -> Result<T, Refusal> {
        let name = element.name;
        let nodes: Vec<&Node> = self.taken.iter().copied().filter(|node| node.name == name).collect();
        if let (false, Some(second)) = (T::REPEATED, nodes.get(1)) {
            return Err(second.unlike_schema(say::TWICE.say(&[name, self.type_name])));
        }
        if let Some(extra) = nodes.get(element.at_most) {
            return Err(extra.refuse(say::AT_MOST.say(&[name, &element.at_most.to_string()])));
        }
        if element.required && nodes.first().is_none_or(|node| node.is_empty()) {
            return Err(self.node.refuse(match element.names_parent {
                true => say::PARENT_MISSING.said(),
                false => say::REQUIRED_FIELD.say(&[name]),
            }));
        }
        Ok(T::read(&nodes, self.version)?.unwrap_or_else(|| T::default_of(element.default)))
    }
}

/// Declares a type: the structure, its table, its defaults, and how it is read and written.
macro_rules! elements {
    (
        $(#[$doc:meta])*
        $order:ident $name:ident $type_name:literal {
            $( $field:ident : $held:ty = $element:literal $( . $rule:ident ( $($argument:expr),* ) )* ),* $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(crate) struct $name {
            $( #[doc = concat!("`", $element, "`")] pub(crate) $field: $held, )*
        }

        impl $name {
            /// Its elements, in Salesforce's order.
            pub(crate) const ELEMENTS: &'static [$crate::metadata::element::Element] = &[
                $( $crate::metadata::element::Element::new($element) $( .$rule($($argument),*) )* ),*
            ];
        }

        impl Default for $name {
            fn default() -> $name {
                $name {
                    $( $field: <$held as $crate::metadata::element::Held>::default_of(
                        $crate::metadata::element::Element::new($element) $( .$rule($($argument),*) )* .default
                    ), )*
                }
            }
        }

        impl $crate::metadata::element::Single for $name {
            fn read(
                node: &$crate::metadata::xml::Node,
                version: u32,
            ) -> Result<$name, $crate::metadata::element::Refusal> {
                let sorted = $crate::metadata::element::Sorted::new(
                    node,
                    $type_name,
                    $name::ELEMENTS,
                    $crate::metadata::element::Order::$order,
                    version,
                )?;
                Ok($name {
                    $( $field: sorted.take(
                        $crate::metadata::element::Element::new($element) $( .$rule($($argument),*) )*
                    )?, )*
                })
            }

            fn write(&self, name: &str, version: u32) -> $crate::metadata::xml::Node {
                let mut node = $crate::metadata::xml::Node::leaf(name, "");
                $(
                    let element = $crate::metadata::element::Element::new($element) $( .$rule($($argument),*) )*;
                    if element.is_in(version) && !element.hidden {
                        let written = $crate::metadata::element::Held::write(&self.$field, $element, version);
                        node.children.extend(written);
                    }
                )*
                node
            }
        }
    };
}

pub(super) use elements;
