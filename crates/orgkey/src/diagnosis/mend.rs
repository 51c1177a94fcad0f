//! The changes of a remedy: what they do to the metadata, and how they are shown before they are made. Pure.

use salesforce::metadata::{Component, ComponentType, PermittedUsers};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;

use super::{Cause, WayOn};
use crate::Line;
use crate::plan::{Assignee, Subject};
use crate::verify::Flow;

/// One change. Each may be made twice: it says how it shall be, not what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "amendment", rename_all = "snake_case")]
pub enum Amendment {
    /// These callbacks are registered too.
    AddCallbacks {
        /// Byte for byte.
        callbacks: Vec<String>,
    },
    /// The app works alone as this user.
    RunAs {
        /// Name to sign in.
        username: String,
    },
    /// Holders of these permission sets are let in.
    Admit {
        /// API names.
        sets: Vec<String>,
    },
    /// Only those whom an administrator let in may use the app, and need not be asked.
    PreAuthorize,
    /// The app and its OAuth plug-in are on.
    SwitchOn,
    /// A person holds a permission set.
    Assign {
        /// API name.
        set: String,
        /// Who.
        person: Assignee,
    },
    /// ID and secret are read anew; the org's switch for secrets goes on for that moment if it is off.
    ReadSecret {
        /// Whether it is off now.
        switch: bool,
    },
}

impl Amendment {
    /// The kind of component that it changes, if it changes one.
    pub(crate) fn kind(&self) -> Option<ComponentType> {
        match self {
            Self::AddCallbacks { .. } => Some(ComponentType::GlobalOauthSettings),
            Self::RunAs { .. } | Self::Admit { .. } | Self::PreAuthorize => Some(ComponentType::OauthPolicies),
            Self::SwitchOn => Some(ComponentType::AppPolicies),
            Self::Assign { .. } | Self::ReadSecret { .. } => None,
        }
    }

    /// Changes what it is about, and nothing else.
    pub(crate) fn apply(&self, component: &mut Component) {
        match (self, component) {
            (Self::AddCallbacks { callbacks }, Component::GlobalOauthSettings(settings)) => {
                add(&mut settings.callback_urls, callbacks);
            }
            (Self::RunAs { username }, Component::OauthPolicies(policies)) => {
                policies.is_client_credentials_flow_enabled = true;
                policies.client_credentials_flow_user = Some(username.clone());
            }
            (Self::Admit { sets }, Component::OauthPolicies(policies)) => {
                add(&mut policies.comma_separated_permission_set, sets);
            }
            (Self::PreAuthorize, Component::OauthPolicies(policies)) => {
                policies.permitted_users_policy_type = PermittedUsers::AdminApprovedPreAuthorized;
            }
            (Self::SwitchOn, Component::AppPolicies(policies)) => {
                policies.is_enabled = true;
                policies.is_oauth_plugin_enabled = Some(true);
            }
            _ => {}
        }
    }

    fn row(&self) -> MendRow {
        let (subject, main) = match self {
            Self::AddCallbacks { callbacks } => {
                (Subject::Callbacks, Line::new("mend_add_callbacks").with("callbacks", callbacks.join("\n")))
            }
            Self::RunAs { username } => (Subject::ConnectsBy, Line::new("mend_run_as").with("username", username)),
            Self::Admit { sets } => (Subject::Access, Line::new("mend_admit").with("sets", sets.join(", "))),
            Self::PreAuthorize => (Subject::Access, Line::new("mend_pre_authorize")),
            Self::SwitchOn => (Subject::Activation, Line::new("mend_switch_on")),
            Self::Assign { set, person } => {
                (Subject::People, Line::new("mend_assign").with("name", &person.name).with("set", set))
            }
            Self::ReadSecret { switch: true } => (Subject::SecretSwitch, Line::new("mend_read_secret_switch")),
            Self::ReadSecret { switch: false } => (Subject::SecretSwitch, Line::new("mend_read_secret")),
        };
        MendRow { subject, main }
    }
}

fn add(list: &mut Vec<String>, more: &[String]) {
    for one in more {
        if !list.contains(one) {
            list.push(one.clone());
        }
    }
}

/// A remedy, complete: shown, then made as it is, then the flow is proven again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mend {
    /// Which flow failed.
    pub flow: Flow,
    /// Why.
    pub cause: Cause,
    /// What changes.
    pub amendments: Vec<Amendment>,
}

impl Mend {
    /// Two remedies with the same fingerprint change the same.
    pub fn fingerprint(&self) -> String {
        let facts = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(facts).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Without a change it is waiting that helps: a remedy ends with asking until Salesforce knows the app.
    pub(super) fn way(&self) -> WayOn {
        if self.amendments.is_empty() {
            return WayOn::Wait { fingerprint: self.fingerprint() };
        }
        WayOn::Mend { fingerprint: self.fingerprint(), rows: self.amendments.iter().map(Amendment::row).collect() }
    }
}

/// One change of a remedy as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MendRow {
    /// To what.
    pub subject: Subject,
    /// In words.
    pub main: Line,
}

#[cfg(test)]
mod tests {
    use salesforce::metadata::{AppPolicies, GlobalOauthSettings, OauthPolicies, RefreshTokenPolicy};

    use super::*;

    fn list(all: &[&str]) -> Vec<String> {
        all.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_remedy_takes_something_away_or_changes_more_than_it_says() {
        let callbacks = Amendment::AddCallbacks { callbacks: list(&["https://b", "https://c"]) };
        let settings = GlobalOauthSettings {
            callback_urls: list(&["https://a", "https://b"]),
            is_pkce_required: false,
            ..Default::default()
        };
        let mut component = Component::from(settings.clone());
        callbacks.apply(&mut component);
        let wanted = GlobalOauthSettings { callback_urls: list(&["https://a", "https://b", "https://c"]), ..settings };
        assert_eq!(component, Component::from(wanted.clone()));
        callbacks.apply(&mut component);
        assert_eq!(component, Component::from(wanted), "twice is once");

        let policies = OauthPolicies {
            comma_separated_permission_set: list(&["Theirs"]),
            refresh_token_policy_type: RefreshTokenPolicy::Infinite,
            ..Default::default()
        };
        let mut component = Component::from(policies.clone());
        for amendment in [
            Amendment::Admit { sets: list(&["Ours", "Theirs"]) },
            Amendment::RunAs { username: "etl@acme.example".to_owned() },
            Amendment::PreAuthorize,
            Amendment::SwitchOn,
        ] {
            amendment.apply(&mut component);
        }
        let wanted = OauthPolicies {
            comma_separated_permission_set: list(&["Theirs", "Ours"]),
            client_credentials_flow_user: Some("etl@acme.example".to_owned()),
            is_client_credentials_flow_enabled: true,
            permitted_users_policy_type: PermittedUsers::AdminApprovedPreAuthorized,
            ..policies
        };
        assert_eq!(component, Component::from(wanted));

        let mut component = Component::from(AppPolicies { is_enabled: false, ..Default::default() });
        Amendment::SwitchOn.apply(&mut component);
        let wanted = AppPolicies { is_enabled: true, is_oauth_plugin_enabled: Some(true), ..Default::default() };
        assert_eq!(component, Component::from(wanted));
    }

    #[test]
    fn another_remedy_has_the_same_fingerprint() {
        let mend = |username: &str| Mend {
            flow: Flow::ClientCredentials,
            cause: Cause::NoRunAsUser,
            amendments: vec![Amendment::RunAs { username: username.to_owned() }],
        };
        assert_eq!(mend("a").fingerprint(), mend("a").fingerprint());
        assert_ne!(mend("a").fingerprint(), mend("b").fingerprint());
    }
}
