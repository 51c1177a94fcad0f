//! The tables behind the component types, and the writer and reader that follow them.

use std::str::FromStr;

use crate::types::ApiVersion;
use crate::xml::Node;

/// One row: an element, the versions that know it, and how its field becomes XML and back.
pub(crate) struct Element<T: 'static> {
    pub(crate) name: &'static str,
    pub(crate) since: u16,
    pub(crate) until: u16,
    pub(crate) write: fn(&T, &'static str, ApiVersion) -> Vec<Node>,
    pub(crate) read: fn(&mut T, &[&Node]) -> Result<(), String>,
}

impl<T> Element<T> {
    fn known_in(&self, version: ApiVersion) -> bool {
        (self.since..=self.until).contains(&version.major())
    }
}

/// A struct with a table. `Default` is the documented default of each element.
pub(crate) trait Record: Default + 'static {
    const ELEMENTS: &'static [Element<Self>];
}

/// The elements that `version` knows, in order.
pub(crate) fn write<T: Record>(record: &T, version: ApiVersion) -> Vec<Node> {
    let known = T::ELEMENTS.iter().filter(|element| element.known_in(version));
    known.flat_map(|element| (element.write)(record, element.name, version)).collect()
}

/// Names of elements that differ from their default but are unknown in `version`.
pub(crate) fn left_out<T: Record>(record: &T, version: ApiVersion) -> Vec<&'static str> {
    let default = T::default();
    let unknown = T::ELEMENTS.iter().filter(|element| !element.known_in(version));
    let set = unknown.filter(|element| {
        (element.write)(record, element.name, version) != (element.write)(&default, element.name, version)
    });
    set.map(|element| element.name).collect()
}

/// Reads what the table knows and takes the default for what is absent. Elements that no table names are passed over.
pub(crate) fn read<T: Record>(node: &Node) -> Result<T, String> {
    let mut record = T::default();
    for element in T::ELEMENTS {
        let nodes: Vec<&Node> =
            node.named(element.name).filter(|node| node.attribute_value("nil") != Some("true")).collect();
        if !nodes.is_empty() {
            (element.read)(&mut record, &nodes).map_err(|problem| format!("{}: {problem}", element.name))?;
        }
    }
    Ok(record)
}

/// Names of elements that no table names, so that writing what was read would lose them.
pub(crate) fn unknown<T: Record>(node: &Node) -> Vec<String> {
    let known = |name: &str| T::ELEMENTS.iter().any(|element| element.name == name);
    node.children.iter().map(Node::local).filter(|name| !known(name)).map(str::to_owned).collect()
}

/// Declares a component type: its fields, and in the same lines its table.
///
/// A row is `field: Type = default => "element" shape since to until`; the shapes are the modules below. The first form
/// also gives the struct its `full_name`; the second, `nested`, is for parts of components, which have none.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident, full name $full:expr; $($rows:tt)*) => {
        record!(@struct [$(#[$doc])*] $name [
            /// API name of the component.
            pub full_name: String = $full;
        ] $($rows)*);
    };
    ($(#[$doc:meta])* $name:ident, nested; $($rows:tt)*) => {
        record!(@struct [$(#[$doc])*] $name [] $($rows)*);
    };
    (@struct [$(#[$doc:meta])*] $name:ident [$($(#[$head_doc:meta])* pub $head:ident: $head_type:ty = $head_default:expr;)*]
        $($(#[$field_doc:meta])* $field:ident: $type:ty = $default:expr => $element:literal $shape:ident $since:literal $(to $until:literal)?;)*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $($(#[$head_doc])* pub $head: $head_type,)*
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($head: $head_default,)* $($field: $default,)* }
            }
        }

        impl $crate::metadata::table::Record for $name {
            const ELEMENTS: &'static [$crate::metadata::table::Element<Self>] = &[
                $($crate::metadata::table::Element {
                    name: $element,
                    since: $since,
                    until: record!(@until $($until)?),
                    write: |record, name, version| $crate::metadata::table::$shape::write(&record.$field, name, version),
                    read: |record, nodes| $crate::metadata::table::$shape::read(&mut record.$field, nodes),
                },)*
            ];
        }
    };
    (@until) => { u16::MAX };
    (@until $until:literal) => { $until };
}
pub(crate) use record;

/// What fits into the text of one element.
pub(crate) trait Text: Sized {
    /// Nothing if the element is to be left out.
    fn to_text(&self) -> Option<String>;
    fn from_text(text: &str) -> Result<Self, String>;
}

impl Text for String {
    fn to_text(&self) -> Option<String> {
        Some(self.clone())
    }

    fn from_text(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl Text for bool {
    fn to_text(&self) -> Option<String> {
        Some(self.to_string())
    }

    fn from_text(text: &str) -> Result<Self, String> {
        match text.trim() {
            "true" | "True" | "1" => Ok(true),
            "false" | "False" | "0" => Ok(false),
            _ => Err("neither true nor false".to_owned()),
        }
    }
}

impl Text for u32 {
    fn to_text(&self) -> Option<String> {
        Some(self.to_string())
    }

    fn from_text(text: &str) -> Result<Self, String> {
        u32::from_str(text.trim()).map_err(|_| "not a whole number".to_owned())
    }
}

impl<T: Text> Text for Option<T> {
    fn to_text(&self) -> Option<String> {
        self.as_ref().and_then(Text::to_text)
    }

    fn from_text(text: &str) -> Result<Self, String> {
        T::from_text(text).map(Some)
    }
}

/// One element with text.
pub(crate) mod one {
    use super::{ApiVersion, Node, Text};

    pub(crate) fn write<T: Text>(value: &T, name: &'static str, _: ApiVersion) -> Vec<Node> {
        value.to_text().map(|text| Node::leaf(name, text)).into_iter().collect()
    }

    pub(crate) fn read<T: Text>(value: &mut T, nodes: &[&Node]) -> Result<(), String> {
        let [node] = nodes else { return Err("more than one".to_owned()) };
        *value = T::from_text(&node.text)?;
        Ok(())
    }
}

/// One element with several values, one on each line. Left out if there are none.
pub(crate) mod lines {
    use super::{ApiVersion, Node};

    pub(crate) fn write(values: &[String], name: &'static str, _: ApiVersion) -> Vec<Node> {
        if values.is_empty() { Vec::new() } else { vec![Node::leaf(name, values.join("\n"))] }
    }

    pub(crate) fn read(values: &mut Vec<String>, nodes: &[&Node]) -> Result<(), String> {
        let lines = nodes.iter().flat_map(|node| node.text.lines());
        *values = lines.map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Ok(())
    }
}

/// One element with several values between commas. Left out if there are none.
pub(crate) mod commas {
    use super::{ApiVersion, Node};

    pub(crate) fn write(values: &[String], name: &'static str, _: ApiVersion) -> Vec<Node> {
        if values.is_empty() { Vec::new() } else { vec![Node::leaf(name, values.join(", "))] }
    }

    pub(crate) fn read(values: &mut Vec<String>, nodes: &[&Node]) -> Result<(), String> {
        let parts = nodes.iter().flat_map(|node| node.text.split(','));
        *values = parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Ok(())
    }
}

/// One element with elements inside, or none.
pub(crate) mod nested {
    use super::{ApiVersion, Node, Record};

    pub(crate) fn write<T: Record>(value: &Option<T>, name: &'static str, version: ApiVersion) -> Vec<Node> {
        value.iter().map(|value| Node::new(name).with(super::write(value, version))).collect()
    }

    pub(crate) fn read<T: Record>(value: &mut Option<T>, nodes: &[&Node]) -> Result<(), String> {
        let [node] = nodes else { return Err("more than one".to_owned()) };
        *value = Some(super::read(node)?);
        Ok(())
    }
}

/// Any number of elements with elements inside.
pub(crate) mod many {
    use super::{ApiVersion, Node, Record};

    pub(crate) fn write<T: Record>(values: &[T], name: &'static str, version: ApiVersion) -> Vec<Node> {
        values.iter().map(|value| Node::new(name).with(super::write(value, version))).collect()
    }

    pub(crate) fn read<T: Record>(values: &mut Vec<T>, nodes: &[&Node]) -> Result<(), String> {
        *values = nodes.iter().map(|node| super::read(node)).collect::<Result<_, _>>()?;
        Ok(())
    }
}

/// `<enabled>true</enabled><name>…</name>`, any number; the disabled ones are as good as absent.
pub(crate) mod enabled {
    use super::{ApiVersion, Node, Text};

    pub(crate) fn write(values: &[String], name: &'static str, _: ApiVersion) -> Vec<Node> {
        let inside = |value: &String| [Node::leaf("enabled", "true"), Node::leaf("name", value)];
        values.iter().map(|value| Node::new(name).with(inside(value))).collect()
    }

    pub(crate) fn read(values: &mut Vec<String>, nodes: &[&Node]) -> Result<(), String> {
        values.clear();
        for node in nodes {
            if bool::from_text(node.child_text("enabled").unwrap_or("false"))? {
                values.push(node.child_text("name").ok_or("a permission without name")?.to_owned());
            }
        }
        Ok(())
    }
}
