//! The Metadata API's judgement, as pure functions: what a deploy means, what a read shows.
//!
//! No clock, no ids, no storage: the org's state is handed in as an [`OrgMetadata`], the verdict comes back as
//! messages and changes, and applying those changes is left to whoever keeps the org.
//!
//! Source: *Metadata API Developer Guide*; the tables of elements cite the page of each type.

mod archive;
pub(crate) mod certificate;
pub(crate) mod choice;
pub(crate) mod component;
mod component_type;
mod deploy;
mod element;
mod manifest;
mod message;
mod other_type;
mod package;
mod permission_set;
mod read;
mod scope;
mod settings;
mod xml;

#[cfg(test)]
mod tests;

pub(crate) use choice::{
    DistributionState, IpRelaxationPolicyType, PermittedUsersPolicyType, PolicyAction, RefreshTokenPolicyType,
    RefreshTokenValidityUnit, RequiredSessionLevel,
};
pub(crate) use component::{
    AppPolicies, Component, ExternalClientApplication, GlobalOauthSettings, IdTokenConfig, OauthPolicies, OauthSettings,
};
pub(crate) use component_type::{ComponentType, Key};
pub(crate) use deploy::{
    Caller, Change, DeployOptions, Faults, Judgement, OrgMetadata, Outcome, Outcomes, Save, delete, is_api_name, judge,
    judge_fault, rename, save,
};
pub(crate) use message::{DeployMessage, ProblemType};
pub(crate) use other_type::{CONNECTED_APP, OTHER_TYPES, OtherType};
pub(crate) use package::{Package, PackageFault, open};
pub(crate) use permission_set::{ObjectPermission, PermissionSet, UserPermission};
pub(crate) use read::{OrgWritten, file, file_properties, records};
#[cfg(test)]
pub(crate) use scope::SCOPES;
pub(crate) use settings::{ConnectedAppSettings, ExternalClientAppSettings, OauthOidcSettings};
pub(crate) use xml::{NAMESPACE, Node};
