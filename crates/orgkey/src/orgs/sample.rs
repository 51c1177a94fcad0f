//! A known org to test with.

use super::{KnownOrg, OrgKind};

/// An org of a kind, with its administrator signed in.
pub(crate) fn known(kind: OrgKind) -> KnownOrg {
    KnownOrg {
        id: "00D000000000001EAA".to_owned(),
        name: "Acme".to_owned(),
        kind,
        edition: "Enterprise Edition".to_owned(),
        namespace: None,
        origin: "https://acme.my.salesforce.com".to_owned(),
        host: "acme.my.salesforce.com".to_owned(),
        username: "dana@acme.example".to_owned(),
        user_name: "Dana".to_owned(),
        profile: "System Administrator".to_owned(),
        user_id: "005000000000001".to_owned(),
        signed_in: true,
        last_seen: jiff::Timestamp::UNIX_EPOCH,
    }
}
