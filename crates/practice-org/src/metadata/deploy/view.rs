//! What a judgement is given and what it gives back: options, the org as it stands, changes.
//!
//! Filling the view and carrying out the changes is left to whoever keeps the org.

use crate::metadata::{component::Component, component_type::Key, message::DeployMessage};
use crate::rules::Said;

/// The options of a deploy that bear on the verdict (*Metadata API Developer Guide*, "deploy()").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DeployOptions {
    /// Judge, change nothing.
    pub(crate) check_only: bool,
    /// One failure undoes everything.
    pub(crate) rollback_on_error: bool,
    /// Warnings do not fail the deploy.
    pub(crate) ignore_warnings: bool,
    /// The package lies at the root of the zip.
    pub(crate) single_package: bool,
    /// Deleted components skip the recycle bin; not in production.
    pub(crate) purge_on_delete: bool,
    /// Files named in `package.xml` may be missing.
    pub(crate) allow_missing_files: bool,
    /// Files not named in `package.xml` are added to it.
    pub(crate) auto_update_package: bool,
}

impl Default for DeployOptions {
    /// What Salesforce takes when an option is left out.
    fn default() -> DeployOptions {
        DeployOptions {
            check_only: false,
            rollback_on_error: true,
            ignore_warnings: false,
            single_package: true,
            purge_on_delete: false,
            allow_missing_files: false,
            auto_update_package: false,
        }
    }
}

/// The rights of the person who deploys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Caller {
    /// "Create, edit, and delete External Client Apps".
    pub(crate) external_client_app_developer: bool,
    /// "View all External Client Apps, view their settings, and edit their policies".
    pub(crate) external_client_app_admin: bool,
    /// "Allow consumer key and secret rotation".
    pub(crate) client_secret_rotation: bool,
    /// "Manage Profiles and Permission Sets".
    pub(crate) manage_profiles_permissionsets: bool,
    /// "Customize Application".
    pub(crate) customize_application: bool,
}

/// Faults that bend the rules of a deploy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    /// `auto-policy-first`: the default policies exist before those of the package are looked at.
    pub(crate) auto_policy_first: bool,
    /// `loopback-literal-refused`: `http://127.0.0.1` is no callback.
    pub(crate) loopback_literal_refused: bool,
    /// `secret-switch-refused`: what opens consumer secrets to the REST API can't be turned on.
    pub(crate) secret_switch_refused: bool,
}

/// The org as a deploy finds it.
#[derive(Clone, Debug, Default)]
pub(crate) struct OrgMetadata {
    /// 15 or 18 characters; `orgScopedExternalApp` and `oauthLink` must name this org.
    pub(crate) organization_id: String,
    /// Production orgs insist on `rollbackOnError` and refuse `purgeOnDelete`.
    pub(crate) production: bool,
    /// Nothing is packaged from a sandbox.
    pub(crate) sandbox: bool,
    /// The highest API version that the org speaks.
    pub(crate) highest_version: u32,
    /// Every component. Global settings carry their real consumer key; nothing carries a secret.
    pub(crate) components: Vec<Component>,
    /// API names of permission sets beyond those in `components` (standard or managed ones).
    pub(crate) permission_sets: Vec<String>,
    /// Permission sets that are assigned to somebody.
    pub(crate) assigned_permission_sets: Vec<String>,
    /// Names of profiles.
    pub(crate) profiles: Vec<String>,
    /// Usernames of active users.
    pub(crate) active_usernames: Vec<String>,
    /// API names of the user permissions that the org has, `ApiEnabled`.
    pub(crate) user_permissions: Vec<String>,
    /// API names of objects, for `objectPermissions`.
    pub(crate) objects: Vec<String>,
    /// Consumer keys in use anywhere, in this org and in others.
    pub(crate) consumer_keys: Vec<String>,
    /// API names of connected apps and the like that an app must not share a name with.
    pub(crate) taken_names: Vec<String>,
    /// Who deploys.
    pub(crate) caller: Caller,
    /// The faults switched on.
    pub(crate) faults: Faults,
}

/// One thing that the org has to do. The list is in the order in which to do it.
#[expect(clippy::large_enum_variant, reason = "a deploy makes a handful of these, and nearly all are the large one")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Store the component, over the one of that key if there is one.
    ///
    /// Global settings without a consumer key need one made by the org.
    Put {
        /// The whole new state.
        component: Component,
        /// There was none of that key.
        created: bool,
        /// The org wrote it by itself: the default policies. There is no message about it.
        automatic: bool,
    },
    /// Make a new consumer key or secret for these global settings.
    Rotate {
        /// The global settings.
        settings: Key,
        /// A new key.
        consumer_key: bool,
        /// A new secret.
        consumer_secret: bool,
    },
    /// Give the component another name; what names it follows.
    Rename {
        /// The component.
        key: Key,
        /// Its new full name.
        to: String,
    },
    /// Remove the component. Children of a removed app follow as removals of their own.
    Remove(Key),
}

/// The verdict on a deploy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Judgement {
    /// Whether the deploy as a whole stands.
    pub(crate) success: bool,
    /// Why the job failed as a whole, with its `errorStatusCode`, when no component is to blame.
    pub(crate) fault: Option<(&'static str, Said)>,
    /// One message for each component, and one for `package.xml`.
    pub(crate) messages: Vec<DeployMessage>,
    /// What to do; empty when nothing may change.
    pub(crate) changes: Vec<Change>,
    /// The version that the components were read with.
    pub(crate) package_version: u32,
}
