//! What `readMetadata`, `listMetadata` and a retrieve show of components: secrets and certificates never.
//!
//! Ids, dates and the SOAP envelope are left to the caller.
//!
//! Source: *Metadata API Developer Guide*, "readMetadata()", "listMetadata()".

use std::fmt::Write as _;

use super::{
    component::Component,
    xml::{self, NAMESPACE, Node},
};

/// Elements that the org writes itself and that no stored component carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OrgWritten {
    /// `{orgId15}:{AppApiName}`, for an app.
    pub(crate) org_scoped_external_app: Option<String>,
    /// `{orgId}:{consumerId}`, for OAuth settings.
    pub(crate) oauth_link: Option<String>,
}

/// What `listMetadata` says of a component, save for ids, names of people and dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileProperties {
    /// `externalClientApps/X.eca`
    pub(crate) file_name: String,
    /// `X`
    pub(crate) full_name: String,
    /// `ExternalClientApplication`
    pub(crate) component_type: &'static str,
    /// `unmanaged`, `installed`
    pub(crate) manageable_state: &'static str,
    /// Of a component that a package brought.
    pub(crate) namespace: Option<String>,
}

/// The `<records>` elements of a `readMetadata` reply, one for each component asked; `None` is a component that the
/// org does not have. The prefix `xsi` must be declared around them.
pub(crate) fn records(components: &[Option<(&Component, OrgWritten)>], version: u32) -> String {
    let mut out = String::new();
    for asked in components {
        let Some((component, written)) = asked else {
            out.push_str("<records xsi:nil=\"true\"/>\n");
            continue;
        };
        let kind = component.key().root_element().unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "<records xsi:type=\"{kind}\">");
        xml::write(&shown(component, written, version), 4, &mut out);
        out.push_str("</records>\n");
    }
    out
}

/// The file of a component as a retrieve packs it, at [`FileProperties::file_name`].
pub(crate) fn file(component: &Component, written: &OrgWritten, version: u32) -> String {
    let root = component.key().root_element().unwrap_or_default();
    let mut out = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">\n");
    let elements = shown(component, written, version);
    let elements: Vec<Node> = elements.into_iter().filter(|element| element.name != "fullName").collect();
    xml::write(&elements, 4, &mut out);
    let _ = writeln!(out, "</{root}>");
    out
}

fn shown(component: &Component, written: &OrgWritten, version: u32) -> Vec<Node> {
    let mut component = component.clone();
    match &mut component {
        Component::App(app) => app.org_scoped_external_app.clone_from(&written.org_scoped_external_app),
        Component::OauthSettings(settings) => settings.oauth_link.clone_from(&written.oauth_link),
        // Up to version 61 the same switch goes by another name.
        Component::ExternalClientAppSettings(settings) => {
            settings.enable_consumer_secret_api_access = settings.enable_client_secret_in_rest_api_access;
        }
        _ => {}
    }
    component.shown(version)
}

/// What `listMetadata` says of a component.
pub(crate) fn file_properties(component: &Component) -> FileProperties {
    let kind = component.component_type();
    FileProperties {
        file_name: kind.path(component.full_name()),
        full_name: component.full_name().to_owned(),
        component_type: kind.xml_name(),
        manageable_state: if component.in_package().is_some() { "installed" } else { "unmanaged" },
        namespace: component.in_package().map(|(namespace, _)| namespace.to_owned()),
    }
}
