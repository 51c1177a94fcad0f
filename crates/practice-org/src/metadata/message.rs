//! What a deploy says of one component.
//!
//! `id` and `createdDate` are left to the org, and so is the writing as JSON or SOAP.
//!
//! Source: *Metadata API Developer Guide*, "DeployMessage".

use super::{
    component_type::{ComponentType, Key},
    xml::XmlError,
};
use crate::rules::Said;

/// One row of `componentSuccesses` or `componentFailures`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeployMessage {
    /// Something in the org differs from before.
    pub(crate) changed: bool,
    /// Column of the problem, from 1.
    pub(crate) column_number: Option<u32>,
    /// XML name of the type; empty for `package.xml`.
    pub(crate) component_type: String,
    /// It was not there before.
    pub(crate) created: bool,
    /// It was there and is gone.
    pub(crate) deleted: bool,
    /// Path in the zip.
    pub(crate) file_name: String,
    /// Full name of the component.
    pub(crate) full_name: String,
    /// Line of the problem, from 1.
    pub(crate) line_number: Option<u32>,
    /// What is wrong.
    pub(crate) problem: Option<Said>,
    /// Whether the problem stops the component.
    pub(crate) problem_type: Option<ProblemType>,
    /// The component was taken.
    pub(crate) success: bool,
    /// What the org calls the component, where there is one: its id is looked up by this when the deploy ends.
    pub(crate) key: Option<Key>,
    /// The id that the component had then.
    pub(crate) id: Option<String>,
}

/// How grave a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProblemType {
    /// The component was taken all the same.
    Warning,
    /// The component was refused.
    Error,
}

impl ProblemType {
    /// The word on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            ProblemType::Warning => "Warning",
            ProblemType::Error => "Error",
        }
    }
}

impl DeployMessage {
    /// A message about a component of a file.
    pub(crate) fn about(component_type: ComponentType, full_name: &str, file_name: &str) -> DeployMessage {
        DeployMessage {
            component_type: component_type.xml_name().to_owned(),
            file_name: file_name.to_owned(),
            full_name: full_name.to_owned(),
            key: Some(Key::new(component_type, full_name)),
            ..DeployMessage::default()
        }
    }
}

impl DeployMessage {
    /// The same, refused for a reason that has a place in the file.
    pub(super) fn refused(self, error: &XmlError) -> DeployMessage {
        let place = |number: u32| (number > 0).then_some(number);
        let (line_number, column_number) = (place(error.line), place(error.column));
        DeployMessage { line_number, column_number, ..self.refused_because(error.problem.clone()) }
    }

    /// The same, refused.
    pub(super) fn refused_because(self, problem: Said) -> DeployMessage {
        DeployMessage { success: false, problem: Some(problem), problem_type: Some(ProblemType::Error), ..self }
    }
}
