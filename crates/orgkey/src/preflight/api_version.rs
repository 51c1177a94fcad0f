//! Is the org's API new enough?

use salesforce::types::ApiVersion;

use super::findings::Findings;
use super::{Check, CheckId, Outcome};

/// The credentials endpoints begin here.
const NEEDED: u16 = 60;
/// Two secrets can overlap from here on.
const OVERLAP: u16 = 65;

pub(super) fn check(findings: &Findings) -> Check {
    let outcome = if findings.version < ApiVersion::new(NEEDED) {
        Outcome::Block
    } else if findings.version < ApiVersion::new(OVERLAP) {
        Outcome::Warn
    } else {
        Outcome::Pass
    };
    Check::new(CheckId::ApiVersion, outcome).with("version", findings.version)
}
