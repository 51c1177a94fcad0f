//! The enumerations of the metadata types, each with the values that a version of the API lets through.
//!
//! Where they are used is left to `component`.

use super::{
    element::{Refusal, Single},
    xml::Node,
};
use crate::rules::deploy as say;

/// Declares an enumeration with the literal that the Metadata API writes for each value; the first is the default.
/// `any_case` true reads it without regard to case.
macro_rules! choice {
    (
        $(#[$doc:meta])*
        $name:ident any_case $any_case:literal { $( $variant:ident = $literal:literal ),* $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(crate) enum $name { #[default] $( #[doc = concat!("`", $literal, "`")] $variant, )* }

        impl $name {
            /// The literal that stands for the value.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $( $name::$variant => $literal, )* }
            }
        }

        impl Single for $name {
            fn read(node: &Node, _: u32) -> Result<$name, Refusal> {
                let text = node.text.trim();
                let same = |literal: &str| literal == text || $any_case && literal.eq_ignore_ascii_case(text);
                $( if same($literal) { return Ok($name::$variant); } )*
                Err(node.unlike_schema(say::ENUM.say(&[text, stringify!($name)])))
            }

            fn write(&self, name: &str, _: u32) -> Node {
                Node::leaf(name, self.as_str())
            }
        }
    };
}

choice! {
    /// Where an app may run (*ExternalClientApplication*, `distributionState`).
    DistributionState any_case false {
        Local = "Local",
        Packaged = "Packaged",
        Managed = "Managed",
        AutoInstalled = "AutoInstalled",
    }
}
choice! {
    /// How an app is managed (*ExternalClientApplication*, `managedType`).
    ManagedType any_case false { Local = "Local", Global = "Global" }
}
choice! {
    /// Who may use an app (*ExtlClntAppOauthConfigurablePolicies*).
    PermittedUsersPolicyType any_case false {
        AllSelfAuthorized = "AllSelfAuthorized",
        AdminApprovedPreAuthorized = "AdminApprovedPreAuthorized",
    }
}
choice! {
    /// How IP restrictions bind an app (*ExtlClntAppOauthConfigurablePolicies*; read without regard to case).
    IpRelaxationPolicyType any_case true {
        Enforce = "Enforce",
        Bypass = "Bypass",
        Bypass2factor = "Bypass_2factor",
        EnforceRelaxRefresh = "Enforce_RelaxRefresh",
    }
}
choice! {
    /// When a refresh token ends (*ExtlClntAppOauthConfigurablePolicies*).
    RefreshTokenPolicyType any_case false {
        SpecificLifetime = "SpecificLifetime",
        SpecificInactivity = "SpecificInactivity",
        Infinite = "Infinite",
        Zero = "Zero",
    }
}
choice! {
    /// What the validity period of a refresh token counts (*ExtlClntAppOauthConfigurablePolicies*).
    RefreshTokenValidityUnit any_case false { Days = "Days", Hours = "Hours", Months = "Months" }
}
choice! {
    /// The session level that an app asks for (*ExtlClntAppOauthConfigurablePolicies*).
    RequiredSessionLevel any_case false { Standard = "STANDARD", Low = "LOW", HighAssurance = "HIGH_ASSURANCE" }
}
choice! {
    /// What happens when the session level is missing (*ExtlClntAppOauthConfigurablePolicies*).
    PolicyAction any_case false { Block = "Block", RaiseSessionLevel = "RaiseSessionLevel", StepUpMfa = "StepUpMFA" }
}
choice! {
    /// Whose time-out a JWT-format token follows (*ExtlClntAppOauthConfigurablePolicies*).
    JwtSessionTimeoutType any_case false { UserSession = "UserSession", Custom = "Custom" }
}
choice! {
    /// Where an app opens (*ExtlClntAppConfigurablePolicies*).
    StartPage any_case false { None = "None", Custom = "Custom", OAuth = "OAuth", Saml = "SAML" }
}
