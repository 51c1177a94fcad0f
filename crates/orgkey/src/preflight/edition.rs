//! Has the edition an API? Only the lack of it blocks: then no call would have come this far, so what is left is to
//! say where external client apps are not documented.

use super::{Check, CheckId, Outcome};
use crate::orgs::KnownOrg;

const DOCUMENTED: [&str; 5] =
    ["Professional Edition", "Enterprise Edition", "Performance Edition", "Unlimited Edition", "Developer Edition"];

pub(super) fn check(org: &KnownOrg) -> Check {
    let edition = org.edition.as_str();
    let outcome = if DOCUMENTED.contains(&edition) { Outcome::Pass } else { Outcome::Warn };
    Check::new(CheckId::Edition, outcome).with("edition", edition)
}
