//! Does this computer's clock agree with Salesforce?

use super::findings::Findings;
use super::{Check, CheckId, Outcome};

/// Salesforce grants three minutes; said before it matters.
const TOLERATED_SECONDS: f64 = 60.0;

pub(super) fn check(findings: &Findings) -> Check {
    let Some(ahead) = findings.clock_ahead else {
        return Check::new(CheckId::Clock, Outcome::Warn).with("seconds", "?");
    };
    let outcome = if ahead.abs() > TOLERATED_SECONDS { Outcome::Warn } else { Outcome::Pass };
    Check::new(CheckId::Clock, outcome).with("seconds", format!("{:.1}", ahead.abs()))
}
