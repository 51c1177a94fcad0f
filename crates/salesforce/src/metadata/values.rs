//! The fixed values that elements of external client apps can have.

use serde::{Deserialize, Serialize};

use super::table::Text;

/// An enum of fixed texts. Compared without regard to case, since queries spell some of them differently.
macro_rules! values {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// Every value, in Salesforce's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The text that Salesforce uses.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The value of a text, in any case.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str().eq_ignore_ascii_case(text.trim()))
            }
        }

        impl Text for $name {
            fn to_text(&self) -> Option<String> {
                Some(self.as_str().to_owned())
            }

            fn from_text(text: &str) -> Result<Self, String> {
                Self::parse(text).ok_or_else(|| concat!("not a known ", stringify!($name)).to_owned())
            }
        }
    };
}

values! {
    /// Whether an app stays in its org or may be packaged.
    DistributionState {
        /// For this org only.
        Local = "Local",
        /// May be part of a package.
        Packaged = "Packaged",
        /// Came with a package; read only.
        Managed = "Managed",
        /// Put there by Salesforce; read only.
        AutoInstalled = "AutoInstalled",
    }
}

values! {
    /// Who may use an app.
    PermittedUsers {
        /// Everyone, after approving it.
        AllSelfAuthorized = "AllSelfAuthorized",
        /// Only those with a permission set or profile of the policy, without being asked.
        AdminApprovedPreAuthorized = "AdminApprovedPreAuthorized",
    }
}

values! {
    /// Whether the network restrictions of org and profile hold for an app.
    IpRelaxation {
        /// They hold.
        Enforce = "Enforce",
        /// They don't.
        Bypass = "Bypass",
        /// They don't for devices that passed a second factor.
        BypassTwoFactor = "Bypass_2factor",
        /// They hold, except when a token is refreshed.
        EnforceRelaxRefresh = "Enforce_RelaxRefresh",
    }
}

values! {
    /// How long refresh tokens live.
    RefreshTokenPolicy {
        /// Until revoked.
        Infinite = "Infinite",
        /// Not at all.
        Zero = "Zero",
        /// A time after being issued.
        SpecificLifetime = "SpecificLifetime",
        /// A time after last being used.
        SpecificInactivity = "SpecificInactivity",
    }
}

values! {
    /// Unit of a refresh token's life.
    ValidityUnit {
        /// Hours.
        Hours = "Hours",
        /// Days.
        Days = "Days",
        /// Months.
        Months = "Months",
    }
}

values! {
    /// How strongly a session must have been secured.
    SessionLevel {
        /// Any.
        Low = "LOW",
        /// Password.
        Standard = "STANDARD",
        /// Second factor.
        HighAssurance = "HIGH_ASSURANCE",
    }
}

values! {
    /// What happens to a session below the required level.
    PolicyAction {
        /// It is refused.
        Block = "Block",
        /// The user is asked to raise it.
        RaiseSessionLevel = "RaiseSessionLevel",
        /// The user is asked for a second factor.
        StepUpMfa = "StepUpMFA",
    }
}

values! {
    /// Where opening the app from the launcher leads.
    StartPage {
        /// Nowhere.
        None = "None",
        /// To `start_url`.
        Custom = "Custom",
        /// To the OAuth start.
        OAuth = "OAuth",
        /// To the SAML start.
        Saml = "SAML",
    }
}

values! {
    /// Which time-out holds for JWT-format access tokens.
    JwtTimeoutType {
        /// That of the user's session.
        UserSession = "UserSession",
        /// The one given beside.
        Custom = "Custom",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spelling_of_queries_is_understood() {
        assert_eq!(IpRelaxation::parse("Enforce_relaxrefresh"), Some(IpRelaxation::EnforceRelaxRefresh));
        assert_eq!(IpRelaxation::parse("bypass_2Factor"), Some(IpRelaxation::BypassTwoFactor));
        assert_eq!(PermittedUsers::parse("Everyone"), None);
    }
}
