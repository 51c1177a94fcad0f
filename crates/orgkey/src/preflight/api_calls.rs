//! Are there enough API calls left today?

use super::findings::Findings;
use super::{Check, CheckId, Outcome};

/// What one app takes, checks, readiness and proof included, with room for a slow org.
const NEEDED: i64 = 200;

pub(super) fn check(findings: &Findings) -> Check {
    let Some(calls) = &findings.calls else {
        return Check::new(CheckId::ApiCalls, Outcome::Warn).with("remaining", "?").with("max", "?");
    };
    let outcome = match calls.remaining {
        0 => Outcome::Block,
        remaining if remaining < NEEDED => Outcome::Warn,
        _ => Outcome::Pass,
    };
    Check::new(CheckId::ApiCalls, outcome).with("remaining", calls.remaining).with("max", calls.max)
}
