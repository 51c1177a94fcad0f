//! What a blueprint allows beyond the safe defaults, each in words of its own.

use super::{Access, Blueprint};
use crate::Line;
use crate::wizard::{Network, Stay};

impl Blueprint {
    /// Every loosening of the safe defaults.
    pub fn loosenings(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut when = |loosened: bool, id: &str| {
            if loosened {
                lines.push(Line::new(id));
            }
        };
        if self.authorization_code {
            when(!self.require_pkce, "loosening_pkce_off");
            when(!self.secret_when_signing_in, "loosening_secret_off_sign_in");
            when(!self.secret_when_staying_connected && self.stays_connected(), "loosening_secret_off_refresh");
            when(!self.rotate_refresh_tokens && self.stays_connected(), "loosening_rotation_off");
        }
        when(self.access == Access::Anyone, "loosening_anyone");
        when(self.stays_connected() && self.stay == Stay::UntilRevoked, "loosening_until_revoked");
        when(self.network == Network::Ignore, "loosening_network_ignore");
        when(self.network == Network::SkipAfterVerification, "loosening_network_skip");
        when(!self.trusted_addresses.is_empty(), "loosening_trusted_addresses");
        when(self.scopes.iter().any(|scope| scope.as_str() == "full"), "loosening_full");
        if let Access::NewPermissionSet { objects, .. } = &self.access {
            let deletes = objects.iter().filter(|rights| rights.delete).map(|rights| rights.object.as_str());
            let names = deletes.collect::<Vec<_>>().join(", ");
            if !names.is_empty() {
                lines.push(Line::new("loosening_delete_rights").with("objects", names));
            }
        }
        lines
    }
}
