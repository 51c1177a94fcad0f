//! Metadata components as plain structs, and moving them: packages, deploys, reading and listing.
//!
//! Each type is one table of elements in the order of the Metadata API, with the versions that know each element and
//! its documented default. One writer and one reader work from those tables. An element outside the range of the
//! version in use is left out; [`Component::left_out`] says which of the set ones that would be.

mod app;
mod app_policies;
mod component;
mod deploy;
mod deploy_result;
mod global_oauth_settings;
mod oauth_policies;
mod oauth_settings;
mod package;
mod permission_set;
mod settings;
mod soap;
mod table;
mod values;

pub use app::ExternalClientApplication;
pub use app_policies::AppPolicies;
pub use component::{Component, ComponentType};
pub use deploy::{DeployId, DeployOptions};
pub use deploy_result::{DeployMessage, DeployResult, DeployStatus};
pub use global_oauth_settings::{GlobalOauthSettings, IdTokenConfig};
pub use oauth_policies::OauthPolicies;
pub use oauth_settings::{CustomAttribute, OauthSettings, TrustedIpRange};
pub use package::Package;
pub use permission_set::{ObjectPermission, PermissionSet};
pub use settings::ExternalClientAppSettings;
pub use soap::ListedComponent;
pub use values::{
    DistributionState, IpRelaxation, JwtTimeoutType, PermittedUsers, PolicyAction, RefreshTokenPolicy, SessionLevel,
    StartPage, ValidityUnit,
};
